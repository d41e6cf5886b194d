"""Central Bank of the Republic of China (Taiwan): rates of 15 currencies at 16:00 in Taipei, sent a month at a time.

Direction: as each column's name says: ``CNY/USD`` is CNY per 1 USD, ``USD/GBP`` USD per 1 GBP. One document holds every
day since 1993, the newest last; a dash is no number.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

PAIR = re.compile(r"([A-Z]{3})/([A-Z]{3})$")
NEWEST = 10
"""The days of a document that are news."""


class Cbc(fx.Provider):
    title = "Central Bank of the Republic of China (Taiwan)"
    site = "https://www.cbc.gov.tw/en/cp-480-1078-1.html"
    docs = "https://cpx.cbc.gov.tw/"
    url = "https://cpx.cbc.gov.tw/API/DataAPI/Get?FileName=BP01D01"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.cbc.gov.tw/"
    attribution = "Source: Central Bank of the Republic of China (Taiwan)"
    verified_on = date(2026, 2, 26)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CNY EUR GBP HKD IDR JPY KRW MYR PHP SGD THB TWD USD VND")
    dated = fx.Dated.FIXING_DAY
    # A month is out by the end of the next one; its last days may be holidays.
    calendar = fx.Daily(
        zone="Asia/Taipei", usual=time(9), latest=time(20), months=frozenset(range(1, 13)), lag=40
    )
    min_interval = timedelta(hours=12)

    def archive(self, first: date, last: date) -> fx.Archive:
        """The same document, which is all there is."""
        answer = yield self.request(last)
        pairs, rows = _table(answer.body)
        return _quotes(pairs, (row for row in rows if f"{first:%Y%m%d}" <= row[0] <= f"{last:%Y%m%d}"))

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the newest days."""
        pairs, rows = _table(body)
        return _quotes(pairs, rows[-NEWEST:])


def _table(body: bytes) -> tuple[list[tuple[str, str]], Sequence[Any]]:
    """The pairs of a document's columns, after the one of the day, and its rows."""
    data = fx.read_json(body)["data"]
    found = (PAIR.search(column["data"]) for column in data["structure"]["Table1"])
    pairs = [(it[1].replace("NTD", "TWD"), it[2]) if it else ("", "") for it in found]
    return pairs, data["dataSets"]


def _quotes(pairs: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> list[fx.Quote]:
    return [
        fx.Quote(base=base, quote=quote, mid=number, as_of=fx.day_in(day, "%Y%m%d"))
        for day, *numbers in rows
        for (quote, base), number in zip(pairs, numbers, strict=True)
        if fx.is_currency(base) and fx.is_currency(quote) and number != "-"
    ]
