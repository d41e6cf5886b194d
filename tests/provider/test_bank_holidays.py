"""Feasts against lists that were written by hand from the publishers' own announcements."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import holidays
import pytest

from fxwidget import Provider
from fxwidget.domain.freshness import Deadlines
from fxwidget.provider import bank_holidays
from fxwidget.provider.bank_holidays import (
    CALENDARS,
    Feasts,
    doubtful,
    estimated_from,
    known_until,
    label,
    off,
    unknown,
    worked,
)
from fxwidget.provider.calendar import Daily, Dated, deadlines, market_day, promises_rows
from fxwidget.provider.source import Source
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.cbu import Cbu
from fxwidget_providers.cfets import Cfets
from fxwidget_providers.fbil import Fbil
from fxwidget_providers.nbrb import Nbrb
from tests.support.house import House, utc

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


def test_an_adapter_brings_a_calendar_of_its_own() -> None:
    """A value does what a name does, and is the calendar of that name where it is equal to it."""
    georgia = Feasts("Labour Code of Georgia, article 30", country="GE")
    tbilisi = Daily(zone="Asia/Tbilisi", usual=EASTER.usual, latest=EASTER.latest, feasts=georgia)
    feast, market = date(2026, 5, 26), date(2026, 5, 25)
    assert (tbilisi.publishes(feast), tbilisi.publishes(market)) == (False, True)
    assert market_day(feast, Dated.FIXING_DAY, tbilisi, utc("2026-05-26 12:00")) == feast
    assert market_day(date(2026, 5, 27), Dated.VALID_FROM, tbilisi, utc("2026-05-27 09:00")) == market
    assert (label(georgia), label(CALENDARS["china"]), label("china")) == ("GE", "china", "china")
    for day in days_of(date(2026, 1, 1), date(2027, 12, 31)):
        assert off(CALENDARS["china"], day) == off("china", day)


def test_every_calendar_names_its_source() -> None:
    """Whoever doubts a day can look it up."""
    assert all(feasts.source and (feasts.country or feasts.financial) for feasts in CALENDARS.values())


# Weekend days that are worked in exchange for a day off


WORKED = {
    "russia": "2024-04-27 2024-11-02 2024-12-28 2025-11-01 2027-02-20",
    "belarus": "2024-05-18 2024-11-16 2025-01-11 2025-04-26 2025-07-12 2025-12-20 2026-04-25",
    "uzbekistan": "2024-01-06 2024-04-13 2024-12-14 2025-01-04 2026-12-12",
}


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@pytest.mark.parametrize("name", [name for name, feasts in CALENDARS.items() if feasts.country])
def test_weekend_days_worked_in_exchange_are_those_that_the_texts_name(name: str) -> None:
    """A weekend day that a text names as given for a day off is worked, unless it is a feast itself; no other is."""
    feasts, years = CALENDARS[name], range(2024, 2028)
    texts = holidays.country_holidays(
        feasts.country, subdiv=feasts.subdivision, years=[*years, 2028], language="en_US"
    )
    named = [re.findall(r"substituted from (\d+)/(\d+)/(\d+)", text) for text in texts.values()]
    given = {date(int(year), int(month), int(day)) for (month, day, year), *_ in filter(None, named)}
    expected = {day for day in given if day.weekday() > 4 and day not in texts and day.year in years}
    found = {day for day in days_of(date(2024, 1, 1), date(2027, 12, 31)) if worked(name, day)}
    assert found == expected
    assert set(WORKED.get(name, "").split()) <= set(map(str, found))


def test_a_weekly_table_does_not_come_on_a_worked_saturday() -> None:
    """Who publishes on Wednesdays only does not publish on a Saturday that is worked for a Monday."""
    weekly = replace(BankOfRussia.calendar, weekdays=frozenset({2}))
    saturday = date(2024, 12, 28)
    assert BankOfRussia.calendar.promises(saturday)
    assert not weekly.publishes(saturday)
    assert not BankOfRussia.calendar.publishes(date(2024, 12, 21))


@pytest.mark.parametrize(
    ("facts", "saturday", "numbers", "moved"),
    [
        (BankOfRussia, "2024-12-28", ("99.0000", "102.0000", "100.0000"), "-1.96"),
        (BankOfRussia, "2027-02-20", ("99.0000", "102.0000", "100.0000"), "-1.96"),
        (Nbrb, "2026-04-25", ("112.0", "115.4", "113.0"), "-2.08"),
        (Cbu, "2026-12-12", ("100.0", "101.63", "100.4"), "-1.21"),
    ],
    ids=lambda it: it.__name__ if isinstance(it, type) else str(it),
)
def test_the_set_of_a_working_saturday_is_a_market_day_of_its_own(
    facts: type[Provider], saturday: str, numbers: tuple[str, str, str], moved: str
) -> None:
    """It is no revision of Friday's: its close is Friday's number, on the day and until the next set, twelve days later too."""
    house = House(Source("bank", facts()), currencies=("INR",))
    day = date.fromisoformat(saturday)
    for before, number in zip((2, 1, 0), numbers, strict=True):
        evening = utc(f"{day - timedelta(days=before)} 14:00")
        house.says("bank", evening, day - timedelta(days=before - 1), INR=number)
        house.evaluate(evening)
    for later in range(12):
        now = utc(f"{day + timedelta(days=later)} 14:05")
        house.says("bank", now, day + timedelta(days=1), INR=numbers[2])
        row = house.row("INR", now)
        assert (row.market_day, row.direction) == (day, "down")
        assert (row.previous_close, row.change_pct) == (Decimal(numbers[1]), Decimal(moved))


def test_a_set_of_a_working_saturday_that_is_seen_later_speaks_of_it() -> None:
    """A program that starts in the holidays reads the same day off the set."""
    in_january = utc("2025-01-05 09:00")
    day = market_day(date(2024, 12, 29), BankOfRussia.dated, BankOfRussia.calendar, in_january)
    assert day == date(2024, 12, 28)


def late_at(facts: type[Provider], day: str) -> str:
    """When a number of this market day is late, in UTC."""
    due = deadlines(utc(f"{day} 12:00"), date.fromisoformat(day), facts.dated, facts.calendar,
                    refresh=timedelta(minutes=5), withdraw_after=None)  # fmt: skip
    return f"{due.late_at:%Y-%m-%d %H:%M}"


def test_a_doubtful_working_saturday_makes_nobody_late() -> None:
    """Moscow is known to set rates on it and is late without; of Minsk, Tashkent and Shanghai it is not known."""
    assert late_at(BankOfRussia, "2024-12-27") == "2024-12-28 15:00"
    assert late_at(Nbrb, "2026-04-24") == "2026-04-27 13:00"
    assert late_at(Cbu, "2026-12-11") == "2026-12-14 14:00"
    assert late_at(Cfets, "2026-09-18") == "2026-09-21 03:00"
    for name, day in ("belarus", "2026-04-25"), ("uzbekistan", "2026-12-12"), ("china", "2026-09-20"):
        assert doubtful(name, date.fromisoformat(day))
    assert not doubtful("russia", date(2024, 12, 28))


# Calendars that part, and days that are not decided yet


def test_where_two_calendars_of_one_city_part_the_day_is_doubtful() -> None:
    """Maharashtra closes on 27 May and 4 September 2026, Mumbai's exchanges on 28 May: on none of them is anybody late."""
    for day in (date(2026, 5, 27), date(2026, 5, 28), date(2026, 9, 4)):
        assert doubtful("mumbai", day)
        assert Fbil.calendar.publishes(day)
        assert not Fbil.calendar.promises(day)
    assert off("mumbai", date(2026, 3, 3))  # both keep Holi
    assert not doubtful("mumbai", date(2026, 5, 29))


