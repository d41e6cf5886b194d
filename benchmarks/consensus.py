"""What the rules show where sources err, lie and move, beside what an average or a chain of fallbacks would.

``python -m benchmarks.consensus`` plays seeded histories of simulated currencies, a hundred thousand rounds by default,
through the shipped code (``compose`` with its screen, vote, close and change; memory and standing carried from round to
round), prints a table, checks what the rules promise, and ends with 1 where a promise is broken. It asks no network.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic

from fxwidget.deciding.assemble import Plan, compose
from fxwidget.deciding.intake import answered, failed
from fxwidget.domain import currency
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.quote import Quote
from fxwidget.domain.snapshot import Agreement, Rate, Role
from fxwidget.domain.state import UNANSWERED, Memory, SourceMemory
from fxwidget.errors import ProviderUnavailable
from fxwidget.provider.source import Source

from . import noise
from .market import LEVELS, ROUNDS, Event, History, Publication, history
from .page import machine, write

NAME = "consensus"
OURS = "ours"
GROUPS = range(2, 9)
OUTSIDE = 0.005
"""How far outside the honest groups' own range a shown number counts as wrong."""

HELD = 0.01
"""The share of rounds in which nothing may be shown anew although nothing is devalued."""

SHOWN = (Agreement.AGREED, Agreement.TWO_SOURCES, Agreement.SINGLE_SOURCE)
UNREACHABLE = ProviderUnavailable("no route to it")


