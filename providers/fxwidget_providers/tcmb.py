"""Central Bank of the Republic of Turkey: indicative rates of 22 currencies on working days at 15:30 Istanbul time, as XML.

Direction: 1 USD = ``CrossRateUSD``, or 1 unit of the currency = ``CrossRateOther`` USD; only the dollar itself is read in
TRY, ``Unit`` of it between ``ForexBuying`` and ``ForexSelling``. These are 1.3 % apart for minor currencies, so that
a dollar crossed through lira would be no better than that.
"""

from datetime import date, time
from xml.etree.ElementTree import Element

import fxwidget as fx

URL = "https://www.tcmb.gov.tr/kurlar"


class Tcmb(fx.Provider):
    title = "Central Bank of the Republic of Turkey"
    site = "https://www.tcmb.gov.tr/kurlar/today.xml"
    docs = "https://www.tcmb.gov.tr/wps/wcm/connect/EN/TCMB+EN/Main+Menu/Statistics/Exchange+Rates"
    url = f"{URL}/today.xml"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.tcmb.gov.tr/wps/wcm/connect/EN/TCMB+EN/Bottom+Menu/Other/Disclaimer"
    attribution = "Source: Central Bank of the Republic of Turkey"
    verified_on = date(2024, 1, 31)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    # Those of which the bank's data service had numbers in March 2026: IRR, still in bulletins of 2024, is not among them.
    lists = fx.codes("""
        AED AUD AZN CAD CHF CNY DKK EUR GBP JPY KRW KWD KZT NOK PKR QAR RON RUB SAR SEK TRY USD
    """)
    archive_since = date(2005, 1, 3)  # since then in the lira without six noughts
    archive_days = 31
    archived = fx.codes("BGN")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Europe/Istanbul",
        usual=time(15, 30),
        latest=time(17),
        feasts=fx.Feasts("Law 2429 of 17 March 1981 on the national day and public holidays", country="TR"),
    )
    statuses = frozenset({200, 404})
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        """The bulletin of a day; a 404 where there is none."""
        return fx.get_request(f"{URL}/{day:%Y%m}/{day:%d%m%Y}.xml")

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one bulletin."""
        root = fx.read_xml(body)
        as_of = fx.day_in(root.get("Tarih"), "%d.%m.%Y")
        if as_of is None:
            raise ValueError("the bulletin has no day")
        return [_quote(row, as_of) for row in root.iter("Currency")]


def _quote(row: Element, as_of: date) -> fx.Quote:
    """What the dollar costs in one currency, or that costs in dollars; each row has one of both."""
    code, other = row.get("CurrencyCode", ""), row.findtext("CrossRateOther")
    if code == "USD":
        buying, selling = row.findtext("ForexBuying"), row.findtext("ForexSelling")
        units = row.findtext("Unit")
        return fx.Quote(base="USD", quote="TRY", units=units, bid=buying, ask=selling, as_of=as_of)
    if other:
        return fx.Quote(base=code, quote="USD", mid=other, as_of=as_of)
    return fx.Quote(base="USD", quote=code, mid=row.findtext("CrossRateUSD"), as_of=as_of)
