"""xChangeApi, an aggregator with a key: some 30 currencies beside coins and metals.

Direction: 1 USD = the number, of each code. ``timestamp`` is the instant of the table. What its terms say of passing
numbers on was not read, which counts as a no.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx


class XChangeApi(fx.Provider):
    title = "xChangeApi"
    site = "https://xchangeapi.com/"
    docs = "https://xchangeapi.com/currencies"
    terms = fx.Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: xChangeApi"
    verified_on = date(2020, 8, 5)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("""
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR JPY MXN NOK NZD PLN RON RUB SEK SGD TRY UAH USD ZAR
    """)
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=1))
    needs_key = True
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("message",)

    def request(self, day: date) -> fx.Request:
        """The whole table; the service takes its key in the query only."""
        params = {"base": "USD", "api-key": self.key or ""}
        return fx.get_request("https://api.xchangeapi.com/latest", params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; coins, metals and ended money beside the currencies are left out."""
        document = fx.read_json(body)
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        return fx.quotes_of(document["base"], document["rates"], as_of)
