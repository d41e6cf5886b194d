"""Mizuho Bank: its middle rates of 36 currencies towards 10:00 Tokyo time on banking days, as one file of all days since 2002.

Direction: 1 foreign unit = the cell, in JPY; 100 where the column's code says so. Numbers have two decimals, without noughts at
their end. A second block of reference rates has some codes again: a code has a number in one of the two, stars in the other.
"""

import re
from datetime import date, time, timedelta

import fxwidget as fx

COLUMN = re.compile(r"([A-Z]{3})(?:\((100)\))?")
MISSING = frozenset({"", "*****"})
RECENT = 10


class Mizuho(fx.Provider):
    title = "Mizuho Bank"
    site = "https://www.mizuhobank.co.jp/market/historical.html"
    docs = site
    url = "https://www.mizuhobank.co.jp/market/csv/quote.csv"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Mizuho Bank"
    verified_on = date(2026, 6, 22)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD BHD BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR INR JPY KRW KWD MXN MYR NOK NZD PGK PHP PLN RUB
        SAR SEK SGD THB TRY TWD USD VND XPF ZAR
    """)
    coarse = fx.codes("CZK EGP HUF IDR INR MXN PHP RUB THB TRY TWD VND XPF ZAR")  # 1.71 yen for a rupee
    archive_since = date(2002, 4, 1)
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Tokyo",
        usual=time(10),
        latest=time(12),
        feasts=fx.Feasts(
            "Banking Act of Japan, article 15, and its Enforcement Order, article 5",
            country="JP",
            categories=("bank",),
        ),
    )
    min_interval = timedelta(hours=1)  # 1.3 MB each time

    def archive(self, first: date, last: date) -> fx.Archive:
        """The rows of a span, out of the same file."""
        answer = yield self.request(last)
        codes, rows = _table(answer.body)
        quotes = [quote for row in rows for quote in _quotes(codes, row)]
        return [quote for quote in quotes if first <= quote.as_of <= last]

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the newest rows, which are the last ones."""
        codes, rows = _table(body)
        return [quote for row in rows[-RECENT:] for quote in _quotes(codes, row)]


def _table(body: bytes) -> tuple[list[str], list[list[str]]]:
    """The codes of the columns, below two rows of titles and names, and the rows of days."""
    _, _, codes, *rows = fx.read_csv(body, "", charset="cp932")
    if codes[:2] != ["", "USD"]:
        raise ValueError("another header")
    return codes, rows


def _quotes(codes: list[str], row: list[str]) -> list[fx.Quote]:
    as_of = fx.day_in(row[0], "%Y/%m/%d")
    return [
        fx.Quote(base=found[1], quote="JPY", units=found[2] or 1, mid=cell, as_of=as_of)
        for code, cell in zip(codes, row, strict=True)
        if cell not in MISSING and (found := COLUMN.fullmatch(code))
    ]
