"""The doors: every path that is served, each drawn from one snapshot and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fxwidget.options import BOOLEAN, Option, boolean
from fxwidget.rate import Snapshot
from fxwidget.render import html
from fxwidget.render import json as documents
from fxwidget.render.style import style
from fxwidget.settings import Settings
from fxwidget.source import Source
from fxwidget.views import seen
from fxwidget.web.asked import Asked, Door
from fxwidget.web.script import script

__all__ = ["FRAGMENT", "doors"]

SHORT = "max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
FOR_EVER = "max-age=31536000, immutable"

JSON = "application/json"
PAGE = "text/html; charset=utf-8"

FRAGMENT = Option(
    "fragment", BOOLEAN, "false", "the table alone, for a page that has the stylesheet of its own", boolean
)


def doors(settings: Settings, enabled: Sequence[Source]) -> tuple[Door, ...]:
    """Every door of a service."""

    def page(asked: Asked, snapshot: Snapshot, now: datetime) -> bytes:
        drawn = html.fragment if asked.more.get("fragment") else html.page
        query = asked.options.query(json=True)
        json_url = f"/v1/rates?{query}" if query else "/v1/rates"
        return drawn(snapshot, now, asked.options, base=settings.base, json_url=json_url).encode()

    def rates(asked: Asked, snapshot: Snapshot, now: datetime) -> bytes:
        return documents.rates(seen(snapshot, asked.options, settings.base), now)

    def rate(asked: Asked, snapshot: Snapshot, now: datetime) -> bytes:
        assert asked.code is not None
        return documents.rate(seen(snapshot, asked.options, settings.base), now, asked.code)

    def currencies(_asked: Asked, snapshot: Snapshot, _now: datetime) -> bytes:
        return documents.currencies(snapshot, enabled)

    def sources(_asked: Asked, snapshot: Snapshot, now: datetime) -> bytes:
        return documents.sources(snapshot.sources, enabled, snapshot, now)

    return (
        Door("/widget", PAGE, page, options="all", more=(FRAGMENT,), usual=("", "fragment=true")),
        Door("/v1/rates", JSON, rates, options="json"),
        Door("/v1/rates/{code}", JSON, rate, options="json"),
        Door("/v1/currencies", JSON, currencies),
        Door("/v1/sources", JSON, sources, blank=True),
        *(
            Door(path, asset.media_type, always=asset.body, cache=cache, listed=False)
            for asset in (script(), style())
            for path, cache in ((f"/widget.{asset.kind}", SHORT), (f"/{asset.name}", FOR_EVER))
        ),
    )
