"""Example Bank's daily fixing, published on working days at noon in Lisbon.

Direction: 1 EUR = the number. The answer looks like
``{"day": "2026-03-18", "eur": {"USD": "1.1500", "INR": "106.8300"}}``, numbers as strings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from fxwidget import Daily, Dated, Kind, Provider, Quote, Terms, Upstream, get_request, read_json

if TYPE_CHECKING:
    import httpx


class ExampleBank(Provider):
    title = "Example Bank"
    site = "https://bank.example/rates"
    docs = "https://bank.example/api"
    terms = Terms.UNSTATED
    terms_url = "https://bank.example/terms"
    attribution = "Source: Example Bank"

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset({"EUR", "USD", "BRL", "INR", "ZAR"})
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="Europe/Lisbon", usual=time(12), latest=time(14), feasts="TARGET")

    def request(self, day: date) -> httpx.Request:
        return get_request("https://bank.example/api/latest.json")

    def parse(self, body: bytes) -> Sequence[Quote]:
        document = read_json(body)
        as_of = date.fromisoformat(document["day"])
        return [Quote(base="EUR", quote=code, mid=mid, as_of=as_of) for code, mid in document["eur"].items()]
