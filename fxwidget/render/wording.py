"""What a snapshot says in words: one wording for every renderer, so that no two of them can disagree.

A ``Reading`` is a snapshot read at one instant. It knows what most rows have in common (their day, their source),
because only what differs from that is worth saying beside a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from fxwidget.domain.snapshot import DISCLAIMER, Rate, Role, Snapshot, SourceInfo
from fxwidget.presentation.language import ENGLISH, Language, marked
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SQUARE
from fxwidget.render.labels import (
    ARROWS,
    DIRECTIONS,
    KINDS,
    NO_RATE,
    did,
    readable,
    waiting_for,
)
from fxwidget.render.note_wording import day
from fxwidget.render.row_wording import Remark, RowWording, Unnumbered, speaks_of

__all__ = [
    "API_NAME",
    "ARROWS",
    "DIRECTIONS",
    "KINDS",
    "NO_RATE",
    "Fact",
    "Head",
    "Reading",
    "Remark",
    "day",
    "did",
    "moment",
    "percent",
    "price",
    "readable",
    "sign",
    "speaks_of",
    "unit",
    "waiting_for",
]

API_NAME = "fxwidget JSON API"

LISTED = 5
"""How many of those who confirm stand in a list of facts; the others unfold, or are only counted."""
marked(DISCLAIMER)


@dataclass(frozen=True)
class Fact:
    """A titled fact about the whole table, in one or more lines. ``foreign``: names and English, left to right."""

    title: str
    lines: tuple[str, ...]
    foreign: bool = False


def moment(value: datetime | None) -> str:
    """``14 May 2025 06:05 UTC``, or that it has not been seen yet."""
    return ENGLISH.moment(value)


def unit(code: str, language: Language = ENGLISH) -> str:
    """``1 US dollar``: what the prices are for."""
    return language.unit(code)


def percent(value: Decimal | None) -> str:
    """``+0.52%``, or nothing where no close is known."""
    return "" if value is None else ENGLISH.percent(value)


@dataclass(frozen=True, kw_only=True)
class Reading(RowWording):
    """A snapshot at an instant of its own clock, the whole table and each row; make one with ``Reading.of``.

    expired, outdated: what the snapshot says of itself at that instant.
    """

    expired: bool
    outdated: bool

    @classmethod
    def of(cls, snapshot: Snapshot, now: datetime, language: Language = ENGLISH) -> Reading:
        """Reads ``snapshot``, aged, at the wall clock's ``now``."""
        return cls.of_aged(snapshot.aged(now), now, language)

    @classmethod
    def of_aged(
        cls,
        aged: Snapshot,
        now: datetime,
        language: Language = ENGLISH,
        shared: dict[tuple[str, bool], Unnumbered] | None = None,
    ) -> Reading:
        """Reads a snapshot that was ``aged`` to the wall clock's ``now``.

        shared: of readings of the same snapshot against the same base, on the same day, in the same language.
        """
        clock = aged.own_time(now).astimezone(UTC)
        known = [(rate, speaks_of(rate)) for rate in aged.rows if rate.rate is not None]
        days = [day for _, day in known if day is not None]
        come = [day for day in days if day <= clock.date()]
        order = {source.id: place for place, source in enumerate(aged.sources)}
        count = Counter(rate.shown_source for rate, _ in known if rate.shown_source in order)
        first = max(count, key=lambda name: (count[name], -order[name or ""]), default=None)
        return cls(
            snapshot=aged,
            clock=clock,
            day=max(come or days, default=None),
            source=next((source for source in aged.sources if source.id == first), None),
            expired=aged.expired(now),
            outdated=aged.outdated(now),
            language=language,
            shared={} if shared is None else shared,
        )

    @property
    def heading(self) -> str:
        """``1 US dollar``."""
        return self.language.unit(self.snapshot.base)

    @property
    def subheading(self) -> str:
        """``14 May · FX source: CurrencyRate``."""
        parts = [self._day(self.day)] if self.day else []
        name = self.source.name if self.source else self.say("none")
        return " · ".join([*parts, self.say("FX source: {name}", name=name)])

    @property
    def origin(self) -> str:
        """``14 May · CurrencyRate``: the subheading where there is a line for it alone."""
        parts = [self._day(self.day)] if self.day else []
        name = self.language.isolated(self.source.name) if self.source else self.say("none")
        return " · ".join([*parts, name])

    @property
    def when(self) -> str:
        """``14 May``, or nothing where no rate is shown."""
        return self._day(self.day) if self.day else ""

    @property
    def replayed(self) -> str | None:
        """The notice that a replay's rates are of recorded days; empty for any other table."""
        replay = self.snapshot.replay
        if replay is None:
            return None
        recorded = self.language.day(replay.day, year=True)
        return self.say("Replay of recorded days: {day}. These are not today’s rates.", day=recorded)

    @property
    def alarm(self) -> str | None:
        """What the banner says when the table as a whole can't be trusted to be current, or is of a past day."""
        if self.snapshot.past_day is not None:
            closed = self.language.day(self.snapshot.past_day, year=True)
            return self.say("Rates of {day}, as that day closed.", day=closed)
        if self.expired:
            return self.say("These rates are not being refreshed: last checked {time}.", time=self._checked)
        if self.outdated:
            return self.say("Most of these rates are stale: last checked {time}.", time=self._checked)
        return None

    @property
    def old_copy(self) -> str:
        """The notice of an open page whose snapshot is no longer valid."""
        return self.say(
            "This copy is out of date: last checked {time}. Load it again for newer rates.",
            time=self._checked,
        )

    @property
    def _checked(self) -> str:
        return self.language.moment(self.snapshot.checked_at)

    @property
    def disclaimer(self) -> str:
        """The snapshot's disclaimer: ours in the reading's language, an operator's own as it is."""
        return self.say(self.snapshot.disclaimer)

    def shown_sources(self) -> tuple[SourceInfo, ...]:
        """The sources whose numbers stand in the table, in the configured order."""
        ids = {rate.shown_source for rate in self.snapshot.rates}
        return tuple(source for source in self.snapshot.sources if source.shown or source.id in ids)

    def confirmations(self) -> tuple[tuple[str, str], ...]:
        """Each confirming source's name with the codes that it confirms, who confirms most first; ``all rates`` for all rows."""
        rows = self.snapshot.rows
        found: dict[str, list[str]] = {}
        for rate in rows:
            for source in rate.sources:
                if source.role is Role.CONFIRMS:
                    found.setdefault(source.id, []).append(rate.code)
        most_first = sorted(found.items(), key=lambda each: -len(each[1]))
        return tuple((self.source_name(id), self._codes(codes, len(rows))) for id, codes in most_first)

    def derivations(self) -> tuple[tuple[str, str], ...]:
        """Each way in which shown numbers were computed, with the codes; ``all rates`` where those are all rows."""
        rows = self.snapshot.rows
        found: dict[str, list[str]] = {}
        for rate in rows:
            if rate.rate is not None and (how := self.derived(rate)):
                found.setdefault(how, []).append(rate.code)
        return tuple((how, self._codes(codes, len(rows))) for how, codes in found.items())

    def facts(self, *, links: bool = False) -> tuple[Fact, ...]:
        """The facts below a table that can't unfold: times, sources (``links``: with their addresses), who confirms."""
        times = {
            marked("Check"): self.snapshot.checked_at,
            marked("Latest change"): self.snapshot.changed_at,
            marked("Valid until"): self.snapshot.valid_until,
        }
        sources = tuple(
            " · ".join(
                part for part in (source.name, source.attribution, source.url if links else "") if part
            )
            for source in self.shown_sources()
        )
        lists = {
            marked("Confirmed by"): self.confirmations(),
            marked("Computed"): self.derivations(),
        }
        if self.snapshot.past_day is not None:
            times = {}
        found = [Fact(self.say(title), (self.language.moment(time),)) for title, time in times.items()]
        found.append(Fact(self.say(marked("Sources")), sources, foreign=True))
        for title, pairs in lists.items():
            lines = [f"{self.language.isolated(what)}: {codes}" for what, codes in pairs[:LISTED]]
            more = [self.language.more(len(pairs) - LISTED)] if len(pairs) > LISTED else []
            found.append(Fact(self.say(title), (*lines, *more)))
        return tuple(fact for fact in found if fact.lines)

    def _codes(self, codes: Sequence[str], rows: int) -> str:
        return self.say("all rates") if len(codes) == rows and rows > 1 else self.language.list(codes)


