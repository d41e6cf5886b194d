"""What a snapshot says in words: one wording for every renderer, so that no two of them can disagree.

A ``Reading`` is a snapshot read at one instant. It knows what most rows have in common (their day, their source),
because only what differs from that is worth saying beside a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property

from fxwidget.domain.freshness import Freshness
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import (
    DISCLAIMER,
    Agreement,
    Direction,
    Note,
    Rate,
    RateSource,
    Role,
    Snapshot,
    SourceInfo,
)
from fxwidget.presentation.language import ENGLISH, Language, marked
from fxwidget.presentation.options import Options

__all__ = [
    "API_NAME",
    "ARROWS",
    "COLUMN_TITLES",
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
    "unit",
    "waiting_for",
]

API_NAME = "fxwidget JSON API"
NO_RATE = "—"
ARROWS = {Direction.UP: "▲", Direction.DOWN: "▼"}
DIRECTIONS = {Direction.UP: marked("up"), Direction.DOWN: marked("down")}
COLUMN_TITLES = {
    "previous": marked("Previous close"),
    "change": marked("Change"),
    "source": marked("Source"),
}
"""The headings of the further columns that options ask for."""

_PLAIN_KINDS = {
    Kind.MARKET: marked("market rate"),
    Kind.FIXING: marked("central bank fixing"),
    Kind.CROSS: marked("cross rate"),
}
"""Kinds that are routine: said only where a row explains itself."""
_KINDS = {
    Kind.OFFICIAL: marked("official rate"),
    Kind.FREE_MARKET: marked("free market"),
    Kind.PEG: marked("official peg"),
}
KINDS = {**_PLAIN_KINDS, **_KINDS}
_AGREEMENTS = {
    Agreement.SINGLE_SOURCE: (marked("one source"), marked("one source")),
    Agreement.PENDING: (marked("newer rate not confirmed yet: last good rate"), marked("not confirmed yet")),
    Agreement.HELD: (marked("held: last good rate"), marked("no good rate yet")),
    Agreement.DISPUTED: (marked("sources disagree: last good rate"), marked("sources disagree")),
}
_DERIVED = {"mid": marked("middle of bid and ask"), "inverse": marked("inverse of the published number")}
_REASONS = {
    marked("stale"),
    marked("disagrees"),
    marked("jump"),
    marked("power of ten"),
    marked("inverse"),
    marked("off the peg"),
    marked("refused"),
    marked("not asked yet"),
    marked("no number yet"),
    marked("does not list it today"),
    marked("late, and it does not answer"),
    marked("published nothing since the level changed"),
    marked("published nothing since two others moved"),
    marked("alone, and away from the last confirmed rate"),
}
"""Why a source has no part in a rate, as far as there are words for it in every language."""
_OUTCOMES = {
    "unavailable": marked("could not be reached"),
    "rate_limited": marked("asks us to wait"),
    "refused": marked("its answer can't be read"),
    "credentials_rejected": marked("rejects our key"),
    "not_configured": marked("is not set up"),
    "answered": marked("answered"),
    "unchanged": marked("answered: nothing new"),
    "empty": marked("answered: no rates today"),
    "disabled": marked("disabled by the operator"),
}
"""What a source did, in every language; English has the whole reason."""
_WELL = ("answered", "unchanged", "empty")
marked(DISCLAIMER)


@dataclass(frozen=True)
class Remark:
    """A few words beside a rate. ``warning`` marks what a reader who acts on the number has to know."""

    text: str
    warning: bool = False


@dataclass(frozen=True)
class Fact:
    """A line or several of what is known of the whole table, under a title. ``foreign``: names and English, left to right."""

    title: str
    lines: tuple[str, ...]
    foreign: bool = False


def day(value: date, today: date, language: Language = ENGLISH) -> str:
    """``14 May``, and the year too where it is not the clock's."""
    return language.day(value, year=value.year != today.year)


def moment(value: datetime | None) -> str:
    """``14 May 2025 06:05 UTC``, or that it has not been seen yet."""
    return ENGLISH.moment(value)


