"""A new level stays: files built later that still speak of the days before it do not bring the old one back."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from fxwidget import Daily
from fxwidget.domain.snapshot import Agreement
from tests.support.house import House, fixed, utc

CAIRO = Daily(zone="Africa/Cairo", usual=time(9), latest=time(23), weekdays=frozenset({6, 0, 1, 2, 3}))


def test_mondays_files_of_fridays_market_do_not_undo_a_weekends_devaluation() -> None:
    """A bank that works on Sunday and a live source show the new level; on Monday two files repeat Friday: nothing falls back."""
    bank = fixed("bank", lists=frozenset({"EGP", "USD"}), calendar=CAIRO)
    house = House("currencyrate", bank, "currency_api", "er_api", currencies=("EGP",))
    friday = utc("2026-04-17 20:00")
    house.says("currencyrate", friday, friday, EGP="50.0")
    house.says("bank", utc("2026-04-16 20:00"), "2026-04-16", EGP="50.1")
    for name in ("currency_api", "er_api"):
        house.says(name, utc("2026-04-17 05:00"), "2026-04-17", EGP="50.05")
    assert house.row("EGP", utc("2026-04-17 20:05")).agreement is Agreement.AGREED
    sunday = utc("2026-04-19 22:00")
    house.says("currencyrate", sunday, sunday, EGP="83.0")
    house.says("bank", utc("2026-04-19 20:00"), "2026-04-19", EGP="83.2")
    house.evaluate(utc("2026-04-19 22:05"))
    row = house.row("EGP", utc("2026-04-19 22:10"))
    assert (row.rate, row.agreement) == (Decimal("83.0"), Agreement.TWO_SOURCES)
    for name, hour in (("er_api", "00:30"), ("currency_api", "04:30")):
        now = utc(f"2026-04-20 {hour}")
        house.says("currencyrate", now, now, EGP="83.1")
        house.says(name, now, "2026-04-20", EGP="50.05")
        for minutes in ("30", "35"):
            row = house.row("EGP", utc(f"2026-04-20 {hour[:2]}:{minutes}"))
            assert (row.rate, row.agreement) == (Decimal("83.1"), Agreement.TWO_SOURCES)
