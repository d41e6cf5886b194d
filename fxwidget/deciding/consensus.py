"""Many sources, one rate: who votes, who agrees, whose number is shown, or that the last good one is held.

A pure function of values: ``decide`` takes what each source says now and how the currency stood, and returns a
verdict and the new standing. No average is ever shown; nothing is clamped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from fxwidget.deciding.choice import middle_of, pick
from fxwidget.deciding.level import NewLevel, new_level
from fxwidget.deciding.poll import Entry, Poll, at_left_level, largest_cluster, newest_day, take_poll
from fxwidget.deciding.screening import of_other_scale, peg_band, suspicious, within
from fxwidget.domain.codes import Exclusion, NoteCode, Reason, because
from fxwidget.domain.currency import LONE_SIBLING_BAND, Limits
from fxwidget.domain.overrides import Override
from fxwidget.domain.snapshot import Agreement, Note, Role
from fxwidget.domain.state import Candidate, LevelState


@dataclass(frozen=True)
class Verdict:
    """The result of one vote. ``shown`` None: the last good rate is held, or there is no number at all.

    firm: its groups are enough to move the rate by themselves; others only within tolerance of what was confirmed.
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
    firm: bool = False
    aside: Mapping[str, bool] = field(default_factory=dict)


def decide(
    entries: Sequence[Entry],
    limits: Limits,
    *,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
    order: Override | None = None,
    last_day: date | None = None,
    sibling: Entry | None = None,
) -> Verdict:
    """Decide one currency.

    Args:
        entries: one for each enabled source that lists the currency, in the configured order.
        last: the last shown number; None on a first run.
        incumbent: the source whose number that was.
        last_day: the market day of that number.
        sibling: what this round shows of the same currency under its other name.
    """
    if standing.peg_table != limits.peg:
        standing = standing.model_copy(update={"peg": None, "peg_table": limits.peg})
    if order is None and sibling is None and last is not None:
        usual = _as_usual(entries, limits, last, standing)
        if usual is not None:
            return usual
    poll = take_poll(entries, limits, last, incumbent, standing, sibling)
    level = new_level(poll, limits, standing, order)
    if level.passes:
        # The last number, the incumbent's claim and what was confirmed were of the old level.
        nothing: dict[str, None] = dict.fromkeys(("confirmed", "confirmed_low", "confirmed_high"))
        unconfirmed = standing.model_copy(update=nothing)
        verdict = _outcome(poll, level, limits, None, None, unconfirmed)
    else:
        verdict = _outcome(poll, level, limits, last, incumbent, standing)
    if order is not None and order.hold:
        held = because(Exclusion.OPERATOR_HOLD)
        poll.reasons |= {entry.source: held for entry in poll.votes.values()}
        verdict = replace(verdict, agreement=Agreement.HELD, shown=None, cluster=())
    after = _forgetting(_next_state(verdict, level), entries, limits)
    jumped = level.passes and verdict.shown is not None
    if jumped and verdict.shown is not None:
        after = _at_new_level(after, level, verdict.shown, last, limits)
    after = _beside_sibling(after, verdict.shown, sibling, jumped=jumped)
    voted = {entry.source for entry in poll.votes.values()}
    return replace(
        verdict,
        standing=after,
        roles=_roles(entries, verdict, poll),
        notes=(
            *_waiting(level.waiting, poll, _day_of(verdict.shown) or last_day),
            *_still_given(poll, verdict, standing, limits),
            *_remarks(after, limits, order),
        ),
        jumped=jumped,
        aside={source: source in poll.suspicions and source not in voted for source in poll.screened},
    )


def _as_usual(
    entries: Sequence[Entry], limits: Limits, last: Decimal, standing: LevelState
) -> Verdict | None:
    """The verdict where one source alone speaks of a floating currency and nothing is unusual; None where anything is.

    It is the whole evaluation's, in a fraction of its time: decades of one archive are hundreds of thousands of such days.
    """
    if len(entries) != 1 or limits.peg is not None:
        return None
    (entry,) = entries
    if entry.row is None or entry.excluded is not None or entry.seldom or not entry.counts:
        return None
    if not _at_rest(standing):
        return None
    if suspicious(entry.rate, last, limits, None) is not None:
        return None
    only = dict.fromkeys(("confirmed", "confirmed_low", "confirmed_high"), entry.rate)
    return Verdict(
        Agreement.SINGLE_SOURCE,
        entry,
        standing.model_copy(update={**only, "supporting_groups": 1}),
        (entry,),
        roles={entry.source: (Role.SHOWN, None)},
        firm=True,
        aside={entry.source: False},
    )


