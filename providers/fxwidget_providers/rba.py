"""Reserve Bank of Australia: 19 currencies at 16:00 Sydney time on each working day, all days since 2023 in one CSV.

Direction: 1 AUD = the number, in the currency of the column's ``Units``. The dollar's is WM/Reuters' at that hour, the
bank crosses it with what it is quoted then. The columns of AED and ZAR have been empty for years.
"""

import csv
from datetime import date, time, timedelta

import fxwidget as fx

RECENT = 10
"""Rows that ``parse`` reads: of two weeks, where each has hundreds."""


class Rba(fx.Provider):
    title = "Reserve Bank of Australia"
    site = "https://www.rba.gov.au/statistics/frequency/exchange-rates.html"
    docs = "https://www.rba.gov.au/statistics/tables/"
    url = "https://www.rba.gov.au/statistics/tables/csv/f11.1-data.csv"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.rba.gov.au/copyright/"
    attribution = "Source: Reserve Bank of Australia"
    verified_on = date(2026, 3, 20)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CHF CNY EUR GBP HKD IDR INR JPY KRW MYR NZD PGK PHP SGD THB TWD USD VND")
    archive_since = date(2023, 1, 3)
    dated = fx.Dated.FIXING_DAY
    # The hour of publication is a custom, not a promise.
    calendar = fx.Daily(
        zone="Australia/Sydney",
        usual=time(16),
        latest=time(20),
        feasts=fx.Feasts("Public Holidays Act 2010 (New South Wales)", country="AU", subdivision="NSW"),
    )
    min_interval = timedelta(hours=1)

    def archive(self, first: date, last: date) -> fx.Archive:
        """The one document has all days."""
        answer = yield self.request(last)
        codes, rows = _table(answer.body)
        return [quote for row in rows for quote in _quotes(codes, row)]

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the newest rows of the table, which are its last ones."""
        codes, rows = _table(body)
        return [quote for row in rows[-RECENT:] for quote in _quotes(codes, row)]


def _table(body: bytes) -> tuple[list[str], list[list[str]]]:
    """The currency of each column, empty where its title says otherwise (``A$1=USD``), and the rows below the heads."""
    rows = [row for row in csv.reader(body.decode("utf-8-sig").splitlines()) if any(row)]
    heads = [row[0] for row in rows]
    columns = zip(rows[heads.index("Title")], rows[heads.index("Units")], strict=True)
    codes = [code if title == f"A$1={code}" else "" for title, code in columns]
    return codes, rows[heads.index("Series ID") + 1 :]


def _quotes(codes: list[str], row: list[str]) -> list[fx.Quote]:
    """The numbers of one day; an empty cell is none."""
    as_of = fx.day_in(row[0], "%d-%b-%Y")
    return [
        fx.Quote(base="AUD", quote=code, mid=cell, as_of=as_of)
        for code, cell in zip(codes[1:], row[1:], strict=True)
        if cell and fx.is_currency(code)
    ]
