"""A chart of one currency's past: which numbers it has, over which days, and what is said of them. Nothing is drawn here.

The line goes through every close; the rows of numbers, by which the chart is read without being seen, are as many as can
be gone through: one for each day up to a year, for each week up to five years, for each month beyond.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from math import ceil
from typing import NamedTuple, cast

from fxwidget.domain.change import compare
from fxwidget.domain.close import CARRIED
from fxwidget.domain.kinds import series_of
from fxwidget.domain.past import PIVOT, Interval, period_of
from fxwidget.domain.retired import unit_began
from fxwidget.domain.snapshot import Rate, Snapshot
from fxwidget.presentation.language import Language, marked
from fxwidget.render.curve import GAP, Box, Dot, path
from fxwidget.render.view import View
from fxwidget.render.wording import Remark
from fxwidget.store.history import History
from fxwidget.store.pairs import pair_closes, pair_range

__all__ = ["RANGES", "Chart", "Entry", "Range", "chart"]

_Series = tuple[tuple[str, str], ...]
"""Series by their currencies' codes."""

TICKS = 4
"""The stretches into which the height of a chart is parted; one more, or fewer, where its line fills the drawing better so."""


@dataclass(frozen=True)
class Range:
    """How far back a chart goes.

    label: what it is called, as a message. days: None is from the first close on. interval: what a row of numbers is of.
    """

    label: str
    days: int | None
    interval: Interval


RANGES: Mapping[str, Range] = {
    "1w": Range(marked("1 week"), 7, Interval.DAY),
    "1m": Range(marked("1 month"), 31, Interval.DAY),
    "1y": Range(marked("1 year"), 366, Interval.DAY),
    "5y": Range(marked("5 years"), 5 * 366, Interval.WEEK),
    "all": Range(marked("All"), None, Interval.MONTH),
}
"""The ranges, by the value of the parameter."""

SPANS = {marked("Week"): 7, marked("Month"): 30, marked("Year"): 365}
"""The spans over which a change is said beside that since the last close, in days."""


class Entry(NamedTuple):
    """A number of the past, and when it was: a market day, or a UTC instant within one.

    sources: the names of the providers whose number it is.
    """

    at: date | datetime
    number: Decimal
    sources: tuple[str, ...] = ()

    @property
    def dot(self) -> Dot:
        """Its place in a drawing; a close stands at the end of its day."""
        if isinstance(self.at, datetime):
            midnight = self.at.replace(hour=0, minute=0, second=0, microsecond=0)
            return self.at.toordinal() + (self.at - midnight) / timedelta(days=1), float(self.number)
        return self.at.toordinal() + 1.0, float(self.number)

    @property
    def hour(self) -> int:
        """That of an instant; of a close, which stands at the end of its day, 24."""
        return self.at.hour if isinstance(self.at, datetime) else 24

    @property
    def day(self) -> date:
        """The calendar day that it is of, in UTC."""
        return self.at.date() if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True)
