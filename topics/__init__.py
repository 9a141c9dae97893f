"""How do the documents hang together?  The taxonomy of the institute's fields."""
