"""The demo's past: what the European Central Bank published on each of its days in the ninety before the replay.

Closes are crosses of its reference rates, units per 1 euro as printed in ``past.csv``. The dirham and the riyal, which it
does not publish, stand at the numbers at which their central banks hold them to the US dollar. All other currencies of the
table have no past but that of the replayed days themselves.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib import resources

from fxwidget.demo.days import DAYS, STANDING, at
from fxwidget.domain.close import Basis, DailyClose
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.scalars import TWELVE_DIGITS

__all__ = ["HELD_TO_THE_DOLLAR", "closes"]

HELD_TO_THE_DOLLAR = ("AED", "SAR")


def closes() -> Iterator[DailyClose]:
    """Every close, the oldest day first."""
    crossed = Basis(
        "ecb", Kind.FIXING, Agreement.SINGLE_SOURCE, at(DAYS[0]), derived="cross EUR", own=1, backfilled=True
    )
    held = crossed._replace(source="currencyrate", kind=Kind.MARKET, derived=None, own=0, undisclosed=1)
    text = resources.files("fxwidget.demo").joinpath("past.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        day, per_euro = date.fromisoformat(row.pop("day")), Decimal(row.pop("USD"))
        for code, printed in row.items():
            yield DailyClose(code, day, TWELVE_DIGITS.divide(Decimal(printed), per_euro), crossed)
        for code in HELD_TO_THE_DOLLAR:
            yield DailyClose(code, day, STANDING[code], held)
