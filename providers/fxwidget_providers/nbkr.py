"""National Bank of the Kyrgyz Republic: five currencies, set on working days in the Bishkek afternoon for the next day.

Direction: ``Nominal`` foreign units = ``Value`` KGS, decimal comma, XML in windows-1251. ``Date`` is the day on which the
set holds, weekends among them. Forty more currencies stand in a weekly list of another day, without a dollar to cross
them with; it is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
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
    decimal_comma,
    get_request,
    read_xml,
)

if TYPE_CHECKING:
    import httpx


class Nbkr(Provider):
    title = "National Bank of the Kyrgyz Republic"
    site = "https://www.nbkr.kg/index1.jsp?item=1562&lang=ENG"
    docs = "https://www.nbkr.kg/index.jsp?lang=ENG"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: National Bank of the Kyrgyz Republic"
    verified_on = date(2026, 5, 24)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset("CNY EUR KGS KZT RUB USD".split())
    dated = Dated.VALID_FROM
    calendar = Daily(
        zone="Asia/Bishkek",
        usual=time(14),
        latest=time(18),
        feasts=Feasts("Labour Code of the Kyrgyz Republic, on public holidays", country="KG"),
    )
    min_interval = timedelta(minutes=30)  # the server drops who connects some twenty times in a row

    def request(self, day: date) -> httpx.Request:
        return get_request("https://www.nbkr.kg/XML/daily.xml")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one ``CurrencyRates``."""
        root = read_xml(body)
        as_of = day_in(root.get("Date"), "%d.%m.%Y")
        if as_of is None:
            raise ValueError("the document has no day")
        return [
            Quote(
                base=row.get("ISOCode", ""),
                quote="KGS",
                units=row.findtext("Nominal"),
                mid=decimal_comma(row.findtext("Value")),
                as_of=as_of,
            )
            for row in root.iter("Currency")
        ]
