"""The endpoints: every path that is served, each drawn from one snapshot and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote

from fxwidget.config.settings import Settings
from fxwidget.domain.change_log import RateChange
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.options import (
    BOOLEAN,
    OPTIONS,
    YES_OR_NO,
    Option,
    Options,
    boolean,
    canonical,
    some,
)
from fxwidget.provider.source import Source
from fxwidget.render import badge, csv_table, discovery, feed, plain_text, png, svg
from fxwidget.render import json_api as documents
from fxwidget.render.conversion import conversion
from fxwidget.render.page import html
from fxwidget.render.page.assets import style
from fxwidget.render.page.script import script
from fxwidget.web.builder import Home
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.oembed import PARAMETERS, oembed
from fxwidget.web.openapi import openapi

__all__ = ["FRAGMENT", "JSON", "PAGE", "endpoints"]

SHORT = "max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
FOR_EVER = "max-age=31536000, immutable"

JSON = "application/json"
PAGE = "text/html; charset=utf-8"
SVG, PNG = "image/svg+xml", "image/png"

VIEW = tuple(option for option in OPTIONS if option.json)
"""The options that change numbers, rows and names, whatever they are drawn as."""

PICTURE = some(
    *("currencies", "base", "amount", "inverse", "names", "symbol", "flags", "decimals", "columns"),
    *("theme", "header", "caption", "disclaimer", "lang", "tz"),
)
TEXT = tuple(option for option in PICTURE if option.name not in {"flags", "theme"})
ROWS = some("currencies", "base", "amount", "inverse", "decimals", "disclaimer", "lang", "tz")
ONE = some("base", "amount", "inverse", "symbol", "decimals", "lang", "tz")
MOVES = some("currencies", "disclaimer", "lang", "tz")
CONVERSION = some("amount", "from", "to", "decimals", "lang")

FRAGMENT = Option(
    "fragment",
    BOOLEAN,
    "false",
    "the table alone, for a page that has the stylesheet of its own",
    boolean,
    schema=YES_OR_NO,
)
STALE = Option(
    "stale", BOOLEAN, "false", "convert by rates that are stale or withdrawn too", boolean, schema=YES_OR_NO
)


USUAL_SCALE = 2


def _scale(text: str) -> int | None:
    if text not in {"1", "2", "3"}:
        raise ValueError
    return None if int(text) == USUAL_SCALE else int(text)


SCALE = Option(
    "scale",
    "1, 2 or 3",
    "2",
    "pixels for each unit of the drawing, which is 480 units wide",
    _scale,
    schema={"type": "integer", "minimum": 1, "maximum": 3},
)


def endpoints(settings: Settings, enabled: Sequence[Source]) -> tuple[Endpoint, ...]:
    """Every endpoint of a service."""
    base = settings.base
    personal = settings.url is None

    def address(asked: ViewRequest) -> str:
        return settings.url or asked.address

    def page(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        options = asked.options
        json_url = _link("/v1/rates", options, VIEW)
        if asked.more.get("fragment"):
            return html.fragment(snapshot, now, options, base=base, json_url=json_url).encode()
        own = settings.url or ""
        links = {
            discovery.ATOM: own + _link("/feed.atom", options, MOVES),
            discovery.JSON_FEED: own + _link("/feed.json", options, MOVES),
        }
        if own:
            links[discovery.OEMBED] = f"{own}/oembed?url={quote(own + asked.url, safe='')}"
        head = discovery.head(
            snapshot,
            now,
            options,
            base=base,
            url=own and own + asked.url,
            links=links,
            image_url=own + _picture_url(options) if own and pictures else "",
        )
        return html.page(snapshot, now, options, base=base, json_url=json_url, head=head).encode()

    def image(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return svg.svg(snapshot, now, asked.options, base=base).encode()

    def picture(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return png.png(
            svg.svg(snapshot, now, asked.options, base=base), asked.more.get("scale") or USUAL_SCALE
        )

    def badge_svg(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        assert asked.code is not None
        return badge.svg(snapshot, now, asked.code, asked.options, base=base).encode()

    def badge_json(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        assert asked.code is not None
        return badge.json(snapshot, now, asked.code, asked.options, base=base)

    def atom(asked: ViewRequest, snapshot: Snapshot, now: datetime, changes: Sequence[RateChange]) -> bytes:
        urls = _feed_urls(address(asked), asked)
        return feed.atom(_known(changes, snapshot), snapshot, now, asked.options, **urls).encode()

    def json_feed(
        asked: ViewRequest, snapshot: Snapshot, now: datetime, changes: Sequence[RateChange]
    ) -> bytes:
        urls = _feed_urls(address(asked), asked)
        return feed.json(_known(changes, snapshot), snapshot, now, asked.options, **urls)

    def rows(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return csv_table.table(snapshot, now, asked.options, base=base).encode()

    def text(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return plain_text.plain(snapshot, now, asked.options, base=base).encode()

    def embedding(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return answer(asked, snapshot, now, address(asked))

    def rates(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return documents.rates(snapshot, now, asked.options, base=base, code=asked.code or "")

    def converted(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        options = asked.options
        if options.to is None:
            raise ConfigurationError(
                "to is missing: ask with to= and a currency of the table, such as to=INR"
            )
        stale = bool(asked.more.get("stale"))
        return conversion(snapshot, now, options.from_ or base, options.to, options, allow_stale=stale)

    def currencies(_asked: ViewRequest, snapshot: Snapshot, _now: datetime) -> bytes:
        return documents.currencies(snapshot, enabled)

    def sources(_asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
        return documents.sources(snapshot.sources, enabled, snapshot, now)

    pictures = png.available()
    widget = Endpoint(
        "/widget", PAGE, page, options=OPTIONS, parameters=(FRAGMENT,), prerendered=("", "fragment=true")
    )
    answer = oembed(settings, widget, _picture_url if pictures else None)
    feeds = partial(Endpoint, options=MOVES, host_dependent=personal, prerendered=() if personal else ("",))
    every = (
        Home.of(settings, PAGE),
        widget,
        Endpoint("/widget.svg", SVG, image, options=PICTURE),
        Endpoint(
            "/widget.png", PNG, picture, options=PICTURE, parameters=(SCALE,), throttled=True, prerendered=()
        ),
        Endpoint("/widget.txt", "text/plain; charset=utf-8", text, options=TEXT),
        Endpoint("/widget.csv", "text/csv; charset=utf-8", rows, options=ROWS),
        Endpoint("/badge/{code}.svg", SVG, badge_svg, options=ONE),
        Endpoint("/badge/{code}.json", JSON, badge_json, options=ONE, schema="Badge"),
        feeds("/feed.atom", discovery.ATOM, render_changes=atom),
        feeds("/feed.json", discovery.JSON_FEED, render_changes=json_feed, schema="JsonFeed"),
        Endpoint(
            "/oembed",
            JSON,
            embedding,
            parameters=PARAMETERS,
            host_dependent=personal,
            prerendered=(),
            schema="OEmbed",
        ),
        Endpoint("/v1/rates", JSON, rates, options=VIEW, schema="Rates"),
        Endpoint("/v1/rates/{code}", JSON, rates, options=VIEW, schema="Rates"),
        Endpoint(
            "/v1/convert",
            JSON,
            converted,
            options=CONVERSION,
            parameters=(STALE,),
            prerendered=(),
            schema="Conversion",
        ),
        Endpoint("/v1/currencies", JSON, currencies, schema="Currencies"),
        Endpoint("/v1/sources", JSON, sources, serves_empty=True, schema="Sources"),
        *(
            Endpoint(path, asset.media_type, static_body=asset.body, cache=cache, listed=False)
            for asset in (script(), style())
            for path, cache in ((f"/widget.{asset.kind}", SHORT), (f"/{asset.name}", FOR_EVER))
        ),
    )
    return (*every, Endpoint("/openapi.json", JSON, static_body=openapi(settings, every), cache=SHORT))


def _link(
    path: str,
    options: Options,
    read: Sequence[Option],
    more: Sequence[tuple[str, str]] = (),
) -> str:
    """Where another form of the same view is. None of them has a converter, and with one the amount is the converter's."""
    but = ("amount",) if options.converter else ()
    query = canonical([*more, *options.pairs(read, but=but)])
    return f"{path}?{query}" if query else path


def _picture_url(options: Options, scale: int = USUAL_SCALE) -> str:
    more = [] if scale == USUAL_SCALE else [(SCALE.name, str(scale))]
    return _link("/widget.png", options, PICTURE, more)


def _feed_urls(address: str, asked: ViewRequest) -> dict[str, str]:
    return {"url": address + asked.url, "page_url": address + _link("/widget", asked.options, MOVES)}


def _known(changes: Sequence[RateChange], snapshot: Snapshot) -> list[RateChange]:
    """The changes up to the snapshot: the store may have a newer one by now."""
    last = snapshot.changed_at
    return [change for change in changes if last is None or change.changed_at <= last]
