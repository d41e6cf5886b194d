"""Stores for the contract's tests, and the values that are stored in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import CachedBody, Candidate, Close, LevelState, Memory, Refusal, Row, SourceMemory
from fxwidget.errors import StoreError

from .snapshots import snapshot

STORES = ["disk", pytest.param("redis", marks=pytest.mark.needs("redis"))]
"""The kinds of stores: a new one adds a line here, and its own to ``empty_store``."""


@contextmanager
def empty_store(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty store of a kind, over a folder that is the test's own."""
    if kind == "disk":
        yield f"disk://{folder}/store"
        return
    from .redis import redis_server  # its client is of an extra

    with redis_server() as server:
        yield f"{server.url}?copy={folder}/store"


FIRST = snapshot()
SEQ = FIRST.seq


def later(by: int, **changes: Any) -> Snapshot:
    """The table of ``FIRST`` with a ``seq`` that is higher by so many."""
    return FIRST.model_copy(update={"seq": SEQ + by, **changes})


def memory(inr: str = "85.3395", *, seen: str = "answered") -> Memory:
    """A memory with one of every entry."""
    at, day = datetime(2025, 5, 14, 6, 5, tzinfo=UTC), date(2025, 5, 14)
    row = Row(rate=Decimal(inr), as_of=at, market_day=day, published=at, kind=Kind.MARKET, derived="mid")
    source = SourceMemory(
        asked_at=at,
        answered_at=at,
        outcome=seen,
        since=at,
        not_before=at,
        rows={"INR": row, "SAR": row.model_copy(update={"rate": Decimal("3.750"), "as_of": day})},
        refusals={"IRR": Refusal(reason="zero or negative", as_of=day, market_day=day, published=at)},
        closes={"INR": (Close(market_day=date(2025, 5, 13), rate=Decimal("84.90120"), aside=True),)},
        bodies={"a": CachedBody(etag='W/"1"', last_modified=None, body="eJw=")},
    )
    standing = LevelState(
        confirmed=Decimal("84.9012"),
        candidate=Candidate(groups=("a", "b"), low=Decimal("1.10"), high=Decimal("1.20"), ready=True),
        since=at,
        backing=3,
    )
    return Memory(
        sources={"currencyrate": source, "ecb": SourceMemory(outcome="empty")},
        currencies={"INR": standing, "ETB": LevelState(heeded=at)},
    )


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Check that the block raises a ``StoreError`` of one line that has these words."""
    with pytest.raises(StoreError) as caught:
        yield
    text = str(caught.value)
    assert "\n" not in text
    for word in words:
        assert word in text
