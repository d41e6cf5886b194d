"""South African Reserve Bank: weighted averages of the banks' rates about 10:30, published late in the morning.

Direction: as the name of each series says: ``Rand per US Dollar`` is ZAR per 1 USD, ``China: Yuan per Rand`` is CNY
per 1 ZAR. The newest day comes first.
"""

from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

URL = "https://custom.resbank.co.za/SarbWebApi/WebIndicators/Shared/GetTimeseriesObservations/{}/{}/{}"
SERIES = {"USD": "EXCX135D", "BRL": "EXCB036D", "CNY": "EXCB121D", "INR": "EXCB123D"}
NAMES = {"Rand": "ZAR", "US Dollar": "USD", "Real": "BRL", "Yuan": "CNY", "Rupee": "INR"}


class Sarb(fx.Provider):
    title = "South African Reserve Bank"
    site = "https://www.resbank.co.za/en/home/what-we-do/statistics/key-statistics/selected-historical-rates"
    docs = "https://custom.resbank.co.za/SarbWebApi/Help"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: South African Reserve Bank"
    verified_on = date(2026, 3, 27)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("BRL CNY INR USD ZAR")
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Africa/Johannesburg", usual=time(11), latest=time(15), feasts="south africa")
    recent = timedelta(days=9)  # Christmas, Easter and their weekends are shorter
    exchange = fx.Provider.last_days

    def archive(self, first: date, last: date) -> fx.Archive:
        """One document for each currency: the dollar's, and those wanted that are crossed with it."""
        wanted = self.currencies or tuple(SERIES)
        quotes: list[fx.Quote] = []
        for code, series in SERIES.items():
            if code == "USD" or code in wanted:
                answer = yield fx.get_request(URL.format(series, first, last))
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one series; a day without a value is left out."""
        return [_quote(row) for row in fx.read_json_rows(body) if row.get("Value") not in (None, "")]


def _quote(row: dict[str, Any]) -> fx.Quote:
    quote, _, base = str(row.get("Timeseries")).rpartition(": ")[2].partition(" per ")
    as_of = fx.day_in(row.get("Period"))
    return fx.Quote(base=NAMES.get(base), quote=NAMES.get(quote), mid=row.get("Value"), as_of=as_of)
