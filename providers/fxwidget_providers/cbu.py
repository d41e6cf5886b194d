"""Central Bank of Uzbekistan: 75 currencies, set on each working day in the Tashkent afternoon for the next day.

Direction: ``Nominal`` foreign units = ``Rate`` UZS, both of them texts. ``Date`` is the day from which the set holds.
"""

from datetime import date, time

import fxwidget as fx


class Cbu(fx.Provider):
    title = "Central Bank of Uzbekistan"
    site = "https://cbu.uz/en/arkhiv-kursov-valyut/"
    docs = "https://cbu.uz/en/arkhiv-kursov-valyut/veb-masteram/"
    url = "https://cbu.uz/en/arkhiv-kursov-valyut/json/"
    terms = fx.Terms.ALLOWED
    terms_url = docs
    attribution = "Source: Central Bank of Uzbekistan"
    verified_on = date(2026, 4, 1)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AFN AMD ARS AUD AZN BDT BHD BND BRL BYN CAD CHF CNY CUP CZK DKK DZD EGP EUR GBP GEL HKD HUF IDR
        ILS INR IQD IRR ISK JOD JPY KGS KHR KRW KWD KZT LAK LBP LYD MAD MDL MMK MNT MXN MYR NOK NZD OMR PHP PKR
        PLN QAR RON RSD RUB SAR SDG SEK SGD SYP THB TJS TMT TND TRY UAH USD UYU UZS VES VND YER ZAR
    """)
    # Two decimals: 0.09 for 10 rials is one digit. IDR has three (7.18), in steps of 0.14 %.
    coarse = fx.codes("IRR LAK LBP")
    archive_days = 31
    dated = fx.Dated.VALID_FROM
    # The hour is a custom, not a promise: sets after 19:00 are unknown.
    calendar = fx.Daily(zone="Asia/Tashkent", usual=time(15), latest=time(19), feasts="uzbekistan")
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        """The set that holds on a day."""
        return fx.get_request(f"{self.url}all/{day}/")

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one set; an empty one is a day that the bank does not know."""
        return [
            fx.Quote(
                base=row.get("Ccy"),
                quote="UZS",
                units=row.get("Nominal"),
                mid=row.get("Rate"),
                as_of=fx.day_in(row.get("Date"), "%d.%m.%Y"),
            )
            for row in fx.read_json_rows(body)
        ]
