"""freecurrencyapi.com, the small sister of currencyapi.com: 33 currencies a day, with a key.

Direction: 1 USD = the number, of each code. Its latest table states no day, so the closed table of a day is asked
for, which stands under its date; the day after it is the day on which it was built. Free accounts are for private use.
"""

from datetime import date, time, timedelta

import fxwidget as fx

DAY = timedelta(days=1)
FRIDAY = 4


class FreeCurrencyApi(fx.Provider):
    title = "freecurrencyapi.com"
    site = "https://freecurrencyapi.com/"
    docs = "https://freecurrencyapi.com/docs/"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://freecurrencyapi.com/pricing"
    attribution = "Source: freecurrencyapi.com"

    kind = fx.Kind.MARKET
    group = "currencyapi"
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("""
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON RUB SEK
        SGD THB TRY USD ZAR
    """)
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(3), weekdays=frozenset(range(7)))
    needs_key = True
    min_interval = timedelta(hours=1)
    quota = "5000/month"  # of a free account
    statuses = frozenset({200, 401, 403, 404, 422, 429})
    error_member = ("message",)

    def request(self, day: date) -> fx.Request:
        """The table of the last weekday before this day: today's does not exist before the day ends."""
        closed = day - DAY - max(0, (day - DAY).weekday() - FRIDAY) * DAY
        params = {"base_currency": "USD", "date": closed.isoformat()}
        url = "https://api.freecurrencyapi.com/v1/historical"
        return fx.get_request(url, params=params, headers={"apikey": self.key or ""})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the tables of one or more days."""
        days = fx.read_json(body)["data"].items()
        tables = [fx.quotes_of("USD", rates, date.fromisoformat(closed) + DAY) for closed, rates in days]
        return [quote for table in tables for quote in table]
