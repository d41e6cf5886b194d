"""The parts that every application of a service shares, made once from its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fxwidget.config.settings import Settings
from fxwidget.config.sources import described
from fxwidget.provider.source import Described
from fxwidget.store.history import History
from fxwidget.web.endpoint import Router
from fxwidget.web.endpoints import endpoints
from fxwidget.web.site import Site

__all__ = ["Service"]


@dataclass(frozen=True)
class Service:
    """The settings, the enabled sources, and the endpoints by their paths."""

    settings: Settings
    sources: Sequence[Described]
    router: Router

    @classmethod
    def of(cls, settings: Settings, site: Site | None = None, past: History | None = None) -> Service:
        """The service of these settings.

        Args:
            site: where it is found, if not where they say.
            past: the past rates, if not those in the store of the settings.

        Raises:
            ConfigurationError: an enabled source lacks what it needs.
        """
        enabled = described(settings)
        return cls(settings, enabled, Router(endpoints(settings, enabled, site, past), settings.base))
