"""How often sources are asked in a day of rounds five minutes apart."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Kind
from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.provider.source import Source
from tools.simulated_day import simulate

pytestmark = pytest.mark.needs("time")


@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 18), date(2026, 3, 15), date(2026, 4, 3)],
    ids=["Wednesday", "Sunday", "Good Friday"],
)
def test_no_fixing_is_asked_more_than_forty_times(day: date) -> None:
    """A source is asked every round only while it may have something new; hourly outside that, monthly ones twice, on any day."""
    enabled = sources(Settings())
    counts = simulate(day, enabled)
    assert set(counts) == {source.name for source in enabled}
    assert {name: count for name, count in counts.items() if _fixing(name, enabled) and count > 40} == {}
    assert min(counts.values()) >= 2


def _fixing(name: str, enabled: tuple[Source, ...]) -> bool:
    return any(source.name == name and source.provider.kind is Kind.FIXING for source in enabled)


def test_a_closed_day_asks_less() -> None:
    """On a Sunday nobody but the daily files has a window, so the banks are asked hourly."""
    enabled = sources(Settings())
    sunday = simulate(date(2026, 3, 15), enabled)
    assert {name: count for name, count in sunday.items() if name in ("ecb", "bank_of_russia", "nbp")} == {
        "ecb": 24,
        "bank_of_russia": 24,
        "nbp": 24,
    }
