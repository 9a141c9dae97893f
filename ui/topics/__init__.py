"""Parts of the pages of topics."""
