"""The values of the field."""
