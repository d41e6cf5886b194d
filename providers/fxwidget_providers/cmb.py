"""China Merchants Bank: its own prices of ten currencies in on-shore yuan, all through the day, on Saturdays too.

Direction: ``ccyExc`` foreign units = ``rthBid`` and ``rthOfr`` CNY, at which it buys and sells money on account, all
of them texts. ``ratDat`` and ``ratTim`` are the instant of each row in Beijing, in Chinese; ``ccyNbrEng`` ends with
the code. ``rtbBid`` is a middle of which nobody says whose it is.
"""

from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

ZONE = "Asia/Shanghai"


class Cmb(fx.Provider):
    title = "China Merchants Bank"
    site = "https://fx.cmbchina.com/"
    docs = site
    url = "https://fx.cmbchina.com/api/v1/fx/rate"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: China Merchants Bank"
    verified_on = date(2026, 8, 1)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CHF CNY EUR GBP HKD JPY NZD SGD USD")
    dated = fx.Dated.INSTANT
    calendar = fx.Daily(zone=ZONE, usual=time(9), latest=time(22), feasts="china")
    min_interval = timedelta(minutes=15)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one list."""
        document = fx.read_json(body)
        if document["returnCode"] != "SUC0000":
            raise ValueError(f"returnCode {document['returnCode']!r}")
        return [_quote(row) for row in fx.objects(document["body"])]


def _quote(row: dict[str, Any]) -> fx.Quote:
    return fx.Quote(
        base=str(row.get("ccyNbrEng")).rpartition(" ")[2],
        quote="CNY",
        units=row.get("ccyExc"),
        bid=row.get("rthBid"),
        ask=row.get("rthOfr"),
        as_of=fx.instant_in(f"{row.get('ratDat')} {row.get('ratTim')}", "%Y年%m月%d日 %H:%M:%S", ZONE),
    )
