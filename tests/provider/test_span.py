"""A publisher that is asked for a span of days: one request for the newest table and for the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fxwidget import Answer, Provider, Quote, get_request

if TYPE_CHECKING:
    import httpx

QUOTE = Quote(base="USD", quote="INR", mid="96.1", as_of=date(2026, 3, 20))
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


class ABank(Provider):
    def span(self, first: date, last: date) -> httpx.Request:
        return get_request(f"https://bank.example/{first}/{last}")

    def parse(self, body: bytes) -> Sequence[Quote]:
        return [QUOTE]


def test_the_last_days_and_any_others() -> None:
    """The newest table is looked for in the last ten days, that of past days where they are."""
    asked = []
    for conversation in (ABank().exchange(LAST), ABank().archive(FIRST, LAST)):
        asked.append(next(conversation).url.path)
        with pytest.raises(StopIteration) as end:
            conversation.send(Answer("https://bank.example/", 200, b""))
        assert end.value.value == [QUOTE]
    assert asked == ["/2026-03-21/2026-03-31", "/2026-03-01/2026-03-31"]
    assert ABank.has_archive()


def test_neither() -> None:
    """Who writes no span has no archive by it, and needs a request of its own."""
    assert not Provider.has_archive()
    with pytest.raises(NotImplementedError, match="defines neither url"):
        Provider().request(LAST)
    with pytest.raises(NotImplementedError, match="Provider has no archive"):
        Provider().archive(FIRST, LAST)
