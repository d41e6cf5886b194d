"""National Bank of Poland: table A of 32 currencies on working days before 12:15, table B of 116 more on Wednesdays.

Direction: 1 foreign unit = ``mid`` PLN. Table B has no dollar: its numbers are crossed with the dollar of table A of
the same day. Where Wednesday is a holiday, table B comes on the working day before it.
"""

from dataclasses import replace
from datetime import date, time

import fxwidget as fx

TABLE_B = fx.codes("""
    AED AFN ALL AMD AOA ARS AWG AZN BAM BBD BDT BHD BIF BND BOB BSD BWP BYN BZD CDF COP CRC CUP CVE DJF DOP DZD
    EGP ERN ETB FJD GEL GHS GIP GMD GNF GTQ GYD HNL HTG IQD IRR JMD JOD KES KGS KHR KMF KWD KZT LAK LBP LKR LRD
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MZN NAD NGN NIO NPR OMR PAB PEN PGK PKR PYG QAR RSD RUB
    RWF SAR SBD SCR SDG SLE SOS SRD SSP STN SVC SYP SZL TJS TMT TND TOP TTD TWD TZS UGX UYU UZS VES VND VUV WST
    XAF XCD XCG XOF XPF YER ZMW ZWG
""")
WEDNESDAY = 2


class Nbp(fx.Provider):
    title = "National Bank of Poland"
    site = "https://nbp.pl/en/statistic-and-financial-reporting/rates/"
    docs = "https://api.nbp.pl/en.html"
    terms = fx.Terms.ALLOWED
    terms_url = "https://nbp.pl/statystyka-i-sprawozdawczosc/dobre-praktyki-esbc/"
    attribution = "Source: NBP"
    verified_on = date(2026, 3, 5)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = TABLE_B | fx.codes("""
        AUD BRL CAD CHF CLP CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK
        SGD THB TRY UAH USD ZAR
    """)
    coarse = fx.codes("CDF IRR LBP VES")  # of two digits: 0.0000028 PLN for a rial
    archive_since = date(2002, 1, 2)
    archive_days = 93
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Europe/Warsaw", usual=time(11, 45), latest=time(12, 15), feasts="poland")
    calendars = dict.fromkeys(TABLE_B, replace(calendar, weekdays=frozenset({WEDNESDAY})))
    statuses = frozenset({200, 404})

    def exchange(self, day: date) -> fx.Exchange:
        """The newest A, the newest B, and the dollar of B's day. Without it B can't be read: a 404 is no table that day."""
        answer = yield _table("A")
        daily = self.parse(self.accepted(answer))
        answer = yield _table("B")
        weekly = self.parse(self.accepted(answer))
        if weekly[0].as_of == daily[0].as_of:
            return [*daily, *weekly]
        answer = yield _table(f"A/{weekly[0].as_of}")
        if answer.status == 404:
            return daily
        # The rest of that table is no close: it may be older than the day before.
        dollar = [quote for quote in self.parse(answer.body) if quote.base == "USD"]
        return [*daily, *weekly, *dollar]

    def archive(self, first: date, last: date) -> fx.Archive:
        """The tables A and B of a span, which the bank wants no longer than 93 days; a 404 is a span without a table."""
        quotes: list[fx.Quote] = []
        for which in ("A", "B"):
            answer = yield _table(f"{which}/{first}/{last}")
            if answer.status == 200:
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one answer: an array of tables of one kind."""
        quotes = [
            fx.Quote(
                base=row.get("code"),
                quote="PLN",
                mid=row.get("mid"),
                as_of=date.fromisoformat(table["effectiveDate"]),
            )
            for table in fx.read_json(body)
            for row in fx.objects(table["rates"])
        ]
        if not quotes:
            raise ValueError("no table in the answer")
        return quotes


def _table(which: str) -> fx.Request:
    return fx.get_request(f"https://api.nbp.pl/api/exchangerates/tables/{which}/?format=json")
