"""What operators look with."""
