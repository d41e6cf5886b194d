"""Closes by hand, for tests of the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fxwidget.domain.close import Basis, DailyClose
from fxwidget.domain.kinds import Agreement, Kind

RECORDED = datetime(2026, 11, 30, 22, 5, tzinfo=UTC)


def basis(source: str = "ecb", kind: Kind = Kind.FIXING, **others: Any) -> Basis:
    """What a close rests on: one fixing, unless told otherwise."""
    agreement = others.pop("agreement", Agreement.SINGLE_SOURCE)
    return Basis(source, kind, agreement, others.pop("recorded_at", RECORDED), **{"own": 1, **others})


def close(code: str, day: str, rate: str, **others: Any) -> DailyClose:
    """The close of a day in ISO 8601."""
    return DailyClose(code, date.fromisoformat(day), Decimal(rate), basis(**others))


def weekdays(code: str, first: str, rates: Iterable[str], **others: Any) -> list[DailyClose]:
    """Closes of one weekday after the other, from a first day on."""
    day, own, closes = date.fromisoformat(first), basis(**others), []
    for rate in rates:
        closes.append(DailyClose(code, day, Decimal(rate), own))
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return closes
