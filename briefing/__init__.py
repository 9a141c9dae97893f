"""What can I hand to someone?  Baskets, briefings, citations, the digest."""
