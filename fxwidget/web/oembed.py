"""oEmbed 1.0: what a site has to put into its page to show a widget whose address somebody pasted there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel

from fxwidget.config.settings import Settings
from fxwidget.config.urls import host
from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import RateNotFound
from fxwidget.presentation.options import Option, Options
from fxwidget.presentation.transform import seen
from fxwidget.render import svg as drawing
from fxwidget.render import wording
from fxwidget.render.markup import xml
from fxwidget.web.embeds import height
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.problems import HttpProblem

__all__ = ["PARAMETERS", "OEmbed", "oembed"]

WIDTH = 600
"""A frame's usual width in px."""

CACHE_AGE = 86_400
"""Seconds for which the answer is good: no rate stands in it."""

SCALES = (2, 1)
"""Pixels for each unit of a thumbnail, the best first."""


def _pixels(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not int(text):
        raise ValueError
    return int(text)


def _format(text: str) -> str:
    if text.lower() not in {"json", "xml"}:
        raise ValueError
    return "xml" if text.lower() == "xml" else ""


_SIZE: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 99_999}
PARAMETERS = (
    Option(
        "url",
        "the address of a widget of this service",
        "none",
        "what is to be shown",
        str,
        schema={"type": "string", "format": "uri"},
        longest=8000,
    ),
    Option("maxwidth", "1 to 99999 px", "none", "how wide it may be", _pixels, schema=_SIZE),
    Option("maxheight", "1 to 99999 px", "none", "how high it may be", _pixels, schema=_SIZE),
    Option(
        "format",
        "json; xml is not given",
        "json",
        "the form of the answer",
        _format,
        schema={"type": "string", "enum": ["json"]},
    ),
)


class OEmbed(BaseModel):
    """The answer. Thumbnails that are larger than what is asked for are not named."""

    version: str = "1.0"
    type: str = "rich"
    provider_name: str = "fxwidget"
    provider_url: str
    title: str
    html: str
    width: int
    height: int
    cache_age: int = CACHE_AGE
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


def oembed(
    settings: Settings, page: Endpoint, picture_url: Callable[[Options, int], str] | None
) -> Callable[[ViewRequest, Snapshot, datetime, str], bytes]:
    """Draws answers for addresses of a ``page``'s endpoint; ``picture_url`` tells the path of its picture in a scale."""

    def draw(asked: ViewRequest, snapshot: Snapshot, now: datetime, address: str) -> bytes:
        shown = _page(asked, address)
        try:
            reading = wording.Reading.of(
                seen(snapshot, shown.options, settings.base), now, shown.options.language
            )
        except RateNotFound as error:
            raise HttpProblem(HTTPStatus.NOT_FOUND, str(error)) from error
        title = wording.Head.of(reading, shown.options).title
        url = f"{address}{shown.url}"
        most = {name: asked.more.get(name, 99_999) for name in ("maxwidth", "maxheight")}
        width = min(WIDTH, most["maxwidth"])
        tall = min(height(shown.options, len(reading.snapshot.rows)), most["maxheight"])
        document = OEmbed(
            provider_url=address,
            title=title,
            html=_html(url, title, width, tall),
            width=width,
            height=tall,
        ).model_dump(exclude_none=True)
        if picture_url is not None:
            picture = drawing.svg(snapshot, now, shown.options, base=settings.base)
            size = drawing.WIDTH, int(re.findall(r'height="(\d+)"', picture)[0])
            for scale in SCALES:
                if size[0] * scale <= most["maxwidth"] and size[1] * scale <= most["maxheight"]:
                    document["thumbnail_url"] = address + picture_url(shown.options, scale)
                    document["thumbnail_width"] = size[0] * scale
                    document["thumbnail_height"] = size[1] * scale
                    break
        return encode(document)

    def _page(asked: ViewRequest, address: str) -> ViewRequest:
        if asked.more.get("format") == "xml":
            raise HttpProblem(
                HTTPStatus.NOT_IMPLEMENTED, "oEmbed is given as JSON only: ask with format=json."
            )
        given = asked.more.get("url")
        if given is None:
            raise HttpProblem(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"url is missing: ask with url={address}{page.path}."
            )
        try:
            parts, own = urlsplit(given), urlsplit(address)
            ours = parts.scheme in {"http", "https"} and (
                host(parts.netloc, parts.scheme) == host(own.netloc, own.scheme)
            )
        except ValueError:
            ours = False
        if not ours or unquote(parts.path) != page.path:
            raise HttpProblem(
                HTTPStatus.NOT_FOUND,
                f"That is no address of a widget here: they begin with {address}{page.path}.",
            )
        return replace(page.asked(None, parse_qsl(parts.query), settings.base), more={})

    return draw


def _html(url: str, title: str, width: int, height: int) -> str:
    """A link, then the frame. By the class of the first WordPress knows what to load; nothing may stand within the frame."""
    link, said = xml(url), xml(title)
    return (
        f'<blockquote class="wp-embedded-content"><a href="{link}">{said}</a></blockquote>'
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts allow-popups" src="{link}" '
        f'width="{width}" height="{height}" title="{said}" loading="lazy" frameborder="0"></iframe>'
    )
