"""oEmbed 1.0: what a site has to put into its page to show a table or a chart whose address somebody pasted there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel

from fxwidget.config.urls import host
from fxwidget.domain.scalars import encode
from fxwidget.errors import RateNotFound
from fxwidget.presentation.option import Parameter
from fxwidget.presentation.values import ValueKind
from fxwidget.render.markup import xml
from fxwidget.render.view import View
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.problems import HttpProblem
from fxwidget.web.site import Site

__all__ = ["PARAMETERS", "Embeddable", "OEmbed", "Subject", "oembed"]

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


@dataclass(frozen=True)
class Subject:
    """What an address shows, as other sites embed it.

    frame: the address of what is put into a frame.
    height: the px that it needs there, by the width in px.
    picture: the address of a picture of it, by its pixels for each unit; empty where there is none.
    size: the width and the height of that picture in units.
    """

    title: str
    frame: str
    height: Callable[[int], int]
    picture: Callable[[int], str]
    size: Callable[[], tuple[int, int]]


class Embeddable(NamedTuple):
    """An endpoint whose addresses are known, and what one of them shows: from the request for the document, and the one asked about."""

    endpoint: Endpoint
    subject: Callable[[ViewRequest, ViewRequest, View], Subject]


def oembed(
    request: ViewRequest, view: View, known: Sequence[Embeddable], site: Site, *, pictures: bool
) -> bytes:
    """The document of an address.

    Args:
        known: what may be embedded, the table first.
        site: where the service is found.
        pictures: whether the service draws PNGs.

    Raises:
        HttpProblem: the request names nothing of this service, or wants XML.
    """
    address = site.address(request)
    shown, subject_of = _shown(request, known, address)
    try:
        subject = subject_of(request, shown, shown.view(view.snapshot, view.now))
    except RateNotFound as error:
        raise HttpProblem(HTTPStatus.NOT_FOUND, str(error)) from error
    most = tuple(request.parameters.get(name, _LARGEST) for name in ("maxwidth", "maxheight"))
    width = min(WIDTH, most[0])
    tall = min(subject.height(width), most[1])
    document = OEmbed(
        provider_url=address,
        title=subject.title,
        html=_html(subject.frame, subject.title, width, tall),
        width=width,
        height=tall,
        **(_thumbnail(subject, most) if pictures else {}),
    )
    return encode(document.model_dump(exclude_none=True))


def _thumbnail(subject: Subject, most: tuple[int, ...]) -> dict[str, Any]:
    """The best picture that there is of at most so many pixels wide and high; nothing where none is so small."""
    scales = [scale for scale in SCALES if subject.picture(scale)]
    width, tall = subject.size() if scales else (0, 0)
    for scale in scales:
        if width * scale <= most[0] and tall * scale <= most[1]:
            return {
                "thumbnail_url": subject.picture(scale),
                "thumbnail_width": width * scale,
                "thumbnail_height": tall * scale,
            }
    return {}


def _shown(
    request: ViewRequest, known: Sequence[Embeddable], address: str
) -> tuple[ViewRequest, Callable[[ViewRequest, ViewRequest, View], Subject]]:
    """What the address that is asked about asks for, and what tells of it."""
    if request.parameters.get("format") == "xml":
        raise HttpProblem(HTTPStatus.NOT_IMPLEMENTED, "oEmbed is given as JSON only: ask with format=json.")
    given = request.parameters.get("url")
    if given is None:
        usual = known[0].endpoint.path
        raise HttpProblem(HTTPStatus.UNPROCESSABLE_ENTITY, f"url is missing: ask with url={address}{usual}.")
    path, query = _parts(given, address)
    for endpoint, subject in known:
        if path is not None and (found := endpoint.pattern.fullmatch(path)):
            code = found[1] if found.groups() else None
            asked = endpoint.view_request(code, parse_qsl(query), request.base)
            others = {name: value for name, value in asked.parameters.items() if name != "fragment"}
            return replace(asked, parameters=others), subject
    begin = " or ".join(f"{address}{each.endpoint.path.partition('{')[0]}" for each in known)
    raise HttpProblem(HTTPStatus.NOT_FOUND, f"That is no address of a widget here: they begin with {begin}.")


def _parts(url: str, address: str) -> tuple[str | None, str]:
    """The path within this service and the query of a URL; no path where it is another's."""
    try:
        parts, own = urlsplit(url), urlsplit(address)
        ours = parts.scheme in {"http", "https"} and (
            host(parts.netloc, parts.scheme) == host(own.netloc, own.scheme)
        )
    except ValueError:
        return None, ""
    path = unquote(parts.path)
    within = path.removeprefix(own.path) if path.startswith(f"{own.path}/") else None
    return (within if ours else None), parts.query


def _html(url: str, title: str, width: int, height: int) -> str:
    """A link, then the frame. By the class of the first WordPress knows what to load; nothing may stand within the frame."""
    link, text = xml(url), xml(title)
    return (
        f'<blockquote class="wp-embedded-content"><a href="{link}">{text}</a></blockquote>'
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts allow-popups allow-downloads" src="{link}" '
        f'width="{width}" height="{height}" title="{text}" loading="lazy" frameborder="0"></iframe>'
    )
