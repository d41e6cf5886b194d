"""The sentences of the log: what each source did, what was decided, and why, where it is not routine. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from logging import DEBUG, ERROR, INFO, WARNING

from fxwidget.domain import currency
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.number_format import display
from fxwidget.domain.overrides import Command, Verb
from fxwidget.domain.scalars import TWELVE_DIGITS, stamp
from fxwidget.domain.snapshot import HELD, Agreement, Note, Rate, Role, Snapshot
from fxwidget.domain.state import LevelState, Memory, SourceMemory
from fxwidget.ops.log import Event
from fxwidget.provider.quota import Quota

_AGED = {
    Freshness.LATE: "a publication is missing",
    Freshness.STALE: "two publications are missing",
    Freshness.WITHDRAWN: "no number is shown any more",
}


@dataclass(frozen=True)
class Outcome:
    """What one source did in a round.

    status: the last HTTP status, None where nothing was answered. bytes: of the bodies, on the wire.
    as_of: the newest that its rows state. rows: how many were read. refused, aside: reasons by currency.
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
    refused: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)


# What sources did


def fetched(outcome: Outcome, before: SourceMemory, after: SourceMemory) -> Event:
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
        "refused": outcome.refused,
        "aside": outcome.aside,
        "reason": outcome.reason,
    }
    if outcome.reason is not None:
        told = (before.outcome, before.reason) == (outcome.outcome, outcome.reason)
        said = f"{outcome.source}: {outcome.outcome} after {outcome.milliseconds} ms: {outcome.reason}"
        return Event("fetch", said, INFO if told else WARNING, facts)
    aside = _by_reason(outcome.aside)
    parts = [
        f"{outcome.source}: {outcome.outcome} in {outcome.milliseconds} ms",
        f"HTTP {outcome.status}, {outcome.bytes} bytes",
        f"{outcome.rows} row{'' if outcome.rows == 1 else 's'}",
        f"as of {stamp(outcome.as_of)}" if outcome.as_of is not None else "",
    ]
    tail = [
        f"; {what}: {reasons}"
        for what, reasons in (("refused", _by_reason(outcome.refused)), ("set aside", aside))
        if reasons
    ]
    news = _numbers(before) != _numbers(after) or outcome.refused != _refusals(before) or bool(aside)
    sentence = ", ".join(part for part in parts if part) + "".join(tail)
    return Event("fetch", sentence, INFO if news else DEBUG, facts)


def left_alone(outcome: Outcome, after: SourceMemory, now: datetime) -> Event | None:
    """That a source asked to be left alone, and until when it is."""
    if after.not_before is None:
        return None
    facts = {"provider": outcome.source, "status": outcome.status, "not_before": after.not_before}
    seconds = int((after.not_before - now).total_seconds())
    told = "" if outcome.status is None else f": it answered with HTTP {outcome.status}"
    sentence = f"{outcome.source}: not asked before {_when(after.not_before)} (in {seconds} s){told}"
    return Event("not_before", sentence, WARNING, {**facts, "seconds": seconds})


def spent(
    source: str, quota: Quota, before: SourceMemory, after: SourceMemory, now: datetime
) -> Event | None:
    """That the last request of a source's quota was just sent."""
    if quota.left(after.spent, now) or not quota.left(before.spent, now):
        return None
    again = quota.again(after.spent, now)
    facts = {"provider": source, "quota": str(quota), "not_before": again}
    return Event(
        "quota", f"{source}: its quota of {quota} is spent, not asked before {_when(again)}", WARNING, facts
    )


def _numbers(memory: SourceMemory) -> Mapping[str, tuple[Decimal, date | datetime]]:
    return {code: (row.rate, row.as_of) for code, row in memory.rows.items()}


def _refusals(memory: SourceMemory) -> Mapping[str, str]:
    return {code: refusal.reason for code, refusal in memory.refusals.items()}


