"""The table of a past day as a value: what each row is compared with."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.domain.close import DailyClose
from fxwidget.domain.kinds import Kind
from fxwidget.render.past_day import past_day
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close
from tests.support.snapshots import snapshot

TODAY = date(2026, 6, 1)

OLD_UNIT = [close("SYP", "2025-12-30", "11050"), close("SYP", "2025-12-31", "11058")]
OFFICIAL = [close("ETB", f"2024-07-{day}", "57.4", kind=Kind.OFFICIAL) for day in (25, 26, 29)]
MARKET = [close("ETB", "2024-07-26", "110"), close("ETB", "2024-07-30", "112")]
EURO = [close("EUR", "2025-12-31", "0.85"), close("EUR", "2026-01-01", "0.86")]


@pytest.mark.parametrize(
    ("closes", "code", "base", "day", "previous"),
    [
        ([*OLD_UNIT, close("SYP", "2026-01-01", "110.6")], "SYP", "USD", "2026-01-01", None),
        ([*OLD_UNIT, close("SYP", "2026-01-01", "110.6")], "SYP", "USD", "2026-01-04", None),
        ([*OLD_UNIT, *EURO, close("SYP", "2026-01-01", "110.6")], "SYP", "EUR", "2026-01-01", None),
        ([*OLD_UNIT, *EURO, close("SYP", "2026-01-01", "110.6")], "EUR", "SYP", "2026-01-01", None),
        (OLD_UNIT, "SYP", "USD", "2025-12-31", "11050"),
        ([*OFFICIAL, *MARKET[1:]], "ETB", "USD", "2024-07-30", None),
        ([*OFFICIAL, *MARKET], "ETB", "USD", "2024-07-30", "110"),
        ([*OFFICIAL, *MARKET], "ETB", "USD", "2024-07-29", "57.4"),
    ],
    ids=[
        "the first of a unit",
        "carried",
        "a cross",
        "a cross of the base's",
        "the last of a unit",
        "the first of a series",
        "across another series",
        "of the other series",
    ],
)
def test_a_close_is_compared_with_its_own_line(
    tmp_path: Path, closes: list[DailyClose], code: str, base: str, day: str, previous: str | None
) -> None:
    """Never with a number in another unit of money, nor with one of another kind of price: 99 per cent were lost by nobody."""
    with closing(SqliteHistory(tmp_path, writable=True)) as past:
        past.add(closes)
        found = past_day(past, snapshot(), date.fromisoformat(day), TODAY, codes=[code], base=base)
    row = found.table[code]
    assert row.previous_close == (None if previous is None else Decimal(previous))
    assert (row.change is None) == (previous is None)


def test_a_close_that_was_revised_says_when(tmp_path: Path) -> None:
    """The number that stands there now was not the one of that evening: of a cross, if either was revised; carried ones too."""
    tuesday = datetime(2026, 5, 5, 7, tzinfo=UTC)
    with closing(SqliteHistory(tmp_path, writable=True)) as past:
        past.add([close("INR", "2026-05-01", "94.1"), close("EUR", "2026-05-01", "0.85")])
        past.add([close("INR", "2026-05-01", "94.6", recorded_at=tuesday)])
        sunday = date(2026, 5, 3)
        rows = [
            past_day(past, snapshot(), sunday, TODAY, codes=["INR"], base=base).table["INR"]
            for base in ("USD", "EUR")
        ]
        untouched = past_day(past, snapshot(), date(2026, 5, 1), TODAY, codes=["EUR"]).table["EUR"]
    assert [[(note.code, note.as_of) for note in row.notes] for row in rows] == [
        [("carried", date(2026, 5, 1)), ("revised", tuesday)]
    ] * 2
    assert untouched.notes == ()
