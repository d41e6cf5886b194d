"""Central Bank of Azerbaijan: a bulletin of some 40 currencies on the morning of each working day, as XML.

Direction: ``Nominal`` foreign units = ``Value`` AZN; a dollar is held at 1.7. ``Date`` is the day from which the bulletin
holds. The address of a day without one gives the newest before it, under its own date. Metals stand in a list apart.
"""

from datetime import date, time

import fxwidget as fx


class Cbar(fx.Provider):
    title = "Central Bank of the Republic of Azerbaijan"
    site = "https://www.cbar.az/currency/rates?language=en"
    docs = "https://www.cbar.az/currency/rates"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Central Bank of the Republic of Azerbaijan"
    verified_on = date(2026, 9, 4)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    # Those of a shortened recording; IRR, BRL, ZAR, EGP and IDR are known to be gone.
    lists = fx.codes("AED AZN CHF CNY EUR GBP INR KRW RUB SAR USD")
    coarse = fx.codes("INR")  # 0.018 manats
    archive_since = date(2006, 1, 1)  # since then in the manat without three noughts and more
    archive_days = 31
    # It comes on the morning of its day, so it speaks of the market of the day before.
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(
        zone="Asia/Baku",
        usual=time(9, 30),
        latest=time(13),
        feasts=fx.Feasts("Labour Code of the Republic of Azerbaijan, article 105", country="AZ"),
    )
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(f"https://www.cbar.az/currencies/{day:%d.%m.%Y}.xml")

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the currencies of one bulletin; a value may be left out."""
        root = fx.read_xml(body)
        rows = root.findall("ValType[@Type='Xarici valyutalar']/Valute")
        if not rows:
            raise ValueError("no currencies in the document")
        return [
            fx.Quote(
                base=row.get("Code", ""),
                quote="AZN",
                units=row.findtext("Nominal"),
                mid=row.findtext("Value"),
                as_of=fx.day_in(root.get("Date"), "%d.%m.%Y"),
            )
            for row in rows
        ]
