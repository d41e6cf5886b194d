"""Snapshots of made-up numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fxwidget.domain.currency import check_code, name
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.number_format import display
from fxwidget.domain.rate import Rate, RateSource, Role
from fxwidget.domain.scalars import aware, given_amount
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.errors import ConfigurationError
from fxwidget.library.snapshot import Snapshot

__all__ = ["NUMBERS", "SOURCE", "snapshot"]

NUMBERS = {"AED": "3.6725", "BRL": "5", "CNH": "7", "EGP": "50", "ETB": "150", "IDR": "16000", "INR": "80",
           "IRR": "1000000", "RUB": "100", "SAR": "3.75", "ZAR": "20"}  # fmt: skip
"""Units per 1 USD, too round to be taken for real ones."""

SOURCE = SourceInfo(
    id="made_up",
    name="Made-up numbers",
    url="https://example.com/",
    attribution="Made up for a test",
    terms="allowed",
    shown=True,
)
"""Whom every number is of."""

LATE, STALE, WITHDRAWN = timedelta(days=1), timedelta(days=3), timedelta(days=14)
"""How long after ``now`` the numbers are no longer fresh."""


def snapshot(now: datetime | None = None, /, **numbers: str | int | Decimal | None) -> Snapshot:
    """A snapshot of made-up numbers, fresh at ``now``: ``snapshot(INR="80", RUB=None)``.

    Args:
        now: the instant at which it was made, aware; the present by default. Its numbers are late a day later, stale after
            three, and withdrawn after fourteen.
        numbers: units per 1 USD by code; None is a row without a number. The default table's currencies, all of them with
            round numbers, where none are given.

    Raises:
        UnknownCurrency: no currency has that code.
        ConfigurationError: that is no number above zero, a float for one, or ``now`` has no time zone.
    """
    made = datetime.now(UTC) if now is None else aware(now)
    rows = [_row(code, number, made) for code, number in (numbers or NUMBERS).items()]
    base = Rate(code="USD", name=name("USD"), rate=Decimal(1), display="1")
    whole = Snapshot(
        base="USD",
        seq=int(made.timestamp() * 1000),
        freshness=Freshness.FRESH,
        checked_at=made,
        changed_at=made,
        next_check_at=made + timedelta(minutes=5),
        valid_until=made + timedelta(hours=1),
        rates=(*(row for row in rows if row.code != "USD"), base),
        sources=(SOURCE,),
    )
    return whole.aged(made)


def _row(code: str, number: object, made: datetime) -> Rate:
    code = check_code(code)
    members: dict[str, Any] = {"code": code, "name": name(code)}
    if number is None:
        return Rate(**members, rate=None, display=None, agreement=Agreement.PENDING)
    value = given_amount(number)  # type: ignore[arg-type]  # it says what is wrong with anything else
    if value <= 0:
        raise ConfigurationError(
            f"{code}={number!r} is no rate: pass a number above zero, in units per 1 USD"
        )
    return Rate(
        **members,
        rate=value,
        display=display(value),
        as_of=made,
        market_day=made.astimezone(UTC).date(),
        changed_at=made,
        late_at=made + LATE,
        stale_at=made + STALE,
        withdraw_at=made + WITHDRAWN,
        agreement=Agreement.SINGLE_SOURCE,
        kind=Kind.MARKET,
        sources=(RateSource(id=SOURCE.id, rate=value, as_of=made, role=Role.SHOWN),),
    )
