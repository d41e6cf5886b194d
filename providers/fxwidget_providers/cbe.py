"""Central Bank of Egypt: 18 currencies in Egyptian pounds, from Sunday to Thursday about noon in Cairo, on a web page.

Direction: 1 foreign unit = ``Buy`` and ``Sell`` EGP, of 100 yen. The page says the day once, above its table. A firewall
answers with a page without a table and status 200. Past days are sent to a browser's form only, by cookie and token:
their workbook is recorded, the page is not.
"""

import re
from datetime import date, time

import fxwidget as fx

NAMES = {
    "US Dollar": "USD",
    "Euro": "EUR",
    "Pound Sterling": "GBP",
    "Canadian Dollar": "CAD",
    "Danish Krone": "DKK",
    "Norwegian Krone": "NOK",
    "Swedish Krona": "SEK",
    "Swiss Franc": "CHF",
    "Japanese Yen 100": "JPY",
    "Saudi Riyal": "SAR",
    "Kuwaiti Dinar": "KWD",
    "UAE Dirham": "AED",
    "Australian Dollar": "AUD",
    "Bahraini Dinar": "BHD",
    "Omani Riyal": "OMR",
    "Qatari Riyal": "QAR",
    "Jordanian Dinar": "JOD",
    "Chinese Yuan": "CNY",
}
STATED = re.compile(r"Rates for Date:\s*([0-9]{2}/[0-9]{2}/[0-9]{4})")


class Cbe(fx.Provider):
    title = "Central Bank of Egypt"
    site = "https://www.cbe.org.eg/en/economic-research/statistics/cbe-exchange-rates"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Central Bank of Egypt"

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "EGP"})
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Africa/Cairo",
        usual=time(11),
        latest=time(14),
        weekdays=frozenset({6, 0, 1, 2, 3}),
        feasts="egypt",
    )

    def request(self, day: date) -> fx.Request:
        return fx.get_request(self.site, headers={"Accept": "text/html"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the page; what other rows and tables it has are of no currency."""
        rows = fx.read_html_rows(body)
        (stated,) = STATED.findall(body.decode("utf-8-sig"))
        if b"</table>" not in body:
            raise ValueError("the page ends within its table")
        as_of = fx.day_in(stated, "%d/%m/%Y")
        return [
            fx.Quote(
                base=NAMES[row[0]],
                quote="EGP",
                units=100 if row[0].endswith(" 100") else 1,
                bid=row[1],
                ask=row[2],
                as_of=as_of,
            )
            for row in rows
            if len(row) == 3 and row[0] in NAMES
        ]
