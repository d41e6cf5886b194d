"""Open Exchange Rates, an aggregator with a key: some 170 currencies, blended anew every hour.

Direction: 1 USD = the number, of each code. ``timestamp`` is the instant of the table. Free accounts have 1000
requests a month; no account may pass the numbers on as they are: off unless an operator turns it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    CURRENCIES,
    Continuous,
    CredentialsRejected,
    Dated,
    Kind,
    Provider,
    Quote,
    RateLimited,
    Terms,
    Upstream,
    get_request,
    quotes_of,
    read_json,
)

if TYPE_CHECKING:
    import httpx


class OpenExchangeRates(Provider):
    title = "Open Exchange Rates"
    site = "https://openexchangerates.org/"
    docs = "https://docs.openexchangerates.org/"
    terms = Terms.FORBIDDEN
    terms_url = "https://openexchangerates.org/terms"
    attribution = "Source: Open Exchange Rates"
    verified_on = date(2024, 9, 13)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("VED".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(hours=1))
    needs_key = True
    min_interval = timedelta(hours=1)  # 744 requests in a long month
    quota = "1000/month"  # of a free account
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("message",)
    error_words = {
        "invalid_app_id": CredentialsRejected,
        "missing_app_id": CredentialsRejected,
        "not_allowed": CredentialsRejected,
        "access_restricted": RateLimited,  # asked too often, answered with 429 or 403
    }

    def request(self, day: date) -> httpx.Request:
        """The whole table: it is short, and codes that it does not know would be left out without a word."""
        token = {"Authorization": f"Token {self.key}"}
        return get_request("https://openexchangerates.org/api/latest.json", headers=token)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table; coins, metals and units of account beside the currencies are left out."""
        document = read_json(body)
        if document["base"] != "USD":
            raise ValueError(f"base {document['base']!r}")
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        return quotes_of("USD", document["rates"], as_of)
