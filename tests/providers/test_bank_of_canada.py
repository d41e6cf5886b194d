"""The Bank of Canada's service, which says in words why it has no answer."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer, ResponseInvalid
from fxwidget_providers.bank_of_canada import URL, BankOfCanada
from tests.documents import document


def test_the_reason_of_an_error() -> None:
    """The bank's own word stands in the error."""
    exchange = BankOfCanada().exchange(date(2026, 3, 18))
    next(exchange)
    with pytest.raises(ResponseInvalid, match="HTTP 404: Series FXCADAFN not found"):
        exchange.send(Answer(URL, 404, document("bank_of_canada/not_found.json")))
