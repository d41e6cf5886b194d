"""Hong Kong Monetary Authority: middle rates of 18 currencies for each day, in the bulletin of about a month later.

Direction: 1 foreign unit = so many HKD, some with the noise of binary arithmetic (``7.8245000000000005``). Weekends have
rows too.
"""

from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://api.hkma.gov.hk/public/market-data-and-statistics/monthly-statistical-bulletin/er-ir/er-eeri-daily"


class Hkma(fx.Provider):
    title = "Hong Kong Monetary Authority"
    site = "https://www.hkma.gov.hk/eng/data-publications-and-research/data-and-statistics/monthly-statistical-bulletin/"
    docs = (
        "https://apidocs.hkma.gov.hk/documentation/market-data-and-statistics/monthly-statistical-bulletin/"
    )
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.hkma.gov.hk/eng/disclaimer/"
    attribution = "Source: Hong Kong Monetary Authority"
    verified_on = date(2026, 2, 28)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CHF CNY EUR GBP HKD IDR INR JPY KRW MYR PHP SGD THB TWD USD ZAR")
    coarse = fx.codes("INR TWD")  # 0.0855 and 0.255 dollars
    archive_days = 90
    dated = fx.Dated.FIXING_DAY
    # A month is out by the end of the next one; its last days may be holidays.
    calendar = fx.Daily(
        zone="Asia/Hong_Kong", usual=time(9), latest=time(20), months=frozenset(range(1, 13)), lag=40
    )
    min_interval = timedelta(hours=12)

    def request(self, day: date) -> fx.Request:
        return _between(day - timedelta(days=99), day, rows=10)

    def archive(self, first: date, last: date) -> fx.Archive:
        """The same rows of any span."""
        answer = yield _between(first, last, rows=100)
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one object a day, the newest first; currencies that ended and indices stand among its members."""
        return [
            fx.Quote(base=name.upper(), quote="HKD", mid=number, as_of=fx.day_in(row.get("end_of_day")))
            for row in fx.objects(fx.read_json(body)["result"]["records"])
            for name, number in row.items()
            if fx.is_currency(name.upper())
        ]


def _between(first: date, last: date, *, rows: int) -> fx.Request:
    params = {"choose": "end_of_day", "from": str(first), "to": str(last), "pagesize": str(rows)}
    return fx.get_request(URL, params={**params, "offset": "0", "sortby": "end_of_day", "sortorder": "desc"})
