"""What the refresher remembers between rounds: every source's rows and how it answered, every currency's level.

All of it is plain JSON in the store. Losing it loses closes and confirmations, never a shown rate: that is in
the snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field

from fxwidget.domain.codes import Exclusion, Reason, because, known, stored
from fxwidget.domain.model import Frozen, Instant, Number, OwnClock, Past, PastDay, Stated
from fxwidget.domain.quote import Kind
from fxwidget.domain.scalars import day_of, stamp

MAX_CLOSES = 12
"""Earlier market days stored per source and currency: enough to find a close behind a week of set-aside rows."""


FIRST, LAST = date(1970, 1, 1), date(2200, 1, 1)
"""Days between which a round can have written one, whatever any clock shows; beyond them calendars can't be counted.

This is about a memory that was damaged. Instants within them that our own clock gave, and that lie ahead of now, are
whole but of a wrong clock: ``own_clock`` sets them back in each round, when there is a now.
"""

LOWEST, HIGHEST = Decimal("1e-12"), Decimal("1e12")
"""Numbers between which every level lies, whatever the currency."""


def _within(value: object) -> bool:
    """Whether a stored value, and all that it holds, is one that a round can have written."""
    if isinstance(value, Frozen):
        return all(map(_within, value.__dict__.values()))
    if isinstance(value, Mapping):
        return all(_within(key) and _within(item) for key, item in value.items())
    if isinstance(value, tuple):
        return all(map(_within, value))
    if isinstance(value, date):
        return FIRST <= day_of(value) < LAST
    return LOWEST <= value <= HIGHEST if isinstance(value, Decimal) else True


class Row(Frozen):
    """A source's newest number for a currency: units per 1 USD.

    ahead: the instant that the source stated, where that lay ahead of the round; ``as_of`` is then the round's.
    """

    rate: Number
    as_of: Stated
    market_day: date
    published: Instant
    derived: str | None = None
    kind: Kind
    changed_at: Past | None = None
    aside: bool = False
    ahead: Instant | None = None

    @property
    def stated(self) -> date | datetime:
        """The day or instant that the source itself stated."""
        return self.ahead or self.as_of


class Close(Frozen):
    """A source's last number of a market day, or of the row's own day before it was revised."""

    market_day: date
    rate: Number
    aside: bool = False


class Refusal(Frozen):
    """Why a source's newest answer has no usable number for a currency, and the day it spoke of, where it stated one.

    What an older build stored has no ``reason_code``: then ``why`` is ``Exclusion.REFUSED`` with the text.
    """

    reason: str
    reason_code: str | None = None
    reason_values: Mapping[str, str] | None = None
    as_of: Stated | None = None
    market_day: date | None = None
    published: Instant | None = None

    @classmethod
    def of(
        cls,
        why: Reason,
        *,
        as_of: date | datetime | None = None,
        market_day: date | None = None,
        published: datetime | None = None,
    ) -> Self:
        """The refusal for that reason, and the day it spoke of, where that is known."""
        members: dict[str, Any] = stored(why) | {"reason": why.sentence}
        return cls(**members, as_of=as_of, market_day=market_day, published=published)

    @property
    def why(self) -> Reason:
        """The reason with its code."""
        return known(self.reason_code, self.reason_values) or because(Exclusion.REFUSED, detail=self.reason)


class CachedBody(Frozen):
    """An answer's body stored with its validators, so that a 304 can stand for it. ``body`` is zlib in base 64."""

    etag: str | None = None
    last_modified: str | None = None
    body: str


class SourceMemory(Frozen):
    """The memory of one source: its last numbers, how it behaved, when it may be asked again.

    outcome: one of ``Outcome``, as far as this build knows them. reason: why it was no good one, in English.
    spent: requests by UTC day.
    skipped: by currency the newest day that the last answer had, where its row could not be read and an older day's counts.
    """

    asked_at: Past | None = None
    answered_at: Past | None = None
    outcome: str | None = None
    reason: str | None = None
    since: Past | None = None
    not_before: Annotated[Instant, OwnClock(counts_from="asked_at")] | None = None
    rows: Mapping[str, Row] = {}
    refusals: Mapping[str, Refusal] = {}
    skipped: Mapping[str, Stated] = {}
    closes: Mapping[str, tuple[Close, ...]] = {}
    bodies: Mapping[str, CachedBody] = {}
    sought: tuple[str, ...] = ()
    spent: Mapping[PastDay, int] = {}

    def plausible(self) -> Self:
        """The same without what no round can have written, row by row: a date of the year 9999 ends every round."""
        closes = {code: tuple(filter(_within, own)) for code, own in self.closes.items()}
        tables: dict[str, object] = {
            name: {key: value for key, value in getattr(self, name).items() if _within((key, value))}
            for name in ("rows", "refusals", "skipped", "spent")
        }
        instants = ("asked_at", "answered_at", "since", "not_before")
        wrong: dict[str, object] = {name: None for name in instants if not _within(getattr(self, name))}
        return self.model_copy(update={**tables, "closes": closes, **wrong})


@cache
def never_asked() -> SourceMemory:
    """The memory of a source that was never asked: one for all, as making one copies seven empty members."""
    return SourceMemory()


def in_days(skipped: Mapping[str, date | datetime]) -> str:
    """Currencies by the days of which they could not be read, as in ``BRL, INR of 2026-04-28``."""
    codes: dict[str, list[str]] = {}
    for code, as_of in skipped.items():
        codes.setdefault(stamp(as_of), []).append(code)
    return ", ".join(f"{', '.join(sorted(those))} of {day}" for day, those in sorted(codes.items()))


class Candidate(Frozen):
    """A new level that several groups give: once ``ready``, the next evaluation lets it through."""

    groups: tuple[str, ...]
    low: Number
    high: Number
    ready: bool


class LevelState(Frozen):
    """The level of one currency between two evaluations. The store keeps the members under their aliases.

    shown: the number last shown, also of a currency that is not in the table now.
    confirmed: the rate last shown that had enough groups behind it, or the first of the present level.
    confirmed_low, confirmed_high: between which numbers those lay that confirmed it; None: nobody but itself.
    candidate: a new level that waits.
    level_since_day: groups whose rows are all of earlier market days have not seen the level that was let through.
    level_since: nor those that published nothing since then; only of a level that an operator let through.
    previous_level: the number that was shown before it was.
    peg, peg_table: a peg let through, and the table's peg that it replaces until the table changes.
    sibling_gap: how many of this one were let through as one unit of the sibling currency, where that is far from one.
    supporting_groups: how many groups stood behind the number last shown.
    accepted_at: when the operator gave the last ``accept`` that was carried out, so that it is carried out once.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    shown: Number | None = None
    confirmed: Number | None = None
    confirmed_low: Number | None = None
    confirmed_high: Number | None = None
    candidate: Candidate | None = None
    level_since: Instant | None = Field(default=None, alias="since")
    level_since_day: date | None = Field(default=None, alias="since_day")
    previous_level: Number | None = Field(default=None, alias="left")
    peg: Number | None = None
    peg_table: Number | None = None
    sibling_gap: Number | None = None
    supporting_groups: int = Field(default=0, alias="backing")
    accepted_at: Past | None = Field(default=None, alias="heeded")

    def plausible(self) -> Self:
        """The same, or an empty one where it holds what no round can have written."""
        return self if _within(self) else type(self)()


class Memory(Frozen):
    """Everything the refresher remembers."""

    sources: Mapping[str, SourceMemory] = {}
    currencies: Mapping[str, LevelState] = {}
