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

from fxwidget.digits import display
from fxwidget.rate import Agreement, Direction, Freshness, Kind, Note, Rate, Role, Snapshot, SourceInfo

__all__ = [
    "API_NAME",
    "ARROWS",
    "NO_RATE",
    "Reading",
    "Remark",
    "day",
    "moment",
    "percent",
    "readable",
    "unit",
    "waiting_for",
]

API_NAME = "fxwidget JSON API"
NO_RATE = "—"
NOT_SEEN = "not seen yet"
ARROWS = {Direction.UP: "▲", Direction.DOWN: "▼"}

_UNITS = {"USD": "US dollar"}
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip
_KINDS = {Kind.OFFICIAL: "official rate", Kind.FREE_MARKET: "free market", Kind.PEG: "official peg"}
_AGREEMENTS = {
    Agreement.SINGLE_SOURCE: ("one source", "one source"),
    Agreement.PENDING: ("newer rate not confirmed yet: last good rate", "not confirmed yet"),
    Agreement.HELD: ("held: last good rate", "no good rate yet"),
    Agreement.DISPUTED: ("sources disagree: last good rate", "sources disagree"),
}
_DERIVED = {"mid": "middle of bid and ask", "inverse": "inverse of the published number"}


@dataclass(frozen=True)
class Remark:
    """A few words beside a rate. ``warning`` marks what a reader who acts on the number has to know."""

    text: str
    warning: bool = False


def day(value: date, today: date) -> str:
    """``14 May``, and the year too where it is not the clock's."""
    words = f"{value.day} {_MONTHS[value.month - 1]}"
    return words if value.year == today.year else f"{words} {value.year}"


def moment(value: datetime | None) -> str:
    """``14 May 2025 06:05 UTC``, or that it has not been seen yet."""
    if value is None:
        return NOT_SEEN
    utc = value.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year} {utc:%H:%M} UTC"


def unit(code: str, name: str) -> str:
    """``1 US dollar``: what the prices are for."""
    return f"1 {_UNITS.get(code, name)}"


def percent(value: Decimal | None) -> str:
    """``+0.52 %``, or nothing where no close is known."""
    if value is None:
        return ""
    return f"{value:+f} %".replace("-", "−") if value else "0 %"


def speaks_of(rate: Rate) -> date | None:
    """The day that a rate speaks of, as its source states it."""
    if rate.as_of is None:
        return rate.market_day
    return rate.as_of.date() if isinstance(rate.as_of, datetime) else rate.as_of


