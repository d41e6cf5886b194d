"""What a scheduled job costs, and that the benchmark of it fails where a limit is broken."""

from __future__ import annotations

import pytest

from benchmarks import build
from benchmarks.build import MOST_BYTES, MOST_SECONDS, Cost


@pytest.mark.needs("benchmarks")
def test_a_job_keeps_within_its_limits() -> None:
    """The usual set, with pictures, feeds and the charts of a year, takes so much processor time and so many bytes at most.

    Beside other tests a processor does little more than half of its work in a second: the benchmark has the limit itself.
    """
    cost = build.measured()
    assert cost.seconds <= 2 * MOST_SECONDS
    assert cost.bytes <= MOST_BYTES
    assert cost.files > 300


@pytest.mark.parametrize(
    ("cost", "code"),
    [
        (Cost(MOST_SECONDS, 1, MOST_BYTES), 0),
        (Cost(MOST_SECONDS + 0.1, 1, 1), 1),
        (Cost(1, 1, MOST_BYTES + 1), 1),
    ],
)
def test_a_broken_limit_is_an_exit_code(monkeypatch: pytest.MonkeyPatch, cost: Cost, code: int) -> None:
    """It ends with 1 where time or size is more than the limit."""
    monkeypatch.setattr(build, "measured", lambda: cost)
    assert build.main() == code
