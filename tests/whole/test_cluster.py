"""Three web nodes, two refreshers and Redis, which break one after the other while readers read."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from benchmarks.cluster.__main__ import report
from benchmarks.cluster.scenes import cluster, failures, play

pytestmark = pytest.mark.needs("benchmarks", "root")  # it waits much, and begins early


@pytest.mark.timeout(600)
def test_readers_notice_nothing() -> None:
    """Whatever breaks, no request fails, no node goes back, what is old says so, one refresher asks, and all recover alone."""
    with tempfile.TemporaryDirectory(prefix="fxc") as folder, cluster(Path(folder)) as it:
        play(it, print)
    print("\n".join(report(it.scenes)))
    assert failures(it.scenes, it.arrivals) == []
