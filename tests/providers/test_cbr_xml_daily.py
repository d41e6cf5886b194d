"""The copy of the Bank of Russia's set: whose vote it has, and its archive."""

from __future__ import annotations

from datetime import date

from fxwidget.provider.source import Source
from fxwidget_providers.cbr_xml_daily import CbrXmlDaily
from tests.documents import document

from .test_archives import Archived

COPY = document("cbr_xml_daily/daily_json.js")


def test_one_vote_with_the_bank() -> None:
    """It is no second voice, of whatever currency."""
    source = Source("cbr_xml_daily", CbrXmlDaily())
    assert {source.group(code) for code in CbrXmlDaily.lists} == {"bank_of_russia"}


def test_archive() -> None:
    """A file for each day that follows a working day; none of that day is a 404."""
    it = Archived("cbr_xml_daily", date(2026, 2, 20), date(2026, 2, 22), 404, COPY)
    assert [url.partition("archive/")[2] for url in it.urls] == [
        "2026/02/20/daily_json.js",
        "2026/02/21/daily_json.js",
    ]
    assert it.rates("RUB")[0] == ("2026-02-21", "76.7519")
