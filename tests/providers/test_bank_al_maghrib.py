"""Morocco's tables: closed days are empty, and rows that come twice count once where they agree."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.bank_al_maghrib import BankAlMaghrib
from tests.documents import document

from .asking import ByHand, per_dollar, refusals

TABLE = document("bank_al_maghrib/CoursVirement.json")


def test_the_newest_table() -> None:
    """A closed Monday is empty; the Friday before it is asked for next."""
    asking = ByHand(BankAlMaghrib(key="k"), date(2026, 3, 30))
    asking.answer(body=b"[]")
    assert "date=2026-03-27" in asking.url
    asking.answer(body=TABLE)
    assert asking.quotes


def test_rows_that_contradict_each_other() -> None:
    """Of a currency whose two rows differ nobody knows the rate."""
    quotes = BankAlMaghrib().parse(TABLE.replace(b'"EGP","moyen":0.177', b'"EGP","moyen":0.178', 1))
    assert refusals(quotes) == {"EGP": "given twice with different numbers"}
    assert "AED" in per_dollar(quotes)
