"""What readers of three web nodes notice while two refreshers and Redis break, one after the other.

    python -m benchmarks.cluster [--write docs/scaling.md]

Needs redis-server and libfaketime, and root for a disk that is full. Ends with 1 where a request failed, a node went back,
an aged page did not say so, or a source was asked by two at once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.page import machine, write

from .scenes import Scene, cluster, failures, play

NAME = "cluster"


def report(scenes: Sequence[Scene]) -> list[str]:
    """The lines of the report."""
    lines = [
        f"{machine()}; three web nodes of one worker, two refreshers, a primary and a replica, three readers.",
        "",
        "| what was done | every node had newer rates after | requests | failed | went back | aged pages, unlabelled | seen besides |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for it in scenes:
        seen = it.seen
        lines.append(
            f"| {it.done} | {it.back_after:.1f} s | {seen.requests:,} | {len(seen.failed)} | {seen.back} "
            f"| {seen.aged}, {seen.unlabelled} | {it.notes} |"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Play all scenes, print what was seen, and say by the exit status whether everything promised was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fxc") as folder, cluster(Path(folder)) as it:
        play(it, lambda text: print(text, file=sys.stderr))
    scenes, broken = it.scenes, failures(it.scenes, it.arrivals)
    lines = report(scenes)
    print("\n".join(lines))
    if asked.write is not None:
        write(asked.write, NAME, lines)
    for what in broken:
        print(f"BROKEN: {what}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