class Chart:
    """The past of a currency against the view's base.

    closes: all that the changes are computed from, the oldest first, at most one for each day; the number that is shown
    now is the last one. within: what lies in the range, with the instants of the last days where those are known.
    today: by the snapshot's clock, in UTC. own: the view with the currency's row alone; None where the table has not both.
    """

    view: View
    code: str
    base: str
    range: Range
    closes: Sequence[Entry]
    within: Sequence[Entry]
    today: date
    own: View | None = None

    @property
    def language(self) -> Language:
        """The language that it is in."""
        return self.view.language

    @property
    def last(self) -> Entry:
        """The newest number."""
        return self.closes[-1]

    @property
    def sources(self) -> Sequence[str]:
        """The names of the providers whose numbers are drawn, each once, in order."""
        return sorted({source for entry in self.within for source in entry.sources})

    @property
    def high(self) -> Entry:
        """The highest number of the range, the latest of equals."""
        return max(reversed(self.within), key=lambda it: it.number)

    @property
    def low(self) -> Entry:
        """The lowest number of the range, the latest of equals."""
        return min(reversed(self.within), key=lambda it: it.number)

    @cached_property
    def rows(self) -> Sequence[Entry]:
        """The numbers that are listed, the oldest first: the last one of each day, week or month, or hour within a day."""
        periods = groupby(self.within, key=lambda it: (period_of(it.day, self.range.interval), it.hour))
        return [list(entries)[-1] for _, entries in periods]

    def changes(self) -> Sequence[tuple[str, Decimal | None]]:
        """The titles and changes in per cent since the last close and over ``SPANS``; None where nothing is known so far back."""
        before = next((it for it in self.closes[-2:-1] if self.last.day - it.day <= CARRIED), None)
        spans = [(title, self._before(days)) for title, days in SPANS.items()]
        return [
            (title, compare(self.last.number, entry.number).change_pct if entry else None)
            for title, entry in [(marked("Day"), before), *spans]
        ]

    def _before(self, days: int) -> Entry | None:
        """The close of so many days before the last one, or one shortly before that."""
        wanted = self.last.day - timedelta(days)
        found = next((it for it in reversed(self.closes) if it.day <= wanted), None)
        return found if found is not None and wanted - found.day <= CARRIED else None

    def box(self, wide: int, tall: int, *, left: int = 0, top: int = 0) -> Box:
        """Where numbers lie in a drawing of that size, whose lower and upper edge are round numbers; a single one amid it."""
        dots = [it.dot for it in self.within]
        first, last = dots[0][0], dots[-1][0]
        edges = (first, last) if first < last else (first - 0.5, last + 0.5)
        low, high, _ = self._scale
        return Box(*edges, low, high, wide, tall, left, top)

    @cached_property
    def _scale(self) -> tuple[float, float, int]:
        """The numbers at the lower and the upper edge of a drawing, and the stretches between them."""
        tight = Box.around([it.dot for it in self.within], 0, 1, 1, 1)
        return _rounded(tight.low, tight.high)

    def line(self, box: Box) -> str:
        """The path of the line."""
        return path([it.dot for it in self.within], box, max(GAP, self._usual_gap))

    @property
    def _usual_gap(self) -> float:
        """Half as much again as closes usually lie apart: a past that has one close a week has no gaps for that.

        That is the median, which few holes among few closes don't change.
        """
        apart = sorted(b.dot[0] - a.dot[0] for a, b in pairwise(self.within))
        return 1.5 * apart[(len(apart) - 1) // 2] if len(apart) > 2 else 0.0

    def ticks(self, box: Box) -> Sequence[Decimal]:
        """The numbers beside a drawing, the highest first, evenly apart."""
        _, _, stretches = self._scale
        step = (box.high - box.low) / stretches
        numbers = [box.high - step * place for place in range(stretches + 1)]
        return [Decimal(f"{number:.10g}") for number in numbers]

    def days(self, box: Box, count: int) -> Sequence[str]:
        """Days below a drawing, evenly apart from its left edge to its right one, with their years if these differ.

        Of a single number it is that one's day alone.
        """
        if len(self.within) == 1:
            return [self.language.day(self.last.day, year=True)]
        step = (box.last - box.first) / (count - 1)
        days = [date.fromordinal(max(1, round(box.first - 1 + step * place))) for place in range(count)]
        years = len({self.language.year(day) for day in days}) > 1
        return [self.language.day(day, year=years) for day in days]

    # In words

    def number(self, value: Decimal) -> str:
        """The shown digits of a number."""
        return self.language.number(value)

    def when(self, entry: Entry) -> str:
        """The day of a number with its year, or the instant."""
        if isinstance(entry.at, datetime):
            return self.language.moment(entry.at)
        return self.language.day(entry.at, year=True)

    def percent(self, value: Decimal | None) -> str:
        """A change; a dash where it is not known."""
        return "—" if value is None else self.language.percent(value)

    @property
    def remarks(self) -> Sequence[Remark]:
        """What has to be known of the number that is shown now; nothing where that is a close."""
        if self.own is None:
            return ()
        reading = self.own.reading
        return (*reading.common, *reading.remarks(reading.snapshot[self.code]))

    @property
    def notices(self) -> Sequence[str]:
        """What warns of the whole table that the shown number is of."""
        return [text for text in (self.view.whole.replayed, self.view.whole.alarm) if text]

    @property
    def title(self) -> str:
        """``1 US dollar in Indian Rupee``: what the numbers are."""
        say, name = self.language.say, self.language.name
        return say("{unit} in {name}", unit=self.language.unit(self.base), name=name(self.code))

    @property
    def summary(self) -> str:
        """The line in words, for those who do not see it."""
        first, last = self.within[0], self.within[-1]
        return self.language.say(
            "Line from {first} to {last}: {then} to {now}, at most {high}, at least {low}",
            first=self.when(first),
            last=self.when(last),
            then=self.number(first.number),
            now=self.number(last.number),
            high=self.number(self.high.number),
            low=self.number(self.low.number),
        )


def chart(past: History, view: View, code: str, asked: str) -> Chart:
    """The chart of a currency over one of ``RANGES``.

    Raises:
        ConfigurationError: the currency is the base itself.
        UnknownCurrency, RateNotFound: there is nothing to draw; the message says what there is.
    """
    chosen = RANGES[asked]
    base = view.options.base or view.base or view.snapshot.base
    now = view.snapshot.own_time(view.now).astimezone(UTC)
    today = now.date()
    back = max(chosen.days or 0, 366) + CARRIED.days
    first = date(1, 1, 1) if chosen.days is None else today - timedelta(back)
    own = view.only(code) if code in view.snapshot and base in view.snapshot else None
    shown = _entry_of(own.reading.snapshot[code], today) if own is not None else None
    series = _shown_series(view.snapshot, (code, base)) if shown is not None else ()
    closes = _entries(cast("Hashable", past), past.version(), code, base, first, today, series)
    if shown is not None:
        closes = [*(it for it in closes if it.day < shown.day), shown]
    from_day = date(1, 1, 1) if chosen.days is None else today - timedelta(chosen.days)
    within: Sequence[Entry] = [it for it in closes if it.day >= from_day] or closes[-1:]
    if asked == "1w":
        within = _with_points(past, within, (code, base), (from_day, now), dict(series))
    return Chart(view, code, base, chosen, closes, within, today, own)


@lru_cache(4)
def _entries(
    past: Hashable, _version: Hashable, code: str, base: str, first: date, last: date, series: _Series
) -> Sequence[Entry]:
    """The closes of a pair; whoever draws a set draws each of them in all languages, one after the other.

    series: of what is shown now, with which no closes of another one are joined.
    """
    closes, wanted = pair_range(cast("History", past), code, base, first, last).closes, dict(series)
    if any(leg.series != wanted.get(leg.code, leg.series) for it in closes[-1:] for leg in it.legs):
        closes = pair_closes(cast("History", past), code, base, first, last, wanted)
    return [Entry(it.day, it.rate, it.sources) for it in closes]


def _entry_of(row: Rate, today: date) -> Entry | None:
    """The number that is shown now; None where there is none, or only one for a day to come."""
    if row.rate is None or row.market_day is None or row.market_day > today:
        return None
    return Entry(row.market_day, row.rate, (row.shown_source,) if row.shown_source is not None else ())


def _shown_series(table: Snapshot, codes: Sequence[str]) -> _Series:
    """The series of the numbers that a table per 1 US dollar shows; none of a currency that it does not show."""
    rows = [table[code] for code in codes if code in table and table.base == PIVOT]
    return tuple([(row.code, series_of(row.kind)) for row in rows if row.rate is not None and row.kind])


def _with_points(
    past: History,
    closes: Sequence[Entry],
    pair: tuple[str, str],
    span: tuple[date, datetime],
    series: Mapping[str, str],
) -> Sequence[Entry]:
    """The closes of the last days with the numbers within those days; of a cross there are closes alone.

    Those of another series, of a unit of money that has ended since, or after the ``span``, which a clock ahead of this one
    stored, are no part of it.
    """
    code, base = pair
    if PIVOT not in pair:
        return closes
    other, inverse = (code, False) if base == PIVOT else (base, True)
    first, last = span
    first = max(first, unit_began(other, closes[-1].day) or first)
    since = datetime(first.year, first.month, first.day, tzinfo=UTC)
    points = [
        Entry(it.at, 1 / it.rate if inverse else it.rate, (it.source,))
        for it in past.points([other], since).get(other, ())
        if it.at <= last and it.series == series.get(other, it.series)
    ]
    return sorted([*closes, *points], key=lambda it: it.dot[0])


def _rounded(low: float, high: float) -> tuple[float, float, int]:
    """Round numbers around two others, and how many stretches there are between them, each of a round number too."""
    raw = (high - low) / TICKS
    size = 10.0 ** (len(f"{int(raw)}") - 1) if raw >= 1 else 10.0 ** -_zeros(raw)
    for step in (size * factor for factor in (1, 2, 2.5, 5, 10, 20)):
        begin = step * (low // step)
        stretches = ceil(round((high - begin) / step, 9))
        if stretches <= TICKS + 1:
            return begin, begin + stretches * step, stretches
    return low, high, TICKS


def _zeros(number: float) -> int:
    """The place of the first digit of a number below 1."""
    return next((place for place in range(1, 12) if number * 10**place >= 1), 12)
