"""Central Bank of Samoa: nine currencies at about 8:00 in Apia on working days, the yuan on-shore and off-shore.

Direction: 1 WST = so many foreign units. The page has the newest day; its workbook, whose name changes daily, has a sheet for
each year since 2008. The bank calls its rates indicative, not for market use.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any
from urllib.parse import urljoin

import fxwidget as fx

NAMES = {
    "United States Dollar": "USD",
    "New Zealand Dollar": "NZD",
    "Australian Dollar": "AUD",
    "Euro": "EUR",
    "Fijian Dollar": "FJD",
    "Japanese Yen": "JPY",
    "Great Britain Pound": "GBP",
    "Chinese Yuan Onshore": "CNY",
    "Chinese Yuan Offshore": "CNH",
}
HEADS = {f"TALA/{code}": code for code in NAMES.values()} | {"TALA/EURO": "EUR", "TALA/YEN": "JPY"}
STATED = re.compile(r"Last updated ([0-9]{2} [A-Z][a-z]{2} [0-9]{4})")
LINK = re.compile(r'href="([^"]+\.xlsx)"')


class Cbs(fx.Provider):
    title = "Central Bank of Samoa"
    site = "https://cbs.gov.ws/daily-exchange-rates"
    docs = site
    url = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Central Bank of Samoa"
    verified_on = date(2026, 6, 3)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "WST"})
    archive_since = date(2008, 1, 2)
    dated = fx.Dated.BUILD_DAY  # 8:00 there is 19:00 UTC of the day before: it has what was traded until then
    calendar = fx.Daily(
        zone="Pacific/Apia",
        usual=time(8),
        latest=time(11),
        feasts=fx.Feasts("Public Holidays Act 2008 of Samoa", country="WS"),
    )

    def archive(self, first: date, last: date) -> fx.Archive:
        """The sheets of the years, from the workbook that the page links."""
        page = yield self.request(last)
        (link, *_) = LINK.findall(page.body.decode())
        answer = yield fx.get_request(urljoin(self.site, link))
        return self.parse_workbook(answer.body, range(first.year, last.year + 1))

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the page: a table of names, and the day below it."""
        stated = STATED.search(body.decode())
        as_of = fx.day_in(stated[1], "%d %b %Y") if stated else None
        return [
            fx.Quote(base="WST", quote=NAMES.get(name), mid=number, as_of=as_of)
            for name, number in fx.read_html_rows(body)[1:]
        ]

    def parse_workbook(self, body: bytes, years: Iterable[int] = range(2008, 9999)) -> list[fx.Quote]:
        """Read the sheets of some years: a head above each month, blank rows below it."""
        book = fx.read_workbook(body)
        names = [str(year) for year in years if str(year) in book.names]
        return [quote for name in names for quote in _quotes(book.rows(name))]


def _quotes(rows: Iterable[Sequence[Any]]) -> Iterable[fx.Quote]:
    heads: Sequence[Any] = ()
    for cells in rows:
        if "DATE" in cells:
            heads = cells
        elif heads and (as_of := fx.serial_day(cells[heads.index("DATE")])):
            for head, cell in zip(heads, cells, strict=False):
                if cell is not None and (code := HEADS.get(head)):
                    yield fx.Quote(base="WST", quote=code, mid=cell, as_of=as_of)
