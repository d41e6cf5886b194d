"""The page of endpoints, from the OpenAPI document: parameters, statuses, and the members of every answer in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from fxwidget.config.settings import Settings
from fxwidget.presentation.option import Parameter
from fxwidget.web.endpoint import Endpoint
from fxwidget.web.endpoints import endpoints
from fxwidget.web.openapi import openapi
from tools.markdown import code, codes, table

__all__ = ["page", "paths"]

DOCUMENT = "/openapi.json"
Schema = Mapping[str, Any]


@cache
def _document() -> Mapping[str, Any]:
    """The OpenAPI document of a service without settings."""
    every = _endpoints()
    own = every[DOCUMENT]
    found: Mapping[str, Any] = json.loads(
        openapi(Settings(), [each for each in every.values() if each is not own], own)
    )
    return found


@cache
def _endpoints() -> Mapping[str, Endpoint]:
    return {each.path: each for each in endpoints(Settings(), ())}


def paths() -> list[str]:
    """Every path of the document, but for copies by their hashes, which another version has not."""
    return [path for path, methods in _document()["paths"].items() if methods["get"].get("summary")]


def page() -> Iterable[str]:
    """The lines of the page."""
    yield "# Endpoints"
    yield "Every path of a service, as `/openapi.json` describes it for programs. [The HTTP API](../http.md) explains in words what"
    yield "holds for all of them, and the past, pictures, feeds and conversions; [the options of the table](../widget.md#options)"
    yield "says what each option means."
    for path in paths():
        yield from _endpoint(path, _document()["paths"][path]["get"])
    yield from (
        "## Members",
        "",
        "What the JSON of these paths is made of. Members may be added within `/v1`, none is removed.",
    )
    for name, schema in sorted(_document()["components"]["schemas"].items()):
        yield from _schema(name, schema)


def _endpoint(path: str, operation: Schema) -> Iterator[str]:
    yield from ("", f"## {code(path)}", "", operation["summary"], "")
    endpoint = _endpoints().get(path)
    options = [option.name for option in endpoint.options] if endpoint else []
    if options:
        yield f"Options: {codes(options)}."
    own = [
        _parameter(each, endpoint) for each in operation.get("parameters", ()) if each["name"] not in options
    ]
    if own:
        yield from table(("parameter", "values", "default", "what it is"), own)
    yield from ("", f"Answers: {', '.join(_answers(operation['responses']))}.")


def _parameter(given: Schema, endpoint: Endpoint | None) -> tuple[str, str, str, str]:
    """A parameter's row: as the endpoint has it, of one in the path as the document has it."""
    known: Mapping[str, Parameter] = {each.name: each for each in endpoint.parameters} if endpoint else {}
    name = code(given["name"]) + (", needed" if given["required"] else "")
    if given["name"] in known:
        parameter = known[given["name"]]
        return name, parameter.kind.values, "" if given["required"] else parameter.default, parameter.meaning
    return (
        name,
        "in the path" if given["in"] == "path" else _kind(given["schema"]),
        "",
        given.get("description", ""),
    )


def _answers(responses: Schema) -> Iterator[str]:
    """Each status with the media types of its body, and what their JSON is made of; problems are the same everywhere."""
    for status, answer in responses.items():
        bodies = {kind: _named(body.get("schema", {})) for kind, body in answer.get("content", {}).items()}
        bodies.pop("application/problem+json", None)
        shown = [code(kind) + (f" ({name})" if name else "") for kind, name in bodies.items()]
        yield " ".join((status, "; ".join(shown))).strip()


def _schema(name: str, schema: Schema) -> Iterator[str]:
    yield from ("", f"### {name}", "", " ".join(schema.get("description", "").split()).replace("``", "`"))
    members = schema.get("properties")
    if members is None:
        yield from ("", _kind(schema))
        return
    yield from table(("member", "type"), [(code(each), _kind(what)) for each, what in members.items()])


def _named(schema: Schema) -> str:
    """A link to the members of a schema that has a name; nothing for others."""
    name: str = schema.get("$ref", "").rpartition("/")[2]
    return f"[{name}](#{name.lower()})" if name else ""


def _kind(schema: Schema) -> str:
    """The type of a member in a few words."""
    match schema:
        case {"$ref": _}:
            return _named(schema)
        case {"enum": values} if len(values) <= 12:
            return codes(values)
        case {"enum": values}:
            return f"{codes(values[:3])} and so on"
        case {"anyOf": several} | {"allOf": several}:
            return " or ".join(dict.fromkeys(map(_kind, several)))
        case {"type": "array"}:
            return f"list of {_kind(schema['items'])}" if "items" in schema else "list"
        case {"additionalProperties": {} as values, "type": "object"}:
            return f"object of {_kind(values)}" if isinstance(values, dict) else "object"
        case {"const": value}:
            return code(value)
        case {"format": form, "type": kind}:
            return f"{kind} ({form})"
        case {"type": kind}:
            return str(kind)
        case _:
            return "anything"
