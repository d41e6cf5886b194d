"""State Bank of Pakistan: banks' average rates of 23 currencies for each day of a month, in a workbook about three weeks later.

Direction: 1 foreign unit = the cell, in PKR. Rows are currencies by name, columns are days. Addresses that the bank has
left behind answer with its home page.
"""

from datetime import date, time, timedelta

import fxwidget as fx

NAMES = {
    "Australian Dollar": "AUD",
    "Bahraini Dinar": "BHD",
    "Canadian Dollar": "CAD",
    "Chinese Yuan": "CNY",
    "Danish Krone": "DKK",
    "Hongkong Dollar": "HKD",
    "Japnese Yen": "JPY",
    "Kuwaiti Dinar": "KWD",
    "Malaysian Ringgit": "MYR",
    "New Zealand Dollar": "NZD",
    "Norwegian Krone": "NOK",
    "Omani Riyal": "OMR",
    "Qatari Riyal": "QAR",
    "Singaporian Dollar": "SGD",
    "Swedish Krona": "SEK",
    "Swiss Franc": "CHF",
    "Saudi Arabian Riyal": "SAR",
    "Thai Bhat": "THB",
    "Turkish Lira": "TRY",
    "UAE Dirham": "AED",
    "UK Pound Sterling": "GBP",
    "U.S. Dollar": "USD",
    "Euro": "EUR",
}


class Sbp(fx.Provider):
    title = "State Bank of Pakistan"
    site = "https://www.sbp.org.pk/"
    docs = site
    url = "https://www.sbp.org.pk/assets/document/BFER_Daily.xlsx"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.sbp.org.pk/our-operations/disclaimer"
    attribution = "Source: State Bank of Pakistan"
    verified_on = date(2026, 4, 30)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "PKR"})
    dated = fx.Dated.FIXING_DAY
    # A month is out by the end of the next one; its last days may be holidays.
    calendar = fx.Daily(
        zone="Asia/Karachi", usual=time(9), latest=time(20), months=frozenset(range(1, 13)), lag=40
    )
    min_interval = timedelta(hours=12)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the one sheet: a title, the head with the days, a row for each currency, and whom to ask."""
        book = fx.read_workbook(body)
        rows = [[*cells, None, None] for cells in book.rows(book.names[0])]
        if not any("Pak Rupees per Currency Unit" in cells for cells in rows):
            raise ValueError("another unit")
        (head,) = (number for number, cells in enumerate(rows) if cells[1] == "Currency")
        days = [fx.serial_day(cell) for cell in rows[head]]
        return [
            fx.Quote(base=NAMES.get(str(cells[1])), quote="PKR", mid=cell, as_of=day)
            for cells in rows[head + 1 :]
            for day, cell in zip(days, cells, strict=False)
            if cells[1] and day
        ]
