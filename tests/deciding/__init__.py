"""How a rate is decided."""
