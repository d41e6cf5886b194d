"""A source whose currencies are published at different times: a daily table and a weekly one."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from fxwidget import Daily
from fxwidget.domain.freshness import Freshness
from fxwidget.provider.source import Source
from tests.support.house import House, fixed, utc

DAILY = Daily(zone="UTC", usual=time(14), latest=time(16))
WEEKLY = Daily(zone="UTC", usual=time(14), latest=time(16), weekdays=frozenset({2}))
TOKYO = Daily(zone="Asia/Tokyo", usual=time(9), latest=time(10))
ROUND = timedelta(minutes=5)


def bank(*wanted: str, **facts: object) -> Source:
    """A bank with BRL in its weekly table and INR in its daily one."""
    source = fixed("bank", **{"calendars": {"BRL": WEEKLY}, **facts})
    source.provider.currencies = wanted
    return source


def test_a_calendar_for_a_currency() -> None:
    """Where a currency has none of its own, the source's holds."""
    source = bank()
    assert (source.calendar("BRL"), source.calendar("INR"), source.calendar("ZAR")) == (WEEKLY, DAILY, DAILY)


def test_each_row_ages_by_its_own_calendar() -> None:
    """Both tables of Wednesday 29 April: on Friday the daily one is late, the weekly one is between two tables."""
    house = House(bank("BRL", "INR"), currencies=("BRL", "INR"))
    house.says("bank", utc("2026-04-29 14:30"), "2026-04-29", BRL="5.00", INR="94.0")
    seen = {}
    for text in (
        "2026-04-29 15:00",
        "2026-04-30 17:00",
        "2026-05-06 15:00",
        "2026-05-06 16:00",
        "2026-05-13 16:00",
    ):
        shown = house.evaluate(utc(text))
        seen[text] = tuple(shown[code].freshness_at(utc(text)).value for code in ("BRL", "INR"))
    assert seen == {
        "2026-04-29 15:00": ("fresh", "fresh"),
        "2026-04-30 17:00": ("closed", "late"),
        "2026-05-06 15:00": ("fresh", "stale"),
        "2026-05-06 16:00": ("late", "stale"),
        "2026-05-13 16:00": ("stale", "stale"),
    }
    assert seen["2026-04-30 17:00"][0] == Freshness.CLOSED


@pytest.mark.parametrize(
    ("wanted", "now", "due"),
    [
        (
            ("BRL", "INR"),
            "2026-05-06 14:10",
            "2026-05-06 14:15",
        ),  # the daily table is there, the weekly one is not
        (("INR",), "2026-05-06 14:10", "2026-05-06 15:10"),  # and nobody wants the weekly one
        (("BRL",), "2026-05-07 14:10", "2026-05-07 15:10"),  # on Thursday it is not expected
        (("BRL", "INR"), "2026-05-07 14:10", "2026-05-07 14:15"),  # but the daily one is
        (("BRL",), "2026-05-06 13:30", "2026-05-06 14:00"),  # asked again when the window opens
    ],
)
def test_it_is_asked_for_whichever_table_is_expected(wanted: tuple[str, ...], now: str, due: str) -> None:
    """Every round while a wanted table is due, hourly else."""
    house = House(bank(*wanted), currencies=("BRL", "INR"))
    house.says("bank", utc("2026-04-29 14:30"), "2026-04-29", BRL="5.00")
    house.says("bank", utc(now), "2026-05-06", INR="94.0")
    source, record = house.source("bank"), house.memory.sources["bank"]
    assert source.next_due(record, utc(now), ROUND) == utc(due)


def test_its_own_today() -> None:
    """How far ahead a date may lie is counted from the day at the place of that table."""
    house = House(bank("BRL", "INR", calendars={"BRL": TOKYO}, ahead_days=0), currencies=("BRL", "INR"))
    house.says("bank", utc("2026-04-28 23:00"), "2026-04-29", BRL="5.00", INR="94.0")
    record = house.memory.sources["bank"]
    assert (str(record.rows["BRL"].market_day), str(record.rows["BRL"].published)) == (
        "2026-04-29",
        "2026-04-28 23:00:00+00:00",
    )
    assert set(record.refusals) == {"INR"}
