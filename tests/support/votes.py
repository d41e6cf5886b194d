"""Entries of a vote, one line each, for tests of the parts that a vote has."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fxwidget.deciding.poll import Entry
from fxwidget.domain.kinds import Kind, Upstream
from fxwidget.domain.state import Row
from tests.support.house import utc

TUESDAY = date(2026, 4, 28)


def entry(source: str, number: str | None, days: int = 0, group: str = "", **members: object) -> Entry:
    """An entry of Tuesday noon, or of so many days earlier; of a group of its own unless said."""
    day, published = TUESDAY - timedelta(days), utc("2026-04-28 12:00") - timedelta(days)
    row = number and Row(
        rate=Decimal(number), as_of=day, market_day=day, published=published, kind=Kind.FIXING
    )
    given = {"upstream": Upstream.OWN, "published": published, "market_day": day, **members}
    return Entry(source, group or source, ord(source[0]), row or None, **given)  # type: ignore[arg-type]
