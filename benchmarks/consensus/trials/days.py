"""Days of the trials as inputs alone, for a person who decides them by hand from the rules; and how they were decided."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from random import Random

from benchmarks.consensus.report import markdown
from fxwidget.domain.currency import OWN_PEG_BAND, limits
from fxwidget.domain.scalars import day_of
from fxwidget.domain.state import Close, LevelState, Row, SourceMemory
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source

from .events import EVENT, EVENTS
from .families import FAULTY, MIXED, ONE, TWO, Job, sort_of
from .history import DAY, History, Number
from .player import Player
from .run import history

FROM = (TWO, ONE, FAULTY, EVENT, MIXED)
"""The families that take turns in giving a day."""


@dataclass(frozen=True)
class Day:
    """One currency's day in a history. ``rounds`` are the places of its rounds."""

    history: History
    code: str
    day: date

    @property
    def rounds(self) -> list[int]:
        return [index for index, now in enumerate(self.history.rounds) if now.date() == self.day]

    @property
    def began(self) -> datetime:
        return self.history.rounds[self.rounds[0]]


def days(count: int, seed: int, *, outcome: bool) -> list[str]:
    """The lines of so many days, drawn by the seed; with what was decided where ``outcome`` is asked for."""
    random = Random(f"days {seed}")
    lines: list[str] = []
    for number in range(count):
        family = FROM[number % len(FROM)]
        job = Job(family, seed + number, random.randrange(len(EVENTS)) if family == EVENT else 0)
        lines += [*_lines(_drawn(random, history(job)), number + 1, outcome), ""]
    return lines


