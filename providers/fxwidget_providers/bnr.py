"""National Bank of Romania: 35 currencies on working days after 13:00 Bucharest time, as XML.

Direction: ``multiplier`` foreign units (1 where it is left out) = the text of ``Rate`` in RON. The namespace and the host
have changed once; local names are what counts.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://curs.bnr.ro"


class Bnr(fx.Provider):
    title = "National Bank of Romania"
    site = "https://www.bnr.ro/en/561-exchange-rates"
    docs = site
    url = f"{URL}/nbrfxrates.xml"
    terms = fx.Terms.ALLOWED
    terms_url = site
    attribution = "Source: National Bank of Romania"
    verified_on = date(2026, 8, 19)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MDL MXN MYR NOK NZD PHP PLN RON
        RSD RUB SEK SGD THB TRY UAH USD ZAR
    """)
    # Four decimals. EGP has three digits too (0.0892), in steps of 0.1 %: little beside the spread of its sources.
    coarse = fx.codes("IDR INR PHP RSD RUB TRY")
    archive_since = date(2005, 7, 1)  # since then in the leu without four noughts
    dated = fx.Dated.FIXING_DAY
    # The hour is the bank's custom, not its promise: tables after 16:00 are unknown.
    calendar = fx.Daily(
        zone="Europe/Bucharest",
        usual=time(13),
        latest=time(16),
        feasts=fx.Feasts("Labour Code of Romania, article 139", country="RO"),
    )

    def archive(self, first: date, last: date) -> fx.Archive:
        """The file of each year."""
        quotes: list[fx.Quote] = []
        for year in range(first.year, last.year + 1):
            answer = yield fx.get_request(f"{URL}/files/xml/years/nbrfxrates{year}.xml")
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read a file of one ``Cube`` for each day, the newest last."""
        cubes = fx.read_xml(body).findall(".//{*}Cube")
        if not cubes:
            raise ValueError("no Cube in the document")
        return [
            fx.Quote(
                base=rate.get("currency", ""),
                quote="RON",
                units=rate.get("multiplier", "1" if len(rate.attrib) == 1 else None),
                mid=rate.text,
                as_of=fx.day_in(cube.get("date")),
            )
            for cube in cubes
            for rate in cube
        ]
