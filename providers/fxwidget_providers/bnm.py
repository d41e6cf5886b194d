"""Bank Negara Malaysia: interbank rates of some 26 currencies on working days; its first session, of 9:00, is asked for.

Direction: ``unit`` foreign units = ``middle_rate`` MYR. Numbers are written out of binary: ``4.2199999999999998`` is 4.22.
"""

from datetime import date, time
from decimal import Decimal
from typing import Any

import fxwidget as fx


class Bnm(fx.Provider):
    title = "Bank Negara Malaysia"
    site = "https://www.bnm.gov.my/exchange-rates"
    docs = "https://apikijangportal.bnm.gov.my/openapi"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Bank Negara Malaysia"
    verified_on = date(2026, 3, 19)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD BND CAD CHF CNY EGP EUR GBP HKD IDR INR JPY KHR KRW MMK MYR NPR NZD PHP PKR SAR SGD THB TWD USD VND
    """)
    # EGP has three digits too (0.0752), in steps of 0.1 %: little beside the spread of its sources.
    coarse = fx.codes("IDR KHR VND")  # 0.0231 for 100 rupiah
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Kuala_Lumpur",
        usual=time(9, 30),
        latest=time(14),
        feasts=fx.Feasts("Holidays Act 1951 of Malaysia, Kuala Lumpur", country="MY", subdivision="14"),
    )

    def request(self, day: date) -> fx.Request:
        return fx.get_request(
            "https://api.bnm.gov.my/public/exchange-rate",
            params={"session": "0900"},
            headers={"Accept": "application/vnd.BNM.API.v1+json"},
        )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one session; the drawing right is no currency."""
        document = fx.read_json(body)
        if document["meta"]["quote"] != "rm":
            raise ValueError("not quoted in ringgits")
        return [_quote(row) for row in fx.objects(document["data"]) if row.get("currency_code") != "SDR"]


def _quote(row: dict[str, Any]) -> fx.Quote:
    rate = row.get("rate") or {}
    middle = rate.get("middle_rate")
    return fx.Quote(
        base=row.get("currency_code"),
        quote="MYR",
        units=row.get("unit"),
        mid=fx.shortest_decimal(middle) if isinstance(middle, Decimal) else middle,
        as_of=fx.day_in(rate.get("date")),
    )
