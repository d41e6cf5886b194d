"""``fxwidget providers``: which there are, how they do now, what one reads in a file, and the files of a new one."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from fxwidget.cli import completing
from fxwidget.cli.choice import Choice, opened_store
from fxwidget.cli.examples import examples
from fxwidget.ops import log


@click.group(
    invoke_without_command=True,
    short_help="List the providers; check or write one.",
    epilog=examples("fxwidget providers --currency ETB --on", "fxwidget providers check ecb"),
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--currency",
    "codes",
    multiple=True,
    shell_complete=completing.currencies,
    help="Only those that list this currency, such as ETB.",
)
@click.option("--on", is_flag=True, help="Only those that are on.")
@click.pass_context
def providers(context: click.Context, as_json: bool, codes: tuple[str, ...], on: bool) -> None:
    """List the installed providers by what turns them on, with their facts; those that cover most come first."""
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console

    from fxwidget.domain.currency import check_code
    from fxwidget.inspection import tables
    from fxwidget.inspection.provider_list import roster

    choice: Choice = context.obj
    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    asked = tuple(map(check_code, codes))
    members = roster(choice.settings(), asked, on=on)
    if as_json:
        click.echo(json.dumps([asdict(member) for member in members], indent=2))
    else:
        tables.providers(members, asked, Console())


@providers.command(
    short_help="Ask providers now.",
    epilog=examples("fxwidget providers check", "fxwidget providers check ecb nbp --json"),
)
@click.argument("names", nargs=-1, shell_complete=completing.providers)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def check(choice: Choice, names: tuple[str, ...], as_json: bool) -> None:
    """Ask the enabled providers now, or those that are NAMED, and say how each does; 1 when one fails."""
    from rich.console import Console
    from rich.progress import track

    from fxwidget.config.sources import sources
    from fxwidget.fetching.client import client_for
    from fxwidget.inspection import tables
    from fxwidget.inspection.provider_check import check as ask

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    settings = choice.settings()
    if names:
        settings = settings.model_copy(update={"sources": names})
    enabled = list(sources(settings))
    shown = opened_store(settings).load()
    console = Console(stderr=True)
    with client_for(settings) as client:
        asked = ask(enabled, client, shown, settings.currencies, datetime.now(UTC))
        done = list(
            track(asked, "Asking", total=len(enabled), console=console, disable=not console.is_terminal)
        )
    if as_json:
        click.echo(json.dumps([asdict(each) for each in done], indent=2))
    else:
        tables.checks(done, Console())
    sys.exit(1 if any(each.failed for each in done) else 0)


@providers.command(
    short_help="Print what a provider reads in files.",
    epilog=examples("fxwidget providers parse ecb eurofxref-daily.xml"),
)
@click.argument("name", shell_complete=completing.providers)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The publisher's day of the conversation; today by default.",
)
@click.option(
    "--currency",
    "codes",
    multiple=True,
    shell_complete=completing.currencies,
    help="A currency that is wanted of one with a request for each.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def parse(
    choice: Choice,
    name: str,
    files: tuple[Path, ...],
    day: datetime | None,
    codes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Print what the provider NAME reads in FILES, and what one dollar costs by it.

    The files are the answers of one conversation, in the order in which it asks; nobody is asked.
    """
    from rich.console import Console

    from fxwidget.inspection import tables
    from fxwidget.inspection.provider_reading import read

    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    found = read(name, files, codes, day.date() if day else None, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(found.document(), indent=2))
    else:
        tables.reading(found, Console())


@providers.command(
    short_help="Write the files of a new provider.", epilog=examples("fxwidget providers new bank_of_nowhere")
)
@click.argument("name")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def new(name: str, folder: Path) -> None:
    """Write the files of a new provider NAME into FOLDER, to be filled in; none that is there is overwritten.

    In a checkout of fxwidget they are those of a provider of the project; elsewhere those of a distribution of its own.
    """
    from fxwidget.inspection.new_provider import in_the_tree, is_checkout, of_its_own, write

    files = in_the_tree(name) if is_checkout(folder) else of_its_own(name)
    for path in write(files, folder):
        click.echo(path)
    click.echo("\nThen:")
    for step in files.steps:
        click.echo(f"  {step}")
