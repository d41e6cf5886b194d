"""Bank of Mongolia: official rates of some 33 currencies on working days, in the morning.

Direction: 1 foreign unit = so many MNT. Metals, the drawing right and ended currencies stand among them; some answers hold the
whole archive, whatever was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import (
    Daily,
    Dated,
    Feasts,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    is_currency,
    objects,
    post_request,
    read_json,
    thousands_comma,
)

if TYPE_CHECKING:
    import httpx


class BankOfMongolia(Provider):
    title = "Bank of Mongolia"
    site = "https://www.mongolbank.mn/en/currency-rates"
    docs = "https://www.mongolbank.mn/en/currency-rate-movement"
    terms = Terms.UNSTATED
    terms_url = "https://www.mongolbank.mn/"
    attribution = "Source: Bank of Mongolia"
    verified_on = date(2026, 5, 22)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AED AUD CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR INR JPY KPW KRW KWD KZT MNT MYR NOK NPR NZD PLN RUB SEK
        SGD THB TRY TWD UAH USD VND ZAR
        """.split()
    )
    coarse = frozenset({"IDR", "KRW", "KZT", "VND"})  # two decimals of less than ten tugriks
    archive_days = 31
    dated = Dated.FIXING_DAY
    calendar = Daily(
        zone="Asia/Ulaanbaatar",
        usual=time(10),
        latest=time(13),
        feasts=Feasts("Law of Mongolia on public holidays and days of observation", country="MN"),
    )

    def span(self, first: date, last: date) -> httpx.Request:
        return post_request(f"{self.docs}/data", document={"startDate": str(first), "endDate": str(last)})

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one object a day, the newest first."""
        return [
            Quote(base=code, quote="MNT", mid=thousands_comma(number), as_of=day_in(row.get("RATE_DATE")))
            for row in objects(read_json(body)["data"])
            for code, number in row.items()
            if is_currency(code)
        ]
