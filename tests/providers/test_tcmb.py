"""The Central Bank of Turkey's bulletins: dollars crossed by the bank, not by us through lira."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer, ResponseInvalid
from fxwidget.deciding.cross_rates import per_usd
from fxwidget_providers.tcmb import URL, Tcmb
from tests.documents import document


def test_how_its_numbers_are_derived() -> None:
    """Only the lira is the middle of a buying and a selling price; a riyal is as printed, a euro the inverse of what is."""
    rates = per_usd(Tcmb().parse(document("tcmb/today.xml"))).rates
    derived = {code: rates[code][0].derived for code in ("TRY", "SAR", "EUR")}
    assert derived == {"TRY": "mid", "SAR": None, "EUR": "inverse"}


def test_no_newest_bulletin() -> None:
    """A day may have no bulletin, the newest one is always there: a 404 for it is a failure."""
    exchange = Tcmb().exchange(date(2024, 1, 31))
    assert str(next(exchange).url) == f"{URL}/today.xml"
    with pytest.raises(ResponseInvalid, match="HTTP 404"):
        exchange.send(Answer(f"{URL}/today.xml", 404, b""))
