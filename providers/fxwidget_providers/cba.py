"""Central Bank of Armenia: the average of the day's market for 27 currencies, on working days about 16:00 Yerevan time.

Direction: ``Amount`` foreign units = ``Rate`` AMD. The service speaks SOAP: a question is a document that is posted, and
an error is one with HTTP status 500. Gold and silver stand among the currencies, by the gram.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import Daily, Dated, Exchange, Feasts, Kind, Provider, Quote, Terms, Upstream, day_in, read_xml

if TYPE_CHECKING:
    import httpx

URL = "https://api.cba.am/exchangerates.asmx"
SPACE = "http://www.cba.am/"
ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{}</soap:Body></soap:Envelope>'
)


class Cba(Provider):
    title = "Central Bank of Armenia"
    site = "https://www.cba.am/en/SitePages/ExchangeArchive.aspx"
    docs = URL
    terms = Terms.UNSTATED
    terms_url = "https://www.cba.am/"
    attribution = "Source: Central Bank of Armenia"
    verified_on = date(2026, 3, 18)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    lists = frozenset(
        """
        AED AMD AUD BRL BYN CAD CHF CNY CZK EUR GBP GEL HKD INR IRR JPY KGS KZT NOK NZD PLN RUB SEK SGD TJS UAH USD
        UZS
        """.split()
    )
    archive_days = 31
    dated = Dated.FIXING_DAY
    # The hour is the bank's custom, not its promise: tables after 19:00 are unknown.
    calendar = Daily(
        zone="Asia/Yerevan",
        usual=time(16),
        latest=time(19),
        feasts=Feasts("Law of the Republic of Armenia on holidays and memorable days", country="AM"),
    )

    archive = Provider.day_by_day

    def request(self, day: date) -> httpx.Request:
        return _question("ExchangeRatesByDate", f"<date>{day}</date>")

    def exchange(self, day: date) -> Exchange:
        """The newest table, without a date."""
        answer = yield _question("ExchangeRatesLatest")
        return self.parse(answer.body)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table; its day is the date of ``CurrentDate``, whose time is always midnight."""
        root = read_xml(body)
        as_of = day_in(root.findtext(".//{*}CurrentDate"))
        if as_of is None:
            raise ValueError("no table in the answer")
        return [
            Quote(
                base=row.findtext("{*}ISO", ""),
                quote="AMD",
                units=row.findtext("{*}Amount"),
                mid=row.findtext("{*}Rate"),
                as_of=as_of,
            )
            for row in root.iterfind(".//{*}ExchangeRate")
        ]


def _question(operation: str, members: str = "") -> httpx.Request:
    """The request for one operation of the service."""
    import httpx

    body = ENVELOPE.format(f'<{operation} xmlns="{SPACE}">{members}</{operation}>')
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{SPACE}{operation}"'}
    return httpx.Request("POST", URL, content=body, headers=headers)
