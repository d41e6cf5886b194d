"""From the refresher's memory to one snapshot: every currency decided, compared with its close, given its deadlines.

A pure function of values and one clock argument: ``compose`` does no I/O and asks no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from fxwidget.deciding.ballot import Plan, deadlines, entries
from fxwidget.deciding.closes import since_close
from fxwidget.deciding.consensus import Verdict, decide
from fxwidget.deciding.cross_rates import USD
from fxwidget.deciding.poll import Entry
from fxwidget.deciding.screening import of_other_scale
from fxwidget.deciding.seen import level_seen, memory_seen
from fxwidget.domain import currency
from fxwidget.domain.change import Change, compare
from fxwidget.domain.codes import Exclusion, NoteCode, Outcome, because, stored
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.groups import SWITCH_NOTED, Groups
from fxwidget.domain.number_format import display
from fxwidget.domain.overrides import NO_ORDERS, Command, Journal, Override
from fxwidget.domain.snapshot import (
    Note,
    Rate,
    RateSource,
    Role,
    Snapshot,
    SourceInfo,
    worst,
)
from fxwidget.domain.state import LevelState, Memory, Row, SourceMemory, never_asked
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source, in_force, listing

PROOF_OF_LIFE = timedelta(hours=1)
"""The least time for which a snapshot proves that its refresher lives."""


@dataclass(frozen=True)
class _Given:
    """What a round decides from. ``active`` are the sources that the journal does not disable."""

    plan: Plan
    sources: Sequence[Source]
    active: Sequence[Source]
    memory: Memory
    previous: Snapshot | None
    now: datetime
    journal: Journal

    def last(self, code: str) -> Rate | None:
        """The row of the snapshot before, where it had one."""
        rates = self.previous.rates if self.previous is not None else ()
        return next((rate for rate in rates if rate.code == code), None)


@dataclass(frozen=True)
class _Decided:
    """What became of one currency. ``last``: its row before. ``number``: the one last shown. ``standing``: its level now."""

    last: Rate | None
    number: Decimal | None
    ballot: Sequence[Entry]
    verdict: Verdict
    standing: LevelState


def compose(
    plan: Plan,
    sources: Sequence[Source],
    memory: Memory,
    previous: Snapshot | None,
    now: datetime,
    journal: Journal = NO_ORDERS,
) -> tuple[Snapshot, Memory]:
    """The snapshot of a round that started at ``now``, and the memory after it.

    ``sources`` are all enabled ones; those that the operator's ``journal`` disables are left out of the vote.
    """
    active = in_force(sources, journal.disabled(now))
    seen = memory_seen(memory, sources, now)
    given = _Given(plan, sources, active, seen, previous, now, journal)
    orders = journal.orders(now)
    decided: dict[str, _Decided] = {}
    for code in sorted(currency.with_siblings(plan.currencies), key=currency.SIBLINGS.__contains__):
        if code != USD:
            decided[code] = _decide_currency(given, code, orders.get(code), decided)
    dollar = Rate(code=USD, name=currency.name(USD), rate=Decimal(1), display="1")
    after = Memory(
        sources={name: _marked(name, record, decided) for name, record in memory.sources.items()},
        currencies={**memory.currencies, **{code: it.standing for code, it in decided.items()}},
    )
    rates = [*(_row(given, code, decided[code]) for code in plan.currencies if code != USD), dollar]
    return _snapshot(given, rates, after), after


def _decide_currency(
    given: _Given, code: str, order: Override | None, decided: Mapping[str, _Decided]
) -> _Decided:
    """The vote on one currency. ``order``: the operator's word on it. ``decided``: its sibling, where it has one."""
    last = given.last(code)
    standing = given.memory.currencies.get(code, LevelState())
    seen = level_seen(standing, given.now)
    number = _last_number(last, standing)
    if order is not None and order.accept and order.at == standing.accepted_at:
        order = None  # it was carried out in an evaluation before
    ballot = entries(given.plan, listing(given.active, code), given.memory, code, given.now)
    sibling = decided.get(currency.SIBLINGS.get(code, ""))
    verdict = decide(
        ballot,
        currency.limits(code),
        last=number,
        incumbent=last.shown_source if last else None,
        standing=seen,
        order=order,
        last_day=last.market_day if last else None,
        sibling=sibling.verdict.shown if sibling is not None else None,
    )
    after = _changed(standing, seen, verdict.standing)
    now_shown = verdict.shown.rate if verdict.shown is not None else number
    if now_shown != after.shown:
        after = after.model_copy(update={"shown": now_shown})
    if order is not None and order.accept:
        # It was given for the candidate that stood, not for any later one.
        after = after.model_copy(update={"accepted_at": order.at})
    return _Decided(last, number, ballot, verdict, after)


