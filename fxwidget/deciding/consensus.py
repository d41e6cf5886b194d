"""Many sources, one rate: who votes, who agrees, whose number is shown, or that the last good one is held.

A pure function of values: ``decide`` takes what each source says now and how the currency stood, and returns a
verdict and the new standing. No average is ever shown; nothing is clamped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from fxwidget.deciding.poll import Entry, Poll, largest_cluster, take_poll, unaware
from fxwidget.deciding.screening import grave, of_other_scale, suspicious, within
from fxwidget.domain.codes import Exclusion, NoteCode, Reason, because
from fxwidget.domain.currency import Limits
from fxwidget.domain.overrides import Override
from fxwidget.domain.snapshot import Agreement, Note, Role
from fxwidget.domain.state import Candidate, LevelState

NEARNESS = Decimal("0.005")
"""How far the shown number may lie from the others of its cluster before another source is shown."""


@dataclass(frozen=True)
class Verdict:
    """The result of one vote. ``shown`` None: the last good rate is held, or there is no number at all.

    aside: of each source that was screened, whether its row is set aside.
    """

    agreement: Agreement
    shown: Entry | None
    standing: LevelState
    cluster: tuple[Entry, ...] = ()
    spread: Decimal | None = None
    roles: Mapping[str, tuple[Role, Reason | None]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    jumped: bool = False
    aside: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class _NewLevel:
    """A new level, far from the last rate: entries by group; empty where no group gives one.

    ready: it has enough groups behind it. passes: it is let through in this evaluation.
    """

    candidate: Mapping[str, Entry]
    ready: bool
    passes: bool

    @property
    def waiting(self) -> Mapping[str, Entry]:
        """The entries of a new level that wait for other groups, or for the next evaluation."""
        return {} if self.passes else self.candidate


def decide(
    entries: Sequence[Entry],
    limits: Limits,
    *,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
    order: Override | None = None,
    last_day: date | None = None,
) -> Verdict:
    """Decide one currency.

    Args:
        entries: one for each enabled source that lists the currency, in the configured order.
        last: the last shown number; None on a first run.
        incumbent: the source whose number that was.
        last_day: the market day of that number.
    """
    if standing.peg_table != limits.peg:
        standing = standing.model_copy(update={"peg": None, "peg_table": limits.peg})
    poll = take_poll(entries, limits, last, incumbent, standing)
    level = _new_level(poll, limits, standing, order)
    if level.passes:
        # The last number, the incumbent's claim and what was confirmed were of the old level.
        unconfirmed = standing.model_copy(update={"confirmed": None})
        verdict = _outcome(poll, limits, None, None, unconfirmed, pending=True)
    else:
        verdict = _outcome(poll, limits, last, incumbent, standing, pending=bool(level.candidate))
    if order is not None and order.hold:
        held = because(Exclusion.OPERATOR_HOLD)
        poll.reasons |= {entry.source: held for entry in poll.votes.values()}
        verdict = replace(verdict, agreement=Agreement.HELD, shown=None, cluster=())
    after = _next_state(verdict, level, limits)
    jumped = level.passes and verdict.shown is not None
    if jumped and verdict.shown is not None:
        after = _at_new_level(after, level.candidate, verdict.shown, last, limits)
    voted = {entry.source for entry in poll.votes.values()}
    return replace(
        verdict,
        standing=after,
        roles=_roles(entries, verdict, poll),
        notes=(
            *_waiting(level.waiting, poll, _day_of(verdict.shown) or last_day),
            *_remarks(after, limits, order),
        ),
        jumped=jumped,
        aside={source: source in poll.suspicions and source not in voted for source in poll.screened},
    )


def _new_level(poll: Poll, limits: Limits, standing: LevelState, order: Override | None) -> _NewLevel:
    """A true jump: the level that suspicious rows agree on, and whether it is let through.

    It is in the second evaluation in which enough groups stand behind it, or by an operator's word. Its votes are then
    in the poll; those of the old level are not where it was the operator's word, a majority need not silence them.
    """
    candidate = largest_cluster(poll.members, limits.tolerance, None)
    if len(candidate) >= 2 and not _goes_back(candidate, standing, limits):
        _let_abstain(poll, candidate)
    ready = _ready(candidate, poll)
    before = _stood_before(candidate, standing.candidate, limits)
    held = order is not None and order.hold
    accepted = order is not None and order.accept
    passes = before is not None and not held and (accepted or (ready and before.ready))
    if passes:
        poll.votes = {**({} if accepted else poll.votes), **candidate}
    return _NewLevel(candidate, ready, passes)


def _goes_back(candidate: Mapping[str, Entry], standing: LevelState, limits: Limits) -> bool:
    """Whether a candidate goes back to the level that was left: those who gave the new one have seen more, not less."""
    rates = [entry.rate for entry in candidate.values()]
    return standing.previous_level is not None and within([standing.previous_level, *rates], limits.tolerance)


def _let_abstain(poll: Poll, candidate: Mapping[str, Entry]) -> None:
    """While a candidate of two groups stands, groups that have published nothing since its oldest row abstain."""
    since, day = _oldest(candidate), _oldest_day(candidate)
    for group in poll.groups.keys() - candidate.keys():
        if unaware(poll, group, since, day):
            poll.abstaining.add(group)
            if (entry := poll.votes.pop(group, None)) is not None:
                poll.reasons[entry.source] = because(Exclusion.MOVE_UNSEEN)


def _oldest(candidate: Mapping[str, Entry]) -> datetime:
    return min(entry.row.published for entry in candidate.values() if entry.row is not None)


def _oldest_day(candidate: Mapping[str, Entry]) -> date:
    return min(entry.row.market_day for entry in candidate.values() if entry.row is not None)


def _ready(candidate: Mapping[str, Entry], poll: Poll) -> bool:
    """Whether a new level has enough groups behind it to be let through."""
    if len(candidate) < 2:
        return False
    unlikely = any(grave(poll.suspicions[entry.source]) for entry in candidate.values())
    if unlikely and len(candidate) < min(3, len(poll.counting)):
        return False
    return 2 * len(candidate) > len(poll.counting - poll.abstaining)


def _stood_before(
    candidate: Mapping[str, Entry], before: Candidate | None, limits: Limits
) -> Candidate | None:
    """The previous evaluation's candidate, where it is at the same level."""
    if before is None or not candidate:
        return None
    rates = [before.low, before.high, *(entry.rate for entry in candidate.values())]
    return before if within(rates, limits.tolerance) else None


