"""The snapshot as an immutable value: its rates and their sources, and conversion between them.

Numbers are ``Decimal`` from the wire to the page; instants are aware and in UTC. A Rate is in units of its
currency per 1 unit of the snapshot's base.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from fxwidget.domain.cross_rate import CrossRate
from fxwidget.domain.currency import cash_step, check_code, decimals
from fxwidget.domain.faults import in_words
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import HELD, Agreement
from fxwidget.domain.memo import Memo
from fxwidget.domain.model import Frozen, Instant, Number, Past
from fxwidget.domain.overrides import Command
from fxwidget.domain.rate import Direction, Note, Rate, RateSource, Role, worst
from fxwidget.domain.scalars import aware, converted, converted_in_steps, encode, given_amount, stamp
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
    "Rounding",
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


class SourceInfo(Frozen):
    """One enabled source: who it is, and what it did when it was last asked.

    id, name: its provider's name, and the publisher's. url: the publisher's page. attribution: the words that name it.
    terms: what it says about passing its numbers on, a value of ``Terms``. shown: whether a row shows its number.
    outcome, reason, since: what came of the last request, why it failed, and since when. Null before the first one.
    asked_at, next_at: the instants at which it was last asked, and will be next, in UTC.
    """

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


Rounding = Literal["decimals", "cash"]
"""To what an amount is rounded on request: the usual decimals of its currency, or the least that is paid in cash."""

Recent = tuple[tuple[date, Number], ...]
"""A currency's closes of the last weeks, each with its market day, the oldest first: units per 1 USD."""


