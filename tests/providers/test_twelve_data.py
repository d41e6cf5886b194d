"""Twelve Data's credits: a free account has eight a minute, one for each pair."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.twelve_data import TwelveData

DAY = date(2022, 2, 8)


def test_no_more_pairs_than_a_minute_has_credits() -> None:
    """The first eight of the wanted currencies that it lists, in their order."""
    wanted = "ZAR SAR RUB ETB JPY INR IDR EGP CNY CNH BRL".split()
    asked = TwelveData(currencies=wanted).request(DAY).url.params["symbol"]
    assert asked == "USD/ZAR,USD/SAR,USD/RUB,USD/JPY,USD/INR,USD/IDR,USD/EGP,USD/CNY"
