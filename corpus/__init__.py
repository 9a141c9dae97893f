"""The sample library: sources of the papers, their builder, the term base, the judged queries."""
