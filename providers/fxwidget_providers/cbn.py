"""Central Bank of Nigeria: ten currencies on working days in the Lagos afternoon, above all days since 2001.

Direction: 1 foreign unit = ``centralrate`` NGN, a text. Names stand in place of codes, in spellings of several years.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

NAMES = {
    "US DOLLAR": "USD", "UAE DIRHAM": "AED", "RIYAL": "SAR", "YUAN/RENMINBI": "CNY", "SOUTH AFRICAN RAND": "ZAR",
    "EURO": "EUR", "POUNDS STERLING": "GBP", "POUND STERLING": "GBP", "SWISS FRANC": "CHF", "YEN": "JPY",
    "JAPANESE YEN": "JPY", "DANISH KRONA": "DKK", "DANISH KRONER": "DKK",
}  # fmt: skip
# Three digits of a franc that is the euro's, and units of account.
LEFT_OUT = frozenset({"CFA", "SDR", "WAUA"})
HEAD = 40_000
"""Bytes from the beginning of the document: three weeks, where the whole has 25 years and a hundred times as much."""


class Cbn(fx.Provider):
    title = "Central Bank of Nigeria"
    site = "https://www.cbn.gov.ng/rates/exchratebycurrency.asp"
    docs = site
    url = "https://www.cbn.gov.ng/api/GetAllExchangeRates"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.cbn.gov.ng/Legal.html"
    attribution = "Source: Central Bank of Nigeria"
    verified_on = date(2026, 5, 21)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "NGN"})
    archive_since = date(2001, 12, 10)
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Africa/Lagos",
        usual=time(15),
        latest=time(19),
        feasts=fx.Feasts("Public Holidays Act and the Interior Ministry's declarations", country="NG"),
    )
    min_interval = timedelta(hours=2)
    most_bytes = 16 * 2**20

    def archive(self, first: date, last: date) -> fx.Archive:
        """The one document has all days."""
        answer = yield self.request(last)
        days = fx.read_json_rows(answer.body)
        return _quotes(row for row in days if str(first) <= str(row.get("ratedate"))[:10] <= str(last))

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the newest days, which stand first."""
        if len(body) > HEAD:
            body = body[: body.rfind(b"}", 0, HEAD) + 1] + b"]"
        return _quotes(fx.read_json_rows(body))


def _quotes(rows: Iterable[Any]) -> list[fx.Quote]:
    named = ((" ".join(str(row.get("currency")).upper().split()), row) for row in rows)
    return [
        fx.Quote(
            base=NAMES.get(name),
            quote="NGN",
            mid=row.get("centralrate"),
            as_of=fx.day_in(row.get("ratedate")),
        )
        for name, row in named
        if name not in LEFT_OUT
    ]
