"""Snapshots for tests: the table of 14 May 2025, and one row or one member of it changed at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fxwidget.domain.currency import name
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.number_format import display
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import (
    DISCLAIMER,
    Agreement,
    Direction,
    Rate,
    RateSource,
    Role,
    Snapshot,
    SourceInfo,
)

CHECKED = datetime(2025, 5, 14, 6, 5, tzinfo=UTC)
CHANGED = datetime(2025, 5, 14, 6, 0, tzinfo=UTC)
NOW = datetime(2025, 5, 14, 6, 6, tzinfo=UTC)

FIGURES: dict[str, tuple[str, Direction | None]] = {
    "AED": ("3.6731", Direction.FLAT),
    "BRL": ("5.609", Direction.DOWN),
    "CNH": ("7.2129", Direction.UP),
    "EGP": ("50.4775", Direction.UP),
    "ETB": ("133.5558", None),
    "INR": ("85.3395", Direction.UP),
    "IRR": ("42250", Direction.FLAT),
    "RUB": ("79.8457", Direction.DOWN),
    "SAR": ("3.7506", None),
    "ZAR": ("18.3117", Direction.DOWN),
}
"""The figures and arrows of 14 May 2025, 06:00 UTC."""

SOURCES = {
    "currencyrate": SourceInfo(
        id="currencyrate",
        name="CurrencyRate",
        url="https://currencyrate.today/",
        attribution="Source: CurrencyRate.today",
        terms="forbidden",
        shown=True,
    ),
    "bank_of_russia": SourceInfo(
        id="bank_of_russia",
        name="Bank of Russia",
        url="https://www.cbr.ru/eng/currency_base/daily/",
        attribution="Source: Bank of Russia",
        terms="unstated",
    ),
    "ecb": SourceInfo(
        id="ecb",
        name="European Central Bank",
        url="https://www.ecb.europa.eu/",
        attribution="Source: ECB statistics",
        terms="allowed",
    ),
}


def shown_by(source: str, number: Decimal | None, as_of: date | datetime = CHANGED) -> tuple[RateSource, ...]:
    """The sources of a rate that shows one source's number and has no other."""
    return (RateSource(id=source, rate=number, as_of=as_of, role=Role.SHOWN),)


def rate(code: str, number: str | None = None, **changes: Any) -> Rate:
    """A row of 14 May 2025, or one with another number, with any member changed."""
    figure, direction = FIGURES.get(code, ("1", None))
    value = Decimal(number or figure)
    members: dict[str, Any] = {
        "code": code,
        "name": name(code),
        "rate": value,
        "display": display(value),
        "direction": direction,
        "as_of": CHANGED,
        "market_day": date(2025, 5, 14),
        "changed_at": CHANGED,
        "late_at": CHANGED + timedelta(hours=2),
        "stale_at": CHANGED + timedelta(hours=3),
        "withdraw_at": CHANGED + timedelta(days=14),
        "agreement": Agreement.SINGLE_SOURCE,
        "kind": Kind.OFFICIAL if code == "IRR" else Kind.MARKET,
        "sources": shown_by("currencyrate", value),
    }
    return Rate(**(members | changes))


def without_number(code: str, **changes: Any) -> Rate:
    """A row that shows no number."""
    nothing: dict[str, Any] = dict.fromkeys(("rate", "display", "direction", "change", "change_pct"))
    return rate(code, **(nothing | {"sources": ()} | changes))


def snapshot(*changed: Rate, codes: tuple[str, ...] = tuple(FIGURES), **changes: Any) -> Snapshot:
    """The table of 14 May 2025 with some rows replaced, and any member changed."""
    replaced = {row.code: row for row in changed}
    rows = [replaced.pop(code) if code in replaced else rate(code) for code in codes]
    base = Rate(code="USD", name=name("USD"), rate=Decimal(1), display="1", kind=None)
    members: dict[str, Any] = {
        "base": "USD",
        "seq": 1747202700000,
        "freshness": Freshness.FRESH,
        "checked_at": CHECKED,
        "changed_at": CHANGED,
        "next_check_at": CHECKED + timedelta(minutes=5),
        "valid_until": CHECKED + timedelta(hours=1),
        "rates": (*rows, *replaced.values(), base),
        "sources": tuple(SOURCES.values()),
        "disclaimer": DISCLAIMER,
    }
    return Snapshot(**(members | changes))
