"""International Monetary Fund: representative rates of some 35 currencies, on working days, as central banks report them.

Direction: 1 USD = the number, and where a name ends in ``(1)``, 1 of that currency = the number in USD. A month is two blocks
of tab-separated text, each with its days above. ``NA`` is a day that a bank did not report; many come days late.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta

import fxwidget as fx

NAMED = """
    AED U.A.E. dirham, AUD Australian dollar, BND Brunei dollar, BRL Brazilian real, BWP Botswana pula,
    CAD Canadian dollar, CHF Swiss franc, CLP Chilean peso, CNY Chinese yuan, CZK Czech koruna, DKK Danish krone,
    DZD Algerian dinar, EUR Euro, GBP U.K. pound, ILS Israeli New Shekel, INR Indian rupee, JPY Japanese yen,
    KRW Korean won, KWD Kuwaiti dinar, MUR Mauritian rupee, MXN Mexican peso, MYR Malaysian ringgit,
    NOK Norwegian krone, NZD New Zealand dollar, OMR Omani rial, PEN Peruvian sol, PHP Philippine peso,
    PLN Polish zloty, QAR Qatari riyal, SAR Saudi Arabian riyal, SEK Swedish krona, SGD Singapore dollar,
    THB Thai baht, TTD Trinidadian dollar, USD U.S. dollar, UYU Uruguayan peso
"""
CODES = {name: code for code, _, name in (row.strip().partition(" ") for row in NAMED.split(","))}
INVERSE = "(1)"


class Imf(fx.Provider):
    title = "International Monetary Fund"
    site = "https://www.imf.org/external/np/fin/data/param_rms_mth.aspx"
    docs = site
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.imf.org/external/terms.htm"
    attribution = "Source: International Monetary Fund"
    verified_on = date(2026, 3, 31)

    kind = fx.Kind.FIXING
    kinds = dict.fromkeys(("AED", "OMR", "QAR", "SAR"), fx.Kind.PEG)  # the same digits on every day
    upstream = fx.Upstream.NAMED
    # Compared over March 2026: these are those banks' own numbers, digit by digit (of PTAX the buying rate).
    groups = {
        "BRL": "bcb",
        "CAD": "bank_of_canada",
        "EUR": "ecb",
        "ILS": "bank_of_israel",
        "INR": "fbil",
        "PLN": "nbp",
    }
    lists = frozenset(CODES.values())
    coarse = fx.codes("BWP")
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="America/New_York", usual=time(17), latest=time(22))
    min_interval = timedelta(hours=1)
    exchange = fx.Provider.last_days

    def request(self, day: date) -> fx.Request:
        """The month of a day."""
        params = {"SelectDate": day.isoformat(), "reportType": "REP", "tsvflag": "Y"}
        return fx.get_request("https://www.imf.org/external/np/fin/data/rms_mth.aspx", params=params)

    def archive(self, first: date, last: date) -> fx.Archive:
        """The tables of all months that a span touches."""
        quotes: list[fx.Quote] = []
        day = first.replace(day=1)
        while day <= last:
            answer = yield self.request(day)
            quotes += self.parse(answer.body)
            day = (day + timedelta(days=31)).replace(day=1)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one month; rows of names that are not known, and its notes, are left out."""
        lines = [line.split("\t") for line in body.decode("utf-8-sig").splitlines()]
        if ["Notes:"] not in lines:
            raise ValueError("the table ends before its notes")
        return list(_quotes(lines))


def _quotes(lines: list[list[str]]) -> Iterator[fx.Quote]:
    days: list[date | None] = []
    for name, *cells in lines:
        if name == "Currency":
            days = [fx.day_in(cell, "%B %d, %Y") for cell in cells]
        code = CODES.get(name.removesuffix(INVERSE))
        for as_of, cell in zip(days, cells, strict=True) if code else ():
            base, quote = (code, "USD") if name.endswith(INVERSE) else ("USD", code)
            if cell not in ("NA", ""):
                yield fx.Quote(base=base, quote=quote, mid=fx.thousands_comma(cell), as_of=as_of)
