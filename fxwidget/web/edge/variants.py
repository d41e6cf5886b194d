"""The variants that are drawn in advance: for the edge, and for the published files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from urllib.parse import parse_qsl, unquote, urlsplit

from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.presentation.options import Options
from fxwidget.render.chart import RANGES
from fxwidget.render.page.look import style_name
from fxwidget.web.addresses import Addresses
from fxwidget.web.endpoint import Endpoint, Router, ViewRequest

__all__ = ["charts", "configured", "variants", "view_request"]


def variants(settings: Settings, router: Router) -> tuple[ViewRequest, ...]:
    """The variants to draw in advance: each endpoint's default, once per currency in a path, then the configured ones.

    Raises:
        ConfigurationError: a configured variant is none; the message says which and why.
    """
    usual = [url for endpoint in router.endpoints for url in _usual(endpoint, settings.currencies)]
    requests = [*(view_request(url, router) for url in usual), *configured(settings, router)]
    return tuple({one.url: one for one in requests}.values())


def charts(settings: Settings, router: Router) -> tuple[ViewRequest, ...]:
    """What tables that are published lead to once there is a past.

    That is each currency's page over every range, in the words and the look of each table; of the usual one the frame and the
    image too; and the numbers of the last ninety days.

    Raises:
        ConfigurationError: a configured variant is none; the message says which and why.
    """
    tables = (
        Options(),
        *(each.options for each in configured(settings, router) if each.endpoint.path == "/widget"),
    )
    urls = ["/v1/history", "/v1/history.csv"]
    for code, options in product(settings.currencies, tables):
        if code != (options.base or settings.base):
            urls += _ranges(Addresses("", options).rate(code))
    for code in settings.currencies:
        if code != settings.base:
            urls += [*_ranges(f"/chart/{code}"), f"/chart/{code}.svg"]
    requests = [view_request(url, router) for url in dict.fromkeys(urls)]
    return tuple({one.url: one for one in requests}.values())


def _ranges(url: str) -> list[str]:
    """A chart's URL, and that of each other range of it."""
    return [url, *(f"{url}{'&' if '?' in url else '?'}range={name}" for name in RANGES)]


def configured(settings: Settings, router: Router) -> tuple[ViewRequest, ...]:
    """The variants that the setting ``variants`` names, and the styles that they name in turn.

    Raises:
        ConfigurationError: one is none; the message says which and why.
    """
    named = [view_request(url, router) for url in settings.variants]
    styles = [f"/{style_name(each.options)}" for each in named if each.parameters.get("fragment")]
    return (*named, *(view_request(url, router) for url in styles))


def _usual(endpoint: Endpoint, codes: Sequence[str]) -> list[str]:
    paths = (
        [endpoint.path.replace("{code}", code) for code in codes]
        if "{code}" in endpoint.path
        else [endpoint.path]
    )
    return [f"{path}?{query}" for path in paths for query in endpoint.prerendered]


def view_request(url: str, router: Router) -> ViewRequest:
    """The request for a path and query that the settings name.

    Raises:
        ConfigurationError: there is nothing at it, or an option can't be; the message says which and why.
    """
    parts = urlsplit(url)
    try:
        request = router.view_request(unquote(parts.path), parse_qsl(parts.query))
    except FXWidgetError as error:
        raise ConfigurationError(f"variants: {url!r}: {error}") from error
    if request is None or parts.scheme or parts.netloc:
        listed = ", ".join(endpoint.path for endpoint in router.endpoints if endpoint.listed)
        raise ConfigurationError(f"variants: there is nothing at {url!r}; write one of {listed}, and options")
    if request.endpoint.host_dependent:
        raise ConfigurationError(
            f'variants: {url!r} names the service\'s own address: set url, as in "https://rates.example"'
        )
    return request
