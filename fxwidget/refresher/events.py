"""Log events of fetches, rounds, operators' orders and the store. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from logging import DEBUG, ERROR, INFO, WARNING

from fxwidget.domain.codes import Reason
from fxwidget.domain.overrides import Command, Verb
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import CLOCKS_PART, HELD, Snapshot
from fxwidget.domain.state import SourceMemory, in_days
from fxwidget.ops.log import Event
from fxwidget.provider.quota import Quota

MANY, FEW = 12, 3
"""Of more sources than the first in one line those of an outcome are counted where they are more than the second."""


@dataclass(frozen=True)
class FetchReport:
    """The result of one source's fetch in a round.

    status: the last HTTP status, None where nothing was answered. bytes: of the bodies, on the wire.
    as_of: the newest that its rows state. rows: how many were read.
    refused, aside: by currency, why its row was refused or set aside.
    skipped: by currency, the newest day whose row could not be read, where an older day stands in.
    """

    source: str
    outcome: str
    reason: str | None
    milliseconds: int
    status: int | None = None
    bytes: int = 0
    requests: int = 0
    as_of: date | datetime | None = None
    rows: int = 0
    refused: Mapping[str, Reason] = field(default_factory=dict)
    aside: Mapping[str, Reason] = field(default_factory=dict)
    skipped: Mapping[str, date | datetime] = field(default_factory=dict)


# What sources did


def fetched(outcome: FetchReport, before: SourceMemory, after: SourceMemory) -> Event:
    """A fetch: a warning where it fails as it did not fail before, for ``-v`` only where it brought nothing new."""
    facts = {
        "provider": outcome.source,
        "outcome": outcome.outcome,
        "status": outcome.status,
        "bytes": outcome.bytes,
        "requests": outcome.requests,
        "milliseconds": outcome.milliseconds,
        "as_of": outcome.as_of,
        "rows": outcome.rows,
        "refused": {code: why.sentence for code, why in outcome.refused.items()},
        "aside": {code: why.text for code, why in outcome.aside.items()},
        "skipped": {code: stamp(day) for code, day in outcome.skipped.items()},
        "reason": outcome.reason,
    }
    if outcome.reason is not None:
        repeated = (before.outcome, before.reason) == (outcome.outcome, outcome.reason)
        sentence = f"{outcome.source}: {outcome.outcome} after {outcome.milliseconds} ms: {outcome.reason}"
        return Event("fetch", sentence, INFO if repeated else WARNING, facts)
    aside = _by_reason(outcome.aside)
    parts = [
        f"{outcome.source}: {outcome.outcome} in {outcome.milliseconds} ms",
        f"HTTP {outcome.status}, {outcome.bytes} bytes",
        f"{outcome.rows} row{'' if outcome.rows == 1 else 's'}",
        f"as of {stamp(outcome.as_of)}" if outcome.as_of is not None else "",
    ]
    tails = (
        ("refused", _by_reason(outcome.refused)),
        ("set aside", aside),
        ("not read", in_days(outcome.skipped)),
    )
    tail = [f"; {what}: {codes}" for what, codes in tails if codes]
    news = _known(before) != _known(after) or bool(aside)
    sentence = ", ".join(part for part in parts if part) + "".join(tail)
    return Event("fetch", sentence, INFO if news else DEBUG, facts)


def left_alone(outcome: FetchReport, after: SourceMemory, now: datetime) -> Event | None:
    """Log event where a source asked to be left alone, with the instant until which it is not asked."""
    if after.not_before is None:
        return None
    facts = {"provider": outcome.source, "status": outcome.status, "not_before": after.not_before}
    seconds = int((after.not_before - now).total_seconds())
    http_status = "" if outcome.status is None else f": it answered with HTTP {outcome.status}"
    sentence = f"{outcome.source}: not asked before {_when(after.not_before)} (in {seconds} s){http_status}"
    return Event("not_before", sentence, WARNING, {**facts, "seconds": seconds})


def stamp_ahead(source: str, before: SourceMemory, after: SourceMemory, now: datetime) -> Event | None:
    """Log event where a source begins to state instants that lie in the future."""
    if any(row.ahead for row in before.rows.values()):
        return None
    ahead = max((row.ahead for row in after.rows.values() if row.ahead is not None), default=None)
    if ahead is None:
        return None
    seconds = int((ahead - now).total_seconds())
    sentence = f"{source}: its clock is {seconds} s ahead, its rows count as of {_when(now)}"
    facts = {"provider": source, "stated": ahead, "seconds": seconds}
    return Event("stamp_ahead", sentence, WARNING, facts)


def set_back(found: Sequence[tuple[str, datetime]], now: datetime) -> Event | None:
    """That what is stored was dated by a clock ahead of the present one, where they part by more than clocks do."""
    farthest = max((at for _, at in found), default=now)
    if farthest <= now + CLOCKS_PART:
        return None
    seconds = int((farthest - now).total_seconds())
    sentence = f"the clock was set back: {len(found)} stored instants, up to {seconds} s ahead, count as {_when(now)}"
    facts = {"instants": dict(Counter(name for name, _ in found)), "seconds": seconds}
    return Event("set_back", sentence, WARNING, facts)


def spent(
    source: str, quota: Quota, before: SourceMemory, after: SourceMemory, now: datetime
) -> Event | None:
    """Log event where the last request of a source's quota was sent."""
    if quota.left(after.spent, now) or not quota.left(before.spent, now):
        return None
    again = quota.again(after.spent, now)
    facts = {"provider": source, "quota": str(quota), "not_before": again}
    return Event(
        "quota", f"{source}: its quota of {quota} is spent, not asked before {_when(again)}", WARNING, facts
    )