def mean(numbers: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean."""
    return sum(numbers, Decimal()) / len(numbers)


def first(numbers: Sequence[Decimal]) -> Decimal:
    """The first source in the configured order that answers."""
    return numbers[0]


def frankfurter(numbers: Sequence[Decimal]) -> Decimal:
    """Of four and more, without those farther from the median than 10 MAD or 5 %, whichever is more: the mean."""
    if len(numbers) < 4:
        return mean(numbers)
    middle = median(numbers)
    spread = median(abs(number - middle) for number in numbers)
    allowed = max(10 * spread, middle * Decimal("0.05"))
    return mean([number for number in numbers if abs(number - middle) <= allowed])


RIVALS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "mean": mean,
    "median": median,
    "first answer": first,
    "Frankfurter": frankfurter,
}
RULES = (OURS, *RIVALS)


VOTING = (3, 2, 1)
"""Rounds are told apart by how many groups vote in them: three and more, two, one or none."""


def fold() -> dict[int, list[float]]:
    return {voting: [] for voting in VOTING}


@dataclass
class Tally:
    """What one rule showed.

    outside: rounds in which it was outside the honest groups' range, by the number of groups voting.
    beyond: of those with two voting, by more than the currency's tolerance too.
    errors: distances from the middle of the honest groups' numbers while these are at one level, as fractions.
    held_errors: the same of a last good number that is held, and said to be.
    held: rounds with a held number, by what had happened to the truth, where three groups or more are configured.
    delays: of floating currencies (False) and pegs (True), evaluations until a devaluation shows, the first being
        that in which the deciding honest group reports it; infinite where it never shows.
    fell_back: histories of three groups or more in which the old level was shown again.
    invented: rounds that show a change between two numbers which no one source has said.
    """

    outside: Counter[int] = field(default_factory=Counter)
    beyond: int = 0
    errors: dict[int, list[float]] = field(default_factory=fold)
    held_errors: list[float] = field(default_factory=list)
    held: Counter[Event] = field(default_factory=Counter)
    blank: int = 0
    delays: dict[bool, list[float]] = field(default_factory=lambda: {False: [], True: []})
    fell_back: int = 0
    invented: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.outside += other.outside
        self.beyond += other.beyond
        for voting, errors in other.errors.items():
            self.errors[voting] += errors
        self.held_errors += other.held_errors
        self.held += other.held
        self.blank += other.blank
        for peg, delays in other.delays.items():
            self.delays[peg] += delays
        self.fell_back += other.fell_back
        self.invented += other.invented
        self.faults += other.faults


@dataclass
class Result:
    """The tallies of all rules, and how many rounds and histories there were of each sort.

    rounds: by what had happened to the truth, where three groups or more are configured.
    """

    tallies: dict[str, Tally] = field(default_factory=lambda: {rule: Tally() for rule in RULES})
    voting: Counter[int] = field(default_factory=Counter)
    rounds: Counter[Event] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    hostilities: Counter[str] = field(default_factory=Counter)

    def add(self, other: Result) -> None:
        for rule, tally in other.tallies.items():
            self.tallies[rule].add(tally)
        self.voting += other.voting
        self.rounds += other.rounds
        self.events += other.events
        self.hostilities += other.hostilities


@dataclass(frozen=True)
class Display:
    """What a rule puts before the reader. ``close`` is what its change is counted from; ``fresh`` is false while held."""

    number: Decimal | None
    fresh: bool
    close: Decimal | None


@dataclass(frozen=True)
class Scene:
    """What the honest groups say in one round, and what had happened to the truth.

    moving: some of them have not yet seen the whole event.
    before: the middle of their numbers before it.
    said: all numbers that each source has said so far.
    """

    low: float
    high: float
    middle: float
    moving: bool
    event: Event
    voting: int
    before: float
    said: Mapping[str, set[Decimal]]


class Watch:
    """One rule over one history: what it shows against what the honest groups say."""

    def __init__(self, played: History, label: str) -> None:
        self.history = played
        self.label = label
        self.tally = Tally()
        self.shown_in: int | None = None
        self.last: tuple[datetime, Decimal] | None = None
        self.close: Decimal | None = None

    def forgetful(self, number: Decimal, now: datetime) -> Display:
        """What a rule shows that knows no sources: its change is from what it showed last on an earlier day."""
        if self.last is not None and self.last[0].date() < now.date():
            self.close = self.last[1]
        self.last = (now, number)
        return Display(number, True, self.close)

    def see(self, index: int, display: Display, scene: Scene) -> None:
        """Tally one round."""
        tally = self.tally
        if display.number is None:
            tally.blank += 1
            return
        number = float(display.number)
        error = _apart(number, scene.middle)
        if not display.fresh:
            if self.history.groups >= 3:
                tally.held[scene.event] += 1
            if not scene.moving:
                tally.held_errors.append(error)
            return
        if not scene.moving:
            tally.errors[scene.voting].append(error)
        self._outside(index, number, scene)
        if scene.event is Event.DEVALUED:
            self._level(index, number, scene)
        if display.close not in (None, display.number):
            pair = {display.number, display.close}
            tally.invented += not any(pair <= said for said in scene.said.values())

    def _outside(self, index: int, number: float, scene: Scene) -> None:
        distance = max(number / scene.high - 1, 1 - number / scene.low)
        if distance <= OUTSIDE:
            return
        self.tally.outside[scene.voting] += 1
        nearest = min(max(number, scene.low), scene.high)
        beyond = _apart(number, nearest) > currency.limits(self.history.code).tolerance
        if scene.voting == 2:
            self.tally.beyond += beyond
        if scene.voting == 3 or (scene.voting == 2 and beyond):
            self._fault(index, f"{number:.6g} is {distance:.2%} outside, {scene.voting} voting")

    def _level(self, index: int, number: float, scene: Scene) -> None:
        """Whether a devaluation shows, or the old level comes back after it: nearer the one or the other."""
        if number > scene.before * math.sqrt(self.history.factor):
            self.shown_in = index if self.shown_in is None else self.shown_in
        elif self.shown_in is not None and self.history.groups >= 3 and not self.tally.fell_back:
            self.tally.fell_back = 1
            self._fault(index, f"fell back to {number:.6g}")

    def end(self, decided_in: int | None) -> None:
        """The history is over. A devaluation that the deciding group reports on its last day is not counted."""
        if decided_in is None or decided_in > ROUNDS - 24:
            return
        delay = math.inf if self.shown_in is None else self.shown_in - decided_in + 1
        self.tally.delays[self.history.code in noise.PEGGED].append(delay)

    def _fault(self, index: int, what: str) -> None:
        if len(self.tally.faults) < 3:
            self.tally.faults.append(f"{self.label}, round {index}: {what}")


def _apart(one: float, other: float) -> float:
    """How far the larger is above the smaller, as a fraction."""
    return max(one, other) / min(one, other) - 1


def play(played: History, label: str) -> Result:
    """One history through all rules."""
    result = Result()
    result.events[played.event.value] += 1
    result.hostilities[played.hostility.value if played.hostility else "nobody"] += 1
    plan = Plan((played.code,), timedelta(minutes=5), timedelta(days=14))
    sources = [publisher.source for publisher in played.publishers]
    memory, snapshot = Memory(), None
    given: dict[str, Publication] = {}
    said: dict[str, set[Decimal]] = defaultdict(set)
    watches = {rule: Watch(played, label) for rule in RULES}
    before, decided_in = 0.0, None
    for index, now in enumerate(played.rounds):
        kept, reached = dict(memory.sources), []
        for publisher in played.publishers:
            name, newest = publisher.source.name, publisher.newest(now)
            if newest is None:
                continue
            known = kept.get(name, SourceMemory())
            if index in publisher.unreachable:
                kept[name] = failed(known, publisher.source, UNREACHABLE, now)
                continue
            reached.append(newest.rate)
            if given.get(name) is not newest or known.outcome in UNANSWERED:
                kept[name] = _told(known, publisher.source, played.code, newest, now)
                given[name] = newest
                said[name].add(newest.rate)
        memory = memory.model_copy(update={"sources": kept})
        snapshot, memory = compose(plan, sources, memory, snapshot, now)
        row = snapshot[played.code]
        honest = [given[p.source.name] for p in played.publishers if not p.hostile and p.source.name in given]
        rates = [float(publication.rate) for publication in honest]
        event = played.event if played.moved_at is not None and now >= played.moved_at else Event.NOTHING
        if event is Event.NOTHING:
            before = median(rates)
        settled = sum(played.settled(publication) for publication in honest)
        if event is Event.DEVALUED and decided_in is None and settled >= _deciding(played):
            decided_in = index
        moving = event is not Event.NOTHING and settled < len(honest)
        voting = min(max(_voting(row), 1), 3)
        scene = Scene(min(rates), max(rates), median(rates), moving, event, voting, before, said)
        result.voting[voting] += 1
        if played.groups >= 3:
            result.rounds[event] += 1
        ours = Display(row.last_number, row.agreement in SHOWN, row.previous_close)
        watches[OURS].see(index, ours, scene)
        for rule, combine in RIVALS.items():
            if reached:
                watches[rule].see(index, watches[rule].forgetful(combine(reached), now), scene)
    for rule, watch in watches.items():
        watch.end(decided_in)
        result.tallies[rule] = watch.tally
    return result


def _told(
    known: SourceMemory, source: Source, code: str, publication: Publication, now: datetime
) -> SourceMemory:
    quote = Quote(base="USD", quote=code, mid=publication.rate, as_of=publication.as_of)
    return answered(known, source, Fetched([quote], False, {}), (code,), now)


def _deciding(played: History) -> int:
    """How many honest groups must report a devaluation before it may show: two; of a peg three, or all."""
    return min(3, played.groups) if played.code in noise.PEGGED else 2


def _voting(row: Rate) -> int:
    """How many groups voted, from what each source is said to have done."""
    return sum(source.role is not Role.EXCLUDED or source.reason == "disagrees" for source in row.sources)


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


def promises(result: Result, rule: str) -> dict[str, bool]:
    """What a rule has to keep, and whether it did."""
    tally = result.tallies[rule]
    calm = (Event.NOTHING, Event.LARGE_DAY)
    held = sum(tally.held[event] for event in calm) / max(1, sum(result.rounds[event] for event in calm))
    return {
        "with three or more groups voting no number is outside": tally.outside[3] == 0,
        "with two voting none is outside by more than the tolerance": tally.beyond == 0,
        f"held in at most {HELD:.0%} of rounds where nothing is devalued": held <= HELD,
        "a devaluation shows in the second evaluation, nine times of ten": _rank(tally.delays[False], 0.9)
        <= 2,
        "no fall back to the old level": tally.fell_back == 0,
        "no change that no source made": tally.invented == 0,
    }


def _rank(numbers: Sequence[float], share: float) -> float:
    """The smallest number that a share of all does not exceed; 0 of none."""
    return sorted(numbers)[max(0, math.ceil(share * len(numbers)) - 1)] if numbers else 0.0


def table(result: Result) -> list[str]:
    """All figures, a rule in each column, as Markdown that can be read as it is."""
    tallies = [result.tallies[rule] for rule in RULES]
    rows: list[list[str]] = [["", *RULES]]

    def row(title: str, figure: Callable[[Tally], str]) -> None:
        rows.append([title, *map(figure, tallies)])

    names = {3: "three or more voting", 2: "two voting", 1: "one voting"}
    for voting, name in names.items():
        row(f"shown outside, {name}", lambda t, n=voting: str(t.outside[n]))  # type: ignore[misc]
        if voting == 2:
            row("of these by more than the tolerance", lambda t: str(t.beyond))
    for voting, name in names.items():
        for title, share in (("p50", 0.5), ("p99", 0.99), ("largest", 1.0)):
            row(f"error {title}, {name}", lambda t, n=voting, s=share: _size(_rank(t.errors[n], s)))  # type: ignore[misc]
    row("largest error of a held number", lambda t: _size(_rank(t.held_errors, 1)) if t.held_errors else "-")
    for event, name in (
        (Event.NOTHING, "nothing happened"),
        (Event.LARGE_DAY, "since a day of 12 %"),
        (Event.DEVALUED, "since a devaluation"),
    ):
        row(f"rounds held, {name}", lambda t, e=event: _share(t.held[e], result.rounds[e]))  # type: ignore[misc]
    row("rounds without any number", lambda t: str(t.blank))
    for peg, name in ((False, "a devaluation"), (True, "a broken peg")):
        row(
            f"evaluations until {name} shows, p50 / p90 / p99 / worst",
            lambda t, p=peg: " / ".join(_count(_rank(t.delays[p], share)) for share in (0.5, 0.9, 0.99, 1)),  # type: ignore[misc]
        )
        row(f"{name} never shown", lambda t, p=peg: f"{t.delays[p].count(math.inf)} of {len(t.delays[p])}")  # type: ignore[misc]
    row("fell back to the old level", lambda t: str(t.fell_back))
    row("rounds with a change that no source made", lambda t: str(t.invented))
    return _markdown(rows)


def noise_table() -> list[str]:
    """What the simulated sources' noise is taken from."""
    rows = [["currency", "sources apart", "daily move", "from"]]
    for code in sorted(LEVELS):
        of = noise.pinned(code)
        taken = (
            f"{of.numbers} numbers, {of.first} to {of.last}" if not of.like else f"taken over from {of.like}"
        )
        capped = f", capped at {noise.PEG_NOISE:.1%}; pegs do not move" if code in noise.PEGGED else ""
        rows.append([code, f"{of.apart:.3f} %", f"{of.move:.3f} %", taken + capped])
    return _markdown(rows)


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]]


