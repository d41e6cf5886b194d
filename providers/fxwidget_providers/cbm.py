"""Central Bank of Myanmar: some 38 currencies on working days, in the morning.

Direction: 1 foreign unit = so many MMK, but 100 units of the six in ``PER_HUNDRED``, which nothing in the document says. The
dollar stands at 2100: the crosses count. Some years print thousands with commas.
"""

from datetime import UTC, date, datetime, time

import fxwidget as fx

PER_HUNDRED = fx.codes("IDR JPY KHR KRW LAK VND")


class Cbm(fx.Provider):
    title = "Central Bank of Myanmar"
    site = "https://forex.cbm.gov.mm/index.php/fxrate"
    docs = "https://forex.cbm.gov.mm/index.php/api"
    url = "https://forex.cbm.gov.mm/api/latest"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.cbm.gov.mm/"
    attribution = "Source: Central Bank of Myanmar"
    verified_on = date(2026, 4, 9)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AUD BDT BND BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD IDR ILS INR JPY KES KHR KRW KWD LAK LKR MMK MYR NOK NPR
        NZD PHP PKR RSD RUB SAR SEK SGD THB USD VND ZAR
    """)
    coarse = fx.codes("LAK LKR PKR VND")  # two decimals of less than ten kyat
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Yangon",
        usual=time(10, 30),
        latest=time(13),
        feasts=fx.Feasts("The government's yearly notification of public holidays", country="MM"),
    )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one day; its stamp is midnight or afternoon of the same day in UTC, a number or a text."""
        document = fx.read_json(body)
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC).date()
        return [
            fx.Quote(
                base=code,
                quote="MMK",
                units="100" if code in PER_HUNDRED else "1",
                mid=fx.thousands_comma(number),
                as_of=as_of,
            )
            for code, number in document["rates"].items()
        ]
