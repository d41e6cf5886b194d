"""AwesomeAPI of Brazil, an aggregator: pairs near the market, each with its own instant.

Direction: 1 ``code`` = ``bid`` and ``ask`` of ``codein``, both of them texts. ``timestamp`` is the instant of a pair,
``create_date`` the same in Brasilia. Its other pairs are mostly of the real too, which two instants do not let us
cross. What its terms say of passing numbers on was not read, which counts as a no.
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
    read_json,
)

if TYPE_CHECKING:
    import httpx


class AwesomeApi(Provider):
    title = "AwesomeAPI"
    site = "https://awesomeapi.com.br/"
    docs = "https://docs.awesomeapi.com.br/"
    terms = Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: AwesomeAPI"
    verified_on = date(2020, 6, 2)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    lists = frozenset({"BRL", "USD"})
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(minutes=30))
    min_interval = timedelta(minutes=30)
    statuses = frozenset({200, 404})
    error_member = ("code",)

    def request(self, day: date) -> httpx.Request:
        return get_request("https://economia.awesomeapi.com.br/json/last/USD-BRL")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the pairs of one document."""
        return [
            Quote(
                base=row.get("code"),
                quote=row.get("codein"),
                bid=row.get("bid"),
                ask=row.get("ask"),
                as_of=datetime.fromtimestamp(int(row["timestamp"]), UTC),
            )
            for row in objects(read_json(body).values())
        ]
