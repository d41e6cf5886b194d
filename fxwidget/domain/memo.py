"""What is computed once of a value that never changes, for the many that read it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

__all__ = ["Memo"]

MOST = 64
"""Dictionaries that are held, at most."""


class Memo:
    """Dictionaries by keys, each to be filled by whoever asks for it; all are dropped once there are too many."""

    def __init__(self) -> None:
        self._found: dict[Hashable, dict[Any, Any]] = {}

    def __call__(self, *key: Hashable) -> dict[Any, Any]:
        """The dictionary of a key, empty where nobody filled it or it was dropped."""
        if key not in self._found and len(self._found) >= MOST:
            self._found.clear()
        return self._found.setdefault(key, {})

    def __reduce__(self) -> tuple[type[Memo], tuple[()]]:
        """A pickle or a deep copy is an empty one: what can be computed again is not worth its size."""
        return Memo, ()
