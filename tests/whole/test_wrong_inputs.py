"""One table of wrong inputs: each endpoint says what is wrong and what would be right, in one line or one shape."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import fxwidget as library
from fxwidget.cli import main
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import Upstreams
from fxwidget.errors import FXWidgetError
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store
from fxwidget.web import create_app
from tests.support.prefork import fxwidget


@dataclass(frozen=True)
class Wrong:
    """An input to the command line: a settings file, arguments, or both; and words that the answer must hold."""

    what: str
    arguments: tuple[str, ...]
    says: tuple[str, ...]
    toml: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    code: int = 2


COMMAND_LINE = (
    Wrong(
        "an unknown currency",
        ("show",),
        ("'INX' is not a currency code", "did you mean INR"),
        'currencies = ["INX"]',
    ),
    Wrong("no currency", ("show",), ("currencies: is empty", "at least one"), "currencies = []"),
    Wrong(
        "an unknown provider",
        ("show",),
        ("no provider 'cbr' is installed", "near it are cbr_xml_daily, "),
        'sources = ["cbr"]',
    ),
    Wrong(
        "settings of an unknown provider",
        ("show",),
        ("no provider 'cbr'",),
        '[provider.cbr]\nurl = "http://x"',
    ),
    Wrong("an unknown setting", ("show",), ("unknown setting 'refersh'", "refresh"), 'refersh = "5m"'),
    Wrong(
        "an unknown setting of a provider",
        ("show",),
        ("unknown setting 'provider.bank_of_russia.uri'", "url"),
        '[provider.bank_of_russia]\nuri = "http://x"',
    ),
    Wrong(
        "an unknown variable",
        ("show",),
        ("FXWIDGET_REFERSH", "FXWIDGET_REFRESH"),
        variables=(("FXWIDGET_REFERSH", "5m"),),
    ),
    Wrong(
        "a duration without sense",
        ("show",),
        ("refresh: 'soon' is not a duration", '"5m"'),
        'refresh = "soon"',
    ),
    Wrong("a duration too short", ("show",), ("refresh: must be at least one second",), 'refresh = "0s"'),
    Wrong("a store that is none", ("show",), ("'sqlite:x' is not a store", "disk:///"), 'store = "sqlite:x"'),
    Wrong(
        "a provider's address with a path",
        ("show",),
        ("replaces scheme, host and port only",),
        '[provider.bank_of_russia]\nurl = "http://127.0.0.1:1/x"',
    ),
    Wrong("a file that is not TOML", ("show",), ("fxwidget.toml is not TOML", "line 1"), "currencies = x"),
    Wrong(
        "a settings file that is not there",
        ("--config", "nowhere.toml", "show"),
        ("nowhere.toml can't be read", "No such file"),
    ),
    Wrong("an unknown command", ("srve",), ("No such command 'srve'",)),
    Wrong("an unknown option", ("serve", "--prot", "1"), ("No such option", "--port")),
    Wrong("a port that is no number", ("serve", "--port", "http"), ("'http' is not a valid integer",)),
    Wrong("a port that is none", ("serve", "--port", "70000"), ("70000 is not in the range", "--port")),
    Wrong("an address of another machine", ("serve", "--host", "192.0.2.1"), ("can't serve on 192.0.2.1",)),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working directory of a command line that is run in this process, whose log is as before afterwards."""
    monkeypatch.chdir(tmp_path)
    root, ours = logging.getLogger(), logging.getLogger("fxwidget")
    before = root.handlers[:], root.level, ours.level
    yield tmp_path
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


@pytest.mark.parametrize("wrong", COMMAND_LINE, ids=lambda wrong: wrong.what.replace(" ", "_"))
def test_the_command_line(
    wrong: Wrong, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong input ends with code 2, nothing on standard output, and no traceback."""
    if wrong.toml:
        (home / "fxwidget.toml").write_text(wrong.toml, encoding="utf-8")
    for name, value in wrong.variables:
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["fxwidget", *wrong.arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    output, errors = capsys.readouterr()
    assert (ended.value.code, output) == (wrong.code, "")
    for words in wrong.says:
        assert words in errors
    if errors.startswith("fxwidget:"):
        assert len(errors.splitlines()) == 1


def test_an_unwritable_store_is_one_line(tmp_path: Path) -> None:
    """A store that can't be made is named with the reason, and ends with 1: the input was not wrong, the folder is."""
    (tmp_path / "file").write_text("")
    (tmp_path / "fxwidget.toml").write_text(f'store = "disk://{tmp_path}/file/store"', encoding="utf-8")
    done = fxwidget("refresher", "--once", cwd=tmp_path)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("fxwidget:")]
    assert "can't write the store" in line
    assert "Not a directory" in line
    assert "Traceback" not in done.stderr


