"""Financial Benchmarks India: the rupee's reference rates, polled from banks and published about 13:00 in Mumbai.

Direction: as ``subProdName`` says: ``INR / 10000 IDR`` is INR per 10000 IDR. Several days come in one array.
Passing the numbers on needs a licence: off unless an operator turns it on.
"""

import re
from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

NAME = re.compile(r"INR / ([0-9]+) ([A-Z]{3})")
DAYS = timedelta(days=9)  # longer than any row of holidays


class Fbil(fx.Provider):
    title = "Financial Benchmarks India"
    site = "https://www.fbil.org.in/#/refrates"
    docs = site
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://www.fbil.org.in/#/termsandcondition"
    attribution = "Source: Financial Benchmarks India Pvt. Ltd."
    verified_on = date(2026, 3, 20)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AED EUR GBP IDR INR JPY USD")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Asia/Kolkata", usual=time(13), latest=time(15), feasts="mumbai")

    def request(self, day: date) -> fx.Request:
        url = "https://www.fbil.org.in/wasdm/refrates/fetchfiltered"
        params = {"fromDate": str(day - DAYS), "toDate": str(day), "authenticated": "false"}
        return fx.get_request(url, params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one array of days, the newest first."""
        return [_quote(row) for row in fx.read_json_rows(body)]


def _quote(row: dict[str, Any]) -> fx.Quote:
    name = NAME.fullmatch(str(row.get("subProdName")))
    units, base = (None, None) if name is None else name.groups()
    as_of = fx.day_in(row.get("processRunDate"))
    return fx.Quote(base=base, quote="INR", units=units, mid=row.get("rate"), as_of=as_of)
