"""Swissquote, a bank that deals in currencies: its own prices of the off-shore yuan, anew every second of the market.

Direction: 1 USD = ``bid`` and ``ask`` CNH, which the answer itself does not name. It has a row for each platform with
its own instant ``ts``, in milliseconds, and in it a pair of prices for each sort of client. An answer for gold is recorded, in this form, and none for this pair.
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
    objects,
    read_json_rows,
)

if TYPE_CHECKING:
    import httpx

URL = "https://forex-data-feed.swissquote.com/public-quotes/bboquotes/instrument/USD/CNH"
PROFILE = "prime"
"""The sort of client whose prices are read; platforms without it are passed over."""


class Swissquote(Provider):
    title = "Swissquote"
    site = "https://www.swissquote.com/"
    docs = site
    terms = Terms.FORBIDDEN  # it states no licence: a service asks the bank first
    terms_url = site
    attribution = "Source: Swissquote"

    kind = Kind.MARKET
    upstream = Upstream.OWN
    lists = frozenset({"CNH", "USD"})
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(minutes=15))
    min_interval = timedelta(minutes=15)  # of a feed without stated limits

    def request(self, day: date) -> httpx.Request:
        return get_request(URL)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the prices of the platform that quoted last; a pair that it does not know is empty."""
        prices = {
            row["ts"]: price
            for row in read_json_rows(body)
            for price in objects(row.get("spreadProfilePrices", ()))
            if price.get("spreadProfile") == PROFILE
        }
        if not prices:
            return []
        price = prices[newest := max(prices)]
        as_of = datetime.fromtimestamp(int(newest) // 1000, UTC)
        return [Quote(base="USD", quote="CNH", bid=price.get("bid"), ask=price.get("ask"), as_of=as_of)]
