"""Tries the rules that ship, beside those of an earlier build and beside what others make of the same numbers.

``make consensus`` plays the trials (attacks, a faulty fortnight, true jumps) through this build and an earlier one, and
simulated currencies through the rules and their rivals. It prints tables, says which targets and promises are kept, and
ends with 1 where the shipped rules break one. It asks no network.
"""

from __future__ import annotations

import argparse
import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from benchmarks.page import write

from . import run as rivals
from .report import promises, report
from .rules import OURS, RULES
from .trials import report as trials_report
from .trials import run as trials
from .trials.builds import BEFORE, checkout
from .trials.days import days

RIVALS, TRIALS = "rivals", "trials"
"""The names of the two parts, and of their places in a page."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and say by the exit status whether everything asked for was kept."""
    asked = _arguments().parse_args(arguments)
    if asked.days:
        print("\n".join(days(asked.days, asked.seed, outcome=asked.outcome)))
        return 0
    held = True
    if asked.only in (None, TRIALS):
        held &= _trials(asked)
    if asked.only in (None, RIVALS):
        held &= _rivals(asked)
    return 0 if held else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.consensus", description=__doc__)
    add = parser.add_argument
    add("--only", choices=(TRIALS, RIVALS), help="only one of the two parts")
    add("--seeds", type=int, default=20, help="seeds of the trials (default: 20)")
    add("--quick", action="store_true", help="few histories of each seed, for a look")
    add(
        "--before",
        default=BEFORE,
        metavar="COMMIT",
        help="the earlier build: a commit, or a checkout's folder",
    )
    add("--rounds", type=int, default=100_000, help="evaluations beside the rivals (default: 100000)")
    add("--seed", type=int, default=1, help="another seed, other histories (default: 1)")
    add("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a CPU)")
    add("--check", choices=RULES, default=OURS, help="whose promises decide the exit status")
    add("--write", type=Path, metavar="PAGE", help="also put it between the markers of this page")
    add(
        "--days",
        type=int,
        default=0,
        metavar="N",
        help="print N days of the trials to decide by hand, and end",
    )
    add("--outcome", action="store_true", help="with --days: also what the rules decided")
    return parser


def _trials(asked: Namespace) -> bool:
    started, seeds = monotonic(), range(asked.seed, asked.seed + asked.seeds)
    todo = list((trials.few if asked.quick else trials.jobs)(seeds))
    with checkout(asked.before) as folder:
        played = trials.play(todo, folder, asked.workers)
    lines = trials_report.report(played, asked.before, monotonic() - started)
    _give(lines, asked.write, TRIALS)
    return trials_report.all_reached(played)


def _rivals(asked: Namespace) -> bool:
    started = monotonic()
    result = rivals.run(asked.rounds, asked.seed, asked.workers)
    lines = report(result, asked.check, asked.seed, monotonic() - started)
    _give(lines, asked.write, RIVALS)
    return all(promises(result, asked.check).values())


def _give(lines: Sequence[str], page: Path | None, name: str) -> None:
    print("\n".join([*lines, ""]))
    if page is not None:
        write(page, name, lines)
