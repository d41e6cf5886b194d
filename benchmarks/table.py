"""Tables for benchmarks of serving: pinned numbers of as many currencies as wanted, fresh at the instant that is given."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from fxwidget.domain.currency import BRICS_PLUS, is_currency, name
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

__all__ = ["MOST", "codes", "table"]

MOST = 160
"""More than there are: all but the dollar."""

NUMBERS = {
    "AED": "3.6731", "BRL": "5.609", "CNH": "7.2129", "EGP": "50.4775", "ETB": "133.5558", "IDR": "16560",
    "INR": "85.3395", "IRR": "42250", "RUB": "79.8457", "SAR": "3.7506", "ZAR": "18.3117",
}  # fmt: skip
"""The figures of 14 May 2025; those of further currencies are made up from their place in the table."""

SOURCES = ("currency_api", "er_api", "ecb")


def codes(count: int) -> tuple[str, ...]:
    """The BRICS+ currencies first, then others by the alphabet."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    triples = (a + b + c for a in letters for b in letters for c in letters)
    others = (code for code in triples if code not in {*BRICS_PLUS, "USD"} and is_currency(code))
    return (*BRICS_PLUS, *others)[:count]


def table(now: datetime, count: int = len(BRICS_PLUS), step: int = 0) -> Snapshot:
    """A table of ``count`` currencies as it is published at ``now``; each ``step`` has other numbers and a higher seq."""
    rows = [_row(code, number, now, step) for number, code in enumerate(codes(count))]
    base = Rate(
        code="USD", name=name("USD"), rate=Decimal(1), display="1", as_of=now, changed_at=now,
        freshness=Freshness.FRESH, agreement=Agreement.AGREED, kind=Kind.MARKET, direction=Direction.FLAT,
    )  # fmt: skip
    infos = tuple(
        SourceInfo(
            id=source, name=source.replace("_", " ").title(), url=f"https://{source.replace('_', '-')}.example/",
            attribution=f"Source: {source}", terms="allowed", shown=source == SOURCES[0],
        )
        for source in SOURCES
    )  # fmt: skip
    return Snapshot(
        base="USD",
        seq=int(now.timestamp() * 1000) + step,
        freshness=Freshness.FRESH,
        checked_at=now,
        changed_at=now,
        next_check_at=now + timedelta(minutes=5),
        valid_until=now + timedelta(hours=6),
        rates=(*rows, base),
        sources=infos,
        disclaimer=DISCLAIMER,
    )


def _row(code: str, place: int, now: datetime, step: int) -> Rate:
    number = Decimal(NUMBERS.get(code) or Decimal(place) + Decimal("0.4321")) + Decimal(step % 1000) / 10_000
    return Rate(
        code=code,
        name=name(code),
        rate=number,
        display=display(number),
        direction=Direction.UP,
        change=Decimal("0.4383"),
        change_pct=Decimal("0.52"),
        previous_close=number - Decimal("0.4383"),
        as_of=now - timedelta(minutes=20),
        market_day=now.date(),
        changed_at=now - timedelta(minutes=20),
        freshness=Freshness.FRESH,
        late_at=now + timedelta(hours=7),
        stale_at=now + timedelta(hours=26),
        withdraw_at=now + timedelta(days=14),
        agreement=Agreement.AGREED,
        kind=Kind.MARKET,
        spread_bps=Decimal("1.2"),
        sources=tuple(
            RateSource(
                id=source,
                rate=number,
                as_of=now - timedelta(minutes=20),
                role=Role.CONFIRMS if other else Role.SHOWN,
            )
            for other, source in enumerate(SOURCES)
        ),
    )
