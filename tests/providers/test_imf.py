"""The IMF's representative rates: who really makes them, days that are not reported, and months."""

from __future__ import annotations

from datetime import date

from fxwidget import Kind
from fxwidget.provider.source import Source
from fxwidget_providers.imf import Imf
from tests.documents import document

from .asking import ByHand, row
from .test_archives import Archived

MONTH = document("imf/rms_mth.tsv")


def test_whose_numbers() -> None:
    """The same number from its own bank and from here is one vote; what never moves is a peg."""
    source = Source("imf", Imf())
    assert [source.group(code) for code in ("BRL", "INR", "CNY")] == ["bcb", "fbil", "imf"]
    assert {source.kind(code) for code in ("AED", "SAR")} == {Kind.PEG}


def test_days_that_are_not_reported() -> None:
    """The newest number of each currency is of its own day, and a thousand has a comma."""
    quotes = Imf().parse(MONTH)
    assert (row(quotes, "INR").as_of, row(quotes, "CNY").as_of) == (date(2026, 3, 27), date(2026, 3, 31))
    assert str(row(quotes, "KRW").mid) == "1513.400000"


def test_the_first_days_of_a_month() -> None:
    """Then the month before is asked for too, by its own first day; so is each month of the archive."""
    asking = ByHand(Imf(), date(2026, 4, 2))
    assert "SelectDate=2026-03-01" in asking.url
    asking.answer(body=MONTH)
    assert "SelectDate=2026-04-01" in asking.url
    assert len(Archived("imf", date(2025, 12, 31), date(2026, 3, 1), MONTH).urls) == 4
