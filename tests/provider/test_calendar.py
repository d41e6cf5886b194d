"""What day a number speaks of, when it came out, and when its source is asked again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget import Daily, Dated
from fxwidget.domain.state import SourceMemory
from fxwidget.provider import calendar
from fxwidget.provider.calendar import (
    HORIZON,
    Calendar,
    Continuous,
    after_close,
    day_before,
    deadlines,
    is_over,
    last_weekday_before,
    market_day,
    missed,
    next_window,
    promises_rows,
    published,
    today,
    window,
)
from fxwidget.provider.source import Source
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.currency_api import CurrencyApi
from fxwidget_providers.currencyrate import CurrencyRate
from tests.support.house import House, fixed, utc

MOSCOW, BUILT, HOURLY = BankOfRussia.calendar, CurrencyApi.calendar, CurrencyRate.calendar
FIXING = Daily(zone="UTC", usual=time(14), latest=time(16))
TORONTO = Daily(zone="America/Toronto", usual=time(16, 30), latest=time(17))
ALMATY = Daily(zone="Asia/Almaty", usual=time(15), latest=time(17))
FIVE = timedelta(minutes=5)

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (f"2026-04-{day}" for day in range(24, 29))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("dated", "calendar", "as_of", "now", "expected"),
    [
        # An instant: the UTC date two hours later, the weekend counts as Friday.
        (Dated.INSTANT, HOURLY, utc("2026-04-24 21:59"), "2026-04-24 22:05", FRIDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-24 22:00"), "2026-04-24 22:05", FRIDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-25 12:00"), "2026-04-25 12:05", FRIDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-26 21:59"), "2026-04-26 22:05", FRIDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-26 22:00"), "2026-04-26 22:05", MONDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-27 21:59"), "2026-04-28 09:00", MONDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-27 22:00"), "2026-04-27 22:05", TUESDAY),
        (Dated.INSTANT, HOURLY, utc("2026-04-28 09:00"), "2026-04-27 09:00", MONDAY),  # its clock is ahead
        (Dated.INSTANT, HOURLY, day(SUNDAY), "2026-04-26 12:00", FRIDAY),
        (Dated.INSTANT, HOURLY, day(TUESDAY), "2026-04-27 12:00", MONDAY),
        (Dated.INSTANT, TORONTO, utc("2026-04-27 22:30"), "2026-04-27 22:35", MONDAY),  # still Monday there
        # A fixing day is that day.
        (Dated.FIXING_DAY, FIXING, day(FRIDAY), "2026-04-26 12:00", FRIDAY),
        (Dated.FIXING_DAY, FIXING, day(TUESDAY), "2026-04-27 23:00", MONDAY),
        (Dated.FIXING_DAY, ALMATY, utc("2026-04-26 19:00"), "2026-04-27 12:00", MONDAY),  # its own midnight
        # Valid from: the publication day before it.
        (Dated.VALID_FROM, MOSCOW, day(SATURDAY), "2026-04-24 13:00", FRIDAY),
        (Dated.VALID_FROM, MOSCOW, day(MONDAY), "2026-04-24 13:00", FRIDAY),
        (Dated.VALID_FROM, MOSCOW, day(TUESDAY), "2026-04-27 13:00", MONDAY),
        (Dated.VALID_FROM, MOSCOW, day("2026-05-12"), "2026-05-08 13:00", "2026-05-08"),
        (Dated.VALID_FROM, MOSCOW, day(TUESDAY), "2026-04-26 20:59", SUNDAY),  # never after its own today
        (Dated.VALID_FROM, MOSCOW, day(TUESDAY), "2026-04-26 21:00", MONDAY),  # Monday in Moscow
        # The day of a file: the last weekday before it.
        (Dated.BUILD_DAY, BUILT, day(FRIDAY), "2026-04-24 06:00", "2026-04-23"),
        (Dated.BUILD_DAY, BUILT, day(SATURDAY), "2026-04-25 06:00", FRIDAY),
        (Dated.BUILD_DAY, BUILT, day(SUNDAY), "2026-04-26 06:00", FRIDAY),
        (Dated.BUILD_DAY, BUILT, day(MONDAY), "2026-04-27 06:00", FRIDAY),
        (Dated.BUILD_DAY, BUILT, day(TUESDAY), "2026-04-28 06:00", MONDAY),
        (Dated.BUILD_DAY, BUILT, utc("2026-04-28 00:02"), "2026-04-28 06:00", MONDAY),
    ],
)
def test_market_day(
    dated: Dated, calendar: Calendar, as_of: date | datetime, now: str, expected: str
) -> None:
    """The day of trading that a number speaks of depends on what its source's date means."""
    assert day(expected) == market_day(as_of, dated, calendar, utc(now))


