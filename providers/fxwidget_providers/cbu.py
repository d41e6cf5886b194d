"""Central Bank of Uzbekistan: 75 currencies, set on each working day in the Tashkent afternoon for the next day.

Direction: ``Nominal`` foreign units = ``Rate`` UZS, both of them texts. ``Date`` is the day from which the set holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    Archive,
    Daily,
    Dated,
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

URL = "https://cbu.uz/en/arkhiv-kursov-valyut/json/"
DAY = timedelta(days=1)


class Cbu(Provider):
    title = "Central Bank of Uzbekistan"
    site = "https://cbu.uz/en/arkhiv-kursov-valyut/"
    docs = "https://cbu.uz/en/arkhiv-kursov-valyut/veb-masteram/"
    terms = Terms.ALLOWED
    terms_url = docs
    attribution = "Source: Central Bank of Uzbekistan"
    verified_on = date(2026, 4, 1)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    lists = frozenset(
        """
        AED AFN AMD ARS AUD AZN BDT BHD BND BRL BYN CAD CHF CNY CUP CZK DKK DZD EGP EUR GBP GEL HKD HUF IDR
        ILS INR IQD IRR ISK JOD JPY KGS KHR KRW KWD KZT LAK LBP LYD MAD MDL MMK MNT MXN MYR NOK NZD OMR PHP PKR
        PLN QAR RON RSD RUB SAR SDG SEK SGD SYP THB TJS TMT TND TRY UAH USD UYU UZS VES VND YER ZAR
        """.split()
    )
    # Two decimals: 0.09 for 10 rials is one digit. IDR has three (7.18), in steps of 0.14 %.
    coarse = frozenset({"IRR", "LAK", "LBP"})
    archive_days = 31
    dated = Dated.VALID_FROM
    # The hour is a custom, not a promise: sets after 19:00 are unknown.
    calendar = Daily(zone="Asia/Tashkent", usual=time(15), latest=time(19), feasts="uzbekistan")

    def request(self, day: date) -> httpx.Request:
        return get_request(URL)

    def archive(self, first: date, last: date) -> Archive:
        """The set of each day that follows one of publication; others have that of before, under its own date."""
        quotes: list[Quote] = []
        for number in range((last - first).days + 1):
            day = first + number * DAY
            if self.calendar.publishes(day - DAY):
                answer = yield get_request(f"{URL}all/{day}/")
                quotes += self.parse(answer.body)
        return list(dict.fromkeys(quotes))

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one set; an empty one is a day that the bank does not know."""
        return [
            Quote(
                base=row.get("Ccy"),
                quote="UZS",
                units=row.get("Nominal"),
                mid=row.get("Rate"),
                as_of=day_in(row.get("Date"), "%d.%m.%Y"),
            )
            for row in read_json_rows(body)
        ]
