"""Wallex, a Tehran exchange: what a tether, which stands for a dollar, costs in tomans, at all hours.

Direction: 1 USDT = ``lastPrice`` tomans of ten rials each, so that a tenth of one costs as many rials; ``-`` is no price. The
answer states no time: it is of the moment, so the number is of the day of the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from fxwidget import Daily, Dated, Exchange, Kind, Provider, Quote, Terms, Upstream, get_request, read_json

if TYPE_CHECKING:
    import httpx

TOMAN = Decimal("0.1")
"""What costs as many rials as a whole dollar costs tomans."""


class Wallex(Provider):
    title = "Wallex (tether)"
    site = "https://wallex.ir/"
    docs = "https://api-docs.wallex.ir/"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Wallex (USDT)"

    kind = Kind.FREE_MARKET
    upstream = Upstream.OWN
    group = "tether_tehran"  # the exchanges there follow one market
    lists = frozenset({"IRR", "USD"})
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="Asia/Tehran", usual=time(0), latest=time(23), weekdays=frozenset(range(7)))
    min_interval = timedelta(minutes=15)

    def request(self, day: date) -> httpx.Request:
        return get_request("https://api.wallex.ir/v1/markets")

    def exchange(self, day: date) -> Exchange:
        """The price now, on the exchange's own today."""
        answer = yield self.request(day)
        return self.read(answer.body, day)

    def read(self, body: bytes, day: date) -> Sequence[Quote]:
        """Read the last price."""
        row = read_json(body)["result"]["symbols"]["USDTTMN"]["stats"]
        return [Quote(base="USD", quote="IRR", units=TOMAN, mid=row.get("lastPrice"), as_of=day)]
