"""The endpoints: every path that is served, each drawn from one snapshot and nothing else.

A new form of the table is a row here, with the function that draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from http import HTTPStatus

from fxwidget.config.settings import Settings
from fxwidget.presentation.option import Form, Parameter
from fxwidget.presentation.values import BOOLEAN, ValueKind, any_of
from fxwidget.provider.source import Described
from fxwidget.render.page.assets import Asset, style
from fxwidget.render.page.script import chart_script, converter_script, script
from fxwidget.render.page.types import types
from fxwidget.store import open_history
from fxwidget.store.history import History
from fxwidget.web import chart_forms, forms, past_forms
from fxwidget.web.addresses import USUAL_SCALE
from fxwidget.web.builder import Home
from fxwidget.web.endpoint import AGELESS, Endpoint
from fxwidget.web.forms import Context
from fxwidget.web.media_types import ATOM, CSV, JSON, JSON_FEED, NDJSON, PAGE, PNG, SVG, TEXT, MediaType
from fxwidget.web.oembed import PARAMETERS as OEMBED_PARAMETERS
from fxwidget.web.oembed import Embeddable
from fxwidget.web.past_forms import DATE, PARAMETERS
from fxwidget.web.site import Site

__all__ = ["endpoints"]

SHORT = "max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
FOR_EVER = "max-age=31536000, immutable"


def _scale(text: str) -> int | None:
    if text not in {"1", "2", "3"}:
        raise ValueError
    return None if int(text) == USUAL_SCALE else int(text)


def _decimal(text: str) -> str | None:
    if text.lower() not in {"point", "comma"}:
        raise ValueError
    return None if text.lower() == "point" else "comma"


FRAGMENT = Parameter(
    "fragment", BOOLEAN, "false", "the table alone, for a page that has the stylesheet of its own"
)
STALE = Parameter("stale", BOOLEAN, "false", "convert by rates that are stale or withdrawn too")
DECIMAL = Parameter(
    "decimal",
    ValueKind("point or comma", _decimal, any_of("point", "comma")),
    "point",
    "comma for spreadsheets that write 1,5: numbers have one, and semicolons part the columns",
)
SCALE = Parameter(
    "scale",
    ValueKind("1, 2 or 3", _scale, {"type": "integer", "minimum": 1, "maximum": 3}),
    "2",
    "pixels for each unit of the drawing, which is 480 units wide as a rule",
)


def endpoints(
    settings: Settings,
    sources: Sequence[Described],
    site: Site | None = None,
    past: History | None = None,
) -> tuple[Endpoint, ...]:
    """Every endpoint of a service with these enabled ``sources``.

    It is found at ``site``, by itself as it is configured, and has a ``past``, by itself that in its store.
    """
    site = site or Site(settings.url)
    context = Context(settings, sources, site, past or open_history(settings.store))
    widget, *others = _tables(context)
    charts = _charts(context)
    every = (
        site.home or Home.of(settings),
        *(widget, *others),
        *_badges(context),
        *charts,
        *_feeds(context),
        _oembed(context, widget, charts),
        *_api(context),
        *_assets(site),
    )
    return (*every, _openapi(settings, every))


def _tables(context: Context) -> tuple[Endpoint, ...]:
    """The page, which comes first, and the table in other forms."""
    return (
        Endpoint(
            "/widget",
            PAGE,
            "The table as a page, complete without script, or as a fragment of one.",
            partial(forms.page, context),
            form=Form.PAGE,
            parameters=(FRAGMENT,),
            prerendered=("", "fragment=true"),
        ),
        Endpoint(
            "/widget.svg", SVG, "The table as an image.", partial(forms.image, context), form=Form.IMAGE
        ),
        Endpoint(
            "/widget.png",
            PNG,
            "The same image as PNG, for mail and link previews.",
            partial(forms.picture, context),
            form=Form.IMAGE,
            parameters=(SCALE,),
            statuses=(HTTPStatus.NOT_IMPLEMENTED,),
            throttled=True,
            prerendered=(),
        ),
        Endpoint(
            "/widget.txt",
            TEXT,
            "The table as text of 80 columns.",
            partial(forms.text, context),
            form=Form.TEXT,
        ),
        Endpoint(
            "/widget.csv",
            CSV,
            "The table as CSV.",
            partial(forms.rows, context),
            form=Form.CSV,
            parameters=(DECIMAL,),
        ),
    )


def _badges(context: Context) -> tuple[Endpoint, ...]:
    """One rate, in a number and a word at most."""
    badge = partial(Endpoint, form=Form.BADGE, cache=AGELESS)
    return (
        badge(
            "/badge/{code}.svg",
            SVG,
            "One rate as a badge.",
            partial(forms.badge_image, context),
        ),
        badge(
            "/badge/{code}.json",
            JSON,
            "One rate as shields.io's endpoint badge.",
            partial(forms.badge_json, context),
            schema="Badge",
        ),
    )


def _charts(context: Context) -> tuple[Endpoint, ...]:
    """One currency's past as a line. Pictures come first: their paths are codes with an ending."""
    chart = partial(
        Endpoint, form=Form.CHART, parameters=(chart_forms.RANGE,), reads_past=True, prerendered=()
    )
    return (
        chart(
            "/chart/{code}.svg", SVG, "One currency's past as an image.", partial(chart_forms.image, context)
        ),
        chart(
            "/chart/{code}.png",
            PNG,
            "The same image as PNG.",
            partial(chart_forms.picture, context),
            parameters=(chart_forms.RANGE, SCALE),
            statuses=(HTTPStatus.NOT_IMPLEMENTED,),
            throttled=True,
        ),
        chart(
            "/chart/{code}",
            PAGE,
            "One currency's past as a page for frames.",
            partial(chart_forms.framed, context),
        ),
        chart(
            "/rate/{code}",
            PAGE,
            "One currency's past as a page: its line, highest and lowest, changes, and the numbers.",
            partial(chart_forms.page, context),
        ),
    )


