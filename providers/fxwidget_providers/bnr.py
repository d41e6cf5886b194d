"""National Bank of Romania: 35 currencies on working days after 13:00 Bucharest time, as XML.

Direction: ``multiplier`` foreign units (1 where it is left out) = the text of ``Rate`` in RON. The namespace and the host
have changed once; local names are what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import (
    Archive,
    Daily,
    Dated,
    Feasts,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    read_xml,
)

if TYPE_CHECKING:
    import httpx

URL = "https://curs.bnr.ro"


class Bnr(Provider):
    title = "National Bank of Romania"
    site = "https://www.bnr.ro/en/561-exchange-rates"
    docs = site
    terms = Terms.ALLOWED
    terms_url = site
    attribution = "Source: National Bank of Romania"
    verified_on = date(2026, 8, 19)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AED AUD BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MDL MXN MYR NOK NZD PHP PLN RON
        RSD RUB SEK SGD THB TRY UAH USD ZAR
        """.split()
    )
    # Four decimals. EGP has three digits too (0.0892), in steps of 0.1 %: little beside the spread of its sources.
    coarse = frozenset("IDR INR PHP RSD RUB TRY".split())
    archive_since = date(2005, 7, 1)  # since then in the leu without four noughts
    dated = Dated.FIXING_DAY
    # The hour is the bank's custom, not its promise: tables after 16:00 are unknown.
    calendar = Daily(
        zone="Europe/Bucharest",
        usual=time(13),
        latest=time(16),
        feasts=Feasts("Labour Code of Romania, article 139", country="RO"),
    )

    def request(self, day: date) -> httpx.Request:
        return get_request(f"{URL}/nbrfxrates.xml")

    def archive(self, first: date, last: date) -> Archive:
        """The file of each year."""
        quotes: list[Quote] = []
        for year in range(first.year, last.year + 1):
            answer = yield get_request(f"{URL}/files/xml/years/nbrfxrates{year}.xml")
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read a file of one ``Cube`` for each day, the newest last."""
        cubes = read_xml(body).findall(".//{*}Cube")
        if not cubes:
            raise ValueError("no Cube in the document")
        return [
            Quote(
                base=rate.get("currency", ""),
                quote="RON",
                units=rate.get("multiplier", "1"),
                mid=rate.text,
                as_of=day_in(cube.get("date")),
            )
            for cube in cubes
            for rate in cube
        ]
