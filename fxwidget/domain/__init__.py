"""The values of the field, pure: no I/O, no clock."""
