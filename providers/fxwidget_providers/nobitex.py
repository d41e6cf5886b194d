"""Nobitex, a Tehran exchange: what a tether, which stands for a dollar, costs in rials, at all hours.

Direction: 1 USDT = ``latest`` rials. The answer states no time: it is of the moment, so the number is of the day of the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from fxwidget import Daily, Dated, Exchange, Kind, Provider, Quote, Terms, Upstream, get_request, read_json

if TYPE_CHECKING:
    import httpx


class Nobitex(Provider):
    title = "Nobitex (tether)"
    site = "https://nobitex.ir/usdt/"
    docs = "https://apidocs.nobitex.ir/"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Nobitex (USDT)"

    kind = Kind.FREE_MARKET
    upstream = Upstream.OWN
    group = "tether_tehran"  # the exchanges there follow one market
    lists = frozenset({"IRR", "USD"})
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="Asia/Tehran", usual=time(0), latest=time(23), weekdays=frozenset(range(7)))
    min_interval = timedelta(minutes=15)

    def request(self, day: date) -> httpx.Request:
        params = {"srcCurrency": "usdt", "dstCurrency": "rls"}
        return get_request("https://apiv2.nobitex.ir/market/stats", params=params)

    def exchange(self, day: date) -> Exchange:
        """The price now, on the exchange's own today."""
        answer = yield self.request(day)
        return self.read(answer.body, day)

    def read(self, body: bytes, day: date) -> Sequence[Quote]:
        """Read the last price."""
        row = read_json(body)["stats"]["usdt-rls"]
        return [Quote(base="USD", quote="IRR", mid=row.get("latest"), as_of=day)]
