"""Wallex, a Tehran exchange: what a tether, which stands for a dollar, costs in tomans, at all hours.

Direction: 1 USDT = ``lastPrice`` tomans of ten rials each, so that a tenth of one costs as many rials; ``-`` is no price. The
answer states no time: it is of the moment, so the number is of the day of the request. Its form is recorded, no answer of a
known day.
"""

from datetime import date, time, timedelta
from decimal import Decimal

import fxwidget as fx

TOMAN = Decimal("0.1")
"""What costs as many rials as a whole dollar costs tomans."""


class Wallex(fx.Provider):
    title = "Wallex (tether)"
    site = "https://wallex.ir/"
    docs = "https://api-docs.wallex.ir/"
    url = "https://api.wallex.ir/v1/markets"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Wallex (USDT)"

    kind = fx.Kind.FREE_MARKET
    upstream = fx.Upstream.OWN
    group = "tether_tehran"  # the exchanges there follow one market
    lists = fx.codes("IRR USD")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Asia/Tehran", usual=time(0), latest=time(23), weekdays=frozenset(range(7)))
    min_interval = timedelta(minutes=15)

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read the last price."""
        row = fx.read_json(body)["result"]["symbols"]["USDTTMN"]["stats"]
        return [fx.Quote(base="USD", quote="IRR", units=TOMAN, mid=row.get("lastPrice"), as_of=day)]
