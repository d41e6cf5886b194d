"""Toy banks that ask over HTTP, and the document that they read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import httpx

from fxwidget import Quote, Terms, read_json

from .house import Fixing


class Bank(Fixing):
    """A bank that publishes a JSON table every weekday between 14:00 and 16:00 UTC."""

    terms = Terms.ALLOWED
    lists = frozenset("BRL INR RUB USD ZAR".split())

    def request(self, day: date) -> httpx.Request:
        return httpx.Request("GET", "https://bank.example/table.json")

    def parse(self, body: bytes) -> Sequence[Quote]:
        document = read_json(body)
        day = date.fromisoformat(document["day"])
        return [Quote(base="USD", quote=code, mid=mid, as_of=day) for code, mid in document["rates"].items()]


class Keyed(Bank):
    """A bank that wants its key in the query, or in the path and a header."""

    needs_key = True

    def request(self, day: date) -> httpx.Request:
        url = httpx.URL("https://bank.example/table.json", params={"apikey": self.key or ""})
        return httpx.Request("GET", url, headers={"X-Api-Key": self.key or ""})


class KeyedPath(Bank):
    """A bank that wants its key in the path and in a header of its own."""

    needs_key = True

    def request(self, day: date) -> httpx.Request:
        url = httpx.URL("https://bank.example").copy_with(path=f"/v1/{self.key}/table.json")
        return httpx.Request("GET", url, headers={"X-Client": self.key or ""})


def table(day: str = "2026-04-28", **numbers: str) -> bytes:
    """The bank's document."""
    rates = ", ".join(f'"{code}": {text}' for code, text in (numbers or {"INR": "85.3395"}).items())
    return b'{"day": "%s", "rates": {%s}}' % (day.encode(), rates.encode())
