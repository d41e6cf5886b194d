"""The Central Bank of Egypt's page: yen by the hundred, and a day that is stated once."""

from __future__ import annotations

import pytest

from fxwidget.provider.parsing import NotInFormat
from fxwidget_providers.cbe import Cbe
from tests.documents import document

from .asking import published, row

PAGE = document("cbe/cbe-exchange-rates.html")


def test_a_hundred_yen() -> None:
    """A name says of how many units a row is."""
    quotes = Cbe().parse(PAGE)
    yen = row(quotes, "JPY")
    assert (str(yen.units), str(yen.bid), str(yen.ask)) == ("100", "33.4068", "33.4928")
    assert published(quotes, "USD")[:3] == ("USD", "EGP", "1")


def test_pages_that_are_not_the_table() -> None:
    """The firewall's page is no document of the bank; one without its day is a broken one."""
    with pytest.raises(NotInFormat):
        Cbe().parse(document("cbe/rejected.html"))
    with pytest.raises(ValueError, match="not enough values"):
        Cbe().parse(PAGE.replace(b"Rates for Date: 09/04/2026", b"Rates"))
