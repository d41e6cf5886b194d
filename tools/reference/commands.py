"""The page of commands: the help of each, as the command line prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from fxwidget.cli.commands import cli
from tools.markdown import code

__all__ = ["commands", "page"]

WIDTH = 90
"""Columns of the help on the page."""


def commands() -> Iterator[tuple[str, str]]:
    """Each command that is not hidden, as it is typed, with its help."""
    yield from _commands(_context(cli, "fxwidget"))


def _context(command: click.Command, name: str, above: click.Context | None = None) -> click.Context:
    return command.context_class(
        command, above, name, max_content_width=WIDTH, terminal_width=WIDTH, **command.context_settings
    )


def _commands(context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, context.command.get_help(context)
    if isinstance(context.command, click.Group):
        for name, command in sorted(context.command.commands.items()):
            if not command.hidden:
                yield from _commands(_context(command, name, context))


def page() -> Iterable[str]:
    """The lines of the page."""
    yield "# Commands"
    yield "What `--help` prints of each. An option of `fxwidget` itself stands before the command. Exit codes: 0, 1 where the"
    yield "command failed, 2 where an argument or a setting is wrong."
    for name, help in commands():
        yield from ("", f"## {code(name)}", "", "```text", *help.splitlines(), "```")
