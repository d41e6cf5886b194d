"""How far a number has aged: in missed publications, by its own deadlines, whoever looks at it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget import Daily, Dated
from fxwidget.domain.freshness import Deadlines, Freshness
from fxwidget.provider.calendar import Calendar, Continuous, deadlines
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.currency_api import CurrencyApi
from tests.support.house import House, fixed, utc

FIVE, FORTNIGHT = timedelta(minutes=5), timedelta(days=14)
FIXING = Daily(zone="UTC", usual=time(14), latest=time(16))
TORONTO = Daily(zone="America/Toronto", usual=time(16, 30), latest=time(17))
WEDNESDAYS = Daily("UTC", time(12), time(13), frozenset({2}))
HOURLY = Continuous(timedelta(hours=1))
FRESH, CLOSED, LATE, STALE, WITHDRAWN = Freshness


def due(
    dated: Dated,
    calendar: Calendar,
    day: str,
    published: datetime | None = None,
    refresh: timedelta = FIVE,
    withdraw_after: timedelta | None = FORTNIGHT,
) -> Deadlines:
    return deadlines(
        published or utc(f"{day} 00:00"),
        date.fromisoformat(day),
        dated,
        calendar,
        refresh=refresh,
        withdraw_after=withdraw_after,
    )


@pytest.mark.parametrize(
    ("dated", "calendar", "day", "late_at", "stale_at", "closed"),
    [
        (Dated.FIXING_DAY, FIXING, "2026-04-28", "2026-04-29 16:00", "2026-04-30 16:00", None),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-27 16:00", "2026-04-28 16:00", ("2026-04-25 00:00", "2026-04-27 00:00")),
        (Dated.FIXING_DAY, FIXING, "2026-04-23", "2026-04-24 16:00", "2026-04-27 16:00", None),
        (Dated.VALID_FROM, BankOfRussia.calendar, "2026-04-28", "2026-04-29 15:00", "2026-04-30 15:00", None),
        (Dated.VALID_FROM, BankOfRussia.calendar, "2026-04-24", "2026-04-27 15:00", "2026-04-28 15:00", ("2026-04-24 21:00", "2026-04-26 21:00")),
        (Dated.BUILD_DAY, CurrencyApi.calendar, "2026-04-27", "2026-04-29 18:00", "2026-04-30 18:00", None),
        (Dated.BUILD_DAY, CurrencyApi.calendar, "2026-04-24", "2026-04-28 18:00", "2026-04-29 18:00", ("2026-04-25 00:00", "2026-04-27 00:00")),
        (Dated.BUILD_DAY, CurrencyApi.calendar, "2026-04-23", "2026-04-25 18:00", "2026-04-26 18:00", ("2026-04-25 00:00", "2026-04-25 18:00")),
        (Dated.FIXING_DAY, WEDNESDAYS, "2026-04-22", "2026-04-29 13:00", "2026-05-06 13:00", ("2026-04-23 00:00", "2026-04-29 00:00")),
        # The clocks go forward in Toronto on 8 March 2026.
        (Dated.FIXING_DAY, TORONTO, "2026-03-06", "2026-03-09 21:00", "2026-03-10 21:00", ("2026-03-07 05:00", "2026-03-09 04:00")),
    ],
)  # fmt: skip
def test_daily_deadlines(
    dated: Dated, calendar: Calendar, day: str, late_at: str, stale_at: str, closed: tuple[str, str] | None
) -> None:
    """A publication is missed when its latest hour has passed and it would carry a later market day than the row's."""
    spans = () if closed is None else ((utc(closed[0]), utc(closed[1])),)
    expected = Deadlines(utc(late_at), utc(stale_at), utc(stale_at) + FORTNIGHT, spans)
    assert expected == due(dated, calendar, day)


