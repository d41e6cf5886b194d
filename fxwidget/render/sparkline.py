"""The small line beside a price: the course of its last weeks, without axes, with one sentence in place of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from fxwidget.domain.change import compare
from fxwidget.domain.past import PIVOT
from fxwidget.domain.snapshot import Rate, Snapshot
from fxwidget.presentation.language import Language
from fxwidget.presentation.shape import SPARKED
from fxwidget.render.curve import Box, path
from fxwidget.render.view import View
from fxwidget.render.wording import day

__all__ = ["FEWEST", "TALL", "WIDE", "Sparkline", "charted", "sparklines"]

WIDE, TALL = 60, 20
"""The drawing's size in units: two along for each day."""

INSET = 2
"""Units around the line, so that a stroke at the edge is not cut."""

DAYS = 30

_ONE = Decimal(1)

FEWEST = 5
"""So many closes a line has at least, unless it is asked for."""


@dataclass(frozen=True)
class Sparkline:
    """A line and what it says.

    path: within ``WIDE`` by ``TALL`` units. label: ``Since 14 April: +2.14%``, in the view's language.
    """

    path: str
    label: str

    @property
    def is_dot(self) -> bool:
        """Whether only one number is known."""
        return self.path.endswith("h0") and self.path.count("M") == 1


def sparklines(view: View) -> Mapping[str, Sparkline]:
    """The line of each row that has one, by its currency."""
    options, snapshot = view.options, view.snapshot
    if options.spark == "none" or options.layout not in SPARKED or not snapshot.recent:
        return {}
    rows = view.reading.snapshot.rows
    base = _Course.of(snapshot, view.reading.snapshot.base)
    found = {row.code: _sparkline(view, row, base) for row in rows if row.rate is not None}
    return {code: line for code, line in found.items() if line is not None}


def charted(view: View) -> tuple[str, ...]:
    """The currencies of a view, in its order, of which there was a close in the last weeks against its base."""
    table, recent = view.reading.snapshot, view.snapshot.recent
    legs = {row.code: [code for code in (row.code, table.base) if code != PIVOT] for row in table.rows}
    return tuple(code for code, its in legs.items() if all(leg in recent for leg in its))


class _Course(dict[date, Decimal]):
    """Units per 1 US dollar by market day: a currency's closes. ``shown`` is the number that is shown now, where one is."""

    shown: Decimal | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, code: str) -> _Course | None:
        """The course of a currency; None of the one that all closes are against."""
        if code == PIVOT:
            return None
        course = cls(snapshot.recent.get(code, ()))
        row = snapshot[code]
        if snapshot.base == PIVOT and row.market_day is not None:
            course.shown = row.rate
        return course


def _sparkline(view: View, row: Rate, base: _Course | None) -> Sparkline | None:
    today = view.snapshot.past_day or view.reading.clock.date()
    over, under = _Course.of(view.snapshot, row.code), base
    if view.options.inverse:
        over, under = under, over
    numbers = _recent(_with_shown(_crossed(over, under), over, under, row.market_day), today)
    if not numbers or (view.options.spark == "auto" and len(numbers) < FEWEST):
        return None
    return Sparkline(_path(numbers, today), _label(numbers, today, view.language))


def _recent(numbers: list[tuple[date, Decimal]], today: date) -> tuple[tuple[date, Decimal], ...]:
    first = today - timedelta(DAYS)
    return tuple((day, number) for day, number in numbers if first <= day <= today)


@lru_cache(1024)
def _path(numbers: tuple[tuple[date, Decimal], ...], today: date) -> str:
    """The path of a course; that of one snapshot is the same in all languages and layouts."""
    dots = [(float(day.toordinal()), float(number)) for day, number in numbers]
    last = float(today.toordinal())
    return path(dots, Box.around(dots, last - DAYS, last, WIDE - 2 * INSET, TALL - 2 * INSET, INSET, INSET))


def _with_shown(
    numbers: list[tuple[date, Decimal]], over: _Course | None, under: _Course | None, day: date | None
) -> list[tuple[date, Decimal]]:
    """A course to the number that is shown, which stands at its market day: of a cross that of the older of both."""
    shown = [_ONE if course is None else course.shown for course in (over, under)]
    if day is None or shown[0] is None or shown[1] is None:
        return numbers
    return [*(it for it in numbers if it[0] < day), (day, shown[0] / shown[1])]


def _crossed(over: _Course | None, under: _Course | None) -> list[tuple[date, Decimal]]:
    """The course of one currency against another, on the days on which both have a close."""
    days = [set(course) for course in (over, under) if course is not None]
    return [(day, _number(over, day) / _number(under, day)) for day in sorted(set.intersection(*days))]


def _number(course: _Course | None, day: date) -> Decimal:
    return _ONE if course is None else course[day]


@lru_cache(2048)
def _label(numbers: tuple[tuple[date, Decimal], ...], today: date, language: Language) -> str:
    """What a course says; the same in all layouts."""
    (first, then), (_, now) = numbers[0], numbers[-1]
    moved = compare(now, then).change_pct or Decimal(0)
    return language.say(
        "Since {day}: {percent}", day=day(first, today, language), percent=language.percent(moved)
    )
