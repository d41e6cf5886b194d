"""Central Bank of Azerbaijan: a bulletin of some 40 currencies on the morning of each working day, as XML.

Direction: ``Nominal`` foreign units = ``Value`` AZN; a dollar is held at 1.7. ``Date`` is the day from which the bulletin
holds. The address of a day without one gives the newest before it, under its own date. Metals stand in a list apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import (
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


class Cbar(Provider):
    title = "Central Bank of the Republic of Azerbaijan"
    site = "https://www.cbar.az/currency/rates?language=en"
    docs = "https://www.cbar.az/currency/rates"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Central Bank of the Republic of Azerbaijan"
    verified_on = date(2026, 9, 4)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    # Those of a shortened recording; IRR, BRL, ZAR, EGP and IDR are known to be gone.
    lists = frozenset("AED AZN CHF CNY EUR GBP INR KRW RUB SAR USD".split())
    coarse = frozenset({"INR"})  # 0.018 manats
    archive_since = date(2006, 1, 1)  # since then in the manat without three noughts and more
    archive_days = 31
    # It comes on the morning of its day, so it speaks of the market of the day before.
    dated = Dated.BUILD_DAY
    calendar = Daily(
        zone="Asia/Baku",
        usual=time(9, 30),
        latest=time(13),
        feasts=Feasts("Labour Code of the Republic of Azerbaijan, article 105", country="AZ"),
    )
    archive = Provider.day_by_day

    def request(self, day: date) -> httpx.Request:
        return get_request(f"https://www.cbar.az/currencies/{day:%d.%m.%Y}.xml")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the currencies of one bulletin; a value may be left out."""
        root = read_xml(body)
        rows = root.findall("ValType[@Type='Xarici valyutalar']/Valute")
        if not rows:
            raise ValueError("no currencies in the document")
        return [
            Quote(
                base=row.get("Code", ""),
                quote="AZN",
                units=row.findtext("Nominal"),
                mid=row.findtext("Value"),
                as_of=day_in(root.get("Date"), "%d.%m.%Y"),
            )
            for row in rows
        ]
