"""The Central Bank of Armenia's service, which is asked by a document that is posted."""

from __future__ import annotations

from datetime import date

from fxwidget.provider.parsing import read_xml
from fxwidget_providers.cba import Cba


def test_questions() -> None:
    """The operation stands in the head and in the document; the newest table is asked for without a day."""
    newest = next(Cba().exchange(date(2026, 3, 18)))
    assert (newest.method, newest.headers["SOAPAction"]) == (
        "POST",
        '"http://www.cba.am/ExchangeRatesLatest"',
    )
    assert [part.tag for part in read_xml(newest.read())[0]] == ["{http://www.cba.am/}ExchangeRatesLatest"]
    past = Cba().request(date(2026, 3, 18))
    assert past.headers["SOAPAction"] == '"http://www.cba.am/ExchangeRatesByDate"'
    assert read_xml(past.read()).findtext(".//{*}ExchangeRatesByDate/{*}date") == "2026-03-18"
