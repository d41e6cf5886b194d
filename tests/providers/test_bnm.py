"""Malaysia's sessions: numbers written out of binary, and days without a session."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.bnm import Bnm
from tests.documents import document

from .asking import ByHand, published


def test_binary_noise_is_no_digit() -> None:
    """``4.2244000000000002`` was 4.2244 when the bank fixed it; the drawing right beside it is no currency."""
    quotes = Bnm().parse(document("bnm/exchange-rate.json"))
    assert published(quotes, "INR") == ("INR", "MYR", "100", "4.2244")
    assert {quote.base for quote in quotes}.isdisjoint({"SDR", "XDR"})


def test_a_day_without_a_session() -> None:
    """A 404 is an empty day, which the calendar may promise or not."""
    asking = ByHand(Bnm(), date(2026, 3, 22))
    asking.answer(404)
    assert asking.quotes == []