def test_a_fixing_before_a_doubtful_day_is_late_after_it() -> None:
    """FBIL's number of 26 May 2026 is late on the 29th, and that of 2 March not on Holi, the day after."""
    assert late_at(Fbil, "2026-05-26") == "2026-05-29 09:30"
    assert late_at(Fbil, "2026-09-03") == "2026-09-07 09:30"
    due = deadlines(utc("2026-03-02 08:00"), date(2026, 3, 2), Fbil.dated, Fbil.calendar,
                    refresh=timedelta(minutes=5), withdraw_after=None)  # fmt: skip
    assert due.freshness(utc("2026-03-03 12:00")) == "closed"


DECIDED_FOR_2026 = {
    "russia": "01-09 03-09 05-11 12-31",
    "uzbekistan": "01-02 12-31",
    "belarus": "04-20",
    "china": "01-02 02-20 02-23 05-05 10-06 10-07",
    "indonesia": "02-16 03-18 03-23 03-24 05-15 05-28 12-24",
    "mumbai": "03-03 03-26 06-26 09-14 11-10 11-24",
    "south africa": "11-04",
}
"""Days off that older versions of the package did not know yet."""


@pytest.mark.parametrize("name", DECIDED_FOR_2026)
def test_the_oldest_package_that_is_allowed_knows_the_days_off_of_2026(name: str) -> None:
    """What was decided late in 2025 and in 2026 is there; 0.107 is the first version that has all of it."""
    assert set(DECIDED_FOR_2026[name].split()) <= set(weekdays_off(name, 2026).split())


