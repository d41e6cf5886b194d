"""Myanmar's table: six currencies per hundred without a mark, stamps and commas that changed over the years."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.cbm import Cbm
from tests.documents import document

from .asking import published

LATEST = document("cbm/latest.json")


def test_six_are_per_hundred() -> None:
    """Nothing in the document says so; at one hundredth their crosses are those of every other bank."""
    quotes = Cbm().parse(LATEST)
    assert published(quotes, "JPY") == ("JPY", "MMK", "100", "1321.88")
    assert published(quotes, "EGP") == ("EGP", "MMK", "1", "39.44")


def test_older_forms() -> None:
    """A stamp may be a number, and thousands may have commas."""
    older = LATEST.replace(b'"1775721600"', b"1656374400").replace(b'"2100.00"', b'"1,850.0"')
    quotes = Cbm().parse(older)
    assert {quote.as_of for quote in quotes} == {date(2022, 6, 28)}
    assert published(quotes, "USD") == ("USD", "MMK", "1", "1850.0")
