"""A currency's past against any other: crosses of closes, and weeks and months of them. Pure, without a model around it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple, Protocol

from fxwidget.domain.arithmetic import converted
from fxwidget.domain.close import DailyClose
from fxwidget.domain.kinds import Agreement, Kind

__all__ = ["PIVOT", "Bar", "Closes", "Interval", "PairClose", "bars", "crossed", "period_of"]

PIVOT = "USD"
"""The currency that stored closes are against; it has none of its own."""

_ONE = Decimal(1)


class Closes(Protocol):
    """Where closes per 1 USD are read: a store, or a service."""

    def closes(
        self, code: str, first: date, last: date, *, series: str | None = None
    ) -> Sequence[DailyClose]:
        """The closes of the market days from ``first`` to ``last``, of one series and one unit of money."""
        ...


class Interval(StrEnum):
    """The stretch of time that one row of a past is of. Weeks are ISO 8601's: they begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def start(self, day: date) -> date:
        """The first calendar day of the period that a day lies in."""
        if self is Interval.WEEK:
            return date.fromordinal(max(1, day.toordinal() - day.weekday()))
        return day.replace(day=1) if self is Interval.MONTH else day

    def end(self, day: date) -> date:
        """The last calendar day of the period that a day lies in."""
        if self is Interval.DAY:
            return day
        if self is Interval.WEEK:
            return date.fromordinal(min(date.max.toordinal(), self.start(day).toordinal() + 6))
        following = (
            date(day.year + day.month // 12, day.month % 12 + 1, 1) if day < date(9999, 12, 1) else None
        )
        return following - timedelta(days=1) if following is not None else date.max


class PairClose(NamedTuple):
    """The close of a market day of one currency against another: units of ``code`` per 1 ``base``.

    legs: the stored closes that it was computed from, all of this day: one where either currency is the US dollar, whose
    number is then the close itself or its inverse, else that of ``code`` and that of ``base``.
    """

    code: str
    base: str
    day: date
    rate: Decimal
    legs: tuple[DailyClose, ...]

    @property
    def over_and_under(self) -> tuple[Decimal, Decimal]:
        """The two numbers per 1 US dollar of which the rate is the quotient; the dollar's own is 1."""
        if self.base == PIVOT:
            return self.legs[0].rate, _ONE
        return (_ONE if self.code == PIVOT else self.legs[0].rate), self.legs[-1].rate

    @property
    def basis_key(self) -> Hashable:
        """The same for closes that rest on the same, but for the day: what is written of them can be written once."""
        return tuple([(id(leg.basis), leg.revision) for leg in self.legs])

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the providers whose numbers it rests on, each once."""
        if len(self.legs) == 1:
            return (self.legs[0].basis.source,)
        return tuple(dict.fromkeys(leg.source for leg in self.legs))

    @property
    def kind(self) -> Kind:
        """What sort of price it is; a cross where it is not against the US dollar."""
        return self.legs[0].kind if self.base == PIVOT else Kind.CROSS

    @property
    def derived(self) -> str | None:
        """How the number was computed; None where its source printed it per 1 of the base."""
        return self.legs[0].basis.derived if self.base == PIVOT else f"cross {PIVOT}"

    @property
    def agreement(self) -> Agreement:
        """Who stands behind it: that of the leg that is backed worse."""
        return max((leg.agreement for leg in self.legs), key=[*Agreement].index)

    @property
    def groups(self) -> int:
        """How many independent groups of sources stand behind it: those of the leg with fewer."""
        return min(leg.basis.groups for leg in self.legs)

    @property
    def spread_bps(self) -> Decimal | None:
        """How far the numbers that agreed lie apart, in hundredths of a per cent: the sum over the legs that say it."""
        spreads = [leg.basis.spread_bps for leg in self.legs if leg.basis.spread_bps is not None]
        return sum(spreads, Decimal(0)) if spreads else None

    @property
    def as_of(self) -> date | datetime:
        """The day or UTC instant that its source stated: of two legs the older one."""
        return min((leg.as_of for leg in self.legs), key=_day)

    @property
    def corrected(self) -> bool:
        """Whether it took the place of what was stored of this day before: of another number, or of other sources behind it."""
        return any(leg.corrected for leg in self.legs)

    @property
    def backfilled(self) -> bool:
        """Whether it is from an archive, and was not seen as it was shown."""
        return any(leg.basis.backfilled for leg in self.legs)


def _day(as_of: date | datetime) -> date:
    return as_of.date() if isinstance(as_of, datetime) else as_of


def crossed(
    code: str, base: str, over: Sequence[DailyClose] | None, under: Sequence[DailyClose] | None
) -> list[PairClose]:
    """Units of ``code`` per 1 ``base`` on each day on which both have a close; no other day has a cross.

    Args:
        over: closes of ``code`` in the order of their days; None where it is the US dollar.
        under: those of ``base``.
    """
    if under is None:
        return [PairClose(code, base, leg.day, leg.rate, (leg,)) for leg in over or ()]
    if over is None:
        return [PairClose(code, base, leg.day, _cross(_ONE, leg.rate), (leg,)) for leg in under]
    of_base = {leg.day: leg for leg in under}
    pairs = ((leg, of_base[leg.day]) for leg in over if leg.day in of_base)
    return [PairClose(code, base, a.day, _cross(a.rate, b.rate), (a, b)) for a, b in pairs]


def _cross(over: Decimal, under: Decimal) -> Decimal:
    """As a present cross is computed: once, to 12 significant digits."""
    return converted(_ONE, over, under, 0)


class Bar(NamedTuple):
    """A week or a month of closes. Only closes are known, so the highest and the lowest are those of closes.

    period: ``2026-W09`` or ``2026-02``. first, last: the market days of its first and last close.
    number: how many closes it has. close: the last one, whose sources and agreement are the bar's.
    """

    period: str
    first: date
    last: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: PairClose
    number: int


def period_of(day: date, interval: Interval) -> str:
    """The name of the period that a day lies in: ``2026-02-28``, ``2026-W09`` or ``2026-02``."""
    if interval is Interval.DAY:
        return day.isoformat()
    if interval is Interval.MONTH:
        return day.isoformat()[:7]
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def bars(closes: Iterable[PairClose], interval: Interval) -> list[Bar]:
    """Closes of one pair, in the order of their days, by week or month; a period without a close has no bar."""
    grouped = groupby(closes, key=lambda close: period_of(close.day, interval))
    return [_bar(period, list(within)) for period, within in grouped]


def _bar(period: str, closes: list[PairClose]) -> Bar:
    rates = [close.rate for close in closes]
    first, last = closes[0], closes[-1]
    return Bar(period, first.day, last.day, first.rate, max(rates), min(rates), last, len(closes))
