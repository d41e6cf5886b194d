"""Nobitex, a Tehran exchange: what a tether, which stands for a dollar, costs in rials, at all hours.

Direction: 1 USDT = ``latest`` rials. The answer states no time: it is of the moment, so the number is of the day of the request.
Its form is recorded, no answer of a known day.
"""

from datetime import date, time, timedelta

import fxwidget as fx


class Nobitex(fx.Provider):
    title = "Nobitex (tether)"
    site = "https://nobitex.ir/usdt/"
    docs = "https://apidocs.nobitex.ir/"
    url = "https://apiv2.nobitex.ir/market/stats?srcCurrency=usdt&dstCurrency=rls"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Nobitex (USDT)"

    kind = fx.Kind.FREE_MARKET
    upstream = fx.Upstream.OWN
    group = "tether_tehran"  # the exchanges there follow one market
    lists = fx.codes("IRR USD")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Asia/Tehran", usual=time(0), latest=time(23), weekdays=frozenset(range(7)))
    min_interval = timedelta(minutes=15)

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read the last price."""
        row = fx.read_json(body)["stats"]["usdt-rls"]
        return [fx.Quote(base="USD", quote="IRR", mid=row.get("latest"), as_of=day)]
