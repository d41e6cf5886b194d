"""The Reserve Bank of Australia's table: all days since 2023 in one document, of which a round needs the last."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer
from fxwidget_providers.rba import RECENT, Rba
from tests.documents import document

TABLE = document("rba/f11.1-data.csv")


def test_a_round_reads_the_last_rows_and_the_archive_all() -> None:
    """Rows far above the last one are read where past days are asked for."""
    old = TABLE.index(b"19-Mar-2026")
    long = (
        TABLE[:old] + TABLE[old:].splitlines()[0].replace(b"19-Mar", b"02-Feb") + b"\n" + TABLE[old:] * RECENT
    )
    assert date(2026, 2, 2) not in {quote.as_of for quote in Rba().parse(long)}
    archive = Rba().archive(date(2026, 2, 1), date(2026, 3, 20))
    next(archive)
    with pytest.raises(StopIteration) as read:
        archive.send(Answer("https://www.rba.gov.au/", 200, long))
    assert date(2026, 2, 2) in {quote.as_of for quote in read.value.value}


def test_empty_columns() -> None:
    """The columns of AED and ZAR are there and empty: nothing is said of them, and index and SDR are no currencies."""
    assert {quote.quote for quote in Rba().parse(TABLE)} == Rba.lists - {"AUD"}
