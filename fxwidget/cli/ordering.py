"""Checks what an operator orders, and writes it into the store's journal."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches

import click

from fxwidget.cli.choice import opened_store
from fxwidget.config import values
from fxwidget.config.settings import Settings
from fxwidget.domain.codes import NoteCode
from fxwidget.domain.currency import check_code
from fxwidget.domain.overrides import Command, Verb
from fxwidget.errors import ConfigurationError

ACCEPTED_FOR = "1h"
"""An accept is of the level that waits now: not followed for this long, it is no longer meant."""


WAITING = (
    NoteCode.NEWER_UNCONFIRMED,
    NoteCode.UNCONFIRMED,
    NoteCode.OTHER_SCALE,
    NoteCode.NEW_LEVEL_PENDING,
)
"""Notes on a level that an accept lets through."""


def accept(settings: Settings, code: str, reason: str | None) -> None:
    """Order that the new level of a currency is let through.

    Raises:
        ConfigurationError: the currency is not in the table, is held, or has no level that waits.
    """
    wanted = _configured(settings, code)
    snapshot = opened_store(settings).load()
    waiting = [note for note in snapshot[wanted].notes if note.code in WAITING] if snapshot else []
    if not waiting:
        raise ConfigurationError(f"{wanted} has no new level to accept; 'fxwidget show' says what waits")
    held = opened_store(settings).journal().orders(datetime.now(UTC)).get(wanted)
    if held is not None and held.hold:
        raise ConfigurationError(f"{wanted} is held; end that first with 'fxwidget hold {wanted} --release'")
    _order(settings, Verb.ACCEPT, wanted, reason, ACCEPTED_FOR)


def hold(settings: Settings, code: str, reason: str | None, duration: str | None, *, release: bool) -> None:
    """Order that the last good rate of a currency stays, for a duration or until it is released; or release it.

    Raises:
        ConfigurationError: the currency is not in the table, or that is no duration.
    """
    verb = Verb.RELEASE if release else Verb.HOLD
    _order(settings, verb, _configured(settings, code), reason, duration)


def disable(settings: Settings, name: str, reason: str | None, duration: str | None) -> None:
    """Order that a source is asked no more and has no vote, for a duration or until it is enabled.

    Raises:
        ConfigurationError: the source is not enabled by the settings, or that is no duration.
    """
    _order(settings, Verb.DISABLE, _enabled(settings, name), reason, duration)


def enable(settings: Settings, name: str, reason: str | None) -> None:
    """Order that a disabled source is asked again.

    Raises:
        ConfigurationError: the source is not enabled by the settings.
    """
    _order(settings, Verb.ENABLE, _enabled(settings, name), reason, None)


def _configured(settings: Settings, code: str) -> str:
    wanted = check_code(code)
    if wanted not in settings.currencies:
        raise ConfigurationError(f"{wanted} is not in the table; it has {', '.join(settings.currencies)}")
    return wanted


def _enabled(settings: Settings, name: str) -> str:
    if name not in settings.names:
        near = get_close_matches(name, settings.names, 1)
        todo = f"did you mean {near[0]}?" if near else "'fxwidget providers --on' lists them"
        raise ConfigurationError(f"{name!r} is not an enabled source; {todo}")
    return name


def _order(settings: Settings, verb: Verb, target: str, reason: str | None, duration: str | None) -> None:
    """Write a command into the journal, which the refresher reads before its next round."""
    now = datetime.now(UTC)
    until = now + values.duration(duration) if duration is not None else None
    opened_store(settings).order(Command(at=now, verb=verb, target=target, reason=reason, until=until))
    click.echo(
        f"{verb} {target}: heeded in the next round"
        + (f", until {until:%Y-%m-%d %H:%M} UTC" if until else "")
    )
