"""South African Reserve Bank: weighted averages of the banks' rates about 10:30, published late in the morning.

Direction: as the name of each series says: ``Rand per US Dollar`` is ZAR per 1 USD, ``China: Yuan per Rand`` is CNY
per 1 ZAR. The newest day comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from fxwidget import (
    Archive,
    Daily,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    read_json_rows,
)

URL = "https://custom.resbank.co.za/SarbWebApi/WebIndicators/Shared/GetTimeseriesObservations/{}/{}/{}"
SERIES = {"USD": "EXCX135D", "BRL": "EXCB036D", "CNY": "EXCB121D", "INR": "EXCB123D"}
NAMES = {"Rand": "ZAR", "US Dollar": "USD", "Real": "BRL", "Yuan": "CNY", "Rupee": "INR"}
DAYS = timedelta(days=9)  # Christmas, Easter and their weekends are shorter


class Sarb(Provider):
    title = "South African Reserve Bank"
    site = "https://www.resbank.co.za/en/home/what-we-do/statistics/key-statistics/selected-historical-rates"
    docs = "https://custom.resbank.co.za/SarbWebApi/Help"
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: South African Reserve Bank"
    verified_on = date(2026, 3, 27)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset({"BRL", "CNY", "INR", "USD", "ZAR"})
    archive_days = 366
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="Africa/Johannesburg", usual=time(11), latest=time(15), feasts="south africa")

    def exchange(self, day: date) -> Exchange:
        """The series of the last days."""
        return (yield from self._series(day - DAYS, day))

    def archive(self, first: date, last: date) -> Archive:
        """The same series of any span of days."""
        return (yield from self._series(first, last))

    def _series(self, first: date, last: date) -> Exchange:
        """One document for each currency: the dollar's, and those wanted that are crossed with it."""
        wanted = self.currencies or tuple(SERIES)
        quotes: list[Quote] = []
        for code, series in SERIES.items():
            if code == "USD" or code in wanted:
                answer = yield get_request(URL.format(series, first, last))
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one series; a day without a value is left out."""
        return [_quote(row) for row in read_json_rows(body) if row.get("Value") not in (None, "")]


def _quote(row: dict[str, Any]) -> Quote:
    quote, _, base = str(row.get("Timeseries")).rpartition(": ")[2].partition(" per ")
    as_of = day_in(row.get("Period"))
    return Quote(base=NAMES.get(base), quote=NAMES.get(quote), mid=row.get("Value"), as_of=as_of)