def _outcome(
    poll: Poll,
    limits: Limits,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
    *,
    pending: bool,
) -> Verdict:
    votes = poll.votes
    cluster = largest_cluster(votes, limits.tolerance, incumbent)

    def verdict(agreement: Agreement, shown: Entry | None = None) -> Verdict:
        behind = cluster if shown is not None else {}
        spread = _spread(behind if shown is not None else votes)
        return Verdict(agreement, shown, standing, tuple(behind.values()), spread)

    if not votes:
        return verdict(Agreement.PENDING if pending else Agreement.HELD)
    if len(votes) == 1:
        ((group, entry),) = votes.items()
        reference = standing.confirmed if standing.confirmed is not None else last
        alone = poll.counting <= {group}
        if alone or reference is None or within([reference, entry.rate], limits.tolerance):
            return verdict(Agreement.SINGLE_SOURCE, entry)
        poll.reasons[entry.source] = because(Exclusion.ALONE)
        return verdict(Agreement.HELD)
    if 2 * len(cluster) > len(votes):
        shown = _pick(cluster, votes, incumbent)
        return verdict(Agreement.TWO_SOURCES if len(votes) == 2 else Agreement.AGREED, shown)
    return verdict(Agreement.DISPUTED)


def _pick(cluster: Mapping[str, Entry], votes: Mapping[str, Entry], incumbent: str | None) -> Entry:
    """The entry whose number is shown for a cluster: the incumbent while near the others, else the first near the median."""
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
    """The spread of numbers in basis points, to one decimal; None for fewer than two."""
    if len(entries) < 2:
        return None
    rates = [entry.rate for entry in entries.values()]
    return ((max(rates) / min(rates) - 1) * 10_000).quantize(Decimal("0.1"))


