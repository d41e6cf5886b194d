"""Bank of England: 26 currencies as they stood towards four in the London afternoon, a working day later, as CSV.

Direction: 1 GBP = the number, in the currency of the column's series.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://www.bankofengland.co.uk/boeapps/database/_iadb-fromshowcolumns.asp"
SERIES = {
    "XUDLUSS": "USD", "XUDLERS": "EUR", "XUDLJYS": "JPY", "XUDLCDS": "CAD", "XUDLSFS": "CHF", "XUDLADS": "AUD",
    "XUDLNDS": "NZD", "XUDLNKS": "NOK", "XUDLSKS": "SEK", "XUDLDKS": "DKK", "XUDLHDS": "HKD", "XUDLSGS": "SGD",
    "XUDLSRS": "SAR", "XUDLZRS": "ZAR", "XUDLTWS": "TWD", "XUDLBK25": "CZK", "XUDLBK33": "HUF", "XUDLBK47": "PLN",
    "XUDLBK78": "ILS", "XUDLBK83": "MYR", "XUDLBK87": "THB", "XUDLBK89": "CNY", "XUDLBK93": "KRW", "XUDLBK95": "TRY",
    "XUDLBK97": "INR", "XUDLZOS4": "RON",
}  # fmt: skip


class Boe(fx.Provider):
    title = "Bank of England"
    site = "https://www.bankofengland.co.uk/boeapps/database/Rates.asp?into=GBP"
    docs = "https://www.bankofengland.co.uk/boeapps/database/Help.asp"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.bankofengland.co.uk/legal"
    attribution = "Source: Bank of England"
    verified_on = date(2026, 3, 20)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*SERIES.values(), "GBP"})
    archive_since = date(2000, 1, 4)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # A day's numbers come on the working day after it, Friday's on Monday. The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Europe/London",
        usual=time(9, 30),
        latest=time(18),
        feasts=fx.Feasts("Banking and Financial Dealings Act 1971", country="GB", subdivision="ENG"),
        lag=1,
    )

    def span(self, first: date, last: date) -> fx.Request:
        days = {
            "Datefrom": f"{first:%d/%b/%Y}",
            "Dateto": f"{last:%d/%b/%Y}",
            "SeriesCodes": ",".join(SERIES),
        }
        return fx.get_request(URL, params={"csv.x": "yes", **days, "CSVF": "TN", "UsingCodes": "Y"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; whatever goes wrong there is a web page under HTTP 200."""
        header, *rows = fx.read_csv(body, "DATE")
        return [
            fx.Quote(base="GBP", quote=SERIES.get(series), mid=cell, as_of=fx.day_in(row[0], "%d %b %Y"))
            for row in rows
            for series, cell in zip(header[1:], row[1:], strict=True)
        ]
