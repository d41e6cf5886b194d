"""CurrencyFreaks, an aggregator with a key: some 160 currencies among a thousand coins, once a day for a free account.

Direction: 1 USD = the number, of each code, all of them texts. ``date`` is when the table was built, in a zone of two
digits. What its terms say of passing numbers on was not read, which counts as a no.
"""

from datetime import date, datetime, time, timedelta

import fxwidget as fx


class CurrencyFreaks(fx.Provider):
    title = "CurrencyFreaks"
    site = "https://currencyfreaks.com/"
    docs = "https://currencyfreaks.com/documentation.html"
    terms = fx.Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: CurrencyFreaks"
    verified_on = date(2024, 4, 29)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("CNH SSP VED XCG ZWG")
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    needs_key = True
    min_interval = timedelta(hours=1)  # 744 requests in a long month
    quota = "1000/month"  # of a free account

    def request(self, day: date) -> fx.Request:
        """The wanted currencies by name, or the coins come too; the service takes its key in the query only."""
        symbols = ",".join(sorted(self.lists.intersection(self.currencies or self.lists)))
        params = {"apikey": self.key or "", "symbols": symbols}
        return fx.get_request("https://api.currencyfreaks.com/v2.0/rates/latest", params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table."""
        document = fx.read_json(body)
        base, as_of = document["base"], datetime.fromisoformat(document["date"]).date()
        return fx.quotes_of(base, document["rates"], as_of)
