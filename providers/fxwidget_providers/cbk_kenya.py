"""Central Bank of Kenya: 21 currencies on working days before noon in Nairobi, all days since 2024 in one table.

Direction: 1 foreign unit = the number, in KES; ``JPY (100)`` is of 100. ``KES / USHS`` is the other way round: 1 KES in
foreign units.
"""

import re
from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

URL = "https://www.centralbank.go.ke/wp-admin/admin-ajax.php?action=get_wdtable&table_id=193"
NAMES = {
    "US DOLLAR": "USD", "STG POUND": "GBP", "EURO": "EUR", "SA RAND": "ZAR", "AE DIRHAM": "AED", "CAN $": "CAD",
    "S FRANC": "CHF", "JPY": "JPY", "SW KRONER": "SEK", "NOR KRONER": "NOK", "DAN KRONER": "DKK", "IND RUPEE": "INR",
    "HONGKONG DOLLAR": "HKD", "SINGAPORE DOLLAR": "SGD", "SAUDI RIYAL": "SAR", "CHINESE YUAN": "CNY",
    "AUSTRALIAN $": "AUD", "USHS": "UGX", "TSHS": "TZS", "RWF": "RWF", "BIF": "BIF",
}  # fmt: skip
NAME = re.compile(r"(KES / )?(.+?)(?: \(([0-9]+)\))?")
RECENT = 10
"""Days that ``parse`` reads: two weeks, where the table has years."""


class CbkKenya(fx.Provider):
    title = "Central Bank of Kenya"
    site = "https://www.centralbank.go.ke/forex/"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Central Bank of Kenya"
    verified_on = date(2026, 3, 19)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "KES"})
    coarse = fx.codes("INR ZAR")  # 1.39 and 7.69
    archive_since = date(2024, 1, 5)
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Africa/Nairobi",
        usual=time(10),
        latest=time(14),
        feasts=fx.Feasts("Public Holidays Act, Cap. 110", country="KE"),
    )
    min_interval = timedelta(hours=1)

    def request(self, day: date) -> fx.Request:
        """The whole table: where a part of it begins hangs on an order that nobody promises."""
        return fx.post_request(URL, form={"draw": "1", "start": "0", "length": "-1"})

    def archive(self, first: date, last: date) -> fx.Archive:
        """The one table has all days."""
        answer = yield self.request(last)
        return [_quote(*row) for row in fx.read_json(answer.body)["data"]]

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the newest days of the table, wherever they stand."""
        rows = fx.read_json(body)["data"]
        recent = sorted({row[0] for row in rows}, key=_newest)[-RECENT:]
        return [_quote(*row) for row in rows if row[0] in recent]


def _newest(day: object) -> str:
    """``19/03/2026`` by year, month and day."""
    text = str(day)
    return text[6:10] + text[3:5] + text[:2]


def _quote(day: object, name: object, value: Any) -> fx.Quote:
    found = NAME.fullmatch(str(name))
    inverse, called, units = found.groups() if found else (None, "", None)
    code, as_of = NAMES.get(called), fx.day_in(day, "%d/%m/%Y")
    base, quote = ("KES", code) if inverse else (code, "KES")
    return fx.Quote(base=base, quote=quote, units=units or 1, mid=value, as_of=as_of)
