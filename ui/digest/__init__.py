"""The parts of the page where a digest is put together."""
