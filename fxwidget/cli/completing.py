"""What a shell completes: codes of currencies and names of providers, read without loading what a command itself needs."""

from __future__ import annotations

import click

__all__ = ["ALL", "currencies", "currencies_or_all", "providers"]

ALL = "all"
"""In place of a currency: all that there are. In small letters only: in capitals it is the Albanian lek."""


def currencies(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The codes that begin so, in whatever case that is written."""
    from fxwidget.domain.currency import CURRENCIES

    return sorted(code for code in CURRENCIES if code.startswith(incomplete.upper()))


def currencies_or_all(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The codes that begin so, and ``all``."""
    every = [ALL] if ALL.startswith(incomplete) else []
    return [*every, *currencies(context, parameter, incomplete)]


def providers(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The installed providers whose names begin so."""
    from importlib.metadata import entry_points

    names = {point.name for point in entry_points(group="fxwidget.providers")}
    return sorted(name for name in names if name.startswith(incomplete))
