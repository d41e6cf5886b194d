"""A true jump: the new level that suspicious rows agree on, and whether it is let through. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fxwidget.deciding.poll import Entry, Poll, largest_cluster, newest_day, walked
from fxwidget.deciding.screening import grave, within
from fxwidget.domain.codes import Exclusion, because
from fxwidget.domain.currency import Limits
from fxwidget.domain.overrides import Override
from fxwidget.domain.state import Candidate, LevelState

ENOUGH = 3
"""The groups that must give a new level. Of a plain jump two are enough where no more than ``FEW`` count."""

FEW = 4


@dataclass(frozen=True)
class NewLevel:
    """A new level, far from the last rate: entries by group; empty where no group gives one.

    ready: it has enough groups behind it. passes: it is let through in this evaluation; accepted: by an operator.
    weighs: it is of two groups, a grave one of as many as it needs, one of them disclosed as far as any that counts is.
    """

    candidate: Mapping[str, Entry]
    ready: bool
    passes: bool
    accepted: bool
    weighs: bool

    @property
    def waiting(self) -> Mapping[str, Entry]:
        """The entries of a new level that wait for other groups, or for the next evaluation."""
        return {} if self.passes else self.candidate

    @property
    def against(self) -> int:
        """How many groups stand for it, and so against the present level, while it waits."""
        return len(self.waiting) if self.weighs else 0

    @property
    def day(self) -> date:
        """The market day since which it stands: groups whose rows are all older have not seen it."""
        return _day_of(self.candidate)

    @property
    def published(self) -> datetime:
        """When the oldest of its rows came out."""
        return min(e.row.published for e in self.candidate.values() if e.row is not None)


def new_level(poll: Poll, limits: Limits, standing: LevelState, order: Override | None) -> NewLevel:
    """The level that suspicious rows agree on, and whether it is let through.

    It is in the second evaluation in which enough groups stand behind it, or by an operator's word. Its votes are then
    in the poll; those of the old level are not where it was the operator's word, a majority need not silence them.
    """
    candidate = largest_cluster(poll.members, limits.tolerance, None)
    weighs = len(candidate) >= _serious(candidate, poll) and _witnessed(candidate, poll)
    if weighs:
        _let_abstain(poll, candidate)
    ready = _ready(candidate, poll, limits)
    before = _stood_before(candidate, standing.candidate, limits)
    held = order is not None and order.hold
    accepted = order is not None and order.accept
    passes = before is not None and not held and (accepted or (ready and before.ready))
    if passes:
        poll.votes = {**({} if accepted else poll.votes), **candidate}
    return NewLevel(candidate, ready, passes, passes and accepted, weighs)


def _witnessed(candidate: Mapping[str, Entry], poll: Poll) -> bool:
    """Whether it is known whose number one of them is, or nobody who counts says so."""
    return not poll.disclosed or any(entry.disclosed for entry in candidate.values())


def _let_abstain(poll: Poll, candidate: Mapping[str, Entry]) -> None:
    """Beside a candidate of two groups, those abstain whose rows are all of earlier market days."""
    day = _day_of(candidate)
    for group in poll.groups.keys() - candidate.keys():
        newest = newest_day(poll.groups[group])
        if newest is not None and newest < day:
            poll.abstaining.add(group)
            if (entry := poll.votes.pop(group, None)) is not None:
                poll.reasons[entry.source] = because(Exclusion.MOVE_UNSEEN)


def _day_of(candidate: Mapping[str, Entry]) -> date:
    """The oldest market day of a candidate's rows, of the disclosed ones where there are any.

    A file that nobody signs speaks of Friday, whatever it saw on Sunday: it is no yardstick for those who fix on Monday.
    """
    disclosed = [entry for entry in candidate.values() if entry.disclosed]
    return min(e.row.market_day for e in disclosed or candidate.values() if e.row is not None)


def _ready(candidate: Mapping[str, Entry], poll: Poll, limits: Limits) -> bool:
    """Whether a new level has enough groups behind it to be let through."""
    unlikely = _unlikely(candidate, poll)
    if len(candidate) < _enough(poll, unlikely=unlikely):
        return False
    if 2 * len(candidate) <= len(poll.counting - poll.abstaining):
        return False
    if any(entry.disclosed for entry in candidate.values()):
        return True
    return not unlikely and not poll.disclosed and _enough_undisclosed(candidate, limits)


def _unlikely(candidate: Mapping[str, Entry], poll: Poll) -> bool:
    return any(grave(poll.suspicions[entry.source]) for entry in candidate.values())


def _serious(candidate: Mapping[str, Entry], poll: Poll) -> int:
    """How many groups must give a new level before it says anything about the present one."""
    return _enough(poll, unlikely=True) if _unlikely(candidate, poll) else 2


def _enough(poll: Poll, *, unlikely: bool) -> int:
    """How many groups must give a new level. Of a grave one beside its sibling's number never fewer: that contradicts it."""
    counting = len(poll.counting)
    if unlikely:
        return ENOUGH if poll.beside_sibling else max(2, min(ENOUGH, counting))
    return 2 if counting <= FEW else ENOUGH


def _enough_undisclosed(candidate: Mapping[str, Entry], limits: Limits) -> bool:
    """Whether groups of which nobody knows whose numbers they give are enough by themselves: three, or on two market days."""
    return len(candidate) >= ENOUGH or all(walked(entry, limits) for entry in candidate.values())


def _stood_before(
    candidate: Mapping[str, Entry], before: Candidate | None, limits: Limits
) -> Candidate | None:
    """The previous evaluation's candidate, where it is at the same level."""
    if before is None or not candidate:
        return None
    rates = [before.low, before.high, *(entry.rate for entry in candidate.values())]
    return before if within(rates, limits.tolerance) else None