@pytest.mark.parametrize(
    ("interval", "refresh", "published", "late_at", "stale_at", "closed"),
    [
        (60, 5, "2026-04-28 10:00", "2026-04-28 12:00", "2026-04-28 14:00", None),
        (10, 5, "2026-04-28 10:00", "2026-04-28 11:00", "2026-04-28 12:00", None),  # at least an hour
        (60, 30, "2026-04-28 10:00", "2026-04-28 13:00", "2026-04-28 16:00", None),  # six refresh intervals
        (60, 5, "2026-04-24 21:30", "2026-04-26 23:30", "2026-04-27 01:30", ("2026-04-24 22:00", "2026-04-26 22:00")),
        (60, 5, "2026-04-24 19:30", "2026-04-24 21:30", "2026-04-26 23:30", None),
        (60, 5, "2026-04-25 09:00", "2026-04-27 00:00", "2026-04-27 02:00", ("2026-04-25 09:00", "2026-04-26 22:00")),
        (60, 5, "2026-04-26 22:00", "2026-04-27 00:00", "2026-04-27 02:00", None),
    ],
)  # fmt: skip
def test_continuous_deadlines(
    interval: int, refresh: int, published: str, late_at: str, stale_at: str, closed: tuple[str, str] | None
) -> None:
    """A continuous source's publications are counted in market time: the weekend does not age its number."""
    spans = () if closed is None else ((utc(closed[0]), utc(closed[1])),)
    expected = Deadlines(utc(late_at), utc(stale_at), utc(stale_at) + FORTNIGHT, spans)
    calendar = Continuous(timedelta(minutes=interval))
    got = due(Dated.INSTANT, calendar, published[:10], utc(published), timedelta(minutes=refresh))
    assert expected == got


@pytest.mark.parametrize(
    ("dated", "calendar", "day", "now", "expected"),
    [
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-24 23:59:59", FRESH),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-25 00:00", CLOSED),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-26 23:59:59", CLOSED),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-27 00:00", FRESH),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-27 15:59:59", FRESH),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-27 16:00", LATE),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-28 15:59:59", LATE),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-04-28 16:00", STALE),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-05-12 15:59:59", STALE),
        (Dated.FIXING_DAY, FIXING, "2026-04-24", "2026-05-12 16:00", WITHDRAWN),
        (Dated.FIXING_DAY, FIXING, "2026-04-23", "2026-04-25 12:00", LATE),  # late stays late on a Saturday
        (Dated.VALID_FROM, BankOfRussia.calendar, "2026-04-24", "2026-04-24 20:59:59", FRESH),
        (Dated.VALID_FROM, BankOfRussia.calendar, "2026-04-24", "2026-04-24 21:00", CLOSED),
    ],
)
def test_freshness_at_its_edges(
    dated: Dated, calendar: Calendar, day: str, now: str, expected: Freshness
) -> None:
    """None missed is fresh, or closed on a weekend of the source's zone; one is late, two stale; then it is withdrawn."""
    assert expected is due(dated, calendar, day).freshness(utc(now))


def test_never_withdrawn() -> None:
    """Where the operator says never, a number is stale for good."""
    never = due(Dated.FIXING_DAY, FIXING, "2026-04-24", withdraw_after=None)
    assert (never.withdraw_at, never.freshness(utc("2036-04-24 00:00"))) == (None, STALE)


CALENDARS = st.sampled_from(
    [FIXING, TORONTO, WEDNESDAYS, HOURLY, BankOfRussia.calendar, CurrencyApi.calendar]
)
INSTANTS = st.integers(0, 4 * 365 * 24 * 60).map(lambda m: utc("2024-01-01 00:00") + timedelta(minutes=m))


