"""The National Bank of Ukraine's rows: one for each day on which they hold, dated the day on which they were set."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.nbu import Nbu
from tests.documents import document

SET = document("nbu/exchange_site.json")


def test_a_row_of_several_days() -> None:
    """What holds at the weekend was set before it; the same row under another day is no second one."""
    saturday = SET.replace(b'"exchangedate":"16.03.2026"', b'"exchangedate":"14.03.2026"')
    rows = Nbu().parse(SET)
    assert Nbu().parse(saturday[:-1] + b"," + SET[1:]) == rows
    assert {row.as_of for row in rows} == {date(2026, 3, 13)}
