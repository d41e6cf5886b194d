"""The file of settings: which one it is, its values, and the line on which each of them stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fxwidget.errors import ConfigurationError

__all__ = ["FILE", "Place", "file_of", "lines_of", "places", "values_of"]

FILE = "fxwidget.toml"

Place = tuple[str, ...]
"""The names that lead to a value, as in ``("provider", "ecb", "key")``."""

_TOKEN = re.compile(
    r""""{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'|\#[^\n]*|[\[\]{}\n]""", re.DOTALL
)
"""What can hold or end a line of TOML: texts of four kinds, comments, brackets, and the line's end."""

_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}


def file_of(path: Path | None) -> Path | None:
    """The file to read: the one that is named, else ``fxwidget.toml`` in the working directory if there is one."""
    usual = Path(FILE)
    return usual if path is None and _may_be(usual) else path


def _may_be(file: Path) -> bool:
    """Whether a file is there, or a folder that can't be looked in may have it: reading it then says why it can't be."""
    try:
        file.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


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
    """The line, counted from 1, on which each value of a file that is TOML begins, by its place.

    Each statement is parsed by itself, below the heading of its table: the time goes by the length of the file.
    """
    found: dict[Place, int] = {}
    above: set[Place] = set()  # the places that others are below
    arrays: set[Place] = set()  # those are values as a whole, whatever is set below them
    heading = ""
    for line, statement in _statements(_text(path)):
        if statement.lstrip().startswith("["):
            heading, statement = statement, ""
        for place, value in places(tomllib.loads(heading + statement)):
            parents = [place[:length] for length in range(1, len(place))]
            if place in above or not arrays.isdisjoint(parents):
                continue
            found.setdefault(place, line)
            above.update(parents)
            if isinstance(value, list):
                arrays.add(place)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The headings and the settings of a text that is TOML, each with its lines' ends and the line on which it begins."""
    line, begin, depth = 1, 0, 0
    for token in _TOKEN.finditer(text + "\n"):
        if token[0] in _BRACKETS:
            depth += _BRACKETS[token[0]]
        elif token[0] == "\n" and depth == 0:
            statement = text[begin : token.end()]
            if statement.strip():
                yield line, statement
            line, begin = line + statement.count("\n"), token.end()


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
