"""Twelve Data, quotes of pairs near the market, with a key.

Direction: 1 unit of the pair's left currency = ``rate`` of its right one, so 1 USD = ``rate`` as we ask.
``timestamp`` is the instant of each quote. A free account has eight credits a minute and 800 a day, a pair costs one:
no more than eight currencies are asked for. Free accounts are for personal use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fxwidget import (
    Continuous,
    CredentialsRejected,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    RateLimited,
    Terms,
    Upstream,
    get_request,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

CREDITS = 8
"""Pairs a minute of a free account."""


class TwelveData(Provider):
    title = "Twelve Data"
    site = "https://twelvedata.com/"
    docs = "https://twelvedata.com/docs"
    terms = Terms.FORBIDDEN
    terms_url = "https://twelvedata.com/terms"
    attribution = "Source: Twelve Data"
    verified_on = date(2022, 2, 8)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    lists = frozenset("AED BRL CNH CNY EGP IDR INR JPY RUB SAR USD ZAR".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(minutes=15))
    needs_key = True
    min_interval = timedelta(minutes=15)
    quota = "100/day"  # 800 credits of eight each
    error_words = {
        "401": CredentialsRejected,
        "403": CredentialsRejected,
        "429": RateLimited,
    }

    def request(self, day: date) -> httpx.Request:
        """One request for the first currencies that are wanted."""
        wanted = [code for code in self.currencies or sorted(self.lists) if code in self.lists - {"USD"}]
        params = {"symbol": ",".join(f"USD/{code}" for code in wanted[:CREDITS])}
        key = {"Authorization": f"apikey {self.key}"}
        return get_request("https://api.twelvedata.com/exchange_rate", params=params, headers=key)

    def exchange(self, day: date) -> Exchange:
        """The quotes, or an error whose ``code`` says what the HTTP status should."""
        answer = yield self.request(day)
        document = read_json(answer.body)
        if "code" in document:
            raise self.named_error(answer, str(document["code"]))
        return self.parse(answer.body)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one quote, or several under their pairs; a pair that it does not know is an error in its place."""
        document = read_json(body)
        rows = [document] if "symbol" in document else objects(document.values())
        return [_quote(row) for row in rows if "code" not in row]


def _quote(row: dict[str, Any]) -> Quote:
    base, _, quote = str(row.get("symbol")).partition("/")
    as_of = datetime.fromtimestamp(int(row["timestamp"]), UTC) if "timestamp" in row else None
    return Quote(base=base, quote=quote, mid=row.get("rate"), as_of=as_of)
