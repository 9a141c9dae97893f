"""How fast, how small?  Each figure as a ratio to a named reference, measured in the same run."""
