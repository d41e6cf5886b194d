"""The commands by which operators override what the sources say."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from fxwidget.cli.choice import Choice, opened_store
from fxwidget.config import settings as configuration
from fxwidget.config.settings import Settings
from fxwidget.domain.codes import NoteCode
from fxwidget.domain.currency import check_code
from fxwidget.domain.overrides import Command, Verb
from fxwidget.errors import (
    ConfigurationError,
)

ACCEPTED_FOR = "1h"
"""An accept is of the level that waits now: not followed for this long, it is no longer meant."""


WAITING = (
    NoteCode.NEWER_UNCONFIRMED,
    NoteCode.UNCONFIRMED,
    NoteCode.OTHER_SCALE,
    NoteCode.NEW_LEVEL_PENDING,
)
"""Notes on a level that an accept lets through."""


@click.command()
@click.argument("code")
@click.option("--reason", help="Why, for whoever reads it later.")
@click.pass_obj
def accept(choice: Choice, code: str, reason: str | None) -> None:
    """Let through the new level of a currency that waits for a second source."""
    settings = choice.settings()
    wanted = _configured(settings, code)
    snapshot = opened_store(settings).load()
    waiting = [note for note in snapshot[wanted].notes if note.code in WAITING] if snapshot else []
    if not waiting:
        raise ConfigurationError(f"{wanted} has no new level to accept; 'fxwidget show' says what waits")
    held = opened_store(settings).journal().orders(datetime.now(UTC)).get(wanted)
    if held is not None and held.hold:
        raise ConfigurationError(f"{wanted} is held; end that first with 'fxwidget hold {wanted} --release'")
    _order(settings, Verb.ACCEPT, wanted, reason, ACCEPTED_FOR)


@click.command()
@click.argument("code")
@click.option("--reason", help="Why, for whoever reads it later.")
@click.option("--for", "duration", help="How long, as in 30m, 4h or 2d; until released by default.")
@click.option("--release", is_flag=True, help="End the hold.")
@click.pass_obj
def hold(choice: Choice, code: str, reason: str | None, duration: str | None, release: bool) -> None:
    """Keep the last good rate of a currency, whatever its sources say."""
    settings = choice.settings()
    verb = Verb.RELEASE if release else Verb.HOLD
    _order(settings, verb, _configured(settings, code), reason, duration)


@click.group()
def source() -> None:
    """Switch a source off and on while the refresher runs."""


@source.command()
@click.argument("name")
@click.option("--reason", help="Why, for whoever reads it later.")
@click.option("--for", "duration", help="How long, as in 30m, 4h or 2d; until enabled by default.")
@click.pass_obj
def disable(choice: Choice, name: str, reason: str | None, duration: str | None) -> None:
    """Ask a source no more, and take its vote away."""
    settings = choice.settings()
    _order(settings, Verb.DISABLE, _enabled(settings, name), reason, duration)


@source.command()
@click.argument("name")
@click.option("--reason", help="Why, for whoever reads it later.")
@click.pass_obj
def enable(choice: Choice, name: str, reason: str | None) -> None:
    """Ask a disabled source again."""
    settings = choice.settings()
    _order(settings, Verb.ENABLE, _enabled(settings, name), reason, None)


def _configured(settings: Settings, code: str) -> str:
    wanted = check_code(code)
    if wanted not in settings.currencies:
        raise ConfigurationError(f"{wanted} is not in the table; it has {', '.join(settings.currencies)}")
    return wanted


def _enabled(settings: Settings, name: str) -> str:
    if name not in settings.names:
        raise ConfigurationError(f"{name!r} is not an enabled source; there are {', '.join(settings.names)}")
    return name


def _order(settings: Settings, verb: Verb, target: str, reason: str | None, duration: str | None) -> None:
    """Write a command into the journal, which the refresher reads before its next round."""
    now = datetime.now(UTC)
    until = now + configuration.duration(duration) if duration is not None else None
    opened_store(settings).order(Command(at=now, verb=verb, target=target, reason=reason, until=until))
    click.echo(
        f"{verb} {target}: heeded in the next round"
        + (f", until {until:%Y-%m-%d %H:%M} UTC" if until else "")
    )
