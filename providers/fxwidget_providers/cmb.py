"""China Merchants Bank: its own prices of ten currencies in on-shore yuan, all through the day, on Saturdays too.

Direction: ``ccyExc`` foreign units = ``rthBid`` and ``rthOfr`` CNY, at which it buys and sells money on account, all
of them texts. ``ratDat`` and ``ratTim`` are the instant of each row in Beijing, in Chinese; ``ccyNbrEng`` ends with
the code. ``rtbBid`` is a middle of which nobody says whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from fxwidget import (
    Daily,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    instant_in,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

ZONE = "Asia/Shanghai"


class Cmb(Provider):
    title = "China Merchants Bank"
    site = "https://fx.cmbchina.com/"
    docs = site
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: China Merchants Bank"
    verified_on = date(2026, 8, 1)

    kind = Kind.MARKET
    upstream = Upstream.OWN
    lists = frozenset("AUD CAD CHF CNY EUR GBP HKD JPY NZD SGD USD".split())
    dated = Dated.INSTANT
    calendar = Daily(zone=ZONE, usual=time(9), latest=time(22), feasts="china")
    min_interval = timedelta(minutes=15)

    def request(self, day: date) -> httpx.Request:
        return get_request("https://fx.cmbchina.com/api/v1/fx/rate")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one list."""
        document = read_json(body)
        if document["returnCode"] != "SUC0000":
            raise ValueError(f"returnCode {document['returnCode']!r}")
        return [_quote(row) for row in objects(document["body"])]


def _quote(row: dict[str, Any]) -> Quote:
    return Quote(
        base=str(row.get("ccyNbrEng")).rpartition(" ")[2],
        quote="CNY",
        units=row.get("ccyExc"),
        bid=row.get("rthBid"),
        ask=row.get("rthOfr"),
        as_of=instant_in(f"{row.get('ratDat')} {row.get('ratTim')}", "%Y年%m月%d日 %H:%M:%S", ZONE),
    )
