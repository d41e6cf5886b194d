"""The HTTP API as an OpenAPI 3.1 document, made from the tables of endpoints and options and from the models of the answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Day
from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from fxwidget._version import __version__
from fxwidget.config.service_urls import SNAPSHOT_PATH
from fxwidget.config.settings import Settings
from fxwidget.domain.change_log import RateChange
from fxwidget.domain.groups import Groups
from fxwidget.domain.kinds import Agreement
from fxwidget.domain.model import Instant, Number, Stated
from fxwidget.domain.overrides import Command
from fxwidget.domain.past import Interval
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Rate, Role, Snapshot, SourceInfo
from fxwidget.presentation.option import Parameter
from fxwidget.presentation.values import time_zones
from fxwidget.render import conversion
from fxwidget.web.endpoint import Endpoint
from fxwidget.web.media_types import PAGE
from fxwidget.web.oembed import OEmbed
from fxwidget.web.problems import title

__all__ = ["openapi"]


# The answers that are put together without a model, as the document tells of them


class Row(Rate):
    """A row; with its price where an amount is asked for, or the other way round."""

    price: Number | None = None


class Rates(Snapshot):
    """The table. Rates are in units per 1 of the base, whatever the amount of the prices is."""

    rates: tuple[Row, ...] = Field(min_length=1)  # pyright: ignore[reportIncompatibleVariableOverride]  # nobody writes it
    amount: Number | None = None
    inverse: bool | None = None
    date: Day | None = None


class Conversion(conversion.Conversion):
    __doc__ = conversion.Conversion.__doc__

    date: Day | None = None


class PastClose(BaseModel):
    """The close of a market day: units of the currency per 1 of the base, as it was shown at the end of the day.

    groups: of two legs those of the one behind which fewer stand. recorded_at: when it was stored, which is later than the
    day where it is ``backfilled``. revision: how often it was corrected.
    """

    day: Day
    rate: Number
    as_of: Stated
    kind: Kind
    derived: str | None
    agreement: Agreement
    groups: Groups
    spread_bps: Number | None
    sources: Sequence[str]
    recorded_at: Instant
    backfilled: bool
    revision: int


class PastBar(BaseModel):
    """A week or a month of closes, of which the first, the highest, the lowest and the last are given."""

    period: str
    first_day: Day
    last_day: Day
    open: Number
    high: Number
    low: Number
    close: Number
    closes: int
    kind: Kind
    agreement: Agreement
    sources: Sequence[str]


class PastCurrency(BaseModel):
    """One currency: its closes, or the bars of weeks or months; a day without a close is absent."""

    code: str
    name: str
    first_day: Day
    ended_on: Day | None
    successor: str | None
    closes: Sequence[PastClose] | None = None
    bars: Sequence[PastBar] | None = None


class PastSource(BaseModel):
    """A provider whose numbers are in a past; its terms hold for whoever passes them on."""

    id: str
    name: str
    url: str
    attribution: str
    terms: str


class History(BaseModel):
    """The past of some currencies against a base, from one day to another."""

    base: str
    interval: Interval
    first: Day = Field(serialization_alias="from")
    last: Day = Field(serialization_alias="to")
    currencies: Sequence[PastCurrency]
    sources: Sequence[PastSource]
    disclaimer: str


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
    History,
    Currencies,
    Sources,
    Badge,
    JsonFeed,
    OEmbed,
    Problem,
)


class _Exact(GenerateJsonSchema):
    """Numbers are number literals with exactly their digits."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        return {"type": "number"}


def openapi(settings: Settings, endpoints: Iterable[Endpoint], own: Endpoint) -> bytes:
    """The document of a service with these endpoints, its ``own``, and the paths that are no endpoints."""
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
            "case. Unknown ones are refused below /v1 and passed over elsewhere. Members may be added to an answer within /v1, none is removed.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": settings.url or "/"}],
        "paths": {
            **{endpoint.path: {"get": _operation(endpoint)} for endpoint in endpoints},
            own.path: {"get": _get(own.summary, [], {"200": _content(own.media_type.name, {})})},
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
    parameters = [_parameter(endpoint, each) for each in (*endpoint.parameters, *endpoint.options)]
    if "{code}" in endpoint.path:
        schema = {"$ref": "#/components/schemas/Currency"}
        parameters.insert(0, {"name": "code", "in": "path", "required": True, "schema": schema})
    schema = {"$ref": f"#/components/schemas/{endpoint.schema}"} if endpoint.schema else {}
    answers: dict[str, Any] = {
        "200": _content(endpoint.media_type.name, schema),
        "304": {"description": "The copy that is named in If-None-Match is still right."},
    }
    answers |= {str(status.value): _problem(status) for status in sorted(_refusals(endpoint))}
    if endpoint.media_type is PAGE:
        answers["503"]["content"][PAGE.name] = {}
    if endpoint.path == "/":
        answers["422"]["content"][PAGE.name] = {}
    return _get(endpoint.summary, parameters, answers)


def _refusals(endpoint: Endpoint) -> set[HTTPStatus]:
    """The statuses of what can't be answered."""
    found = {HTTPStatus.REQUEST_URI_TOO_LONG, *endpoint.statuses}
    if endpoint.host_dependent:
        found.add(HTTPStatus.BAD_REQUEST)
    if "{code}" in endpoint.path:
        found.add(HTTPStatus.NOT_FOUND)
    if endpoint.names or endpoint.strict:
        found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if endpoint.static_body is None and not endpoint.serves_empty:
        found.add(HTTPStatus.SERVICE_UNAVAILABLE)
    return found


def _get(summary: str, parameters: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
    titled = {"summary": summary} if summary else {}
    return {**titled, "parameters": parameters, "responses": answers}


def _parameter(endpoint: Endpoint, parameter: Parameter) -> dict[str, Any]:
    listed = {"style": "form", "explode": False} if parameter.kind.schema.get("type") == "array" else {}
    required = parameter.name in endpoint.required
    return {
        "name": parameter.name,
        "in": "query",
        "required": required,
        "description": f"{parameter.meaning}; {parameter.kind.values}. Default: {parameter.default}.",
        "allowEmptyValue": not required and parameter.may_be_empty,
        "schema": parameter.kind.schema,
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
    whole = {
        "200": words,
        "304": {"description": "It is the one of the ETag."},
        "503": _problem(HTTPStatus.SERVICE_UNAVAILABLE),
    }
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
    leads = "Leads from another version's script or style to the current one."
    return {
        "/widget.{digest}.{kind}": {"get": _get(leads, [digest, kind], moved)},
        SNAPSHOT_PATH: {
            "get": _get(
                "The whole snapshot, with its checksum, for services that follow this one.", [], whole
            )
        },
        "/chart.{digest}.js": {"get": _get(leads, [digest], moved)},
        "/livez": {"get": _get("Whether the process lives.", [], {"200": words})},
        "/readyz": {"get": _get("Whether it can serve.", [], {"200": words, "503": words})},
        "/healthz": {"get": _get("How every source and currency does.", [], {"200": health, "503": health})},
    }
