"""The HTTP API as an OpenAPI 3.1 document, made from the tables of endpoints and options and from the models of the answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from fxwidget._version import __version__
from fxwidget.config.settings import Settings
from fxwidget.domain.change_log import RateChange
from fxwidget.domain.overrides import Command
from fxwidget.domain.quote import Kind
from fxwidget.domain.scalars import Instant, Number, Stated
from fxwidget.domain.snapshot import Rate, Role, Snapshot, SourceInfo
from fxwidget.presentation.options import Option, time_zones
from fxwidget.render.conversion import Conversion
from fxwidget.web.endpoint import Endpoint
from fxwidget.web.oembed import OEmbed
from fxwidget.web.problems import title

__all__ = ["openapi"]


# The answers that are put together without a model, as the document tells of them


class Row(Rate):
    """A row; with its price where an amount is asked for, or the other way round."""

    price: Number | None = None


class Rates(Snapshot):
    """The table. Rates are in units per 1 of the base, whatever the amount of the prices is."""

    rates: tuple[Row, ...] = Field(min_length=1)
    amount: Number | None = None
    inverse: bool | None = None


class Listed(BaseModel):
    """A currency of the table, how far honest numbers may part, and who lists it."""

    code: str
    name: str
    tolerance: Number
    jump_limit: Number
    peg: Number | None
    sources: Sequence[str]


class Currencies(BaseModel):
    """What is in the table."""

    base: str
    currencies: Sequence[Listed]


class Part(BaseModel):
    """A source's part in a row."""

    code: str
    role: Role
    reason: str | None
    reason_code: str | None
    reason_values: Mapping[str, str] | None
    as_of: Stated | None


class SourceState(SourceInfo):
    """What a source did last, and the facts that decide what its numbers count for."""

    enabled: bool
    kind: Kind | None
    dated: str | None
    abstains: str | None
    currencies: Sequence[Part]


class Order(Command):
    """What an operator ordered."""

    in_force: bool


class Sources(BaseModel):
    """Every enabled source."""

    seq: int | None
    checked_at: Instant | None
    orders: Sequence[Order]
    sources: Sequence[SourceState]


class Badge(BaseModel):
    """What shields.io's endpoint badge reads."""

    schemaVersion: int
    label: str
    message: str
    color: str
    isError: bool | None = None


class Author(BaseModel):
    """Whose number it is."""

    name: str
    url: str | None = None


class Change(RateChange):
    __doc__ = RateChange.__doc__  # the schema of that name is public


class Item(BaseModel):
    """One change."""

    id: str
    url: str
    title: str
    content_text: str
    date_published: datetime
    date_modified: datetime
    tags: Sequence[str]
    authors: Sequence[Author] | None = None
    change: Change = Field(serialization_alias="_fxwidget")


