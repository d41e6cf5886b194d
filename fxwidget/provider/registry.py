"""Finds the installed providers by the entry points of the group ``fxwidget.providers``; imports none by name."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from fxwidget.errors import ConfigurationError, UnknownProvider
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.facts import faults

log = logging.getLogger("fxwidget.registry")

GROUP = "fxwidget.providers"

_LOOKED_AT: dict[type[Provider], tuple[str, ...]] = {}


@cache
def installed() -> Mapping[str, EntryPoint]:
    """The entry points of all installed providers, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def provider_class(name: str) -> type[Provider]:
    """The class of an installed provider.

    Raises:
        UnknownProvider: nothing of that name is installed; the message lists what is.
        ConfigurationError: it is installed and can't be imported, is no provider, or has wrong facts.
    """
    point = installed().get(name)
    if point is None:
        raise UnknownProvider(
            f"no provider {name!r} is installed; there are {', '.join(sorted(installed()))}"
        )
    try:
        loaded = point.load()
    except Exception as error:
        raise ConfigurationError(f"{_named(point)}: {point.value} can't be imported: {error}") from error
    if not (isinstance(loaded, type) and issubclass(loaded, Provider)):
        raise ConfigurationError(f"{_named(point)}: {point.value} is not a subclass of fxwidget.Provider")
    if wrong := _faults(loaded):
        raise ConfigurationError(f"{_named(point)}: {'; '.join(wrong)}")
    return loaded


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
    """The reasons why providers can't be used, by name, for those that can't; of all that are installed by default."""
    found = {}
    for name in installed() if names is None else names:
        try:
            provider_class(name)
        except ConfigurationError as error:
            found[name] = str(error)
    return found


def usable(names: Collection[str] | None = None) -> tuple[str, ...]:
    """The providers of these that can be used; of all that are installed by default.

    A broken one is logged once and takes no other with it.
    """
    names = tuple(installed()) if names is None else names
    broken = flaws(names)
    for fault in broken.values():
        _warn(fault)
    return tuple(name for name in names if name not in broken)


@cache
def _warn(fault: str) -> None:
    log.warning("%s; going on without it", fault)


def default_names(currencies: tuple[str, ...]) -> tuple[str, ...]:
    """The providers that are on without being named: no key, no terms that forbid it; the widest table first."""
    classes = {name: provider_class(name) for name in usable()}
    wanted = set(currencies)
    on = [
        name
        for name, provider in classes.items()
        if provider.terms is not Terms.FORBIDDEN and not provider.needs_key and wanted & provider.lists
    ]
    return tuple(sorted(on, key=lambda name: (-len(wanted & classes[name].lists), name)))