def _next_state(verdict: Verdict, level: _NewLevel, limits: Limits) -> LevelState:
    """The state after this evaluation, at the same level."""
    standing = verdict.standing
    rates = [entry.rate for entry in level.waiting.values()]
    candidate = (
        Candidate(groups=tuple(level.waiting), low=min(rates), high=max(rates), ready=level.ready)
        if rates
        else None
    )
    confirmed, backing = standing.confirmed, standing.supporting_groups
    if verdict.shown is not None:
        backing = len(verdict.cluster)
        if verdict.agreement in (Agreement.AGREED, Agreement.TWO_SOURCES):
            confirmed = verdict.shown.rate
        elif confirmed is not None and not within([confirmed, verdict.shown.rate], limits.tolerance):
            confirmed = None  # it was of another level
    return standing.model_copy(
        update={"candidate": candidate, "confirmed": confirmed, "supporting_groups": backing}
    )


def _at_new_level(
    standing: LevelState, candidate: Mapping[str, Entry], shown: Entry, left: Decimal | None, limits: Limits
) -> LevelState:
    """The state after a level was let through: who has not seen it abstains, and a broken peg is replaced."""
    update: dict[str, object] = {
        "level_since": _oldest(candidate),
        "level_since_day": _oldest_day(candidate),
        "previous_level": left,
    }
    peg = standing.peg or limits.peg
    if peg is not None and suspicious(shown.rate, None, limits, peg) is Exclusion.OFF_THE_PEG:
        update["peg"] = shown.rate
    return standing.model_copy(update=update)


def _day_of(shown: Entry | None) -> date | None:
    return shown.row.market_day if shown is not None and shown.row is not None else None


def _waiting(candidate: Mapping[str, Entry], poll: Poll, shown_day: date | None) -> Iterator[Note]:
    """What waits for others. A number of another scale than the shown one is not passed on."""
    for entry in candidate.values():
        scale = of_other_scale(poll.suspicions.get(entry.source))
        if len(candidate) > 1:
            code = NoteCode.NEW_LEVEL_PENDING
        elif scale:
            code = NoteCode.OTHER_SCALE
        else:
            newer = shown_day is None or entry.row is None or entry.row.market_day > shown_day
            code = NoteCode.NEWER_UNCONFIRMED if newer else NoteCode.UNCONFIRMED
        yield Note(
            code=code.value,
            source=entry.source,
            rate=None if scale else entry.rate,
            as_of=entry.row.as_of if entry.row else None,
        )


def _remarks(standing: LevelState, limits: Limits, order: Override | None) -> tuple[Note, ...]:
    """What is to be said beside the rate whoever waits: a broken peg, an operator's hold."""
    notes = []
    if standing.peg is not None:
        notes.append(Note(code=NoteCode.PEG_BROKEN.value, peg=limits.peg))
    if order is not None and order.hold:
        notes.append(Note(code=NoteCode.OPERATOR_HOLD.value, reason=order.reason, until=order.until))
    return tuple(notes)


def _roles(entries: Sequence[Entry], verdict: Verdict, poll: Poll) -> dict[str, tuple[Role, Reason | None]]:
    disagrees = because(Exclusion.DISAGREES)
    confirming = {entry.source for entry in verdict.cluster}
    roles: dict[str, tuple[Role, Reason | None]] = {}
    for entry in entries:
        if verdict.shown is not None and entry.source == verdict.shown.source:
            roles[entry.source] = (Role.SHOWN, None)
        elif entry.source in confirming:
            roles[entry.source] = (Role.CONFIRMS, None)
        else:
            roles[entry.source] = (Role.EXCLUDED, poll.reasons.get(entry.source, disagrees))
    return roles
