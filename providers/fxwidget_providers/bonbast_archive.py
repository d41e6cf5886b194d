"""An archive of bonbast.com: the dollar in Tehran's free market, a file for each day, about 01:40 UTC on the day after.

Direction: 1 USD = ``buy`` and ``sell`` in toman, which are ten rials each: a tenth of a dollar costs as many rials. The file does
not state its day, its address does. Other currencies in it are of that market too, and are not crossed here.
"""

from datetime import date, time, timedelta
from decimal import Decimal

import fxwidget as fx

REPOSITORY = "https://github.com/SamadiPour/rial-exchange-rates-archive"
URL = "https://raw.githubusercontent.com/SamadiPour/rial-exchange-rates-archive/main/gregorian/{:%Y/%m/%d}"
DAY = timedelta(days=1)
TOMAN = Decimal("0.1")
"""What costs as many rials as a whole dollar costs tomans."""


class BonbastArchive(fx.Provider):
    title = "Bonbast, archive"
    site = REPOSITORY
    docs = REPOSITORY
    terms = fx.Terms.ALLOWED
    terms_url = f"{REPOSITORY}/blob/main/LICENSE"
    attribution = "Source: bonbast.com, archived by SamadiPour"
    verified_on = date(2026, 8, 21)

    kind = fx.Kind.FREE_MARKET
    upstream = fx.Upstream.NAMED
    group = "bonbast"
    lists = fx.codes("IRR USD")
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="UTC", usual=time(1, 30), latest=time(6), weekdays=frozenset(range(7)), lag=1)
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 404})
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(URL.format(day))

    def exchange(self, day: date) -> fx.Exchange:
        """The newest file of the last week: a day that is missing is a 404."""
        named = day - DAY
        answer = yield self.request(named)
        while answer.status != 200 and named > day - 7 * DAY:
            named -= DAY
            answer = yield self.request(named)
        return self.parse_of(self.accepted(answer), named)

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read the dollar of one day."""
        row = fx.read_json(body)["usd"]
        return [
            fx.Quote(base="USD", quote="IRR", units=TOMAN, bid=row.get("buy"), ask=row.get("sell"), as_of=day)
        ]
