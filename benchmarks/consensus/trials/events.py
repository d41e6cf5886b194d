"""True moves that happened, and three made up: the levels that a currency had, from the instants on which it had them.

Levels are rounded facts of public record, each event with its source; the European Central Bank's are crosses of its
reference rates. Hours are those of the announcement, or the morning of the day.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from random import Random

from . import publishing
from .families import Job, answers
from .history import DAY, HOUR, History, Jump, Levels
from .player import enabled
from .publishing import SOURCES, Published, publish
from .truth import Step, noise, walk

EVENT = "true jump"
BEFORE, AFTER = 6, 9
"""Days of a history before the first move and after it."""

EARLIER = 12
LEAST = 0.04
"""The least move that counts as a jump, as a fraction: what sources that saw it and those that did not can't agree on."""

CLOSE_ROUNDS = timedelta(days=3)
"""How long after a move there are four rounds an hour."""


@dataclass(frozen=True)
class Event:
    """A currency's true levels.

    steps: from an instant on, in UTC, units per 1 USD. until, end: the level to which it slides evenly after the last one.
    lag: by source, for how long after the first step it may go on with the level before, as it did or may do.
    devaluation: whether it must show within one market day; the others are printed only.
    source: where the levels are public.
    """

    name: str
    code: str
    level: float
    steps: tuple[Step, ...]
    source: str
    slide: tuple[datetime, float] | None = None
    lag: dict[str, timedelta] = field(default_factory=dict)
    devaluation: bool = True


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


EVENTS = (
    Event(
        "EGP, November 2016", "EGP", 8.88, ((_at("2016-11-03 07:00"), 13.0), (_at("2016-11-03 13:00"), 14.65)),
        "Central Bank of Egypt, announcement and auction of 3 November 2016",
    ),
    Event(
        "EGP, March 2024", "EGP", 30.93, ((_at("2024-03-06 08:00"), 49.4),),
        "Central Bank of Egypt, 6 March 2024; currency-api, files of 6 and 10 March",
        lag={"currency_api": 1 * DAY},
    ),
    Event(
        "ETB, July 2024", "ETB", 57.5, ((_at("2024-07-29 06:00"), 74.7),),
        "National Bank of Ethiopia, 29 July 2024; currency-api, files of 31 July (57.86) and 1 September (110.89)",
        slide=(_at("2024-09-01 00:00"), 110.9), lag={"currency_api": 4 * DAY},
    ),
    Event(
        "RUB, February 2022", "RUB", 85.75,
        ((_at("2022-02-25 13:00"), 82.53), (_at("2022-02-28 06:00"), 103.12), (_at("2022-03-01 13:00"), 105.0)),
        "European Central Bank, reference rates of 24 February to 1 March 2022",
    ),
    Event(
        "RUB, December 2014", "RUB", 60.17,
        ((_at("2014-12-16 08:00"), 73.0), (_at("2014-12-17 08:00"), 66.01), (_at("2014-12-18 08:00"), 61.44)),
        "European Central Bank, reference rates of 15 to 18 December 2014",
    ),
    Event(
        "BRL, October 2026", "BRL", 5.0465, ((_at("2026-10-26 11:00"), 5.5884), (_at("2026-10-27 11:00"), 5.3474)),
        "European Central Bank, reference rates of 23, 26 and 27 October 2026",
    ),
    Event(
        "BRL, October 2008", "BRL", 2.1715, ((_at("2008-10-08 11:00"), 2.4332), (_at("2008-10-09 11:00"), 2.238)),
        "European Central Bank, reference rates of 7 to 9 October 2008",
    ),
    Event(
        "IRR, January 2026", "IRR", 42_078.0, ((_at("2026-01-07 06:00"), 1_064_357.0),),
        "currency-api, files of 31 December 2025 and 17 January 2026",
        lag={"currency_api": 5 * DAY, "floatrates": 5 * DAY}, devaluation=False,
    ),
    Event(
        "SYP loses two zeros, January 2026", "SYP", 11_058.0, ((_at("2026-01-01 06:00"), 110.6),),
        "Central Bank of Syria; currency-api, files of 31 December 2025 and 17 January 2026",
        lag={"currency_api": 9 * DAY}, devaluation=False,
    ),
    Event(
        "IDR loses three zeros (made up)", "IDR", 16_900.0, ((_at("2026-07-01 00:00"), 16.9),),
        "made up, after laws that were drafted", devaluation=False,
    ),
    Event(
        "SAR's peg breaks (made up)", "SAR", 3.75, ((_at("2026-07-08 08:00"), 4.5),), "made up", devaluation=False,
    ),
    Event(
        "INR, -12 % within a day (made up)", "INR", 92.0, ((_at("2026-07-09 08:00"), 103.0),), "made up",
    ),
)  # fmt: skip

