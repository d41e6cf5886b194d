"""FXRatesAPI, an aggregator: some 165 currencies, blended anew every minute.

Direction: 1 USD = the number, of each code. ``timestamp`` is the instant of the table. A wrong key is answered like
none, with the public table. RUB stood still at 85.12 for weeks of 2026, so its number is left out; what its terms say
of passing numbers on was not read, which counts as a no.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx


class FxRatesApi(fx.Provider):
    title = "FXRatesAPI"
    site = "https://fxratesapi.com/"
    docs = "https://fxratesapi.com/docs"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://fxratesapi.com/legal/terms-conditions"
    attribution = "Source: FXRatesAPI"
    verified_on = date(2025, 8, 14)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("CNH MRU RUB SLE SSP STN VED VES XCG ZWG")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=1))
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 400, 401, 403, 429})
    error_member = ("error",)

    def request(self, day: date) -> fx.Request:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return fx.get_request("https://api.fxratesapi.com/latest", params={"base": "USD"}, headers=headers)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; coins, metals and ended money beside the currencies are left out."""
        document = fx.read_json(body)
        if document["base"] != "USD":
            raise ValueError(f"base {document['base']!r}")
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        return [quote for quote in fx.quotes_of("USD", document["rates"], as_of) if quote.quote != "RUB"]
