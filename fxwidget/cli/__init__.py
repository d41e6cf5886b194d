"""The command line: one command for each thing that a user or an operator does."""

from fxwidget.cli.commands import cli, main

__all__ = ["cli", "main"]
