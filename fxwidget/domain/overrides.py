"""What operators decide because machines can't: accept a new level, hold a rate, disable a source. A journal of commands.

The journal is written by the command line and read by the refresher before each round; what is in force follows
from it and the clock alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from fxwidget.domain.scalars import Frozen, Instant

KEPT = 50
"""Commands that are remembered although they are no longer in force."""


class Verb(StrEnum):
    """What was ordered. The first three are of a currency, the others of a source."""

    ACCEPT = "accept"
    HOLD = "hold"
    RELEASE = "release"
    DISABLE = "disable"
    ENABLE = "enable"


_ENDS = {Verb.RELEASE: Verb.HOLD, Verb.ENABLE: Verb.DISABLE}


class Command(Frozen):
    """One command: of ``target``, a currency's code or a source's name, until it expires."""

    at: Instant
    verb: Verb
    target: str
    reason: str | None = None
    until: Instant | None = None


class Override(Frozen):
    """An operator's word on a currency: ``accept`` the standing candidate, or ``hold`` the last good rate."""

    accept: bool = False
    hold: bool = False
    reason: str | None = None
    until: Instant | None = None
    at: Instant | None = None


class Journal(Frozen):
    """All commands that matter, the oldest first."""

    commands: tuple[Command, ...] = ()

    def in_force(self, now: datetime) -> tuple[Command, ...]:
        """Holds and disablings that were neither ended nor expired, and accepts that have not expired."""
        standing: dict[tuple[Verb, str], Command] = {}
        for command in self.commands:
            standing.pop((_ENDS.get(command.verb, command.verb), command.target), None)
            if command.verb not in _ENDS and (command.until is None or now < command.until):
                standing[command.verb, command.target] = command
        return tuple(standing.values())

    def orders(self, now: datetime) -> Mapping[str, Override]:
        """What is in force for currencies; a hold stands over an accept."""
        found: dict[str, Override] = {}
        for command in self.in_force(now):
            if command.verb is Verb.HOLD or (command.verb is Verb.ACCEPT and command.target not in found):
                found[command.target] = Override(
                    accept=command.verb is Verb.ACCEPT,
                    hold=command.verb is Verb.HOLD,
                    reason=command.reason,
                    until=command.until,
                    at=command.at,
                )
        return found

    def disabled(self, now: datetime) -> Mapping[str, Command]:
        """The sources that are disabled, by name."""
        return {command.target: command for command in self.in_force(now) if command.verb is Verb.DISABLE}

    def with_(self, *more: Command) -> Journal:
        """The journal with more commands, in the order in which they were given; old ones without force are forgotten."""
        known = dict.fromkeys((*self.commands, *more))
        commands = tuple(sorted(known, key=lambda command: command.at))
        if not commands:
            return self
        forceful = set(Journal(commands=commands).in_force(commands[-1].at))
        recent = set(commands[-KEPT:])
        return Journal(commands=tuple(kept for kept in commands if kept in forceful or kept in recent))


NO_ORDERS = Journal()