def _feeds(context: Context) -> tuple[Endpoint, ...]:
    """Their entries name the service: without a configured address they are each client's own."""
    personal = context.settings.url is None
    feed = partial(Endpoint, form=Form.FEED, host_dependent=personal, prerendered=() if personal else ("",))
    return (
        feed("/feed.atom", ATOM, "What changed, as Atom.", render_changes=partial(forms.atom, context)),
        feed(
            "/feed.json",
            JSON_FEED,
            "What changed, as JSON Feed 1.1.",
            render_changes=partial(forms.json_feed, context),
            schema="JsonFeed",
        ),
    )


def _oembed(context: Context, widget: Endpoint, charts: Sequence[Endpoint]) -> Endpoint:
    known = [
        Embeddable(widget, partial(forms.embedded, context)),
        *(
            Embeddable(each, partial(chart_forms.embedded, context))
            for each in charts
            if each.media_type is PAGE
        ),
    ]
    return Endpoint(
        "/oembed",
        JSON,
        "What a site puts into its page to show a table or a chart (oEmbed 1.0).",
        partial(forms.embedding, context, of=known),
        parameters=OEMBED_PARAMETERS,
        required=("url",),
        statuses=(HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED),
        host_dependent=context.settings.url is None,
        prerendered=(),
        schema="OEmbed",
    )


def _api(context: Context) -> tuple[Endpoint, ...]:
    answers = partial(Endpoint, strict=True)
    dated = partial(answers, cache_of=past_forms.cache_of)
    rates = partial(dated, form=Form.RATES, parameters=(DATE,), schema="Rates")
    return (
        rates("/v1/rates", JSON, "The table as JSON.", partial(forms.rates, context)),
        rates("/v1/rates/{code}", JSON, "One row of the table.", partial(forms.rates, context)),
        dated(
            "/v1/convert",
            JSON,
            "An amount of one currency in another.",
            partial(forms.converted, context),
            form=Form.CONVERSION,
            parameters=(STALE, DATE),
            required=("to",),
            prerendered=(),
            schema="Conversion",
        ),
        *_past(context, partial(dated, parameters=PARAMETERS, reads_past=True, prerendered=())),
        answers(
            "/v1/currencies",
            JSON,
            "The currencies of the table and their limits.",
            partial(forms.currencies, context),
            schema="Currencies",
        ),
        answers(
            "/v1/sources",
            JSON,
            "What each source did last, and why.",
            partial(forms.sources, context),
            serves_empty=True,
            schema="Sources",
        ),
    )


def _past(context: Context, past: Callable[..., Endpoint]) -> tuple[Endpoint, ...]:
    """Closes of past days, weeks and months."""
    return (
        past("/v1/history", JSON, "Past rates as JSON.", partial(forms.history, context), schema="History"),
        past(
            "/v1/history.csv",
            CSV,
            "Past rates as CSV.",
            partial(forms.history_rows, context),
            parameters=(*PARAMETERS, DECIMAL),
        ),
        past(
            "/v1/history.ndjson",
            NDJSON,
            "Past rates as a line of JSON for each, however many they are.",
            stream=partial(forms.history_lines, context),
        ),
    )


def _assets(site: Site) -> tuple[Endpoint, ...]:
    """The element's script and the style, each by its plain name and by its hash; the converter's by its hash; the types."""
    return (
        *_asset(
            script(site.table),
            "The script of the element <fx-widget>; by its hash a copy of it is good for ever.",
        ),
        *(
            replace(each, form=Form.STYLE, static_body=forms.stylesheet)
            for each in _asset(
                style(),
                "The style of the fragment, in the look that it is asked for; by its hash a copy is good for ever.",
            )
        ),
        _asset(converter_script(), "")[1],
        *_asset(
            chart_script(site.chart),
            "The script of the element <fx-chart>; by its hash a copy of it is good for ever.",
        ),
        _asset(types(), "The types of the element's attributes, properties and events, for TypeScript.")[0],
    )


def _asset(asset: Asset, summary: str) -> tuple[Endpoint, ...]:
    media_type = MediaType(asset.media_type, f".{asset.kind}", compressible=True)
    plain = Endpoint(
        f"/{asset.stem}.{asset.kind}",
        media_type,
        summary,
        static_body=lambda _: asset.body,
        cache=SHORT,
        listed=False,
    )
    return plain, replace(plain, path=f"/{asset.name}", summary="", cache=FOR_EVER)


def _openapi(settings: Settings, others: Sequence[Endpoint]) -> Endpoint:
    """The document of the others, which is made when it is first asked for."""

    @cache
    def document() -> bytes:
        from fxwidget.web.openapi import openapi  # its models take a while

        return openapi(settings, others, endpoint)

    endpoint = Endpoint(
        "/openapi.json", JSON, "This document.", static_body=lambda _: document(), cache=SHORT
    )
    return endpoint