def unit(code: str, language: Language = ENGLISH) -> str:
    """``1 US dollar``: what the prices are for."""
    return language.unit(code)


def percent(value: Decimal | None) -> str:
    """``+0.52 %``, or nothing where no close is known."""
    return "" if value is None else ENGLISH.percent(value)


def speaks_of(rate: Rate) -> date | None:
    """The day that a rate speaks of, as its source states it."""
    if rate.as_of is None:
        return rate.market_day
    return rate.as_of.date() if isinstance(rate.as_of, datetime) else rate.as_of


def waiting_for(source: SourceInfo, language: Language = ENGLISH) -> str:
    """What a source that has given nothing yet did, and when it is asked next."""
    if source.outcome is None:
        return language.say("{name}: is being asked", name=source.name)
    if language.english:
        said = f"{source.name}: {source.reason or readable(source.outcome)}"
    elif source.outcome in _OUTCOMES:
        said = f"{source.name}: {language.say(_OUTCOMES[source.outcome])}"
    else:
        said = source.name
    if source.next_at is None:
        return said
    return language.say("{what}; asked again at {time}", what=said, time=language.moment(source.next_at))


def did(source: SourceInfo, language: Language = ENGLISH) -> tuple[str, bool]:
    """What a source did when it was last asked, and whether it did well."""
    if source.outcome is None:
        return language.say("not asked yet"), True
    if source.outcome in _WELL:
        return language.say(_OUTCOMES[source.outcome]), True
    said = (
        language.say(_OUTCOMES[source.outcome]) if source.outcome in _OUTCOMES else readable(source.outcome)
    )
    if source.since is None:
        return said, False
    return language.say("{what}, since {time}", what=said, time=language.moment(source.since)), False


def readable(code: str) -> str:
    """A code that nobody has words for, as words."""
    return " ".join(code.replace("_", " ").split())


