"""freecurrencyapi.com's closed tables: the one that is asked for is of a day that has ended."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Provider
from fxwidget_providers.freecurrencyapi import FreeCurrencyApi
from fxwidget_providers.polygon import Polygon

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


@pytest.mark.parametrize("provider", [FreeCurrencyApi(), Polygon()])
@pytest.mark.parametrize(
    ("today", "closed"),
    [
        (date(2026, 11, 28), FRIDAY),
        (date(2026, 11, 29), FRIDAY),
        (MONDAY, FRIDAY),
        (date(2026, 12, 1), MONDAY),
        (FRIDAY, date(2026, 11, 26)),
    ],
)
def test_the_last_weekday_that_has_ended(provider: Provider, today: date, closed: date) -> None:
    """From Saturday to Monday that is Friday; Massive's daily bars are asked for by the same rule."""
    assert str(closed) in str(provider.request(today).url)
