"""Three banks whose archives tell of half a year: near one another, but for a dispute in March and a jump in May."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fxwidget.provider.source import Source
from tests.support.archives import a_bank, lines, weekdays

__all__ = ["BANKS", "FIRST", "LAST", "TABLE", "answers", "banks"]

BANKS = ("north", "south", "west")
TABLE = ("INR", "EGP", "BRL")
FIRST, LAST = "2024-01-01", "2024-07-31"


def banks() -> list[Source]:
    """The three, each asked for all of ``TABLE``."""
    return [a_bank(name, TABLE) for name in BANKS]


def answers(request: Any) -> bytes:
    """What one of them says of the span in a request."""
    _, name, first, last = request.url.path.split("/")
    place = BANKS.index(name)

    def rate(base: int) -> Any:
        def of(day: date) -> str:
            disputed = day.month == 3 and place and day.day % 5 == 0
            jump = Decimal("1.6") if day >= date(2024, 5, 13) and base == 30 else Decimal(1)
            number = (base + Decimal(day.toordinal() % 7) / 100 + Decimal(place) / 1000) * jump
            return str(number * (1 + Decimal(place) * 24 / 1000) if disputed else number)

        return of

    days = weekdays(date.fromisoformat(first), date.fromisoformat(last))
    return lines(days, {"INR": rate(80), "EGP": rate(30), "BRL": rate(5)})
