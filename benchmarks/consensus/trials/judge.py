"""What a build showed over a history, against all that was true."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from fxwidget.domain.currency import limits
from fxwidget.domain.snapshot import HELD, Agreement

from .families import UNDISCLOSED
from .history import DAY, HOUR, Display, History, Jump, Number, Shown

REMEMBERED = 6 * DAY
"""How long what was true counts as true."""

OFF = 0.005
"""How far a shown number may be from all that was true before its row counts as off."""

FAULTS = 3
"""How many wrong spells of a history are listed."""

LAST_GOOD = frozenset(agreement.value for agreement in HELD)


@dataclass
class Figures:
    """What one build showed in one family, summed over its histories.

    rows: row-rounds. wrong: of these, farther than the tolerance from all that was true. off: farther than ``OFF``.
    hours: the same as ``wrong`` in hours, and the longest spell of them.
    held, pending: hours of rows that show the last good rate, and of those for which a new level waits.
    last_good: rows that show the last good rate. days: row-days.
    switches: relative sizes of the switches of sources. turned: switches at which the arrow turned; unsaid: of these
    without a word in the row's text.
    delays: hours of weekdays from the first bank's number of a true jump until it shows; infinite where it never does.
    """

    rows: int = 0
    wrong: int = 0
    off: int = 0
    hours: float = 0.0
    longest: float = 0.0
    held: float = 0.0
    pending: float = 0.0
    last_good: int = 0
    days: float = 0.0
    switches: list[float] = field(default_factory=list)
    turned: int = 0
    unsaid: int = 0
    delays: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        for name in (
            "rows",
            "wrong",
            "off",
            "hours",
            "held",
            "pending",
            "last_good",
            "days",
            "turned",
            "unsaid",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest = max(self.longest, other.longest)
        self.switches += other.switches
        self.delays += other.delays
        self.faults += other.faults


class Truth:
    """All that was true of one currency in a history: the levels of each hour, and what honest sources gave."""

    def __init__(self, history: History, code: str) -> None:
        self.levels = history.levels[code]
        self.taken: dict[Decimal, list[datetime]] = defaultdict(list)
        honest = sorted(_honest(history, code), key=lambda number: number.taken)
        for number in honest:
            self.taken[number.rate].append(number.taken)
        self.instants = [number.taken for number in honest]
        self.rates = [float(number.rate) for number in honest]

    def apart(self, number: Decimal, now: datetime) -> float:
        """How far a number is from the nearest that was true within ``REMEMBERED``, as a fraction."""
        since = now - REMEMBERED
        known = self.taken.get(number)
        if known is not None and any(since <= taken <= now for taken in known):
            return 0.0
        given = self.rates[bisect_right(self.instants, since) : bisect_right(self.instants, now)]
        lived = self.levels.values[self.levels.index(since) : self.levels.index(now) + 1]
        shown = float(number)
        return min(max(shown / true, true / shown) - 1 for true in (*given, *lived))


def _honest(history: History, code: str) -> Iterator[Number]:
    for answers in history.answers.values():
        for answer in answers:
            yield from (number for number in answer.numbers if number.code == code and number.true)


def judge(history: History, display: Display) -> Figures:
    """The figures of one history."""
    figures = Figures()
    for code in history.judged:
        _judge_rows(figures, history, code, display[code])
        _judge_switches(figures, display[code])
        for jump in history.jumps.get(code, ()):
            figures.delays.append(delay(history, code, jump, display[code]))
    return figures


@dataclass
class _Spell:
    """Rounds in a row in which a row was wrong."""

    began: datetime
    shown: Shown
    apart: float


def _judge_rows(figures: Figures, history: History, code: str, display: tuple[Shown, ...]) -> None:
    truth, tolerance = Truth(history, code), float(limits(code).tolerance)
    spell: _Spell | None = None
    figures.days += (history.rounds[-1] - history.rounds[0] + HOUR) / DAY
    for now, lasts, shown in rounds(history, display):
        figures.rows += 1
        figures.last_good += shown.agreement in LAST_GOOD
        figures.held += lasts * (shown.agreement in LAST_GOOD)
        figures.pending += lasts * (shown.agreement == Agreement.PENDING)
        apart = truth.apart(shown.number, now) if shown.number is not None else 0.0
        figures.off += apart > OFF
        if apart <= tolerance:
            spell = None
            continue
        figures.wrong += 1
        figures.hours += lasts
        if spell is None:
            spell = _Spell(now, shown, apart)
            _tell(figures, history, code, spell)
        figures.longest = max(figures.longest, (now - spell.began) / HOUR + lasts)


def rounds(history: History, display: tuple[Shown, ...]) -> Iterator[tuple[datetime, float, Shown]]:
    """Each round: its instant, the hours until the next one, and what was shown."""
    place, every = 0, history.rounds
    for index, now in enumerate(every):
        if place + 1 < len(display) and display[place + 1].index <= index:
            place += 1
        lasts = (every[index + 1] - now) / HOUR if index + 1 < len(every) else 1.0
        yield now, lasts, display[place]


def _tell(figures: Figures, history: History, code: str, spell: _Spell) -> None:
    if len(figures.faults) >= FAULTS:
        return
    near = (it for it in history.attacks.get(code, ()) if it.onset <= spell.began < it.until + 2 * DAY)
    attacks = "; ".join(map(str, near))
    figures.faults.append(
        f"{history.label}: {code} {spell.shown.number} of {spell.shown.source} ({spell.shown.agreement}) on"
        f" {spell.began:%a %d %b %Y %H:%M} is {spell.apart:.2%} from all that was true; {attacks or 'nobody lies now'}"
    )


def _judge_switches(figures: Figures, display: tuple[Shown, ...]) -> None:
    for before, after in pairwise(display):
        if before.source is None or after.source is None or before.source == after.source:
            continue
        assert before.number is not None
        assert after.number is not None
        figures.switches.append(abs(float(after.number / before.number) - 1))
        figures.turned += after.worded is not None
        figures.unsaid += after.worded is False


def delay(history: History, code: str, jump: Jump, display: tuple[Shown, ...]) -> float:
    """Hours of weekdays from the first bank's number of a jump until its level shows."""
    first = first_fixing(history, code, jump)
    if first is None:
        return math.inf
    for now, _, shown in rounds(history, display):
        if now >= jump.at and shown.number is not None:
            number, true = float(shown.number), history.levels[code].at(now)
            if _arrived(number, jump) or abs(number / true - 1) <= float(limits(code).tolerance):
                return max(0.0, weekday_hours(first, now))
    return math.inf


def _arrived(number: float, jump: Jump) -> bool:
    """Whether a number is nearer the new level than the old one, and not as far beyond it."""
    return 0.5 <= math.log(number / jump.before) / math.log(jump.after / jump.before) <= 1.5


def first_fixing(history: History, code: str, jump: Jump) -> datetime | None:
    """When the first bank's number that saw the jump came out."""
    outs = [
        number.out
        for source, answers in history.answers.items()
        if source not in UNDISCLOSED
        for answer in answers
        for number in answer.numbers
        if number.code == code and number.true and number.taken >= jump.at
    ]
    return min(outs, default=None)


def weekday_hours(since: datetime, until: datetime) -> float:
    """The hours between two instants that are not of a Saturday or Sunday, in UTC; negative where until is before."""
    if until < since:
        return -weekday_hours(until, since)
    hours, at = timedelta(0), since
    while at < until:
        midnight = min(until, (at + DAY).replace(hour=0, minute=0, second=0, microsecond=0))
        hours += (midnight - at) if at.weekday() < 5 else timedelta(0)
        at = midnight
    return hours / HOUR