def _at_rest(standing: LevelState) -> bool:
    """Whether of a level nothing is waiting, was let through, was accepted or stands beside a peg or a sibling."""
    return (
        standing.candidate is None
        and standing.previous_level is None
        and standing.level_since is None
        and standing.level_since_day is None
        and standing.peg is None
        and standing.peg_table is None
        and standing.sibling_gap is None
    )


def _outcome(
    poll: Poll,
    level: NewLevel,
    limits: Limits,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
) -> Verdict:
    votes, cluster = _majority(poll, limits, incumbent)

    def verdict(agreement: Agreement, shown: Entry | None = None, *, firm: bool = False) -> Verdict:
        behind = cluster if shown is not None else {}
        spread = _spread(behind if shown is not None else votes)
        return Verdict(agreement, shown, standing, tuple(behind.values()), spread, firm=firm)

    if not votes:
        return verdict(Agreement.PENDING if level.candidate else Agreement.HELD)
    if not cluster:
        return verdict(Agreement.DISPUTED)
    if 2 * len(cluster) <= len(votes) + level.against:
        return verdict(Agreement.PENDING)
    shown, firm = pick(cluster, votes, incumbent, limits.nearness), _firm(cluster, poll)
    if not firm and not _near_confirmed(shown, last, standing, limits):
        away = because(Exclusion.ALONE if len(votes) == 1 else Exclusion.TOO_FEW)
        poll.reasons |= {entry.source: away for entry in cluster.values()}
        return verdict(Agreement.HELD)
    return verdict(_AGREEMENT.get(len(votes), Agreement.AGREED), shown, firm=firm)


def _majority(poll: Poll, limits: Limits, incumbent: str | None) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """The votes, and the cluster that is more than half of them; empty where none is.

    Where none is, weekly tables that are older than the others' day vote too, unless half of the votes are of a later day
    than all that agree with them: an old number does not tell whether the rate moved since.
    """
    for older in ({}, poll.older):
        votes = {**poll.votes, **older}
        cluster = largest_cluster(votes, limits.tolerance, incumbent)
        if 2 * len(cluster) > len(votes) and not (older and _moved_on(poll.votes, cluster)):
            poll.abstaining -= older.keys()
            return votes, cluster
    return poll.votes, {}


def _moved_on(votes: Mapping[str, Entry], cluster: Mapping[str, Entry]) -> bool:
    """Whether half of the votes are of a later market day than all of a cluster's."""
    newest = newest_day(list(cluster.values()))
    later = [it for it in votes.values() if it.market_day and newest and it.market_day > newest]
    return 2 * len(later) >= len(votes)


_AGREEMENT = {1: Agreement.SINGLE_SOURCE, 2: Agreement.TWO_SOURCES}


def _firm(cluster: Mapping[str, Entry], poll: Poll) -> bool:
    """Whether a cluster is enough to move the rate by itself.

    Of one of its groups it is known whose number it gives, as far as that is known of any that counts; and it has at
    least two of them, more than half of those that count and don't abstain, or nobody else counts.
    """
    count = poll.counting - poll.abstaining
    witnessed = not poll.disclosed or any(entry.disclosed for entry in cluster.values())
    enough = len(cluster) >= 2 and 2 * len(cluster) > len(count)
    return witnessed and (enough or count <= cluster.keys())


def _near_confirmed(shown: Entry, last: Decimal | None, standing: LevelState, limits: Limits) -> bool:
    """Whether a number is within tolerance of what was confirmed last; where nothing was, of the number last shown."""
    known = (standing.confirmed_low, standing.confirmed_high)
    confirmed = [number for number in known if number is not None]
    reference = confirmed or [number for number in (standing.confirmed or last,) if number is not None]
    return not reference or within([*reference, shown.rate], limits.tolerance)


