"""A canary key: whatever a server does, the key stands in no log line of either form, no page, no file, no trace."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from fxwidget.config.settings import Settings
from fxwidget.ops import log
from fxwidget.refresher.round import Refresher
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from tests.support.certificates import certificate, of_server
from tests.support.loopback import Loopback, Peer, Reply, answer, raw, silence
from tests.support.prefork import fxwidget
from tests.support.processes import get, running, until
from tests.support.servers import free_port

pytestmark = pytest.mark.needs("processes")

NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)
CANARY = "c4n4ry/K3y+0f+0urs=="
ECHO = CANARY.encode()

OPEN_EXCHANGE_RATES = {
    "disclaimer": "", "license": "", "timestamp": int(NOW.timestamp()), "base": "USD", "rates": {"INR": 94.31}
}  # fmt: skip
ER_API = {
    "result": "success", "base_code": "USD", "time_last_update_unix": 1777334401, "conversion_rates": {"INR": 94.29}
}  # fmt: skip
TABLES = {"open_exchange_rates": OPEN_EXCHANGE_RATES, "er_api": ER_API}


def document(provider: str, **changes: Any) -> bytes:
    """The provider's table with members of a test's own."""
    return json.dumps({**TABLES[provider], **changes}).encode()


def page(status: int, *, wait: bool = False) -> Callable[[str], Reply]:
    """A refusal that repeats the key in its body and headers; ``wait``: it asks to be left alone."""
    headers = {"WWW-Authenticate": f'Bearer realm="{CANARY}"', "Content-Type": "text/html"}
    headers |= {"Retry-After": CANARY} if wait else {}
    return lambda _: answer(status, b"<html>" + ECHO, headers)


def both(provider: str, **more: Any) -> Reply:
    """A table with the key as its validators."""
    return answer(200, document(provider, **more), {"ETag": f'"{CANARY}"', "Last-Modified": CANARY})


SCENARIOS: dict[str, Callable[[str], Reply]] = {
    "time-out": lambda _: silence,
    "401": page(401),
    "403": page(403),
    "404": page(404),
    "500": page(500),
    "503": page(503),
    "redirect": lambda _: answer(
        302, b"", {"Location": f"https://elsewhere.example/{CANARY}?app_id={CANARY}"}
    ),
    "html with 200": lambda _: answer(200, b"<!doctype html><title>" + ECHO, {"Content-Type": "text/html"}),
    "no http": lambda _: raw(ECHO),
    "broken off": lambda _: raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + ECHO),
    "coding": lambda _: answer(200, ECHO, {"Content-Encoding": CANARY}),
    "the key as validators": both,
    "the key in the table": lambda it: both(it, license=CANARY, disclaimer=quote_plus(CANARY)),
    "the key as a code": lambda it: answer(
        200, document(it, rates={CANARY: 1}, conversion_rates={CANARY: 1})
    ),
    "the key as a number": lambda it: answer(
        200, document(it, rates={"INR": CANARY}, conversion_rates={"INR": CANARY})
    ),
    "the key as the base": lambda it: answer(200, document(it, base=CANARY, base_code=CANARY)),
    "the key as a time": lambda it: answer(200, document(it, timestamp=CANARY, time_last_update_unix=CANARY)),
    "the key as an error": lambda it: answer(
        400, json.dumps({"message": CANARY, "result": "error", "error-type": CANARY}).encode()
    ),
}

BANS = {"429": page(429, wait=True), "403 with Retry-After": page(403, wait=True)}
"""What ends the asking for a while."""

SERVED = ("401", "redirect", "html with 200", "the key in the table", "the key as an error")
"""What a running service is led through: one of each way in which a key could reach it."""


def forms(text: str) -> Iterator[str]:
    """A text, and whatever it holds in base 64, unpacked too."""
    yield text
    for found in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        try:
            unpacked = base64.b64decode(found, validate=True)
        except ValueError:
            continue
        yield unpacked.decode("latin-1")
        try:
            yield zlib.decompress(unpacked).decode("latin-1")
        except zlib.error:
            continue


def untold(what: str, text: str) -> None:
    """The key is not there: as it is, in any case, percent-encoded, or a long part of it."""
    wanted = (CANARY, CANARY[:8], quote_plus(CANARY), quote_plus(CANARY)[:10])
    for form in forms(text):
        for key in wanted:
            assert key.lower() not in form.lower(), what


def files(folder: Path) -> str:
    """All that stands in a folder's files."""
    return "\n".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())


@pytest.fixture(name="lines")
def _lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """What is told with ``-v``, in both forms."""
    root, streams = logging.getLogger(), (io.StringIO(), io.StringIO())
    handlers = [logging.StreamHandler(stream) for stream in streams]
    for handler, formatter in zip(handlers, (log.Sentences(), log.JsonLines()), strict=True):
        handler.setFormatter(formatter)
        root.addHandler(handler)
    before = logging.getLogger("fxwidget").level
    log.log_routine()
    yield streams
    logging.getLogger("fxwidget").setLevel(before)
    for handler in handlers:
        root.removeHandler(handler)


def settings(home: Path, provider: str, url: str) -> Settings:
    return Settings(
        store=f"disk://{home}/store",
        currencies=("INR",),
        sources=(provider,),
        deadline="1s",
        provider={provider: {"url": url, "key": CANARY}},
    )


