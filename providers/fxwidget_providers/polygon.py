"""Massive, Polygon.io until October 2025: the daily bars of all currency pairs in one document, with a key.

Direction: of the pair ``C:USDCHF`` 1 USD = ``c``, the bar's close, of the right currency; ``C:EURUSD`` the other way
round. ``t`` is the bar's last millisecond; the day after it is the day on which it was built. Its conversions need a
paid account, and may name the inverse pair; the bars are free. Free accounts are for personal use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from fxwidget import (
    Archive,
    Daily,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    is_currency,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

URL = "https://api.massive.com/v2/aggs/grouped/locale/global/market/fx/"
DAY = timedelta(days=1)
FRIDAY = 4


class Polygon(Provider):
    title = "Massive (Polygon.io)"
    site = "https://massive.com/"
    docs = "https://massive.com/docs"
    terms = Terms.FORBIDDEN
    terms_url = "https://massive.com/terms"
    attribution = "Source: Massive"
    verified_on = date(2023, 2, 5)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    lists = frozenset(
        """
        AED AUD BRL CAD CHF CNH CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RUB
        SAR SEK SGD THB TRY USD ZAR
        """.split()
    )
    archive_days = 31
    archive_pause = timedelta(seconds=13)  # five requests a minute of a free account
    dated = Dated.BUILD_DAY
    calendar = Daily(zone="UTC", usual=time(0), latest=time(6), weekdays=frozenset(range(1, 6)))
    needs_key = True
    min_interval = timedelta(hours=1)

    def request(self, day: date) -> httpx.Request:
        """The bars of the last weekday before this day."""
        closed = day - DAY - max(0, (day - DAY).weekday() - FRIDAY) * DAY
        return get_request(f"{URL}{closed}", headers={"Authorization": f"Bearer {self.key}"})

    def archive(self, first: date, last: date) -> Archive:
        """The bars that were built on each of these days: those of the day before."""
        return self.day_by_day(first, last)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the bars of the pairs that the dollar is one of; a day without bars has no ``results``."""
        rows = objects(read_json(body).get("results", ()))
        return [_quote(row) for row in rows if _is_pair(str(row.get("T")))]


def _is_pair(ticker: str) -> bool:
    """Whether a ticker is of the dollar and another currency: ``C:USDCHF``."""
    base, quote = ticker[2:5], ticker[5:]
    return "USD" in (base, quote) and is_currency(base) and is_currency(quote)


def _quote(row: dict[str, Any]) -> Quote:
    closed = datetime.fromtimestamp(int(row["t"]) // 1000, UTC).date()
    return Quote(base=row["T"][2:5], quote=row["T"][5:], mid=row.get("c"), as_of=closed + DAY)
