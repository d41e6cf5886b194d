"""Central Bank of Nigeria: ten currencies on working days in the Lagos afternoon, above all days since 2001.

Direction: 1 foreign unit = ``centralrate`` NGN, a text. Names stand in place of codes, in spellings of several years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from fxwidget import (
    Archive,
    Daily,
    Dated,
    Feasts,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    read_json_rows,
)

if TYPE_CHECKING:
    import httpx

NAMES = {
    "US DOLLAR": "USD", "UAE DIRHAM": "AED", "RIYAL": "SAR", "YUAN/RENMINBI": "CNY", "SOUTH AFRICAN RAND": "ZAR",
    "EURO": "EUR", "POUNDS STERLING": "GBP", "POUND STERLING": "GBP", "SWISS FRANC": "CHF", "YEN": "JPY",
    "JAPANESE YEN": "JPY", "DANISH KRONA": "DKK", "DANISH KRONER": "DKK",
}  # fmt: skip
LEFT_OUT = frozenset(
    {"CFA", "SDR", "WAUA"}
)  # three digits of a franc that is the euro's, and units of account
HEAD = 40_000
"""Bytes from the beginning of the document: three weeks, where the whole has 25 years and a hundred times as much."""


class Cbn(Provider):
    title = "Central Bank of Nigeria"
    site = "https://www.cbn.gov.ng/rates/exchratebycurrency.asp"
    docs = site
    terms = Terms.ALLOWED
    terms_url = "https://www.cbn.gov.ng/Legal.html"
    attribution = "Source: Central Bank of Nigeria"
    verified_on = date(2026, 5, 21)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset({*NAMES.values(), "NGN"})
    archive_since = date(2001, 12, 10)
    dated = Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = Daily(
        zone="Africa/Lagos",
        usual=time(15),
        latest=time(19),
        feasts=Feasts("Public Holidays Act and the Interior Ministry's declarations", country="NG"),
    )
    min_interval = timedelta(hours=2)
    most_bytes = 16 * 2**20

    def request(self, day: date) -> httpx.Request:
        return get_request("https://www.cbn.gov.ng/api/GetAllExchangeRates")

    def archive(self, first: date, last: date) -> Archive:
        """The one document has all days."""
        answer = yield self.request(last)
        days = read_json_rows(answer.body)
        return _quotes(row for row in days if str(first) <= str(row.get("ratedate"))[:10] <= str(last))

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the newest days, which stand first."""
        if len(body) > HEAD:
            body = body[: body.rfind(b"}", 0, HEAD) + 1] + b"]"
        return _quotes(read_json_rows(body))


def _quotes(rows: Iterable[Any]) -> list[Quote]:
    named = ((" ".join(str(row.get("currency")).upper().split()), row) for row in rows)
    return [
        Quote(
            base=NAMES.get(name), quote="NGN", mid=row.get("centralrate"), as_of=day_in(row.get("ratedate"))
        )
        for name, row in named
        if name not in LEFT_OUT
    ]