def round_of(given: Settings, lines: tuple[io.StringIO, io.StringIO], home: Path) -> str:
    """Two rounds and the endpoints: everything is searched. The outcome of the first."""
    refresher = Refresher(given, DiskStore(home / "store"))
    try:
        done = refresher.round(NOW)
        refresher.round(NOW.replace(hour=17), everyone=True)
    finally:
        refresher.close()
    client = create_app(given).test_client()
    for path in ("/widget", "/v1/rates", "/v1/sources"):
        untold(path, client.get(path).text)
    untold("the snapshot", done.snapshot.to_json().decode())
    untold("reprs", repr((done, refresher.memory, given)))
    untold("the store's files", files(home / "store"))
    for stream in lines:
        assert stream.getvalue()
        untold("the log", stream.getvalue())
    for line in lines[1].getvalue().splitlines():
        json.loads(line)
    return done.outcomes[0].outcome


@pytest.mark.parametrize("provider", TABLES)
@pytest.mark.parametrize("scenario", (SCENARIOS | BANS).values(), ids=SCENARIOS | BANS)
def test_a_canary(
    tmp_path: Path, lines: tuple[io.StringIO, io.StringIO], provider: str, scenario: Callable[[str], Reply]
) -> None:
    """The key is sent, and told to nobody else."""
    with Loopback(scenario(provider)) as server:
        round_of(settings(tmp_path, provider, server.url("")), lines, tmp_path)
        assert any(CANARY in value for request in server.requests for value in request.headers.values())


@pytest.mark.parametrize("provider", TABLES)
def test_a_canary_where_nobody_listens(
    tmp_path: Path, lines: tuple[io.StringIO, io.StringIO], provider: str
) -> None:
    """A connection that is refused tells no key."""
    with Loopback(silence) as server:
        url = server.url("")
    assert round_of(settings(tmp_path, provider, url), lines, tmp_path) == "unavailable"


@pytest.mark.needs("certificates")
@pytest.mark.parametrize("provider", TABLES)
def test_a_canary_over_broken_tls(
    tmp_path: Path, lines: tuple[io.StringIO, io.StringIO], provider: str
) -> None:
    """Nor does a certificate that nobody vouches for; and the key is not sent."""
    context = of_server(certificate(tmp_path))
    with Loopback(answer(200), tls=context) as server:
        given = settings(tmp_path, provider, server.url("", "localhost"))
        assert round_of(given, lines, tmp_path) == "unavailable"
        assert server.requests == []


def test_a_trace_tells_no_key(
    tmp_path: Path, lines: tuple[io.StringIO, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An adapter that breaks on its own key leaves no trace of it."""
    from fxwidget_providers.er_api import ErApi

    def parse(self: ErApi, body: bytes) -> Any:
        raise SystemExit(f"bad key {self.key}")

    monkeypatch.setattr(ErApi, "parse", parse)
    with Loopback(answer(200, document("er_api"))) as server:
        assert round_of(settings(tmp_path, "er_api", server.url("")), lines, tmp_path) == "refused"
    assert "the adapter failed" in lines[0].getvalue()


@pytest.mark.needs("processes")
def test_a_canary_in_a_running_service(tmp_path: Path) -> None:
    """The processes as they are run: through every answer, nothing that they write or serve tells the key.

    The service logs in JSON, which has each fact of a line, the commands beside it log for people.
    """
    (tmp_path / "key").write_text(CANARY)
    ports = [free_port(), free_port()]
    replies: dict[str, Reply] = {it: answer(500) for it in TABLES}

    def changing(provider: str) -> Reply:
        def reply(peer: Peer) -> None:
            replies[provider](peer)

        return reply

    with Loopback(changing("open_exchange_rates")) as one, Loopback(changing("er_api")) as two:
        lines = [
            f'store = "disk://{tmp_path}/store"',
            'sources = ["open_exchange_rates", "er_api"]',
            'refresh = "1s"',
            'currencies = ["INR"]',
            'deadline = "1s"',
            *(f'{name} = "127.0.0.1:{port}"' for name, port in zip(METRICS, ports, strict=True)),
        ]
        for name, server in ("open_exchange_rates", one), ("er_api", two):
            lines += [f"[provider.{name}]", f'url = "{server.url("")}"', f'key_file = "{tmp_path}/key"']
            lines += ['min_interval = "1s"', 'quota = "10000/day"']
        (tmp_path / "fxwidget.toml").write_text("\n".join(lines))
        with running("-v", "--log-format", "json", "serve", "--port", "0", cwd=tmp_path) as it:
            for name in SERVED:
                scenario = SCENARIOS[name]
                seen = [len(server.requests) for server in (one, two)]
                replies.update({provider: scenario(provider) for provider in TABLES})
                until(partial(asked_again, (one, two), seen), f"another request of both: {name}")
                for path in ("/widget", "/v1/rates", "/v1/sources", "/healthz"):
                    untold(path, get(it.url + path).text)
                for port in ports:
                    untold("metrics", get(f"http://127.0.0.1:{port}/metrics").text)
            replies.update({provider: BANS["429"](provider) for provider in TABLES})
            it.wait_for("not asked before")
            checked = fxwidget("-v", "providers", "check", "--json", cwd=tmp_path)
            looked = fxwidget("-v", "doctor", cwd=tmp_path)
            shown = fxwidget("-v", "show", cwd=tmp_path)
            told_in_all = "".join(it.err)
        (tmp_path / "key").unlink()
        for done in (checked, looked, shown):
            untold(str(done.args), done.stdout + done.stderr)
        untold("the log", told_in_all)
        untold("its files", files(tmp_path))
    assert "er_api" in told_in_all
    assert '"event":"fetch"' in told_in_all


METRICS = ("refresher_metrics", "web_metrics")


def asked_again(servers: Sequence[Loopback], seen: Sequence[int]) -> bool:
    """Whether all were asked since, and once more, so that the answer before was heard."""
    return all(len(server.requests) > before + 1 for server, before in zip(servers, seen, strict=True))
