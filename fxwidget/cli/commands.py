"""The command line: serve, refresher, backfill, history, publish, build, show, convert, providers, doctor, operators' orders, embed, demo.

What a command needs is loaded when it runs: ``--help`` and each of the others start without it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fxwidget._version import __version__
from fxwidget.cli import (
    backfilling,
    building,
    configuring,
    converting,
    failure,
    history,
    overriding,
    providing,
)
from fxwidget.cli.choice import Choice, opened_store
from fxwidget.cli.examples import examples
from fxwidget.cli.stored import stored_or_fetched
from fxwidget.errors import FXWidgetError, PublishingFailed
from fxwidget.ops import garbage, log
from fxwidget.provider.holiday_countries import OneByOne

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings
    from fxwidget.inspection.doctor.finding import Finding

MOST_NAMED = 12
"""The most enabled sources that the doctor names."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("fxwidget demo", "fxwidget serve --port 8000", "fxwidget show"),
)
@click.version_option(__version__, package_name="fxwidget")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file; fxwidget.toml here by default."
)
@click.option("-v", "--verbose", is_flag=True, help="Tell more on standard error.")
@click.option(
    "--log-format",
    type=click.Choice([form.value for form in log.Form]),
    help="Lines on standard error for people, or one JSON object each; people by default.",
)
@click.pass_context
def cli(context: click.Context, config: Path | None, verbose: bool, log_format: str | None) -> None:
    """The US dollar in BRICS+ currencies, in rates that several independent sources agree on."""
    if verbose:
        os.environ["FXWIDGET_VERBOSE"] = "true"  # as settings, both reach the processes that are started
    if log_format:
        os.environ[log.FORM] = log_format
    context.obj = Choice(config, verbose)


@cli.command(
    short_help="Serve the widget, and refresh its rates.",
    epilog=examples("fxwidget serve", "fxwidget serve --port 8080 --workers 2"),
)
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
    from fxwidget.config.sources import described
    from fxwidget.config.store_urls import check_refreshable
    from fxwidget.ops import supervise
    from fxwidget.ops.listening import check_port

    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    settings = choice.settings()
    if not no_refresh:
        # What is missing is reported here, not by a child that keeps dying.
        check_refreshable(settings.store)
        described(settings)
    port = check_port(host, port)
    config = str(choice.config) if choice.config else None
    shown = f"[{host}]" if ":" in host else host
    code = supervise.supervise(
        partial(_web, settings, host, port, workers),
        None if no_refresh else supervise.command("refresher", config=config),
        ready=lambda: supervise.answers(host, port),
        announce=lambda: click.echo(f"http://{shown}:{port}/widget"),
    )
    sys.exit(code)


def _web(settings: Settings, host: str, port: int, workers: int) -> None:
    """The web process of ``serve``."""
    from fxwidget.web.server import run

    with failure.reported():
        run(settings, host, port, workers)


@cli.command(hidden=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, required=True)
@click.option("--workers", default=1)
@click.pass_obj
def web(choice: Choice, host: str, port: int, workers: int) -> None:
    """The web process alone, as that of ``demo``."""
    from fxwidget.web.server import run

    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    run(choice.settings(), host, port, workers)


@cli.command(epilog=examples("fxwidget refresher", "fxwidget --log-format json refresher --once"))
@click.option("--once", is_flag=True, help="One round now, and end.")
@click.option(
    "--standby", is_flag=True, help="Where another refresher owns the store, take over once it has ended."
)
@click.pass_obj
def refresher(choice: Choice, once: bool, standby: bool) -> None:
    """Refresh the rates on a schedule."""
    if once and standby:
        raise click.UsageError("--once never stands by; leave one of the two out")
    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    if once:
        from fxwidget.refresher.once import once as one_round  # without schedule and signals

        sys.exit(0 if one_round(choice.settings()) else 1)
    from fxwidget.refresher import daemon

    daemon.run(choice.settings, standby=standby)


@cli.command(
    short_help="Show the stored rates.", epilog=examples("fxwidget show", "fxwidget show --fetch --json")
)
@click.option("--json", "as_json", is_flag=True, help="The JSON that GET /v1/rates serves.")
@click.option("--fetch", is_flag=True, help="Ask the sources first, even where there are rates.")
@click.pass_obj
def show(choice: Choice, as_json: bool, fetch: bool) -> None:
    """Show the stored rates; where there are none, ask the sources first."""
    from fxwidget.presentation.transform import rebase

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    settings = choice.settings()
    snapshot = rebase(stored_or_fetched(settings, fetch=fetch), settings.base)
    now = datetime.now(UTC)
    if as_json:
        click.echo(snapshot.aged(now).to_json().decode())
        return
    from rich.console import Console

    from fxwidget.render import terminal

    terminal.show(snapshot, now, Console())


