"""Many sources, one rate: who votes, who agrees, whose number is shown, or that the last good one is held.

A pure function of values: ``decide`` takes what each source says now and how the currency stood, and returns a
verdict and the new standing. No average is ever shown; nothing is clamped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby

from fxwidget.deciding.screening import Suspicion, suspicious, within
from fxwidget.domain.currency import Limits
from fxwidget.domain.overrides import Override
from fxwidget.domain.snapshot import Agreement, Note, Role
from fxwidget.domain.state import Candidate, LevelState, Row

LONG_AGO = datetime.min.replace(tzinfo=UTC)

NEARNESS = Decimal("0.005")
"""How far the shown number may lie from the others of its cluster before another source is shown."""


@dataclass(frozen=True)
class Entry:
    """What one source brings to a currency. Entries stand in the configured order.

    bar: why its row has no vote whatever it says, or None.
    counts: its group is heard of: it lists the currency and its newest row is not stale.
    published: when its newest row, refused or not, came out.
    market_day: the newest day that a row of it, refused or not, speaks of; None: not known.
    earlier_aside: its number of an earlier market day that was set aside too, if that is its last one.
    """

    source: str
    group: str
    position: int
    row: Row | None
    bar: str | None = None
    counts: bool = True
    published: datetime | None = None
    market_day: date | None = None
    earlier_aside: Decimal | None = None

    @property
    def rate(self) -> Decimal:
        assert self.row is not None
        return self.row.rate


@dataclass(frozen=True)
class Verdict:
    """What is to be shown. ``shown`` None: the last good rate is held, or there is no number at all.

    aside: of each source that was screened, whether its row is set aside.
    """

    agreement: Agreement
    shown: Entry | None
    standing: LevelState
    cluster: tuple[Entry, ...] = ()
    spread: Decimal | None = None
    roles: Mapping[str, tuple[Role, str | None]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    jumped: bool = False
    aside: Mapping[str, bool] = field(default_factory=dict)


@dataclass
class _Table:
    """The sides of one evaluation, while it is being worked out: groups, each with the source that speaks for it."""

    groups: dict[str, list[Entry]]
    votes: dict[str, Entry] = field(default_factory=dict)
    members: dict[str, Entry] = field(default_factory=dict)
    counting: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    suspicions: dict[str, Suspicion] = field(default_factory=dict)
    screened: list[str] = field(default_factory=list)


def decide(
    entries: Sequence[Entry],
    limits: Limits,
    *,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
    order: Override | None = None,
) -> Verdict:
    """Decide one currency.

    Args:
        entries: one for each enabled source that lists the currency, in the configured order.
        last: the last shown number; None on a first run.
        incumbent: the source whose number that was.
    """
    if standing.peg_table != limits.peg:
        standing = standing.model_copy(update={"peg": None, "peg_table": limits.peg})
    table = _seat(entries, limits, last, incumbent, standing)
    candidate = _cluster(table.members, limits.tolerance, None)
    if len(candidate) >= 2 and not _returns(candidate, standing, limits):
        _silence(table, candidate)
    ready = _ready(candidate, table)
    held = order is not None and order.hold
    accepted = order is not None and order.accept
    before = _stood_before(candidate, standing.candidate, limits)
    jumped = before is not None and not held and (accepted or (ready and before.ready))
    left = last
    if jumped:
        # An operator's word silences the old level; a majority does not need to.
        table.votes = {**({} if accepted else table.votes), **candidate}
        incumbent = None  # its claim was to the old level
        last, standing = None, standing.model_copy(update={"confirmed": None})
    verdict = _outcome(table, limits, last, incumbent, standing, pending=bool(candidate))
    if held:
        table.reasons |= {entry.source: "an operator holds the rate" for entry in table.votes.values()}
        verdict = replace(verdict, agreement=Agreement.HELD, shown=None, cluster=())
    waiting = {} if jumped else candidate
    new = _stand(verdict, waiting, ready, limits, standing)
    if jumped and verdict.shown is not None:
        new = _move(new, candidate, verdict.shown, left, limits)
    voted = {entry.source for entry in table.votes.values()}
    return replace(
        verdict,
        standing=new,
        roles=_roles(entries, verdict, table),
        notes=_notes(waiting, new, limits, order),
        jumped=jumped and verdict.shown is not None,
        aside={source: source in table.suspicions and source not in voted for source in table.screened},
    )


def _seat(
    entries: Sequence[Entry],
    limits: Limits,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
) -> _Table:
    """Who votes, and whose row is set aside: one vote for each group, the incumbent's before the others'."""
    peg = standing.peg or limits.peg
    ranked = sorted(entries, key=lambda e: (e.group, e.source != incumbent, e.position))
    table = _Table({group: list(members) for group, members in groupby(ranked, key=lambda e: e.group)})
    table.counting = {entry.group for entry in entries if entry.counts}
    if standing.level_since is not None:
        table.silent = {
            group
            for group in table.groups
            if _unaware(table, group, standing.level_since, standing.level_since_day)
        }
    for entry in ranked:
        group = entry.group
        if entry.bar is not None or entry.row is None:
            table.reasons[entry.source] = entry.bar or "no number yet"
        elif group in table.silent:
            table.reasons[entry.source] = "published nothing since the level changed"
        else:
            table.screened.append(entry.source)
            if (suspicion := suspicious(entry.rate, last, limits, peg)) is not None:
                table.suspicions[entry.source] = suspicion
                table.reasons[entry.source] = suspicion.value
                table.members.setdefault(group, entry)
            elif group in table.votes:
                table.reasons[entry.source] = f"of one group with {table.votes[group].source}"
            else:
                table.votes[group] = entry
    for group in table.votes:
        table.members.pop(group, None)
    _excuse_a_lone_jump(table, limits)
    return table


def _excuse_a_lone_jump(table: _Table, limits: Limits) -> None:
    """Where only one group counts, its next market day is what can confirm a jump."""
    if len(table.counting) != 1 or table.votes or not table.members:
        return
    ((group, entry),) = table.members.items()
    earlier = entry.earlier_aside
    if earlier is None or table.suspicions[entry.source] is not Suspicion.JUMP:
        return
    if within([earlier, entry.rate], limits.tolerance):
        table.votes[group] = table.members.pop(group)


def _newest(table: _Table, group: str) -> datetime:
    """When a group last published anything."""
    return max((e.published for e in table.groups[group] if e.published is not None), default=LONG_AGO)


def _unaware(table: _Table, group: str, since: datetime, day: date | None) -> bool:
    """Whether a group has published nothing since, or only of earlier market days: files of Friday built on Monday."""
    days = [e.market_day for e in table.groups[group] if e.market_day is not None]
    return _newest(table, group) < since or (day is not None and bool(days) and max(days) < day)


def _returns(candidate: Mapping[str, Entry], standing: LevelState, limits: Limits) -> bool:
    """Whether a candidate goes back to the level that was left: those who gave the new one have seen more, not less."""
    rates = [entry.rate for entry in candidate.values()]
    return standing.previous_level is not None and within([standing.previous_level, *rates], limits.tolerance)


def _silence(table: _Table, candidate: Mapping[str, Entry]) -> None:
    """While a candidate of two groups stands, groups that have published nothing since its oldest row abstain."""
    since, day = _oldest(candidate), _oldest_day(candidate)
    for group in table.groups.keys() - candidate.keys():
        if _unaware(table, group, since, day):
            table.silent.add(group)
            if (entry := table.votes.pop(group, None)) is not None:
                table.reasons[entry.source] = "published nothing since two others moved"


def _oldest(candidate: Mapping[str, Entry]) -> datetime:
    return min(entry.row.published for entry in candidate.values() if entry.row is not None)


def _oldest_day(candidate: Mapping[str, Entry]) -> date:
    return min(entry.row.market_day for entry in candidate.values() if entry.row is not None)


def _ready(candidate: Mapping[str, Entry], table: _Table) -> bool:
    """Whether a new level has enough groups behind it to be let through."""
    if len(candidate) < 2:
        return False
    grave = any(table.suspicions[entry.source].grave for entry in candidate.values())
    if grave and len(candidate) < min(3, len(table.counting)):
        return False
    return 2 * len(candidate) > len(table.counting - table.silent)


def _stood_before(
    candidate: Mapping[str, Entry], before: Candidate | None, limits: Limits
) -> Candidate | None:
    """The candidate of the evaluation before, where it stood at the same level."""
    if before is None or not candidate:
        return None
    rates = [before.low, before.high, *(entry.rate for entry in candidate.values())]
    return before if within(rates, limits.tolerance) else None


def _cluster(votes: Mapping[str, Entry], tolerance: Decimal, incumbent: str | None) -> dict[str, Entry]:
    """The largest set of votes within tolerance; of equal ones that with the incumbent, else the tighter."""
    ranked = sorted(votes.items(), key=lambda item: item[1].rate)
    best: list[tuple[str, Entry]] = []
    best_key: tuple[int, bool, Decimal] | None = None
    for start, (_, lowest) in enumerate(ranked):
        stop = start
        while stop < len(ranked) and within([lowest.rate, ranked[stop][1].rate], tolerance):
            stop += 1
        members = ranked[start:stop]
        spread = members[-1][1].rate / lowest.rate
        key = (len(members), any(e.source == incumbent for _, e in members), -spread)
        if best_key is None or key > best_key:
            best, best_key = members, key
    return dict(best)


def _outcome(
    table: _Table,
    limits: Limits,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
    *,
    pending: bool,
) -> Verdict:
    votes = table.votes
    cluster = _cluster(votes, limits.tolerance, incumbent)

    def verdict(agreement: Agreement, shown: Entry | None = None) -> Verdict:
        behind = cluster if shown is not None else {}
        spread = _spread(behind if shown is not None else votes)
        return Verdict(agreement, shown, standing, tuple(behind.values()), spread)

    if not votes:
        return verdict(Agreement.PENDING if pending else Agreement.HELD)
    if len(votes) == 1:
        ((group, entry),) = votes.items()
        reference = standing.confirmed if standing.confirmed is not None else last
        alone = table.counting <= {group}
        if alone or reference is None or within([reference, entry.rate], limits.tolerance):
            return verdict(Agreement.SINGLE_SOURCE, entry)
        table.reasons[entry.source] = "alone, and away from the last confirmed rate"
        return verdict(Agreement.HELD)
    if 2 * len(cluster) > len(votes):
        shown = _pick(cluster, votes, incumbent)
        return verdict(Agreement.TWO_SOURCES if len(votes) == 2 else Agreement.AGREED, shown)
    return verdict(Agreement.DISPUTED)


def _pick(cluster: Mapping[str, Entry], votes: Mapping[str, Entry], incumbent: str | None) -> Entry:
    """Whose number stands for the cluster: the incumbent's while it is near the others, else the first near the median."""
    for entry in cluster.values():
        others = [e.rate for e in cluster.values() if e is not entry]
        if entry.source == incumbent:
            low, high = min(others) * (1 - NEARNESS), max(others) * (1 + NEARNESS)
            if len(votes) == 2 or low <= entry.rate <= high:
                return entry
    rates = sorted(e.rate for e in votes.values())
    middle = (rates[(len(rates) - 1) // 2] + rates[len(rates) // 2]) / 2
    in_order = sorted(cluster.values(), key=lambda e: e.position)
    near = [entry for entry in in_order if abs(entry.rate / middle - 1) <= NEARNESS]
    return near[0] if near else min(in_order, key=lambda e: abs(e.rate - middle))


def _spread(entries: Mapping[str, Entry]) -> Decimal | None:
    """How far apart they are in basis points, to one decimal; None for fewer than two."""
    if len(entries) < 2:
        return None
    rates = [entry.rate for entry in entries.values()]
    return ((max(rates) / min(rates) - 1) * 10_000).quantize(Decimal("0.1"))


def _stand(
    verdict: Verdict,
    candidate: Mapping[str, Entry],
    ready: bool,
    limits: Limits,
    standing: LevelState,
) -> LevelState:
    """The standing after this evaluation."""
    rates = [entry.rate for entry in candidate.values()]
    level = (
        Candidate(groups=tuple(candidate), low=min(rates), high=max(rates), ready=ready) if rates else None
    )
    confirmed, backing = standing.confirmed, standing.supporting_groups
    if verdict.shown is not None:
        backing = len(verdict.cluster)
        if verdict.agreement in (Agreement.AGREED, Agreement.TWO_SOURCES):
            confirmed = verdict.shown.rate
        elif confirmed is not None and not within([confirmed, verdict.shown.rate], limits.tolerance):
            confirmed = None  # it was of another level
    return standing.model_copy(
        update={"candidate": level, "confirmed": confirmed, "supporting_groups": backing}
    )


def _move(
    standing: LevelState, candidate: Mapping[str, Entry], shown: Entry, left: Decimal | None, limits: Limits
) -> LevelState:
    """The standing after a level was let through: who has not seen it abstains, and a broken peg is replaced."""
    update: dict[str, object] = {
        "level_since": _oldest(candidate),
        "level_since_day": _oldest_day(candidate),
        "previous_level": left,
    }
    peg = standing.peg or limits.peg
    if peg is not None and suspicious(shown.rate, None, limits, peg) is Suspicion.PEG:
        update["peg"] = shown.rate
    return standing.model_copy(update=update)


def _notes(
    candidate: Mapping[str, Entry], standing: LevelState, limits: Limits, order: Override | None
) -> tuple[Note, ...]:
    notes = [
        Note(
            code="newer_unconfirmed" if len(candidate) == 1 else "new_level_pending",
            source=entry.source,
            rate=entry.rate,
            as_of=entry.row.as_of if entry.row else None,
        )
        for entry in candidate.values()
    ]
    if standing.peg is not None:
        notes.append(Note(code="peg_broken", peg=limits.peg))
    if order is not None and order.hold:
        notes.append(Note(code="operator_hold", reason=order.reason, until=order.until))
    return tuple(notes)


def _roles(entries: Sequence[Entry], verdict: Verdict, table: _Table) -> dict[str, tuple[Role, str | None]]:
    confirming = {entry.source for entry in verdict.cluster}
    roles: dict[str, tuple[Role, str | None]] = {}
    for entry in entries:
        if verdict.shown is not None and entry.source == verdict.shown.source:
            roles[entry.source] = (Role.SHOWN, None)
        elif entry.source in confirming:
            roles[entry.source] = (Role.CONFIRMS, None)
        else:
            roles[entry.source] = (Role.EXCLUDED, table.reasons.get(entry.source, "disagrees"))
    return roles
