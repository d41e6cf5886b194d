"""Danmarks Nationalbank: 28 currencies on each Danish banking day in the afternoon, as CSV; its crosses are the ECB's.

Direction: 100 foreign units = ``INDHOLD`` DKK; ``..`` is a number that is missing.
"""

from datetime import date, time

import fxwidget as fx

CODES = """
    AUD BRL CAD CHF CNY CZK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY USD
    ZAR
    """.split()
HEADER = ["VALUTA", "KURTYP", "TID", "INDHOLD"]
MISSING = ".."
MIDDLE = "KBH"
"""The sort of rate, of those that the table has: set in Copenhagen."""


class DanmarksNationalbank(fx.Provider):
    title = "Danmarks Nationalbank"
    site = "https://www.nationalbanken.dk/en/what-we-do/stable-prices-monetary-policy-and-the-danish-economy/exchange-rates"
    docs = "https://www.statbank.dk/DNVALD"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Danmarks Nationalbank"
    verified_on = date(2026, 3, 31)

    kind = fx.Kind.FIXING
    group = "ecb"
    upstream = fx.Upstream.OWN
    lists = frozenset({*CODES, "DKK"})
    coarse = fx.codes("IDR INR")  # 0.0383 and 6.93 for a hundred
    archive_since = date(1999, 1, 4)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # The package does not know the Friday after Ascension Day, on which banks close too.
    calendar = fx.Daily(
        zone="Europe/Copenhagen",
        usual=time(16),
        latest=time(18),
        feasts=fx.Feasts(
            "Finance Denmark, bank holidays",
            country="DK",
            categories=("optional",),
            only=("Constitution Day", "Christmas Eve", "New Year's Eve"),
        ),
    )

    def span(self, first: date, last: date) -> fx.Request:
        days = f">={first:%YM%mD%d}<={last:%YM%mD%d}"
        asked = {"VALUTA": CODES, "KURTYP": [MIDDLE], "Tid": [days]}
        variables = [{"code": name, "values": values} for name, values in asked.items()]
        table = {"table": "DNVALD", "format": "BULK", "lang": "en", "valuePresentation": "Code"}
        return fx.post_request("https://api.statbank.dk/v1/data", document={**table, "variables": variables})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of some days."""
        _, *rows = fx.read_csv(body, *HEADER, delimiter=";")
        return [
            fx.Quote(base=code, quote="DKK", units=100, mid=price, as_of=fx.day_in(day, "%YM%mD%d"))
            for code, sort, day, price in rows
            if price != MISSING and sort == MIDDLE
        ]
