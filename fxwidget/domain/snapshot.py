"""The snapshot and its parts as immutable values: rates, their sources and notes, and conversion between them.

Numbers are ``Decimal`` from the wire to the page; instants are aware and in UTC. A Rate is in units of its
currency per 1 unit of the snapshot's base.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import Field, SerializerFunctionWrapHandler, ValidationError, model_serializer

from fxwidget.domain.codes import Exclusion, NoteCode, Reason, because, known
from fxwidget.domain.currency import check_code, decimals
from fxwidget.domain.faults import in_words
from fxwidget.domain.freshness import Freshness, freshness_at
from fxwidget.domain.groups import Groups
from fxwidget.domain.kinds import HELD, Agreement
from fxwidget.domain.model import Frozen, Instant, Number, Past, Stated
from fxwidget.domain.overrides import Command
from fxwidget.domain.quote import Kind, Upstream
from fxwidget.domain.scalars import aware, converted, encode, given_amount
from fxwidget.errors import ConfigurationError, RateNotFound, RateStale, SnapshotInvalid

__all__ = [
    "CLOCKS_PART",
    "DISCLAIMER",
    "HELD",
    "Agreement",
    "Direction",
    "Note",
    "Rate",
    "RateSource",
    "Recent",
    "Replay",
    "Role",
    "Snapshot",
    "SourceInfo",
    "worst",
]

DISCLAIMER = (
    "Rates are for information only. They come from the sources named here and may be late, incomplete or wrong; "
    "their accuracy is not guaranteed. Confirm a rate with your bank or broker before any transaction that "
    "depends on it."
)
"""Stands below every table, in every form."""


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
    """Something to be said beside a rate: its ``code``, a ``NoteCode`` as far as this build knows it, and what it needs."""

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

    @property
    def why(self) -> Reason | None:
        """The reason with its code: ``Exclusion.OTHER`` with the text where this build does not know it."""
        if self.reason is None:
            return None
        return known(self.reason_code, self.reason_values) or because(Exclusion.OTHER, detail=self.reason)


class Rate(Frozen):
    """One row of the table. Where no number is shown ``rate`` is None and ``last_rate`` keeps the last one.

    groups: who stands behind the number in this round; nobody while the last good one is held. Null for the base itself.
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
        """The freshness at an instant: a pure function of the row's own deadlines. Without any number it is withdrawn."""
        if self.is_missing:
            return Freshness.WITHDRAWN
        if self.late_at is None or self.stale_at is None:
            return Freshness.FRESH
        return freshness_at(aware(now), self.late_at, self.stale_at, self.withdraw_at, self.closed)

    def aged(self, now: datetime) -> Rate:
        """The row as it stands at an instant: aged, and without its number once withdrawn."""
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


class SourceInfo(Frozen):
    """One enabled source: who it is, and what it did when it was last asked."""

    id: str
    name: str
    url: str
    attribution: str
    terms: str
    shown: bool = False
    outcome: str | None = None
    reason: str | None = None
    since: Past | None = None
    asked_at: Past | None = None
    next_at: Instant | None = None


class Replay(Frozen):
    """Marks a snapshot of recorded days: its clock runs ``offset_seconds`` behind the wall clock."""

    day: date
    offset_seconds: int
    step_seconds: int


Recent = tuple[tuple[date, Number], ...]
"""A currency's closes of the last weeks, each with its market day, the oldest first: units per 1 USD."""


