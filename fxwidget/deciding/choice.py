"""Whose number is shown of those that agree: one near the middle of all votes. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fxwidget.deciding.poll import Entry

FIRST = 3
"""How many sources of those that agree, in the configured order, may take over: the preferred ones, and not one alone."""


def pick(
    cluster: Mapping[str, Entry], votes: Mapping[str, Entry], incumbent: str | None, nearness: Decimal
) -> Entry:
    """The entry whose number is shown for a cluster: the incumbent's while it is near the median of all votes.

    Whoever takes over from it is the nearest to the median of the first three in order that are near, so that a switch
    moves the number least; where none is near, the nearest of all. Of equally near ones it is a disclosed one: where
    aggregators and banks are two and two, a bank's. Where nobody was shown before it is the first in order that is near. A
    weekly table's number is shown only where no other one agrees.
    """
    in_order = sorted(cluster.values(), key=lambda entry: entry.position)
    eligible = [entry for entry in in_order if not entry.seldom] or in_order
    middle = median([entry.rate for entry in votes.values()])
    near = [entry for entry in eligible if abs(entry.rate / middle - 1) <= nearness]
    if incumbent is None:
        return near[0] if near else min(eligible, key=lambda entry: _distance(entry, middle))
    staying = eligible if len(votes) == 2 else near
    incumbents = (entry for entry in staying if entry.source == incumbent)
    successors = near[:FIRST] or eligible
    return next(incumbents, None) or min(
        successors, key=lambda entry: (_distance(entry, middle), not entry.disclosed)
    )


def _distance(entry: Entry, middle: Decimal) -> Decimal:
    """How far a number is from the median, to a billionth of it: the two in the middle of an even number are equally far."""
    return round(abs(entry.rate / middle - 1), 9)


def middle_of(numbers: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The two numbers in the middle, or the one in the middle twice."""
    ranked = sorted(numbers)
    return ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]


def median(numbers: Sequence[Decimal]) -> Decimal:
    """The middle number, or halfway between the two in the middle."""
    low, high = middle_of(numbers)
    return (low + high) / 2