def _by_reason(reasons: Mapping[str, str]) -> str:
    """``BRL, INR (not a finite number)``."""
    grouped: dict[str, list[str]] = {}
    for code, reason in reasons.items():
        grouped.setdefault(reason, []).append(code)
    return ", ".join(f"{', '.join(codes)} ({_plain(reason)})" for reason, codes in grouped.items())


# What a round came to


def ended(
    snapshot: Snapshot, previous: Snapshot | None, outcomes: Sequence[Outcome], milliseconds: int
) -> Event:
    """A round in one line; one in which nobody was asked is for ``-v`` only."""
    earlier = {rate.code: rate.last_number for rate in previous.rates} if previous else {}
    changed = [rate.code for rate in snapshot.rows if rate.last_number != earlier.get(rate.code)]
    asked = ", ".join(f"{outcome.source} {outcome.outcome}" for outcome in outcomes) or "nobody was due"
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


def decisions(
    snapshot: Snapshot, previous: Snapshot | None, before: Memory, after: Memory
) -> Iterator[Event]:
    """One sentence for each decision that is not routine, when it is first taken."""
    earlier = {rate.code: rate for rate in previous.rates} if previous else {}
    for rate in snapshot.rows:
        last = earlier.get(rate.code)
        had, has = (memory.currencies.get(rate.code, LevelState()) for memory in (before, after))
        numbers = {
            name: kept.rows[rate.code].rate for name, kept in after.sources.items() if rate.code in kept.rows
        }
        moved = _moved(rate, last, had, has)
        if moved is not None:
            yield moved
        else:
            yield from _agreement(rate, last, numbers)
            yield from _switch(rate, last)
        yield from _new_notes(rate, last, numbers)
        yield from _age(rate, last)
        if has.supporting_groups < had.supporting_groups:
            yield _fewer(rate, had.supporting_groups, has.supporting_groups)


def _agreement(rate: Rate, last: Rate | None, numbers: Mapping[str, Decimal]) -> Iterator[Event]:
    """That the last good rate is held from now on and why, or is no longer."""
    was_held = last is not None and last.agreement in HELD
    if rate.agreement not in HELD:
        if was_held:
            others = _confirming(rate)
            sentence = f"{rate.code}: settled at {_shown(rate)} of {rate.shown_source}{others}"
            yield Event("settled", sentence, INFO, _facts(rate, numbers))
        return
    if last is not None and last.agreement is rate.agreement:
        return
    state = "pending" if rate.agreement is Agreement.PENDING else "held"
    at = f"{state} at {_shown(rate)}" if rate.last_number is not None else "no number is shown"
    sentence = f"{rate.code}: {at}, {_why(rate, numbers)}"
    yield Event(rate.agreement.value, sentence, WARNING, _facts(rate, numbers))


def _why(rate: Rate, numbers: Mapping[str, Decimal]) -> str:
    """Why the last good rate is held."""
    order = next((note for note in rate.notes if note.code == "operator_hold"), None)
    if order is not None:
        return "an operator holds it" + _until(order.until) + _because(order.reason)
    if not rate.sources:
        return "no enabled source lists it"
    by_reason: dict[str, list[str]] = {}
    for source in rate.sources:
        by_reason.setdefault(source.reason or "", []).append(source.id)
    if rate.agreement is Agreement.DISPUTED:
        voices = [_voice(name, numbers) for name in by_reason.get("disagrees", ())]
        return f"{_and(voices)} disagree by {_percent(rate.spread_bps)}"
    if rate.agreement is Agreement.PENDING:
        voices = [_note_voice(note, numbers) for note in rate.notes if note.source is not None]
        verb = "says a new level alone" if len(voices) == 1 else "say a new level"
        return f"{_and(voices)} {verb}"
    alone = by_reason.get("alone, and away from the last confirmed rate", ())
    if alone:
        return f"{_and([_voice(name, numbers) for name in alone])} is alone and away from the last confirmed rate"
    silent = [f"{name}: {_plain(reason)}" for reason, names in by_reason.items() for name in names]
    return "no source has a vote" + (f" ({'; '.join(silent)})" if silent else "")


