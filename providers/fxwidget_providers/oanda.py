"""OANDA Exchange Rates, averages of a day's market over some 150 currencies, with a key that is paid for.

Direction: 1 USD = ``bid`` and ``ask``, of each code, both of them texts. ``date`` is the last second of the day that
is averaged; the day after it is the day on which it was built. What its contracts say of passing numbers on was not
read, which counts as a no.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import fxwidget as fx

SECOND = timedelta(seconds=1)


class Oanda(fx.Provider):
    title = "OANDA Exchange Rates"
    site = "https://www.oanda.com/foreign-exchange-data-services/en/exchange-rates-api/"
    docs = "https://developer.oanda.com/exchange-rates-api/"
    terms = fx.Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: OANDA"
    verified_on = date(2022, 4, 20)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("CNH SSP VED XCG ZWG")
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(6), weekdays=frozenset(range(7)))
    needs_key = True
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("message",)

    def request(self, day: date) -> fx.Request:
        """The dollar against all currencies of its data set."""
        bearer = {"Authorization": f"Bearer {self.key}"}
        url = "https://web-services.oanda.com/rates/api/v1/rates/USD.json"
        return fx.get_request(url, params={"fields": "averages"}, headers=bearer)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; metals and ended money beside the currencies are left out."""
        document = fx.read_json(body)
        base, rows = document["base_currency"], document["quotes"]
        return [_quote(base, code, row) for code, row in rows.items() if fx.is_currency(code)]


def _quote(base: str, code: str, row: dict[str, Any]) -> fx.Quote:
    as_of = (datetime.fromisoformat(row["date"]) + SECOND).date()
    return fx.Quote(base=base, quote=code, bid=row.get("bid"), ask=row.get("ask"), as_of=as_of)
