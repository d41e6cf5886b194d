"""Central Bank of Paraguay: the interbank market's mean on working days, as a page for each currency and year.

Direction: 1 foreign unit = the cell, in PYG, with points in thousands and a decimal comma. Rows are days and columns are
months; ``ND`` stands on days without a number and on those that no month has. Which currency a page is of is said by
its address, and in Spanish by its title.
"""

import re
from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://www.bcp.gov.py/webapps/web/cotizacion/monedas-historica"
CODES = ("USD", "BRL", "CNY", "AED", "ZAR")
MONTHS = "ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC".split()
TITLE = re.compile(r"PLANILLA DE COTIZACIONES DEL AÑO ([0-9]{4}) DE MONEDA (.+)")
CALLED = {"DOLAR AMERICANO": "USD", "REAL BRASILERO": "BRL", "YUAN CHINO": "CNY"}
"""What titles call the currencies of which a page is recorded."""
MISSING = "ND"
DAYS = timedelta(days=9)  # Easter and Christmas with their weekends are shorter


class Bcp(fx.Provider):
    title = "Central Bank of Paraguay"
    site = "https://www.bcp.gov.py/webapps/web/cotizacion/monedas"
    docs = URL
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Banco Central del Paraguay"
    verified_on = date(2026, 5, 1)  # some day of that month, of the year 2024

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*CODES, "PYG"})
    archive_since = date(2012, 1, 1)  # the dollar's pages begin with 2001, most others with that year
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="America/Asuncion",
        usual=time(14),
        latest=time(19),
        feasts=fx.Feasts("Law 7,544 of 2025 on national holidays, and yearly decrees", country="PY"),
    )
    min_interval = timedelta(hours=1)

    def exchange(self, day: date) -> fx.Exchange:
        """The last days of this year, or of the one before where this has no number yet."""
        quotes = (yield from self._year(day.year)) or (yield from self._year(day.year - 1))
        newest = max(quote.as_of for quote in quotes)
        return [quote for quote in quotes if quote.as_of > newest - DAYS]

    def archive(self, first: date, last: date) -> fx.Archive:
        """All days of each year that a span touches."""
        quotes: list[fx.Quote] = []
        for year in range(first.year, last.year + 1):
            quotes += yield from self._year(year)
        return quotes

    def _year(self, year: int) -> fx.Exchange:
        """One page for each currency: the dollar's, and those wanted that are crossed with it; none without a dollar."""
        quotes: list[fx.Quote] = []
        for code in CODES:
            if code == "USD" or not self.currencies or code in self.currencies:
                answer = yield fx.get_request(URL, params={"anho": str(year), "moneda": code})
                quotes += self.parse_year(answer.body, code, year)
                if not quotes:
                    break
        return quotes

    def parse_year(self, body: bytes, code: str, year: int) -> list[fx.Quote]:
        """Read the page of one currency and year; another year's or currency's is refused."""
        (title,), head, *rows = fx.read_html_rows(body)
        found = TITLE.fullmatch(title)
        if found is None or found[1] != str(year) or CALLED.get(found[2], code) != code:
            raise ValueError(f"no page of {code} in {year}")
        if head[1:] != MONTHS:
            raise ValueError("another head")
        return [
            fx.Quote(
                base=code,
                quote="PYG",
                mid=fx.decimal_comma(cell),
                as_of=date(year, month, int(row[0])),
            )
            for row in rows
            for month, (_, cell) in enumerate(zip(MONTHS, row[1:], strict=True), 1)
            if cell != MISSING
        ]
