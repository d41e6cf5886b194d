"""A currency's past: what was shown at the end of each market day, and within the last days.

Plain tuples without a model around them: ten years of one currency are read in milliseconds, by a process that has
loaded nothing but the standard library.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from fxwidget.domain.kinds import MARKET_SERIES, Agreement, Kind, series_of

__all__ = ["CARRIED", "POINTS_KEPT", "POINT_EVERY", "Basis", "DailyClose", "Point"]

CARRIED = timedelta(days=14)
"""The longest for which the close before stands in for a day without one: weekends, feasts, a New Year of ten days."""

POINTS_KEPT = timedelta(days=7)
"""How far back points within the day are stored."""

POINT_EVERY = timedelta(minutes=15)
"""At most one point of a currency is stored for so long."""


class Basis(NamedTuple):
    """What a close rests on, shared by all closes that rest on the same.

    source: the provider's name. derived: how its number was computed, None where it was printed per 1 USD.
    own, named, undisclosed: the independent groups behind it, by what they say of whose their numbers are.
    spread_bps: between the numbers that agreed, in hundredths of a per cent; None with fewer than two.
    stated: the day or UTC instant that the source stated, or how long after the market day the stated day lies.
    recorded_at: when it was stored, in UTC, to the second. backfilled: from an archive, not seen as it was shown.
    """

    source: str
    kind: Kind
    agreement: Agreement
    recorded_at: datetime
    derived: str | None = None
    own: int = 0
    named: int = 0
    undisclosed: int = 0
    spread_bps: Decimal | None = None
    stated: timedelta | datetime = timedelta(0)
    backfilled: bool = False

    @property
    def groups(self) -> int:
        """How many independent groups of sources stood behind it."""
        return self.own + self.named + self.undisclosed


class DailyClose(NamedTuple):
    """The number of a market day: units of ``code`` per 1 USD, with exactly the digits that were shown.

    day: the market day, a date without a zone.
    revision: 0 as first stored; each later correction of the same day counts one up, and those before stay readable.
    """

    code: str
    day: date
    rate: Decimal
    basis: Basis
    revision: int = 0

    @property
    def source(self) -> str:
        """The name of the provider whose number it is."""
        return self.basis.source

    @property
    def kind(self) -> Kind:
        """What sort of price it is."""
        return self.basis.kind

    @property
    def series(self) -> str:
        """The series that it belongs to; see ``series_of``."""
        return series_of(self.basis.kind)

    @property
    def agreement(self) -> Agreement:
        """Who stood behind it."""
        return self.basis.agreement

    @property
    def as_of(self) -> date | datetime:
        """The day or UTC instant that the source stated."""
        stated = self.basis.stated
        return self.day + stated if isinstance(stated, timedelta) else stated

    @property
    def corrected(self) -> bool:
        """Whether it took the place of what was stored of this day before: of another number, or of other sources behind it."""
        return self.revision > 0


class Point(NamedTuple):
    """A number within the day: what was shown from the UTC instant ``at`` on, until the next point. Units per 1 USD."""

    code: str
    at: datetime
    rate: Decimal
    source: str
    series: str = MARKET_SERIES
