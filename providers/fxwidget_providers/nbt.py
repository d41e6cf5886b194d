"""National Bank of Tajikistan: 36 currencies, one set for each day in the Dushanbe morning, as XML.

Direction: ``Nominal`` foreign units = ``Value`` TJS. ``Date`` of the root is the day of the set; days without trading repeat
the set before under their own date. Asked for a day that it has no set of, the bank answers with that of today.
"""

from datetime import date, time

import fxwidget as fx


class Nbt(fx.Provider):
    title = "National Bank of Tajikistan"
    site = "https://www.nbt.tj/en/kurs/kurs.php"
    docs = site
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.nbt.tj/en/"
    attribution = "Source: National Bank of Tajikistan, www.nbt.tj"
    verified_on = date(2026, 5, 18)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AFN AMD AUD AZN BYN CAD CHF CNY DKK EUR GBP GEL INR IRR ISK JPY KGS KRW KWD KZT MDL MYR NOK PKR PLN RUB
        SAR SEK SGD THB TJS TMT TRY UAH USD UZS
    """)
    coarse = fx.codes("IRR UZS")
    archive_since = date(2001, 1, 1)
    archive_days = 31
    # A set comes on the morning of its day, so it speaks of the market of the day before.
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(
        zone="Asia/Dushanbe",
        usual=time(9),
        latest=time(12),
        feasts=fx.Feasts("Law of the Republic of Tajikistan on public holidays", country="TJ"),
    )
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        params = {"date": day.isoformat(), "export": "xmlout"}
        return fx.get_request("https://www.nbt.tj/en/kurs/export_xml.php", params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one ``ValCurs``; its numeric IDs are not used, the rouble has that of the Soviet one."""
        root = fx.read_xml(body)
        as_of = fx.day_in(root.get("Date"))
        if as_of is None:
            raise ValueError("the document has no day")
        return [
            fx.Quote(
                base=row.findtext("CharCode", ""),
                quote="TJS",
                units=row.findtext("Nominal"),
                mid=row.findtext("Value"),
                as_of=as_of,
            )
            for row in root.iter("Valute")
        ]
