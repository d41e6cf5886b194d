"""Bank of Albania: the official rates of 13 currencies on working days, of quotations of banks between 11:30 and 12:00.

Direction: 1 foreign unit = the cell, in ALL; 100 where the name says so. The yuan stands there on-shore and off-shore. A second
table, of the ruble too, comes about twice a month: no dollar of its day is on the page, so it is not read.
"""

import re
from datetime import date, time
from itertools import takewhile

import fxwidget as fx

HEAD = ["Main Currency", "Albanian Lek per Foreign Currency Unit"]
STATED = re.compile(
    rf"Last update:(?:(?!<table).)*?<b>([0-9]{{2}}\.[0-9]{{2}}\.[0-9]{{4}})</b>(?:(?!</table).)*?{HEAD[0]}",
    re.DOTALL | re.IGNORECASE,
)
"""The day above the first table: another table has a day of its own."""
WIDTH = 5
"""Cells of a row below that head: name, code, number, change, arrow."""
UNITS = re.compile(r"[^0-9]+(?:\(([0-9]+)\))?")


class BankOfAlbania(fx.Provider):
    title = "Bank of Albania"
    site = "https://www.bankofalbania.org/Markets/Official_exchange_rate/"
    docs = "https://www.bankofalbania.org/About_the_Bank/Legislation/Guideline_for_calculating_the_official_Fixed_exchange_rate.html"
    url = site
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.bankofalbania.org/Term_of_Use/"
    attribution = "Source: Bank of Albania"
    verified_on = date(2026, 5, 22)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("ALL AUD CAD CHF CNH CNY DKK EUR GBP JPY NOK SEK TRY USD")
    coarse = fx.codes("NOK SEK TRY")  # 8.90 lek for a krone
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Europe/Tirane",
        usual=time(12, 15),
        latest=time(14),
        feasts=fx.Feasts("Law 7651 on official holidays and commemorative days", country="AL"),
    )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the first table; gold, silver and drawing rights stand in it too."""
        stated = STATED.search(body.decode())
        as_of = fx.day_in(stated[1], "%d.%m.%Y") if stated else None
        rows = iter(fx.read_html_rows(body))
        if HEAD not in rows:  # which goes on below it
            raise ValueError("no table of main currencies")
        return [
            fx.Quote(base=row[1], quote="ALL", units=_units(row[0]), mid=_number(row[2]), as_of=as_of)
            for row in takewhile(lambda row: len(row) == WIDTH, rows)
            if fx.is_currency(row[1])
        ]


def _number(text: str) -> str | None:
    """A price; None of a change, which has a sign: one head is above both."""
    return text if text[:1].isdigit() else None


def _units(name: str) -> str | None:
    """``100`` of ``Japanese Yen (100)``; None where the name has a number of another form."""
    found = UNITS.fullmatch(name)
    return found and (found[1] or "1")
