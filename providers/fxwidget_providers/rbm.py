"""Reserve Bank of Malawi: some 35 currencies on working days, in the late afternoon, the birr among them.

Direction: 1 foreign unit = the middle column MWK. The dollar is administered: the crosses count. Rows of ``CMD`` and of the
Irish pound are no currencies of today.
"""

from datetime import date, time

import fxwidget as fx

HEAD = ["Currency", "Buying", "Middle", "Selling", "Date"]


class Rbm(fx.Provider):
    title = "Reserve Bank of Malawi"
    site = "https://www.rbm.mw/Statistics/MajorRates/"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.rbm.mw/"
    attribution = "Source: Reserve Bank of Malawi"
    verified_on = date(2024, 1, 5)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED ARS AUD BWP CAD CHF CNY DKK ETB EUR GBP HKD IDR INR JPY KES KRW KWD LKR MGA MWK MYR MZN NOK NZD PHP PKR
        SAR SEK SGD THB TRY TZS USD ZAR ZMW
    """)
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Africa/Blantyre",
        usual=time(16),
        latest=time(19),
        feasts=fx.Feasts("Public Holidays Act of Malawi", country="MW"),
    )

    def span(self, first: date, last: date) -> fx.Request:
        form = {"StartDate": f"{first:%m/%d/%Y}", "EndDate": f"{last:%m/%d/%Y}"}
        return fx.post_request("https://www.rbm.mw/Statistics/ExchangeRatesFilter/", form=form)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table: the days of one currency after those of another, in no order."""
        head, *rows = fx.read_html_rows(body)
        if head != HEAD or head in rows:
            raise ValueError("another head, or several tables")
        return [
            fx.Quote(base=code, quote="MWK", mid=fx.thousands_comma(middle), as_of=fx.day_in(day, "%b %d %Y"))
            for code, _, middle, _, day in rows
            if fx.is_currency(code)
        ]
