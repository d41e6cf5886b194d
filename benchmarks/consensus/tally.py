"""Tallies what each rule showed over a history, against what the honest groups published."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from fxwidget.domain import currency

from .market import ROUNDS, Event, History
from .noise import PEGGED
from .rules import RULES

OUTSIDE = 0.005
"""How far outside the honest groups' own range a shown number counts as wrong."""

VOTING = (3, 2, 1)
"""Rounds are distinguished by how many groups vote in them: three and more, two, one or none."""


def fold() -> dict[int, list[float]]:
    return {voting: [] for voting in VOTING}


@dataclass
class Tally:
    """The counts of what one rule showed.

    outside: rounds in which it was outside the honest groups' range, by the number of groups voting.
    strayed: of those with three and more voting, by more than a shown number may lie from the median of all votes.
    beyond: of those with two voting, by more than the currency's tolerance too.
    errors: distances from the middle of the honest groups' numbers while these are at one level, as fractions.
    held_errors: the same of a last good number that is held, and marked as held.
    held: rounds with a held number, by what had happened to the truth, where three groups or more are configured.
    delays: of floating currencies (False) and pegs (True), evaluations until a devaluation shows, the first being
        that in which the deciding honest group reports it; infinite where it never shows.
    fell_back: histories of three groups or more in which the old level was shown again.
    invented: rounds that show a change between two numbers which no one source has published.
    """

    outside: Counter[int] = field(default_factory=Counter)
    strayed: int = 0
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
        self.strayed += other.strayed
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
    """What the honest groups publish in one round, and what had happened to the true rate.

    moving: some of them have not yet seen the whole event.
    before: the middle of their numbers before it.
    published: all numbers that each source has published so far.
    """

    low: float
    high: float
    middle: float
    moving: bool
    event: Event
    voting: int
    before: float
    published: Mapping[str, set[Decimal]]


class Watch:
    """One rule over one history: what it shows against what the honest groups publish."""

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
            tally.invented += not any(pair <= published for published in scene.published.values())

    def _outside(self, index: int, number: float, scene: Scene) -> None:
        distance = max(number / scene.high - 1, 1 - number / scene.low)
        if distance <= OUTSIDE:
            return
        self.tally.outside[scene.voting] += 1
        limits = currency.limits(self.history.code)
        away = _apart(number, min(max(number, scene.low), scene.high))
        strayed = scene.voting == 3 and away > limits.nearness
        beyond = scene.voting == 2 and away > limits.tolerance
        self.tally.strayed += strayed
        self.tally.beyond += beyond
        if strayed or beyond:
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
        self.tally.delays[self.history.code in PEGGED].append(delay)

    def _fault(self, index: int, what: str) -> None:
        if len(self.tally.faults) < 3:
            self.tally.faults.append(f"{self.label}, round {index}: {what}")


def _apart(one: float, other: float) -> float:
    """How far the larger is above the smaller, as a fraction."""
    return max(one, other) / min(one, other) - 1
