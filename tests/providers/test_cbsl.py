"""Sri Lanka's form: its choices are sent as it names them, and its two yuans are two numbers."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

from fxwidget_providers.cbsl import Cbsl
from tests.documents import document

from .asking import ByHand, per_dollar


def test_choices_are_sent_to_the_letter() -> None:
    """Two blanks in a name stay two blanks; else the bank leaves that currency out."""
    asking = ByHand(Cbsl(), date(2025, 5, 19))
    asking.answer(body=document("cbsl/exrates.html"))
    form = parse_qs(asking.request.content.decode())
    assert "AED~UAE  Dirham" in form["chk_cur[]"]
    assert (form["txtStart"], form["txtEnd"]) == (["2025-05-11"], ["2025-05-19"])


def test_a_number_with_strange_groups_is_refused() -> None:
    """Each yuan has a table of its own, and a row that can't be read refuses its currency alone."""
    page = document("cbsl/exrates_results.html")
    found = per_dollar(Cbsl().parse(page.replace(b" 41.4180 ", b" 4,1.4180 ").replace(b" 41.4623 ", b" - ")))
    assert "CNH" not in found
    assert found["CNY"] == "7.21649994928"