@given(
    stated=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    early=st.integers(-24 * 15, 24 * 5),
    dated=st.sampled_from(list(Dated)),
    calendar=st.sampled_from([MOSCOW, BUILT, FIXING, TORONTO, ALMATY]),
)
def test_market_day_is_never_ahead(stated: date, early: int, dated: Dated, calendar: Daily) -> None:
    """No number speaks of a day later than its source's own today, or later than it states."""
    now = datetime.combine(stated, time(12), utc("2026-01-01").tzinfo) + timedelta(hours=early)
    assert market_day(stated, dated, calendar, now) <= min(stated, today(calendar, now))


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_last_weekday_before(day: date) -> None:
    """The last weekday before a day is a weekday, and at most three days before it."""
    before = last_weekday_before(day)
    assert (before.weekday() < 5, 1 <= (day - before).days <= 3) == (True, True)


@pytest.mark.parametrize(
    ("dated", "calendar", "as_of", "now", "expected"),
    [
        (Dated.INSTANT, HOURLY, utc("2026-04-28 06:00"), "2026-04-28 06:05", "2026-04-28 06:00"),
        (Dated.INSTANT, HOURLY, utc("2026-04-28 08:00"), "2026-04-28 06:05", "2026-04-28 06:05"),
        (Dated.INSTANT, HOURLY, day(TUESDAY), "2026-04-28 06:05", "2026-04-28 00:00"),
        (Dated.FIXING_DAY, FIXING, day(TUESDAY), "2026-04-28 15:00", "2026-04-28 14:00"),
        (Dated.FIXING_DAY, FIXING, day(TUESDAY), "2026-04-28 13:00", "2026-04-28 13:00"),
        (Dated.VALID_FROM, MOSCOW, day("2026-04-29"), "2026-04-28 14:00", "2026-04-28 12:30"),
        (Dated.VALID_FROM, MOSCOW, day(SATURDAY), "2026-04-26 14:00", "2026-04-24 12:30"),
        (Dated.BUILD_DAY, BUILT, day(SUNDAY), "2026-04-26 14:00", "2026-04-26 04:00"),
        (Dated.FIXING_DAY, TORONTO, day("2026-03-06"), "2026-03-09 12:00", "2026-03-06 21:30"),  # winter
        (Dated.FIXING_DAY, TORONTO, day("2026-03-09"), "2026-03-09 22:00", "2026-03-09 20:30"),  # summer
    ],
)
def test_published(dated: Dated, calendar: Calendar, as_of: date | datetime, now: str, expected: str) -> None:
    """A number came out at its stated instant, else on its publication day at the usual hour; never after the round."""
    assert utc(expected) == published(as_of, dated, calendar, utc(now))


