"""What the serving half remembers by the wall clock, once that clock was set back."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fxwidget.domain.snapshot import Snapshot
from fxwidget.store.disk import DiskStore
from fxwidget.web.problems import HttpProblem
from fxwidget.web.snapshot_cache import Board
from fxwidget.web.throttle import MOST, Limit
from tests.support.house import utc
from tests.support.snapshots import snapshot

NOW = utc("2026-11-24 07:00")
MONTH = timedelta(days=31)


def made(seq: int, at: datetime) -> Snapshot:
    """A snapshot by a clock that shows ``at``."""
    return snapshot(seq=seq, checked_at=at, changed_at=at, valid_until=at + timedelta(hours=1))


def test_drawings_by_a_clock_that_was_ahead_do_not_count() -> None:
    """A limit that was reached a month ahead is no limit now, and then counts as ever."""
    limit = Limit()
    for at in (NOW + MONTH, NOW):
        for _ in range(MOST):
            limit.take(at)
    with pytest.raises(HttpProblem):
        limit.take(NOW + timedelta(seconds=30))


def test_a_store_begun_anew_takes_the_place_of_a_snapshot_by_a_clock_ahead(tmp_path: Path) -> None:
    """A worker that has a snapshot of a month ahead takes a valid one of a lower number; a valid one is kept."""
    ahead = made(2_000_000, NOW + MONTH)
    valid, lower = made(1_000, NOW), made(999, NOW)
    board = None
    for place, given in enumerate((ahead, valid, lower)):
        with closing(DiskStore(tmp_path / str(place))) as store:
            store.publish(given)
            board = board or Board(store, lambda: NOW, watch=False)
            board._store = store
            board.look()
    assert board is not None
    assert board.snapshot == valid