DEVALUATIONS = tuple(f"{EVENT}: {of.name}" for of in EVENTS if of.devaluation)
"""Families of the moves that must show within one market day."""


def event(job: Job) -> History:
    """The history of the event of a job's number."""
    of, random = EVENTS[job.number], Random(f"{EVENT} {job}")
    start = datetime.combine(of.steps[0][0].date() - BEFORE * DAY, time(0), UTC)
    sources = enabled(SOURCES, (of.code,))
    levels = _levels(random, of, start - EARLIER * DAY)
    published = publish(
        random,
        sources,
        {of.code: levels},
        (start - (EARLIER - 1) * DAY).date(),
        (start + (BEFORE + AFTER) * DAY).date(),
    )
    _lag(random, of, published)
    rounds = _rounds(of, start)
    return History(
        label=f"{of.name}, seed {job.seed}",
        family=f"{EVENT}: {of.name}",
        codes=(of.code,),
        judged=(of.code,),
        rounds=rounds,
        sources=tuple(source.name for source in sources),
        answers=answers(published),
        unreachable={source.name: publishing.unreachable(random, len(rounds)) for source in sources},
        levels={of.code: levels},
        jumps={of.code: tuple(_jumps(of))},
    )


def _jumps(of: Event) -> Iterator[Jump]:
    before = of.level
    for at, level in of.steps:
        if abs(math.log(level / before)) > math.log1p(LEAST):
            yield Jump(at, before, level)
        before = level


def _levels(random: Random, of: Event, first: datetime) -> Levels:
    """The true levels: those of the event, and between them a walk of a quarter of the usual pace."""
    hours = 24 * (EARLIER + BEFORE + AFTER + 1)
    pace = noise(of.code).move / 100 / 4
    steps = ((first, of.level), *of.steps, *_slide(of, first + hours * HOUR))
    return walk(random, of.code, first, hours, steps, pace)


def _slide(of: Event, end: datetime) -> list[Step]:
    """The daily steps from the last level to the one that it slides to."""
    if of.slide is None:
        return []
    (begins, level), (until, last) = of.steps[-1], of.slide
    pace = math.log(last / level) / ((until - begins) / DAY)
    days = range(1, math.ceil((min(end, until) - begins) / DAY))
    return [(begins + day * DAY, level * math.exp(pace * day)) for day in days]


def _lag(random: Random, of: Event, published: Published) -> None:
    """Let those go on with the level before who did, or may: in one history of two."""
    first = of.steps[0][0]
    for name, lag in of.lag.items():
        numbers = published.get((name, of.code), [])
        before = [number.rate for number in numbers if number.taken < first]
        if before and random.random() < 0.5:
            published[name, of.code] = [
                replace(number, rate=before[-1], true=False)
                if first <= number.taken < first + lag
                else number
                for number in numbers
            ]


def _rounds(of: Event, start: datetime) -> tuple[datetime, ...]:
    """Rounds each hour, and each quarter of an hour in the days after a move."""
    first, quarter = of.steps[0][0], HOUR / 4
    fine = [first + number * quarter for number in range(int(CLOSE_ROUNDS / quarter))]
    return tuple(sorted({*publishing.hourly(start, BEFORE + AFTER), *fine}))
