"""Which histories are played for a seed: attacks of one to three liars, a faulty fortnight, true jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from random import Random

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.provider.source import Source

from . import falsehoods, publishing
from .history import DAY, Answer, Attack, History, Levels, Number
from .player import enabled
from .publishing import SOURCES, Published, publish, voters
from .truth import walks

EARLIER = 12
"""Days before the first round from which on sources have published."""

DAYS = 15
"""Days of a history: a fortnight, and the day on which it begins."""

UNDISCLOSED = ("currency_api", "er_api", "floatrates", "currencyrate")
"""Aggregators that do not say whose numbers they give. Earlier builds lack this fact, so it stands here."""

NAMED = ("frankfurter",)
"""Blends that name the banks whose numbers they are; they abstain beside them. All others are banks."""

ONE, TWO, BANKS, MIXED, THREE = (
    "one group lies",
    "two undisclosed groups lie alike",
    "two banks lie alike",
    "a bank and an undisclosed group lie alike",
    "three groups lie alike",
)
FAULTY = "faulty fortnight"

ORDINARY = tuple(date(2026, 6, 1) + week * timedelta(weeks=1) for week in range(14))
HOLIDAYS = (
    date(2025, 12, 22), date(2026, 3, 16), date(2026, 3, 30), date(2026, 4, 27), date(2026, 9, 28), date(2026, 12, 21),
)  # fmt: skip
"""Mondays of fortnights with Christmas and the Russian New Year, Eid and Nyepi, Easter, May days, China's golden week."""

FAULTY_CODES = ("AED", "BRL", "CNY", "EGP", "ETB", "IDR", "INR", "RUB", "SAR", "ZAR")
"""Currencies on which five groups or more vote by default: not so on CNH and IRR."""

SPEAKING, AT_FAULT = 5, 2
DRAWS = 6
"""Tables of a faulty fortnight for each seed: 6 x 10 currencies x 15 days x 24 rounds are 21,600 rows."""


@dataclass(frozen=True)
class Job:
    """One history to be played: its family, the seed, and its number among those of the seed."""

    family: str
    seed: int
    number: int = 0

    def __str__(self) -> str:
        return f"{self.family}, seed {self.seed}, {self.number}"


def sort_of(source: Source) -> str:
    """The sort of a source: ``undisclosed``, ``named`` or ``own``."""
    return "undisclosed" if source.name in UNDISCLOSED else "named" if source.name in NAMED else "own"


def attacked(job: Job) -> History:
    """A table of which each currency is attacked by its own liars, at its own hour, in its own way."""
    random = Random(str(job))
    start = _start(random)
    sources = enabled(SOURCES, BRICS_PLUS)
    codes = (*BRICS_PLUS, "CNY")
    levels, published = _world(random, sources, codes, start)
    attacks: dict[str, tuple[Attack, ...]] = {}
    for code in BRICS_PLUS:
        if liars := _liars(random, sources, code, job.family):
            attacks[code] = tuple(_planned(random, liars, start))
            _carry_out(random, published, attacks[code], code, levels)
    return _history(random, job, start, sources, BRICS_PLUS, tuple(attacks), published, levels, attacks)


def faulty(job: Job) -> History:
    """A table in which five groups speak of each currency, two of them at fault by chance: for each currency others."""
    random = Random(str(job))
    start = _start(random)
    sources = enabled(SOURCES, FAULTY_CODES)
    levels, published = _world(random, sources, FAULTY_CODES, start)
    attacks: dict[str, tuple[Attack, ...]] = {}
    for code in FAULTY_CODES:
        groups = voters(sources, code)
        speaking = random.sample(sorted(groups), SPEAKING)
        for silent in (source for group in sorted(groups.keys() - set(speaking)) for source in groups[group]):
            published.pop((silent.name, code), None)
        at_fault = (groups[group] for group in speaking[:AT_FAULT])
        attacks[code] = tuple(it for members in at_fault for it in _accidents(random, members, start))
        _carry_out(random, published, attacks[code], code, levels, alone=True)
    return _history(random, job, start, sources, FAULTY_CODES, FAULTY_CODES, published, levels, attacks)


def _start(random: Random) -> datetime:
    day = random.choice(HOLIDAYS if random.random() < 0.3 else ORDINARY)
    return datetime.combine(day, time(0), UTC)


def _world(
    random: Random, sources: Sequence[Source], codes: Sequence[str], start: datetime
) -> tuple[dict[str, Levels], Published]:
    first = start - EARLIER * DAY
    levels = walks(random, codes, first, 24 * (EARLIER + DAYS + 1))
    days = publish(random, sources, levels, first.date() + DAY, (start + (DAYS - 1) * DAY).date())
    return levels, days


