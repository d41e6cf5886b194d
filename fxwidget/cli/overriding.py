"""The commands by which operators override what the sources say."""

from __future__ import annotations

import click

from fxwidget.cli import completing
from fxwidget.cli.choice import Choice
from fxwidget.cli.examples import examples


@click.command(
    short_help="Let a currency's new level through.",
    epilog=examples('fxwidget accept ETB --reason "floated today"'),
)
@click.argument("code", shell_complete=completing.currencies)
@click.option("--reason", help="Why, for whoever reads it later.")
@click.pass_obj
def accept(choice: Choice, code: str, reason: str | None) -> None:
    """Let through the new level of a currency that waits for a second source."""
    from fxwidget.cli import ordering

    ordering.accept(choice.settings(), code, reason)


@click.command(
    short_help="Keep a currency's last good rate.",
    epilog=examples(
        'fxwidget hold INR --for 4h --reason "feeds are odd"',
        "fxwidget hold INR --release",
    ),
)
@click.argument("code", shell_complete=completing.currencies)
@click.option("--reason", help="Why, for whoever reads it later.")
@click.option("--for", "duration", help="How long, as in 30m, 4h or 2d; until released by default.")
@click.option("--release", is_flag=True, help="End the hold.")
@click.pass_obj
def hold(choice: Choice, code: str, reason: str | None, duration: str | None, release: bool) -> None:
    """Keep the last good rate of a currency, whatever its sources say."""
    from fxwidget.cli import ordering

    ordering.hold(choice.settings(), code, reason, duration, release=release)


@click.group(
    short_help="Switch a source off and on.",
    epilog=examples("fxwidget source disable floatrates", "fxwidget source enable floatrates"),
)
def source() -> None:
    """Switch a source off and on while the refresher runs."""


@source.command(epilog=examples("fxwidget source disable floatrates --for 2d"))
@click.argument("name", shell_complete=completing.providers)
@click.option("--reason", help="Why, for whoever reads it later.")
@click.option("--for", "duration", help="How long, as in 30m, 4h or 2d; until enabled by default.")
@click.pass_obj
def disable(choice: Choice, name: str, reason: str | None, duration: str | None) -> None:
    """Ask a source no more, and take its vote away."""
    from fxwidget.cli import ordering

    ordering.disable(choice.settings(), name, reason, duration)


@source.command(epilog=examples("fxwidget source enable floatrates"))
@click.argument("name", shell_complete=completing.providers)
@click.option("--reason", help="Why, for whoever reads it later.")
@click.pass_obj
def enable(choice: Choice, name: str, reason: str | None) -> None:
    """Ask a disabled source again."""
    from fxwidget.cli import ordering

    ordering.enable(choice.settings(), name, reason)