class Snapshot(Frozen):
    """The one table that every endpoint is drawn from. Rates are in the configured order, the base last.

    recent: the closes that the lines beside the prices are drawn from, by currency; no part of public documents.
    past_day: of a table of closes the day; None of a present table. No part of any document.
    """

    base: str
    seq: int
    freshness: Freshness
    checked_at: Past | None
    changed_at: Past | None
    next_check_at: Instant
    valid_until: Instant
    rates: tuple[Rate, ...] = Field(min_length=1)
    sources: tuple[SourceInfo, ...] = ()
    disclaimer: str = DISCLAIMER
    replay: Replay | None = None
    orders: tuple[Command, ...] = ()
    recent: Mapping[str, Recent] = Field(default={}, exclude=True)
    past_day: date | None = Field(default=None, exclude=True)

    def __getitem__(self, code: str) -> Rate:
        """The row of a currency.

        Raises:
            UnknownCurrency: no currency has that code.
            RateNotFound: it is not in this table.
        """
        wanted = check_code(code)
        for rate in self.rates:
            if rate.code == wanted:
                return rate
        raise RateNotFound(
            f"{wanted} is not in this snapshot; it has {', '.join(r.code for r in self.rates)}"
        )

    @cached_property
    def unnumbered_sources(self) -> Mapping[str, tuple[RateSource, ...]]:
        """The sources of each row without their numbers, computed once for all views in which those would mislead."""
        return {row.code: tuple(map(_without_number, row.sources)) for row in self.rates}

    @cached_property
    def _usable(self) -> Mapping[str, Decimal]:
        """Rates that are not stale by currency code, computed once for all conversions by this snapshot."""
        return {
            row.code: row.rate
            for row in self.rates
            if row.rate is not None and row.freshness.age < Freshness.STALE.age
        }

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed members, as every model has; what is computed from them once is not copied."""
        copy = super().model_copy(update=update, deep=deep)
        for computed in ("_usable", "rows", "unnumbered_sources"):
            copy.__dict__.pop(computed, None)
        return copy

    def __contains__(self, code: object) -> bool:
        """Whether a currency has a row."""
        return isinstance(code, str) and code.strip().upper() in {rate.code for rate in self.rates}

    @property
    def is_empty(self) -> bool:
        """Whether no source has given any number yet."""
        return all(
            row.last_number is None and all(part.rate is None for part in row.sources) for row in self.rows
        )

    @cached_property
    def rows(self) -> tuple[Rate, ...]:
        """The rates without the base's own line."""
        return tuple(rate for rate in self.rates if rate.code != self.base)

    def own_time(self, now: datetime) -> datetime:
        """The time within the snapshot at wall clock ``now``: ``now`` itself, or earlier for a replay of recorded days."""
        return aware(now) - timedelta(seconds=self.replay.offset_seconds if self.replay else 0)

    def aged(self, now: datetime) -> Snapshot:
        """The snapshot with the freshness that each row, and the table as a whole, has at wall clock ``now``."""
        moment = self.own_time(now)
        rates = tuple(rate.aged(moment) for rate in self.rates)
        return self.model_copy(update={"rates": rates, "freshness": worst(rates)})

    def expired(self, now: datetime) -> bool:
        """Whether the refresher has failed to prove that it lives, or its clock and ours disagree about the present."""
        if self.past_day is not None:
            return False
        moment = self.own_time(now)
        ahead = self.checked_at is not None and self.checked_at > moment + CLOCKS_PART
        return moment >= self.valid_until or ahead

    def outdated(self, now: datetime) -> bool:
        """Whether the page must say so in a banner: it expired, or more than half of its rows are stale."""
        moment = self.own_time(now)
        stale = sum(row.freshness_at(moment).age >= Freshness.STALE.age for row in self.rows)
        return self.expired(now) or 2 * stale > len(self.rows)

    def next_change_at(self, now: datetime) -> datetime | None:
        """The next instant of the wall clock at which a drawing of this snapshot is no longer true."""
        moment = self.own_time(now)
        turns = [self.valid_until, *(turn for rate in self.rates for turn in rate.freshness_changes())]
        ahead = [turn for turn in turns if turn > moment]
        return min(ahead) + (now - moment) if ahead else None

    def convert(
        self,
        amount: Decimal | int | str,
        base: str,
        quote: str,
        *,
        allow_stale: bool = False,
        now: datetime | None = None,
    ) -> Decimal:
        """``amount`` of ``base`` in ``quote``: computed exactly, rounded once, half even.

        To 12 significant digits; to more where the amount was given with more, or where the decimals that are usual
        in ``quote`` would get lost. A currency in itself is the amount itself.
        ``now`` ages the two rates first; without it they count as they were published.

        Raises:
            RateStale: a leg is stale or withdrawn and ``allow_stale`` is false.
            RateNotFound: a leg is not in this snapshot, or has no number.
        """
        value = amount if type(amount) is Decimal and amount.is_finite() else given_amount(amount)
        usable = self._usable if now is None else {}
        over = usable.get(base) or self._leg(base, allow_stale, now)
        under = usable.get(quote) or self._leg(quote, allow_stale, now)
        try:
            return converted(value, under, over, decimals(quote.strip().upper()))
        except ArithmeticError as error:
            raise ConfigurationError(f"{amount!r} is too large or too small an amount") from error

    def _leg(self, code: str, allow_stale: bool, now: datetime | None) -> Decimal:
        row = self[code]
        if row.is_missing:
            raise RateNotFound(f"{row.code} has no number: {row.why_missing}")
        freshness = row.freshness if now is None else row.freshness_at(self.own_time(now))
        if freshness.age >= Freshness.STALE.age and not allow_stale:
            raise RateStale(
                f"{row.code} is {freshness} (as of {row.as_of}); pass allow_stale=True to use it all the same"
            )
        number = row.last_number if allow_stale else row.rate
        if number is None:
            raise RateNotFound(f"{row.code} has no number: {row.why_missing}")
        return number

    def to_json(self) -> bytes:
        """The snapshot as JSON: rates as number literals with exactly their digits, no exponents."""
        return encode(self.model_dump() | ({"recent": self.recent} if self.recent else {}))

    @classmethod
    def from_json(cls, body: bytes | str) -> Snapshot:
        """Read a snapshot from the JSON of ``to_json``, exact to the digit.

        Raises:
            SnapshotInvalid: not such a document.
        """
        try:
            return cls.model_validate(json.loads(body, parse_float=Decimal))
        except (ValueError, RecursionError, ArithmeticError) as error:
            what = in_words(error) if isinstance(error, ValidationError) else "it is not JSON"
            raise SnapshotInvalid(f"not a snapshot: {what}") from error


def _without_number(source: RateSource) -> RateSource:
    return source if source.rate is None else source.model_copy(update={"rate": None})


CLOCKS_PART = timedelta(minutes=5)
"""A snapshot that was checked later than this after now was made by a clock that is not ours."""
