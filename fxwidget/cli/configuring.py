"""``fxwidget config`` and ``fxwidget init``: the settings in force with where each came from, and a file of all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fxwidget.cli.choice import Choice
from fxwidget.cli.examples import examples
from fxwidget.errors import ConfigurationError

if TYPE_CHECKING:
    from fxwidget.config.origins import InForce

STANDARD_OUTPUT = "-"

WIDE = 70
"""Columns of a terminal from which on a setting, its value and its source stand beside one another."""

OPTIONS: Mapping[str, str] = {"verbose": "--verbose", "log_format": "--log-format"}
"""The options before a command that set a setting, by its name."""


@click.command(
    short_help="Print the settings in force.",
    epilog=examples("fxwidget config", "FXWIDGET_REFRESH=1m fxwidget config --json"),
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def config(context: click.Context, as_json: bool) -> None:
    """Print the settings in force, and where each came from.

    A default, the settings file and its line, an environment variable, or an option. Keys are masked. What is wrong is
    said at the end, with exit code 2.
    """
    from fxwidget.config.origins import in_force

    choice: Choice = context.obj
    found, fault = in_force(choice.config, _options(context))
    if as_json:
        click.echo(json.dumps([_document(each) for each in found], indent=2, ensure_ascii=False))
    else:
        _print(found)
    if fault is not None:
        raise fault


def _options(context: click.Context) -> Mapping[str, str]:
    """The options that were given before the command and set a setting, by its name."""
    source, given = context.find_root().get_parameter_source, click.core.ParameterSource.COMMANDLINE
    return {name: option for name, option in OPTIONS.items() if source(name) is given}


def _document(setting: InForce) -> dict[str, Any]:
    return {name: value for name, value in asdict(setting).items() if value is not None or name == "value"}


def _print(found: list[InForce]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if console.width < WIDE:
        for each in found:
            console.print(Text(f"{each.name}: {_words(each.value)}"))
            console.print(Text(f"  {_source(each)}", "dim"))
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in ("Setting", "Value", "From"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "Setting")
    for each in found:
        table.add_row(each.name, Text(_words(each.value)), Text(_source(each), "dim"))
    console.print(table)


def _words(value: Any) -> str:
    """A value for people: nothing as a dash, the members of a list with blanks between."""
    if value is None or value in ("", []):
        return "-"
    return " ".join(map(str, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def _source(setting: InForce) -> str:
    if setting.where is None:
        return setting.origin
    return setting.where if setting.line is None else f"{setting.where}, line {setting.line}"


@click.command(
    short_help="Write a settings file.", epilog=examples("fxwidget init", "fxwidget init - | less")
)
@click.argument(
    "file",
    default="fxwidget.toml",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="[FILE]",
)
def init(file: Path) -> None:
    """Write a settings file with every setting in it, as a comment at its default.

    FILE is fxwidget.toml here by default, and - is standard output. A file that is there is never overwritten.
    """
    from fxwidget.config.template import template

    if str(file) == STANDARD_OUTPUT:
        click.echo(template(), nl=False)
        return
    try:
        with open(file, "x", encoding="utf-8") as new:
            new.write(template())
    except FileExistsError as error:
        raise ConfigurationError(f"{file} is there already, and stays as it is: name another file") from error
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written: {error.strerror}") from error
    click.echo(f"{file}: every setting at its default; 'fxwidget config' prints what is in force")