class JsonFeed(BaseModel):
    """The changes as JSON Feed 1.1."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    authors: Sequence[Author]
    items: Sequence[Item]


class Problem(BaseModel):
    """What is wrong, and what would be right (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    sources: Sequence[Mapping[str, Any]] | None = None


MODELS: tuple[type[BaseModel], ...] = (
    Rates,
    Conversion,
    Currencies,
    Sources,
    Badge,
    JsonFeed,
    OEmbed,
    Problem,
)
SAYS = {
    "/widget": "The table as a page, complete without script, or as a fragment of one.",
    "/widget.svg": "The table as an image.",
    "/widget.png": "The same image as PNG, for mail and link previews.",
    "/widget.txt": "The table as text of 80 columns.",
    "/widget.csv": "The table as CSV.",
    "/widget.js": "The script of the element <fx-widget>; by its hash a copy of it is good for ever.",
    "/widget.css": "The style of the fragment; by its hash a copy of it is good for ever.",
    "/badge/{code}.svg": "One rate as a badge.",
    "/badge/{code}.json": "One rate as shields.io's endpoint badge.",
    "/feed.atom": "What changed, as Atom.",
    "/feed.json": "What changed, as JSON Feed 1.1.",
    "/oembed": "What a site puts into its page to show a widget (oEmbed 1.0).",
    "/v1/rates": "The table as JSON.",
    "/v1/rates/{code}": "One row of the table.",
    "/v1/convert": "An amount of one currency in another.",
    "/v1/currencies": "The currencies of the table and their limits.",
    "/v1/sources": "What each source did last, and why.",
    "/openapi.json": "This document.",
    "/livez": "Whether the process lives.",
    "/readyz": "Whether it can serve.",
    "/healthz": "How every source and currency does.",
    "/": "The builder: it hands out what a site pastes, and shows it.",
    "/widget.{digest}.{kind}": "Leads from another version's script or style to the current one.",
}
"""What each path gives, in a sentence. An endpoint that is not told of here is told of by its path."""

REQUIRED = {("/oembed", "url"), ("/v1/convert", "to")}


class _Exact(GenerateJsonSchema):
    """Numbers are number literals with exactly their digits."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        return {"type": "number"}


def openapi(settings: Settings, endpoints: Iterable[Endpoint]) -> bytes:
    """The document of a service with these endpoints, and with the paths that are no endpoints."""
    _, schemas = models_json_schema(
        [(model, "serialization") for model in MODELS],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Exact,
    )
    codes = dict.fromkeys((*settings.currencies, settings.base, "USD"))
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "fxwidget",
            "version": __version__,
            "description": "Exchange rates that several sources agree on. Parameters are read in any order and "
            "case; unknown ones are passed over. Members may be added to an answer within /v1, none is removed.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": settings.url or "/"}],
        "paths": {
            **{endpoint.path: {"get": _operation(endpoint)} for endpoint in endpoints},
            "/openapi.json": {"get": _get("/openapi.json", [], {"200": _content("application/json", {})})},
            **_others(),
        },
        "components": {
            "schemas": {
                "Currency": {"type": "string", "enum": [*codes], "description": "A currency of the table."},
                "TimeZone": {"type": "string", "enum": time_zones()},
                **schemas["$defs"],
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    options = [*endpoint.parameters, *endpoint.options]
    parameters = [_parameter(endpoint, option) for option in options]
    if "{code}" in endpoint.path:
        schema = {"$ref": "#/components/schemas/Currency"}
        parameters.insert(0, {"name": "code", "in": "path", "required": True, "schema": schema})
    media = endpoint.media_type.partition(";")[0]
    schema = {"$ref": f"#/components/schemas/{endpoint.schema}"} if endpoint.schema else {}
    answers: dict[str, Any] = {
        "200": _content(media, schema),
        "304": {"description": "The copy that is named in If-None-Match is still right."},
    }
    wrong = {HTTPStatus.REQUEST_URI_TOO_LONG}
    if endpoint.host_dependent:
        wrong.add(HTTPStatus.BAD_REQUEST)
    if "{code}" in endpoint.path or endpoint.path == "/oembed":
        wrong.add(HTTPStatus.NOT_FOUND)
    if options:
        wrong.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if endpoint.throttled or endpoint.path == "/oembed":
        wrong.add(HTTPStatus.NOT_IMPLEMENTED)
    if endpoint.static_body is None and not endpoint.serves_empty:
        wrong.add(HTTPStatus.SERVICE_UNAVAILABLE)
    for status in sorted(wrong):
        answers[str(status.value)] = _problem(status)
    if media == "text/html":
        answers["503"]["content"]["text/html"] = {}
    if endpoint.path == "/":
        answers["422"]["content"]["text/html"] = {}
    return _get(endpoint.path, parameters, answers)


def _get(path: str, parameters: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
    said = {"summary": SAYS[path]} if path in SAYS else {}
    return {**said, "parameters": parameters, "responses": answers}


def _parameter(endpoint: Endpoint, option: Option) -> dict[str, Any]:
    listed = {"style": "form", "explode": False} if option.schema.get("type") == "array" else {}
    required = (endpoint.path, option.name) in REQUIRED
    return {
        "name": option.name,
        "in": "query",
        "required": required,
        "description": f"{option.meaning}; {option.values}. Default: {option.default}.",
        "allowEmptyValue": not required,
        "schema": option.schema,
        **listed,
    }


def _content(media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": "As it stands now.", "content": {media_type: {"schema": schema} if schema else {}}}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title(status), "content": {"application/problem+json": {"schema": schema}}}


def _others() -> dict[str, Any]:
    """The paths that are no endpoints."""
    moved = {
        "302": {"description": "It is there."},
        "404": _problem(HTTPStatus.NOT_FOUND),
    }
    words, health = _content("text/plain", {}), _content("application/json", {})
    digest = {
        "name": "digest",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    }
    kind = {
        "name": "kind",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": ["js", "css"]},
    }
    return {
        "/widget.{digest}.{kind}": {"get": _get("/widget.{digest}.{kind}", [digest, kind], moved)},
        "/livez": {"get": _get("/livez", [], {"200": words})},
        "/readyz": {"get": _get("/readyz", [], {"200": words, "503": words})},
        "/healthz": {"get": _get("/healthz", [], {"200": health, "503": health})},
    }
