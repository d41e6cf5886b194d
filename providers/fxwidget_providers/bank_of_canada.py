"""Bank of Canada: daily average rates of 23 currencies, published by 16:30 Toronto time on each business day.

Direction: 1 foreign unit = ``v`` CAD, in series named ``FX``, the foreign currency and CAD. A day may lack a series; some
are still described that have had no number for years.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://www.bankofcanada.ca/valet/observations/group/FX_RATES_DAILY/json"


class BankOfCanada(fx.Provider):
    title = "Bank of Canada"
    site = "https://www.bankofcanada.ca/rates/exchange/daily-exchange-rates/"
    docs = "https://www.bankofcanada.ca/valet/docs"
    url = f"{URL}?recent=2"  # two days, the older one as the close
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.bankofcanada.ca/terms/"
    attribution = "Source: Bank of Canada"
    verified_on = date(2026, 3, 18)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AUD BRL CAD CHF CNY EUR GBP HKD IDR INR JPY KRW MXN NOK NZD PEN RUB SAR SEK SGD TRY TWD USD ZAR
    """)
    coarse = fx.codes("IDR KRW")  # 0.000081 dollars for a rupiah
    archive_since = date(2017, 1, 3)
    archive_days = 366
    archived = fx.codes("MYR THB VND")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="America/Toronto",
        usual=time(16, 15),
        latest=time(17, 30),
        feasts=fx.Feasts(
            "Canada Labour Code, part III, division V: general holidays",
            country="CA",
            categories=("government",),
        ),
    )
    statuses = frozenset({200, 400, 404})
    error_member = ("message",)

    def span(self, first: date, last: date) -> fx.Request:
        return fx.get_request(URL, params={"start_date": str(first), "end_date": str(last)})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the observations of some days."""
        return [
            fx.Quote(base=series[2:5], quote=series[5:], mid=cell.get("v"), as_of=fx.day_in(row.get("d")))
            for row in fx.objects(fx.read_json(body)["observations"])
            for series, cell in zip(row, fx.objects(row.values()), strict=True)
            if series != "d"
        ]
