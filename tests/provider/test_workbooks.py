"""Workbooks read for their values: what a spreadsheet would show, without the noise of binary numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fxwidget import read_workbook, serial_day
from fxwidget.provider.parsing import NotInFormat
from tests.support.workbooks import sheet, workbook

ROWS = (
    '<row r="1"><c r="B1" t="s"><v>0</v></c><c r="D1"><v>0.53820999999999997</v></c></row>'
    '<row r="3"><c r="A3"><v>46176</v></c><c r="AB3" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c></row>'
    '<row r="4"><c r="A4" t="str"><v>n/a</v></c><c r="B4" s="1"/><c><v>2E-06</v></c><c><v>40,8</v></c></row>'
)
BOOK = workbook({"2025": "", "2026": ROWS}, texts=["TALA/USD"])


def test_cells_stand_in_their_columns() -> None:
    """Cells that are not written down are nothing; texts are shared, inline, of a formula, or no number where one should be."""
    book = read_workbook(BOOK)
    assert book.names == ("2025", "2026")
    assert book.rows("2025") == []
    first, second, third = book.rows("2026")
    assert first == [None, "TALA/USD", None, Decimal("0.53821")]
    assert (len(second), second[-1]) == (28, "rich")
    assert third == ["n/a", None, Decimal("0.000002"), "40,8"]
    assert str(second[0]) == "46176"


def test_a_truth_is_no_number() -> None:
    """A cell that is true is stored as 1, which no rate may be read from; one with an error has its text."""
    cells = '<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c></row>'
    assert read_workbook(workbook({"2026": cells})).rows("2026") == [["TRUE", "FALSE", "#N/A"]]


def test_days_are_numbers() -> None:
    """Days since the end of 1899; a text, nothing and a number of no day are none."""
    assert serial_day(Decimal(46176)) == date(2026, 6, 3)
    assert [serial_day(cell) for cell in ("46176", None, Decimal(-1), Decimal("NaN"), Decimal(10**9))] == [
        None
    ] * 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        workbook({"2026": ROWS}, texts=["TALA/USD"])[:-40],
        BOOK * 2,
        workbook({"2026": sheet("<!DOCTYPE a>")}),
        workbook({"2026": '<row><c r="AAAAAAAAA1"><v>1</v></c></row>'}),
        workbook({"2026": '<row><c r="1A"><v>1</v></c></row>'}),
        workbook({"2026": '<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>'}),
        workbook({"2026": '<row><c t="s"><v>-1</v></c></row>'}, texts=["USD"]),
        workbook({"2026": '<row><c t="s"><v>1</v></c></row>'}, texts=["USD"]),
        workbook({"2026": '<row><c t="s"><v>EUR</v></c></row>'}, texts=["USD"]),
        workbook({"2026": '<row><c r="XFD1"><v>1</v></c></row>' * 62}),
        workbook({"2026": ROWS}, texts=["TALA/USD"], since_1904=True),
    ],
    ids=[
        "empty",
        "page",
        "torn",
        "twice",
        "document-type",
        "far-column",
        "no-place",
        "backwards",
        "text-before-the-first",
        "text-after-the-last",
        "text-without-number",
        "many-cells",
        "days-from-1904",
    ],
)
def test_no_workbook(body: bytes) -> None:
    """Whatever is torn, hostile or no workbook at all is not in the format; a text, a place or a day is never guessed."""
    with pytest.raises(NotInFormat):
        read_workbook(body).rows("2026")
