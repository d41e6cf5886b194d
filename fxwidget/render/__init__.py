"""A view of the table in each of its forms."""
