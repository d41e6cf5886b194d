"""A new level that waits: what it is of, how many groups it needs, and since when it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from fxwidget.deciding.level import NewLevel, new_level
from fxwidget.deciding.poll import Entry, take_poll
from fxwidget.domain.currency import limits
from fxwidget.domain.kinds import Upstream
from fxwidget.domain.overrides import Override
from fxwidget.domain.state import Candidate, LevelState
from tests.support.house import utc
from tests.support.votes import TUESDAY, entry

INR = limits("INR")
STOOD = Candidate(groups=("a", "b"), low=Decimal(120), high=Decimal(121), ready=True)


def level(votes: Sequence[Entry], before: Candidate | None = None, order: Override | None = None) -> NewLevel:
    """The new level of these entries, where 100 was shown last."""
    standing = LevelState(candidate=before)
    return new_level(take_poll(votes, INR, Decimal(100), "a", standing), INR, standing, order)


def test_one_group_stands_against_nothing() -> None:
    """A level of one group is counted against the present one by nobody; one of two by both while it waits."""
    votes = [entry("a", "120"), entry("b", "121")]
    assert level(votes[:1]).against == 0
    assert level(votes).against == 2
    assert level(votes, STOOD).against == 0


def test_since_when_a_level_stands() -> None:
    """It stands since the oldest of its rows came out, and since the oldest market day of those that say whose they are."""
    unsigned = entry("b", "121", days=2, upstream=Upstream.UNDISCLOSED)
    new = level([entry("a", "120", days=1), unsigned, entry("c", "120.5")])
    assert new.published == utc("2026-04-26 12:00")
    assert new.day == TUESDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "order", "expected"),
    [
        (None, Override(accept=True), (False, False)),
        (STOOD, None, (True, False)),
        (STOOD, Override(accept=True), (True, True)),
        (STOOD, Override(accept=True, hold=True, reason="x", until=utc("2026-04-29 12:00")), (False, False)),
    ],
)
def test_what_an_operator_accepted(
    before: Candidate | None, order: Override | None, expected: tuple[bool, bool]
) -> None:
    """A level is accepted where it is let through, and an operator said so: not without either."""
    new = level([entry("a", "120"), entry("b", "121")], before, order)
    assert (new.passes, new.accepted) == expected


@pytest.mark.parametrize(
    ("numbers", "ready"),
    [
        ("120", False),  # alone it waits for its own next market day
        ("120 121", True),
        ("948 949 100", True),
        ("948 950 100", False),  # one of them may be a slipped comma
        ("948 950 949 100", True),
    ],
)
def test_how_many_give_a_level(numbers: str, ready: bool) -> None:
    """Two give one, three where the number of one of them is a power of ten away."""
    votes = [entry(name, number) for name, number in zip("abcd", numbers.split(), strict=False)]
    assert level(votes).ready is ready
