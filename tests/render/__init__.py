"""A view in each of its forms."""
