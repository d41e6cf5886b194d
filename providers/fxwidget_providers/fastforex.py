"""fastFOREX, an aggregator with a key: some 140 currencies, blended anew every minute.

Direction: 1 USD = the number, of each code. ``updated`` is the instant of the table in UTC. What its terms say of
passing numbers on was not read, which counts as a no.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx


class FastForex(fx.Provider):
    title = "fastFOREX"
    site = "https://www.fastforex.io/"
    docs = "https://www.fastforex.io/docs"
    terms = fx.Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: fastFOREX"
    verified_on = date(2021, 2, 16)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("BYN CNH CRC NIO SBD SLE SSP STN SVC VED VES XCG ZWG")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=1))
    needs_key = True
    min_interval = timedelta(minutes=5)
    quota = "1000000/month"
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_member = ("error",)

    def request(self, day: date) -> fx.Request:
        key = {"X-API-Key": self.key or ""}
        return fx.get_request("https://api.fastforex.io/fetch-all", params={"from": "USD"}, headers=key)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table: ``results`` of several codes, ``result`` of one."""
        document = fx.read_json(body)
        as_of = datetime.fromisoformat(document["updated"]).replace(tzinfo=UTC)
        rates = document["results" if "results" in document else "result"]
        return fx.quotes_of(document["base"], rates, as_of)
