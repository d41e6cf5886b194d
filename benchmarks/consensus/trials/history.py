"""The plain values of a simulated fortnight: what sources publish and what was true. Nothing here imports the package.

So a history can be handed to a process that runs another build: both builds decide from the very same numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Number:
    """One number of a source: units of ``code`` per 1 USD.

    out: when it can be had. as_of: as its publisher dates it. taken: the instant whose market it speaks of.
    true: whether an honest source gives it.
    """

    code: str
    out: datetime
    taken: datetime
    as_of: date | datetime
    rate: Decimal
    true: bool = True


@dataclass(frozen=True)
class Answer:
    """What a source gives from an instant on: the numbers that came out then."""

    out: datetime
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Levels:
    """The true rate of a currency: units per 1 USD, one level an hour from ``start`` on, in UTC."""

    start: datetime
    values: tuple[float, ...]

    def at(self, instant: datetime) -> float:
        """The level of the hour in which an instant lies; the first or last one beyond the ends."""
        return self.values[self.index(instant)]

    def index(self, instant: datetime) -> int:
        """The place of an instant's hour in ``values``."""
        return min(max((instant - self.start) // HOUR, 0), len(self.values) - 1)


@dataclass(frozen=True)
class Jump:
    """A true move that the rules may set aside: its instant, and the level before and after."""

    at: datetime
    before: float
    after: float


@dataclass(frozen=True)
class Attack:
    """Who lies about a currency, how, and from when until when."""

    liars: tuple[str, ...]
    kind: str
    onset: datetime
    until: datetime

    def __str__(self) -> str:
        return f"{self.kind} by {' and '.join(self.liars)} from {self.onset:%a %d %b %H:%M} to {self.until:%a %d %H:%M}"


@dataclass(frozen=True)
class History:
    """Some days of one table of currencies, round by round.

    family: what is tried, such as ``one group lies``. judged: the currencies whose rows count.
    sources: the enabled sources, in their order. answers: by source, in the order in which they come out.
    unreachable: the rounds in which a source can't be reached.
    """

    label: str
    family: str
    codes: tuple[str, ...]
    judged: tuple[str, ...]
    rounds: tuple[datetime, ...]
    sources: tuple[str, ...]
    answers: Mapping[str, tuple[Answer, ...]]
    unreachable: Mapping[str, frozenset[int]]
    levels: Mapping[str, Levels]
    attacks: Mapping[str, tuple[Attack, ...]] = field(default_factory=dict)
    jumps: Mapping[str, tuple[Jump, ...]] = field(default_factory=dict)

    def newest(self, source: str, now: datetime) -> int:
        """How many answers of a source are out."""
        return bisect_right(self.answers.get(source, ()), now, key=lambda answer: answer.out)


@dataclass(frozen=True)
class Shown:
    """What a build showed of a currency from a round on, until the next one of these.

    direction: ``up``, ``down`` or ``flat``; None without an arrow.
    worded: of a switch at which the arrow turned, whether the text of the row says that the source changed.
    """

    index: int
    number: Decimal | None
    agreement: str
    source: str | None
    direction: str | None
    worded: bool | None = None


Display = Mapping[str, tuple[Shown, ...]]
"""By currency, what a build showed over a history."""
