"""Malaysia's sessions: numbers written out of binary."""

from __future__ import annotations

from fxwidget_providers.bnm import Bnm
from tests.documents import document

from .asking import published


def test_binary_noise_is_no_digit() -> None:
    """``4.2244000000000002`` was 4.2244 when the bank fixed it; the drawing right beside it is no currency."""
    quotes = Bnm().parse(document("bnm/exchange-rate.json"))
    assert published(quotes, "INR") == ("INR", "MYR", "100", "4.2244")
    assert {quote.base for quote in quotes}.isdisjoint({"SDR", "XDR"})
