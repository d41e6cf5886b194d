"""The benchmark of serving and the long load: that they run, measure every rival, and fail where a limit is broken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from benchmarks import serving, soak, wrk
from benchmarks.serving import (
    CHANGING,
    EDGE,
    FLASK,
    NGINX,
    PUBLISHED,
    READERS,
    READERS_FLOODED,
    STOCK,
    Figures,
)
from benchmarks.soak import Soak
from benchmarks.wrk import Result

MB = 2**20


def figures(**rates: float) -> Figures:
    """Figures that keep every promise, with some rates changed: by load and server, ``JSON_edge``."""
    found = Figures(
        arrivals=[0.4, rates.get("arrival", 0.9)],
        resident=dict.fromkeys((NGINX, EDGE, FLASK, STOCK, PUBLISHED), 60 * MB),
        flooded=(60 * MB, 61 * MB),
    )
    usual = {
        ("JSON", NGINX): 100.0, ("JSON", EDGE): 60.0, ("JSON", STOCK): 3.0, ("page", NGINX): 100.0,
        ("page", EDGE): 60.0, ("JSON, 304", EDGE): 61.0, ("page, 304", EDGE): 61.0,
    }  # fmt: skip
    for (load, server), rate in usual.items():
        changed = rates.get(f"{load} {server}", rate)
        found.add(load, server, Result(changed, 1, 1, 100, int(rates.get("errors", 0))))
    for load, p99 in {CHANGING: 2.0, "ten paths": 1.0, READERS: 1.0, READERS_FLOODED: 1.5}.items():
        found.add(load, EDGE, Result(50, 1, rates.get(load, p99), 100, 0))
    return found


def broken(found: Figures) -> list[str]:
    """What was not kept."""
    return [name.partition(":")[0] for name, held in serving.checks(found).items() if not held]


def test_good_figures_keep_everything() -> None:
    """Figures within all limits are kept, each by name."""
    assert broken(figures()) == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({f"JSON {EDGE}": 44.0}, "JSON at least 0.45 of nginx"),
        ({f"page {EDGE}": 39.0}, "the page at least 0.4 of nginx"),
        ({f"JSON {STOCK}": 4.1}, "JSON at least 15 times stock Flask"),
        ({f"JSON, 304 {EDGE}": 59.0}, "a 304 of JSON no slower than a 200"),
        ({f"page, 304 {EDGE}": 59.0}, "a 304 of the page no slower than a 200"),
        ({CHANGING: 2.6}, "p99 while snapshots change at most 2.5 times the quiet one"),
        ({READERS_FLOODED: 2.1}, "p99 of readers under a flood at most 2 times the quiet one"),
        ({"errors": 1.0}, "no request failed"),
        ({"arrival": 2.6}, "a snapshot at every worker within 2.5 seconds"),
    ],
)
def test_each_limit_can_be_broken(changed: dict[str, float], what: str) -> None:
    """A figure beyond its limit is called broken, and nothing else is."""
    assert what in broken(figures(**changed))


def test_memory_has_limits() -> None:
    """A worker that grows or is large breaks its promise."""
    found = figures()
    found.flooded = (60 * MB, 63 * MB)
    found.resident[EDGE] = 90 * MB
    assert broken(found) == ["memory grows by at most 2 MB over all that", "a worker under 90 MB"]


def test_whether_a_process_catches_a_signal() -> None:
    """Who has a handler catches it, ``sleep`` has none, and who has ended has none any more."""
    before = signal.signal(
        signal.SIGUSR2, lambda *_: None
    )  # an interrupt may be ignored by whoever runs the tests
    try:
        assert wrk._catches(os.getpid(), signal.SIGUSR2)
    finally:
        signal.signal(signal.SIGUSR2, before)
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        assert not wrk._catches(sleeping.pid, signal.SIGINT)
        sleeping.kill()
    assert not wrk._catches(sleeping.pid, signal.SIGINT)


@pytest.mark.needs("benchmarks")
def test_every_rival_is_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In one short run every server answers every load without an error, and the table has a cell for each."""
    monkeypatch.setattr(serving, "SIZES", (1,))
    monkeypatch.setattr(serving, "VARIANTS", (10,))
    found = serving.measure(tmp_path, 1, 0.1, lambda _: None)
    assert sum(runs.errors for runs in found.runs.values()) == 0
    servers = {NGINX, EDGE, FLASK, STOCK, PUBLISHED}
    for load in ("JSON", "page", "random queries", "ten paths", CHANGING):
        assert {server for name, server in found.runs if name == load} == servers
    for load in ("JSON, 304", "page, 304"):
        assert {server for name, server in found.runs if name == load} == servers - {STOCK}
    report = "\n".join(serving.report(found, 1, 0.1))
    assert report.count("kept: ") + report.count("BROKEN: ") == 11
    assert "| 1 currencies | " in report


def test_what_wrk_says_is_read() -> None:
    """Rates, latencies in any unit, and every kind of failure are read from wrk's report."""
    output = """\
  Latency Distribution
     50%  336.00us
     75%    1.00ms
     99%    1.25s
  88356 requests in 1.00s, 700.00MB read
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 5
Requests/sec:  88356.12
"""
    assert wrk._read(output) == Result(88356.12, 0.336, 1250.0, 88356, 15)


@pytest.mark.needs("benchmarks")
def test_a_worker_at_half_load(tmp_path: Path) -> None:
    """It answers without an error and takes each snapshot; what memory does shows in the benchmark's million requests."""
    ended = soak.main(["--requests", "1", "--slice", "0.4", "--write", str(tmp_path / "soak.json")])
    document = json.loads((tmp_path / "soak.json").read_text())
    broken = [check for check, held in document["checks"].items() if not held]
    assert [check for check in broken if not check.startswith("memory grows")] == []
    assert ended == bool(broken)
    assert document["answers"] > 0
    assert document["errors"] == 0
    assert len(document["resident_mb"]) == soak.FEWEST > soak.WARM + 2


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"errors": 1}, "no request of"),
        ({"p99": [1.0, 5000.0]}, "no worker was stuck"),
        ({"seqs": [1, 1]}, "every slice was of another snapshot"),
        ({"resident": [60 * MB + number * MB for number in range(9)]}, "memory grows"),
    ],
)
def test_a_soak_can_fail(changed: dict[str, object], what: str) -> None:
    """Each promise of the long load can be broken."""
    good = {"answers": 10, "p99": [1.0, 2.0], "rates": [1.0], "resident": [60 * MB] * 9, "seqs": [1, 2]}
    done = Soak(100.0, **{**good, **changed})  # type: ignore[arg-type]
    assert next(name for name, held in done.checks().items() if not held).startswith(what)
    assert all(Soak(100.0, **good).checks().values())  # type: ignore[arg-type]
