"""oEmbed 1.0: what a site has to put into its page to show a widget whose address somebody pasted there."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel

from fxwidget.config.urls import host
from fxwidget.domain.scalars import encode
from fxwidget.errors import RateNotFound
from fxwidget.presentation.option import Parameter
from fxwidget.presentation.values import ValueKind
from fxwidget.render import wording
from fxwidget.render.image import measure
from fxwidget.render.markup import xml
from fxwidget.render.view import View
from fxwidget.web.addresses import Addresses
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.frame_height import noted_height
from fxwidget.web.problems import HttpProblem
from fxwidget.web.site import Site

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


_LARGEST = 99_999
_SIZE = ValueKind("1 to 99999 px", _pixels, {"type": "integer", "minimum": 1, "maximum": _LARGEST})
PARAMETERS = (
    Parameter(
        "url",
        ValueKind("the address of a widget of this service", str, {"type": "string", "format": "uri"}),
        "none",
        "what is to be shown",
        longest=8000,
    ),
    Parameter("maxwidth", _SIZE, "none", "how wide it may be"),
    Parameter("maxheight", _SIZE, "none", "how high it may be"),
    Parameter(
        "format",
        ValueKind("json; xml is not given", _format, {"type": "string", "enum": ["json"]}),
        "json",
        "the form of the answer",
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


def oembed(request: ViewRequest, view: View, page: Endpoint, site: Site, *, pictures: bool) -> bytes:
    """The document of a widget's address.

    Args:
        page: the endpoint whose addresses are known.
        site: where the service is found.
        pictures: whether the service draws PNGs.

    Raises:
        HttpProblem: the request names no widget of this service, or wants XML.
    """
    address = site.address(request)
    shown = _shown(request, page, address)
    at = site.outside(request, shown.options)
    seen = shown.view(view.snapshot, view.now)
    try:
        rows = len(seen.reading.snapshot.rows)
    except RateNotFound as error:
        raise HttpProblem(HTTPStatus.NOT_FOUND, str(error)) from error
    title = wording.Head.of(seen.reading, shown.options).title
    most = tuple(request.parameters.get(name, _LARGEST) for name in ("maxwidth", "maxheight"))
    width = min(WIDTH, most[0])
    tall = min(noted_height(shown.options, rows, width), most[1])
    document = OEmbed(
        provider_url=address,
        title=title,
        html=_html(at.page, title, width, tall),
        width=width,
        height=tall,
        **(_thumbnail(seen, at, most) if pictures else {}),
    )
    return encode(document.model_dump(exclude_none=True))


def _thumbnail(view: View, at: Addresses, most: tuple[int, ...]) -> dict[str, Any]:
    """The best picture that there is of at most so many pixels wide and high; nothing where none is so small."""
    scales = [scale for scale in SCALES if at.png(scale)]
    width, tall = measure(view) if scales else (0, 0)
    for scale in scales:
        if width * scale <= most[0] and tall * scale <= most[1]:
            return {
                "thumbnail_url": at.png(scale),
                "thumbnail_width": width * scale,
                "thumbnail_height": tall * scale,
            }
    return {}


def _shown(request: ViewRequest, page: Endpoint, address: str) -> ViewRequest:
    """What the address that is asked about asks for."""
    if request.parameters.get("format") == "xml":
        raise HttpProblem(HTTPStatus.NOT_IMPLEMENTED, "oEmbed is given as JSON only: ask with format=json.")
    given = request.parameters.get("url")
    if given is None:
        raise HttpProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"url is missing: ask with url={address}{page.path}."
        )
    query = _query(given, page.path, address)
    if query is None:
        raise HttpProblem(
            HTTPStatus.NOT_FOUND,
            f"That is no address of a widget here: they begin with {address}{page.path}.",
        )
    return replace(page.view_request(None, parse_qsl(query), request.base), parameters={})


def _query(url: str, path: str, address: str) -> str | None:
    """The query of a URL of this service and path; None where it is another's."""
    try:
        parts, own = urlsplit(url), urlsplit(address)
        ours = parts.scheme in {"http", "https"} and (
            host(parts.netloc, parts.scheme) == host(own.netloc, own.scheme)
        )
    except ValueError:
        return None
    return parts.query if ours and unquote(parts.path) == own.path + path else None


def _html(url: str, title: str, width: int, height: int) -> str:
    """A link, then the frame. By the class of the first WordPress knows what to load; nothing may stand within the frame."""
    link, text = xml(url), xml(title)
    return (
        f'<blockquote class="wp-embedded-content"><a href="{link}">{text}</a></blockquote>'
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts allow-popups allow-downloads" src="{link}" '
        f'width="{width}" height="{height}" title="{text}" loading="lazy" frameborder="0"></iframe>'
    )
