"""ExchangeRate-API, an aggregator: some 160 currencies once a day just after 00:00 UTC, without a key or with one.

Direction: 1 USD = the number, of each code. ``time_last_update_unix`` is when the table was built: it speaks of the
market day before. The keyed host has the same table under ``conversion_rates``, to four decimals.
"""

import logging
from datetime import UTC, date, datetime, time, timedelta

import fxwidget as fx

log = logging.getLogger(__name__)


class ErApi(fx.Provider):
    title = "ExchangeRate-API"
    site = "https://www.exchangerate-api.com"
    docs = "https://www.exchangerate-api.com/docs/free"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://www.exchangerate-api.com/terms"
    attribution = "Rates By Exchange Rate API"
    verified_on = date(2026, 6, 2)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("KPW SVC VED")
    dated = fx.Dated.BUILD_DAY
    # The next table is announced for some minute before 00:36; asked hourly it is seen by 01:36.
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    min_interval = timedelta(hours=1)  # as often as it promises never to refuse
    statuses = frozenset({200, 403, 404, 429})
    error_member = ("error-type",)
    error_words = {
        "invalid-key": fx.CredentialsRejected,
        "inactive-account": fx.CredentialsRejected,
        "quota-reached": fx.RateLimited,
    }

    def request(self, day: date) -> fx.Request:
        if not self.key:
            return fx.get_request("https://open.er-api.com/v6/latest/USD")
        bearer = {"Authorization": f"Bearer {self.key}"}
        return fx.get_request("https://v6.exchangerate-api.com/v6/latest/USD", headers=bearer)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table of either host; local issues and units of account beside the currencies are left out."""
        document = {"time_eol_unix": 0, **fx.read_json(body)}  # the keyed host announces no end
        if (document["result"], document["base_code"]) != ("success", "USD"):
            raise ValueError(f"result {document['result']!r}, base_code {document['base_code']!r}")
        if document["time_eol_unix"]:
            log.warning("%s: this end point ends on %s", self.title, _day(document["time_eol_unix"]))
        as_of = _day(document["time_last_update_unix"])
        rates = document["conversion_rates" if "conversion_rates" in document else "rates"]
        return fx.quotes_of("USD", rates, as_of)


def _day(unix: int) -> date:
    return datetime.fromtimestamp(int(unix), UTC).date()
