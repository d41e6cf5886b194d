"""Central Bank of Kuwait: rates against the dinar, which follows a basket, from Sunday to Thursday.

Direction: 1 foreign unit = so many fils, so 1000 units = as many KWD. One page for each currency, by a number that its form
gives; the bank has some 115, of which this asks for those that may be wanted with the dollar's.
"""

import re
from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://www.cbk.gov.kw/en/monetary-policy/market-operations/exchange-rates"
CHOICE = re.compile(r'value="([A-Z]{3}):([0-9]+)"')
HEAD = re.compile(r"KWD / ([A-Z]{3})")


class CbkKuwait(fx.Provider):
    title = "Central Bank of Kuwait"
    site = f"{URL}/usd"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.cbk.gov.kw/en"
    attribution = "Source: Central Bank of Kuwait"
    verified_on = date(2026, 9, 8)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    # Without the rial and the rupiah, which have two digits of a fils or fewer.
    lists = fx.codes("""
        AED AUD BHD BRL CAD CHF CNY DKK EGP ETB EUR GBP HKD INR JOD JPY KWD MAD MYR NOK NZD OMR PKR QAR SAR USD
    """)
    archive_since = date(2008, 1, 2)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # The hours are documented nowhere: the tables of a day stand there in its afternoon.
    calendar = fx.Daily(
        zone="Asia/Kuwait",
        usual=time(9),
        latest=time(15),
        weekdays=frozenset({6, 0, 1, 2, 3}),
        feasts=fx.Feasts("Civil Service Commission of Kuwait, official holidays", country="KW"),
    )
    min_interval = timedelta(hours=1)
    exchange = fx.Provider.last_days

    def archive(self, first: date, last: date) -> fx.Archive:
        """The form, then a page for each currency, the dollar's first; the day in ``txtDateFrom`` is not among them."""
        answer = yield fx.get_request(self.site)
        numbers = dict(CHOICE.findall(answer.body.decode()))
        asked = {
            "formId": fx.read_html_fields(answer.body)["formId"],
            "txtDateFrom": f"{first - timedelta(days=1):%d/%m/%Y}",
            "txtDateTo": f"{last:%d/%m/%Y}",
        }
        quotes: list[fx.Quote] = []
        for code in ("USD", *sorted({*(self.currencies or self.lists)} - {"USD"})):
            if code in numbers:
                form = {**asked, "selCurrency": f"{code}:{numbers[code]}"}
                answer = yield fx.post_request(f"{URL}/get-exchange-rates", form=form)
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one page: the days of one currency below a head that names it."""
        (_, head), *days = fx.read_html_rows(body)
        name = HEAD.fullmatch(head)
        base = name and name[1]
        return [
            fx.Quote(
                base=base,
                quote="KWD",
                units="1000",
                mid=fx.thousands_comma(fils) if "." in fils else None,  # 306,650 may be either
                as_of=fx.day_in(day, "%d.%m.%Y"),
            )
            for day, fils in days
        ]