@dataclass(frozen=True)
class Head:
    """What stands above a table.

    hidden: the options want no heading to be seen.
    unit: what the prices are for, where the heading is of the options' own words; empty elsewhere.
    subheading: that, with day and source.
    """

    title: str
    heading: str
    hidden: bool
    unit: str
    subheading: str

    @classmethod
    def of(cls, reading: Reading, options: Options) -> Head:
        """The head of a table for the view that ``options`` ask for."""
        language, base = reading.language, reading.snapshot.base
        if options.layout in SQUARE:
            return cls._of_square(reading, options)
        unit = _inverse(options, language, base) if options.inverse else language.unit(base, options.priced)
        hidden = options.header.lower() == "none"
        header = "" if hidden else options.header
        return cls(
            title=unit if options.inverse else language.say("{unit} in other currencies", unit=unit),
            heading=header or unit,
            hidden=hidden,
            unit=unit if header else "",
            subheading=" · ".join([unit] * bool(header) + [reading.subheading]),
        )

    @classmethod
    def _of_square(cls, reading: Reading, options: Options) -> Head:
        """The head of a matrix or a heatmap, which has no currency that all prices are for."""
        language = reading.language
        title = language.say(SQUARE_TITLES[options.layout])
        hidden = options.header.lower() == "none"
        message = SQUARE_UNITS[options.layout, options.inverse]
        unit = language.say(message, amount=language.amount(options.priced))
        return cls(
            title=title,
            heading=title if hidden else options.header or title,
            hidden=hidden,
            unit=unit,
            subheading=f"{unit} · {reading.subheading}",
        )


