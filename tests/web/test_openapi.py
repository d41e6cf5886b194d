"""The OpenAPI document tells of every path, and every path does what it tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.colours import COLOURED
from fxwidget.presentation.option import Parameter, read
from fxwidget.render import png
from fxwidget.store.disk import DiskStore
from fxwidget.store.sqlite_history import SqliteHistory
from fxwidget.web import create_app, openapi, throttle
from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.endpoints import endpoints
from tests.support.history import weekdays
from tests.support.snapshots import CHANGED, FIGURES, NOW, rate, snapshot

ADDRESS = "https://rates.example"
SEED, EXAMPLES = 20250514, 10
MOVED = CHANGED + timedelta(minutes=2)
SERVICE = Settings(currencies=tuple(FIGURES), url=ADDRESS)
(OPENAPI,) = (each for each in endpoints(SERVICE, ()) if each.path == "/openapi.json")
assert OPENAPI.static_body is not None
PATHS = sorted(json.loads(OPENAPI.static_body(ViewRequest(OPENAPI)))["paths"])
URIS = (f"{ADDRESS}/widget", f"{ADDRESS}/widget?lang=ru", "https://foreign.example/")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The service over the table of 14 May 2025, in which the rupee moved. Pictures are as good as drawn."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png, "png", lambda drawing, scale: b"\x89PNG" + drawing.encode())
        patch.setattr(throttle, "MOST", 1_000_000)
        store = DiskStore(folder)
        store.publish(snapshot())
        moved = rate("INR", "85.5", changed_at=MOVED, as_of=MOVED)
        store.publish(snapshot(moved, seq=snapshot().seq + 1, changed_at=MOVED))
        past = SqliteHistory(folder, writable=True)
        past.add(weekdays("INR", "2025-05-01", ["85.1", "85.2", "85.3", "85.4", "85.5"], derived="cross EUR"))
        past.close()
        yield create_app(
            SERVICE.model_copy(update={"store": f"disk://{folder}"}), clock=lambda: NOW, watch=False
        )


@pytest.fixture(scope="module")
def document(app: Any) -> dict[str, Any]:
    """The document as it is served."""
    answer: dict[str, Any] = json.loads(app.test_client().get("/openapi.json").data)
    return answer


@pytest.fixture(scope="module")
def api(app: Any) -> Any:
    """The document as schemathesis reads it, which takes a second to import."""
    import schemathesis

    schemathesis.openapi.format("uri", st.sampled_from(URIS))
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.mark.parametrize(
    "mode",
    ["positive", pytest.param("negative", marks=pytest.mark.needs("time"))],
)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_told(api: Any, path: str, mode: str) -> None:
    """Whatever is asked by the document's rules, or against them, is answered with what the document tells of.

    What is against its rules need not be refused: an empty value is none, and blanks and repetitions are passed over.
    How many currencies a layout takes, which colour can be read on its ground, and of which days and codes there is a past,
    it can't tell: a wrong one is refused all the same.
    """
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

    operation = api[path]["GET"]
    if mode == "negative" and not operation.definition.raw["parameters"]:
        return

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    def check(case: Any) -> None:
        response = case.call(headers={"Accept-Encoding": "identity"})
        excluded: list[Any] = [negative_data_rejection]
        misfit = (
            response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and b"with layout=" in response.content
        )
        past = path.startswith(("/v1/history", "/chart/", "/rate/")) or "date" in (case.query or {})
        if misfit or past or COLOURED.keys() & (case.query or {}).keys():
            excluded.append(positive_data_acceptance)
        case.validate_response(response, excluded_checks=excluded)

    check()


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/history", {"currencies": "INR"}),
        ("/v1/history", {"currencies": "INR", "interval": "month"}),
        ("/v1/history", {"currencies": "USD", "base": "INR", "interval": "week"}),
        ("/v1/history.csv", {"currencies": "INR"}),
        ("/v1/history.ndjson", {}),
        ("/v1/rates", {"date": "2025-05-04", "amount": "2"}),
        ("/v1/convert", {"date": "2025-05-04", "to": "INR"}),
    ],
)
def test_the_past_is_as_told(api: Any, path: str, query: dict[str, str]) -> None:
    """Closes, bars, and the answers on a date have the members that the document tells of."""
    case = api[path]["GET"].Case(query=query)
    response = case.call(headers={"Accept-Encoding": "identity"})
    assert response.status_code == 200, response.text
    case.validate_response(response)


def test_the_feed_has_an_item(app: Any) -> None:
    """Every list of an answer that the document tells of has something in it, the feed's changes too."""
    (item,) = json.loads(app.test_client().get("/feed.json").data)["items"]
    assert item["_fxwidget"]["source_url"] == item["authors"][0]["url"]


