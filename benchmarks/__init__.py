"""Measurements, run by hand: of the rules that decide a rate, of serving, of the library, of a page's weight, of a long run.

Nothing here ships with the package.
"""
