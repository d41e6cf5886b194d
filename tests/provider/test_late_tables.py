"""Tables that come monthly, quarterly, or days after the market day that they carry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

import pytest

from fxwidget import Continuous, Daily, Dated
from fxwidget.inspection.provider_list import publishes
from fxwidget.provider.calendar import deadlines, market_day, missed, published, seldom, window
from tests.support.house import utc

MONTHLY = Daily(zone="UTC", usual=time(12), latest=time(20), months=frozenset(range(1, 13)))
QUARTERLY = Daily(zone="UTC", usual=time(12), latest=time(20), months=frozenset({3, 6, 9, 12}))
LATE = Daily(zone="UTC", usual=time(20), latest=time(22), weekdays=frozenset({0}), lag=3)
"""Monday's table, which carries the Friday before."""

DAY_BEFORE = Daily(zone="UTC", usual=time(9), latest=time(18), lag=1)
"""Each working day's table of the one before it."""


@pytest.mark.parametrize(
    ("calendar", "days"),
    [
        (MONTHLY, ["2026-09-30", "2026-10-30", "2026-11-30"]),  # 31 October is a Saturday
        (QUARTERLY, ["2026-09-30"]),
    ],
)
def test_the_last_weekday_of_a_month(calendar: Daily, days: list[str]) -> None:
    """Such a table comes once in each of its months, and is no daily one."""
    autumn = [date(2026, 9, 1) + timedelta(days=number) for number in range(91)]
    assert [day.isoformat() for day in autumn if calendar.publishes(day)] == days
    assert seldom(calendar)


def test_a_year_ends_with_a_months_last_weekday() -> None:
    """January's days are of another month than December's; of a weekly table its last one of the month counts."""
    december = [date(2026, 12, number) for number in range(1, 32)]
    assert [day.day for day in december if MONTHLY.publishes(day)] == [31]
    wednesdays = Daily(
        zone="UTC", usual=time(12), latest=time(20), weekdays=frozenset({2}), months=frozenset({12})
    )
    assert [day.day for day in december if wednesdays.publishes(day)] == [30]


def test_a_monthly_table_is_late_after_a_month() -> None:
    """What holds from 1 October is of the last publication day before it, late and stale as the next two months end."""
    day = market_day(date(2026, 10, 1), Dated.VALID_FROM, MONTHLY, utc("2026-10-15 09:00"))
    assert day == date(2026, 9, 30)
    at = published(date(2026, 10, 1), Dated.VALID_FROM, MONTHLY, utc("2026-10-15 09:00"))
    ages = deadlines(
        at, day, Dated.VALID_FROM, MONTHLY, refresh=timedelta(minutes=5), withdraw_after=timedelta(days=14)
    )
    assert (at, ages.late_at, ages.stale_at) == (
        utc("2026-09-30 12:00"),
        utc("2026-10-30 20:00"),
        utc("2026-11-30 20:00"),
    )


def test_a_table_that_lags_is_late_a_week_after_it_came() -> None:
    """Friday's number comes on Monday, and is not late before the Monday after that."""
    friday, tuesday = date(2026, 9, 18), utc("2026-09-22 09:00")
    at = published(friday, Dated.FIXING_DAY, LATE, tuesday)
    ages = deadlines(
        at, friday, Dated.FIXING_DAY, LATE, refresh=timedelta(minutes=5), withdraw_after=timedelta(days=14)
    )
    assert (at, ages.late_at) == (utc("2026-09-21 20:00"), utc("2026-09-28 22:00"))
    assert missed(at, friday, Dated.FIXING_DAY, LATE, utc("2026-09-28 21:00")) == 0
    assert not window(LATE, Dated.FIXING_DAY, friday, utc("2026-09-21 21:00"))
    assert window(LATE, Dated.FIXING_DAY, friday, utc("2026-09-28 21:00"))


def test_fridays_number_is_mondays_news() -> None:
    """A table of the working day before has Friday's number on Monday: it is late when Tuesday ends without Monday's."""
    days, ages = (date(2026, 9, 17), date(2026, 9, 18)), {}
    for day in days:
        at = published(day, Dated.FIXING_DAY, DAY_BEFORE, utc("2026-09-30 09:00"))
        late = deadlines(
            at, day, Dated.FIXING_DAY, DAY_BEFORE, refresh=timedelta(minutes=5), withdraw_after=None
        )
        ages[day] = (at, late.late_at)
    assert ages == {
        days[0]: (utc("2026-09-18 09:00"), utc("2026-09-21 18:00")),
        days[1]: (utc("2026-09-21 09:00"), utc("2026-09-22 18:00")),
    }
    assert window(DAY_BEFORE, Dated.FIXING_DAY, days[0], utc("2026-09-21 10:00"))
    assert not window(DAY_BEFORE, Dated.FIXING_DAY, days[1], utc("2026-09-21 11:00"))


def test_in_words() -> None:
    """A week is named from its first working day to its last, wherever its weekend lies."""
    cairo = Daily(zone="UTC", usual=time(12), latest=time(14), weekdays=frozenset({6, 0, 1, 2, 3}))
    calendars = (cairo, LATE, MONTHLY, QUARTERLY)
    assert [publishes(it).partition(" 1")[0].partition(" 2")[0] for it in calendars] == [
        "Sun-Thu",
        "Mon",
        "monthly",
        "4 times a year",
    ]


def test_an_interval_in_words() -> None:
    """Whole hours are said as hours, and nobody has to divide 1440."""
    intervals = [timedelta(minutes=30), timedelta(minutes=90), timedelta(hours=1), timedelta(days=1)]
    assert [publishes(Continuous(interval=interval)) for interval in intervals] == [
        "every 30 min in market hours",
        "every 90 min in market hours",
        "every 1 h in market hours",
        "every 24 h in market hours",
    ]


@pytest.mark.parametrize(("days", "rarely"), [(range(4), True), (range(5), False), (range(1, 6), False)])
def test_a_week_of_four_days_is_no_working_week(days: Iterable[int], rarely: bool) -> None:
    """Who publishes on five weekdays publishes on every working day, whichever they are."""
    assert seldom(Daily(zone="UTC", usual=time(12), latest=time(20), weekdays=frozenset(days))) is rarely