class Snapshot(Frozen):
    """The one table that every endpoint is drawn from. Rates are in the configured order, the base last.

    It is a collection of its ``rates``: ``table["INR"]``, ``"INR" in table``, ``for rate in table``, ``len(table)``.
    Tables with the same members are equal, whatever a class of theirs adds.

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

    def __iter__(self) -> Iterator[Rate]:  # type: ignore[override]  # pairs of names and members would be a model's
        """The rows in their order, that of the base last."""
        return iter(self.rates)

    def __len__(self) -> int:
        return len(self.rates)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Snapshot.model_fields)

    def __hash__(self) -> int:
        return hash((self.base, self.seq, self.checked_at, self.past_day))

    def __repr__(self) -> str:
        checked = "never checked" if self.checked_at is None else f"checked {stamp(self.checked_at)}"
        return f"<Snapshot of {len(self.rows)} rates per 1 {self.base}, {checked}, {self.freshness}>"

    __str__ = __repr__

    @cached_property
    def memo(self) -> Memo:
        """What views of this very snapshot share: each key says who computed it, and from what else than the snapshot."""
        return Memo()

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
        for computed in ("_usable", "memo", "rows", "unnumbered_sources"):
            vars(copy).pop(computed, None)
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
        """The time within the snapshot at wall clock ``now``: ``now`` itself, or earlier for a replay of recorded days.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        return aware(now) - timedelta(seconds=self.replay.offset_seconds if self.replay else 0)

    @property
    def ends_at(self) -> datetime:
        """The wall clock's time at ``valid_until``: that itself, or later for a replay of recorded days."""
        return self.valid_until + timedelta(seconds=self.replay.offset_seconds if self.replay else 0)

    def aged(self, now: datetime) -> Self:
        """The snapshot with the freshness that each row, and the table as a whole, has at wall clock ``now``.

        A table of closes has that of the end of its day for good.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        moment = self.own_time(now)
        if self.past_day is not None:
            return self
        rates = tuple(rate.aged(moment) for rate in self.rates)
        return self.model_copy(update={"rates": rates, "freshness": worst(rates)})

    def expired(self, now: datetime) -> bool:
        """Whether the refresher has failed to prove that it lives, or its clock and ours disagree about the present.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        if self.past_day is not None:
            return False
        moment = self.own_time(now)
        ahead = self.checked_at is not None and self.checked_at > moment + CLOCKS_PART
        return moment >= self.valid_until or ahead

    def supersedes(self, other: Snapshot, now: datetime) -> bool:
        """Whether it may take the place of another one: as a later one, or a valid one where a clock that was ahead made that.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        return self.seq > other.seq or (other.expired(now) and not self.expired(now))

    def outdated(self, now: datetime) -> bool:
        """Whether the page must say so in a banner: it expired, or more than half of its rows are stale.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
        moment = self.own_time(now)
        stale = sum(row.freshness_at(moment).age >= Freshness.STALE.age for row in self.rows)
        return self.expired(now) or 2 * stale > len(self.rows)

    def next_change_at(self, now: datetime) -> datetime | None:
        """The next instant of the wall clock at which a drawing of this snapshot is no longer true.

        Raises:
            ConfigurationError: ``now`` has no time zone.
        """
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
        rounding: Rounding | None = None,
    ) -> Decimal:
        """``amount`` of ``base`` in ``quote``: computed exactly, rounded once, half even.

        To 12 significant digits; to more where the amount was given with more, or where the decimals that are usual
        in ``quote`` would get lost. A currency in itself is the amount itself.
        ``now`` ages the two rates first; without it they count as they were published.
        ``rounding="decimals"`` rounds once to the usual decimals of ``quote``, two for INR and none for JPY, and
        ``rounding="cash"`` to what is paid in cash, 0.05 for CHF, by CLDR's tables: half even, too.

        Raises:
            RateStale: a leg is stale or withdrawn and ``allow_stale`` is false.
            RateNotFound: a leg is not in this snapshot, or has no number.
            UnknownCurrency: no currency has that code.
            ConfigurationError: that is no amount, a float for one, or no rounding; or ``now`` has no time zone.
        """
        value = amount if type(amount) is Decimal and amount.is_finite() else given_amount(amount)
        usable = self._usable if now is None else {}
        over = usable.get(base) or self._leg(base, allow_stale, now)
        under = usable.get(quote) or self._leg(quote, allow_stale, now)
        code = quote if quote in usable else quote.strip().upper()
        try:
            if rounding is None:
                return converted(value, under, over, decimals(code))
            return converted_in_steps(value, under, over, _step(code, rounding))
        except ArithmeticError as error:
            raise ConfigurationError(f"{amount!r} is too large or too small an amount") from error

    def rate(
        self, base: str, quote: str, *, allow_stale: bool = False, now: datetime | None = None
    ) -> CrossRate:
        """The rate of 1 ``base`` in ``quote``, with both rows that it comes from; the older one's date is its own.

        Its number is what ``convert`` makes of 1, by the same two rates.

        Raises:
            RateStale: a leg is stale or withdrawn and ``allow_stale`` is false.
            RateNotFound: a leg is not in this snapshot, or has no number.
            UnknownCurrency: no currency has that code.
            ConfigurationError: ``now`` has no time zone.
        """
        number = self.convert(1, base, quote, allow_stale=allow_stale, now=now)
        over, under = self[base], self[quote]
        if now is not None:
            moment = self.own_time(now)
            over, under = over.aged(moment), under.aged(moment)
        return CrossRate(over.code, under.code, number, (over, under))

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
        """The snapshot as JSON in UTF-8: rates as number literals with exactly their digits, no exponents."""
        return encode(self.model_dump() | ({"recent": self.recent} if self.recent else {}))

    @classmethod
    def from_json(cls, body: bytes | str) -> Self:
        """Read a snapshot from the JSON of ``to_json``, exact to the digit.

        Raises:
            SnapshotInvalid: not such a document.
        """
        try:
            return cls.model_validate(json.loads(body, parse_float=Decimal))
        except (ValueError, RecursionError, ArithmeticError) as error:
            what = in_words(error) if isinstance(error, ValidationError) else "it is not JSON"
            raise SnapshotInvalid(f"not a snapshot: {what}") from error


def _step(code: str, rounding: Rounding) -> Decimal:
    """The amount of which a rounded one is a multiple."""
    if rounding == "decimals":
        return Decimal(1).scaleb(-decimals(code))
    if rounding == "cash":
        return cash_step(code)
    raise ConfigurationError(f"rounding={rounding!r} can't be: pass 'decimals' or 'cash', or leave it out")


def _without_number(source: RateSource) -> RateSource:
    return source if source.rate is None else source.model_copy(update={"rate": None})


CLOCKS_PART = timedelta(minutes=5)
"""A snapshot that was checked later than this after now was made by a clock that is not ours."""
