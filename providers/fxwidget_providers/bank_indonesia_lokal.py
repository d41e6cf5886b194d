"""Bank Indonesia's transaction rates: its prices to the government for some 25 currencies, set at 8:00 in Jakarta.

Direction: ``nil`` units of ``mts`` = ``beli`` (buying) and ``jual`` (selling) IDR. The dollar's lie half a per cent
around yesterday's JISDOR: another dollar than today's fixing, so this is a provider of its own, crossed in itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from xml.etree.ElementTree import Element

from fxwidget import (
    Daily,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    read_xml,
)

DAYS = timedelta(days=13)  # the holidays of Idul Fitri may take more than a week


class BankIndonesiaLokal(Provider):
    title = "Bank Indonesia, transaction rates"
    site = "https://www.bi.go.id/en/statistik/informasi-kurs/transaksi-bi/default.aspx"
    docs = "https://www.bi.go.id/biwebservice/wskursbi.asmx"
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: Bank Indonesia (transaction rates)"
    verified_on = date(2026, 2, 6)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    group = "bank_indonesia"
    # Without IDR: here it is JISDOR of the day before, which bank_indonesia has first hand.
    lists = frozenset(
        """
        AED AUD BND CAD CHF CNH CNY DKK EUR GBP HKD JPY KRW KWD LAK MYR NOK NZD PGK PHP SAR SEK SGD THB USD VND
        """.split()
    )
    coarse = frozenset({"LAK", "VND"})  # less than one rupiah each, printed to the hundredth
    dated = Dated.BUILD_DAY  # made in the morning of what was traded until then
    calendar = Daily(zone="Asia/Jakarta", usual=time(8), latest=time(10), feasts="indonesia")

    def exchange(self, day: date) -> Exchange:
        """One document for each currency, the dollar's first."""
        wanted = {*(self.currencies or self.lists)} - {"USD"}
        quotes: list[Quote] = []
        for code in ("USD", *sorted(wanted)):
            params = {"mts": code, "startdate": str(day - DAYS), "enddate": str(day)}
            answer = yield get_request(f"{self.docs}/getSubKursLokal3", params=params)
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one document: the days of a currency, or the currencies of a day."""
        (rows,) = read_xml(body).iter("NewDataSet")
        return [_quote(row) for row in rows]


def _quote(row: Element) -> Quote:
    cells = {name: row.findtext(f"{name}_subkurslokal", "") for name in ("mts", "nil", "beli", "jual", "tgl")}
    return Quote(
        base=cells["mts"].strip(),  # padded with blanks
        quote="IDR",
        units=cells["nil"],
        bid=cells["beli"],
        ask=cells["jual"],
        as_of=day_in(cells["tgl"]),  # cut: midnight in Jakarta is yesterday in UTC
    )
