"""fastFOREX, an aggregator with a key: some 140 currencies, blended anew every minute.

Direction: 1 USD = the number, of each code. ``updated`` is the instant of the table in UTC. What its terms say of
passing numbers on was not read, which counts as a no.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    CURRENCIES,
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


class FastForex(Provider):
    title = "fastFOREX"
    site = "https://www.fastforex.io/"
    docs = "https://www.fastforex.io/docs"
    terms = Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: fastFOREX"
    verified_on = date(2021, 2, 16)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("BYN CNH CRC NIO SBD SLE SSP STN SVC VED VES XCG ZWG".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(hours=1))
    needs_key = True
    min_interval = timedelta(minutes=5)
    quota = "1000000/month"
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("error",)

    def request(self, day: date) -> httpx.Request:
        key = {"X-API-Key": self.key or ""}
        return get_request("https://api.fastforex.io/fetch-all", params={"from": "USD"}, headers=key)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table: ``results`` of several codes, ``result`` of one."""
        document = read_json(body)
        as_of = datetime.fromisoformat(document["updated"]).replace(tzinfo=UTC)
        rates = document["results" if "results" in document else "result"]
        return quotes_of(document["base"], rates, as_of)
