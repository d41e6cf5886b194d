"""What a clock that was ahead left in the memory, as it is seen once the clock is right again."""

from __future__ import annotations

from datetime import date, timedelta

from fxwidget.deciding.seen import level_seen, memory_seen
from fxwidget.domain.codes import Exclusion, because, stored
from fxwidget.domain.state import LevelState, Memory, Refusal, SourceMemory
from tests.support.house import fixed, utc

NOW = utc("2026-04-28 12:00")
LATER, FAR = NOW + timedelta(days=9), date(2026, 5, 7)
TOMORROW = date(2026, 4, 29)


def test_a_level_was_let_through_no_later_than_now() -> None:
    """Else whoever publishes now would not have seen it; its market day is at most tomorrow's, which has begun somewhere."""
    ahead = LevelState(level_since=LATER, level_since_day=FAR)
    assert level_seen(ahead, NOW) == LevelState(level_since=NOW, level_since_day=TOMORROW)
    past = LevelState(level_since=NOW, level_since_day=TOMORROW)
    assert level_seen(past, NOW) is past


def test_a_refusal_came_no_later_than_now() -> None:
    """A row that was refused by a clock that was ahead is one of today; what lies in the past stays as it is."""
    why = stored(because(Exclusion.OUT_OF_RANGE))
    early = Refusal(published=NOW, market_day=TOMORROW, **why)
    refusals = {"INR": Refusal(published=LATER, market_day=FAR, **why), "BRL": early, "ZAR": Refusal(**why)}
    memory = Memory(sources={"bank": SourceMemory(refusals=refusals)})
    seen = memory_seen(memory, [fixed("bank")], NOW).sources["bank"].refusals
    assert seen == {**refusals, "INR": early}
