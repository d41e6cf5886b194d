"""Feasts against lists that were written by hand from the publishers' own announcements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fxwidget.domain.freshness import Deadlines
from fxwidget.provider.bank_holidays import CALENDARS, doubtful, off
from fxwidget.provider.calendar import Daily, Dated, deadlines, market_day, promises_rows
from tests.support.house import utc

# The European Central Bank's long-term calendar for TARGET: New Year, Good Friday, Easter Monday, 1 May, Christmas.
TARGET = {
    2024: "01-01 03-29 04-01 05-01 12-25 12-26",
    2025: "01-01 04-18 04-21 05-01 12-25 12-26",
    2026: "01-01 04-03 04-06 05-01 12-25",
}
# Poland's act on days off work; Christmas Eve since 2025. Feasts on Saturdays and Sundays are left out.
POLAND = {
    2024: "01-01 04-01 05-01 05-03 05-30 08-15 11-01 11-11 12-25 12-26",
    2025: "01-01 01-06 04-21 05-01 06-19 08-15 11-11 12-24 12-25 12-26",
    2026: "01-01 01-06 04-06 05-01 06-04 11-11 12-24 12-25",
}
# South Africa's Public Holidays Act, a Sunday's feast kept on Monday; 29 May 2024 and 4 November 2026 are elections.
SOUTH_AFRICA = {
    2024: "01-01 03-21 03-29 04-01 05-01 05-29 06-17 08-09 09-24 12-16 12-25 12-26",
    2025: "01-01 03-21 04-18 04-21 04-28 05-01 06-16 09-24 12-16 12-25 12-26",
    2026: "01-01 04-03 04-06 04-27 05-01 06-16 08-10 09-24 11-04 12-16 12-25",
}


def weekdays_off(name: str, year: int) -> str:
    """The Mondays to Fridays of a year on which a calendar's publishers are closed."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return " ".join(
        f"{day:%m-%d}" for day in days if day.year == year and day.weekday() < 5 and off(name, day)
    )


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize(
    ("name", "by_hand"),
    [("TARGET", TARGET), ("poland", POLAND), ("south africa", SOUTH_AFRICA)],
    ids=lambda x: str(x)[:12],
)
def test_feasts_are_those_written_by_hand(name: str, by_hand: dict[int, str], year: int) -> None:
    """A publisher's closing days of three years are the ones that it announced."""
    assert weekdays_off(name, year) == by_hand[year]


def test_banks_keep_carnival_and_work_on_other_optional_days() -> None:
    """Brazil's banks close on Carnival and Corpus Christi; Ash Wednesday and Christmas Eve are offices' only."""
    closed = weekdays_off("brazil", 2026).split()
    assert {"02-16", "02-17", "06-04", "11-20"} <= set(closed)
    assert not {"02-18", "10-28", "12-24", "12-31"} & set(closed)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 2, 16), date(2026, 2, 23)), (date(2026, 10, 1), date(2026, 10, 7))]
)
def test_the_golden_weeks(first: date, last: date) -> None:
    """The Spring Festival and the Golden Week silence the central parity on each of their weekdays."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert all(off("china", day) for day in days if day.weekday() < 5)


def test_a_feast_that_the_moon_decides_is_doubtful() -> None:
    """Around an estimated feast nothing is certain: a table may come or not, and its absence is no fault."""
    egypt = Daily(zone="Africa/Cairo", usual=utc("2026-01-01 12:00").time(), latest=utc("2026-01-01 14:00").time(), feasts="egypt",
                  weekdays=frozenset({6, 0, 1, 2, 3}))  # fmt: skip
    day = next(
        day for day in (date(2028, 1, 1) + timedelta(days=n) for n in range(366)) if doubtful("egypt", day)
    )
    assert not off("egypt", day)
    assert egypt.publishes(day) == (day.weekday() in egypt.weekdays)
    assert not egypt.promises(day)


EASTER = Daily(
    zone="Europe/Berlin",
    usual=utc("2026-01-01 16:00").time(),
    latest=utc("2026-01-01 18:00").time(),
    feasts="TARGET",
)


def expected(day: str) -> Deadlines:
    """The deadlines of a fixing of this day."""
    return deadlines(utc(f"{day} 14:00"), date.fromisoformat(day), Dated.FIXING_DAY, EASTER,
                     refresh=timedelta(minutes=5), withdraw_after=None)  # fmt: skip


def test_over_easter_the_last_fixing_is_closed_not_late() -> None:
    """Thursday's fixing holds over Good Friday and Easter Monday: closed on those days, late on Tuesday evening."""
    due = expected("2026-04-02")
    assert due.late_at == utc("2026-04-07 16:00")
    assert due.freshness(utc("2026-04-06 12:00")) == "closed"
    assert due.freshness(utc("2026-04-07 12:00")) == "fresh"
    assert not promises_rows(EASTER, utc("2026-04-06 16:00"))


def test_a_frozen_source_is_late_at_its_first_missed_publication() -> None:
    """A source that repeats Tuesday's table is late at Wednesday's latest hour and stale at Thursday's."""
    due = expected("2026-04-14")
    assert (due.late_at, due.stale_at) == (utc("2026-04-15 16:00"), utc("2026-04-16 16:00"))


def test_a_set_for_the_day_after_a_feast_speaks_of_the_day_before_it() -> None:
    """A set that holds from Tuesday after a Monday's feast was published on Friday."""
    moscow = Daily(zone="Europe/Moscow", usual=EASTER.usual, latest=EASTER.latest, feasts="russia")
    day = market_day(date(2026, 3, 10), Dated.VALID_FROM, moscow, utc("2026-03-10 09:00"))
    assert day == date(2026, 3, 6)  # 8 March was a Sunday, its Monday was off


def test_every_calendar_names_its_source() -> None:
    """Whoever doubts a day can look it up."""
    assert all(feasts.source and (feasts.country or feasts.financial) for feasts in CALENDARS.values())
