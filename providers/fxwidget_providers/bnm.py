"""Bank Negara Malaysia: interbank rates of some 26 currencies on working days; its first session, of 9:00, is asked for.

Direction: ``unit`` foreign units = ``middle_rate`` MYR. Numbers are written out of binary: ``4.2199999999999998`` is 4.22.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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
    read_json,
    shortest_decimal,
)

if TYPE_CHECKING:
    import httpx


class Bnm(Provider):
    title = "Bank Negara Malaysia"
    site = "https://www.bnm.gov.my/exchange-rates"
    docs = "https://apikijangportal.bnm.gov.my/openapi"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Bank Negara Malaysia"
    verified_on = date(2026, 3, 19)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AED AUD BND CAD CHF CNY EGP EUR GBP HKD IDR INR JPY KHR KRW MMK MYR NPR NZD PHP PKR SAR SGD THB TWD USD VND
        """.split()
    )
    # EGP has three digits too (0.0752), in steps of 0.1 %: little beside the spread of its sources.
    coarse = frozenset({"IDR", "KHR", "VND"})  # 0.0231 for 100 rupiah
    dated = Dated.FIXING_DAY
    calendar = Daily(
        zone="Asia/Kuala_Lumpur",
        usual=time(9, 30),
        latest=time(14),
        feasts=Feasts("Holidays Act 1951 of Malaysia, Kuala Lumpur", country="MY", subdivision="14"),
    )

    def request(self, day: date) -> httpx.Request:
        return get_request(
            "https://api.bnm.gov.my/public/exchange-rate",
            params={"session": "0900"},
            headers={"Accept": "application/vnd.BNM.API.v1+json"},
        )

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one session; the drawing right is no currency."""
        return [_quote(row) for row in objects(read_json(body)["data"]) if row.get("currency_code") != "SDR"]


def _quote(row: dict[str, Any]) -> Quote:
    rate = row.get("rate") or {}
    middle = rate.get("middle_rate")
    return Quote(
        base=row.get("currency_code"),
        quote="MYR",
        units=row.get("unit"),
        mid=shortest_decimal(middle) if isinstance(middle, Decimal) else middle,
        as_of=day_in(rate.get("date")),
    )
