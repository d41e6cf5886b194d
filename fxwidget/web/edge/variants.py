"""The variants that are made before anybody asks: for the edge, and for the published files."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.web.endpoint import Asked, Door, Reader

__all__ = ["configured", "variants"]


def variants(settings: Settings, reader: Reader) -> tuple[Asked, ...]:
    """What is usual at every door, for each currency where the path names one, then what is configured, each once.

    Raises:
        ConfigurationError: a configured variant is none; the message says which and why.
    """
    usual = [url for door in reader.doors for url in _usual(door, settings.currencies)]
    asked = [*(_asked(url, reader) for url in usual), *configured(settings, reader)]
    return tuple({one.url: one for one in asked}.values())


def configured(settings: Settings, reader: Reader) -> tuple[Asked, ...]:
    """What the setting ``variants`` names.

    Raises:
        ConfigurationError: one is none; the message says which and why.
    """
    return tuple(_asked(url, reader) for url in settings.variants)


def _usual(door: Door, codes: Sequence[str]) -> list[str]:
    paths = [door.path.replace("{code}", code) for code in codes] if "{code}" in door.path else [door.path]
    return [f"{path}?{query}" for path in paths for query in door.usual]


def _asked(url: str, reader: Reader) -> Asked:
    parts = urlsplit(url)
    try:
        asked = reader.asked(unquote(parts.path), parse_qsl(parts.query))
    except FXWidgetError as error:
        raise ConfigurationError(f"variants: {url!r}: {error}") from error
    if asked is None or parts.scheme or parts.netloc:
        listed = ", ".join(door.path for door in reader.doors if door.listed)
        raise ConfigurationError(f"variants: there is nothing at {url!r}; write one of {listed}, and options")
    if asked.door.personal:
        raise ConfigurationError(
            f'variants: {url!r} names the service\'s own address: set url, as in "https://rates.example"'
        )
    return asked
