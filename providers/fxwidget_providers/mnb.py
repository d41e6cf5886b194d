"""National Bank of Hungary: official rates of 32 currencies on working days about 11:00 Budapest time, by SOAP.

Direction: ``unit`` foreign units = the text of ``Rate`` in HUF, decimal comma. The answer is a document within the text of
another one, the newest day first.
"""

from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://www.mnb.hu/arfolyamok.asmx"
SPACE = "http://www.mnb.hu/webservices/"
ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    f'<GetExchangeRates xmlns="{SPACE}"><startDate>{{first}}</startDate><endDate>{{last}}</endDate>'
    "<currencyNames>{codes}</currencyNames></GetExchangeRates></soap:Body></soap:Envelope>"
)


class Mnb(fx.Provider):
    title = "National Bank of Hungary"
    site = "https://www.mnb.hu/en/arfolyamok"
    docs = "https://www.mnb.hu/letoltes/documentation-on-the-mnb-s-web-service-on-current-and-historic-exchange-rates.pdf"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.mnb.hu/en"
    attribution = "Source: Magyar Nemzeti Bank"
    verified_on = date(2025, 3, 28)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON RSD RUB SEK
        SGD THB TRY UAH USD ZAR
    """)
    coarse = fx.codes("IDR INR ISK PHP RSD RUB TRY UAH")  # two decimals: 4.37 forints for a rupee
    archive_days = 366
    recent = timedelta(days=7)  # longer than any span of holidays
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Europe/Budapest",
        usual=time(11),
        latest=time(14),
        feasts=fx.Feasts(
            "Act I of 2012 on the Labour Code, section 102, and yearly ministerial decrees on exchanged days",
            country="HU",
            decided="substituted from",
        ),
    )

    def span(self, first: date, last: date) -> fx.Request:
        """The rates of some days; the bank wants each currency named."""
        codes = ",".join(sorted(self.lists - {"HUF"}))
        action = f'"{SPACE}MNBArfolyamServiceSoap/GetExchangeRates"'
        xml = ENVELOPE.format(first=first, last=last, codes=codes)
        return fx.post_request(URL, xml=xml, headers={"SOAPAction": action})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the document within the answer; a day without a fixing is not in it."""
        text = fx.read_xml(body).findtext(".//{*}GetExchangeRatesResult")
        if text is None:
            raise ValueError("no rates in the answer")
        return [
            fx.Quote(
                base=row.get("curr", ""),
                quote="HUF",
                units=row.get("unit"),
                mid=fx.decimal_comma(row.text),
                as_of=fx.day_in(day.get("date")),
            )
            for day in fx.read_xml(text.encode()).iter("Day")
            for row in day
        ]
