"""The Swiss customs' file: which afternoon it speaks of, and that the office's name is no part of the format."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fxwidget.provider.calendar import market_day
from fxwidget_providers.bazg import Bazg
from tests.documents import document

from .asking import published

FILE = document("bazg/xmldaily.xml")


def test_it_speaks_of_the_afternoon_before() -> None:
    """A file is made at 2:00 of the rates of the last working afternoon: Monday's speaks of Friday."""
    now = datetime(2022, 7, 4, 8, tzinfo=UTC)
    days = [market_day(date(2022, *day), Bazg.dated, Bazg.calendar, now) for day in ((6, 28), (7, 4))]
    assert days == [date(2022, 6, 27), date(2022, 7, 1)]


def test_units_stand_in_the_text() -> None:
    """``10000 IDR`` is the amount that the number pays for, whatever the name space is called."""
    quotes = Bazg().parse(FILE.replace(b"backend-rates.ezv", b"backend-rates.bazg"))
    assert published(quotes, "IDR") == ("IDR", "CHF", "10000", "0.65153")
    assert published(quotes, "EGP") == ("EGP", "CHF", "100", "5.15117")
