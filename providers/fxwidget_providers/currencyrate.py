"""CurrencyRate, the service behind the widget in the wild: two rows, now and the previous close.

Direction: 1 USD = the number. ``local_time`` is the source's own time, ``put_time`` when the operator stored the
row; both are UTC. The service is not documented for third parties: off unless an operator turns it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    Continuous,
    Dated,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    is_currency,
    read_json,
)

if TYPE_CHECKING:
    import httpx


class CurrencyRate(Provider):
    title = "CurrencyRate"
    site = "https://currencyrate.today/"
    docs = "https://currencyrate.today/"
    terms = Terms.FORBIDDEN
    terms_url = "https://currencyrate.today/disclaimer"
    attribution = "Source: CurrencyRate.today"

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    kinds = {"IRR": Kind.OFFICIAL}
    lists = frozenset("AED BRL CNH CNY EGP ETB EUR GBP IDR INR IRR JPY KZT RUB SAR TRY USD ZAR".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(hours=1))

    def request(self, day: date) -> httpx.Request:
        return get_request("https://api-bank.fex.to/rates/currencyrate.json")

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read ``data``: its first row is now, its second the previous close."""
        document = read_json(body)
        base = document["base"]
        return [
            Quote(base=base, quote=code, mid=mid, as_of=_utc(row["local_time"]), close=number == 1)
            for number, row in enumerate(document["data"][:2])
            for code, mid in row["rates"].items()
            if is_currency(code)
        ]


def _utc(text: str) -> datetime:
    """``2025-05-14 06:00:00`` or ISO 8601; without a zone it is UTC."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