@pytest.mark.parametrize(
    ("dated", "calendar", "newest", "now", "expected"),
    [
        (Dated.FIXING_DAY, FIXING, MONDAY, "2026-04-28 13:59", False),
        (Dated.FIXING_DAY, FIXING, MONDAY, "2026-04-28 14:00", True),
        (Dated.FIXING_DAY, FIXING, MONDAY, "2026-04-28 16:00", True),
        (Dated.FIXING_DAY, FIXING, MONDAY, "2026-04-28 16:01", False),
        (Dated.FIXING_DAY, FIXING, TUESDAY, "2026-04-28 15:00", False),  # it is there already
        (Dated.FIXING_DAY, FIXING, None, "2026-04-28 15:00", True),
        (Dated.FIXING_DAY, FIXING, FRIDAY, "2026-04-26 15:00", False),
        (Dated.BUILD_DAY, BUILT, FRIDAY, "2026-04-26 05:00", False),  # Sunday's file repeats Friday
        (Dated.BUILD_DAY, BUILT, FRIDAY, "2026-04-27 05:00", False),
        (Dated.BUILD_DAY, BUILT, FRIDAY, "2026-04-28 05:00", True),
        (Dated.VALID_FROM, MOSCOW, FRIDAY, "2026-04-27 12:30", True),
        (Dated.VALID_FROM, MOSCOW, MONDAY, "2026-04-27 12:35", False),
        (Dated.INSTANT, HOURLY, FRIDAY, "2026-04-24 21:59", True),
        (Dated.INSTANT, HOURLY, FRIDAY, "2026-04-24 22:00", False),
        (Dated.INSTANT, HOURLY, FRIDAY, "2026-04-26 21:59", False),
        (Dated.INSTANT, HOURLY, FRIDAY, "2026-04-26 22:00", True),
    ],
)
def test_window(dated: Dated, calendar: Calendar, newest: str | None, now: str, expected: bool) -> None:
    """A publication window is open from the usual to the latest hour, while that day's number is not there yet."""
    held = day(newest) if newest else None
    assert expected is window(calendar, dated, held, utc(now))


@pytest.mark.parametrize(
    ("calendar", "now", "expected"),
    [
        (FIXING, "2026-04-28 13:59", "2026-04-28 14:00"),
        (FIXING, "2026-04-28 14:00", "2026-04-29 14:00"),
        (FIXING, "2026-04-24 14:00", "2026-04-27 14:00"),
        (BUILT, "2026-04-24 14:00", "2026-04-25 04:00"),
        (MOSCOW, "2026-04-24 12:30", "2026-04-27 12:30"),
        (HOURLY, "2026-04-28 14:00", "2026-04-28 14:00"),
        (HOURLY, "2026-04-25 14:00", "2026-04-26 22:00"),
        (Daily("UTC", time(12), time(13), frozenset({2})), "2026-04-29 12:00", "2026-05-06 12:00"),
        (Daily("UTC", time(12), time(13), frozenset()), "2026-04-29 12:00", "2026-06-28 12:00"),
    ],
)
def test_next_window(calendar: Calendar, now: str, expected: str) -> None:
    """The next window starts at the usual hour of the next publication day."""
    assert utc(expected) == next_window(calendar, utc(now))


@pytest.mark.parametrize(
    ("calendar", "now", "expected"),
    [
        (FIXING, "2026-04-28 01:00", True),
        (FIXING, "2026-04-26 15:00", False),
        (MOSCOW, "2026-04-26 20:59", False),
        (MOSCOW, "2026-04-26 21:00", True),  # Monday in Moscow
        (BUILT, "2026-04-26 01:00", True),
        (HOURLY, "2026-04-28 01:00", True),
        (HOURLY, "2026-04-25 12:00", False),  # the market is closed
    ],
)
def test_promises_rows(calendar: Calendar, now: str, expected: bool) -> None:
    """An empty table is wrong on a day on which the calendar promises one."""
    assert expected is promises_rows(calendar, utc(now))


def asked(at: str, **members: object) -> SourceMemory:
    return SourceMemory.model_validate({"asked_at": utc(at), "outcome": "answered", **members})


WEEKLY = fixed("weekly", calendar=Daily("UTC", time(12), time(13), frozenset({2})))
SPARING = Source("sparing", CurrencyRate(), min_interval=timedelta(hours=6))