def test_a_store_of_a_newer_version_is_one_line(tmp_path: Path) -> None:
    """A store that this version can't read is told from a broken one, and says what to install."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store/snapshot.json").write_text('{"fxwidget_snapshot": 2, "seq": 1, "sha256": ""}\n{}')
    (tmp_path / "fxwidget.toml").write_text(f'store = "disk://{tmp_path}/store"', encoding="utf-8")
    done = fxwidget("show", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "fxwidget: the store was written in format 2 and this fxwidget reads 1: install a newer fxwidget\n"
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The application over one replayed round."""
    folder = tmp_path_factory.mktemp("store")
    with Upstreams(DAYS[0]) as upstreams:
        settings = Settings(
            store=f"disk://{folder}",
            sources=tuple(upstreams.urls),
            provider={name: ProviderSettings(url=url) for name, url in upstreams.urls.items()},
        )
        refresher = Refresher(settings, open_store(settings.store))
        refresher.round(at(DAYS[0]), everyone=True)
        refresher.close()
    return create_app(settings, clock=lambda: at(DAYS[0]), watch=False).test_client()


HTTP = (
    ("/v1/rate", 404, ("There is nothing at /v1/rate", "/openapi.json")),
    ("/v1/rates/INX", 404, ("'INX' is not a currency code", "did you mean INR")),
    ("/v1/rates/EUR", 404, ("EUR is not in this snapshot", "it has AED, BRL")),
    ("/v1/rates?base=INX", 422, ("'INX' is not a currency code", "did you mean INR")),
    ("/v1/rates?base=EUR", 422, ("EUR is not in this snapshot",)),
    ("/v1/rates?currencies=INR,XYZ", 422, ("'XYZ' is not a currency code",)),
    ("/v1/rates?currencies=EUR", 422, ("EUR is not in this snapshot",)),
    (
        "/v1/convert?amount=100&from=EUR&to=INR&timestamp=1504224000",
        422,
        (
            "'timestamp' is no parameter here: rates of a day are at /v1/rates?date=",
            "Parameters here: stale, date, amount, decimals, from, to, lang.",
        ),
    ),
    (
        "/v1/rates?start=2017-09-01&end=2017-10-01",
        422,
        ("'start'", "'end'", "those of many days at /v1/history?from="),
    ),
    ("/v1/rates?symbols=INR", 422, ("'symbols' is no parameter here; it is called 'currencies'",)),
    (
        "/v1/rates?from=EUR&to=INR",
        422,
        ("'from' is no parameter here; it is called 'base'", "'to' is no parameter"),
    ),
    ("/v1/rates?source=EUR&currency=INR", 422, ("called 'base'", "called 'currencies'")),
    ("/v1/rates?quote=INR&theme=dark", 422, ("called 'currencies'", "'theme' is no parameter here")),
    ("/v1/rates/INR?date=", 422, ("date='' can't be", "a day that is not in the future")),
    ("/v1/convert?base=USD&to=INR", 422, ("'base' is no parameter here; it is called 'from'",)),
    ("/v1/sources?utm_source=x", 422, ("'utm_source' is no parameter here", "There are no parameters here.")),
    ("/v1/currencies?_=1", 422, ("'_' is no parameter here",)),
    ("/v1/rates?" + "&".join(f"x{n}=1" for n in range(90)), 422, ("'x0'", "; and 85 more")),
    ("/v1/rates?" + "x" * 9000 + "=1", 422, ("x…' is no parameter here",)),
    (
        "/v1/rates/2024-01-15",
        404,
        ("'2024-01-15' is a day and not a currency code: rates of a day are at",),
    ),
    ("/badge/2024-01-15.svg", 404, ("'2024-01-15' is a day", "/v1/rates?date=")),
    ("/v1/2024-01-15", 404, ("There is nothing at /v1/2024-01-15 (rates of a day are at",)),
    ("/widget?base=dollar", 422, ("'dollar' is not a currency code",)),
    ("/v1/rates/%3Cscript%3E", 404, ("is not a currency code",)),
    ("/" + "x" * 3000, 404, ("There is nothing at /xxx",)),
)


@pytest.mark.parametrize(("path", "status", "says"), HTTP, ids=[path[:30] for path, _, _ in HTTP])
def test_http(client: FlaskClient, path: str, status: int, says: tuple[str, ...]) -> None:
    """A wrong request is a problem document of one shape, readable by any origin and never cached."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    body = json.loads(answer.data)
    assert list(body) == ["type", "title", "status", "detail"]
    assert body["status"] == status
    for words in says:
        assert words in body["detail"]
    assert len(body["detail"]) < 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_method_that_is_not_allowed(client: FlaskClient) -> None:
    """A POST is answered with the methods that would do."""
    answer = client.post("/v1/rates")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


LIBRARY: tuple[tuple[str, Callable[[], object], type[FXWidgetError], str], ...] = (
    ("a currency", lambda: library.fetch(["INX"]), library.UnknownCurrency, "did you mean INR"),
    ("no currency", lambda: library.fetch([]), library.ConfigurationError, "at least one"),
    (
        "a provider",
        lambda: library.fetch(sources=["cbr"]),
        library.UnknownProvider,
        "no provider 'cbr' is installed",
    ),
    ("a file", lambda: library.Snapshot.from_json(b"<html>"), library.SnapshotInvalid, "not a snapshot"),
)


@pytest.mark.parametrize(("what", "call", "kind", "says"), LIBRARY, ids=[row[0] for row in LIBRARY])
def test_the_library(
    what: str,
    call: Callable[[], object],
    kind: type[FXWidgetError],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wrong argument raises from the one tree, before anybody is asked."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kind, match=says):
        call()