SQUARE_TITLES = {"matrix": marked("Cross rates"), "heatmap": marked("Changes of cross rates")}
"""What a square of crosses is called."""

SQUARE_UNITS = {
    ("matrix", False): marked("{amount} of the row’s currency in the column’s"),
    ("matrix", True): marked("{amount} of the column’s currency in the row’s"),
    ("heatmap", False): marked("Change of the row’s currency in the column’s since the previous close"),
    ("heatmap", True): marked("Change of the column’s currency in the row’s since the previous close"),
}
"""What stands in the cells of a square, by its layout and whether its prices are the other way round."""


def _inverse(options: Options, language: Language, base: str) -> str:
    if options.priced == 1:
        return language.say("Prices in {code}", code=base)
    amount = language.amount(options.priced)
    return language.say("Prices of {amount} in {code}", amount=amount, code=base)


def sign(reading: Reading, options: Options, rate: Rate) -> str:
    """The symbol beside a row's price where ``options`` ask for one and there is one."""
    if not options.symbol:
        return ""
    code = reading.snapshot.base if options.inverse else rate.code
    symbol = reading.language.symbol(code)
    return "" if symbol == code else reading.language.isolated(symbol)


def price(reading: Reading, options: Options, rate: Rate) -> str:
    """A row's shown digits, with the symbol where one is asked for; a dash where there is no number."""
    symbol = sign(reading, options, rate)
    if rate.display is None:
        return NO_RATE
    if not symbol:
        return rate.display
    return f"{symbol}{rate.display}" if reading.language.symbol_first else f"{rate.display}\u00a0{symbol}"
