"""The Central Bank of the UAE's table: names instead of codes, and a peg."""

from __future__ import annotations

from datetime import date

from fxwidget import Kind
from fxwidget_providers.cbuae import Cbuae
from tests.documents import document

PIECE = document("cbuae/GetExchangeRateAllCurrency.html")


def test_names() -> None:
    """Capitals are not looked at, for the bank changes them; a name that is not known refuses its own row."""
    quotes = Cbuae().parse(
        PIECE.replace(b"Indian Rupee", b"Rupee of India").replace(b"GB Pound", b"GB pound")
    )
    assert [quote.base for quote in quotes] == ["USD", "EUR", "GBP", "", "IRR", "JPY"]
    assert [quote.flaw is None for quote in quotes] == [True, True, True, False, True, True]
    assert {quote.as_of for quote in quotes} == {date(2026, 10, 2)}


def test_facts() -> None:
    """Its dollar is the peg itself, and six decimals are too few for a rial or a rupiah."""
    assert Cbuae.kinds["AED"] is Kind.PEG
    assert {"IDR", "IRR"} <= Cbuae.coarse
    assert "CNH" in Cbuae.lists
