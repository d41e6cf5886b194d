"""What is printed where a command fails on purpose."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from fxwidget.errors import ConfigurationError, FXWidgetError, UnknownCurrency, UnknownProvider
from fxwidget.ops import log

__all__ = ["report", "reported"]

WRONG_INPUT = 2
"""The exit code where a setting or an argument is wrong."""


@contextmanager
def reported() -> Iterator[None]:
    """Report an error that the block raises on purpose, and end the process: with ``WRONG_INPUT`` where the input was wrong.

    Raises:
        SystemExit: in place of the error.
    """
    try:
        yield
    except FXWidgetError as error:
        report(error)
        wrong = isinstance(error, (ConfigurationError, UnknownCurrency, UnknownProvider))
        sys.exit(WRONG_INPUT if wrong else 1)


def report(error: FXWidgetError) -> None:
    """Print a failure on standard error, or log it where the log is JSON.

    A short sentence comes first, then a line for each source or setting that it is of, if any. A terminal has what is wider
    than itself in several lines; a pipe has each of them whole.
    """
    if log.in_json():
        log.Event("error", str(error), logging.CRITICAL).emit(logging.getLogger("fxwidget.cli"))
        return
    for line in _lines(f"fxwidget: {error}"):
        click.echo(line, err=True)


def _lines(text: str) -> list[str]:
    from shutil import get_terminal_size

    from fxwidget.domain.wrapping import hanging

    return list(hanging(text, get_terminal_size().columns if sys.stderr.isatty() else None))