def _drawn(random: Random, of: History) -> Day:
    """A day on which something begins: an attack or a true move; the next one for what begins late."""
    code = random.choice(of.judged)
    begins = [attack.onset for attack in of.attacks.get(code, ())] + [
        jump.at for jump in of.jumps.get(code, ())
    ]
    at = random.choice(begins) if begins else of.rounds[len(of.rounds) // 2]
    day = (at + timedelta(hours=6)).date()
    alone = replace(of, codes=(code,), judged=(code,))
    return Day(alone, code, min(day, of.rounds[-1].date()))


def _lines(of: Day, number: int, outcome: bool) -> Iterator[str]:
    player = Player(of.history)
    for index in range(of.rounds[0]):
        player.round(index)
    bounds = limits(of.code)
    peg = f", a bank's {OWN_PEG_BAND:.0%}; official peg {bounds.peg}" if bounds.peg is not None else ""
    yield f"## {number}. {of.code}, {of.day:%A %d %B %Y}"
    yield ""
    yield f"Sources agree within {bounds.tolerance:.1%}; the jump limit is {bounds.jump:.1%}{peg}. Hours are UTC; {_often(of)}"
    yield from _shown_before(of, player)
    yield ""
    yield from markdown(list(_standing(of, player)))
    yield ""
    yield from markdown(list(_published(of, player)))
    yield from _unreached(of, {source.name for source in _speaking(of, player)})
    if outcome:
        yield ""
        yield from markdown(list(_decided(of, player)))


def _often(of: Day) -> str:
    hours: dict[int, list[str]] = {}
    for now in (of.history.rounds[index] for index in of.rounds):
        hours.setdefault(now.hour, []).append(f"{now:%H:%M}")
    often = [(hour, len(times)) for hour, times in hours.items()]
    turns = [often[0], *(one for before, one in pairwise(often) if one[1] != before[1])]
    spans = ", ".join(f"{count} an hour from {hour:02}:00" for hour, count in turns)
    return f"rounds: {spans}; a source that can't be reached from one time to another fails in both of these rounds too."


def _shown_before(of: Day, player: Player) -> Iterator[str]:
    shown = player.shown[of.code][-1]
    level = player.memory.currencies[of.code]
    yield f"Shown before: {shown.number} of {shown.source or 'the source before'}, {shown.agreement}; {_confirmed(level)}."
    switched = player.snapshot[of.code].switched_at if player.snapshot is not None else None
    if switched is not None and switched > of.began - DAY:
        yield f"Its source has been the shown one since {switched:%a %H:%M}."
    if level.previous_level is not None:
        yield f"The level that was left, and that is still given: {level.previous_level}."
    if level.candidate is not None:
        low, high, groups = level.candidate.low, level.candidate.high, " and ".join(level.candidate.groups)
        yield f"A new level waits: {low} to {high} of {groups}."


def _confirmed(level: LevelState) -> str:
    """Between which numbers the rate was confirmed last."""
    known = [str(number) for number in (level.confirmed_low, level.confirmed_high) if number is not None]
    return f"last confirmed by numbers from {' to '.join(known)}" if known else "nothing was confirmed yet"


def _standing(of: Day, player: Player) -> Iterator[list[str]]:
    yield [
        "source, in order",
        "group",
        "sort",
        "its last number",
        "set aside",
        "dated",
        "of market day",
        "published",
        "close",
    ]
    for source in _speaking(of, player):
        record = player.memory.sources.get(source.name, SourceMemory())
        row = record.rows.get(of.code)
        state = (
            "refused since" if of.code in record.refusals else "yes" if row is not None and row.aside else ""
        )
        cells = ["-"] * 6 if row is None else [
            str(row.rate), state, _date(row.stated), f"{row.market_day:%a %d %b}", f"{row.published:%a %d %b %H:%M}",
            _close(row, record.closes.get(of.code, ())),
        ]  # fmt: skip
        weekly = ", weekly" if calendars.seldom(source.calendar(of.code)) else ""
        yield [source.name, source.group(of.code), sort_of(source) + weekly, *cells]


def _close(row: Row, closes: Sequence[Close]) -> str:
    """A source's newest number of an earlier market day that was not set aside."""
    good = [close for close in closes if close.market_day < row.market_day and not close.aside]
    newest = max(good, key=lambda close: close.market_day, default=None)
    return f"{newest.rate} of {newest.market_day:%a %d %b}" if newest is not None else "-"


def _speaking(of: Day, player: Player) -> Sequence[Source]:
    """The sources that may vote on the currency."""
    return [
        source
        for source in player.sources
        if source.abstains is None
        and of.code in source.provider.lists
        and of.code not in source.provider.coarse
    ]


def _published(of: Day, player: Player) -> Iterator[list[str]]:
    yield ["comes out", "source", "says", "dated", "of market day"]
    found = [
        (number, source)
        for source in _speaking(of, player)
        for answer in of.history.answers.get(source.name, ())
        for number in answer.numbers
        if number.code == of.code and of.began - timedelta(hours=1) < number.out < _end(of)
    ]
    for number, source in sorted(found, key=lambda it: it[0].out):
        yield [
            f"{number.out:%a %H:%M}",
            source.name,
            str(number.rate),
            _date(number.as_of),
            market_day(number, source),
        ]


def _end(of: Day) -> datetime:
    return datetime.combine(of.day + DAY, time(0), of.began.tzinfo)


def _date(stated: date | datetime) -> str:
    return f"{stated:%a %d %b %H:%M}" if isinstance(stated, datetime) else f"{stated:%a %d %b}"


def market_day(number: Number, source: Source) -> str:
    """The market day of which a number speaks; of one that is dated too far ahead none, because it is refused."""
    calendar = source.calendar(number.code)
    if day_of(number.as_of) > calendars.today(calendar, number.out) + source.ahead_days * DAY:
        return "refused: too far ahead"
    return f"{calendars.market_day(number.as_of, source.provider.dated, calendar, number.out):%a %d %b}"


def _unreached(of: Day, speaking: Container[str]) -> Iterator[str]:
    """The rounds of the day in which sources that may vote can't be reached."""
    for name, missed in of.history.unreachable.items():
        if name not in speaking:
            continue
        spells = groupby(
            enumerate(index for index in of.rounds if index in missed), key=lambda it: it[1] - it[0]
        )
        for _, spell in spells:
            rounds = [of.history.rounds[index] for _, index in spell]
            yield f"{name} can't be reached from {rounds[0]:%H:%M} to {rounds[-1]:%H:%M}."


def _decided(of: Day, player: Player) -> Iterator[list[str]]:
    """What the rules made of the day: each round that shows something else than the one before."""
    yield ["from", "shown", "of", "as", "arrow", "groups behind it", "notes"]
    before: list[str] = []
    for index in of.rounds:
        player.round(index)
        if (row := _row(of, player)) != before:
            yield [f"{of.history.rounds[index]:%H:%M}", *row]
            before = row


def _row(of: Day, player: Player) -> list[str]:
    """What the row shows after a round; its notes with their sources."""
    assert player.snapshot is not None
    rate = player.snapshot[of.code]
    behind = ", ".join(f"{count} {sort}" for sort, count in rate.groups or () if count)
    notes = ", ".join(f"{note.code} {note.source or ''}".strip() for note in rate.notes)
    source = rate.shown_source or "the source before"
    direction = rate.direction.value if rate.direction is not None else "none"
    return [str(rate.last_number), source, rate.agreement.value, direction, behind or "-", notes or "-"]
