"""Commercial Bank of Ethiopia, the largest of the country: its own prices of some 18 currencies from Monday to Saturday.

Direction: 1 foreign unit = ``transactionalBuying`` and ``transactionalSelling``, for money on account, in ETB; nothing or nought
is not quoted. No answer is recorded: the form is that which several clients read, the list of codes that of one.
"""

from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

URL = "https://combanketh.et/cbeapi/daily-exchange-rates/"
SITE = "https://combanketh.et/en/exchange-rate/"


class Combanketh(fx.Provider):
    title = "Commercial Bank of Ethiopia"
    site = SITE
    docs = SITE
    terms = fx.Terms.UNSTATED
    terms_url = SITE
    attribution = "Source: Commercial Bank of Ethiopia"

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.OWN
    lists = fx.codes("AED AUD CAD CHF CNY DJF DKK ETB EUR GBP INR JPY KES KWD NOK SAR SEK USD ZAR")
    coarse = fx.codes("DJF INR JPY KES")  # few digits, or many per cent between the two prices
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Africa/Addis_Ababa",
        usual=time(8),
        latest=time(13),
        weekdays=frozenset(range(6)),
        feasts="ethiopia",
    )
    min_interval = timedelta(minutes=30)

    def request(self, day: date) -> fx.Request:
        """The newest day that there is."""
        headers = {"Accept": "application/json", "Referer": SITE}
        return fx.get_request(URL, params={"_limit": "1", "_sort": "Date:DESC"}, headers=headers)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read an array of days, each with its rows."""
        return [
            _quote(row, fx.day_in(table.get("Date")))
            for table in fx.read_json_rows(body)
            for row in fx.objects(table.get("ExchangeRate", ()))
            if row.get("transactionalBuying") not in (None, 0)
        ]


def _quote(row: dict[str, Any], as_of: date | None) -> fx.Quote:
    (currency,) = fx.objects([row.get("currency")])
    return fx.Quote(
        base=currency.get("CurrencyCode"),
        quote="ETB",
        bid=row.get("transactionalBuying"),
        ask=row.get("transactionalSelling"),
        as_of=as_of,
    )
