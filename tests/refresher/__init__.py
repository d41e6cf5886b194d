"""Rounds, and the process that runs them."""
