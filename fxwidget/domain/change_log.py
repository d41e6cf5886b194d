"""The history of changes of the shown numbers, each found by comparing a snapshot with the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fxwidget.domain.change import compare
from fxwidget.domain.model import Frozen, Number, Past, Stated
from fxwidget.domain.own_clock import own_instants
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Direction, Rate, Snapshot

__all__ = ["MAX_CHANGES", "RateChange", "following", "since"]

MAX_CHANGES = 100
"""How many of the newest changes are stored."""


class RateChange(Frozen):
    """One number that came in place of another: units of ``code`` per 1 ``base``, as they were stored.

    ``previous`` and what follows from it are None where the number before was another source's: the two say nothing
    about a move. Its source's name, address and attribution stay with it, as the source may be gone when it is read.
    """

    code: str
    base: str
    rate: Number
    previous: Number | None
    direction: Direction | None
    change_pct: Number | None
    as_of: Stated | None
    changed_at: Past
    kind: Kind | None
    source: str
    source_name: str
    source_url: str
    attribution: str


def following(
    known: Sequence[RateChange], previous: Snapshot | None, snapshot: Snapshot
) -> tuple[RateChange, ...]:
    """The known changes and those that ``snapshot`` brought, the newest first; of one currency and instant the later one.

    What a clock that was set back since has dated later than the snapshot counts as seen with it; of recorded days,
    which are replayed again and again, it is forgotten.
    """
    newest = _made_at(snapshot)
    past = [change for change in known if change.changed_at <= newest]
    if snapshot.replay is None:
        ahead = (change for change in reversed(known) if change.changed_at > newest)
        past += [change.model_copy(update={"changed_at": newest}) for change in ahead]
    changes = {(change.code, change.changed_at): change for change in past}
    changes |= {(change.code, change.changed_at): change for change in since(previous, snapshot)}
    return tuple(sorted(changes.values(), key=lambda change: change.changed_at, reverse=True)[:MAX_CHANGES])


def since(previous: Snapshot | None, snapshot: Snapshot) -> Iterator[RateChange]:
    """The changes that ``snapshot`` brought, in its order. What shows the same digits as before is none, nor is a first number."""
    if previous is None or previous.base != snapshot.base:
        return
    before = {rate.code: rate for rate in previous.rows}
    newest = _made_at(snapshot)
    for rate in snapshot.rows:
        last = before.get(rate.code)
        change = None if last is None or _older(rate, last, newest) else _between(last, rate, snapshot)
        if change is not None:
            yield change


def _made_at(snapshot: Snapshot) -> datetime:
    """The newest instant that the refresher's clock gave: nothing that happened before the snapshot is later."""
    return max((at for _, at in own_instants(snapshot)), default=snapshot.valid_until)


def _older(rate: Rate, last: Rate, newest: datetime) -> bool:
    """Whether a row has not changed since the one before, which a clock that was set back may have dated too late."""
    if rate.changed_at is None or last.changed_at is None or last.changed_at > newest:
        return False
    return rate.changed_at <= last.changed_at


def _between(last: Rate, rate: Rate, snapshot: Snapshot) -> RateChange | None:
    number, then, changed_at = rate.rate, last.last_number, rate.changed_at
    if number is None or then is None or changed_at is None:
        return None
    moved = compare(number, then)
    if moved.direction is Direction.FLAT:
        return None
    same = last.shown_source == rate.shown_source
    source = next((info for info in snapshot.sources if info.id == rate.shown_source), None)
    return RateChange(
        code=rate.code,
        base=snapshot.base,
        rate=number,
        previous=then if same else None,
        direction=moved.direction if same else None,
        change_pct=moved.change_pct if same else None,
        as_of=rate.as_of,
        changed_at=changed_at,
        kind=rate.kind,
        source=rate.shown_source or "",
        source_name=source.name if source else rate.shown_source or "",
        source_url=source.url if source else "",
        attribution=source.attribution if source else "",
    )
