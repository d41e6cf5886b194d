"""What is wrong with given settings, in sentences: each with the place that its value came from."""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from fxwidget.config.environment import PREFIX

__all__ = ["explained", "in_lines", "unknown_variables", "variable_of"]

LISTED = "'fxwidget config' lists what there is"


def unknown_variables(known: Collection[str]) -> Iterator[str]:
    """A sentence for each environment variable of ours that sets none of the known settings; its value is not in it."""
    for variable in os.environ:
        if variable.upper().startswith(PREFIX):
            name, below, _ = variable[len(PREFIX) :].lower().partition("__")
            if name not in known or (below and name != "provider"):
                near = _near(variable.upper(), [PREFIX + each.upper() for each in known])
                yield f"environment variable {variable} sets nothing; {near}"


def explained(
    where: str, error: ValueError, arguments: Container[str], known: Collection[str], own: Collection[str]
) -> str:
    """What is wrong, each fault with the place of its value: the file, a variable or an argument.

    Args:
        where: the place of what no variable and no argument sets.
        arguments: the names that an argument sets.
        known, own: the names of all settings, and of those of a provider.
    """
    if not isinstance(error, ValidationError):
        return f"{where}: {error}"
    faults = []
    for fault in error.errors():
        place = tuple(str(part) for part in fault["loc"])
        faults.append((_source(place, arguments) or where, _fault(".".join(place), fault, known, own)))
    heading = f"{len(faults)} settings are wrong"
    if len(places := {place for place, _ in faults}) > 1:
        return in_lines(heading, [": ".join(fault) for fault in faults])
    return f"{places.pop()}: {in_lines(heading, [text for _, text in faults])}"


def in_lines(heading: str, sentences: Sequence[str]) -> str:
    """A sentence as it is; several each in a line of its own below a heading."""
    return sentences[0] if len(sentences) == 1 else "\n  ".join([heading, *sentences])


def _source(place: Sequence[str], arguments: Container[str]) -> str | None:
    """The variable or the argument that a value came from; None where it stands in the file."""
    if (variable := variable_of(place)) is not None:
        return f"environment variable {variable}"
    return "argument" if place and place[0] in arguments else None


def variable_of(place: Sequence[str]) -> str | None:
    """The environment variable that sets the value at a place, such as ``("provider", "ecb", "key")``; None without one."""
    for length in range(len(place), 0, -1):
        name = (PREFIX + "__".join(place[:length])).upper()
        if any(variable.upper() == name for variable in os.environ):
            return name
    return None


def _fault(name: str, fault: Mapping[str, Any], known: Collection[str], own: Collection[str]) -> str:
    if fault["type"] != "extra_forbidden":
        return f"{name or 'settings'}: {fault['msg'].removeprefix('Value error, ')}"
    *_, last = name.split(".")
    near = _near(last, known) if last == name else f"there are {', '.join(own)}"
    return f"unknown setting {name!r}; {near}"


def _near(name: str, known: Collection[str]) -> str:
    """The known name that was probably meant, or where all of them stand."""
    return f"did you mean {found[0]}?" if (found := get_close_matches(name, known, 1)) else LISTED
