"""Bank Indonesia's transaction rates: its prices to the government for some 25 currencies, set at 8:00 in Jakarta.

Direction: ``nil`` units of ``mts`` = ``beli`` (buying) and ``jual`` (selling) IDR. The dollar's lie half a per cent
around yesterday's JISDOR: another dollar than today's fixing, so this is a provider of its own, crossed in itself.
"""

from datetime import date, time, timedelta
from xml.etree.ElementTree import Element

import fxwidget as fx

DAYS = timedelta(days=13)  # the holidays of Idul Fitri may take more than a week


class BankIndonesiaLokal(fx.Provider):
    title = "Bank Indonesia, transaction rates"
    site = "https://www.bi.go.id/en/statistik/informasi-kurs/transaksi-bi/default.aspx"
    docs = "https://www.bi.go.id/biwebservice/wskursbi.asmx"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Bank Indonesia (transaction rates)"
    verified_on = date(2026, 2, 6)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    group = "bank_indonesia"
    # Without IDR: here it is JISDOR of the day before, which bank_indonesia has first hand.
    lists = fx.codes("""
        AED AUD BND CAD CHF CNH CNY DKK EUR GBP HKD JPY KRW KWD LAK MYR NOK NZD PGK PHP SAR SEK SGD THB USD VND
    """)
    coarse = fx.codes("LAK VND")  # less than one rupiah each, printed to the hundredth
    dated = fx.Dated.BUILD_DAY  # made in the morning of what was traded until then
    calendar = fx.Daily(zone="Asia/Jakarta", usual=time(8), latest=time(10), feasts="indonesia")

    def exchange(self, day: date) -> fx.Exchange:
        """One document for each currency, the dollar's first."""
        wanted = {*(self.currencies or self.lists)} - {"USD"}
        quotes: list[fx.Quote] = []
        for code in ("USD", *sorted(wanted)):
            params = {"mts": code, "startdate": str(day - DAYS), "enddate": str(day)}
            answer = yield fx.get_request(f"{self.docs}/getSubKursLokal3", params=params)
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one document: the days of a currency, or the currencies of a day."""
        (rows,) = fx.read_xml(body).iter("NewDataSet")
        return [_quote(row) for row in rows]


def _quote(row: Element) -> fx.Quote:
    cells = {name: row.findtext(f"{name}_subkurslokal", "") for name in ("mts", "nil", "beli", "jual", "tgl")}
    return fx.Quote(
        base=cells["mts"].strip(),  # padded with blanks
        quote="IDR",
        units=cells["nil"],
        bid=cells["beli"],
        ask=cells["jual"],
        as_of=fx.day_in(cells["tgl"]),  # cut: midnight in Jakarta is yesterday in UTC
    )
