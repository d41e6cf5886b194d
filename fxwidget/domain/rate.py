"""A row of the table as an immutable value: its number, what is said beside it, and each source's part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import SerializerFunctionWrapHandler, model_serializer

from fxwidget.domain.codes import Exclusion, NoteCode, Reason, because, known
from fxwidget.domain.freshness import Freshness, freshness_at
from fxwidget.domain.groups import Groups
from fxwidget.domain.kinds import Agreement
from fxwidget.domain.model import Frozen, Instant, Number, Past, Stated
from fxwidget.domain.quote import Kind, Upstream
from fxwidget.domain.scalars import aware, stamp

__all__ = ["Direction", "Note", "Rate", "RateSource", "Role", "worst"]


class Direction(StrEnum):
    """Where the shown digits went since the same source's previous close. Up: one base unit costs more."""

    UP = "up"
    DOWN = "down"
    FLAT = "flat"


class Role(StrEnum):
    """What a source's number did for a rate."""

    SHOWN = "shown"
    CONFIRMS = "confirms"
    EXCLUDED = "excluded"


class Note(Frozen):
    """Something to be said beside a rate: its ``code``, a ``NoteCode`` as far as this build knows it, and what it needs.

    source: the id of the source that it speaks of. rate, peg: units per 1 base. as_of: the day or the instant of ``rate``.
    reason: an operator's own words. until: the instant at which it ends.
    """

    code: str
    source: str | None = None
    rate: Number | None = None
    as_of: Stated | None = None
    peg: Number | None = None
    reason: str | None = None
    until: Instant | None = None

    @model_serializer(mode="wrap")
    def _without_nulls(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class RateSource(Frozen):
    """One source's part in a rate. ``rate`` is None where its terms forbid passing it on, or it has none.

    id: the source's name. role: what its number did. as_of: the day or the instant that it states.
    upstream: whether it makes its numbers; null in tables of older builds.
    reason: why it has no part, as an English sentence. reason_code, reason_values: the same for programs; both are
        null where the reason is, and in tables of older builds.
    """

    id: str
    rate: Number | None
    as_of: Stated | None
    role: Role
    upstream: Upstream | None = None
    reason: str | None = None
    reason_code: str | None = None
    reason_values: Mapping[str, str] | None = None

    def __hash__(self) -> int:
        return hash((self.id, self.role, self.rate, self.as_of))

    @property
    def why(self) -> Reason | None:
        """The reason with its code: ``Exclusion.OTHER`` with the text where this build does not know it."""
        if self.reason is None:
            return None
        return known(self.reason_code, self.reason_values) or because(Exclusion.OTHER, detail=self.reason)


class Rate(Frozen):
    """One row of the table. Where no number is shown ``rate`` is None and ``last_rate`` keeps the last one.

    Members; instants are in UTC, and what is not known is null:
        code, name: the currency's code, and its English name.
        rate, last_rate: units of the currency per 1 unit of the snapshot's base.
        display: the number as it is shown in English, rounded.
        as_of, market_day: the day or the instant that the shown source states; the day of trading that the number is of.
        previous_close, change: the shown source's close before, and how many units the number is above it.
        change_pct, direction: the same in per cent to two decimals, and where the shown digits went.
        changed_at, switched_at: when the shown source's number last became another one; when another source's took its place.
        freshness, late_at, stale_at, withdraw_at, closed: how far it has aged, from when on it is late, stale and withdrawn,
            and the spans in which its source publishes nothing.
        agreement, groups, spread_bps: who stands behind the number in this round, nobody while the last good one is held, and
            how far the numbers that agree lie apart, in hundredths of a per cent. ``groups`` is null for the base itself.
        kind, derived: what sort of price it is, and how it was computed, if it was.
        notes, sources: what is to be said beside it, and each source's part in it.
    """

    code: str
    name: str
    rate: Number | None
    display: str | None
    direction: Direction | None = None
    change: Number | None = None
    change_pct: Number | None = None
    previous_close: Number | None = None
    as_of: Stated | None = None
    market_day: date | None = None
    changed_at: Past | None = None
    switched_at: Past | None = None
    freshness: Freshness = Freshness.FRESH
    late_at: Instant | None = None
    stale_at: Instant | None = None
    withdraw_at: Instant | None = None
    closed: tuple[tuple[Instant, Instant], ...] = ()
    agreement: Agreement = Agreement.AGREED
    groups: Groups | None = None
    kind: Kind | None = None
    derived: str | None = None
    spread_bps: Number | None = None
    last_rate: Number | None = None
    notes: tuple[Note, ...] = ()
    sources: tuple[RateSource, ...] = ()

    def __repr__(self) -> str:
        number = "no rate" if self.rate is None else format(self.rate, "f")
        dated = "" if self.as_of is None else f", as of {stamp(self.as_of)}"
        return f"<Rate {self.code}: {number}{dated}, {self.freshness}, {self.agreement}>"

    __str__ = __repr__

    @property
    def last_number(self) -> Decimal | None:
        """The shown number, or the last one that was shown."""
        return self.last_rate if self.rate is None else self.rate

    @property
    def shown_source(self) -> str | None:
        """The id of the source whose number this is."""
        for source in self.sources:
            if source.role is Role.SHOWN:
                return source.id
        return None

    @property
    def is_missing(self) -> bool:
        """Whether it has never had a number: such a row is not fresh, and has nothing that could age."""
        return self.last_number is None and self.late_at is None

    @property
    def why_missing(self) -> str:
        """Why it has no number, in English."""
        listed = all(note.code != NoteCode.NOT_LISTED for note in self.notes)
        return str(self.agreement) if listed else "no enabled source lists it"

    def freshness_at(self, now: datetime) -> Freshness:
        """The freshness at an instant: a pure function of the row's own deadlines. Without any number it is withdrawn.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        if self.is_missing:
            return Freshness.WITHDRAWN
        if self.late_at is None or self.stale_at is None:
            return Freshness.FRESH
        return freshness_at(aware(now), self.late_at, self.stale_at, self.withdraw_at, self.closed)

    def aged(self, now: datetime) -> Rate:
        """The row as it stands at an instant: aged, and without its number once withdrawn.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        freshness = self.freshness_at(now)
        update: dict[str, Any] = {} if freshness is self.freshness else {"freshness": freshness}
        if freshness is Freshness.WITHDRAWN and self.rate is not None:
            nothing = dict.fromkeys(("rate", "display", "direction", "change", "change_pct"))
            update |= {**nothing, "last_rate": self.rate}
        return self.model_copy(update=update) if update else self

    def freshness_changes(self) -> Iterable[datetime]:
        """The instants at which the row's freshness changes by itself."""
        yield from (at for at in (self.late_at, self.stale_at, self.withdraw_at) if at is not None)
        for span in self.closed:
            yield from span


def worst(rates: Iterable[Rate]) -> Freshness:
    """The freshness of the oldest of some rows; those without any number do not count, nor does an empty table."""
    found = (rate.freshness for rate in rates if not rate.is_missing)
    return max(found, key=lambda freshness: freshness.age, default=Freshness.FRESH)
