"""One import."""
