"""The types of ``<fx-widget>`` for TypeScript: what is written by hand, with a line for each option."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fxwidget.presentation.option import Control, Option
from fxwidget.presentation.options import OPTIONS
from fxwidget.render.page.assets import Asset

__all__ = ["types"]

_NUMBERS = frozenset({"amount", "decimals", "refresh"})
"""Options that may be written as a number."""


@cache
def types() -> Asset:
    """The declarations, which a project copies or names by their address."""
    text = files("fxwidget.render.page").joinpath("fx-widget.d.ts").read_text("utf-8")
    for marker, lines in (
        ("// options\n", [line for option in OPTIONS for line in _attribute(option)]),
        ("// properties\n", [f"{option.name}: {_read(option)};" for option in OPTIONS]),
    ):
        text = text.replace(marker, "\n  ".join(lines) + "\n")
    return Asset("d.ts", "text/plain; charset=utf-8", text.encode())


def _attribute(option: Option) -> tuple[str, str]:
    """An option as it is given."""
    written = " | number" if option.name in _NUMBERS else ""
    return (
        f"/** {option.meaning[0].upper()}{option.meaning[1:]}. Default: {option.default}. */",
        f"{option.name}?: {_values(option)}{written};",
    )


def _read(option: Option) -> str:
    """The type of an option's property: a text is empty where none is given."""
    values = _values(option)
    return values if values in ("boolean", "string") else f'"" | {values}'


def _values(option: Option) -> str:
    """What an option may be. Of languages there are more ways to write one than those that there are."""
    if option.control is Control.YES:
        return "boolean"
    if option.control is Control.CHOICE and option.name != "lang":
        return " | ".join(f'"{value}"' for value in option.choices)
    return "string"
