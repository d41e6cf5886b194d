"""Plays the trials through both builds, as many histories at a time as there are processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import cost
from .builds import Child
from .events import EVENT, EVENTS, event
from .families import BANKS, DRAWS, FAULTY, MIXED, ONE, THREE, TWO, Job, attacked, faulty
from .history import History
from .judge import Figures, judge
from .player import display

TURNS = 7
"""How often the two builds are timed, turn by turn."""

Key = tuple[str, int]
"""A family and a seed."""

_child: Child | None = None


@dataclass
class Trials:
    """The figures of both builds by family and seed, and what the shipped rules' time is over the earlier build's."""

    before: dict[Key, Figures] = field(default_factory=lambda: defaultdict(Figures))
    now: dict[Key, Figures] = field(default_factory=lambda: defaultdict(Figures))
    costs: Mapping[str, float] = field(default_factory=dict)
    rows: int = 0


def jobs(seeds: Sequence[int]) -> Iterator[Job]:
    """All histories of some seeds. The larger bands of liars, of which nothing is asked, take turns."""
    for seed in seeds:
        for family in (ONE, TWO, (BANKS, MIXED, THREE)[seed % 3]):
            yield Job(family, seed)
        yield from (Job(FAULTY, seed, number) for number in range(DRAWS))
        yield from (Job(EVENT, seed, number) for number in range(len(EVENTS)))


def few(seeds: Sequence[int]) -> Iterator[Job]:
    """Of each sort one, for a look."""
    for seed in seeds:
        yield from (Job(ONE, seed), Job(TWO, seed), Job(FAULTY, seed))
        yield from (Job(EVENT, seed, number) for number in range(0, len(EVENTS), 4))


def history(job: Job) -> History:
    """The history of a job: the same for the same job, whoever plays it."""
    return event(job) if job.family == EVENT else faulty(job) if job.family == FAULTY else attacked(job)


def play(todo: Sequence[Job], checkout: Path, workers: int) -> Trials:
    """Both builds' figures over these histories, and the cost of their rules.

    Args:
        checkout: a folder with the earlier build.
        workers: processes; one plays within this one.
    """
    trials = Trials()
    if workers == 1:
        with Child(checkout) as child:
            for job in todo:
                _add(trials, _both(history(job), child), job.seed)
            trials.costs = costs(history(todo[0]), child)
        return trials
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(checkout,)) as pool:
        for job, figures in zip(todo, pool.map(_play, todo), strict=True):
            _add(trials, figures, job.seed)
    with Child(checkout) as child:
        trials.costs = costs(history(todo[0]), child)
    return trials


def _start(checkout: Path) -> None:
    """Give a process of the pool its own earlier build."""
    global _child
    _child = Child(checkout)


def _play(job: Job) -> tuple[str, Figures, Figures]:
    assert _child is not None
    return _both(history(job), _child)


def _both(of: History, child: Child) -> tuple[str, Figures, Figures]:
    """A history's family, and what the earlier and the shipped rules showed of it."""
    return of.family, judge(of, child.display(of)), judge(of, display(of))


def _add(trials: Trials, played: tuple[str, Figures, Figures], seed: int) -> None:
    family, before, now = played
    trials.before[family, seed].add(before)
    trials.now[family, seed].add(now)
    trials.rows += now.rows


def costs(of: History, child: Child, turns: int = TURNS) -> dict[str, float]:
    """By what was timed, the shipped rules' time over the earlier build's: least of several turns each, as a busy machine only adds."""
    before: dict[str, list[float]] = defaultdict(list)
    now: dict[str, list[float]] = defaultdict(list)
    for _ in range(turns):
        for times, taken in ((before, child.ask("cost", of)), (now, cost.cost(of))):
            for what, seconds in taken.items():
                times[what].append(seconds)
    return {what: min(now[what]) / min(before[what]) for what in now}
