"""Czech National Bank: its own fixing of 30 currencies on working days after 14:30 Prague time, as JSON.

Direction: ``amount`` foreign units = ``rate`` CZK. ``validFor`` is the day of the fixing; asked for a closed day, the bank
answers with the newest before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import (
    Archive,
    Daily,
    Dated,
    Feasts,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

URL = "https://api.cnb.cz/cnbapi/exrates"


class Cnb(Provider):
    title = "Czech National Bank"
    site = (
        "https://www.cnb.cz/en/financial-markets/foreign-exchange-market/central-bank-exchange-rate-fixing/"
        "central-bank-exchange-rate-fixing/"
    )
    docs = "https://api.cnb.cz/cnbapi/swagger-ui.html"
    terms = Terms.ALLOWED
    terms_url = "https://www.cnb.cz/en/footer/general-terms-and-conditions/"
    attribution = "Source: Czech National Bank"
    verified_on = date(2026, 4, 2)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB
        TRY USD ZAR
        """.split()
    )
    archive_since = date(1993, 1, 4)  # the first fixing in Czech koruna
    dated = Dated.FIXING_DAY
    calendar = Daily(
        zone="Europe/Prague",
        usual=time(14, 30),
        latest=time(16),
        feasts=Feasts("Act 245/2000 on public holidays", country="CZ"),
    )

    def request(self, day: date) -> httpx.Request:
        return get_request(f"{URL}/daily", params={"date": day.isoformat(), "lang": "EN"})

    def archive(self, first: date, last: date) -> Archive:
        """The fixings of each year."""
        quotes: list[Quote] = []
        for year in range(first.year, last.year + 1):
            answer = yield get_request(f"{URL}/daily-year", params={"year": str(year), "lang": "EN"})
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one document; before the first fixing of a year it may have no rows."""
        return [
            Quote(
                base=row.get("currencyCode"),
                quote="CZK",
                units=row.get("amount"),
                mid=row.get("rate"),
                as_of=day_in(row.get("validFor")),
            )
            for row in objects(read_json(body)["rates"])
        ]
