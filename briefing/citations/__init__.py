"""What is cited, as a reader or a program expects it."""
