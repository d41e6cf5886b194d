"""CurrencyFreaks, an aggregator with a key: some 160 currencies among a thousand coins, once a day for a free account.

Direction: 1 USD = the number, of each code, all of them texts. ``date`` is when the table was built, in a zone of two
digits. What its terms say of passing numbers on was not read, which counts as a no.
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
    quotes_of,
    read_json,
)

if TYPE_CHECKING:
    import httpx


class CurrencyFreaks(Provider):
    title = "CurrencyFreaks"
    site = "https://currencyfreaks.com/"
    docs = "https://currencyfreaks.com/documentation.html"
    terms = Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: CurrencyFreaks"
    verified_on = date(2024, 4, 29)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("CNH SSP VED XCG ZWG".split())
    dated = Dated.BUILD_DAY
    calendar = Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    needs_key = True
    min_interval = timedelta(hours=1)  # 744 requests in a long month
    quota = "1000/month"  # of a free account

    def request(self, day: date) -> httpx.Request:
        """The wanted currencies by name, or the coins come too; the service takes its key in the query only."""
        symbols = ",".join(sorted(self.lists.intersection(self.currencies or self.lists)))
        params = {"apikey": self.key or "", "symbols": symbols}
        return get_request("https://api.currencyfreaks.com/v2.0/rates/latest", params=params)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table."""
        document = read_json(body)
        base, as_of = document["base"], datetime.fromisoformat(document["date"]).date()
        return quotes_of(base, document["rates"], as_of)
