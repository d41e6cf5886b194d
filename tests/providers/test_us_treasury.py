"""The US Treasury's quarterly rates: amendments within a quarter."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.us_treasury import UsTreasury
from tests.documents import document

from .asking import per_dollar
from .test_archives import Archived

TABLE = document("us_treasury/rates_of_exchange.json")


def test_an_amendment() -> None:
    """A row that took effect later counts, wherever it stands."""
    old = b'{"country_currency_desc":"Iran-Rial","exchange_rate":"1375055",'
    new = b'{"country_currency_desc":"Iran-Rial","exchange_rate":"1684168","record_date":"2026-06-30","effective_date":"2026-08-31"},'
    assert old in TABLE
    assert per_dollar(UsTreasury().parse(TABLE.replace(old, new + old)))["IRR"] == "1684168"


def test_archive() -> None:
    """A span is one filter."""
    it = Archived("us_treasury", date(2026, 1, 1), date(2026, 6, 30), TABLE)
    (url,) = it.urls
    assert "filter=record_date%3Agte%3A2026-01-01%2Crecord_date%3Alte%3A2026-06-30" in url
    assert it.rates("IRR") == [("2026-06-30", "1375055")]
