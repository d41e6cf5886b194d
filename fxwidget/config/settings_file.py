"""The file of settings: which one it is, its values, and the line on which each of them stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fxwidget.errors import ConfigurationError

__all__ = ["FILE", "Place", "file_of", "lines_of", "places", "values_of"]

FILE = "fxwidget.toml"

Place = tuple[str, ...]
"""The names that lead to a value, as in ``("provider", "ecb", "key")``."""


def file_of(path: Path | None) -> Path | None:
    """The file to read: the one that is named, else ``fxwidget.toml`` in the working directory if there is one."""
    usual = Path(FILE)
    return path if path is not None or not usual.exists() else usual


def values_of(path: Path | None) -> dict[str, Any]:
    """The values of a file; none without one.

    Raises:
        ConfigurationError: it can't be read, or is not TOML.
    """
    if path is None:
        return {}
    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not TOML: {error}") from error
    except RecursionError:
        raise ConfigurationError(f"{path} is no file of settings: it has brackets without end") from None


def lines_of(path: Path) -> Mapping[Place, int]:
    """The line, counted from 1, on which each value of a file that is TOML begins, by its place."""
    text = _text(path).split("\n")
    found: dict[Place, int] = {}
    begin = 0
    for end in range(1, len(text) + 1):
        try:
            values = tomllib.loads("\n".join(text[:end]))
        except tomllib.TOMLDecodeError:  # a value that goes on in the next line
            continue
        for place, _ in places(values):
            found.setdefault(place, begin + 1)
        begin = end
    return found


def places(values: Mapping[str, Any], below: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that is no table, with its place; an empty table as itself."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from places(value, (*below, name))
        else:
            yield (*below, name), value


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}") from error
