"""What is in a set: the tables that the settings name, or a usual choice of them, and for each all that it links to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.render import png
from fxwidget.render.page.look import style_name
from fxwidget.web.addresses import Addresses
from fxwidget.web.edge.variants import configured, view_request
from fxwidget.web.endpoint import Endpoint, Router, ViewRequest
from fxwidget.web.flat.places import home_url, oembed_url

__all__ = ["HISTORY", "MOST_TABLES", "contents", "tables"]

MOST_TABLES = 500
"""Tables of a set: each is some eight files, and with a look or a language of its own one more for each currency."""

USUAL = (
    *(Options(lang=code) for code in LANGUAGES),
    *(Options(layout=name) for name in ("table", "compact", "card", "strip")),
)
"""The options of the tables beside the default one, where the settings name none."""

HISTORY = ("/v1/history", "/v1/history.csv")
"""The numbers of the last ninety days of all currencies."""

LEFT_OUT = ("/openapi.json", "/oembed")
"""What speaks of endpoints that files can't be, or has no answer of its own without options."""


def tables(settings: Settings, router: Router) -> tuple[Options, ...]:
    """The options of every table in the set, the default one first.

    Raises:
        ConfigurationError: a configured variant is none, or there are too many.
    """
    named = [each.options for each in configured(settings, router) if each.endpoint.path == "/widget"]
    found = tuple(dict.fromkeys([Options(), *(named if settings.variants else USUAL)]))
    if len(found) > MOST_TABLES:
        raise ConfigurationError(
            f"variants: {len(found)} tables are more than the {MOST_TABLES} that one set may have; name fewer"
        )
    return found


def contents(
    settings: Settings, router: Router, tables: Sequence[Options], *, charts: bool = True
) -> tuple[ViewRequest, ...]:
    """Every request whose answer is a file of the set with these tables; ``charts`` is whether there is a past to draw from.

    Raises:
        ConfigurationError: a configured variant is none.
    """
    usual = [url for endpoint in router.endpoints for url in _usual(endpoint, settings.currencies)]
    urls = [*usual, *(url for options in tables for url in _forms(options, settings))]
    if png.available():
        urls.append(Addresses("", Options()).png())
    if charts:
        urls += [*HISTORY, *(url for code in settings.currencies for url in _charts(code, tables, settings))]
    requests = [*(view_request(url, router) for url in urls), *configured(settings, router)]
    return tuple({one.url: one for one in requests}.values())


def _usual(endpoint: Endpoint, codes: Sequence[str]) -> Iterator[str]:
    if not endpoint.prerendered or endpoint.path in LEFT_OUT:
        return
    for code in codes if "{code}" in endpoint.path else [""]:
        yield endpoint.path.replace("{code}", code)


def _charts(code: str, tables: Iterable[Options], settings: Settings) -> Iterator[str]:
    """The canonical URLs of a currency's charts.

    There is one in the words and the look of each table. The usual one is a page, a frame and an image, over a month, and the
    first two of them over a year.
    """
    for options in tables:
        if code != (options.base or settings.base):
            yield Addresses("", options).chart(code)
    if code != settings.base:
        at = Addresses("", Options())
        yield from (
            f"{at.chart(code)}?range=1y",
            at.rate(code),
            f"{at.rate(code)}?range=1y",
            at.chart(code, ".svg"),
        )


def _forms(options: Options, settings: Settings) -> Iterator[str]:
    """The canonical URLs of everything that is shown of one table."""
    at = Addresses("", options)
    yield from (at.page, at.fragment, f"/{style_name(options)}", at.style, at.json, at.csv, at.svg)
    yield home_url(options)
    if settings.url is not None:
        yield from (at.feed("atom"), at.feed("json"), oembed_url(settings.url, at.page))
