"""InforEuro, the European Commission: some 155 currencies against the euro, which hold for one month.

Direction: 1 EUR = ``value``. For the ECB's currencies they are the ECB's numbers of the last day but one of the month before. A
document does not state its month. Some codes are not ISO's: ZIG stands for ZWG.
"""

from datetime import date, time, timedelta

import fxwidget as fx


class Inforeuro(fx.Provider):
    title = "European Commission, InforEuro"
    site = "https://commission.europa.eu/funding-tenders/procedures-guidelines-tenders/information-contractors-and-beneficiaries/exchange-rate-inforeuro_en"
    docs = site
    terms = fx.Terms.ALLOWED
    terms_url = "https://commission.europa.eu/legal-notice_en"
    attribution = "Source: European Commission, InforEuro"
    verified_on = date(2026, 9, 26)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    groups = dict.fromkeys(
        fx.codes("""
            AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD
            THB TRY USD ZAR
        """),
        "ecb",
    )
    lists = fx.CURRENCIES - fx.codes("CNH KPW SVC VED ZWG")
    dated = fx.Dated.VALID_FROM
    calendar = fx.Daily(
        zone="Europe/Brussels", usual=time(9), latest=time(20), months=frozenset(range(1, 13))
    )
    min_interval = timedelta(hours=12)

    def request(self, day: date) -> fx.Request:
        """The month of a day."""
        url = "https://ec.europa.eu/budg/inforeuro/api/public/monthly-rates"
        return fx.get_request(url, params={"lang": "en", "year": str(day.year), "month": str(day.month)})

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read the table that holds for the month of a day."""
        return [
            fx.Quote(base="EUR", quote=row.get("isoA3Code"), mid=row.get("value"), as_of=day.replace(day=1))
            for row in fx.read_json_rows(body)
            if row.get("isoA3Code") is None or fx.is_currency(row["isoA3Code"])
        ]
