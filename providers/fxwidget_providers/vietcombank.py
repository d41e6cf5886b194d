"""Vietcombank, Viet Nam's largest dealer in currencies: its own prices of 20 of them, several times on working days.

Direction: 1 foreign unit = ``Transfer`` VND, at which the bank buys money on account. Its selling prices are up to a
tenth higher, and what it pays for notes is less: crosses of two buying prices are free of most of that. Numbers have
thousands commas; ``DateTime`` is the instant of the list in Ha Noi, the month first.
"""

from datetime import date, time, timedelta

import fxwidget as fx

ZONE = "Asia/Ho_Chi_Minh"


class Vietcombank(fx.Provider):
    title = "Vietcombank"
    site = "https://www.vietcombank.com.vn/en/KHCN/Cong-cu-Tien-ich/Ty-gia"
    docs = site
    url = "https://portal.vietcombank.com.vn/Usercontrols/TVPortal.TyGia/pXML.aspx"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Vietcombank"
    verified_on = date(2022, 12, 21)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CHF CNY DKK EUR GBP HKD INR JPY KRW KWD MYR NOK RUB SAR SEK SGD THB USD VND")
    coarse = fx.codes("RUB")  # a tenth lies between its two prices
    dated = fx.Dated.INSTANT
    calendar = fx.Daily(
        zone=ZONE,
        usual=time(9),
        latest=time(17),
        feasts=fx.Feasts(
            "Labour Code of Viet Nam of 2019, article 112, and yearly decisions on Tet",
            country="VN",
            decided="substituted from",
        ),
    )
    min_interval = timedelta(minutes=15)  # the list itself asks for five

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one list."""
        root = fx.read_xml(body)
        if root.tag != "ExrateList":
            raise ValueError(f"a document of {root.tag!r}")
        as_of = fx.instant_in(root.findtext("DateTime"), "%m/%d/%Y %I:%M:%S %p", ZONE)
        return [
            fx.Quote(
                base=row.get("CurrencyCode"),
                quote="VND",
                mid=fx.thousands_comma(row.get("Transfer")),
                as_of=as_of,
            )
            for row in root.iter("Exrate")
        ]