def _known(memory: SourceMemory) -> tuple[Mapping[str, object], ...]:
    """What an answer says, for telling whether the next one says anything else."""
    numbers = {code: (row.rate, row.as_of) for code, row in memory.rows.items()}
    return numbers, {code: refusal.why for code, refusal in memory.refusals.items()}, memory.skipped


def _by_reason(reasons: Mapping[str, Reason]) -> str:
    """Codes by their reason, as in ``BRL, INR (not a finite number)``."""
    grouped: dict[Reason, list[str]] = {}
    for code, why in reasons.items():
        grouped.setdefault(why, []).append(code)
    return ", ".join(f"{', '.join(codes)} ({why.sentence})" for why, codes in grouped.items())


# What a round came to


def ended(
    snapshot: Snapshot, previous: Snapshot | None, outcomes: Sequence[FetchReport], milliseconds: int
) -> Event:
    """Log event of a round's end; at level DEBUG where no source was asked."""
    earlier = {rate.code: rate.last_number for rate in previous.rates} if previous else {}
    changed = [rate.code for rate in snapshot.rows if rate.last_number != earlier.get(rate.code)]
    asked = named(outcomes) or "nobody was due"
    facts = {
        "seq": snapshot.seq,
        "milliseconds": milliseconds,
        "fetches": dict(Counter(outcome.outcome for outcome in outcomes)),
        "rates": len(snapshot.rows),
        "changed": changed,
        "unsettled": [rate.code for rate in snapshot.rows if rate.agreement in HELD],
        "freshness": snapshot.freshness,
        "next_check_at": snapshot.next_check_at,
    }
    count = f"{len(changed)} of {len(snapshot.rows)} rates changed"
    return Event("round", f"round {snapshot.seq}: {asked}; {count}", INFO if outcomes else DEBUG, facts)


def named(outcomes: Sequence[FetchReport]) -> str:
    """What sources did, by name, as in ``ecb answered, nbp unchanged``; where they are many, of most of an outcome their number."""
    alike: dict[str, list[str]] = {}
    for outcome in outcomes:
        alike.setdefault(outcome.outcome, []).append(outcome.source)
    counted = {name for name, sources in alike.items() if len(outcomes) > MANY and len(sources) > FEW}
    numbers = [f"{len(alike[name])} {name}" for name in alike if name in counted]
    return ", ".join(
        [*numbers, *(f"{it.source} {it.outcome}" for it in outcomes if it.outcome not in counted)]
    )


# What operators ordered


def orders(before: Iterable[Command], after: Iterable[Command]) -> Iterator[Event]:
    """Log events of orders that came into force, and of those that no longer are."""
    old, new = tuple(before), tuple(after)
    for command in new:
        if command not in old:
            text = f"operator: {command.verb} {command.target}{until(command.until)}{in_brackets(command.reason)}"
            yield Event("order", text, INFO, _order(command))
    for command in old:
        if command not in new and command.verb is not Verb.ACCEPT:
            text = f"operator: {command.verb} {command.target} has ended"
            yield Event("order_ended", text, INFO, _order(command))


def _order(command: Command) -> Mapping[str, object]:
    return {"verb": command.verb, "target": command.target, "reason": command.reason, "until": command.until}


# The store


def store(fault: str | None, before: str | None, rounds: int) -> Event | None:
    """Log event of a fault of the store: at full length once, then in short, and its end. ``rounds``: in how many it lasts."""
    if fault is None:
        end = f"the store works again, after {rounds} rounds without it"
        return Event("store", end, INFO, {"fault": None, "rounds": rounds}) if before is not None else None
    facts = {"fault": fault, "rounds": rounds}
    if fault != before:
        return Event("store", fault, ERROR, facts)
    return Event("store", f"the store still fails, in {rounds} rounds now", DEBUG, facts)


# Words


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def until(at: datetime | None) -> str:
    """The end of an order as `` until 2026-04-28 19:00:00 UTC``; empty where it has none."""
    return f" until {_when(at)}" if at is not None else ""


def in_brackets(reason: str | None) -> str:
    """An operator's reason as `` (feeds are odd)``; empty where none is given."""
    return f" ({reason})" if reason else ""
