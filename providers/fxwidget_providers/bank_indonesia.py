"""Bank Indonesia: JISDOR, the rupiah's fixing of the afternoon, and the transaction rates of the next morning.

Direction: ``nil`` units of ``mts`` = ``beli`` (buying) and ``jual`` (selling) IDR. JISDOR is one number of the dollar
alone. The transaction rates lie half a per cent around yesterday's JISDOR and its crosses at 8:00: two tables with
two dollars of one day, so they are two providers, and what the second lists is crossed with its own dollar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal

import httpx

from fxwidget import Daily, Dated, Exchange, Kind, Provider, Quote, Terms, read_xml

URL = "https://www.bi.go.id/biwebservice/wskursbi.asmx/"
DAYS = timedelta(days=13)  # the holidays of Idul Fitri may take more than a week


class BankIndonesia(Provider):
    title = "Bank Indonesia"
    site = "https://www.bi.go.id/en/statistik/informasi-kurs/jisdor/default.aspx"
    docs = "https://www.bi.go.id/biwebservice/wskursbi.asmx"
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: Bank Indonesia"

    kind = Kind.FIXING
    lists = frozenset({"IDR", "USD"})
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="Asia/Jakarta", usual=time(16, 15), latest=time(18))

    def request(self, day: date) -> httpx.Request:
        params = {"mts": "USD", "startDate": str(day - DAYS), "endDate": str(day)}
        return httpx.Request("GET", URL + "getSubKursJisdor3", params=params)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the days of one document; its buying and selling are the same number."""
        rows = list(_rows(body, "subkursasing"))
        if any(row["beli"] != row["jual"] for row in rows):
            raise ValueError("JISDOR is one number, here are two")
        return [Quote(**_facts(row), mid=Decimal(row["beli"])) for row in rows]


class BankIndonesiaLokal(Provider):
    title = "Bank Indonesia, transaction rates"
    site = "https://www.bi.go.id/en/statistik/informasi-kurs/transaksi-bi/default.aspx"
    docs = BankIndonesia.docs
    terms = BankIndonesia.terms
    terms_url = site
    attribution = BankIndonesia.attribution

    kind = Kind.FIXING
    group = "bank_indonesia"
    # The rupiah is not listed: here it is JISDOR of the day before, which the other provider has first hand.
    lists = frozenset(
        """
        AED AUD BND CAD CHF CNH CNY DKK EUR GBP HKD JPY KRW KWD LAK MYR NOK NZD PGK PHP SAR SEK SGD THB USD VND
        """.split()
    )
    dated = Dated.BUILD_DAY  # made at 8:00 of what was traded until then
    calendar = Daily(zone="Asia/Jakarta", usual=time(8), latest=time(10))

    def exchange(self, day: date) -> Exchange:
        """One document for each currency, the dollar's first."""
        quotes: list[Quote] = []
        for code in ("USD", *sorted({*(self.currencies or self.lists)} - {"USD"})):
            params = {"mts": code, "startdate": str(day - DAYS), "enddate": str(day)}
            answer = yield httpx.Request("GET", URL + "getSubKursLokal3", params=params)
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one document: the days of a currency, or the currencies of a day."""
        return [
            Quote(**_facts(row), bid=Decimal(row["beli"]), ask=Decimal(row["jual"]))
            for row in _rows(body, "subkurslokal")
        ]


def _rows(body: bytes, table: str) -> Iterator[dict[str, str]]:
    """The texts of each row, by the first half of their names; a range without a working day has no row."""
    (found,) = read_xml(body).iter("NewDataSet")
    for row in found:
        yield {name: row.findtext(f"{name}_{table}", "") for name in ("mts", "nil", "beli", "jual", "tgl")}


def _facts(row: dict[str, str]) -> dict[str, str]:
    # Codes are padded; the zone of a day is cut off, not computed with: its midnight is another day in UTC.
    return {"base": row["mts"].strip(), "quote": "IDR", "units": row["nil"], "as_of": row["tgl"][:10]}
