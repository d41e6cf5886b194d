"""A simulated currency and its publishers: honest ones by the calendars of shipped providers, at most one hostile.

Everything follows from one seeded ``random.Random``. The truth is one level for each market day, moved by the measured
daily move; a source's number is the truth at its fixing hour times noise, so the noise stands for the spread of hours too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from fxwidget import Continuous, Daily, Dated, Kind, Provider, Terms
from fxwidget.provider.calendar import last_weekday_before, next_window
from fxwidget.provider.source import Source
from fxwidget_providers.bank_indonesia import BankIndonesia
from fxwidget_providers.bank_indonesia_lokal import BankIndonesiaLokal
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.bcb import Bcb
from fxwidget_providers.cbu import Cbu
from fxwidget_providers.currency_api import CurrencyApi
from fxwidget_providers.currencyrate import CurrencyRate
from fxwidget_providers.ecb import Ecb
from fxwidget_providers.er_api import ErApi
from fxwidget_providers.fbil import Fbil
from fxwidget_providers.floatrates import FloatRates
from fxwidget_providers.nbp import Nbp
from fxwidget_providers.nbrb import Nbrb
from fxwidget_providers.sarb import Sarb

from .noise import PEG_NOISE, PEGGED, pinned

LEVELS = {
    "AED": 3.6725, "BRL": 5.2, "CNY": 6.9, "EGP": 52.0, "ETB": 157.0, "IDR": 16_900.0, "INR": 92.0, "RUB": 80.0,
    "SAR": 3.75, "ZAR": 16.5,
}  # fmt: skip
"""Units per 1 USD at the start of a history, as in March 2026."""

PUBLISHERS: tuple[type[Provider], ...] = (
    BankIndonesia, BankIndonesiaLokal, BankOfRussia, Bcb, Cbu, CurrencyApi, CurrencyRate, Ecb, ErApi, Fbil, FloatRates, Nbp, Nbrb, Sarb,
)  # fmt: skip
"""Whose calendars and datings the simulated groups have."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = 10
ROUNDS = 24 * DAYS
"""The rounds of one history, one an hour."""

DEVALUATION = 1 / 0.6
"""The currency loses 40 % at once."""

LARGE_DAY = 0.12
LARGE_DAY_TAKES = 12 * HOUR
SKIPPED = 0.015
"""How often a publication never comes."""

UNREACHABLE = 0.003
"""How often, in a round, a source stops answering for up to twelve rounds."""


class Event(StrEnum):
    """The event that changes the true rate, once in a history."""

    NOTHING = "nothing"
    DEVALUED = "devaluation"
    LARGE_DAY = "day of 12 %"


class Hostility(StrEnum):
    """The kind of wrong numbers that a hostile group publishes."""

    TIMES_100 = "times 100"
    OVER_100 = "over 100"
    INVERTED = "inverted"
    NEAR_ZERO = "near zero"
    OFF = "6 % off"
    STUCK = "3 % off and stuck"
    FROZEN = "frozen under new dates"
    AHEAD = "ahead of its date"
    TWINS = "two adapters of one group"


@dataclass(frozen=True)
class Publication:
    """One answer of a source, out from an instant on, of the truth as it was ``taken``; ``as_of`` as its publisher dates it."""

    out: datetime
    taken: datetime
    as_of: date | datetime
    rate: Decimal


@dataclass(frozen=True)
class Publisher:
    """A simulated source: its facts, all that it publishes in a history, and when it can't be reached."""

    source: Source
    publications: tuple[Publication, ...]
    unreachable: frozenset[int]
    hostile: bool

    def newest(self, now: datetime) -> Publication | None:
        """The publication that a simulated source serves at an instant."""
        index = bisect_right(self.publications, now, key=lambda publication: publication.out)
        return self.publications[index - 1] if index else None


