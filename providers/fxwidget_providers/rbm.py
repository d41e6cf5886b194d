"""Reserve Bank of Malawi: some 35 currencies on working days, in the late afternoon, the birr among them.

Direction: 1 foreign unit = the middle column MWK. The dollar is administered: the crosses count. Rows of ``CMD`` and of the
Irish pound are no currencies of today.
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
    post_request,
    read_html_rows,
    thousands_comma,
)

if TYPE_CHECKING:
    import httpx


class Rbm(Provider):
    title = "Reserve Bank of Malawi"
    site = "https://www.rbm.mw/Statistics/MajorRates/"
    docs = site
    terms = Terms.UNSTATED
    terms_url = "https://www.rbm.mw/"
    attribution = "Source: Reserve Bank of Malawi"
    verified_on = date(2024, 1, 5)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AED ARS AUD BWP CAD CHF CNY DKK ETB EUR GBP HKD IDR INR JPY KES KRW KWD LKR MGA MWK MYR MZN NOK NZD PHP PKR
        SAR SEK SGD THB TRY TZS USD ZAR ZMW
        """.split()
    )
    archive_days = 31
    dated = Dated.FIXING_DAY
    calendar = Daily(
        zone="Africa/Blantyre",
        usual=time(16),
        latest=time(19),
        feasts=Feasts("Public Holidays Act of Malawi", country="MW"),
    )

    def span(self, first: date, last: date) -> httpx.Request:
        form = {"StartDate": f"{first:%m/%d/%Y}", "EndDate": f"{last:%m/%d/%Y}"}
        return post_request("https://www.rbm.mw/Statistics/ExchangeRatesFilter/", form=form)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table: the days of one currency after those of another, in no order."""
        head, *rows = read_html_rows(body)
        if head in rows:
            raise ValueError("several tables")
        return [
            Quote(base=code, quote="MWK", mid=thousands_comma(middle), as_of=day_in(day, "%b %d %Y"))
            for code, _, middle, _, day in rows
            if is_currency(code)
        ]
