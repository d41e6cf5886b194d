"""Finds the installed providers by the entry points of the group ``fxwidget.providers``; imports none by name."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from typing import TypeVar

from fxwidget.errors import ConfigurationError, UnknownProvider
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.facts import faults
from fxwidget.provider.facts_table import Facts, stored

log = logging.getLogger("fxwidget.registry")

GROUP = "fxwidget.providers"
OURS = "fxwidget"
"""The distribution of this project."""

Found = TypeVar("Found")

_LOOKED_AT: dict[type[Provider], tuple[str, ...]] = {}


@cache
def installed() -> Mapping[str, EntryPoint]:
    """The entry points of all installed providers, by name. One with the name of another is left out: ours stay, whatever is installed."""
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: _precedence(point.dist)):
        first = found.setdefault(point.name, point)
        if first.value != point.value:
            log.warning("%s has the name of %s; going on without it", _named(point), _named(first))
    return found


@cache  # a distribution reads all of its metadata for its name, and has many providers
def _precedence(distribution: Distribution | None) -> tuple[bool, str]:
    """By which of several providers of one name the name counts for the first: ours, then the first by distribution."""
    name = distribution.name if distribution is not None else ""
    return name != OURS, name


def provider_class(name: str) -> type[Provider]:
    """The class of an installed provider.

    Raises:
        UnknownProvider: nothing of that name is installed; the message names what is like it.
        ConfigurationError: it is installed and can't be imported, is no provider, or has wrong facts.
    """
    point = _point(name)
    try:
        loaded = point.load()
    except Exception as error:
        raise ConfigurationError(f"{_named(point)}: {point.value} can't be imported: {error}") from error
    if not (isinstance(loaded, type) and issubclass(loaded, Provider)):
        raise ConfigurationError(f"{_named(point)}: {point.value} is not a subclass of fxwidget.Provider")
    if wrong := _faults(loaded):
        raise ConfigurationError(f"{_named(point)}: {'; '.join(wrong)}")
    return loaded


def facts_of(name: str) -> Facts:
    """What every process has to know of an installed provider; its module is imported only where no table has that.

    Raises:
        UnknownProvider, ConfigurationError: as ``provider_class`` does.
    """
    known = stored(_point(name))
    return Facts.of(provider_class(name)) if known is None else known


def _point(name: str) -> EntryPoint:
    point = installed().get(name)
    if point is None:
        raise UnknownProvider(f"no provider {name!r} is installed; {_near(name)}")
    return point


def _near(name: str) -> str:
    """The names like one that is none, those first that it is a part of, and where all of them are listed."""
    import difflib

    names = sorted(installed())
    holding = [each for each in names if len(name) > 2 and name in each]
    near = list(dict.fromkeys([*holding, *difflib.get_close_matches(name, names, n=5)]))[:5]
    like = f"near it are {', '.join(near)}; " if near else ""
    return f"{like}'fxwidget providers' lists the {len(installed())} that are"


def _named(point: EntryPoint) -> str:
    """A provider and the distribution that installed it, as error messages name them."""
    distribution = getattr(point, "dist", None)
    return f"provider {point.name}" + (f" of {distribution.name}" if distribution is not None else "")


def _faults(provider: type[Provider]) -> tuple[str, ...]:
    """What is wrong with a provider's facts, checked once for each class."""
    if provider not in _LOOKED_AT:
        try:
            _LOOKED_AT[provider] = faults(provider)
        except Exception as error:  # noqa: BLE001 - a stranger's class may hold anything
            _LOOKED_AT[provider] = (f"its facts can't be read ({type(error).__name__})",)
    return _LOOKED_AT[provider]


def flaws(names: Iterable[str] | None = None) -> Mapping[str, str]:
    """The reasons why providers can't be used, by name, for those that can't; of all that are installed by default.

    Each is imported.
    """
    return _looked_at(installed() if names is None else names, provider_class)[1]


def usable(names: Collection[str] | None = None) -> tuple[str, ...]:
    """The providers of these that can be used, by their facts; of all that are installed by default.

    A broken one is logged once and takes no other with it.
    """
    return tuple(_without_flaws(installed() if names is None else names, facts_of))


def loadable(names: Collection[str]) -> tuple[str, ...]:
    """The providers of these that can be imported; as ``usable``, and for good."""
    return tuple(_without_flaws(names, provider_class))


def _without_flaws(names: Iterable[str], look_at: Callable[[str], Found]) -> Mapping[str, Found]:
    """What is found of those that can be used; the others are logged."""
    found, flawed = _looked_at(names, look_at)
    for fault in flawed.values():
        _warn(fault)
    return found


def _looked_at(
    names: Iterable[str], look_at: Callable[[str], Found]
) -> tuple[dict[str, Found], dict[str, str]]:
    """What is found of those that can be used, and why the others can't."""
    found, flawed = {}, {}
    for name in names:
        try:
            found[name] = look_at(name)
        except ConfigurationError as error:
            flawed[name] = str(error)
    return found, flawed


@cache
def _warn(fault: str) -> None:
    log.warning("%s; going on without it", fault)


def default_names(currencies: tuple[str, ...]) -> tuple[str, ...]:
    """The providers that are on without being named: no key, no terms that forbid it.

    First is who has the most of these currencies; what is coarse, of a peg, or less than daily counts after all others.
    """
    every = _without_flaws(installed(), facts_of)
    wanted = set(currencies)
    on = [
        name
        for name, facts in every.items()
        if facts.terms is not Terms.FORBIDDEN and not facts.needs_key and wanted & facts.lists
    ]

    def place(name: str) -> tuple[int, int, str]:
        listed = wanted & every[name].lists
        return -len(listed - every[name].lesser), -len(listed), name

    return tuple(sorted(on, key=place))
