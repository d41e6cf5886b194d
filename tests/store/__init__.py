"""Every store, and the one on disk."""