@pytest.mark.parametrize("name", [name for name, feasts in CALENDARS.items() if feasts.decided])
def test_a_calendar_says_until_when_its_yearly_decisions_are_known(name: str) -> None:
    """The last day comes from the data: that year has days so decided, the next ones have none."""
    until = known_until(name)
    assert until is not None
    assert until >= date(2026, 12, 31)
    feasts = CALENDARS[name]
    kinds = ("public", *feasts.categories)
    texts = holidays.country_holidays(
        feasts.country, categories=kinds, years=range(2026, 2031), language="en_US"
    )
    assert until.year == max(day.year for day, text in texts.items() if feasts.decided in text)


def test_calendars_that_laws_make_have_no_end() -> None:
    """Nothing is moved by decree in Frankfurt, Warsaw or Pretoria; and the moon is estimated where it decides."""
    assert [known_until(name) for name in ("TARGET", "poland", "south africa")] == [None] * 3
    assert (estimated_from("poland"), estimated_from("TARGET")) == (None, None)
    assert estimated_from("mumbai") is not None


def test_near_a_feast_of_a_year_that_is_not_decided_nobody_is_late() -> None:
    """Where transfers may lie the day is doubtful; the feast itself is off, and the rest of the year is certain."""
    until = known_until("china")
    assert until is not None
    year = until.year + 1
    october = days_of(date(year, 10, 1), date(year, 10, 8))
    weekdays = [day for day in october if day.weekday() < 5]
    assert off("china", weekdays[0])
    after = [day for day in weekdays if not off("china", day)]
    assert after
    assert not any(Cfets.calendar.promises(day) for day in after)
    assert all(
        Cfets.calendar.promises(day)
        for day in days_of(date(year, 7, 1), date(year, 7, 31))
        if day.weekday() < 5
    )


# Rules at their edges, on calendars that are made up


class Days(dict[date, str]):
    """Days off as the package gives them, which takes down the years that it is asked for."""

    def __init__(self, texts: dict[str, str], worked: str = "") -> None:
        super().__init__({date.fromisoformat(day): text for day, text in texts.items()})
        self.weekend_workdays = [date.fromisoformat(day) for day in worked.split()]
        self.years: set[int] = set()

    def get(self, day: date, default: str | None = None) -> str | None:  # type: ignore[override]
        self.years.add(day.year)
        return super().get(day, default)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Days]:
    """Has the calendars of a test consist of these days off."""

    def make(texts: dict[str, str], worked: str = "", public: bool = True) -> Days:
        days = Days(texts, worked)
        monkeypatch.setattr(bank_holidays, "_days", lambda feasts: days)
        monkeypatch.setattr(bank_holidays, "_public", lambda feasts: days if public else Days({}))
        return days

    return make


def on(*days: str) -> list[date]:
    return [date.fromisoformat(day) for day in days]


def test_the_days_on_either_side_of_an_estimated_feast_are_doubtful(made_up: Callable[..., Days]) -> None:
    """It may be seen a day sooner or later, and no more."""
    made_up({"2028-02-26": "Eid (estimated)"})
    feasts = Feasts("the moon")
    around = on("2028-02-24", "2028-02-25", "2028-02-26", "2028-02-27", "2028-02-28")
    assert [doubtful(feasts, day) for day in around] == [False, True, True, True, False]


