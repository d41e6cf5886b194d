"""Czech National Bank: its own fixing of 30 currencies on working days after 14:30 Prague time, as JSON.

Direction: ``amount`` foreign units = ``rate`` CZK. ``validFor`` is the day of the fixing; asked for a closed day, the bank
answers with the newest before it.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://api.cnb.cz/cnbapi/exrates"


class Cnb(fx.Provider):
    title = "Czech National Bank"
    site = (
        "https://www.cnb.cz/en/financial-markets/foreign-exchange-market/central-bank-exchange-rate-fixing/"
        "central-bank-exchange-rate-fixing/"
    )
    docs = "https://api.cnb.cz/cnbapi/swagger-ui.html"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.cnb.cz/en/footer/general-terms-and-conditions/"
    attribution = "Source: Czech National Bank"
    verified_on = date(2026, 4, 2)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB
        TRY USD ZAR
    """)
    archive_since = date(1993, 1, 4)  # the first fixing in Czech koruna
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Europe/Prague",
        usual=time(14, 30),
        latest=time(16),
        feasts=fx.Feasts("Act 245/2000 on public holidays", country="CZ"),
    )

    def request(self, day: date) -> fx.Request:
        return fx.get_request(f"{URL}/daily", params={"date": day.isoformat(), "lang": "EN"})

    def archive(self, first: date, last: date) -> fx.Archive:
        """The fixings of each year."""
        quotes: list[fx.Quote] = []
        for year in range(first.year, last.year + 1):
            answer = yield fx.get_request(f"{URL}/daily-year", params={"year": str(year), "lang": "EN"})
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one document; before the first fixing of a year it may have no rows."""
        return [
            fx.Quote(
                base=row.get("currencyCode"),
                quote="CZK",
                units=row.get("amount"),
                mid=row.get("rate"),
                as_of=fx.day_in(row.get("validFor")),
            )
            for row in fx.objects(fx.read_json(body)["rates"])
        ]
