"""HM Revenue and Customs: what a pound is in some 130 currencies for the customs declarations of one month, as CSV.

Direction: 1 GBP = ``Currency Units per £1``. Rows are of countries and emirates, so that a currency may stand several times. A
month comes out in the second half of the one before; it is asked for once it holds.
"""

from datetime import date, time, timedelta

import fxwidget as fx

HEADER = "Country/Territories,Currency,Currency Code,Currency Units per £1,Start date,End date".split(",")
SITE = "https://www.trade-tariff.service.gov.uk"


class Hmrc(fx.Provider):
    title = "HM Revenue & Customs"
    site = f"{SITE}/exchange_rates"
    docs = site
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    attribution = "Contains public sector information licensed under the Open Government Licence v3.0"
    verified_on = date(2026, 8, 1)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AED ALL BRL CNY EGP ETB EUR GBP IDR INR RUB SAR USD ZAR ZWG")
    dated = fx.Dated.VALID_FROM
    calendar = fx.Daily(zone="Europe/London", usual=time(9), latest=time(20), months=frozenset(range(1, 13)))
    min_interval = timedelta(hours=12)

    def request(self, day: date) -> fx.Request:
        """The file of a day's month, whose number is not padded."""
        return fx.get_request(f"{SITE}/uk/api/exchange_rates/files/monthly_csv_{day.year}-{day.month}.csv")

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one month, a currency of several countries once."""
        _, *rows = fx.read_csv(body, *HEADER)
        quotes = [
            fx.Quote(base="GBP", quote=code, mid=rate, as_of=fx.day_in(first, "%d/%m/%Y"))
            for _, _, code, rate, first, _ in rows
        ]
        return list(dict.fromkeys(quotes))
