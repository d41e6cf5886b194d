"""Central Bank of Armenia: the average of the day's market for 27 currencies, on working days about 16:00 Yerevan time.

Direction: ``Amount`` foreign units = ``Rate`` AMD. The service speaks SOAP: a question is a document that is posted, and
an error is one with HTTP status 500. Gold and silver stand among the currencies, by the gram.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://api.cba.am/exchangerates.asmx"
SPACE = "http://www.cba.am/"
ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{}</soap:Body></soap:Envelope>'
)


class Cba(fx.Provider):
    title = "Central Bank of Armenia"
    site = "https://www.cba.am/en/SitePages/ExchangeArchive.aspx"
    docs = URL
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.cba.am/"
    attribution = "Source: Central Bank of Armenia"
    verified_on = date(2026, 3, 18)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AMD AUD BRL BYN CAD CHF CNY CZK EUR GBP GEL HKD INR IRR JPY KGS KZT NOK NZD PLN RUB SEK SGD TJS UAH USD
        UZS
    """)
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    # The hour is the bank's custom, not its promise: tables after 19:00 are unknown.
    calendar = fx.Daily(
        zone="Asia/Yerevan",
        usual=time(16),
        latest=time(19),
        feasts=fx.Feasts("Law of the Republic of Armenia on holidays and memorable days", country="AM"),
    )
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return _question("ExchangeRatesByDate", f"<date>{day}</date>")

    def exchange(self, day: date) -> fx.Exchange:
        """The newest table, without a date."""
        answer = yield _question("ExchangeRatesLatest")
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; its day is the date of ``CurrentDate``, whose time is always midnight."""
        root = fx.read_xml(body)
        as_of = fx.day_in(root.findtext(".//{*}CurrentDate"))
        if as_of is None:
            raise ValueError("no table in the answer")
        return [
            fx.Quote(
                base=row.findtext("{*}ISO", ""),
                quote="AMD",
                units=row.findtext("{*}Amount"),
                mid=row.findtext("{*}Rate"),
                as_of=as_of,
            )
            for row in root.iterfind(".//{*}ExchangeRate")
        ]


def _question(operation: str, members: str = "") -> fx.Request:
    """The request for one operation of the service."""
    xml = ENVELOPE.format(f'<{operation} xmlns="{SPACE}">{members}</{operation}>')
    return fx.post_request(URL, xml=xml, headers={"SOAPAction": f'"{SPACE}{operation}"'})