def _row(given: _Given, code: str, decided: _Decided) -> Rate:
    """The row of a currency that was decided."""
    verdict, last = decided.verdict, decided.last
    notes = _passed_on(verdict.notes, given.sources)
    if not listing(given.sources, code):
        notes = (*notes, Note(code=NoteCode.NOT_LISTED.value))
    row = (
        _held(code, last, given.now)
        if verdict.shown is None
        else _shown(given, code, verdict, last, decided.number)
    )
    return row.model_copy(
        update={
            "agreement": verdict.agreement,
            "groups": Groups(**Counter(entry.upstream.value for entry in verdict.cluster)),
            "spread_bps": verdict.spread,
            "notes": (*notes, *_switched(row, verdict, last, given.now)),
            "sources": _parts(verdict, decided.ballot, given.sources, last),
        }
    )


def _switched(row: Rate, verdict: Verdict, last: Rate | None, now: datetime) -> Iterator[Note]:
    """Whose number was shown before the last switch of sources, for a day."""
    if last is None or row.switched_at is None or now >= row.switched_at + SWITCH_NOTED:
        return
    before = next((note.source for note in last.notes if note.code == NoteCode.SOURCE_SWITCHED), None)
    if verdict.shown is not None and last.shown_source not in (None, verdict.shown.source):
        before = last.shown_source
    if before is not None:
        until = row.switched_at + SWITCH_NOTED
        yield Note(code=NoteCode.SOURCE_SWITCHED.value, source=before, until=until)


def _last_number(last: Rate | None, standing: LevelState) -> Decimal | None:
    """The number last shown; of a currency that comes back into the table the one that is remembered."""
    if last is not None and last.last_number is not None:
        return last.last_number
    return standing.shown if standing.shown is not None else standing.confirmed


def _changed(standing: LevelState, seen: LevelState, after: LevelState) -> LevelState:
    """The level as it is kept: with what the evaluation changed, not with how it is seen from now."""
    changed = {
        member: value
        for member in LevelState.model_fields
        if (value := getattr(after, member)) != getattr(seen, member)
    }
    return standing.model_copy(update=changed) if changed else standing


def _marked(name: str, memory: SourceMemory, decided: Mapping[str, _Decided]) -> SourceMemory:
    """A source's memory with each row marked whether it is set aside; one that was not screened stays as it was."""
    rows = dict(memory.rows)
    for code, it in decided.items():
        aside = it.verdict.aside
        if code in rows and rows[code].aside != aside.get(name, rows[code].aside):
            rows[code] = rows[code].model_copy(update={"aside": aside[name]})
    return memory.model_copy(update={"rows": rows})


def _held(code: str, last: Rate | None, now: datetime) -> Rate:
    """The last good row as it stands now; one without a number where there was none."""
    if last is None:
        row = Rate(code=code, name=currency.name(code), rate=None, display=None)
        return row.aged(now)
    return _given_back(last.aged(now))


def _given_back(held: Rate) -> Rate:
    """The held row with its last good number, which a clock that was ahead may have withdrawn too early."""
    number = held.last_rate
    if held.rate is not None or number is None or held.freshness is Freshness.WITHDRAWN:
        return held
    change = Change() if held.previous_close is None else compare(number, held.previous_close)
    return held.model_copy(
        update={
            "rate": number,
            "display": display(number),
            "direction": change.direction,
            "change": change.change,
            "change_pct": change.change_pct,
            "last_rate": None,
        }
    )


def _shown(given: _Given, code: str, verdict: Verdict, last: Rate | None, number: Decimal | None) -> Rate:
    """The row of the number that is shown, with its close and its deadlines. ``number``: the one shown before."""
    assert verdict.shown is not None
    source = next(s for s in given.sources if s.name == verdict.shown.source)
    row = verdict.shown.row
    assert row is not None
    change = since_close(
        row,
        given.memory.sources[source.name].closes.get(code, ()),
        others=[_numbers(given.memory, it, code) for it in verdict.cluster if it != verdict.shown],
        tolerance=currency.limits(code).tolerance,
        first_run=number is None,
    )
    due = deadlines(given.plan, source, code, row.published, row.market_day)
    switched_at = _switched_at(verdict, last, given.now)
    build_day = source.provider.dated is calendars.Dated.BUILD_DAY
    return Rate(
        code=code,
        name=currency.name(code),
        rate=row.rate,
        display=display(row.rate),
        as_of=row.market_day if build_day else row.as_of,
        market_day=row.market_day,
        changed_at=_changed_at(row, verdict, last, switched_at),
        switched_at=switched_at,
        freshness=due.freshness(given.now),
        late_at=due.late_at,
        stale_at=due.stale_at,
        withdraw_at=due.withdraw_at,
        closed=due.closed,
        kind=row.kind,
        derived=row.derived,
        previous_close=change.previous_close,
        direction=change.direction,
        change=change.change,
        change_pct=change.change_pct,
    )


def _numbers(memory: Memory, entry: Entry, code: str) -> list[Decimal]:
    """A source's numbers of these days: the one that it gives, and its closes that were not set aside."""
    closes = memory.sources[entry.source].closes.get(code, ())
    return [entry.rate, *(close.rate for close in closes if not close.aside)]


