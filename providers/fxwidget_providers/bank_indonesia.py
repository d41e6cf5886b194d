"""Bank Indonesia's JISDOR: the mean of the day's trades in dollars between banks, published about 16:15 in Jakarta.

Direction: ``nil`` USD = ``beli`` IDR, and ``jual`` is the same number. Days come newest first.
"""

from datetime import date, time, timedelta
from xml.etree.ElementTree import Element

import fxwidget as fx

DAYS = timedelta(days=13)  # the holidays of Idul Fitri may take more than a week


class BankIndonesia(fx.Provider):
    title = "Bank Indonesia"
    site = "https://www.bi.go.id/en/statistik/informasi-kurs/jisdor/default.aspx"
    docs = "https://www.bi.go.id/biwebservice/wskursbi.asmx"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Bank Indonesia (JISDOR)"
    verified_on = date(2026, 9, 25)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("IDR USD")
    archive_since = date(2013, 5, 20)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Asia/Jakarta", usual=time(16, 15), latest=time(18), feasts="indonesia")

    def request(self, day: date) -> fx.Request:
        return self.span(day - DAYS, day)

    def span(self, first: date, last: date) -> fx.Request:
        params = {"mts": "USD", "startDate": str(first), "endDate": str(last)}
        return fx.get_request(f"{self.docs}/getSubKursJisdor3", params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the days of one document; a range without a working day has none."""
        (days,) = fx.read_xml(body).iter("NewDataSet")
        return [_quote(day) for day in days]


def _quote(day: Element) -> fx.Quote:
    cells = {name: day.findtext(f"{name}_subkursasing", "") for name in ("mts", "nil", "beli", "jual", "tgl")}
    return fx.Quote(
        base=cells["mts"].strip(),  # padded with blanks
        quote="IDR",
        units=cells["nil"],
        mid=cells["beli"] if cells["beli"] == cells["jual"] else None,
        as_of=fx.day_in(cells["tgl"]),  # cut: midnight in Jakarta is yesterday in UTC
    )