@dataclass(frozen=True)
class History:
    """Ten days of one currency. ``moved_at`` is when the event begins, None where there is none."""

    code: str
    start: datetime
    publishers: tuple[Publisher, ...]
    groups: int
    event: Event
    hostility: Hostility | None
    moved_at: datetime | None
    factor: float

    def settled(self, publication: Publication) -> bool:
        """Whether a publication reflects the whole event."""
        if self.moved_at is None:
            return True
        over = self.moved_at + (LARGE_DAY_TAKES if self.event is Event.LARGE_DAY else timedelta(0))
        return publication.taken >= over

    @property
    def rounds(self) -> list[datetime]:
        return [self.start + hour * HOUR for hour in range(ROUNDS)]


def history(random: Random, code: str, groups: int) -> History:
    """One history of a currency with that many groups."""
    start = datetime(2026, 3, 2, tzinfo=UTC) + random.randrange(180) * DAY
    event = random.choices(list(Event), (50, 35, 15))[0]
    if code in PEGGED and event is Event.LARGE_DAY:
        event = Event.DEVALUED
    moved_at = None if event is Event.NOTHING else start + timedelta(hours=random.uniform(2 * 24, 5 * 24))
    factor = {
        Event.NOTHING: 1.0,
        Event.DEVALUED: DEVALUATION,
        Event.LARGE_DAY: random.choice((1 + LARGE_DAY, 1 - LARGE_DAY)),
    }[event]
    truth = _truth(random, code, start, event, moved_at, factor)
    hostility = random.choice(list(Hostility)) if random.random() < 0.75 else None
    chosen = random.sample(PUBLISHERS, groups)
    culprit = random.randrange(groups) if hostility is not None else -1
    publishers: list[Publisher] = []
    for position, facts in enumerate(chosen):
        honest = _honest(random, facts, code, start, truth)
        name = f"{facts.__name__.lower()}_{position}"
        if position != culprit or hostility is None:
            publishers.append(_publisher(random, name, name, facts, code, honest))
            continue
        onset = start + random.choice((0, 1, 2, 3, 4, 5)) * DAY
        how = random.choice(list(Hostility)[:-1]) if hostility is Hostility.TWINS else hostility
        published = _hostile(random, how, honest, onset)
        publishers.append(_publisher(random, name, name, facts, code, published, hostile=True))
        if hostility is Hostility.TWINS:
            publishers.append(_publisher(random, f"{name}_twin", name, facts, code, published, hostile=True))
    random.shuffle(publishers)
    return History(code, start, tuple(publishers), groups, event, hostility, moved_at, factor)


def _truth(
    random: Random, code: str, start: datetime, event: Event, moved_at: datetime | None, factor: float
) -> Callable[[datetime], float]:
    """Units per 1 USD at each instant: one level a weekday, and the event on top."""
    move = 0.0 if code in PEGGED else pinned(code).move / 100
    first = start.date() - 14 * DAY
    level, levels = LEVELS[code], {}
    for day in (first + ahead * DAY for ahead in range(DAYS + 16)):
        if day.weekday() < 5:
            level *= 1 + random.gauss(0, move)
        levels[day] = level

    def truth(at: datetime) -> float:
        value = levels[at.date()]
        if moved_at is None or at < moved_at:
            return value
        if event is Event.DEVALUED:
            return value * factor
        return value * (1 + (factor - 1) * min(1.0, (at - moved_at) / LARGE_DAY_TAKES))

    return truth


def _honest(
    random: Random, facts: type[Provider], code: str, start: datetime, truth: Callable[[datetime], float]
) -> list[Publication]:
    """All that an honest source publishes, from a week before the first round on."""
    apart = min(PEG_NOISE, pinned(code).apart / 100) if code in PEGGED else pinned(code).apart / 100
    places = 4 if LEVELS[code] < 1000 else 2
    before = timedelta(minutes=random.uniform(15, 120))  # how long it works on a fixing
    publications: list[Publication] = []
    for out, taken, as_of in _times(random, facts, start, before):
        if publications and random.random() < SKIPPED:
            continue
        noise = random.gauss(0, apart)
        if code in PEGGED:
            noise = max(-PEG_NOISE, min(PEG_NOISE, noise))
        rate = Decimal(f"{truth(taken) * (1 + noise):.{places}f}")
        publications.append(Publication(out, taken, as_of, rate))
    return publications


