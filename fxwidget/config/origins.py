"""The settings in force, each with where it came from: a default, the file and its line, a variable, an option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from fxwidget.config.environment import overlaid
from fxwidget.config.faults import variable_of
from fxwidget.config.settings import ProviderSettings, Settings, load
from fxwidget.config.settings_file import Place, file_of, lines_of, places, values_of
from fxwidget.config.urls import without_password
from fxwidget.config.values import written
from fxwidget.errors import ConfigurationError

__all__ = ["InForce", "Origin", "in_force"]

MASK = "********"
SECRET = "key"
"""The member of a provider's settings that is never shown."""

URLS = ("store", "proxy", "url")
"""Settings that may be URLs with a password in them; where they are wrong, lists or tables of such."""

HIDING = ("@", "password")
"""What a URL with a password in it has."""


class Origin(StrEnum):
    """What sets a setting."""

    DEFAULT = "default"
    FILE = "file"
    VARIABLE = "variable"
    OPTION = "option"


@dataclass(frozen=True)
class InForce:
    """One setting, as a settings file would have it, and what set it.

    name: with dots below a provider, as in ``provider.ecb.key``. value: a key is masked, a password left out.
    where: the file, the variable or the option; None of a default. line: of the file, counted from 1.
    """

    name: str
    value: Any
    origin: Origin
    where: str | None = None
    line: int | None = None


def in_force(
    path: Path | None, options: Mapping[str, str]
) -> tuple[list[InForce], ConfigurationError | None]:
    """Every setting in force and each of a provider that is set, and what is wrong with them, if anything.

    Where something is wrong values are as they were given; unknown names are left out, and named by the error.

    Args:
        path: the file that is named; None for the usual one.
        options: the options that set a setting, by its name.

    Raises:
        ConfigurationError: the file can't be read or is not TOML.
    """
    file = file_of(path)
    given, lines = values_of(file), _lines(file)
    try:
        values, fault = _of(load(path)), None
    except ConfigurationError as error:
        values, fault = _over_defaults(_with_variables(given)), error
    variables = dict(places(_with_variables({})))
    found = []
    for place, value in _known(values):
        name, shown = ".".join(place), _shown(place[-1], written(value))
        if place[0] in options:
            found.append(InForce(name, shown, Origin.OPTION, options[place[0]]))
        elif place in variables:
            found.append(InForce(name, shown, Origin.VARIABLE, variable_of(place)))
        elif place in lines:
            found.append(InForce(name, shown, Origin.FILE, str(file), lines[place]))
        else:
            found.append(InForce(name, shown, Origin.DEFAULT))
    return found, fault


def _lines(file: Path | None) -> Mapping[Place, int]:
    """The lines of a file's values by their places, the first name of each as the settings have it; of tables the first one's."""
    found: dict[Place, int] = {}
    for (first, *below), line in (lines_of(file) if file is not None else {}).items():
        place = (first.lower(), *below)
        for length in range(1, len(place) + 1):
            found.setdefault(place[:length], line)
    return found


def _with_variables(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a file gives, with the variables over it; without them where they can't be read, which is a fault of its own."""
    try:
        return overlaid(given, Settings.model_fields)
    except ValueError:
        return given


def _of(settings: Settings) -> Mapping[str, Any]:
    """Settings as the values that would make them."""
    own = {name: each.model_dump(exclude_unset=True) for name, each in settings.provider.items()}
    return {**{name: getattr(settings, name) for name in Settings.model_fields}, "provider": own}


def _over_defaults(given: Mapping[str, Any]) -> Mapping[str, Any]:
    defaults = {
        name: each.get_default(call_default_factory=True) for name, each in Settings.model_fields.items()
    }
    return {**defaults, **given}


def _known(values: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Every value that is a setting's with its place, those of providers last."""
    for name in Settings.model_fields:
        if name != "provider":
            yield (name,), values[name]
    for place, value in places(values):
        if len(place) == 3 and place[0] == "provider" and place[2] in ProviderSettings.model_fields:
            yield place, value


def _shown(name: str, value: Any) -> Any:
    """A value without what is secret in it."""
    if name == SECRET and value is not None:
        return MASK
    if isinstance(value, Mapping):
        return {below: _shown(name, each) for below, each in value.items()}
    if isinstance(value, list):
        return [_shown(name, each) for each in value]
    if name in URLS and isinstance(value, str) and any(sign in value.lower() for sign in HIDING):
        return without_password(value)
    return value
