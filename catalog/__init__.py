"""What is this id, and may this reader see it?  SQLite, the source of truth."""
