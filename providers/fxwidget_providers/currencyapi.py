"""currencyapi.com, an aggregator with a key: some 150 currencies among coins and metals, once a day for a free account.

Direction: 1 USD = ``value``, of each code. ``last_updated_at`` is the last second of the day that a free account's
table closes; the day after it is the day on which it was built. Free accounts are for private use.
"""

from datetime import date, datetime, time, timedelta

import fxwidget as fx

SECOND = timedelta(seconds=1)


class CurrencyApiCom(fx.Provider):
    title = "currencyapi.com"
    site = "https://currencyapi.com/"
    docs = "https://currencyapi.com/docs/latest"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://currencyapi.com/pricing"
    attribution = "Source: currencyapi.com"
    verified_on = date(2024, 6, 15)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("CNH SLE SSP VED XCG ZWG")
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    needs_key = True
    min_interval = timedelta(hours=3)  # 248 requests in a long month
    quota = "300/month"  # of a free account
    statuses = frozenset({200, 401, 403, 404, 422, 429})
    error_member = ("message",)

    def request(self, day: date) -> fx.Request:
        url = "https://api.currencyapi.com/v3/latest"
        return fx.get_request(url, params={"base_currency": "USD"}, headers={"apikey": self.key or ""})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; coins, metals and ended money beside the currencies are left out."""
        document = fx.read_json(body)
        as_of = (datetime.fromisoformat(document["meta"]["last_updated_at"]) + SECOND).date()
        return [
            fx.Quote(base="USD", quote=row.get("code"), mid=row.get("value"), as_of=as_of)
            for row in fx.objects(document["data"].values())
            if row.get("code") is None or fx.is_currency(row["code"])
        ]
