"""xChangeApi, an aggregator with a key: some 30 currencies beside coins and metals.

Direction: 1 USD = the number, of each code. ``timestamp`` is the instant of the table. What its terms say of passing
numbers on was not read, which counts as a no.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    Continuous,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    quotes_of,
    read_json,
)

if TYPE_CHECKING:
    import httpx


class XChangeApi(Provider):
    title = "xChangeApi"
    site = "https://xchangeapi.com/"
    docs = "https://xchangeapi.com/currencies"
    terms = Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: xChangeApi"
    verified_on = date(2020, 8, 5)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    lists = frozenset(
        """
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR JPY MXN NOK NZD PLN RON RUB SEK SGD TRY UAH USD ZAR
        """.split()
    )
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(hours=1))
    needs_key = True
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("message",)

    def request(self, day: date) -> httpx.Request:
        """The whole table; the service takes its key in the query only."""
        params = {"base": "USD", "api-key": self.key or ""}
        return get_request("https://api.xchangeapi.com/latest", params=params)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table; coins, metals and ended money beside the currencies are left out."""
        document = read_json(body)
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        return quotes_of(document["base"], document["rates"], as_of)
