"""Federal Reserve, release H.10: noon buying rates in New York, each Monday those of the week before, as CSV.

Direction: 1 USD = the number of a column ``RXI_N.B.xx``, and 1 of the currency = that of ``RXI$US_N.B.xx`` in USD. ``ND`` is a
day without a number. The row ``Currency:`` still calls the Venezuelan column VEB.
"""

import csv
import re
from datetime import date, time

import fxwidget as fx

URL = "https://www.federalreserve.gov/datadownload/Output.aspx"
DOLLARS = "RXI$US_N.B."
WHOLE = re.compile(rb"(ND|\.[0-9]{4})\s*$")
"""The end of a document that is not torn: it has no line's end, but every number has four decimals."""
CODES = {
    **dict(zip(("AL", "EU", "NZ", "UK"), ("AUD", "EUR", "NZD", "GBP"), strict=True)),
    **dict(
        zip(("BZ", "CA", "CH", "DN", "HK", "IN"), ("BRL", "CAD", "CNY", "DKK", "HKD", "INR"), strict=True)
    ),
    **dict(
        zip(("JA", "MA", "MX", "NO", "SF", "SI"), ("JPY", "MYR", "MXN", "NOK", "ZAR", "SGD"), strict=True)
    ),
    **dict(
        zip(("KO", "SL", "SD", "SZ", "TA", "TH"), ("KRW", "LKR", "SEK", "CHF", "TWD", "THB"), strict=True)
    ),
    "VES": "VES",
}


class FedH10(fx.Provider):
    title = "Federal Reserve, H.10"
    site = "https://www.federalreserve.gov/releases/h10/current/"
    docs = "https://www.federalreserve.gov/datadownload/Choose.aspx?rel=H10"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.federalreserve.gov/disclaimer.htm"
    attribution = "Source: Board of Governors of the Federal Reserve System"
    verified_on = date(2026, 9, 18)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*CODES.values(), "USD"})
    archive_since = date(1971, 1, 4)
    dated = fx.Dated.FIXING_DAY
    # Where Monday is a holiday the release comes on Tuesday.
    calendar = fx.Daily(
        zone="America/New_York",
        usual=time(16, 15),
        latest=time(20),
        weekdays=frozenset({0}),
        feasts=fx.Feasts("United States Code, title 5, section 6103", country="US"),
        lag=3,
    )

    def request(self, day: date) -> fx.Request:
        """The last ten days of all series."""
        return _request(lastobs="10")

    def span(self, first: date, last: date) -> fx.Request:
        """All series of any days, which are written as Americans do."""
        return _request(**{"from": f"{first:%m/%d/%Y}", "to": f"{last:%m/%d/%Y}"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table: six rows about its columns, then a row for each day."""
        lines = [row for row in csv.reader(body.decode("utf-8-sig").splitlines()) if row]
        rows = {row[0]: row[1:] for row in lines}
        if set(rows["Multiplier:"]) != {"1"}:
            raise ValueError(f"multipliers {rows['Multiplier:']}")
        if not WHOLE.search(body):
            raise ValueError("a torn last number")
        days = [(as_of, cells) for title, *cells in lines if (as_of := fx.day_in(title))]
        return [
            _quote(series, cell, as_of)
            for as_of, cells in days
            for series, cell in zip(rows["Time Period"], cells, strict=True)
            if cell != "ND" and series.rpartition(".")[2] in CODES
        ]


def _request(**chosen: str) -> fx.Request:
    form = {"filetype": "csv", "label": "include", "layout": "seriescolumn"}
    series = {"rel": "H10", "series": "60f32914ab61dfab590e0e470153e3ae", "lastobs": "", "from": "", "to": ""}
    return fx.get_request(URL, params={**series, **chosen, **form})


def _quote(series: str, mid: str, as_of: date) -> fx.Quote:
    code = CODES[series.rpartition(".")[2]]
    base, quote = (code, "USD") if series.startswith(DOLLARS) else ("USD", code)
    return fx.Quote(base=base, quote=quote, mid=mid, as_of=as_of)
