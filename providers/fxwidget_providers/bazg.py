"""Swiss Federal Office for Customs: some 65 currencies for customs and value-added tax, early on working days.

Direction: so many foreign units as ``waehrung`` says (``100 EGP``) = ``kurs`` CHF. These are selling rates of the afternoon
before ``datum``, on which the file is made, though they hold from ``gueltigkeit``; their margin is in every leg of a cross.
"""

import re
from datetime import date, time

import fxwidget as fx

URL = "https://www.backend-rates.bazg.admin.ch/api/xmldaily"
AMOUNT = re.compile(r"([0-9]+) ([A-Z]{3})")


class Bazg(fx.Provider):
    title = "Swiss Federal Office for Customs and Border Security"
    site = "https://www.rates.bazg.admin.ch/"
    docs = URL
    url = f"{URL}?locale=en"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Federal Office for Customs and Border Security FOCBS"
    verified_on = date(2022, 6, 28)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED ALL ARS AUD AZN BAM BDT BHD BRL CAD CHF CLP CNY COP CRC CZK DKK DOP EGP ETB EUR GBP GTQ HKD HNL HUF IDR
        ILS INR ISK JPY KES KHR KRW KWD KYD KZT LBP LKR LYD MAD MUR MXN MYR NGN NOK NZD OMR PAB PEN PHP PKR PLN QAR
        RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH USD UYU VES VND ZAR
    """)
    coarse = fx.codes("ARS")  # 0.00775 francs each in 2022, and less since
    archive_days = 31
    dated = fx.Dated.BUILD_DAY
    # Whether it pauses on feasts is documented nowhere.
    calendar = fx.Daily(zone="Europe/Zurich", usual=time(2), latest=time(6))
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        """The file of a day; a day without one is answered with that of before."""
        return fx.get_request(URL, params={"d": f"{day:%Y%m%d}", "locale": "en"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one file, in whichever name space: the office was renamed once. Ended currencies are left out."""
        root = fx.read_xml(body)
        as_of = fx.day_in(root.findtext("{*}datum"), "%d.%m.%Y")
        quotes = []
        for row in root.iterfind("{*}devise"):
            amount = AMOUNT.fullmatch(row.findtext("{*}waehrung", ""))
            code = row.get("code", "").upper()
            units = amount[1] if amount and amount[2] == code else None
            if fx.is_currency(code):
                mid = row.findtext("{*}kurs")
                quotes.append(fx.Quote(base=code, quote="CHF", units=units, mid=mid, as_of=as_of))
        if not quotes:
            raise ValueError("no rates in the file")
        return quotes