def _moved(rate: Rate, last: Rate | None, had: LevelState, has: LevelState) -> Event | None:
    """That a jump was let through, and who confirmed it."""
    if last is None or last.last_number is None or rate.rate is None or rate.agreement in HELD:
        return None
    number = last.last_number
    through = (has.level_since, has.level_since_day, has.previous_level) != (
        had.level_since,
        had.level_since_day,
        had.previous_level,
    )
    beyond = abs(rate.rate / number - 1) > currency.limits(rate.code).jump
    if not through and not beyond:
        return None
    accepted = has.accepted_at != had.accepted_at
    confirming = [source.id for source in rate.sources if source.role is Role.CONFIRMS]
    who = (
        "an operator accepted it"
        if accepted
        else f"{_and(confirming)} confirmed it"
        if confirming
        else "its own next publication confirmed it"
    )
    change = TWELVE_DIGITS.divide(100 * (rate.rate - number), number).quantize(Decimal("0.01"))
    sentence = (
        f"{rate.code}: jumped from {display(number)} to {_shown(rate)} of {rate.shown_source}"
        f" ({change:+} %), {who}"
    )
    facts = {
        "code": rate.code,
        "from": number,
        "to": rate.rate,
        "change_pct": change,
        "provider": rate.shown_source,
        "confirmed_by": confirming,
        "accepted": accepted,
    }
    return Event("jump", sentence, WARNING, facts)


def _new_notes(rate: Rate, last: Rate | None, numbers: Mapping[str, Decimal]) -> Iterator[Event]:
    """A newer number that waits for others, and a peg that broke, when they are first seen."""
    known = {(note.code, note.source) for note in last.notes} if last is not None else set()
    new = [note for note in rate.notes if (note.code, note.source) not in known]
    for note in new:
        facts = {"code": rate.code, "rate": rate.last_number, "provider": note.source, "said": note.rate}
        if note.code == "newer_unconfirmed":
            text = f"{rate.code}: {_shown(rate)} stays, {_note_voice(note, numbers)} is unconfirmed"
            yield Event("unconfirmed", text, INFO, facts)
        elif note.code == "peg_broken" and note.peg is not None:
            text = f"{rate.code}: the peg of {display(note.peg)} is broken, {_shown(rate)} is shown"
            yield Event("peg_broken", text, WARNING, {**facts, "peg": note.peg})
    waiting = [note for note in new if note.code == "new_level_pending"]
    if waiting and rate.agreement is not Agreement.PENDING:
        voices = _and([_note_voice(note, numbers) for note in waiting])
        text = f"{rate.code}: {_shown(rate)} stays, {voices} say a new level"
        names = [note.source for note in waiting]
        yield Event(
            "new_level", text, INFO, {"code": rate.code, "rate": rate.last_number, "providers": names}
        )


def _switch(rate: Rate, last: Rate | None) -> Iterator[Event]:
    """That another source's number is shown than before."""
    before = last.shown_source if last is not None else None
    if before is None or rate.shown_source in (None, before):
        return
    reason = next((source.reason for source in rate.sources if source.id == before), "no longer enabled")
    why = f" ({_plain(reason)})" if reason else ""
    text = f"{rate.code}: {_shown(rate)} of {rate.shown_source} is shown in place of {before}'s number{why}"
    facts = {"code": rate.code, "rate": rate.rate, "provider": rate.shown_source, "before": before}
    yield Event("switched", text, INFO, {**facts, "reason": reason})


