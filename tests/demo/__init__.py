"""The replayed days."""
