"""Measurements of the rules that decide a rate, run by hand; nothing here ships with the package."""