def waiting_for(source: SourceInfo) -> str:
    """What a source that has given nothing yet did, and when it is asked next."""
    if source.outcome is None:
        return f"{source.name}: is being asked"
    said = source.reason or readable(source.outcome)
    return f"{source.name}: {said}" + (f"; asked again at {moment(source.next_at)}" if source.next_at else "")


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

    @classmethod
    def of(cls, snapshot: Snapshot, now: datetime) -> Reading:
        """Reads ``snapshot``, aged, at the wall clock's ``now``."""
        aged = snapshot.at(now)
        clock = aged.clock(now).astimezone(UTC)
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
        )

    @property
    def today(self) -> date:
        return self.clock.date()

    @property
    def heading(self) -> str:
        """``1 US dollar``."""
        base = self.snapshot.base
        return unit(base, next((rate.name for rate in self.snapshot.rates if rate.code == base), base))

    @property
    def subheading(self) -> str:
        """``14 May · FX source: CurrencyRate``."""
        parts = [self._day(self.day)] if self.day else []
        return " · ".join([*parts, f"FX source: {self.source.name if self.source else 'none'}"])

    @property
    def replayed(self) -> str | None:
        """That these are recorded days, where they are."""
        replay = self.snapshot.replay
        if replay is None:
            return None
        recorded = f"{replay.day.day} {_MONTHS[replay.day.month - 1]} {replay.day.year}"
        return f"Replay of recorded days: {recorded}. These are not today’s rates."

    @property
    def alarm(self) -> str | None:
        """What the banner says when the table as a whole can't be trusted to be current."""
        if not self.expired and not self.outdated:
            return None
        what = "These rates are not being refreshed" if self.expired else "Most of these rates are stale"
        return f"{what}: last checked {moment(self.snapshot.checked_at)}."

    @property
    def old_copy(self) -> str:
        """What an open page says once the snapshot it was drawn from is no longer valid."""
        checked = moment(self.snapshot.checked_at)
        return f"This copy is out of date: last checked {checked}. Load it again for newer rates."

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
            yield Remark(_KINDS[rate.kind])
        yield from self._freshness(rate)
        if rate.agreement in _AGREEMENTS and rate.freshness is not Freshness.WITHDRAWN:
            shown, missing = _AGREEMENTS[rate.agreement]
            quiet = rate.agreement is Agreement.SINGLE_SOURCE
            yield Remark(missing if rate.rate is None else shown, warning=not quiet)
        for note in rate.notes:
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
        words = day(value, self.today)
        return f"for {words}" if value > self.today else words

    def _freshness(self, rate: Rate) -> Iterable[Remark]:
        match rate.freshness:
            case Freshness.CLOSED:
                yield Remark("market closed")
            case Freshness.LATE:
                yield Remark("late", warning=True)
            case Freshness.STALE:
                since = f" since {day(rate.stale_at.date(), self.today)}" if rate.stale_at else ""
                yield Remark(f"stale{since}", warning=True)
            case Freshness.WITHDRAWN:
                speaks = speaks_of(rate)
                on = f" on {day(speaks, self.today)}" if speaks else ""
                last = f", last {display(rate.last_rate)}{on}" if rate.last_rate is not None else ""
                yield Remark(f"withdrawn{last}", warning=True)

    def note(self, note: Note) -> str:
        """A note in words; one of an unknown code in its own."""
        match note.code:
            case "newer_unconfirmed":
                who = f" ({self.source_name(note.source)})" if note.source else ""
                return f"one newer source{who} says {display(note.rate) if note.rate else 'otherwise'}"
            case "peg_broken":
                return (
                    f"official peg {display(note.peg)} no longer holds"
                    if note.peg
                    else "official peg no longer holds"
                )
            case "operator_hold":
                why = f": {note.reason}" if note.reason else ""
                return f"held by the operator{why}{f', until {moment(note.until)}' if note.until else ''}"
        details = [readable(note.code), note.reason, self.source_name(note.source) if note.source else None]
        return ", ".join(detail for detail in details if detail)

    def confirmed(self, rate: Rate) -> str:
        """``confirmed by A, B; 12 bps apart``, or nothing where nobody else stands behind it."""
        names = [self.source_name(source.id) for source in rate.sources if source.role is Role.CONFIRMS]
        if not names:
            return ""
        apart = f"; {display(rate.spread_bps)} bps apart" if rate.spread_bps is not None else ""
        return f"confirmed by {', '.join(names)}{apart}"

    def derived(self, rate: Rate) -> str:
        """How even one source's number was computed, or nothing where it was published."""
        if not rate.derived:
            return ""
        if rate.derived.startswith("cross "):
            return f"crossed through {rate.derived.removeprefix('cross ')}"
        return _DERIVED.get(rate.derived, readable(rate.derived))

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
        return tuple((self.source_name(id), _codes(codes, len(rows))) for id, codes in found.items())

    def derivations(self) -> tuple[tuple[str, str], ...]:
        """Each way in which shown numbers were computed, with the codes; ``all rates`` where those are all rows."""
        rows = self.snapshot.rows
        found: dict[str, list[str]] = {}
        for rate in rows:
            if rate.rate is not None and (how := self.derived(rate)):
                found.setdefault(how, []).append(rate.code)
        return tuple((how, _codes(codes, len(rows))) for how, codes in found.items())


def _codes(codes: Sequence[str], rows: int) -> str:
    return "all rates" if len(codes) == rows and rows > 1 else ", ".join(codes)
