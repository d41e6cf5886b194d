"""Python's search for cyclic garbage in our own processes."""

from __future__ import annotations

import gc

__all__ = ["ending"]


def ending() -> None:
    """Leave what is there to the end of the process: Python would look through all of it, and drop it piece by piece."""
    gc.freeze()
