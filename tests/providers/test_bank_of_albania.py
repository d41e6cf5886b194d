"""Albania's page: each of its tables has a day of its own."""

from __future__ import annotations

from fxwidget_providers.bank_of_albania import BankOfAlbania
from tests.documents import document

PAGE = document("bank_of_albania/Official_exchange_rate.html")
STATED = b"<b>22.05.2026</b>"


def test_the_day_of_another_table_is_none_of_the_first() -> None:
    """Where the first table's day can't be found its rows are refused, and never of the day of the table below."""
    quotes = BankOfAlbania().parse(PAGE.replace(STATED, b"<i>22.05.2026</i>", 1))
    assert {quote.flaw for quote in quotes} == {"row_unreadable"}


def test_the_day_of_a_table_before_is_none_of_the_first() -> None:
    """A table that came to stand above it has a day of its own, too."""
    above = b"Last update: <b>15.05.2026</b><table><tr><td>Note</td></tr></table>"
    quotes = BankOfAlbania().parse(PAGE.replace(b"<TABLE", above + b"<TABLE", 1))
    assert {quote.flaw for quote in quotes} == {"row_unreadable"}
