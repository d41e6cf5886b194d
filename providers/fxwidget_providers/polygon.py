"""Massive, Polygon.io until October 2025: the daily bars of all currency pairs in one document, with a key.

Direction: of the pair ``C:USDCHF`` 1 USD = ``c``, the bar's close, of the right currency; ``C:EURUSD`` the other way
round. ``t`` is the bar's last millisecond; the day after it is the day on which it was built. Its conversions need a
paid account, and may name the inverse pair; the bars are free. Free accounts are for personal use.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import fxwidget as fx

URL = "https://api.massive.com/v2/aggs/grouped/locale/global/market/fx/"
DAY = timedelta(days=1)
FRIDAY = 4


class Polygon(fx.Provider):
    title = "Massive (Polygon.io)"
    site = "https://massive.com/"
    docs = "https://massive.com/docs"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://massive.com/terms"
    attribution = "Source: Massive"
    verified_on = date(2023, 2, 5)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("""
        AED AUD BRL CAD CHF CNH CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RUB
        SAR SEK SGD THB TRY USD ZAR
    """)
    archive_days = 31
    archive_pause = timedelta(seconds=13)  # five requests a minute of a free account
    dated = fx.Dated.BUILD_DAY
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(6), weekdays=frozenset(range(1, 6)))
    needs_key = True
    min_interval = timedelta(hours=1)

    def request(self, day: date) -> fx.Request:
        """The bars of the last weekday before this day."""
        closed = day - DAY - max(0, (day - DAY).weekday() - FRIDAY) * DAY
        return fx.get_request(f"{URL}{closed}", headers={"Authorization": f"Bearer {self.key}"})

    def archive(self, first: date, last: date) -> fx.Archive:
        """The bars that were built on each of these days: those of the day before."""
        return self.day_by_day(first, last)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the bars of the pairs that the dollar is one of; a day without bars has no ``results``."""
        rows = fx.objects(fx.read_json(body).get("results", ()))
        return [_quote(row) for row in rows if _is_pair(str(row.get("T")))]


def _is_pair(ticker: str) -> bool:
    """Whether a ticker is of the dollar and another currency: ``C:USDCHF``."""
    base, quote = ticker[2:5], ticker[5:]
    return "USD" in (base, quote) and fx.is_currency(base) and fx.is_currency(quote)


def _quote(row: dict[str, Any]) -> fx.Quote:
    closed = datetime.fromtimestamp(int(row["t"]) // 1000, UTC).date()
    return fx.Quote(base=row["T"][2:5], quote=row["T"][5:], mid=row.get("c"), as_of=closed + DAY)
