"""What operators look with: the providers, a check of each, and the examination of a machine."""