@cli.command(
    short_help="Look for faults, and say how to mend them.",
    epilog=examples("fxwidget doctor", "fxwidget doctor --offline --json"),
)
@click.option("--offline", is_flag=True, help="Leave out what needs other machines.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="Look at the state file of fxwidget build in place of the store, and at its schedule.",
)
@click.pass_obj
def doctor(choice: Choice, offline: bool, as_json: bool, state: Path | None) -> None:
    """Look at everything the service needs of this machine, and say how to mend what is wrong; 1 on a failure."""
    from rich.console import Console

    from fxwidget.inspection import tables
    from fxwidget.inspection.doctor.finding import Status

    log.configure(logging.INFO if choice.verbose else logging.CRITICAL)
    findings = list(_findings(choice, offline, state))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        tables.findings(findings, Console())
    sys.exit(1 if any(finding.status is Status.FAIL for finding in findings) else 0)


def _findings(choice: Choice, offline: bool, state: Path | None) -> Iterator[Finding]:
    from fxwidget.config.settings_file import file_of
    from fxwidget.inspection.doctor.examination import examine
    from fxwidget.inspection.doctor.finding import Finding, Status

    try:
        settings = choice.settings()
        names = settings.names
    except FXWidgetError as error:
        yield Finding("settings", Status.FAIL, str(error), "correct them; nothing else was looked at")
        return
    where = file_of(choice.config) or "defaults"
    yield Finding("settings", Status.OK, f"{where}: {_some(names)}")
    yield from examine(settings, datetime.now(UTC), offline=offline, state=state)


def _some(names: Sequence[str]) -> str:
    """The names of enabled sources, of many the first few and their number."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:3])} and {len(names) - 3} more sources; 'fxwidget providers --on' lists them"


@cli.command(short_help="Replay five recorded days.", epilog=examples("fxwidget demo --port 8080"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to serve on; 0 takes a free one.",
)
@click.pass_obj
def demo(choice: Choice, port: int) -> None:
    """Replay five recorded days on the loopback address. Needs no internet and touches no settings.

    It prints its page, and on standard error how other commands look at it while it runs.
    """
    from shlex import quote

    from fxwidget.demo import run as replay

    def announce(page: str, config: Path) -> None:
        click.echo(page)
        click.echo(f"beside it: fxwidget --config {quote(str(config))} show", err=True)

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    sys.exit(replay.run(port, announce))


@cli.command(
    short_help="Write every variant as files.",
    epilog=examples("fxwidget publish --watch /srv/fxwidget", "fxwidget publish --flat site"),
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--watch", is_flag=True, help="Stay, and publish again whenever something changes.")
@click.option(
    "--flat",
    is_flag=True,
    help="One set, in DIR itself, with a page to choose from: what any file host serves as it is.",
)
@click.option("--compressed", is_flag=True, help="With --flat: each file in gzip and brotli too.")
@click.pass_obj
def publish(choice: Choice, folder: Path, watch: bool, flat: bool, compressed: bool) -> None:
    """Write every variant as files into DIR, for a web server or any file host; DIR/current is the newest set."""
    from fxwidget.web import publish as files

    if compressed and not flat:
        raise click.UsageError(
            "--compressed goes with --flat; without it each file has its compressed siblings"
        )
    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    settings = choice.settings()
    store = opened_store(settings)
    publisher: files.Publishes
    if flat:
        from fxwidget.web.flat.publisher import FlatPublisher

        publisher = FlatPublisher(settings, folder, store, compressed=compressed)
    else:
        publisher = files.Publisher(settings, folder)
    if watch:
        files.watch(publisher, store)
        return
    snapshot = store.load()
    if snapshot is None or snapshot.is_empty:
        raise PublishingFailed("there are no rates to publish yet; 'fxwidget refresher --once' asks for them")
    done = publisher.publish(snapshot, datetime.now(UTC))
    where = folder if flat else folder / files.CURRENT
    click.echo(f"{done.files} files, {done.size:,} bytes: {where}")


@cli.command(
    short_help="Print what a site pastes to show it.", epilog=examples("fxwidget embed https://rates.example")
)
@click.argument("address")
def embed(address: str) -> None:
    """Print what a site pastes to show the widget of the service at ADDRESS."""
    from fxwidget.web.embeds import embeds

    click.echo(embeds(address), nl=False)


for command in (
    backfilling.backfill,
    building.build,
    configuring.config,
    configuring.init,
    converting.convert,
    history.history,
    overriding.accept,
    overriding.hold,
    overriding.source,
    providing.providers,
):
    cli.add_command(command)


def _leave_out() -> None:
    """Have libraries load nothing that no command uses: a tenth of a refresher's start, and of its memory.

    This process and those that it starts are fxwidget's alone. httpx is as where its extra ``cli`` is not installed, which
    rich and click let it think. Whoever wants a plugin of pydantic's sets its variable himself.
    """
    OneByOne.install()
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # so an import of it fails
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> None:
    """Run the command line; an error on purpose is a sentence and perhaps a line for each source, exit code 2 for wrong input."""
    garbage.loading()
    _leave_out()
    try:
        with failure.reported():
            cli()
    finally:
        garbage.ending()