def _liars(random: Random, sources: Sequence[Source], code: str, family: str) -> list[list[Source]]:
    """The groups that lie about a currency in a family; none where it has not so many of that sort."""
    groups = voters(sources, code)
    hidden = [members for members in groups.values() if sort_of(members[0]) == "undisclosed"]
    banks = [members for members in groups.values() if sort_of(members[0]) == "own"]
    random.shuffle(banks)
    chosen: dict[str, Callable[[], list[list[Source]]]] = {
        ONE: lambda: [random.choice([*hidden, *banks])],
        TWO: lambda: hidden[:2] if len(hidden) > 1 else [],
        BANKS: lambda: banks[:2] if len(banks) > 1 else [],
        MIXED: lambda: [random.choice(hidden), banks[0]],
        THREE: lambda: [*hidden[:2], *banks][:3] if random.random() < 0.7 else banks[:3],
    }
    return chosen[family]()


def _planned(random: Random, liars: Sequence[Sequence[Source]], start: datetime) -> Iterator[Attack]:
    """An attack by each of several groups alike, all at one hour or one after the other."""
    kind = random.choice(list(falsehoods.KINDS))
    onset = start + random.choice(list(HOURS.values()))(random)
    lasts = timedelta(hours=random.choice((12, 36, 72, 24 * 9)))
    apart = timedelta(hours=random.choice((0, 0, 0, 5, 26)))
    for place, members in enumerate(liars):
        yield Attack(
            tuple(s.name for s in members), kind, onset + place * apart, onset + lasts + place * apart
        )


def _within(days: Sequence[int], first: int, last: int) -> Callable[[Random], timedelta]:
    """An hour of one of these days of a history, day 0 being a Monday, between two hours of that day."""
    return lambda random: timedelta(
        days=random.choice(days), hours=random.randint(first, last), minutes=random.randint(1, 59)
    )


HOURS: dict[str, Callable[[Random], timedelta]] = {
    "overnight": _within((2, 3, 8, 9), 19, 26),
    "on Friday night": _within((4,), 19, 23),
    "at the weekend": _within((5, 6), 0, 23),
    "on Monday before the banks": _within((7,), 0, 6),
    "by day": _within((2, 3, 7, 8), 7, 16),
}
"""When attacks begin: most of them while the banks sleep."""


def _accidents(random: Random, members: Sequence[Source], start: datetime) -> Iterator[Attack]:
    """What befalls a group at fault: spells that begin and end at any hour, of hours or days, with hours between."""
    at = start + timedelta(hours=random.randint(24, 48))
    while at < start + DAYS * DAY:
        until = at + timedelta(hours=random.choice((random.randint(1, 4), random.randint(6, 60))))
        yield Attack(tuple(s.name for s in members), random.choice(falsehoods.ACCIDENTS), at, until)
        at = until + timedelta(hours=random.randint(1, 8))


def _carry_out(
    random: Random,
    published: Published,
    attacks: Sequence[Attack],
    code: str,
    levels: dict[str, Levels],
    *,
    alone: bool = False,
) -> None:
    """Falsify what the liars publish. Unless each errs ``alone`` they are off to the same side by as much."""
    seed = random.random()
    for attack in attacks:
        drawn = str(random.random() if alone else f"{seed} {attack.kind}")
        other = Random(drawn).choice([it for it in levels if it != code])
        for name in attack.liars:
            if (name, code) in published:
                published[name, code] = falsehoods.falsified(
                    Random(drawn), published[name, code], attack, levels[other]
                )


def _history(
    random: Random,
    job: Job,
    start: datetime,
    sources: Sequence[Source],
    codes: Sequence[str],
    judged: Sequence[str],
    published: Published,
    levels: dict[str, Levels],
    attacks: dict[str, tuple[Attack, ...]],
) -> History:
    rounds = publishing.hourly(start, DAYS)
    return History(
        label=str(job),
        family=job.family,
        codes=tuple(codes),
        judged=tuple(judged),
        rounds=rounds,
        sources=tuple(source.name for source in sources),
        answers=answers(published),
        unreachable={source.name: publishing.unreachable(random, len(rounds)) for source in sources},
        levels=levels,
        attacks=attacks,
    )


def answers(published: Published) -> dict[str, tuple[Answer, ...]]:
    """What each source gives, all that comes out at one instant in one answer."""
    found: dict[str, list[Number]] = {}
    for (name, _), numbers in published.items():
        found.setdefault(name, []).extend(numbers)
    return {
        name: tuple(
            Answer(out, tuple(together)) for out, together in groupby(sorted(numbers, key=_out), key=_out)
        )
        for name, numbers in found.items()
    }


def _out(number: Number) -> datetime:
    return number.out
