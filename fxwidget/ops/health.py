"""The health of the service as a whole, and why: for people and for alarms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fxwidget.domain.codes import GOOD, NoteCode, Outcome
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import HELD, Rate, Snapshot, SourceInfo

__all__ = ["Health", "State", "judge"]


class State(StrEnum):
    """The health of the service in one word. ``failing`` is what readers of the page notice; ``degraded`` is what they may not."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True)
class Health:
    """The health of the service: the state, and each reason for it as a sentence, the worst first."""

    state: State
    reasons: tuple[str, ...]


def judge(snapshot: Snapshot | None, fault: str | None, now: datetime) -> Health:
    """Judge the service's health at wall clock ``now``. ``fault``: what is wrong with the store, if anything."""
    grave = [*_grave(snapshot, now)]
    slight = [] if fault is None else [f"the store can't be read: {fault}"]
    if snapshot is not None:
        slight += filter(None, map(_of_source, snapshot.sources))
        slight += filter(None, (_of_rate(rate) for rate in snapshot.aged(now).rows))
    state = State.FAILING if grave else State.DEGRADED if slight else State.OK
    return Health(state, (*grave, *slight))


def _grave(snapshot: Snapshot | None, now: datetime) -> Iterator[str]:
    """Why there are no rates, or none that can be relied on."""
    if snapshot is None or snapshot.is_empty:
        yield "there are no rates yet"
    elif snapshot.expired(now):
        yield (
            f"the table was not renewed: it was valid until {stamp(snapshot.valid_until)}; "
            "the refresher does not run, can't publish, or has another clock"
        )
    elif snapshot.outdated(now):
        yield "more than half of the rates are stale"


def _of_source(info: SourceInfo) -> str | None:
    """What is wrong with a source; nothing where it was not asked yet, or an operator disabled it."""
    if info.outcome is None or info.outcome in (*GOOD, Outcome.DISABLED):
        return None
    since = f" since {stamp(info.since)}" if info.since is not None else ""
    return f"{info.id}: {info.outcome}{since}" + (f": {info.reason}" if info.reason else "")


def _of_rate(rate: Rate) -> str | None:
    """What is wrong with a rate."""
    if any(note.code == NoteCode.NOT_LISTED for note in rate.notes):
        return f"{rate.code}: no enabled source lists it"
    faults = [str(rate.agreement)] if rate.agreement in HELD else []
    if rate.freshness.age >= Freshness.LATE.age and not rate.is_missing:
        as_of = f", as of {stamp(rate.as_of)}" if rate.as_of is not None else ""
        faults.append(f"{rate.freshness}{as_of}")
    if rate.last_number is None:
        faults.append("no number")
    return f"{rate.code}: {'; '.join(faults)}" if faults else None
