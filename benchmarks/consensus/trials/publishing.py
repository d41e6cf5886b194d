"""All that the default sources publish of given levels while they are honest, each by its own facts.

Calendars, datings, hours, groups and copies are the shipped adapters'. A source takes its numbers at its own hour: so
how far sources are apart follows from the walk, and what is measured beyond that is their own, most of it lasting.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from benchmarks.consensus.noise import PEG_NOISE, PEGGED
from fxwidget.provider.calendar import Continuous, Daily, Dated, last_weekday_before
from fxwidget.provider.source import Source

from .history import DAY, HOUR, Levels, Number
from .truth import noise

SKIPPED = 0.01
"""How often a publication never comes."""

LASTING = 0.8
"""The share, by variance, of a source's own distance from the others that stays the same for weeks."""

HOURS_APART = 1 / 4
"""The part of a day by which sources' hours differ, root mean square: what the walk itself puts them apart."""

LEAST = 0.0002
"""The least own noise of a number, as a fraction."""

BUILT = time(21)
"""When, in UTC, an aggregator takes the numbers of a market day that it writes into the next day's file."""

DIGITS = 6

Published = dict[tuple[str, str], list[Number]]
"""All numbers of a history by source and currency, in the order in which they come out."""

SOURCES = tuple(
    """
    currency_api bank_of_russia floatrates frankfurter nbp cbu banca_d_italia nbrb ecb bank_indonesia_lokal sarb
    bank_indonesia bcb
    """.split()
)
"""The sources of the trials: few, as the fewer confirm a number the harder it is to know a lie. An installation has five times as many on."""


def voters(sources: Sequence[Source], code: str) -> dict[str, list[Source]]:
    """The sources that may vote on a currency, by group."""
    found: dict[str, list[Source]] = {}
    for source in sources:
        facts = source.provider
        if code in facts.lists and code not in facts.coarse and source.abstains is None:
            found.setdefault(source.group(code), []).append(source)
    return found


@dataclass(frozen=True)
class _Time:
    """One publication: when it is out, whose market it speaks of, and how it is dated."""

    out: datetime
    taken: datetime
    as_of: date | datetime


def publish(
    random: Random, sources: Sequence[Source], levels: Mapping[str, Levels], first: date, last: date
) -> Published:
    """The honest numbers of all sources that vote at all, of publication days from ``first`` to ``last``."""
    published: Published = {}
    for source in sources:
        if source.abstains is None:
            for calendar in {source.calendar(code): None for code in sorted(levels)}:
                times = list(_times(random, source, calendar, first, last))
                codes = [code for code in levels if source.calendar(code) == calendar]
                for code in codes:
                    if code in source.provider.lists and code not in source.provider.coarse:
                        published[source.name, code] = _numbers(random, code, times, levels[code])
    return _copied(published, sources)


def _times(
    random: Random, source: Source, calendar: Daily | Continuous, first: date, last: date
) -> Iterator[_Time]:
    if isinstance(calendar, Continuous):
        yield from _continuous(random, calendar, first, last)
        return
    before = timedelta(minutes=random.uniform(15, 90))  # how long it works on a fixing
    habit = random.uniform(0, 0.4)  # how late in its hours it usually comes out
    day = first
    while day <= last:
        if calendar.publishes(day) and random.random() >= SKIPPED * (1 if calendar.promises(day) else 50):
            yield _daily(random, calendar, source.provider.dated, day, before, habit)
        day += DAY


def _continuous(random: Random, calendar: Continuous, first: date, last: date) -> Iterator[_Time]:
    """Quotes day and night; those of a weekend repeat the market's last hour."""
    at = datetime.combine(first, time(0), UTC) + timedelta(minutes=random.uniform(0, 59))
    while at.date() <= last:
        yield _Time(at + timedelta(minutes=5), at, at)
        at += calendar.interval


def _daily(
    random: Random, calendar: Daily, dated: Dated, day: date, before: timedelta, habit: float
) -> _Time:
    zone = ZoneInfo(calendar.zone)
    usual = datetime.combine(day, calendar.usual, zone).astimezone(UTC)
    window = datetime.combine(day, calendar.latest, zone).astimezone(UTC) - usual
    out = usual + min(0.95, habit + random.expovariate(20)) * window
    if dated is Dated.BUILD_DAY:
        return _Time(out, datetime.combine(last_weekday_before(day), BUILT, UTC), day)
    return _Time(out, usual - before, day + DAY if dated is Dated.VALID_FROM else day)


def _numbers(random: Random, code: str, times: Sequence[_Time], levels: Levels) -> list[Number]:
    own = own_noise(code)
    lasting = max(-2.0, min(2.0, random.gauss(0, 1))) * own * math.sqrt(LASTING)
    passing = own * math.sqrt(1 - LASTING)
    return [
        Number(
            code,
            it.out,
            it.taken,
            it.as_of,
            rounded(levels.at(it.taken) * _off(random, code, lasting, passing)),
        )
        for it in times
    ]


def own_noise(code: str) -> float:
    """How far a source's number is from the level of its own hour, as a fraction, root mean square."""
    of = noise(code)
    if code in PEGGED:
        return of.apart / 100
    return max(LEAST, math.sqrt(max(0.0, of.apart**2 - HOURS_APART * of.move**2)) / 100)


def _off(random: Random, code: str, lasting: float, passing: float) -> float:
    off = lasting + random.gauss(0, passing)
    return 1 + (max(-PEG_NOISE, min(PEG_NOISE, off)) if code in PEGGED else off)


def rounded(value: float) -> Decimal:
    """A number to as many significant digits as publishers print."""
    before_point = math.floor(math.log10(value)) + 1
    return Decimal(f"{value:.{max(0, DIGITS - before_point)}f}")


def _copied(published: Published, sources: Sequence[Source]) -> Published:
    """The same with each number that is another source's copy put in its place, as its group says."""
    for source in sources:
        for code in sorted(source.provider.lists):
            made_by = source.group(code)
            if made_by != source.name and (made_by, code) in published and (source.name, code) in published:
                original = {number.taken.date(): number.rate for number in published[made_by, code]}
                published[source.name, code] = [
                    replace(number, rate=original[number.taken.date()])
                    for number in published[source.name, code]
                    if number.taken.date() in original
                ]
    return published


def unreachable(random: Random, rounds: int, often: float = 0.003) -> frozenset[int]:
    """The rounds in which a source can't be reached: it stops answering now and then, for up to twelve rounds."""
    found: set[int] = set()
    for index in range(1, rounds):
        if random.random() < often:
            found |= set(range(index, index + random.randint(1, 12)))
    return frozenset(found)


def hourly(start: datetime, days: int) -> tuple[datetime, ...]:
    """A round each hour."""
    return tuple(start + hour * HOUR for hour in range(24 * days))
