"""What the rules show where sources err, lie and move, beside what an average or a chain of fallbacks would.

``python -m benchmarks.consensus`` plays seeded histories of simulated currencies, a hundred thousand rounds by default,
through the shipped code (``compose`` with its screen, vote, close and change; memory and standing carried from round to
round), prints a table, checks what the rules promise, and ends with 1 where a promise is broken. It asks no network.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from time import monotonic

from benchmarks.page import write

from .market import LEVELS, ROUNDS, history
from .play import play
from .report import promises, report
from .rules import OURS, RULES
from .tally import Result

NAME = "consensus"
GROUPS = range(2, 9)


def _play(job: tuple[int, int]) -> Result:
    seed, number = job
    random = Random(f"{seed} {number}")
    codes = sorted(LEVELS)
    code, groups = codes[number % len(codes)], GROUPS[number // len(codes) % len(GROUPS)]
    played = history(random, code, groups)
    hostile = played.hostility.value if played.hostility else "nobody hostile"
    return play(played, f"history {number} ({code}, {groups} groups, {played.event.value}, {hostile})")


def run(rounds: int, seed: int, workers: int) -> Result:
    """As many whole histories as have that many rounds; the same seed gives the same, by however many workers."""
    jobs = [(seed, number) for number in range(math.ceil(rounds / ROUNDS))]
    result = Result()
    if workers == 1:
        for job in jobs:
            result.add(_play(job))
        return result
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(_play, jobs, chunksize=4):
            result.add(part)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and say by the exit status whether everything promised was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.consensus", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100_000, help="evaluations to play (default: 100000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other histories (default: 1)")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a CPU)"
    )
    parser.add_argument("--check", choices=RULES, default=OURS, help="whose promises decide the exit status")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    started = monotonic()
    result = run(asked.rounds, asked.seed, asked.workers)
    lines = report(result, asked.check, asked.seed, monotonic() - started)
    print("\n".join(lines))
    if asked.write is not None:
        write(asked.write, NAME, lines)
    return 0 if all(promises(result, asked.check).values()) else 1
