"""Finds the installed providers by the entry points of the group ``fxwidget.providers``; imports none by name."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from fxwidget.errors import ConfigurationError, UnknownProvider
from fxwidget.provider.base import Provider, Terms

log = logging.getLogger("fxwidget.registry")

GROUP = "fxwidget.providers"


@cache
def installed() -> Mapping[str, EntryPoint]:
    """Entry points by provider name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def provider_class(name: str) -> type[Provider]:
    """The class of an installed provider.

    Raises:
        UnknownProvider: nothing of that name is installed; the message lists what is.
        ConfigurationError: it is installed and can't be imported, or is no provider.
    """
    point = installed().get(name)
    if point is None:
        raise UnknownProvider(
            f"no provider {name!r} is installed; there are {', '.join(sorted(installed()))}"
        )
    try:
        loaded = point.load()
    except Exception as error:
        raise ConfigurationError(f"provider {name}: {point.value} can't be imported: {error}") from error
    if not (isinstance(loaded, type) and issubclass(loaded, Provider)):
        raise ConfigurationError(f"provider {name}: {point.value} is not a subclass of fxwidget.Provider")
    return loaded


def _importable() -> Iterator[tuple[str, type[Provider]]]:
    """The providers that can be used; one that is broken is logged and takes no other with it."""
    for name in installed():
        try:
            yield name, provider_class(name)
        except ConfigurationError as error:
            log.warning("%s; going on without it", error)


def default_names(currencies: tuple[str, ...]) -> tuple[str, ...]:
    """The providers that are on without being named: no key, no terms that forbid it; the widest table first."""
    classes = dict(_importable())
    wanted = set(currencies)
    on = [
        name
        for name, provider in classes.items()
        if provider.terms is not Terms.FORBIDDEN and not provider.needs_key and wanted & provider.lists
    ]
    return tuple(sorted(on, key=lambda name: (-len(wanted & classes[name].lists), name)))
