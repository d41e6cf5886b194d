"""The Central Bank of Kenya's table: names in place of codes, and the neighbours' money the other way round."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.cbk_kenya import RECENT, CbkKenya
from tests.documents import document

from .asking import published

TABLE = document("cbk_kenya/get_wdtable.json")


def test_units_and_inverse_rows() -> None:
    """A number in brackets is of how many units a price is; behind ``KES /`` stands what one shilling costs."""
    quotes = CbkKenya().parse(TABLE)
    assert published(quotes, "JPY") == ("JPY", "KES", "100", "81.2000")
    assert published(quotes, "UGX") == ("KES", "UGX", "1", "29.0900")


def test_the_newest_days_wherever_they_stand() -> None:
    """Of years of rows the last two weeks are read, at whichever end of the table they are."""
    old = b",".join(b'["%02d\\/12\\/2025","US DOLLAR","129.0000"]' % day for day in range(1, RECENT + 1))
    head, rows = TABLE.split(b'"data":[')
    below, above = head + b'"data":[' + old + b"," + rows, TABLE.removesuffix(b"]}") + b"," + old + b"]}"
    days = [{quote.as_of for quote in CbkKenya().parse(body)} for body in (below, above)]
    assert days[0] == days[1]
    assert (len(days[0]), min(days[0])) == (RECENT, date(2025, 12, 3))