@dataclass(frozen=True)
class Reading:
    """A snapshot at an instant of its own clock; make one with ``Reading.of``.

    day: the newest day that a shown rate speaks of and that has come; None where nothing is shown.
    source: the source that most rows show, the first configured one of equals.
    """

    snapshot: Snapshot
    clock: datetime
    day: date | None
    source: SourceInfo | None
    expired: bool
    outdated: bool
    language: Language = ENGLISH

    @classmethod
    def of(cls, snapshot: Snapshot, now: datetime, language: Language = ENGLISH) -> Reading:
        """Reads ``snapshot``, aged, at the wall clock's ``now``."""
        aged = snapshot.aged(now)
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
        )

    @property
    def today(self) -> date:
        return self.clock.date()

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
    def replayed(self) -> str | None:
        """That these are recorded days, where they are."""
        replay = self.snapshot.replay
        if replay is None:
            return None
        recorded = self.language.day(replay.day, year=True)
        return self.say("Replay of recorded days: {day}. These are not today’s rates.", day=recorded)

    @property
    def alarm(self) -> str | None:
        """What the banner says when the table as a whole can't be trusted to be current."""
        checked = self.language.moment(self.snapshot.checked_at)
        if self.expired:
            return self.say("These rates are not being refreshed: last checked {time}.", time=checked)
        if self.outdated:
            return self.say("Most of these rates are stale: last checked {time}.", time=checked)
        return None

    @property
    def old_copy(self) -> str:
        """What an open page says once the snapshot it was drawn from is no longer valid."""
        checked = self.language.moment(self.snapshot.checked_at)
        return self.say(
            "This copy is out of date: last checked {time}. Load it again for newer rates.", time=checked
        )

    def say(self, message: str, **values: object) -> str:
        """A message in the reading's language."""
        return self.language.say(message, **values)

    @property
    def disclaimer(self) -> str:
        """The snapshot's disclaimer: ours in the reading's language, an operator's own as it is."""
        return self.say(self.snapshot.disclaimer)

    def source_name(self, id: str) -> str:
        """The name of a source, its id where it is not among the enabled ones."""
        return next((source.name for source in self.snapshot.sources if source.id == id), readable(id))

    @cached_property
    def common(self) -> tuple[Remark, ...]:
        """What holds for every row, said once instead of beside each."""
        rows = self.snapshot.rows
        if len(rows) < 2:
            return ()
        first, *others = (tuple(self._all_remarks(rate)) for rate in rows)
        return tuple(remark for remark in first if all(remark in other for other in others))

    def remarks(self, rate: Rate) -> tuple[Remark, ...]:
        """What is to be said beside one row, over what ``common`` says of all."""
        return tuple(remark for remark in self._all_remarks(rate) if remark not in self.common)

    def _all_remarks(self, rate: Rate) -> Iterable[Remark]:
        if rate.rate is not None:
            yield from self._provenance(rate)
        if rate.kind in _KINDS:
            yield Remark(self.say(_KINDS[rate.kind]))
        yield from self._freshness(rate)
        if rate.agreement in _AGREEMENTS and rate.freshness is not Freshness.WITHDRAWN:
            shown, missing = _AGREEMENTS[rate.agreement]
            quiet = rate.agreement is Agreement.SINGLE_SOURCE
            yield Remark(self.say(missing if rate.rate is None else shown), warning=not quiet)
        for note in rate.notes:
            if note.code == "new_level_pending" and rate.agreement is Agreement.PENDING:
                continue  # the agreement has said so, and the sources under the row say who
            yield Remark(self.note(note), warning=True)

    def _provenance(self, rate: Rate) -> Iterable[Remark]:
        """Its day and source where they are not those of the heading."""
        speaks = speaks_of(rate)
        if speaks is not None and speaks != self.day:
            yield Remark(self._day(speaks))
        shown = rate.shown_source
        if shown is not None and (self.source is None or shown != self.source.id):
            yield Remark(self.source_name(shown))

    def _day(self, value: date) -> str:
        """``24 April``, or ``for 29 April`` where that day is still to come."""
        words = self._date(value)
        return self.say("for {day}", day=words) if value > self.today else words

    def _date(self, value: date) -> str:
        return day(value, self.today, self.language)

    def _freshness(self, rate: Rate) -> Iterable[Remark]:
        match rate.freshness:
            case Freshness.CLOSED:
                yield Remark(self.say("market closed"))
            case Freshness.LATE:
                yield Remark(self.say("late"), warning=True)
            case Freshness.STALE:
                since = rate.stale_at
                said = (
                    self.say("stale since {day}", day=self._date(since.date()))
                    if since
                    else self.say("stale")
                )
                yield Remark(said, warning=True)
            case Freshness.WITHDRAWN:
                yield Remark(self._withdrawn(rate), warning=True)

    def _withdrawn(self, rate: Rate) -> str:
        speaks, last = speaks_of(rate), rate.last_rate
        if last is None:
            return self.say("withdrawn")
        number = self.language.number(last)
        if speaks is None:
            return self.say("withdrawn, last {number}", number=number)
        return self.say("withdrawn, last {number} on {day}", number=number, day=self._date(speaks))

    def note(self, note: Note) -> str:
        """A note in words; one of an unknown code in its own."""
        name = self.source_name(note.source) if note.source else None
        match note.code:
            case "newer_unconfirmed":
                number = self.language.number(note.rate) if note.rate else None
                if name and number:
                    return self.say("one newer source ({name}) says {number}", name=name, number=number)
                if name:
                    return self.say("one newer source ({name}) says otherwise", name=name)
                if number:
                    return self.say("one newer source says {number}", number=number)
                return self.say("one newer source says otherwise")
            case "peg_broken":
                if note.peg:
                    number = self.language.number(note.peg)
                    return self.say("official peg {number} no longer holds", number=number)
                return self.say("official peg no longer holds")
            case "operator_hold":
                said = self.say("held by the operator") + (f": {note.reason}" if note.reason else "")
                if note.until is None:
                    return said
                return self.say("{what}, until {time}", what=said, time=self.language.moment(note.until))
            case "new_level_pending":
                said = self.say("new level pending")
                return self.language.list([part for part in (said, note.reason, name) if part])
        details = [readable(note.code), note.reason, name]
        return ", ".join(detail for detail in details if detail)

    def confirmed(self, rate: Rate) -> str:
        """``confirmed by A, B; 12 bps apart``, or nothing where nobody else stands behind it."""
        names = [self.source_name(source.id) for source in rate.sources if source.role is Role.CONFIRMS]
        if not names:
            return ""
        listed = self.language.list(names)
        if rate.spread_bps is None:
            return self.say("confirmed by {names}", names=listed)
        number = self.language.number(rate.spread_bps)
        return self.say("confirmed by {names}; {number} bps apart", names=listed, number=number)

    def derived(self, rate: Rate) -> str:
        """How even one source's number was computed, or nothing where it was published."""
        if not rate.derived:
            return ""
        if rate.derived.startswith("cross "):
            return self.say("crossed through {code}", code=rate.derived.removeprefix("cross "))
        return self.say(_DERIVED[rate.derived]) if rate.derived in _DERIVED else readable(rate.derived)

    def percent(self, value: Decimal) -> str:
        """``+0.52 %``, which no line breaks."""
        return self.language.percent(value).replace(" ", "\u00a0")

    def since_close(self, rate: Rate) -> str:
        """The previous close and the change since, in words."""
        if rate.rate is None:
            return ""
        if rate.previous_close is None or rate.change is None:
            return self.say("previous close not known")
        close = self.language.number(rate.previous_close)
        if not rate.change:
            return self.say("previous close {number}: no change", number=close)
        values = {
            "number": close,
            "change": self.language.number(abs(rate.change)),
            "percent": self.percent(rate.change_pct or Decimal(0)),
        }
        if rate.change > 0:
            return self.say("previous close {number}: up {change} ({percent})", **values)
        return self.say("previous close {number}: down {change} ({percent})", **values)

    def explained(self, rate: Rate) -> tuple[Remark, ...]:
        """All there is to say of one row, the routine too: each sentence once, what matters most first."""
        return tuple(dict.fromkeys(self._explanation(rate)))

    def _explanation(self, rate: Rate) -> Iterable[Remark]:
        if head := self._head(rate):
            yield Remark(head)
        yield from self._freshness(rate)
        quiet = rate.agreement is Agreement.SINGLE_SOURCE or rate.freshness is Freshness.WITHDRAWN
        if rate.agreement in _AGREEMENTS and not quiet:
            shown, missing = _AGREEMENTS[rate.agreement]
            yield Remark(self.say(missing if rate.rate is None else shown), warning=True)
        for note in rate.notes:
            if note.code == "new_level_pending" and rate.agreement is Agreement.PENDING:
                continue  # the agreement has said so, and the sources under the row say who
            yield Remark(self.note(note), warning=True)
        if rate.shown_source is not None:
            yield Remark(self.say("source: {name}", name=self.source_name(rate.shown_source)))
        if rate.rate is not None:
            yield Remark(self.confirmed(rate) or self.say("not confirmed by another source"))
        for text in (self.derived(rate), self.since_close(rate)):
            if text:
                yield Remark(text)
        for source in rate.sources:
            if source.role is Role.EXCLUDED:
                yield Remark(self._left_out(source))

    def _head(self, rate: Rate) -> str:
        """``market rate of 14 May``, as far as both are known."""
        kind = KINDS.get(rate.kind) if rate.kind else None
        speaks = speaks_of(rate) if rate.rate is not None else None
        if kind is None or speaks is None:
            return self.say(kind) if kind else self._day(speaks) if speaks else ""
        if speaks > self.today:
            return self.say("{what} for {day}", what=self.say(kind), day=self._date(speaks))
        return self.say("{what} of {day}", what=self.say(kind), day=self._date(speaks))

    def _left_out(self, source: RateSource) -> str:
        name, why = self.source_name(source.id), self.reason(source.reason)
        if not why:
            return self.say("left out: {name}", name=name)
        return self.say("left out: {name} ({reason})", name=name, reason=why)

    def reason(self, reason: str | None) -> str:
        """Why a source has no part in a rate; English has every reason, other languages those that have words."""
        said = readable(reason) if reason else ""
        if self.language.english or said in _REASONS:
            return self.say(said) if said else ""
        if said.startswith("of one group with "):
            name = self.source_name(said.removeprefix("of one group with ").replace(" ", "_"))
            return self.say("of one group with {name}", name=name)
        return self.say("refused") if said.startswith("refused:") else ""

    def shown_sources(self) -> tuple[SourceInfo, ...]:
        """The sources whose numbers stand in the table, in the configured order."""
        ids = {rate.shown_source for rate in self.snapshot.rates}
        return tuple(source for source in self.snapshot.sources if source.shown or source.id in ids)

    def confirmations(self) -> tuple[tuple[str, str], ...]:
        """Each confirming source's name with the codes that it confirms; ``all rates`` where those are all rows."""
        rows = self.snapshot.rows
        found: dict[str, list[str]] = {}
        for rate in rows:
            for source in rate.sources:
                if source.role is Role.CONFIRMS:
                    found.setdefault(source.id, []).append(rate.code)
        return tuple((self.source_name(id), self._codes(codes, len(rows))) for id, codes in found.items())

    def derivations(self) -> tuple[tuple[str, str], ...]:
        """Each way in which shown numbers were computed, with the codes; ``all rates`` where those are all rows."""
        rows = self.snapshot.rows
        found: dict[str, list[str]] = {}
        for rate in rows:
            if rate.rate is not None and (how := self.derived(rate)):
                found.setdefault(how, []).append(rate.code)
        return tuple((how, self._codes(codes, len(rows))) for how, codes in found.items())

    def facts(self, *, links: bool = False) -> tuple[Fact, ...]:
        """What stands below the table where nothing can be opened: times, sources (``links``: with their addresses), who confirms."""
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
        found = [Fact(self.say(title), (self.language.moment(time),)) for title, time in times.items()]
        found.append(Fact(self.say(marked("Sources")), sources, foreign=True))
        for title, pairs in lists.items():
            lines = tuple(f"{self.language.isolated(what)}: {codes}" for what, codes in pairs)
            found.append(Fact(self.say(title), lines))
        return tuple(fact for fact in found if fact.lines)

    def cell(self, rate: Rate, column: str) -> str:
        """What stands in one of the further columns; nothing where it is not known."""
        if rate.rate is None:
            return ""
        if column == "source":
            return self.source_name(rate.shown_source) if rate.shown_source else ""
        if column == "previous":
            return self.language.number(rate.previous_close) if rate.previous_close is not None else ""
        return self.percent(rate.change_pct) if rate.change_pct is not None else ""

    def under(self, rate: Rate, columns: Sequence[str] = ()) -> Iterable[Remark]:
        """The lines below a row where columns have no room: the further columns, the remarks, each warning on its own."""
        cells = [
            f"{self.say(COLUMN_TITLES[column])}: {self.language.isolated(cell)}"
            for column in columns
            if (cell := self.cell(rate, column))
        ]
        remarks = self.remarks(rate)
        quiet = [remark.text for remark in remarks if not remark.warning]
        for texts in (cells, quiet):
            if texts:
                yield Remark(" · ".join(texts))
        yield from (remark for remark in remarks if remark.warning)

    def _codes(self, codes: Sequence[str], rows: int) -> str:
        return self.say("all rates") if len(codes) == rows and rows > 1 else self.language.list(codes)


@dataclass(frozen=True)
class Head:
    """What stands above a table. ``hidden``: the options want no heading to be seen."""

    title: str
    heading: str
    hidden: bool
    subheading: str

    @classmethod
    def of(cls, reading: Reading, options: Options) -> Head:
        """For a reading of the view that ``options`` ask for."""
        language, base = reading.language, reading.snapshot.base
        unit = _inverse(options, language, base) if options.inverse else language.unit(base, options.priced)
        hidden = options.header.lower() == "none"
        header = "" if hidden else options.header
        return cls(
            title=unit if options.inverse else language.say("{unit} in other currencies", unit=unit),
            heading=header or unit,
            hidden=hidden,
            subheading=" · ".join([unit] * bool(header) + [reading.subheading]),
        )


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
