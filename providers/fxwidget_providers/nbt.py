"""National Bank of Tajikistan: 36 currencies, one set for each day in the Dushanbe morning, as XML.

Direction: ``Nominal`` foreign units = ``Value`` TJS. ``Date`` of the root is the day of the set; days without trading repeat
the set before under their own date. Asked for a day that it has no set of, the bank answers with that of today.
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


class Nbt(Provider):
    title = "National Bank of Tajikistan"
    site = "https://www.nbt.tj/en/kurs/kurs.php"
    docs = site
    terms = Terms.ALLOWED
    terms_url = "https://www.nbt.tj/en/"
    attribution = "Source: National Bank of Tajikistan, www.nbt.tj"
    verified_on = date(2026, 5, 18)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    lists = frozenset(
        """
        AED AFN AMD AUD AZN BYN CAD CHF CNY DKK EUR GBP GEL INR IRR ISK JPY KGS KRW KWD KZT MDL MYR NOK PKR PLN RUB
        SAR SEK SGD THB TJS TMT TRY UAH USD UZS
        """.split()
    )
    coarse = frozenset({"IRR", "UZS"})
    archive_since = date(2001, 1, 1)
    archive_days = 31
    # A set comes on the morning of its day, so it speaks of the market of the day before.
    dated = Dated.BUILD_DAY
    calendar = Daily(
        zone="Asia/Dushanbe",
        usual=time(9),
        latest=time(12),
        feasts=Feasts("Law of the Republic of Tajikistan on public holidays", country="TJ"),
    )
    archive = Provider.day_by_day

    def request(self, day: date) -> httpx.Request:
        params = {"date": day.isoformat(), "export": "xmlout"}
        return get_request("https://www.nbt.tj/en/kurs/export_xml.php", params=params)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one ``ValCurs``; its numeric IDs are not used, the rouble has that of the Soviet one."""
        root = read_xml(body)
        as_of = day_in(root.get("Date"))
        if as_of is None:
            raise ValueError("the document has no day")
        return [
            Quote(
                base=row.findtext("CharCode", ""),
                quote="TJS",
                units=row.findtext("Nominal"),
                mid=row.findtext("Value"),
                as_of=as_of,
            )
            for row in root.iter("Valute")
        ]