def _size(error: float) -> str:
    """A fraction in per cent; a large one as how many times too much or too little."""
    return (
        f"{error * 100:.2f} %"
        if error < 1
        else f"x {error + 1:,.0f}"
        if error < 1e6
        else f"x {error + 1:.0e}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}".replace("%", " %") if whole else "-"


def _count(number: float) -> str:
    return "never" if number == math.inf else f"{number:.0f}"


def report(result: Result, rule: str, seed: int, seconds: float) -> list[str]:
    """Everything that is printed."""
    kept = promises(result, rule)
    voting = ", ".join(
        f"{result.voting[n]:,} with {name}"
        for n, name in ((3, "three or more"), (2, "two"), (1, "one or none"))
    )
    return [
        f"{machine()}: {result.voting.total():,} rounds with seed {seed} in {seconds:.0f} s.",
        "",
        f"Histories: {_counts(result.events)}. Hostile: {_counts(result.hostilities)}.",
        f"Rounds by groups voting: {voting}.",
        "",
        *noise_table(),
        "",
        *table(result),
        "",
        *(f"- {'kept' if held else 'BROKEN'} by {rule}: {promise}" for promise, held in kept.items()),
        *(f"- {fault}" for fault in result.tallies[rule].faults[:20]),
    ]


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


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


if __name__ == "__main__":
    sys.exit(main())