@given(
    dated=st.sampled_from(list(Dated)),
    calendar=CALENDARS,
    published=INSTANTS,
    refresh=st.integers(1, 120),
    withdraw_days=st.integers(0, 60),
    looks=st.lists(st.integers(0, 90 * 24 * 60), min_size=2, max_size=12),
)
def test_a_number_only_ages(
    dated: Dated, calendar: Calendar, published: datetime, refresh: int, withdraw_days: int, looks: list[int]
) -> None:
    """Late, stale and withdrawn follow one another, and only the weekend's `closed` gives way to `fresh` again."""
    got = deadlines(
        published,
        published.date(),
        dated,
        calendar,
        refresh=timedelta(minutes=refresh),
        withdraw_after=timedelta(days=withdraw_days),
    )
    assert got.withdraw_at is not None
    assert published < got.late_at < got.stale_at <= got.withdraw_at
    assert [span for span in got.closed if not span[0] < span[1] <= got.late_at] == []
    ages = [got.freshness(published + timedelta(minutes=look)).age for look in sorted(looks)]
    without_closed = [FRESH.age if age == CLOSED.age else age for age in ages]
    assert sorted(without_closed) == without_closed


@given(published=INSTANTS, minutes=st.integers(0, 6 * 24 * 60))
def test_market_time_passes_only_in_market_hours(published: datetime, minutes: int) -> None:
    """No continuous number becomes late between Friday 22:00 and Sunday 22:00 UTC."""
    late_at = due(Dated.INSTANT, HOURLY, "2026-04-28", published).late_at
    monday = late_at + timedelta(hours=2)  # the market's week runs from Monday 00:00 then
    assert monday.weekday() < 5 or (monday.weekday(), monday.time()) == (5, time(0))


def test_a_row_ages_by_itself() -> None:
    """A rate carries its deadlines: whoever draws it sees it age, and no longer sees it once it is withdrawn."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-24 15:00"), "2026-04-24", INR="94.30")
    row = house.row("INR", utc("2026-04-24 15:00"))
    ages = [
        row.aged(utc(now)).freshness for now in ("2026-04-25 12:00", "2026-04-27 16:00", "2026-04-28 16:00")
    ]
    assert ages == [CLOSED, LATE, STALE]
    gone = row.aged(utc("2026-05-12 16:00"))
    assert (None, None, row.rate, row.as_of) == (gone.rate, gone.display, gone.last_rate, gone.as_of)


def test_the_worst_row_is_the_tables() -> None:
    """The snapshot is as fresh as its worst row."""
    brl, inr = fixed("b", lists=frozenset({"BRL"})), fixed("i", lists=frozenset({"INR"}))
    house = House(brl, inr, currencies=("BRL", "INR"))
    house.says("b", utc("2026-04-28 15:00"), "2026-04-28", BRL="5.10")
    house.says("i", utc("2026-04-28 15:00"), "2026-04-24", INR="94.30")
    snapshot = house.evaluate(utc("2026-04-28 15:00"))
    assert (snapshot["BRL"].freshness, snapshot["INR"].freshness, snapshot.freshness) == (FRESH, LATE, LATE)


@pytest.mark.parametrize(("codes", "outdated"), [(("INR",), True), (("BRL", "INR"), False)])
def test_the_banner_for_stale_rows(codes: tuple[str, ...], outdated: bool) -> None:
    """The page says so when more than half of its rows are stale, though the refresher lives."""
    house = House(
        fixed("b", lists=frozenset({"BRL"})), fixed("i", lists=frozenset({"INR"})), currencies=codes
    )
    house.says("i", utc("2026-04-23 15:00"), "2026-04-23", INR="94.30")
    house.evaluate(utc("2026-04-23 15:00"))
    now = utc("2026-04-28 15:00")
    house.says("b", now, "2026-04-28", BRL="5.10")
    assert house.evaluate(now).outdated(now) is outdated


def test_the_banner_for_a_dead_refresher() -> None:
    """The page says so from the instant at which the refresher no longer proves that it lives."""
    house = House(fixed("i"))
    now = utc("2026-04-28 15:00")
    house.says("i", now, "2026-04-28", INR="94.30")
    snapshot = house.evaluate(now)
    looks = (now + timedelta(minutes=59, seconds=59), now + timedelta(hours=1))
    assert [snapshot.outdated(look) for look in looks] == [False, True]
