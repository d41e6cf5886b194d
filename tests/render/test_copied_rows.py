"""Rows as they are copied: the same cells in every language, and nothing in them that a spreadsheet stumbles over."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest

from fxwidget.domain.snapshot import Agreement
from fxwidget.presentation.options import Options
from fxwidget.render.page.html import page
from fxwidget.render.view import View
from tests.support.pages import SAYING
from tests.support.snapshots import NOW, rate, snapshot

AGREED = rate("INR", "1234.5", change_pct=Decimal("0.52"), agreement=Agreement.AGREED)
TABLE = snapshot(AGREED, codes=("INR",))

COPIED = {
    "en": "INR\t1,234.5\tup\t+0.52%",
    "af": "INR\t1\u00a0234,5\top\t+0,52%",
    "am": "INR\t1,234.5\tጨምሯል\t+0.52%",
    "ar": "INR\t1,234.5\tارتفاع\t+0.52%",
    "es": "INR\t1234,5\tal alza\t+0,52\u00a0%",
    "fa": "INR\t۱٬۲۳۴٫۵\tافزایش\t+۰٫۵۲٪",
    "hi": "INR\t1,234.5\tऊपर\t+0.52%",
    "id": "INR\t1.234,5\tnaik\t+0,52%",
    "pt": "INR\t1.234,5\tem alta\t+0,52%",
    "ru": "INR\t1\u00a0234,5\tрост\t+0,52\u00a0%",
    "zh": "INR\t1,234.5\t上升\t+0.52%",
}


def copied(view: View) -> list[str]:
    """What a page has for each row to be copied."""
    return [unescape(text) for text in re.findall(r'data-row="([^"]*)"', page(view))]


@pytest.mark.parametrize(("code", "row"), COPIED.items())
def test_a_row_in_every_language(code: str, row: str) -> None:
    """Code, digits, word and per cent as the page has them, in columns."""
    assert copied(View(TABLE, NOW, Options(lang=code, columns=("change",)))) == [row]


@pytest.mark.parametrize("code", COPIED)
def test_cells_are_clean(code: str) -> None:
    """No mark and no isolate is in any, and no row ends in empty ones; a row without a number has a dash."""
    rows = copied(
        View(SAYING, NOW, Options(lang=code, columns=("previous", "change", "source"), symbol=True))
    )
    assert [row.split("\t")[0] for row in rows] == [rate.code for rate in SAYING.rows]
    assert not re.search("[\u200e\u200f\u2066-\u2069]|\t$", "".join(rows))
    assert next(row for row in rows if row.startswith("CNH")).split("\t")[1] == "—"


def test_a_name_can_add_no_column() -> None:
    """Whatever a source calls itself, a tab or the end of a line in it is a blank."""
    odd = tuple(info.model_copy(update={"name": "a\tb\nc"}) for info in TABLE.sources)
    (row,) = copied(View(snapshot(AGREED, codes=("INR",), sources=odd), NOW, Options(columns=("source",))))
    assert row == "INR\t1,234.5\tup\ta b c"
