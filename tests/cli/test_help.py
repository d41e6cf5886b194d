"""What every command's help ends with, and what a shell completes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from fxwidget.cli import cli

Named = tuple[str, click.Command]


def commands(command: click.Command = cli, name: str = "fxwidget") -> Iterator[Named]:
    """Every command that is shown in a help, with the words that call it, the groups among them."""
    yield name, command
    if isinstance(command, click.Group):
        for own, below in command.commands.items():
            if not below.hidden:
                yield from commands(below, f"{name} {own}")


def examples(command: click.Command) -> list[str]:
    """The lines of the examples in a command's help."""
    return [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]


EVERY = list(commands())


@pytest.mark.parametrize(("name", "command"), EVERY, ids=[name for name, _ in EVERY])
def test_each_has_an_example_that_calls_it(
    name: str, command: click.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words, arguments and options are taken as they stand; the line is whole in a terminal of sixty columns."""
    called: list[str] = []
    for own, each in EVERY:
        monkeypatch.setattr(each, "callback", lambda own=own, **_: called.append(own))
    lines = examples(command)
    assert lines
    for line in lines:
        words, *_ = line.removeprefix("FXWIDGET_REFRESH=1m ").replace(">", "|").split(" | ")
        first, *arguments = shlex.split(words)
        called.clear()
        done = CliRunner().invoke(cli, arguments)
        assert (first, done.exit_code, done.output) == ("fxwidget", 0, ""), line
        assert called[-1].startswith(name)
    text = command.get_help(click.Context(command, info_name=name, terminal_width=60))
    assert text.splitlines()[-len(lines) :] == [f"    {line}" for line in lines]
    assert max(map(len, text.splitlines())) <= 60
    assert not [line for line in text.splitlines() if line.endswith("...") and not line.startswith("Usage:")]


def completed(words: str, incomplete: str) -> list[str]:
    """What a shell offers after these words."""
    shell: Any = ShellComplete(cli, {}, "fxwidget", "_FXWIDGET_COMPLETE")
    return [each.value for each in shell.get_completions(words.split(), incomplete)]


def test_a_shell_completes_values() -> None:
    """Commands and options by click; codes of currencies and names of providers by ours, where they can stand."""
    assert completed("", "his") == ["history"]
    assert completed("refresher", "--st") == ["--standby"]
    assert completed("accept", "ir") == ["IRR"]
    assert completed("hold", "E")[:2] == ["EGP", "ERN"]
    assert completed("convert 5", "ET") == completed("convert 5 INR", "ET") == ["ETB"]
    assert completed("history INR", "RU") == ["RUB"]
    assert completed("history INR --base", "EU") == ["EUR"]
    assert completed("history INR --interval", "") == ["day", "week", "month"]
    assert completed("backfill --currency", "al") == ["all", "ALL"]
    assert completed("backfill --source", "bank_of_r") == ["bank_of_russia"]
    assert completed("source disable", "ec") == ["ecb"]
    assert completed("providers check ecb", "nbp") == ["nbp"]
    assert completed("providers --currency", "ET") == ["ETB"]