@pytest.mark.parametrize(
    ("source", "record", "now", "expected"),
    [
        (fixed("a"), SourceMemory(), "2026-04-28 09:00", "2026-04-28 09:00"),
        (fixed("a"), asked("2026-04-28 14:10"), "2026-04-28 14:11", "2026-04-28 14:15"),
        (fixed("a"), asked("2026-04-28 09:00"), "2026-04-28 09:05", "2026-04-28 10:00"),
        (fixed("a"), asked("2026-04-28 13:30"), "2026-04-28 13:35", "2026-04-28 14:00"),  # the window opens
        (fixed("a"), asked("2026-04-28 13:58"), "2026-04-28 13:59", "2026-04-28 14:03"),
        (fixed("a"), asked("2026-04-28 16:30"), "2026-04-28 16:35", "2026-04-28 17:30"),
        (
            fixed("a"),
            asked("2026-04-28 09:00", outcome="unavailable"),
            "2026-04-28 09:01",
            "2026-04-28 09:05",
        ),
        (fixed("a"), asked("2026-04-28 09:00", outcome="refused"), "2026-04-28 09:01", "2026-04-28 09:05"),
        (
            fixed("a"),
            asked("2026-04-28 14:10", outcome="rate_limited", not_before=utc("2026-04-28 20:00")),
            "2026-04-28 14:15",
            "2026-04-28 20:00",
        ),
        (SPARING, asked("2026-04-28 09:00"), "2026-04-28 09:05", "2026-04-28 15:00"),
        (SPARING, SourceMemory(not_before=utc("2026-04-28 20:00")), "2026-04-28 09:05", "2026-04-28 20:00"),
        (Source("c", CurrencyRate()), asked("2026-04-28 09:00"), "2026-04-28 09:01", "2026-04-28 09:05"),
        (Source("c", CurrencyRate()), asked("2026-04-25 09:00"), "2026-04-25 09:01", "2026-04-25 10:00"),
        (Source("c", CurrencyRate()), asked("2026-04-26 21:30"), "2026-04-26 21:31", "2026-04-26 22:00"),
        (WEEKLY, asked("2026-04-28 09:00"), "2026-04-28 09:05", "2026-04-28 10:00"),
    ],
)
def test_next_due(source: Source, record: SourceMemory, now: str, expected: str) -> None:
    """A source is due every round in its window or after a failure, hourly outside, never sooner than it allows."""
    assert utc(expected) == source.next_due(record, utc(now), FIVE)


def test_due_with_a_number_of_today() -> None:
    """Once today's number is there, its source is asked hourly even in its window."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-28 14:10"), TUESDAY, INR="94.30")
    source, record = house.source("a"), house.memory.sources["a"]
    assert utc("2026-04-28 15:10") == source.next_due(record, utc("2026-04-28 14:11"), FIVE)


@pytest.mark.parametrize(
    ("record", "now", "expected"),
    [
        (asked("2026-04-28 14:10"), "2026-04-28 14:14:29", False),
        (asked("2026-04-28 14:10"), "2026-04-28 14:14:30", True),  # a round that starts a little early
        (asked("2026-04-28 14:10", not_before=utc("2026-04-28 14:15")), "2026-04-28 14:14:59", False),
        (asked("2026-04-28 14:10", not_before=utc("2026-04-28 14:15")), "2026-04-28 14:15:00", True),
    ],
)
def test_due(record: SourceMemory, now: str, expected: bool) -> None:
    """A source that set a time before which it is not to be asked is not asked a second early; any other may be."""
    assert expected is fixed("a").due(record, utc(now), FIVE)


@pytest.mark.parametrize(
    ("given_days", "dated", "expected"),
    [(None, Dated.VALID_FROM, 10), (None, Dated.BUILD_DAY, 1), (3, Dated.VALID_FROM, 3)],
)
def test_ahead_days(given_days: int | None, dated: Dated, expected: int) -> None:
    """A date may lie one day ahead, ten where it is the day from which a number holds, or as the facts say."""
    assert expected == fixed("a", dated=dated, ahead_days=given_days).ahead_days


def test_a_zone_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round asks of forty zones in turns, more than the standard library remembers: none of them is read from disk again."""
    read: list[str] = []

    def reading(name: str) -> ZoneInfo:
        read.append(name)
        return ZoneInfo(name)

    monkeypatch.setattr(calendar, "ZoneInfo", reading)
    for hours in (*range(13), *range(13)):
        daily = Daily(zone=f"Etc/GMT+{hours}", usual=time(14), latest=time(16))
        assert today(daily, utc("2026-03-16 13:00")) == date(2026, 3, 16)
    assert len(read) <= 13