def test_every_path_is_told_of(app: Any, document: dict[str, Any]) -> None:
    """The document has every path that the application routes, and no other; each with a sentence."""
    documented = {path.replace("{", "<").replace("}", ">") for path in document["paths"]}
    assert {rule.rule for rule in app.url_map.iter_rules()} == documented
    hashed = [path for path in document["paths"] if re.fullmatch(r"/\w+\.[0-9a-f]{16}\.\w+", path)]
    silent = [path for path, item in document["paths"].items() if not item["get"].get("summary")]
    assert sorted(silent) == sorted(hashed)


def test_every_option_is_told_of(document: dict[str, Any]) -> None:
    """An endpoint's parameters are those that it reads, with what is allowed and the default."""

    def names(path: str) -> list[str]:
        return [one["name"] for one in document["paths"][path]["get"]["parameters"]]

    assert names("/v1/convert") == ["stale", "date", "amount", "decimals", "from", "to", "lang"]
    assert names("/badge/{code}.svg") == [
        *("code", "base", "amount", "inverse", "symbol", "decimals", "lang", "tz", "calendar", "date"),
    ]
    assert "theme" in names("/widget.svg")
    assert not {"theme", "layout", "refresh"} & set(names("/widget.txt"))
    (lang,) = [one for one in document["paths"]["/v1/rates"]["get"]["parameters"] if one["name"] == "lang"]
    few, tags = lang["schema"]["anyOf"]
    assert "fa" in few["enum"]
    assert re.search(tags["pattern"], "pt-BR")
    assert document["components"]["schemas"]["Currency"]["enum"] == [*FIGURES, "USD"]


SHORT = ("-1", "0", "1", "2", "3", "4", "8", "9", "29", "30", "86400", "86401", "99999", "100000", "auto", "off", "none",
         "true", "false", "yes", "no", "json", "xml", "point", "comma", "dark", "table", "both", "round", "en", "xx")  # fmt: skip


def _by_schema(schema: dict[str, Any], text: str) -> bool:
    """Whether a schema allows a text of a query, which is a number where it looks like one."""
    return any(
        jsonschema.Draft202012Validator(schema).is_valid(value)
        for value in (text, *([int(text)] if text.lstrip("-").isdigit() else []))
    )


def test_what_is_read_is_what_is_told(document: dict[str, Any]) -> None:
    """Of short words and numbers at the edges a parameter takes those that the document allows, and no others."""
    parted = [
        (parameter.name, text)
        for endpoint in endpoints(SERVICE, ())
        for parameter in (*endpoint.parameters, *endpoint.options)
        if {"enum", "anyOf", "minimum"} & set(parameter.kind.schema)
        for text in SHORT
        if _is_read(parameter, text) != _by_schema(dict(parameter.kind.schema), text)
    ]
    assert parted == [("format", "xml")]  # read to be told that it is not given


def _is_read(parameter: Parameter, text: str) -> bool:
    try:
        read([(parameter.name, text)], [parameter])
    except ConfigurationError:
        return False
    return True


def test_it_is_there_before_the_first_rates(tmp_path: Path) -> None:
    """The document needs no rates."""
    client = create_app(Settings(store=f"disk://{tmp_path}"), clock=lambda: NOW, watch=False).test_client()
    answer = client.get("/openapi.json")
    assert (answer.status_code, json.loads(answer.data)["openapi"]) == (200, "3.1.0")


def test_the_document_is_made_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is never asked for it never makes it; one that is makes it once."""
    made: list[int] = []
    made_of = openapi.openapi

    def counted(*given: Any) -> bytes:
        made.append(1)
        return made_of(*given)

    monkeypatch.setattr(openapi, "openapi", counted)
    app = create_app(Settings(store=f"disk://{tmp_path}"), clock=lambda: NOW, edge=False, watch=False)
    client = app.test_client()
    client.get("/widget")
    assert made == []
    assert client.get("/openapi.json").data == client.get("/openapi.json").data
    assert made == [1]
