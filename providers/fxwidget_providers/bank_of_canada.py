"""Bank of Canada: daily average rates of 23 currencies, published by 16:30 Toronto time on each business day.

Direction: 1 foreign unit = ``v`` CAD, in series named ``FX``, the foreign currency and CAD. A day may lack a series; some
are still described that have had no number for years.
"""

from collections.abc import Mapping
from datetime import date, time

import fxwidget as fx

URL = "https://www.bankofcanada.ca/valet/observations/group/FX_RATES_DAILY/json"


class BankOfCanada(fx.Provider):
    title = "Bank of Canada"
    site = "https://www.bankofcanada.ca/rates/exchange/daily-exchange-rates/"
    docs = "https://www.bankofcanada.ca/valet/docs"
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

    def exchange(self, day: date) -> fx.Exchange:
        """The newest two days, the older one as the close."""
        answer = yield _rows({"recent": "2"})
        return self._read(answer)

    def archive(self, first: date, last: date) -> fx.Archive:
        """All days of a span."""
        answer = yield _rows({"start_date": first.isoformat(), "end_date": last.isoformat()})
        return self._read(answer)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the observations of some days."""
        return [
            fx.Quote(base=series[2:5], quote=series[5:], mid=cell.get("v"), as_of=fx.day_in(row.get("d")))
            for row in fx.objects(fx.read_json(body)["observations"])
            for series, cell in zip(row, fx.objects(row.values()), strict=True)
            if series != "d"
        ]

    def _read(self, answer: fx.Answer) -> list[fx.Quote]:
        """The quotes of an answer; a refusal says why in its ``message``."""
        if answer.status != 200:
            raise answer.error(fx.error_text(answer.body, "message"))
        return self.parse(answer.body)


def _rows(params: Mapping[str, str]) -> fx.Request:
    return fx.get_request(URL, params=params)