def _times(
    random: Random, facts: type[Provider], start: datetime, before: timedelta
) -> list[tuple[datetime, datetime, date | datetime]]:
    """When each publication comes out, when its number was taken, and how it is dated."""
    calendar, end = facts.calendar, start + DAYS * DAY
    times: list[tuple[datetime, datetime, date | datetime]] = []
    if isinstance(calendar, Continuous):
        at = start - 7 * DAY + timedelta(minutes=random.uniform(0, 59))
        while at < end:
            if next_window(calendar, at) == at:
                times.append((at + timedelta(minutes=2), at, at))
            at += calendar.interval
        return times
    assert isinstance(calendar, Daily)
    zone = ZoneInfo(calendar.zone)
    day = start.date() - 8 * DAY
    while day <= end.date():
        usual = datetime.combine(day, calendar.usual, zone).astimezone(UTC)
        latest = datetime.combine(day, calendar.latest, zone).astimezone(UTC)
        if calendar.publishes(day):
            taken, as_of = usual - before, day
            if facts.dated is Dated.BUILD_DAY:
                taken = datetime.combine(last_weekday_before(day), time(21), UTC)
            elif facts.dated is Dated.VALID_FROM:
                as_of = day + DAY
            times.append((usual + random.uniform(0, 0.9) * (latest - usual), taken, as_of))
        day += DAY
    return times


def _hostile(random: Random, how: Hostility, honest: list[Publication], onset: datetime) -> list[Publication]:
    """A hostile source's publications: its honest ones, falsified from ``onset`` on."""
    stuck = next((p.rate for p in reversed(honest) if p.out < onset), honest[0].rate)
    side = random.choice((1, -1))
    off = Decimal("1.06") if side > 0 else 1 / Decimal("1.06")
    ahead = random.randint(1, 12) * DAY
    alter: dict[Hostility, Callable[[Decimal], Decimal]] = {
        Hostility.TIMES_100: lambda rate: rate * 100,
        Hostility.OVER_100: lambda rate: rate / 100,
        Hostility.INVERTED: lambda rate: (1 / rate).quantize(Decimal("1e-12")),
        Hostility.NEAR_ZERO: lambda rate: Decimal("0.0000001"),
        Hostility.OFF: lambda rate: (rate * off).quantize(rate),
        Hostility.STUCK: lambda rate: (stuck * (1 + side * Decimal("0.03"))).quantize(rate),
        Hostility.FROZEN: lambda rate: stuck,
        Hostility.AHEAD: lambda rate: (rate * off).quantize(rate),
    }
    return [
        p
        if p.out < onset
        else replace(p, as_of=p.as_of + ahead if how is Hostility.AHEAD else p.as_of, rate=alter[how](p.rate))
        for p in honest
    ]


def _publisher(
    random: Random,
    name: str,
    group: str,
    facts: type[Provider],
    code: str,
    publications: list[Publication],
    *,
    hostile: bool = False,
) -> Publisher:
    unreachable: set[int] = set()
    for index in range(1, ROUNDS):
        if random.random() < UNREACHABLE:
            unreachable |= set(range(index, index + random.randint(1, 12)))
    site = "https://bank.example/"
    provider = type(
        name,
        (Provider,),
        {
            "title": name, "site": site, "docs": site, "terms_url": site, "attribution": name,
            "terms": Terms.UNSTATED, "kind": Kind.FIXING, "group": group, "lists": frozenset({code, "USD"}),
            "dated": facts.dated, "calendar": facts.calendar, "upstream": facts.upstream,
        },
    )  # fmt: skip
    source = Source(name, provider(currencies=(code,)))
    return Publisher(source, tuple(publications), frozenset(unreachable), hostile)
