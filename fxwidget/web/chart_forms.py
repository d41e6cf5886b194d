"""The forms of a chart: a page of its own, a page for frames, SVG and PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fxwidget.domain.snapshot import SourceInfo
from fxwidget.errors import RateNotFound
from fxwidget.presentation.option import Parameter
from fxwidget.presentation.values import ValueKind, any_of
from fxwidget.render import chart_svg, png
from fxwidget.render.chart import RANGES, Chart, chart
from fxwidget.render.discovery import OEMBED
from fxwidget.render.markup import xml
from fxwidget.render.page.chart_page import USUAL_RANGE, ChartLinks, chart_page
from fxwidget.render.view import View
from fxwidget.web.addresses import USUAL_SCALE
from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.forms import Context
from fxwidget.web.frame_height import chart_height
from fxwidget.web.oembed import Subject
from fxwidget.web.past_forms import facts_of, readable

__all__ = ["RANGE", "embedded", "framed", "image", "page", "picture"]


def _range(text: str) -> str | None:
    if text.lower() not in RANGES:
        raise ValueError
    return None if text.lower() == USUAL_RANGE else text.lower()


RANGE = Parameter(
    "range",
    ValueKind(", ".join([*RANGES][:-1]) + f" or {[*RANGES][-1]}", _range, any_of(*RANGES)),
    USUAL_RANGE,
    "how far back the chart goes: a week, a month, one year or five, or to the first close",
)


def page(context: Context, request: ViewRequest, view: View) -> bytes:
    """The page of a currency's past."""
    return _page(context, request, view, table=context.site.within(request, view.options).page)


def framed(context: Context, request: ViewRequest, view: View) -> bytes:
    """The same for frames: it leads nowhere else."""
    return _page(context, request, view)


def image(context: Context, request: ViewRequest, view: View) -> bytes:
    """The chart as SVG."""
    return _svg(context, request, view).encode()


def picture(context: Context, request: ViewRequest, view: View) -> bytes:
    """The same image as PNG."""
    return png.png(_svg(context, request, view), request.parameters.get("scale") or USUAL_SCALE)


def embedded(context: Context, request: ViewRequest, shown: ViewRequest, view: View) -> Subject:
    """A chart, as other sites embed it: over its range, whichever of its pages was named.

    Raises:
        RateNotFound: there is nothing to draw; the message says what there is.
    """
    assert shown.code is not None
    found = _chart(context, shown, view)
    at, over = context.site.outside(request, shown.options), shown.parameters.get(RANGE.name)
    own = [(RANGE.name, over)] if over else []

    def picture(scale: int) -> str:
        return at.chart(found.code, ".png", [*own, *[("scale", str(scale))] * (scale != USUAL_SCALE)])

    def size() -> tuple[int, int]:
        return chart_svg.measure(found, _sources(found, view))

    return Subject(
        found.title, at.chart(found.code, "", own), partial(chart_height, shown.options), picture, size
    )


def _svg(context: Context, request: ViewRequest, view: View) -> str:
    assert request.code is not None
    found = _chart(context, request, view)
    return chart_svg.svg(found, _sources(found, view))


def _page(context: Context, request: ViewRequest, view: View, *, table: str = "") -> bytes:
    assert request.code is not None
    found = _known(context, request, view)
    sources = _sources(found, view) if found is not None else ()
    links = ChartLinks(
        _ranges(context, request), table, **context.site.of_charts(request), head=_head(context, request)
    )
    drawn = chart_page(view, request.code, _asked(request), found, sources, links)
    return context.site.sealed(drawn).encode()


def _head(context: Context, request: ViewRequest) -> str:
    """Where the page's oEmbed document is; a service that does not know its address has none to name."""
    if context.settings.url is None:
        return ""
    address = context.site.outside(request, request.options).oembed_of(request.url)
    return f'<link rel="alternate" type="{OEMBED}" href="{xml(address)}">' if address else ""


def _ranges(context: Context, request: ViewRequest) -> dict[str, str]:
    """The address of the same chart over each range that is there."""
    others = {name: {} if name == USUAL_RANGE else {RANGE.name: name} for name in RANGES}
    urls = {
        name: context.site.beside(request, replace(request, parameters=parameters))
        for name, parameters in others.items()
    }
    return {name: url for name, url in urls.items() if url}


def _known(context: Context, request: ViewRequest, view: View) -> Chart | None:
    """The chart; None of a currency of the table of which nothing is stored against the base."""
    listed = request.code in view.snapshot and request.code != (view.options.base or request.base)
    if listed and context.past.version() is None:
        return None
    try:
        return _chart(context, request, view)
    except RateNotFound:
        if listed:
            return None
        raise


def _asked(request: ViewRequest) -> str:
    return request.parameters.get("range") or USUAL_RANGE


def _chart(context: Context, request: ViewRequest, view: View) -> Chart:
    assert request.code is not None
    with readable(context.past):
        return chart(context.past, view, request.code, _asked(request))


def _sources(found: Chart, view: View) -> Sequence[SourceInfo]:
    return facts_of(found.sources, view)
