"""National Bank of the Republic of Belarus: 30 currencies, set on working days after 13:00 Minsk time for the next day.

Direction: ``Cur_Scale`` foreign units = ``Cur_OfficialRate`` BYN. ``Date`` is the day on which the list holds. The
internal ``Cur_ID`` changes with the scale; the abbreviation says which currency it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import (
    Daily,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    read_json_rows,
)

if TYPE_CHECKING:
    import httpx

URL = "https://api.nbrb.by/exrates/rates"


class Nbrb(Provider):
    title = "National Bank of the Republic of Belarus"
    site = "https://www.nbrb.by/engl/statistics/rates/ratesdaily.asp"
    docs = "https://www.nbrb.by/apihelp/exrates"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: National Bank of the Republic of Belarus"
    verified_on = date(2026, 3, 17)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    lists = frozenset(
        """
        AED AMD AUD BRL BYN CAD CHF CNY CZK DKK EUR GBP INR IRR ISK JPY KGS KWD KZT MDL NOK NZD PLN RUB SEK SGD
        TRY UAH USD VND
        """.split()
    )
    archive_since = date(2016, 7, 1)  # since then in the rouble without four noughts
    archive_days = 31
    dated = Dated.VALID_FROM
    # Minsk has no summer time. The hour is the bank's custom, not its promise: lists after 16:00 are unknown.
    calendar = Daily(zone="Europe/Minsk", usual=time(13), latest=time(16), feasts="belarus")
    statuses = frozenset({200, 404})
    exchange = Provider.tomorrow_or_today
    archive = Provider.day_by_day

    def request(self, day: date) -> httpx.Request:
        """The list of a day; of one that the bank has not set yet it is empty, or a 404."""
        return get_request(URL, params={"periodicity": "0", "ondate": day.isoformat()})

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one list."""
        return [
            Quote(
                base=row.get("Cur_Abbreviation"),
                quote="BYN",
                units=row.get("Cur_Scale"),
                mid=row.get("Cur_OfficialRate"),
                as_of=day_in(row.get("Date")),
            )
            for row in read_json_rows(body)
        ]