def test_one_of_a_days_names_is_enough(made_up: Callable[..., Days]) -> None:
    """Two feasts on a day: a publisher that works on one of them is open, and a bank that closes for one is closed."""
    made_up({"2026-05-01": "May Day; Founding Day", "2026-05-04": "Carnival; Offices' Day"}, public=False)
    (first, fourth) = on("2026-05-01", "2026-05-04")
    assert off(Feasts("law"), first)
    assert not off(Feasts("law", working=("May Day",)), first)
    assert off(Feasts("law", only=("Carnival",)), fourth)
    assert not off(Feasts("law", only=("Corpus Christi",)), fourth)


def test_calendars_of_one_city_part_on_weekdays_only(
    made_up: Callable[..., Days], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a Saturday nobody publishes by either."""
    made_up({})
    monkeypatch.setattr(bank_holidays, "_market", lambda name: on("2026-05-01", "2026-05-02"))
    feasts = Feasts("law", beside=("market",))
    assert [doubtful(feasts, day) for day in on("2026-05-01", "2026-05-02")] == [True, False]


def test_how_far_from_a_feast_days_may_be_moved(
    made_up: Callable[..., Days], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five days on either side, once the year's decisions are not known; on their last day they are."""
    made_up({"2027-01-05": "a feast"})
    monkeypatch.setattr(bank_holidays, "known_until", lambda feasts: date(2026, 12, 31))
    feasts = Feasts("decrees", decided="moved")
    reached = [day for day in days_of(date(2026, 12, 25), date(2027, 1, 20)) if doubtful(feasts, day)]
    assert reached == [
        *days_of(date(2027, 1, 1), date(2027, 1, 4)),
        *days_of(date(2027, 1, 6), date(2027, 1, 10)),
    ]
    made_up({"2027-02-10": "a feast"})
    reached = [day for day in days_of(date(2027, 1, 20), date(2027, 2, 20)) if doubtful(feasts, day)]
    assert (reached[0], reached[-1]) == (date(2027, 2, 5), date(2027, 2, 15))


def test_what_is_decided_and_estimated_comes_from_the_years_of_the_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last year that was decided, none where none was; the first one that is estimated."""
    years = {"moved": {2026, 2027}, "never": set(), bank_holidays.ESTIMATED: {2027, 2028}}
    monkeypatch.setattr(bank_holidays, "_years_of", lambda words, feasts: years[words])
    assert known_until(Feasts("decrees of a test", decided="moved")) == date(2027, 12, 31)
    assert known_until(Feasts("decrees of a test", decided="never")) == date(2023, 12, 31)
    assert estimated_from(Feasts("the moon of a test")) == 2027


def test_days_worked_in_exchange_may_be_for_days_off_of_the_next_year(made_up: Callable[..., Days]) -> None:
    """A Saturday of December that is worked for New Year is known once both years are."""
    days = made_up({}, worked="2026-12-26")
    assert [worked(Feasts("a test's transfers"), day) for day in on("2026-12-26", "2026-12-19")] == [
        True,
        False,
    ]
    assert days.years == {2026, 2027}


def test_who_exchanges_days() -> None:
    """Those whose days off are moved by the package's words for it; a decree on other days exchanges none."""
    assert [name for name in ("russia", "indonesia", "poland") if CALENDARS[name].exchanges] == ["russia"]
    assert not Feasts("decrees", decided="yearly").exchanges


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"country": "PL"}, ""),
        ({"country": "QQ"}, "Country QQ not available"),
        ({"country": "PL", "categories": ("nope",)}, "Category is not supported: nope"),
        ({"country": 5}, "attribute name must be string"),
        ({"country": "PL", "beside": ("NOPE",)}, "NOPE"),
    ],
)
def test_what_the_package_does_not_know(members: dict[str, Any], why: str) -> None:
    """It is said in the package's own words, of the markets beside a calendar too."""
    said = unknown(Feasts("a test", **members))
    assert why in said
    assert bool(why) == bool(said)
