"""Monetary Authority of Singapore: 21 currencies as of noon, on working days in the evening, as the CSV of a page's form.

Direction: 1 or 100 foreign units, as the column's head says, = the number, in SGD. Year and month stand only in the row
where they change.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://eservices.mas.gov.sg/statistics/msb/ExchangeRates.aspx"
FORM = "ctl00$ContentPlaceHolder1$"
NOTE = b'"* '
COLUMN = re.compile(r"S\$ Per (?:Unit|(100) Units) of (.+)")
NAMES = {
    "Euro": "EUR", "Pound Sterling": "GBP", "US Dollar": "USD", "Australian Dollar": "AUD", "Canadian Dollar": "CAD",
    "Chinese Renminbi": "CNY", "Hong Kong Dollar": "HKD", "Indian Rupee": "INR", "Indonesian Rupiah": "IDR",
    "Japanese Yen": "JPY", "Korean Won": "KRW", "Malaysian Ringgit": "MYR", "New Taiwan Dollar": "TWD",
    "New Zealand Dollar": "NZD", "Philippine Peso": "PHP", "Qatar Riyal": "QAR", "Saudi Arabia Riyal": "SAR",
    "Swiss Franc": "CHF", "Thai Baht": "THB", "UAE Dirham": "AED", "Vietnamese Dong": "VND",
}  # fmt: skip


class Mas(fx.Provider):
    title = "Monetary Authority of Singapore"
    site = URL
    docs = URL
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.mas.gov.sg/terms-of-use"
    attribution = "Source: Monetary Authority of Singapore"
    verified_on = date(2026, 3, 31)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "SGD"})
    coarse = fx.codes("KRW")  # 0.0842 for 100 won
    archive_since = date(1988, 1, 1)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Asia/Singapore",
        usual=time(17),
        latest=time(21),
        feasts=fx.Feasts("Holidays Act 1998 and the Ministry of Manpower's yearly lists", country="SG"),
    )
    min_interval = timedelta(hours=1)
    exchange = fx.Provider.last_days

    def archive(self, first: date, last: date) -> fx.Archive:
        """The form's page, whose state goes back with what is asked, and the table."""
        page = yield fx.get_request(URL)
        table = yield fx.post_request(URL, form=_form(fx.read_html_fields(page.body), first, last))
        return self.parse(table.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; titles and notes are lines of one cell."""
        rows = csv.reader(body.decode("utf-8-sig").splitlines())
        header, *days = [row for row in rows if len(row) > len(("year", "month", "day"))] or [[""]]
        if header[0] != "End of Period":
            raise ValueError("no table in the answer")
        if NOTE not in body:
            raise ValueError("the table ends before its notes")
        found = [COLUMN.fullmatch(name) for name in header[3:]]
        columns = [(one[1] or "1", NAMES.get(one[2])) if one else ("1", None) for one in found]
        year = month = ""
        quotes = []
        for row in days:
            year, month = row[0] or year, row[1] or month
            as_of = fx.day_in(f"{row[2]} {month} {year}", "%d %b %Y")
            for (units, code), cell in zip(columns, row[3:], strict=True):
                quotes.append(fx.Quote(base=code, quote="SGD", units=units, mid=cell, as_of=as_of))
        return quotes


def _form(fields: Mapping[str, str], first: date, last: date) -> dict[str, str]:
    """What the page's button for a download sends: its state, every currency, the days from one month to another."""
    state = {name: value for name, value in fields.items() if name.startswith("__")}
    currencies = dict.fromkeys((name for name in fields if name.startswith(f"{FORM}EndOfPeriod")), "on")
    chosen = {"Frequency": "D", "StartYear": f"{first.year}", "StartMonth": f"{first.month}"}
    chosen |= {"EndYear": f"{last.year}", "EndMonth": f"{last.month}"}
    lists = {f"{FORM}{name}DropDownList": value for name, value in chosen.items()}
    return {**state, **currencies, **lists, f"{FORM}DownloadButton": "Download"}