def _switched_at(verdict: Verdict, last: Rate | None, now: datetime) -> datetime | None:
    """When another source's number last took the place of the one before."""
    if last is None or last.shown_source is None or verdict.shown is None:
        return last.switched_at if last is not None else None
    return last.switched_at if last.shown_source == verdict.shown.source else now


def _changed_at(
    row: Row, verdict: Verdict, last: Rate | None, switched_at: datetime | None
) -> datetime | None:
    """When the shown source's own number last differed; a switch of sources alone never moves it."""
    own = row.changed_at
    shown = verdict.shown.source if verdict.shown is not None else None
    same = last is not None and (last.shown_source, last.last_number) == (shown, row.rate)
    if last is not None and same and own != row.as_of:
        return last.changed_at  # what else it said in between was set aside
    if last is None or last.last_number is None or verdict.jumped or switched_at is None:
        return own
    if own is not None and own >= switched_at:
        return own
    return last.changed_at


def _parts(
    verdict: Verdict, ballot: Sequence[Entry], sources: Sequence[Source], last: Rate | None
) -> tuple[RateSource, ...]:
    """Each source's part. A held number stays its source's, whatever that source says now."""
    held = last.shown_source if verdict.shown is None and last is not None else None
    open_terms = {source.name: source.passes_on for source in sources}
    parts = []
    for entry in ballot:
        if entry.source == held:
            continue
        role, why = verdict.roles[entry.source]
        given = entry.row if role is Role.SHOWN or open_terms[entry.source] else None
        if why is not None and of_other_scale(why.code):
            given = None
        parts.append(
            RateSource(
                id=entry.source,
                rate=given.rate if given is not None else None,
                as_of=entry.row.as_of if entry.row is not None else None,
                role=role,
                upstream=entry.upstream,
                **stored(why),
            )
        )
    if held is not None and last is not None:
        _, why = verdict.roles.get(held, (None, because(Exclusion.NOT_ENABLED)))
        was = next(source for source in last.sources if source.id == held)
        parts.insert(0, was.model_copy(update=stored(why)))
    return tuple(parts)


def _passed_on(notes: Sequence[Note], sources: Sequence[Source]) -> tuple[Note, ...]:
    """The notes without the numbers of sources whose terms forbid passing them on."""
    closed = {source.name for source in sources if not source.passes_on}
    return tuple(note.model_copy(update={"rate": None}) if note.source in closed else note for note in notes)


def _snapshot(given: _Given, rates: Sequence[Rate], memory: Memory) -> Snapshot:
    plan, previous, now = given.plan, given.previous, given.now
    shown = {rate.shown_source for rate in rates} - {None}
    infos = _infos(given, memory, shown)
    answered = [
        record.answered_at for name, record in memory.sources.items() if name in shown and record.answered_at
    ]
    changed = [rate.changed_at for rate in rates if rate.changed_at is not None]
    next_due = [info.next_at for info in infos if info.next_at is not None]
    checked_before = previous.checked_at if previous is not None else None
    return Snapshot(
        base=USD,
        seq=max(previous.seq + 1 if previous is not None else 0, int(now.timestamp() * 1000)),
        freshness=worst(rates),
        checked_at=max(answered, default=checked_before),
        changed_at=max(changed, default=None),
        next_check_at=max(min(next_due, default=now + plan.refresh), now + plan.refresh),
        valid_until=now + (plan.valid_for or max(3 * plan.refresh, PROOF_OF_LIFE)),
        rates=tuple(rates),
        sources=tuple(infos),
        orders=given.journal.commands,
    )


def _infos(given: _Given, memory: Memory, shown: Container[str | None]) -> list[SourceInfo]:
    """Every enabled source; a held number keeps its source's name, even once that is switched off."""
    disabled = given.journal.disabled(given.now)
    infos = [
        _info(given, source, memory, source.name in shown, disabled.get(source.name))
        for source in given.sources
    ]
    enabled = {source.name for source in given.sources}
    before = given.previous.sources if given.previous is not None else ()
    return infos + [info for info in before if info.id in shown and info.id not in enabled]


def _info(given: _Given, source: Source, memory: Memory, shown: bool, disabled: Command | None) -> SourceInfo:
    record = memory.sources.get(source.name, never_asked())
    facts = source.provider
    info = SourceInfo(
        id=source.name,
        name=facts.title,
        url=facts.site,
        attribution=facts.attribution,
        terms=facts.terms.value,
        shown=shown,
        outcome=record.outcome,
        reason=record.reason,
        since=record.since,
        asked_at=record.asked_at,
        next_at=source.next_due(record, given.now, given.plan.refresh),
    )
    if disabled is None:
        return info
    return info.model_copy(
        update={
            "outcome": Outcome.DISABLED.value,
            "reason": disabled.reason,
            "since": disabled.at,
            "next_at": disabled.until,
        }
    )
