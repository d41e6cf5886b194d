"""The command line: serve, refresher, show, demo."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from fxwidget import __version__, log
from fxwidget import settings as configuration
from fxwidget.errors import (
    ConfigurationError,
    FXWidgetError,
    ProviderUnavailable,
    UnknownCurrency,
    UnknownProvider,
)
from fxwidget.rate import Snapshot
from fxwidget.settings import Settings

WRONG_INPUT = 2


@dataclass(frozen=True)
class Choice:
    """What was said before the command."""

    config: Path | None
    verbose: bool

    def settings(self) -> Settings:
        return configuration.load(self.config)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="fxwidget")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file; fxwidget.toml here by default."
)
@click.option("-v", "--verbose", is_flag=True, help="Tell more on standard error.")
@click.pass_context
def cli(context: click.Context, config: Path | None, verbose: bool) -> None:
    """The US dollar in BRICS+ currencies, in rates that several independent sources agree on."""
    context.obj = Choice(config, verbose)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to serve on; 0 takes a free one.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web worker processes."
)
@click.option("--no-refresh", is_flag=True, help="Serve only: another process refreshes.")
@click.pass_obj
def serve(choice: Choice, host: str, port: int, workers: int, no_refresh: bool) -> None:
    """Serve the widget, and refresh its rates in a process beside."""
    from fxwidget import supervise
    from fxwidget.source import sources
    from fxwidget.web.server import check_port

    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    settings = choice.settings()
    if not no_refresh:
        sources(settings)  # what is missing is said here, not by a child that keeps dying
    port = check_port(host, port)
    config = str(choice.config) if choice.config else None
    web = supervise.command(
        "web", "--host", host, "--port", str(port), "--workers", str(workers), config=config
    )
    shown = f"[{host}]" if ":" in host else host
    code = supervise.supervise(
        web,
        None if no_refresh else supervise.command("refresher", config=config),
        ready=lambda: supervise.listens(host, port),
        announce=lambda: click.echo(f"http://{shown}:{port}/widget"),
    )
    sys.exit(code)


@cli.command(hidden=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, required=True)
@click.option("--workers", default=1)
@click.pass_obj
def web(choice: Choice, host: str, port: int, workers: int) -> None:
    """The web process of ``serve`` and ``demo``."""
    from fxwidget.web.server import run

    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    run(choice.settings(), host, port, workers)


@cli.command()
@click.option("--once", is_flag=True, help="One round now, and end.")
@click.pass_obj
def refresher(choice: Choice, once: bool) -> None:
    """Refresh the rates on a schedule."""
    from fxwidget import daemon

    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    if once:
        sys.exit(0 if daemon.once(choice.settings()) else 1)
    daemon.run(choice.settings())


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="The JSON that GET /v1/rates serves.")
@click.option("--fetch", is_flag=True, help="Ask the sources first, even where there are rates.")
@click.pass_obj
def show(choice: Choice, as_json: bool, fetch: bool) -> None:
    """Show the stored rates; where there are none, ask the sources first."""
    from fxwidget.views import rebase

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    settings = choice.settings()
    snapshot = rebase(_stored_or_fetched(settings, fetch), settings.base)
    now = datetime.now(UTC)
    if as_json:
        click.echo(snapshot.at(now).to_json().decode())
        return
    from rich.console import Console

    from fxwidget.render import text

    text.show(snapshot, now, Console())


def _stored_or_fetched(settings: Settings, fetch: bool) -> Snapshot:
    from fxwidget.refresh import Refresher
    from fxwidget.store import open_store

    store = open_store(settings.store)
    snapshot = None if fetch else store.load()
    if snapshot is not None and not snapshot.blank:
        return snapshot
    with store.own():
        refresher = Refresher(settings, store)
        try:
            done = refresher.round(datetime.now(UTC), everyone=True)
            if done.snapshot.blank:
                raise ProviderUnavailable("no source gave a rate: " + done.failures())
            return done.snapshot
        finally:
            refresher.close()


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def providers(choice: Choice, as_json: bool) -> None:
    """List the installed providers: their facts, and whether each is on and why."""
    from rich.console import Console

    from fxwidget.render import text
    from fxwidget.roster import roster

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    members = roster(choice.settings())
    if as_json:
        click.echo(json.dumps([asdict(member) for member in members], indent=2))
    else:
        text.providers(members, Console())


@cli.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to serve on; 0 takes a free one.",
)
@click.pass_obj
def demo(choice: Choice, port: int) -> None:
    """Replay five recorded days on the loopback address. Needs no internet and touches no settings."""
    from fxwidget import demo as replay

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    sys.exit(replay.run(port, click.echo))


def main() -> None:
    """Run the command line; an error on purpose is one line, exit code 2 where the input was wrong."""
    try:
        cli()
    except FXWidgetError as error:
        click.echo(f"fxwidget: {error}", err=True)
        wrong = isinstance(error, (ConfigurationError, UnknownCurrency, UnknownProvider))
        sys.exit(WRONG_INPUT if wrong else 1)
