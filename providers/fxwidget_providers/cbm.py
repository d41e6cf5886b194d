"""Central Bank of Myanmar: some 38 currencies on working days, in the morning.

Direction: 1 foreign unit = so many MMK, but 100 units of the six in ``PER_HUNDRED``, which nothing in the document says. The
dollar stands at 2100: the crosses count. Some years print thousands with commas.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
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
    get_request,
    read_json,
    thousands_comma,
)

if TYPE_CHECKING:
    import httpx

PER_HUNDRED = frozenset("IDR JPY KHR KRW LAK VND".split())


class Cbm(Provider):
    title = "Central Bank of Myanmar"
    site = "https://forex.cbm.gov.mm/index.php/fxrate"
    docs = "https://forex.cbm.gov.mm/index.php/api"
    terms = Terms.UNSTATED
    terms_url = "https://www.cbm.gov.mm/"
    attribution = "Source: Central Bank of Myanmar"
    verified_on = date(2026, 4, 9)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AUD BDT BND BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD IDR ILS INR JPY KES KHR KRW KWD LAK LKR MMK MYR NOK NPR
        NZD PHP PKR RSD RUB SAR SEK SGD THB USD VND ZAR
        """.split()
    )
    coarse = frozenset({"LAK", "LKR", "PKR", "VND"})  # two decimals of less than ten kyat
    dated = Dated.FIXING_DAY
    calendar = Daily(
        zone="Asia/Yangon",
        usual=time(10, 30),
        latest=time(13),
        feasts=Feasts("The government's yearly notification of public holidays", country="MM"),
    )

    def request(self, day: date) -> httpx.Request:
        return get_request("https://forex.cbm.gov.mm/api/latest")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one day; its stamp is midnight or afternoon of the same day in UTC, a number or a text."""
        document = read_json(body)
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC).date()
        return [
            Quote(
                base=code,
                quote="MMK",
                units="100" if code in PER_HUNDRED else "1",
                mid=thousands_comma(number),
                as_of=as_of,
            )
            for code, number in document["rates"].items()
        ]
