"""What changed when: each move of a shown number, found by comparing a snapshot with the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fxwidget.domain.change import compare
from fxwidget.domain.quote import Kind
from fxwidget.domain.scalars import Frozen, Instant, Number, Stated
from fxwidget.domain.snapshot import Direction, Rate, Snapshot

__all__ = ["KEPT", "RateChange", "following", "since"]

KEPT = 100
"""So many of the newest changes are remembered."""


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
    changed_at: Instant
    kind: Kind | None
    source: str
    source_name: str
    source_url: str
    attribution: str


def following(
    known: Iterable[RateChange], previous: Snapshot | None, snapshot: Snapshot
) -> tuple[RateChange, ...]:
    """The known changes and those that ``snapshot`` brought, the newest first; of one currency and instant the later told.

    What lies ahead of the snapshot is forgotten: it was told by a clock that was set back since, as a replay's is.
    """
    told = {(change.code, change.changed_at): change for change in known}
    told |= {(change.code, change.changed_at): change for change in since(previous, snapshot)}
    true = [change for change in told.values() if change.changed_at <= snapshot.valid_until]
    return tuple(sorted(true, key=lambda change: change.changed_at, reverse=True)[:KEPT])


def since(previous: Snapshot | None, snapshot: Snapshot) -> Iterator[RateChange]:
    """The changes that ``snapshot`` brought, in its order. What shows the same digits as before is none, nor is a first number."""
    if previous is None or previous.base != snapshot.base:
        return
    before = {rate.code: rate for rate in previous.rows}
    for rate in snapshot.rows:
        last = before.get(rate.code)
        change = None if last is None else _between(last, rate, snapshot)
        if change is not None:
            yield change


def _between(last: Rate, rate: Rate, snapshot: Snapshot) -> RateChange | None:
    number, then, changed_at = rate.rate, last.last_number, rate.changed_at
    if number is None or then is None or changed_at is None:
        return None
    if last.changed_at is not None and changed_at <= last.changed_at:
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
