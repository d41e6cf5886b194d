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
    Exchange,
    Kind,
    Provider,
    Quote,
    RateLimited,
    Terms,
    Upstream,
    error_text,
    get_request,
    is_currency,
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

    def exchange(self, day: date) -> Exchange:
        """One table, or an error that its ``message`` names; the HTTP status alone does not tell a quota from a key."""
        answer = yield self.request(day)
        word = error_text(answer.body, "message")
        if answer.status != 200 or word:
            raise self.named_error(answer, word)
        return self.parse(answer.body)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table; coins, metals and units of account beside the currencies are left out."""
        document = read_json(body)
        if document["base"] != "USD":
            raise ValueError(f"base {document['base']!r}")
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        return [
            Quote(base="USD", quote=code, mid=mid, as_of=as_of)
            for code, mid in document["rates"].items()
            if is_currency(code)
        ]
