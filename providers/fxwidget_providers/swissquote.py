"""Swissquote, a bank that deals in currencies: its own prices of the off-shore yuan, anew every second of the market.

Direction: 1 USD = ``bid`` and ``ask`` CNH, which the answer itself does not name. It has a row for each platform with
its own instant ``ts``, in milliseconds, and in it a pair of prices for each sort of client. An answer for gold is recorded, in this form, and none for this pair.
"""

from datetime import UTC, datetime, timedelta

import fxwidget as fx

PROFILE = "prime"
"""The sort of client whose prices are read; platforms without it are passed over."""


class Swissquote(fx.Provider):
    title = "Swissquote"
    site = "https://www.swissquote.com/"
    docs = site
    url = "https://forex-data-feed.swissquote.com/public-quotes/bboquotes/instrument/USD/CNH"
    terms = fx.Terms.FORBIDDEN  # it states no licence: a service asks the bank first
    terms_url = site
    attribution = "Source: Swissquote"

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.OWN
    lists = fx.codes("CNH USD")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(minutes=15))
    min_interval = timedelta(minutes=15)  # of a feed without stated limits

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the prices of the platform that quoted last; a pair that it does not know is empty."""
        prices = {
            row["ts"]: price
            for row in fx.read_json_rows(body)
            for price in fx.objects(row.get("spreadProfilePrices", ()))
            if price.get("spreadProfile") == PROFILE
        }
        if not prices:
            return []
        price = prices[newest := max(prices)]
        as_of = datetime.fromtimestamp(int(newest) // 1000, UTC)
        return [fx.Quote(base="USD", quote="CNH", bid=price.get("bid"), ask=price.get("ask"), as_of=as_of)]
