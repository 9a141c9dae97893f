"""The desk of the Alliance Digest: what came in, by event, with what we published before."""
