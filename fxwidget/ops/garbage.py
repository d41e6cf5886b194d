"""How often Python looks for cyclic garbage in our own processes, which load ten times as many objects as they ever drop."""

from __future__ import annotations

import gc

__all__ = ["ending", "loaded", "loading"]

WHILE_LOADING = 200_000
"""New objects until the first look: more than any command loads, and few enough for one that works without ``loaded``."""

AT_WORK = 10_000, 50
"""New objects until a look among them, and looks until one among older ones too. Python's own 700 and 10 are for smaller programs."""


def loading() -> None:
    """Look for no garbage while modules load: what they make stays, and each look goes through all that is new."""
    gc.set_threshold(WHILE_LOADING)


def loaded() -> None:
    """Look for garbage from now on, among what is made from now on: what is there by now stays for good."""
    gc.freeze()
    gc.set_threshold(*AT_WORK)


def ending() -> None:
    """Leave what is there to the end of the process: Python would look through all of it, and drop it piece by piece."""
    gc.freeze()