# The end of a market day, and what was missed since


@pytest.mark.parametrize(
    ("of", "now", "over"),
    [
        (FRIDAY, "2026-04-24 21:59", False),
        (FRIDAY, "2026-04-24 22:00", True),
        (MONDAY, "2026-04-26 22:00", False),  # it has just begun
    ],
)
def test_a_market_day_ends_at_22_utc(of: str, now: str, over: bool) -> None:
    """Where the next one begins, to the minute."""
    assert is_over(day(of), utc(now)) is over


@pytest.mark.parametrize(
    ("dated", "as_of", "of", "expected"),
    [
        (Dated.BUILD_DAY, day(TUESDAY), MONDAY, True),
        (Dated.BUILD_DAY, day(TUESDAY), TUESDAY, False),
        (Dated.INSTANT, utc("2026-04-24 21:59"), FRIDAY, False),
        (Dated.INSTANT, utc("2026-04-24 22:00"), FRIDAY, True),
        (Dated.INSTANT, utc("2026-04-26 22:00"), MONDAY, False),
        (Dated.INSTANT, day(SATURDAY), FRIDAY, True),
        (Dated.FIXING_DAY, day(SATURDAY), FRIDAY, False),
        (Dated.VALID_FROM, day(TUESDAY), MONDAY, False),
    ],
)
def test_what_was_made_after_the_close(dated: Dated, as_of: date | datetime, of: str, expected: bool) -> None:
    """A file of a later day, an instant of the weekend; what a bank fixes is of its own day whenever it comes."""
    assert after_close(as_of, dated, day(of)) is expected


def test_the_market_day_before() -> None:
    """By the publisher's own days; who never publishes is looked for no longer than sixty days back."""
    assert day_before(FIXING, day(MONDAY)) == day(FRIDAY)
    assert day_before(FIXING, day(TUESDAY)) == day(MONDAY)
    assert day_before(HOURLY, day(MONDAY)) == day(FRIDAY)
    never = Daily("UTC", time(12), time(13), frozenset())
    assert day(TUESDAY) - day_before(never, day(TUESDAY)) == timedelta(days=1 + HORIZON)


@pytest.mark.parametrize(
    ("minutes", "now", "expected"),
    [
        (60, "2026-04-28 07:59", 0),
        (60, "2026-04-28 08:00", 1),  # two hours after it came
        (60, "2026-04-28 10:00", 2),
        (5, "2026-04-28 06:59", 0),
        (5, "2026-04-28 07:00", 1),  # never sooner than after an hour
        (60, "2026-04-26 21:00", 0),
        (60, "2027-04-28 10:00", HORIZON),
    ],
)
def test_missed_quotes(minutes: int, now: str, expected: int) -> None:
    """Continuous quotes are missed by twice their interval in market hours, counted up to sixty."""
    came = utc("2026-04-28 06:00") if now > "2026-04-27" else utc("2026-04-24 21:30")
    quotes = Continuous(timedelta(minutes=minutes))
    assert missed(came, came.date(), Dated.INSTANT, quotes, utc(now)) == expected


def test_missed_tables() -> None:
    """A day's table is missed from its latest hour on, to the minute."""
    came = utc("2026-04-28 14:00")
    for now, expected in (("2026-04-29 15:59", 0), ("2026-04-29 16:00", 1), ("2026-05-01 16:00", 3)):
        assert missed(came, day(TUESDAY), Dated.FIXING_DAY, FIXING, utc(now)) == expected


def test_a_quote_that_is_late_as_the_week_ends() -> None:
    """What is due at Friday's close is late then, with no closed hour before; stale two hours into the next week."""
    due = deadlines(
        utc("2026-04-24 20:00"),
        day(FRIDAY),
        Dated.INSTANT,
        Continuous(timedelta(hours=1)),
        refresh=FIVE,
        withdraw_after=None,
    )
    assert (due.late_at, due.stale_at) == (utc("2026-04-24 22:00"), utc("2026-04-27 00:00"))
    assert (due.closed, due.withdraw_at) == ((), None)
