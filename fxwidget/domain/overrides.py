"""What operators decide because machines can't: accept a new level, hold a rate, disable a source. A journal of commands.

The journal is written by the command line and read by the refresher before each round; what is in force follows
from it and the clock alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fxwidget.domain.model import Frozen, Instant, OwnClock, Past

MAX_ENDED = 50
"""Commands that are remembered although they are no longer in force."""


class Verb(StrEnum):
    """The kind of a command. The first three concern a currency, the others a source."""

    ACCEPT = "accept"
    HOLD = "hold"
    RELEASE = "release"
    DISABLE = "disable"
    ENABLE = "enable"


_ENDS = {Verb.RELEASE: Verb.HOLD, Verb.ENABLE: Verb.DISABLE}


class Command(Frozen):
    """One command of an operator about ``target``, a currency's code or a source's name, until it expires."""

    at: Past
    verb: Verb
    target: str
    reason: str | None = None
    until: Annotated[Instant, OwnClock(counts_from="at")] | None = None


class Override(Frozen):
    """What an operator ordered for a currency: ``accept`` the standing candidate, or ``hold`` the last good rate."""

    accept: bool = False
    hold: bool = False
    reason: str | None = None
    until: Instant | None = None
    at: Instant | None = None


class Journal(Frozen):
    """All commands that matter, in the order in which they were given, whatever the clock showed then."""

    commands: tuple[Command, ...] = ()

    def in_force(self, now: datetime) -> tuple[Command, ...]:
        """Holds and disablings that were neither ended nor expired, and accepts that have not expired."""
        return tuple(it for it in self._not_ended() if it.until is None or now < it.until)

    def _not_ended(self) -> tuple[Command, ...]:
        """Of each verb and target the last command, where none that ends it follows."""
        standing: dict[tuple[Verb, str], Command] = {}
        for command in self.commands:
            standing.pop((_ENDS.get(command.verb, command.verb), command.target), None)
            if command.verb not in _ENDS:
                standing[command.verb, command.target] = command
        return tuple(standing.values())

    def orders(self, now: datetime) -> Mapping[str, Override]:
        """The orders in force, by currency code; of a hold and an accept the hold."""
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
        """The journal with commands that were given later; old ones that were ended are forgotten."""
        return _trimmed((*self.commands, *more))

    def preceded_by(self, *earlier: Command) -> Journal:
        """The journal with commands that were given before those it has, where it lacks them."""
        return _trimmed((*(command for command in earlier if command not in self.commands), *self.commands))


def _trimmed(commands: Iterable[Command]) -> Journal:
    whole = Journal(commands=tuple(dict.fromkeys(commands)))
    lasting = frozenset((*whole._not_ended(), *whole.commands[-MAX_ENDED:]))
    return Journal(commands=tuple(command for command in whole.commands if command in lasting))


NO_ORDERS = Journal.model_construct()  # nothing to validate: no validator is built for it
