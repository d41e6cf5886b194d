"""Nepal's tables hold from midnight of their day, on every day: which day of trading they speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fxwidget.provider.calendar import market_day
from fxwidget_providers.nrb import Nrb


def test_a_table_is_of_the_working_day_before() -> None:
    """Those of Saturday to Monday repeat Friday's numbers; so does the one after a feast, New Year on Tuesday the 14th."""
    now = datetime(2026, 4, 30, tzinfo=UTC)
    days = {
        day: market_day(date(2026, 4, day), Nrb.dated, Nrb.calendar, now).day for day in (3, 4, 5, 6, 7, 15)
    }
    assert days == {3: 2, 4: 3, 5: 3, 6: 3, 7: 6, 15: 13}
