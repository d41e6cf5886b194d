"""How far a number has aged, in publications that its source has missed; not in hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Span = tuple[datetime, datetime]


class Freshness(StrEnum):
    """How far a number has aged, in missed publications, not hours. In order, the worst last."""

    FRESH = "fresh"
    CLOSED = "closed"
    LATE = "late"
    STALE = "stale"
    WITHDRAWN = "withdrawn"

    @property
    def age(self) -> int:
        """The place of a freshness in their order, from 0 (fresh)."""
        return _AGES[self]


_AGES = {freshness: age for age, freshness in enumerate(Freshness)}


@dataclass(frozen=True)
class Deadlines:
    """The instants from which a number is late, stale and withdrawn, and the closed spans before the first."""

    late_at: datetime
    stale_at: datetime
    withdraw_at: datetime | None
    closed: tuple[Span, ...]

    def freshness(self, now: datetime) -> Freshness:
        """How far the number has aged at an instant."""
        return freshness_at(now, self.late_at, self.stale_at, self.withdraw_at, self.closed)


def freshness_at(
    now: datetime, late_at: datetime, stale_at: datetime, withdraw_at: datetime | None, closed: Iterable[Span]
) -> Freshness:
    """How far a number with such ``Deadlines`` has aged at an instant."""
    if withdraw_at is not None and now >= withdraw_at:
        return Freshness.WITHDRAWN
    if now >= stale_at:
        return Freshness.STALE
    if now >= late_at:
        return Freshness.LATE
    if any(start <= now < end for start, end in closed):
        return Freshness.CLOSED
    return Freshness.FRESH
