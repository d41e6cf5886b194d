"""ExchangeRate-API, an aggregator: some 160 currencies once a day just after 00:00 UTC, without a key or with one.

Direction: 1 USD = the number, of each code. ``time_last_update_unix`` is when the table was built: it speaks of the
market day before. The keyed host has the same table under ``conversion_rates``, to four decimals.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    CURRENCIES,
    CredentialsRejected,
    Daily,
    Dated,
    Kind,
    Provider,
    Quote,
    RateLimited,
    Terms,
    Upstream,
    get_request,
    quotes_of,
    read_json,
)

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)


class ErApi(Provider):
    title = "ExchangeRate-API"
    site = "https://www.exchangerate-api.com"
    docs = "https://www.exchangerate-api.com/docs/free"
    terms = Terms.FORBIDDEN
    terms_url = "https://www.exchangerate-api.com/terms"
    attribution = "Rates By Exchange Rate API"
    verified_on = date(2026, 6, 2)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("KPW SVC VED".split())
    dated = Dated.BUILD_DAY
    # The next table is announced for some minute before 00:36; asked hourly it is seen by 01:36.
    calendar = Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    min_interval = timedelta(hours=1)  # as often as it promises never to refuse
    statuses = frozenset({200, 403, 404, 429})
    error_member = ("error-type",)
    error_words = {
        "invalid-key": CredentialsRejected,
        "inactive-account": CredentialsRejected,
        "quota-reached": RateLimited,
    }

    def request(self, day: date) -> httpx.Request:
        if not self.key:
            return get_request("https://open.er-api.com/v6/latest/USD")
        bearer = {"Authorization": f"Bearer {self.key}"}
        return get_request("https://v6.exchangerate-api.com/v6/latest/USD", headers=bearer)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table of either host; local issues and units of account beside the currencies are left out."""
        document = {"time_eol_unix": 0, **read_json(body)}  # the keyed host announces no end
        if (document["result"], document["base_code"]) != ("success", "USD"):
            raise ValueError(f"result {document['result']!r}, base_code {document['base_code']!r}")
        if document["time_eol_unix"]:
            log.warning("%s: this end point ends on %s", self.title, _day(document["time_eol_unix"]))
        as_of = _day(document["time_last_update_unix"])
        rates = document["conversion_rates" if "conversion_rates" in document else "rates"]
        return quotes_of("USD", rates, as_of)


def _day(unix: int) -> date:
    return datetime.fromtimestamp(int(unix), UTC).date()
