"""From the refresher's memory to one snapshot: every currency decided, compared with its close, given its deadlines.

A pure function of values and one clock argument: ``compose`` does no I/O and asks no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from fxwidget.deciding.closes import since_close
from fxwidget.deciding.consensus import Entry, Verdict, decide
from fxwidget.deciding.cross_rates import USD
from fxwidget.domain import currency
from fxwidget.domain.change import Change
from fxwidget.domain.freshness import Deadlines, Freshness
from fxwidget.domain.number_format import display
from fxwidget.domain.overrides import NO_ORDERS, Command, Journal, Override
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Note, Rate, RateSource, Role, Snapshot, SourceInfo
from fxwidget.domain.state import UNANSWERED, LevelState, Memory, Row, SourceMemory
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source, in_force, listing

PROOF_OF_LIFE = timedelta(hours=1)
"""The least time for which a snapshot proves that its refresher lives."""


@dataclass(frozen=True)
class Plan:
    """What a snapshot is composed for."""

    currencies: tuple[str, ...]
    refresh: timedelta
    withdraw_after: timedelta | None


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
    disabled = journal.disabled(now)
    active = in_force(sources, disabled)
    orders = journal.orders(now)
    before = {rate.code: rate for rate in previous.rates} if previous else {}
    rates, standings = [], dict(memory.currencies)
    aside: dict[str, dict[str, bool]] = {source.name: {} for source in sources}
    for code in plan.currencies:
        if code == USD:
            continue
        last = before.get(code)
        standing = standings.get(code, LevelState())
        order = _unheeded(orders.get(code), standing)
        entries = _entries(plan, listing(active, code), memory, code, now)
        verdict = decide(
            entries,
            currency.limits(code),
            last=last.last_number if last else None,
            incumbent=last.shown_source if last else None,
            standing=standing,
            order=order,
        )
        standings[code] = verdict.standing
        if (
            order is not None and order.accept
        ):  # it was said of the candidate that stood, not of any later one
            standings[code] = verdict.standing.model_copy(update={"accepted_at": order.at})
        for name, was_aside in verdict.aside.items():
            aside[name][code] = was_aside
        rates.append(_rate(plan, code, verdict, entries, sources, memory, last, now))
    rates.append(Rate(code=USD, name=currency.name(USD), rate=Decimal(1), display="1"))
    after = Memory(
        sources={name: _marked(kept, aside.get(name, {})) for name, kept in memory.sources.items()},
        currencies=standings,
    )
    return _snapshot(plan, rates, sources, after, previous, now, journal), after


def _unheeded(order: Override | None, standing: LevelState) -> Override | None:
    """The order, unless it is an ``accept`` that was heeded in an evaluation before."""
    return None if order is not None and order.accept and order.at == standing.accepted_at else order


def _marked(memory: SourceMemory, aside: Mapping[str, bool]) -> SourceMemory:
    rows = {
        code: row
        if row.aside == aside.get(code, row.aside)
        else row.model_copy(update={"aside": aside[code]})
        for code, row in memory.rows.items()
    }
    return memory.model_copy(update={"rows": rows})


def _entries(plan: Plan, listed: Sequence[Source], memory: Memory, code: str, now: datetime) -> list[Entry]:
    """What each source that lists the currency brings to the vote."""
    series = _series_of(listed, memory, code)
    entries = []
    for position, source in enumerate(listed):
        kept = memory.sources.get(source.name, SourceMemory())
        row, refusal = kept.rows.get(code), kept.refusals.get(code)
        kind = _kind(source, memory, code)
        voiceless = _voiceless(source, code, kind, series)
        published = [
            said.published for said in (row, refusal) if said is not None and said.published is not None
        ]
        days = [
            said.market_day for said in (row, refusal) if said is not None and said.market_day is not None
        ]
        entries.append(
            Entry(
                source=source.name,
                group=source.group(code),
                position=position,
                row=row,
                bar=voiceless or _bar(plan, source, code, kept, now),
                counts=voiceless is None and _heard_of(plan, source, code, kept, now),
                published=max(published, default=None),
                market_day=max(days, default=None),
                earlier_aside=_earlier_aside(kept, code, row),
            )
        )
    return entries


def _kind(source: Source, memory: Memory, code: str) -> Kind:
    """What sort of price its number is: what its row says, else its facts."""
    kept = memory.sources.get(source.name)
    row = kept.rows.get(code) if kept is not None else None
    return row.kind if row is not None else source.kind(code)


def _series_of(listed: Sequence[Source], memory: Memory, code: str) -> str | None:
    """The series of the first configured source that may vote on the currency at all."""
    voters = [s for s in listed if code not in s.provider.coarse and s.abstains is None]
    kinds = [_kind(source, memory, code) for source in voters]
    return next((_series(kind) for kind in kinds if kind is not Kind.PEG), None)


def _series(kind: Kind) -> str:
    """Market prices and fixings confirm each other, any other kind only its own."""
    return "market" if kind in (Kind.MARKET, Kind.FIXING) else kind.value


def _voiceless(source: Source, code: str, kind: Kind, series: str | None) -> str | None:
    """Why a source never votes on this currency."""
    if source.abstains is not None:
        return source.abstains
    if code in source.provider.coarse:
        return "prints too few digits"
    if kind is Kind.PEG:
        return "a table of pegs, not an observation"
    if _series(kind) != series:
        return f"of another kind ({kind.value})"
    return None


def _bar(plan: Plan, source: Source, code: str, kept: SourceMemory, now: datetime) -> str | None:
    """Why its newest row has no vote in this round."""
    row, refusal = kept.rows.get(code), kept.refusals.get(code)
    if refusal is not None:
        return f"refused: {refusal.reason}"
    if row is None:
        return kept.reason or ("does not list it today" if kept.answered_at else "not asked yet")
    freshness = _deadlines(plan, source, code, row.published, row.market_day).freshness(now)
    if freshness.age >= Freshness.STALE.age:
        return "stale"
    if freshness is Freshness.LATE and kept.outcome in UNANSWERED:
        return "late, and it does not answer"
    return None


def _heard_of(plan: Plan, source: Source, code: str, kept: SourceMemory, now: datetime) -> bool:
    """Whether its newest row, even a refused one, is not stale."""
    row, refusal = kept.rows.get(code), kept.refusals.get(code)
    dates = [(said.published, said.market_day) for said in (row, refusal) if said is not None]
    return any(
        _deadlines(plan, source, code, published, day).freshness(now).age < Freshness.STALE.age
        for published, day in dates
        if published is not None and day is not None
    )


def _earlier_aside(kept: SourceMemory, code: str, row: Row | None) -> Decimal | None:
    closes = [c for c in kept.closes.get(code, ()) if row is not None and c.market_day < row.market_day]
    newest = max(closes, key=lambda close: (close.market_day, close.aside), default=None)
    return newest.rate if newest is not None and newest.aside else None


def _deadlines(plan: Plan, source: Source, code: str, published: datetime, market_day: date) -> Deadlines:
    return calendars.deadlines(
        published,
        market_day,
        source.provider.dated,
        source.calendar(code),
        refresh=plan.refresh,
        withdraw_after=plan.withdraw_after,
    )


def _rate(
    plan: Plan,
    code: str,
    verdict: Verdict,
    entries: Sequence[Entry],
    sources: Sequence[Source],
    memory: Memory,
    last: Rate | None,
    now: datetime,
) -> Rate:
    said = _said(verdict, entries, sources, last)
    common = {
        "agreement": verdict.agreement,
        "spread_bps": verdict.spread,
        "notes": _passed_on(verdict.notes, sources),
        "sources": said,
    }
    if verdict.shown is None:
        if last is None:
            return Rate(code=code, name=currency.name(code), rate=None, display=None, **common)
        return last.model_copy(update=common).aged(now)
    source = next(s for s in sources if s.name == verdict.shown.source)
    row = verdict.shown.row
    assert row is not None
    closes = memory.sources[source.name].closes.get(code, ())
    first_run = last is None or last.last_number is None
    change = since_close(row, closes, first_run=first_run)
    due = _deadlines(plan, source, code, row.published, row.market_day)
    switched_at = _switched_at(verdict, last, now)
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
        freshness=due.freshness(now),
        late_at=due.late_at,
        stale_at=due.stale_at,
        withdraw_at=due.withdraw_at,
        closed=due.closed,
        kind=row.kind,
        derived=row.derived,
        **_moved(change),
        **common,
    )


def _moved(change: Change) -> dict[str, object]:
    return {
        "previous_close": change.previous_close,
        "direction": change.direction,
        "change": change.change,
        "change_pct": change.change_pct,
    }


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


def _said(
    verdict: Verdict, entries: Sequence[Entry], sources: Sequence[Source], last: Rate | None
) -> tuple[RateSource, ...]:
    """Each source's part. A held number stays its source's, whatever that source says now."""
    held = last.shown_source if verdict.shown is None and last is not None else None
    open_terms = {source.name: source.passes_on for source in sources}
    said = []
    for entry in entries:
        role, reason = verdict.roles[entry.source]
        if entry.source == held:
            continue
        number = entry.row.rate if entry.row is not None else None
        if role is not Role.SHOWN and not open_terms[entry.source]:
            number = None
        as_of = entry.row.as_of if entry.row is not None else None
        said.append(RateSource(id=entry.source, rate=number, as_of=as_of, role=role, reason=reason))
    if held is not None and last is not None:
        reason = verdict.roles[held][1] if held in verdict.roles else "no longer enabled"
        was = next(source for source in last.sources if source.id == held)
        said.insert(0, was.model_copy(update={"reason": reason}))
    return tuple(said)


def _passed_on(notes: Sequence[Note], sources: Sequence[Source]) -> tuple[Note, ...]:
    """The notes without the numbers of sources whose terms forbid passing them on."""
    closed = {source.name for source in sources if not source.passes_on}
    return tuple(note.model_copy(update={"rate": None}) if note.source in closed else note for note in notes)


def _snapshot(
    plan: Plan,
    rates: Sequence[Rate],
    sources: Sequence[Source],
    memory: Memory,
    previous: Snapshot | None,
    now: datetime,
    journal: Journal,
) -> Snapshot:
    shown = {rate.shown_source for rate in rates} - {None}
    disabled = journal.disabled(now)
    infos = [
        _info(source, memory, source.name in shown, plan, now, disabled.get(source.name))
        for source in sources
    ]
    enabled = {source.name for source in sources}
    if previous is not None:  # a held number keeps its source's name, even once that is switched off
        infos += [info for info in previous.sources if info.id in shown - enabled]
    answered = [
        kept.answered_at for name, kept in memory.sources.items() if name in shown and kept.answered_at
    ]
    changed = [rate.changed_at for rate in rates if rate.changed_at is not None]
    next_due = [info.next_at for info in infos if info.next_at is not None]
    checked_before = previous.checked_at if previous is not None else None
    return Snapshot(
        base=USD,
        seq=max(previous.seq + 1 if previous is not None else 0, int(now.timestamp() * 1000)),
        freshness=max((rate.freshness for rate in rates), key=lambda f: f.age),
        checked_at=max(answered, default=checked_before),
        changed_at=max(changed, default=None),
        next_check_at=max(min(next_due, default=now + plan.refresh), now + plan.refresh),
        valid_until=now + max(3 * plan.refresh, PROOF_OF_LIFE),
        rates=tuple(rates),
        sources=tuple(infos),
        orders=journal.commands,
    )


def _info(
    source: Source, memory: Memory, shown: bool, plan: Plan, now: datetime, disabled: Command | None
) -> SourceInfo:
    kept = memory.sources.get(source.name, SourceMemory())
    facts = source.provider
    info = SourceInfo(
        id=source.name,
        name=facts.title,
        url=facts.site,
        attribution=facts.attribution,
        terms=facts.terms.value,
        shown=shown,
        outcome=kept.outcome,
        reason=kept.reason,
        since=kept.since,
        asked_at=kept.asked_at,
        next_at=source.next_due(kept, now, plan.refresh),
    )
    if disabled is None:
        return info
    said = {"outcome": "disabled", "reason": disabled.reason, "since": disabled.at, "next_at": disabled.until}
    return info.model_copy(update=said)
