"""FloatRates, an aggregator: some 140 currencies twice a day, just before noon and midnight UTC.

Direction: 1 USD = ``rate``, of each code. ``date`` is the instant of the row, its day of the month not padded. Which
codes there are changes over the years; pegs wobble by up to 0.1 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
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
    instant_in,
    is_currency,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx


class FloatRates(Provider):
    title = "FloatRates"
    site = "https://www.floatrates.com/"
    docs = "https://www.floatrates.com/json-feeds.html"
    terms = Terms.ALLOWED
    terms_url = docs
    attribution = "Source: FloatRates"
    verified_on = date(2024, 1, 13)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("BMD BTN CNH FKP KPW KYD SBD SHP SLE VED WST XCG ZWG".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(hours=12))
    min_interval = timedelta(hours=3)  # a few times a day, of a free feed without stated limits

    def request(self, day: date) -> httpx.Request:
        return get_request("https://www.floatrates.com/daily/usd.json")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the dollar's feed, the one in which the dollar has no row; ``inverseRate`` is not used."""
        document = read_json(body)
        if "usd" in document:
            raise ValueError("the feed of another base than the dollar")
        return [
            Quote(base="USD", quote=row.get("code"), mid=row.get("rate"), as_of=instant_in(row.get("date")))
            for row in objects(document.values())
            if row.get("code") is None or is_currency(row["code"])
        ]
