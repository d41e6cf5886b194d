"""Bank of Thailand, with a free key: the mean of commercial banks' prices of 19 currencies on working days at 18:00.

Direction: 1 foreign unit, or as many as ``currency_name_eng`` has in brackets, = ``mid_rate`` THB, a text; an empty one on
days without a number. Buying and selling of INR and IDR lie 17 % and 9 % apart, so that their middle is no rate.
"""

from __future__ import annotations

import re
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
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

UNITS = re.compile(r"\(([0-9,]+) [A-Z]+\)")
FAR_APART = frozenset({"IDR", "INR"})


class BankOfThailand(Provider):
    title = "Bank of Thailand"
    site = "https://www.bot.or.th/en/statistics/exchange-rate.html"
    docs = "https://portal.api.bot.or.th/"
    terms = Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Bank of Thailand"
    verified_on = date(2026, 4, 3)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset("AUD BND CAD CHF CNY DKK EUR GBP HKD JPY MYR NOK NZD PHP SEK SGD THB USD".split())
    archive_since = date(2002, 1, 2)
    archive_days = 31
    dated = Dated.FIXING_DAY
    # Banks are open on Buddhist Lent Day. The hours are a custom, not a promise.
    calendar = Daily(
        zone="Asia/Bangkok",
        usual=time(18),
        latest=time(20),
        feasts=Feasts(
            "Bank of Thailand, holidays of financial institutions, and the Cabinet's decisions on further ones",
            country="TH",
            working=("Buddhist Lent Day",),
            decided="Bridge Public Holiday",
        ),
    )
    needs_key = True

    def span(self, first: date, last: date) -> httpx.Request:
        return get_request(
            "https://gateway.api.bot.or.th/Stat-ExchangeRate/v2/DAILY_AVG_EXG_RATE/",
            params={"start_period": first.isoformat(), "end_period": last.isoformat()},
            headers={"Authorization": self.key or "", "Accept": "application/json"},
        )

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the rows of some days."""
        return [
            Quote(
                base=row.get("currency_id"),
                quote="THB",
                units=_units(row.get("currency_name_eng")),
                mid=row.get("mid_rate"),
                as_of=day_in(row.get("period")),
            )
            for row in objects(read_json(body)["result"]["data"]["data_detail"])
            if row.get("mid_rate") != "" and row.get("currency_id") not in FAR_APART
        ]


def _units(name: object) -> str:
    """``1000`` of ``INDONESIA : RUPIAH (1,000 RUPIAH) (IDR)``."""
    found = UNITS.search(str(name))
    return found[1].replace(",", "") if found else "1"
