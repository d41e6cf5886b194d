"""National Bank of Moldova: 39 currencies, set on working days in the Chisinau afternoon for the next day, as XML.

Direction: ``Nominal`` foreign units = ``Value`` MDL. ``Date`` of the root is the day on which the set holds.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://www.bnm.md/en/official_exchange_rates"


class Nbm(fx.Provider):
    title = "National Bank of Moldova"
    site = "https://www.bnm.md/en/content/official-exchange-rates"
    docs = URL
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.bnm.md/en"
    attribution = "Source: National Bank of Moldova"
    verified_on = date(2026, 4, 7)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED ALL AMD AUD AZN BYN CAD CHF CNY CZK DKK EUR GBP GEL HKD HUF ILS INR ISK JPY KGS KRW KWD KZT MDL MKD MYR
        NOK NZD PLN RON RSD RUB SEK TJS TMT TRY UAH USD UZS
    """)
    archive_days = 31
    dated = fx.Dated.VALID_FROM
    # The hour is the bank's custom, not its promise: sets after 17:00 are unknown.
    calendar = fx.Daily(
        zone="Europe/Chisinau",
        usual=time(13),
        latest=time(17),
        feasts=fx.Feasts("Labour Code of the Republic of Moldova, article 111", country="MD"),
    )
    exchange = fx.Provider.tomorrow_or_today
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        """The set that holds on a day."""
        return fx.get_request(URL, params={"get_xml": "1", "date": f"{day:%d.%m.%Y}"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one ``ValCurs``."""
        root = fx.read_xml(body)
        if root.tag != "ValCurs":
            raise ValueError(f"expected ValCurs, got {root.tag}")
        return [
            fx.Quote(
                base=row.findtext("CharCode", ""),
                quote="MDL",
                units=row.findtext("Nominal"),
                mid=row.findtext("Value"),
                as_of=fx.day_in(root.get("Date"), "%d.%m.%Y"),
            )
            for row in root.iter("Valute")
        ]
