"""National Bank of Georgia: 42 currencies, set on working days at 17:00 Tbilisi time for the next day.

Direction: ``quantity`` foreign units = ``rate`` GEL. ``validFromDate`` is the day from which the set holds, written as
midnight of UTC; Friday's set is dated Saturday and holds through Monday.
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
    get_request,
    objects,
    read_json_rows,
)

if TYPE_CHECKING:
    import httpx

URL = "https://nbg.gov.ge/gw/api/ct/monetarypolicy/currencies/en/json/"


class Nbg(Provider):
    title = "National Bank of Georgia"
    site = "https://nbg.gov.ge/en/monetary-policy/currency"
    docs = site
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: National Bank of Georgia"
    verified_on = date(2026, 2, 28)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    lists = frozenset(
        """
        AED AMD AUD AZN BRL BYN CAD CHF CNY CZK DKK EGP EUR GBP GEL HKD HUF ILS INR IRR ISK JPY KGS KRW KWD KZT MDL
        NOK NZD PLN QAR RON RSD RUB SEK SGD TJS TMT TRY UAH USD UZS ZAR
        """.split()
    )
    # The rial has three digits too (0.0204 for 10,000), in steps of 0.5 %: little beside the spread of its sources.
    coarse = frozenset({"TRY"})
    archive_days = 31
    dated = Dated.VALID_FROM
    # The hour is the bank's custom, not its promise: sets after 20:00 are unknown.
    calendar = Daily(
        zone="Asia/Tbilisi",
        usual=time(17),
        latest=time(20),
        feasts=Feasts("Labour Code of Georgia, article 30", country="GE"),
    )

    def request(self, day: date) -> httpx.Request:
        """The set in force on a day, which may be dated before it; of one that is not set yet an array of nothing."""
        return get_request(URL, params={"date": day.isoformat()})

    exchange = Provider.tomorrow_or_today
    archive = Provider.day_by_day

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one answer: an array of one set; ``rateFormated`` is the same number, for the eye."""
        return [
            Quote(
                base=row.get("code"),
                quote="GEL",
                units=row.get("quantity"),
                mid=row.get("rate"),
                as_of=day_in(row.get("validFromDate")),
            )
            for table in read_json_rows(body)
            for row in objects(table["currencies"])
        ]
