"""A long load at half of what one worker can do: no error, no stuck worker, no memory that grows.

    python -m benchmarks.soak [--requests 1000000 | --minutes 60] [--slice 5] [--write benchmarks/soak.json]

A new snapshot appears in every slice; requests are for ten variants, a tenth of them with random parameters. Ends
with 1 where a request failed, a worker was stuck, a snapshot did not arrive, or memory grew.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import linear_regression, median
from threading import Event
from time import monotonic
from typing import Any

from . import rivals
from .page import machine
from .rivals import Server
from .serving import EDGE, GZIP, JSON, MIX, PAGE, Service, publishing
from .wrk import Load, beside, run

SLICE = 5
"""Seconds of one load; between two of them memory is read and the newest snapshot looked for."""

FEWEST = 8
"""Slices that tell something."""

WARM = 3
"""Slices after which memory counts: until then tables, pools and codings are met for the first time."""

MOST_GROWTH = 2 * 2**20
MOST_P99 = 5000.0
"""Milliseconds: a stuck worker leaves its connections waiting for longer, a busy machine does not."""
LATEST = 5.0
"""Seconds after a slice by which a snapshot of it must be served: a busy machine draws it late."""

DELAY = 2
"""Milliseconds that each connection waits before it asks again; their number makes the load."""


@dataclass
class Soak:
    """The result of a long load, slice by slice."""

    full: float
    answers: int = 0
    errors: int = 0
    rates: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Bytes by which the worker grows over the whole time, by the straight line through its warm slices."""
        warm = self.resident[WARM:]
        if len(warm) < 2:
            return 0.0
        slope, _ = linear_regression(range(len(warm)), warm)
        return slope * len(warm)

    def checks(self) -> dict[str, bool]:
        """The promised limits, and whether each holds."""
        return {
            f"no request of {self.answers:,} failed: {self.errors}": self.errors == 0,
            f"no worker was stuck: p99 of the slowest slice {max(self.p99):.1f} ms": max(self.p99) < MOST_P99,
            f"every slice was of another snapshot: {len(set(self.seqs))} of {len(self.seqs)}": (
                len(set(self.seqs)) == len(self.seqs)
            ),
            f"memory grows by at most 2 MB: {self.growth / 2**20:.2f} MB": self.growth <= MOST_GROWTH,
        }

    def document(self) -> dict[str, Any]:
        """The result as a JSON document."""
        return {
            "machine": machine(),
            "ended_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "answers": self.answers,
            "errors": self.errors,
            "full_rate": round(self.full),
            "rate": round(median(self.rates)),
            "p99_ms": {"median": median(self.p99), "largest": max(self.p99)},
            "resident_mb": [round(size / 2**20, 1) for size in self.resident],
            "growth_mb": round(self.growth / 2**20, 2),
            "checks": self.checks(),
        }


def soak(folder: Path, requests: int, minutes: float, seconds: float = SLICE) -> Soak:
    """Load in slices of some seconds until there were so many requests and so many minutes have passed."""
    service = Service(folder / "service")
    with rivals.edge(EDGE, service.config) as ours, publishing(service, seconds / 3):
        full = run(ours.address, Load(MIX, GZIP, seconds=min(2, seconds)), folder).rate
        connections = max(2, round(full / 2 * (DELAY + 0.5) / 1000))
        done = Soak(full)
        steady = Load(MIX, GZIP, connections=connections, seconds=seconds, delay=DELAY)
        random = Load((PAGE,), GZIP, max(1, connections // 10), seconds, random=True, delay=DELAY)
        ends = monotonic() + minutes * 60
        while done.answers < requests or monotonic() < ends or len(done.seqs) < FEWEST:
            with beside(ours.address, random, folder) as flood:
                result = run(ours.address, steady, folder)
            for one in (result, flood[0]):
                done.answers += one.answers
                done.errors += one.errors
            done.rates.append(result.rate + flood[0].rate)
            done.p99.append(result.p99)
            done.resident.append(ours.resident())
            done.seqs.append(_newer(ours, done.seqs))
        return done


def _newer(server: Server, seqs: Sequence[int]) -> int:
    """The number of the snapshot that is served, once it is another than the last of ``seqs``, or after ``LATEST`` seconds."""
    pause, ends = Event(), monotonic() + LATEST
    while (seq := server.seq(JSON)) in seqs[-1:] and monotonic() < ends:
        pause.wait(0.1)
    return seq


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and say by the exit status whether everything promised was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000, help="at least (default: a million)")
    parser.add_argument("--minutes", type=float, default=0, help="at least (default: as long as it takes)")
    parser.add_argument("--slice", type=float, default=SLICE, help=f"seconds of one load (default: {SLICE})")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write it as JSON")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fxwidget-soak-") as folder:
        done = soak(Path(folder), asked.requests, asked.minutes, asked.slice)
    print(json.dumps(done.document(), indent=1))
    if asked.write is not None:
        asked.write.write_text(json.dumps(done.document(), indent=1) + "\n", encoding="utf-8")
    return 0 if all(done.checks().values()) else 1


if __name__ == "__main__":
    sys.exit(main())
