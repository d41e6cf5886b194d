"""InforEuro, the European Commission: some 155 currencies against the euro, which hold for one month.

Direction: 1 EUR = ``value``. For the ECB's currencies they are the ECB's numbers of the last day but one of the month before. A
document does not state its month. Some codes are not ISO's: ZIG stands for ZWG.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    CURRENCIES,
    Daily,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    is_currency,
    read_json_rows,
)

if TYPE_CHECKING:
    import httpx


class Inforeuro(Provider):
    title = "European Commission, InforEuro"
    site = "https://commission.europa.eu/funding-tenders/procedures-guidelines-tenders/information-contractors-and-beneficiaries/exchange-rate-inforeuro_en"
    docs = site
    terms = Terms.ALLOWED
    terms_url = "https://commission.europa.eu/legal-notice_en"
    attribution = "Source: European Commission, InforEuro"
    verified_on = date(2026, 9, 26)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    groups = dict.fromkeys(
        """
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD
        THB TRY USD ZAR
        """.split(),
        "ecb",
    )
    lists = CURRENCIES - frozenset("CNH KPW SVC VED ZWG".split())
    dated = Dated.VALID_FROM
    calendar = Daily(zone="Europe/Brussels", usual=time(9), latest=time(20), months=frozenset(range(1, 13)))
    min_interval = timedelta(hours=12)

    def request(self, day: date) -> httpx.Request:
        """The month of a day."""
        url = "https://ec.europa.eu/budg/inforeuro/api/public/monthly-rates"
        return get_request(url, params={"lang": "en", "year": str(day.year), "month": str(day.month)})

    def exchange(self, day: date) -> Exchange:
        """The present month's table."""
        answer = yield self.request(day)
        return self.read(answer.body, day.replace(day=1))

    def read(self, body: bytes, month: date) -> Sequence[Quote]:
        """Read the table that holds from the first day of ``month``."""
        return [
            Quote(base="EUR", quote=row.get("isoA3Code"), mid=row.get("value"), as_of=month)
            for row in read_json_rows(body)
            if row.get("isoA3Code") is None or is_currency(row["isoA3Code"])
        ]