def _age(rate: Rate, last: Rate | None) -> Iterator[Event]:
    """That a rate is late, stale or withdrawn from now on, or no longer."""
    was = last.freshness.age if last is not None else Freshness.FRESH.age
    spoken = f"{rate.shown_source}'s of {rate.market_day}"
    facts = {"code": rate.code, "provider": rate.shown_source, "market_day": rate.market_day}
    if rate.freshness in _AGED and rate.freshness.age > was:
        level = INFO if rate.freshness is Freshness.LATE else WARNING
        text = f"{rate.code}: {rate.freshness}, {_AGED[rate.freshness]} since {spoken}"
        yield Event(rate.freshness.value, text, level, facts)
    elif rate.freshness.age < Freshness.LATE.age <= was:
        yield Event("fresh", f"{rate.code}: {rate.freshness} again with {spoken}", INFO, facts)


def _fewer(rate: Rate, before: int, now: int) -> Event:
    stands = "independent source stands" if now == 1 else "independent sources stand"
    text = f"{rate.code}: {now} {stands} behind the rate, {before} did before"
    return Event("backing", text, WARNING, {"code": rate.code, "backing": now, "before": before})


# What operators ordered


def orders(before: Iterable[Command], after: Iterable[Command]) -> Iterator[Event]:
    """Orders that are in force from now on, and those that no longer are."""
    old, new = tuple(before), tuple(after)
    for command in new:
        if command not in old:
            text = (
                f"operator: {command.verb} {command.target}{_until(command.until)}{_because(command.reason)}"
            )
            yield Event("order", text, INFO, _order(command))
    for command in old:
        if command not in new and command.verb is not Verb.ACCEPT:
            text = f"operator: {command.verb} {command.target} has ended"
            yield Event("order_ended", text, INFO, _order(command))


def _order(command: Command) -> Mapping[str, object]:
    return {"verb": command.verb, "target": command.target, "reason": command.reason, "until": command.until}


# The store


def store(fault: str | None, before: str | None, rounds: int) -> Event | None:
    """The store's trouble: at full length once, then in short, and its end. ``rounds``: in how many it lasts."""
    if fault is None:
        end = f"the store works again, after {rounds} rounds without it"
        return Event("store", end, INFO, {"fault": None, "rounds": rounds}) if before is not None else None
    facts = {"fault": fault, "rounds": rounds}
    if fault != before:
        return Event("store", fault, ERROR, facts)
    return Event("store", f"the store still fails, in {rounds} rounds now", DEBUG, facts)


# Words


def _facts(rate: Rate, numbers: Mapping[str, Decimal]) -> Mapping[str, object]:
    return {
        "code": rate.code,
        "rate": rate.last_number,
        "agreement": rate.agreement,
        "spread_bps": rate.spread_bps,
        "sources": [
            {"id": source.id, "rate": numbers.get(source.id), "role": source.role, "reason": source.reason}
            for source in rate.sources
        ],
    }


def _shown(rate: Rate) -> str:
    return "no number" if rate.last_number is None else display(rate.last_number)


def _voice(name: str, numbers: Mapping[str, Decimal]) -> str:
    return f"{name} {display(numbers[name])}" if name in numbers else name


def _note_voice(note: Note, numbers: Mapping[str, Decimal]) -> str:
    number = note.rate if note.rate is not None else numbers.get(note.source or "")
    return f"{note.source} {display(number)}" if number is not None else str(note.source)


def _confirming(rate: Rate) -> str:
    names = [source.id for source in rate.sources if source.role is Role.CONFIRMS]
    return f", confirmed by {_and(names)}" if names else ""


def _and(parts: Sequence[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _percent(bps: Decimal | None) -> str:
    return "an unknown distance" if bps is None else f"{(bps / 100).quantize(Decimal('0.1'))} %"


def _plain(reason: str) -> str:
    return reason.replace("_", " ") if reason.isidentifier() else reason


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _until(at: datetime | None) -> str:
    return f" until {_when(at)}" if at is not None else ""


def _because(reason: str | None) -> str:
    return f" ({reason})" if reason else ""
