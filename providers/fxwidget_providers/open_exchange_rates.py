"""Open Exchange Rates, an aggregator with a key: some 170 currencies, blended anew every hour.

Direction: 1 USD = the number, of each code. ``timestamp`` is the instant of the table. Free accounts have 1000
requests a month; no account may pass the numbers on as they are: off unless an operator turns it on.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx


class OpenExchangeRates(fx.Provider):
    title = "Open Exchange Rates"
    site = "https://openexchangerates.org/"
    docs = "https://docs.openexchangerates.org/"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://openexchangerates.org/terms"
    attribution = "Source: Open Exchange Rates"
    verified_on = date(2024, 9, 13)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("VED")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=1))
    needs_key = True
    min_interval = timedelta(hours=1)  # 744 requests in a long month
    quota = "1000/month"  # of a free account
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("message",)
    error_words = {
        "invalid_app_id": fx.CredentialsRejected,
        "missing_app_id": fx.CredentialsRejected,
        "not_allowed": fx.CredentialsRejected,
        "access_restricted": fx.RateLimited,  # asked too often, answered with 429 or 403
    }

    def request(self, day: date) -> fx.Request:
        """The whole table: it is short, and codes that it does not know would be left out without a word."""
        token = {"Authorization": f"Token {self.key}"}
        return fx.get_request("https://openexchangerates.org/api/latest.json", headers=token)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; coins, metals and units of account beside the currencies are left out."""
        document = fx.read_json(body)
        if document["base"] != "USD":
            raise ValueError(f"base {document['base']!r}")
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        return fx.quotes_of("USD", document["rates"], as_of)
