"""Log events of decisions that are not routine: each once, when it is first taken. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from logging import INFO, WARNING

from fxwidget.domain import currency
from fxwidget.domain.codes import Exclusion, NoteCode, Reason, because
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.number_format import display
from fxwidget.domain.scalars import TWELVE_DIGITS
from fxwidget.domain.snapshot import HELD, Agreement, Note, Rate, Role, Snapshot
from fxwidget.domain.state import LevelState, Memory
from fxwidget.ops.log import Event
from fxwidget.refresher.events import in_brackets, until

_AGED = {
    Freshness.LATE: "a publication is missing",
    Freshness.STALE: "two publications are missing",
    Freshness.WITHDRAWN: "no number is shown any more",
}


def decisions(
    snapshot: Snapshot, previous: Snapshot | None, before: Memory, after: Memory
) -> Iterator[Event]:
    """The log events of a snapshot's decisions that are not routine and not known from the one before."""
    earlier = {rate.code: rate for rate in previous.rates} if previous else {}
    for rate in snapshot.rows:
        last = earlier.get(rate.code)
        had, has = (memory.currencies.get(rate.code, LevelState()) for memory in (before, after))
        numbers = {
            name: record.rows[rate.code].rate
            for name, record in after.sources.items()
            if rate.code in record.rows
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
    """Log event where the last good rate begins to be held, and why, or no longer is."""
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
    """The sentence that says why the last good rate is held."""
    order = next((note for note in rate.notes if note.code == NoteCode.OPERATOR_HOLD), None)
    if order is not None:
        return "an operator holds it" + until(order.until) + in_brackets(order.reason)
    if not rate.sources:
        return "no enabled source lists it"
    reasons = {source.id: source.why for source in rate.sources if source.why is not None}
    if rate.agreement is Agreement.DISPUTED:
        voices = _voices(reasons, Exclusion.DISAGREES, numbers)
        return f"{_and(voices)} disagree by {_percent(rate.spread_bps)}"
    if rate.agreement is Agreement.PENDING:
        waiting = [note for note in rate.notes if note.code != NoteCode.SOURCE_SWITCHED]
        voices = [_note_voice(note, numbers) for note in waiting if note.source is not None]
        verb = "says a new level alone" if len(voices) == 1 else "say a new level"
        return f"{_and(voices)} {verb}"
    if alone := _voices(reasons, Exclusion.ALONE, numbers):
        return f"{_and(alone)} is alone and away from the last confirmed rate"
    if few := _voices(reasons, Exclusion.TOO_FEW, numbers):
        return f"{_and(few)} are too few and away from the last confirmed rate"
    silent = [f"{name}: {why.in_words}" for name, why in reasons.items()]
    return "no source has a vote" + (f" ({'; '.join(silent)})" if silent else "")


def _moved(rate: Rate, last: Rate | None, had: LevelState, has: LevelState) -> Event | None:
    """Log event where a jump was let through, with the sources that confirmed it."""
    if last is None or last.last_number is None or rate.rate is None or rate.agreement in HELD:
        return None
    number = last.last_number
    since = (has.level_since, has.level_since_day) != (had.level_since, had.level_since_day)
    through = since or has.previous_level not in (None, had.previous_level)
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
    """Log events of new notes: a newer number that waits for others, and a peg that broke."""
    known = {(note.code, note.source) for note in last.notes} if last is not None else set()
    new = [note for note in rate.notes if (note.code, note.source) not in known]
    for code, describe in NOTES.items():
        notes = [note for note in new if note.code == code]
        if notes and describe is not None:
            yield from describe(rate, notes, numbers)


def _unconfirmed(rate: Rate, notes: Sequence[Note], numbers: Mapping[str, Decimal]) -> Iterator[Event]:
    for note in notes:
        text = f"{rate.code}: {_shown(rate)} stays, {_note_voice(note, numbers)} is unconfirmed"
        yield Event("unconfirmed", text, INFO, _note_facts(rate, note))


def _peg_broken(rate: Rate, notes: Sequence[Note], numbers: Mapping[str, Decimal]) -> Iterator[Event]:
    for note in notes:
        if note.peg is not None:
            text = f"{rate.code}: the peg of {display(note.peg)} is broken, {_shown(rate)} is shown"
            yield Event("peg_broken", text, WARNING, {**_note_facts(rate, note), "peg": note.peg})


def _new_level(rate: Rate, notes: Sequence[Note], numbers: Mapping[str, Decimal]) -> Iterator[Event]:
    if rate.agreement is Agreement.PENDING:
        return  # logged with the agreement
    voices = _and([_note_voice(note, numbers) for note in notes])
    text = f"{rate.code}: {_shown(rate)} stays, {voices} say a new level"
    facts = {"code": rate.code, "rate": rate.last_number, "providers": [note.source for note in notes]}
    yield Event("new_level", text, INFO, facts)


NOTES: Mapping[NoteCode, Callable[[Rate, Sequence[Note], Mapping[str, Decimal]], Iterator[Event]] | None] = {
    NoteCode.NEWER_UNCONFIRMED: _unconfirmed,
    NoteCode.UNCONFIRMED: _unconfirmed,
    NoteCode.OTHER_SCALE: _unconfirmed,
    NoteCode.PEG_BROKEN: _peg_broken,
    NoteCode.NEW_LEVEL_PENDING: _new_level,
    NoteCode.OPERATOR_HOLD: None,
    NoteCode.NOT_LISTED: None,  # the daemon has said so at its start
    NoteCode.SOURCE_SWITCHED: None,  # its event is of the switch itself
    NoteCode.CARRIED: None,  # of a past day that a reader asks for; no round has it
    NoteCode.REVISED: None,
}
"""How new notes of each code become log events, in this order; None: the operator's order is logged instead."""


def _switch(rate: Rate, last: Rate | None) -> Iterator[Event]:
    """Log event where another source's number is shown than before."""
    before = last.shown_source if last is not None else None
    if before is None or rate.shown_source in (None, before):
        return
    gone = because(Exclusion.NOT_ENABLED)
    why = next((source.why for source in rate.sources if source.id == before), gone)
    reason = f" ({why.in_words})" if why is not None else ""
    text = (
        f"{rate.code}: {_shown(rate)} of {rate.shown_source} is shown in place of {before}'s number{reason}"
    )
    facts = {"code": rate.code, "rate": rate.rate, "provider": rate.shown_source, "before": before}
    yield Event("switched", text, INFO, {**facts, **_reason(why)})


def _age(rate: Rate, last: Rate | None) -> Iterator[Event]:
    """Log event where a rate's freshness changed: late, stale, withdrawn, or fresh again."""
    if rate.is_missing:
        return
    was = last.freshness.age if last is not None and not last.is_missing else Freshness.FRESH.age
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


# Words


def _facts(rate: Rate, numbers: Mapping[str, Decimal]) -> Mapping[str, object]:
    return {
        "code": rate.code,
        "rate": rate.last_number,
        "agreement": rate.agreement,
        "spread_bps": rate.spread_bps,
        "sources": [
            {
                "id": source.id,
                "rate": numbers.get(source.id),
                "role": source.role,
                **_reason(source.why),
            }
            for source in rate.sources
        ],
    }


def _note_facts(rate: Rate, note: Note) -> Mapping[str, object]:
    return {"code": rate.code, "rate": rate.last_number, "provider": note.source, "said": note.rate}


def _reason(why: Reason | None) -> Mapping[str, str | None]:
    """The facts ``reason``, as a text, and ``reason_code``."""
    if why is None:
        return {"reason": None, "reason_code": None}
    return {"reason": why.text, "reason_code": why.code.value}


def _shown(rate: Rate) -> str:
    return "no number" if rate.last_number is None else display(rate.last_number)


def _voice(name: str, numbers: Mapping[str, Decimal]) -> str:
    return f"{name} {display(numbers[name])}" if name in numbers else name


def _voices(reasons: Mapping[str, Reason], code: Exclusion, numbers: Mapping[str, Decimal]) -> list[str]:
    """The sources that were left out for this reason, with their numbers."""
    return [_voice(name, numbers) for name, why in reasons.items() if why.code is code]


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
