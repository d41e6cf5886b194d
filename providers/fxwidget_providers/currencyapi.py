"""currencyapi.com, an aggregator with a key: some 150 currencies among coins and metals, once a day for a free account.

Direction: 1 USD = ``value``, of each code. ``last_updated_at`` is the last second of the day that a free account's
table closes; the day after it is the day on which it was built. Free accounts are for private use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    CURRENCIES,
    Daily,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    is_currency,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

SECOND = timedelta(seconds=1)


class CurrencyApiCom(Provider):
    title = "currencyapi.com"
    site = "https://currencyapi.com/"
    docs = "https://currencyapi.com/docs/latest"
    terms = Terms.FORBIDDEN
    terms_url = "https://currencyapi.com/pricing"
    attribution = "Source: currencyapi.com"
    verified_on = date(2024, 6, 15)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("CNH SLE SSP VED XCG ZWG".split())
    dated = Dated.BUILD_DAY
    calendar = Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    needs_key = True
    min_interval = timedelta(hours=3)  # 248 requests in a long month
    quota = "300/month"  # of a free account
    statuses = frozenset({200, 401, 403, 404, 422, 429})
    error_member = ("message",)

    def request(self, day: date) -> httpx.Request:
        url = "https://api.currencyapi.com/v3/latest"
        return get_request(url, params={"base_currency": "USD"}, headers={"apikey": self.key or ""})

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table; coins, metals and ended money beside the currencies are left out."""
        document = read_json(body)
        as_of = (datetime.fromisoformat(document["meta"]["last_updated_at"]) + SECOND).date()
        return [
            Quote(base="USD", quote=row.get("code"), mid=row.get("value"), as_of=as_of)
            for row in objects(document["data"].values())
            if row.get("code") is None or is_currency(row["code"])
        ]
