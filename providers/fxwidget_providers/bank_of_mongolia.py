"""Bank of Mongolia: official rates of some 33 currencies on working days, in the morning.

Direction: 1 foreign unit = so many MNT. Metals, the drawing right and ended currencies stand among them; some answers hold the
whole archive, whatever was asked for.
"""

from datetime import date, time

import fxwidget as fx


class BankOfMongolia(fx.Provider):
    title = "Bank of Mongolia"
    site = "https://www.mongolbank.mn/en/currency-rates"
    docs = "https://www.mongolbank.mn/en/currency-rate-movement"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.mongolbank.mn/"
    attribution = "Source: Bank of Mongolia"
    verified_on = date(2026, 5, 22)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR INR JPY KPW KRW KWD KZT MNT MYR NOK NPR NZD PLN RUB SEK
        SGD THB TRY TWD UAH USD VND ZAR
    """)
    coarse = fx.codes("IDR KRW KZT VND")  # two decimals of less than ten tugriks
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Ulaanbaatar",
        usual=time(10),
        latest=time(13),
        feasts=fx.Feasts("Law of Mongolia on public holidays and days of observation", country="MN"),
    )

    def span(self, first: date, last: date) -> fx.Request:
        return fx.post_request(f"{self.docs}/data", document={"startDate": str(first), "endDate": str(last)})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one object a day, the newest first."""
        return [
            fx.Quote(
                base=code, quote="MNT", mid=fx.thousands_comma(number), as_of=fx.day_in(row.get("RATE_DATE"))
            )
            for row in fx.objects(fx.read_json(body)["data"])
            for code, number in row.items()
            if fx.is_currency(code)
        ]
