"""Central Bank of Sri Lanka: indicative rates of some 55 currencies at 9:30 in Colombo, the off-shore yuan among them.

Direction: 1 foreign unit = so many LKR, as the head of each currency's own table says: ``1 USD -> LKR``. The form wants
each currency with its name to the letter, so the names are read from the form itself.
"""

import re
from datetime import date, time, timedelta
from html import unescape

import fxwidget as fx

URL = "https://www.cbsl.gov.lk/cbsl_custom/exrates/"
CHOICE = re.compile(r'value="([A-Z]{3}~[^"]+)"')
HEAD = re.compile(r"1 ([A-Z]{3}) -> LKR")


class Cbsl(fx.Provider):
    title = "Central Bank of Sri Lanka"
    site = "https://www.cbsl.gov.lk/en/rates-and-indicators/exchange-rates/daily-indicative-exchange-rates"
    docs = f"{URL}exrates.php"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.cbsl.gov.lk/"
    attribution = "Source: Central Bank of Sri Lanka"
    verified_on = date(2025, 5, 19)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AUD BDT BHD BND BRL CAD CHF CNH CNY CZK DKK EGP EUR GBP GHS HKD HUF IDR INR IRR JOD JPY KES KRW KWD LKR
        MMK MOP MUR MVR MYR NGN NOK NPR NZD OMR PGK PHP PKR PLN QAR RON RUB SAR SBD SCR SEK SGD THB TWD USD VND
        ZAR ZMW
    """)
    coarse = fx.codes("IDR IRR VND")  # 0.0181, 0.0071 and 0.0115 rupees
    archive_since = date(2011, 1, 3)
    archive_days = 62
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Colombo",
        usual=time(9, 30),
        latest=time(12),
        feasts=fx.Feasts(
            "Holidays Act 29 of 1971: public and bank holidays", country="LK", categories=("bank",)
        ),
    )
    recent = timedelta(days=8)  # New Year in April and its weekend are shorter
    exchange = fx.Provider.last_days

    def archive(self, first: date, last: date) -> fx.Archive:
        answer = yield fx.get_request(self.docs)
        offered = [unescape(choice) for choice in CHOICE.findall(answer.body.decode())]
        answer = yield fx.post_request(
            f"{URL}exrates_results.php",
            form={
                "lookupPage": "lookup_daily_exchange_rates.php",
                "rangeType": "dates",
                "txtStart": str(first),
                "txtEnd": str(last),
                "chk_cur[]": offered,
                "submit_button": "Submit",
            },
        )
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table after the other, each below its head; gold has one too."""
        quotes = []
        code = None
        for cells in fx.read_html_rows(body):
            if cells and cells[0] == "Date":
                head = HEAD.fullmatch(cells[1])
                code = head and head[1]
            elif code is None or fx.is_currency(code):
                quotes.append(
                    fx.Quote(
                        base=code, quote="LKR", mid=fx.thousands_comma(cells[1]), as_of=fx.day_in(cells[0])
                    )
                )
        return quotes