def _spread(entries: Mapping[str, Entry]) -> Decimal | None:
    """The spread of numbers in basis points, to one decimal; None for fewer than two."""
    if len(entries) < 2:
        return None
    rates = [entry.rate for entry in entries.values()]
    return ((max(rates) / min(rates) - 1) * 10_000).quantize(Decimal("0.1"))


def _next_state(verdict: Verdict, level: NewLevel) -> LevelState:
    """The state after this evaluation, at the same level."""
    standing = verdict.standing
    after: dict[str, object] = {"candidate": _waiting_level(level)}
    if verdict.shown is not None:
        after["supporting_groups"] = len(verdict.cluster)
        if verdict.firm or standing.confirmed is None:
            low, high = _confirmed_range(verdict.cluster)
            after |= {"confirmed": verdict.shown.rate, "confirmed_low": low, "confirmed_high": high}
    changed = {name: value for name, value in after.items() if value != getattr(standing, name)}
    return standing.model_copy(update=changed) if changed else standing


def _waiting_level(level: NewLevel) -> Candidate | None:
    """The new level that the next evaluation is to compare with, if one waits."""
    rates = [entry.rate for entry in level.waiting.values()]
    if not rates:
        return None
    return Candidate(groups=tuple(level.waiting), low=min(rates), high=max(rates), ready=level.ready)


def _confirmed_range(cluster: Sequence[Entry]) -> tuple[Decimal, Decimal]:
    """Between which numbers those lie that confirm a rate: their middle, and that of those who say whose it is.

    Of an even number both middle ones, so of two that agree both: nobody knows which of them is right.
    """
    disclosed = [entry.rate for entry in cluster if entry.disclosed]
    middle = (*middle_of([entry.rate for entry in cluster]), *(middle_of(disclosed) if disclosed else ()))
    return min(middle), max(middle)


def _forgetting(standing: LevelState, entries: Sequence[Entry], limits: Limits) -> LevelState:
    """The state without the level that was left, once nobody who counts gives it any more."""
    if standing.previous_level is None:
        return standing
    given = (entry for entry in entries if entry.counts and entry.row is not None)
    if any(at_left_level(entry, standing, limits) for entry in given):
        return standing
    return standing.model_copy(update={"previous_level": None})


def _at_new_level(
    standing: LevelState, level: NewLevel, shown: Entry, left: Decimal | None, limits: Limits
) -> LevelState:
    """The state after a level was let through: who has not seen it abstains, and a broken peg is replaced."""
    update: dict[str, object] = {
        "level_since": level.published if level.accepted else None,
        "level_since_day": level.day,
        "previous_level": left,
    }
    peg = standing.peg or limits.peg
    band = peg_band(shown.upstream)
    if suspicious(shown.rate, None, limits, peg, band=band) is Exclusion.OFF_THE_PEG:
        update["peg"] = shown.rate
    return standing.model_copy(update=update)


def _beside_sibling(
    standing: LevelState, shown: Entry | None, sibling: Entry | None, *, jumped: bool
) -> LevelState:
    """The state with the gap to the sibling currency: what was let through far from it stays so until it comes back."""
    if shown is None or sibling is None:
        return standing
    apart = abs(shown.rate / sibling.rate - 1) > LONE_SIBLING_BAND
    gap = (shown.rate / sibling.rate if jumped else standing.sibling_gap) if apart else None
    return standing if gap == standing.sibling_gap else standing.model_copy(update={"sibling_gap": gap})


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


def _still_given(poll: Poll, verdict: Verdict, standing: LevelState, limits: Limits) -> Iterator[Note]:
    """The level that was left, beside the rate, of each vote that still gives it."""
    if standing.previous_level is None:
        return
    confirming = {entry.source for entry in verdict.cluster}
    for entry in poll.votes.values():
        if at_left_level(entry, standing, limits) and entry.source not in confirming:
            as_of = entry.row.as_of if entry.row else None
            code = NoteCode.UNCONFIRMED.value
            yield Note(code=code, source=entry.source, rate=entry.rate, as_of=as_of)


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
