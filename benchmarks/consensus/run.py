"""Plays seeded histories of simulated currencies through the rules that ship, an average and a chain of fallbacks.

All of it goes through the shipped code (``compose`` with its screen, vote, close and change), with memory and standing
carried from round to round.
"""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from random import Random

from .market import LEVELS, ROUNDS, history
from .play import play
from .tally import Result

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
