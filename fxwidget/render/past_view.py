"""What is to be seen of the past: the closes of some currencies against one base over a range of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from fxwidget.domain.past import PIVOT, Bar, Interval, PairClose, bars
from fxwidget.errors import ConfigurationError, RateNotFound
from fxwidget.store.pairs import Past, check_days, check_stored, known_range, pair_range

__all__ = [
    "MOST_CLOSES",
    "NO_PAST",
    "USUAL_DAYS",
    "PastRows",
    "PastView",
    "Wanted",
    "past_currencies",
    "past_view",
    "stored_codes",
]

NO_PAST = "there is no past yet: closes come with each day, and 'fxwidget backfill' fetches older ones"

USUAL_DAYS = timedelta(days=90)
"""How far back a range reaches whose first day is not named."""

RECENT = timedelta(days=31)
"""The end of a range in which two currencies have a day in common as a rule."""

MOST_CLOSES = 10_000
"""Closes in one document: thirty-eight years of one currency, or three of eleven."""


class Wanted(NamedTuple):
    """What is asked of the past.

    codes: none are all of ``usual`` that have closes there; each one that is named has to have some.
    first, last: None is ``reach`` before the last one, and the newest day of which there is a close.
    today: the newest day that may be asked for, in UTC.
    reach: how far back a range reaches whose first day is not named.
    """

    codes: tuple[str, ...]
    usual: tuple[str, ...]
    base: str
    first: date | None
    last: date | None
    interval: Interval
    today: date
    reach: timedelta = USUAL_DAYS


class PastRows(NamedTuple):
    """One currency's part: its closes in the order of their days. first_day: that of its first close of all."""

    code: str
    first_day: date
    closes: Sequence[PairClose]


class PastView(NamedTuple):
    """Closes against ``base`` from one day to another; for weeks and months from the first day of the first of them."""

    base: str
    interval: Interval
    first: date
    last: date
    currencies: tuple[PastRows, ...]

    def bars(self, rows: PastRows) -> list[Bar]:
        """The rows of a currency as weeks or months."""
        return bars(rows.closes, self.interval)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the providers whose numbers are in it, each once, in order."""
        named = {leg.source for rows in self.currencies for close in rows.closes for leg in close.legs}
        return tuple(sorted(named))


class Range(NamedTuple):
    """A range that can be read: which currencies, from when to when."""

    codes: tuple[str, ...]
    first: date
    last: date
    named: bool


def past_view(past: Past, wanted: Wanted) -> PastView:
    """Read what is asked for.

    Raises:
        UnknownCurrency, ConfigurationError: a code or a day can't be, or the range is too large for one document.
        RateNotFound: there is nothing of a currency that is named, or nothing at all.
    """
    asked = resolved(past, wanted)
    number = _most_closes(past, asked, wanted.base)
    if number > MOST_CLOSES:
        raise ConfigurationError(
            f"{asked.first} to {asked.last} of {len(asked.codes)} currencies are about {number:,} closes, and one "
            f"document has at most {MOST_CLOSES:,}: ask for fewer days or currencies, or for /v1/history.ndjson, "
            "which has no limit"
        )
    rows = tuple(each_currency(past, wanted, asked))
    if not rows:
        raise _nothing_from(asked)
    return PastView(wanted.base, wanted.interval, asked.first, asked.last, rows)


def resolved(past: Past, wanted: Wanted) -> Range:
    """The range that is asked for, with its days; checked, and not yet read.

    Raises:
        ConfigurationError, RateNotFound: as ``past_view``.
    """
    codes = wanted.codes or stored_codes(past, wanted.usual, wanted.base)
    if not codes:
        raise RateNotFound(NO_PAST)
    newest = _newest(past, codes, wanted.base, wanted.today) or wanted.today
    last = wanted.last or (newest if wanted.first is None or wanted.first <= newest else wanted.today)
    first = wanted.first or last - min(wanted.reach, last - date.min)
    check_days(first, last, wanted.today)
    first = wanted.interval.start(first)
    last = max(last, min(wanted.interval.end(last), wanted.today))
    return Range(codes, first, last, bool(wanted.codes))


def past_currencies(past: Past, wanted: Wanted) -> Iterator[PastView]:
    """What is asked for, however much it is: one view for each currency, read when it is its turn.

    Raises:
        UnknownCurrency, ConfigurationError, RateNotFound: as ``past_view``, before the second currency is read.
    """
    asked = resolved(past, wanted)
    for code in asked.codes if asked.named else ():
        check_stored(past, code, wanted.base, asked.first, asked.last)
        _check_crossed(past, code, wanted.base, asked)
    asked = asked._replace(named=False)
    found = each_currency(past, wanted, asked)
    first = next(found, None)
    if first is None:
        raise _nothing_from(asked)
    return (
        PastView(wanted.base, wanted.interval, asked.first, asked.last, (rows,))
        for rows in chain((first,), found)
    )


def _check_crossed(past: Past, code: str, base: str, asked: Range) -> None:
    """See that two currencies have closes of one day, as far as a range or its last month has to be read for that.

    Raises:
        RateNotFound: they have none; the message says which days there are.
    """
    if PIVOT in (code, base):
        return
    recent = max(asked.first, asked.last - min(RECENT, asked.last - date.min))
    if not known_range(past, code, base, recent, asked.last).closes:
        pair_range(past, code, base, asked.first, asked.last)


def _nothing_from(asked: Range) -> RateNotFound:
    return RateNotFound(f"nothing is stored from {asked.first} to {asked.last}")


def each_currency(past: Past, wanted: Wanted, asked: Range) -> Iterator[PastRows]:
    """The rows of each currency, one after the other; of those that nobody named only where there are some."""
    for code in asked.codes:
        try:
            closes = pair_range(past, code, wanted.base, asked.first, asked.last).closes
        except RateNotFound:
            if asked.named:
                raise
            continue
        yield PastRows(code, _first_day(past, code, wanted.base), closes)


def stored_codes(past: Past, codes: Sequence[str], base: str) -> tuple[str, ...]:
    """Those of the codes that have a past, without the base; the dollar has that of the base."""
    if base != PIVOT and past.first_day(base) is None:
        return ()
    return tuple(
        code for code in codes if code != base and (code == PIVOT or past.first_day(code) is not None)
    )


def _legs(code: str, base: str) -> list[str]:
    return [one for one in (code, base) if one != PIVOT]


def _first_day(past: Past, code: str, base: str) -> date:
    return max(day for one in _legs(code, base) if (day := past.first_day(one)) is not None)


def _newest(past: Past, codes: Sequence[str], base: str, today: date) -> date | None:
    """The newest day of which there is a close, and no later one than today where a clock ahead of this one stored more."""
    legs = list(dict.fromkeys(one for code in codes for one in _legs(code, base)))
    found = past.newest(legs, 1)
    if any(closes[-1].day > today for closes in found.values()):
        found = past.newest(legs, 1, until=today)
    return max((closes[-1].day for closes in found.values()), default=None)


def _most_closes(past: Past, asked: Range, base: str) -> int:
    """How many closes a range has at most: one for each weekday since a currency's first close."""
    begun = (past.first_day(base if code == PIVOT else code) or asked.last for code in asked.codes)
    days = (max(0, (asked.last - max(asked.first, first)).days + 1) for first in begun)
    return sum(number * 5 // 7 + 1 for number in days)
