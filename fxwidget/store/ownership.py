"""Whether a refresher may ask the sources: what a store says of its owner."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Ownership"]


class Ownership(StrEnum):
    """Who owns a store, as its owner of before learns it.

    MINE: the one who asks, without a break that mattered. TAKEN: the one who asks, anew, after another owner: what it
    remembers is out of date. OTHERS: somebody else.
    """

    MINE = "mine"
    TAKEN = "taken"
    OTHERS = "others"
