"""Financial Benchmarks India: the rupee's reference rates, polled from banks and published about 13:00 in Mumbai.

Direction: as ``subProdName`` says: ``INR / 10000 IDR`` is INR per 10000 IDR. Several days come in one array.
Passing the numbers on needs a licence: off unless an operator turns it on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from fxwidget import (
    Daily,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    read_json_rows,
)

if TYPE_CHECKING:
    import httpx

NAME = re.compile(r"INR / ([0-9]+) ([A-Z]{3})")
DAYS = timedelta(days=9)  # longer than any row of holidays


class Fbil(Provider):
    title = "Financial Benchmarks India"
    site = "https://www.fbil.org.in/#/refrates"
    docs = site
    terms = Terms.FORBIDDEN
    terms_url = "https://www.fbil.org.in/#/termsandcondition"
    attribution = "Source: Financial Benchmarks India Pvt. Ltd."
    verified_on = date(2026, 3, 20)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset({"AED", "EUR", "GBP", "IDR", "INR", "JPY", "USD"})
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="Asia/Kolkata", usual=time(13), latest=time(15), feasts="mumbai")

    def request(self, day: date) -> httpx.Request:
        url = "https://www.fbil.org.in/wasdm/refrates/fetchfiltered"
        params = {"fromDate": str(day - DAYS), "toDate": str(day), "authenticated": "false"}
        return get_request(url, params=params)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one array of days, the newest first."""
        return [_quote(row) for row in read_json_rows(body)]


def _quote(row: dict[str, Any]) -> Quote:
    name = NAME.fullmatch(str(row.get("subProdName")))
    units, base = (None, None) if name is None else name.groups()
    as_of = day_in(row.get("processRunDate"))
    return Quote(base=base, quote="INR", units=units, mid=row.get("rate"), as_of=as_of)
