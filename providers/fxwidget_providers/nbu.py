"""National Bank of Ukraine: 40 currencies, set on working days about 15:30 Kyiv time for the next working day.

Direction: ``units`` foreign units = ``rate`` UAH; ``rate_per_unit`` has no more digits. ``calcdate`` is the day on which
the row was set, ``exchangedate`` one on which it holds: a row comes once for each of these, weekends among them.
"""

from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://bank.gov.ua/NBU_Exchange/exchange_site"
AHEAD = timedelta(days=7)
"""How long after it was set a table may begin to hold."""


class Nbu(fx.Provider):
    title = "National Bank of Ukraine"
    site = "https://bank.gov.ua/en/markets/exchangerates"
    docs = "https://bank.gov.ua/en/open-data/api-dev"
    terms = fx.Terms.ALLOWED
    terms_url = "https://bank.gov.ua/en/useterms"
    attribution = "Source: National Bank of Ukraine"
    verified_on = date(2026, 3, 13)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD AZN BDT CAD CHF CNY CZK DKK DZD EGP EUR GBP GEL HKD HUF IDR ILS INR JPY KRW KZT LBP MDL MXN MYR NOK
        NZD PLN RON RSD SAR SEK SGD THB TND TRY UAH USD VND ZAR
    """)
    coarse = fx.codes("LBP")
    archive_days = 93
    dated = fx.Dated.FIXING_DAY
    # Under martial law no feast is a day off. Sets after 18:00 are unknown.
    calendar = fx.Daily(
        zone="Europe/Kyiv",
        usual=time(15, 30),
        latest=time(18),
        feasts=fx.Feasts("Labour Code of Ukraine, article 73; not in force under martial law", country="UA"),
    )

    def request(self, day: date) -> fx.Request:
        """What holds from today on: today's row was set before, the next working day's is today's work."""
        return self.span(day, day)

    def span(self, first: date, last: date) -> fx.Request:
        """What held on some days and those after them, the oldest first."""
        days = {"start": f"{first:%Y%m%d}", "end": f"{last + AHEAD:%Y%m%d}"}
        return fx.get_request(URL, params={**days, "sort": "exchangedate", "order": "asc", "json": ""})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of some days, each once."""
        quotes = [
            fx.Quote(
                base=row.get("cc"),
                quote="UAH",
                units=row.get("units"),
                mid=row.get("rate"),
                as_of=fx.day_in(row.get("calcdate"), "%d.%m.%Y"),
            )
            for row in fx.read_json_rows(body)
        ]
        return list(dict.fromkeys(quotes))
