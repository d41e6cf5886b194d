"""Every answer of the service over snapshots made for it, as digests: shows that a change of the code changes no byte.

    python -m tools.answers --write tests/answers.json
    python -m tools.answers --check tests/answers.json
    python -m tools.answers --bodies FOLDER     # all bodies as files, for diff -r between two builds

Nothing is asked of a network but the loopback address; clocks stand. What depends on the machine is left out: time
zone, locale, settings, folders, the version, and the phrases of HTTP statuses, which differ between Pythons. Names and
dates are CLDR's as the installed Babel has them.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import chdir
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
import time_machine
from click.testing import CliRunner
from werkzeug.test import Client, TestResponse

import fxwidget
from fxwidget.cli import cli
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.demo import DAYS, Upstreams, at
from fxwidget.demo.replay import ReplayRefresher
from fxwidget.domain.snapshot import Replay
from fxwidget.store import open_store
from fxwidget.web import create_app
from tools import banks

SERVICE = "https://rates.example"
LIBRARIES = ("babel", "flask", "werkzeug", "pydantic", "rich")
LANGUAGES = "en af am ar es fa hi id pt ru zh".split()
EVERY = "columns=previous,change,source"
OPTIONS = (
    "base=INR", "currencies=INR,RUB,ZAR", "amount=100", "inverse=1", "names=names", "names=codes", "symbol=1",
    "flags=round", "flags=none", "decimals=0", "decimals=8", EVERY, "layout=compact", "layout=card", "layout=table", "layout=strip&moving=1", "layout=single&currencies=INR",
    "layout=single&currencies=INR,RUB", "layout=matrix", "layout=heatmap&currencies=INR,RUB,USD", "facts=open", "spark=30d", "theme=light",
    "theme=dark", "theme=page", "accent=c00,f99&ground=fffdf5,&font=georgia&size=large", "ground=1a1a2e&text=eee&up=6f6&down=f99&size=small",
    "converter=1", "converter=1&from=INR&to=USD&amount=2.5", "header=none", "header=Ours%20%26%20more",
    "caption=A%20line", "disclaimer=More%20words", "tz=Asia/Kolkata", "tz=America/St_Johns", "lang=fa&calendar=gregory", "refresh=off",
    "refresh=60", "layout=card&flags=round&symbol=1&inverse=1&amount=1000&base=RUB", "unknown=1&Currencies=inr",
)  # fmt: skip
DRAWN = ("/widget", "/widget.txt", "/v1/rates")
EACH = ("/widget?lang={}", "/widget.txt?lang={}")
"""Asked of every snapshot, in every language where what it says is new; ``PLAIN`` of every one; the others of one only."""
FULL = (
    "/?lang={}", "/?amount=x&currencies=JPY&lang={}", f"/widget?fragment=1&{EVERY}&lang={{}}",
    "/widget?layout=compact&converter=1&lang={}", "/widget?layout=card&symbol=1&inverse=1&lang={}",
    "/widget.csv?lang={}", "/widget.svg?lang={}", "/badge/INR.json?lang={}", "/badge/RUB.svg?lang={}",
    "/feed.atom?lang={}", "/feed.json?lang={}", "/v1/rates?lang={}", "/v1/convert?to=INR&lang={}",
)  # fmt: skip
PLAIN = (
    "/livez", "/readyz", "/healthz", "/v1/sources", "/v1/currencies", "/v1/rates", "/v1/rates/USD",
    "/v1/rates/INR?base=RUB", "/v1/convert?to=INR&amount=2.5", "/v1/convert?from=RUB&to=ZAR&stale=1", "/widget.csv",
    "/v1/history", "/v1/history?base=INR&interval=month", "/v1/history.csv", "/v1/history.ndjson",
    "/widget?fragment=1", "/widget?layout=card&base=ZAR&inverse=1", "/", "/?embed=image&lang=ru",
    "/feed.atom", "/feed.json", "/widget.svg", "/badge/INR.json?lang=ar", "/badge/SAR.json", "/oembed?url=http://localhost/widget",
    *(f"/badge/{code}.svg" for code in fxwidget.BRICS_PLUS),
)  # fmt: skip
FAULTS = (
    "/nothing", "/widget/", "/v1/rates/JPY", "/v1/rates/INT", "/badge/XXX.svg", "/widget?currencies=INT",
    "/widget?currencies=JPY", "/widget?decimals=9", "/v1/rates?base=JPY", "/v1/convert", "/v1/convert?to=JPY",
    "/v1/convert?to=INR&amount=x", "/v1/history?currencies=INX", "/v1/history.ndjson?from=9999-12-31", "/widget.png?scale=4", "/widget.svg?tz=Mars", "/?decimals=9&columns=x",
    "/oembed", "/oembed?url=https://other.example/widget", f"/oembed?url={SERVICE}/widget&format=xml",
    "/widget?" + "x" * 16_400, "/widget.0000000000000000.js", "/widget.0000000000000000.xml", "/widget?refresh=5", "/widget?accent=0b57d0", "/?accent=0b57d0",
)  # fmt: skip
MORE = (
    "/openapi.json", "/widget.js", "/widget.css", "/widget.css?ground=fffdf5&size=small", "/widget.png?scale=3&theme=dark", f"/widget.csv?{OPTIONS[0]}",
    *(f"/?embed={kind}&{EVERY}" for kind in ("frame", "element", "fragment", "image", "link", "badge")),
    f"/oembed?url={SERVICE}/widget&maxwidth=300&maxheight=200", "/badge/INR.svg?amount=100&inverse=1&symbol=1",
    f"/oembed?url={SERVICE}/widget?lang%3Dar", "/?embed=badge&ui=am", "/rate/INR?lang=ar", "/chart/INR.svg", "/?embed=badge&ui=ar&lang=fa",
    "/?move=up,INR&currencies=RUB&currencies=INR&columns=change",
)  # fmt: skip
MANNERS: tuple[tuple[str, dict[str, str]], ...] = (
    *((method, {}) for method in ("HEAD", "POST", "OPTIONS")),
    *(("GET", {"Accept-Encoding": coding}) for coding in ("br", "gzip", "zstd, gzip;q=0.5", "identity;q=0")),
    ("GET", {"If-None-Match": '"other"'}),
    ("GET", {"Host": "bad host"}),
)
PHRASE = re.compile(rb'(?<="title": ")[^"]*|(?<="[45]..":{"description":")[^"]*')
"""What a status is called, in a problem and in the OpenAPI document."""


class Asker:
    """Requests answers, and records a line of status and digests for each, and its body where a folder is given."""

    def __init__(self, bodies: Path | None = None) -> None:
        self.lines: dict[str, str] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self._bodies = bodies

    def look(
        self, name: str, settings: Settings, now: datetime, *, wide: bool = True, full: bool = False
    ) -> None:
        """Request everything from the application over a store, at an instant."""
        client = create_app(settings, clock=lambda: now, edge=False, watch=False).test_client()
        for url in _urls(LANGUAGES if wide else LANGUAGES[3:4], full):
            self._ask(name, client, url)
        if full:
            front = create_app(settings, clock=lambda: now, watch=False).test_client()
            for url in (*PLAIN, *MORE, *FAULTS):
                self._ask(name, front, url, place="edge")
            named = hashlib.sha256(client.get("/widget.js").data).hexdigest()[:16]
            self._ask(name, client, f"/widget.{named}.js", shown="/widget.HASH.js")
            for method, headers in MANNERS:
                self._ask(name, client, "/widget", method, headers)
            self._ask(
                name,
                client,
                "/widget",
                headers={"If-None-Match": client.get("/widget").headers["ETag"]},
                shown="/widget",
            )

    def _ask(
        self, name: str, client: Client, url: str, method: str = "GET", headers: dict[str, str] | None = None,
        *, shown: str = "", place: str = "",
    ) -> None:  # fmt: skip
        answer = client.open(url, method=method, headers=headers or {})
        conditions = (
            [method] * (method != "GET") + [*(headers or {})]
            if shown
            else [f"{key}:{value}" for key, value in (headers or {}).items()]
        )
        key = " ".join([name, *conditions, shown or url[:150]])
        body, headers_shown = _normal(answer)
        label = hashlib.sha256(json.dumps(headers_shown, sort_keys=True).encode()).hexdigest()[:8]
        line = f"{answer.status_code} {label} {hashlib.sha256(body).hexdigest()[:16]}"
        if place and line == self.lines.get(key):
            return  # the edge answers as the application does: said once
        self.headers[label] = headers_shown
        self.add(f"{place} {key}".strip(), body, line)

    def add(self, key: str, body: bytes, line: str = "") -> None:
        """Record an answer."""
        self.lines[key] = line or hashlib.sha256(body).hexdigest()[:16]
        if self._bodies is not None:
            self._bodies.joinpath(quote(key, safe=" =,&?.-")[:200]).write_bytes(body)

    def run(self, name: str, store: str, now: datetime, *, files: bool = False) -> None:
        """Record what the command line prints, and publishes as ``files``."""
        os.environ |= {"FXWIDGET_STORE": store, "FXWIDGET_URL": SERVICE}
        with time_machine.travel(now, tick=False), tempfile.TemporaryDirectory() as folder, chdir(folder):
            for words in (["show"], ["show", "--json"], *[["publish", "files"]] * files):
                got = CliRunner().invoke(cli, words)
                output = re.sub("[0-9,]+ bytes", "BYTES", got.stdout)  # compressed
                self.add(f"{name} $ fxwidget {' '.join(words)}", f"{got.exit_code}\n{output}".encode())
            found = sorted(path for path in Path("files/current/").rglob("*") if path.is_file())
            if found:
                self.add(f"{name} $ ls files/current", "\n".join(map(_listed, found)).encode())
        del os.environ["FXWIDGET_STORE"], os.environ["FXWIDGET_URL"]


def _listed(path: Path) -> str:
    """A published file with its digest, where that depends on nothing but the snapshot."""
    reproducible = path.suffix not in (".br", ".gz") and path.name not in ("manifest.json", "openapi.json")
    return f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}" if reproducible else str(path)


def _urls(languages: Sequence[str], full: bool) -> Iterator[str]:
    yield from (url.format(lang) for url in (*EACH, *FULL * full) for lang in languages)
    yield from PLAIN
    if full:
        yield from (*MORE, *FAULTS, *(f"{path}?{options}" for path in DRAWN for options in OPTIONS))
        yield from (f"/widget.svg?{options}" for options in OPTIONS[:20])


def _normal(answer: TestResponse) -> tuple[bytes, dict[str, str]]:
    """An answer's normal form: body unpacked and without facts of the machine, headers without what repeats the body."""
    headers, body = dict(answer.headers.items()), answer.data
    coding = headers.get("Content-Encoding", "")
    whole = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding, bytes)(body) if body else body
    if "Allow" in headers:  # a set
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    if headers.get("Content-Length") == str(len(body)):
        headers["Content-Length"] = "ok"
    tag = hashlib.sha256(whole).hexdigest()[:32]
    headers = {name: value.replace(tag, "BODY") for name, value in headers.items()}
    if answer.mimetype == "application/problem+json" or whole.startswith(b'{"openapi"'):
        whole = PHRASE.sub(b"", whole)
    return whole.replace(f'"version":"{fxwidget.__version__}"'.encode(), b'"version":"VERSION"'), headers


def everything(asker: Asker, folder: Path) -> None:
    """Make the snapshots one after the other, and record the answers of each."""
    banks.install(folder)
    nothing = banks.settings(f"disk://{folder}/nothing")
    asker.look("nothing", nothing, banks.at(11, "15:00"), wide=False)
    asker.look("silent", nothing, banks.silent(nothing.store))
    store = f"disk://{folder}/week"
    for name, now in banks.week(store):
        of = (
            banks.settings(store, base="INR", frame_ancestors="https://a.example")
            if name == "fewer"
            else None
        )
        asker.look(name, of or banks.settings(store), now, wide=name in ("strange", "failing", "withdrawn"))
        if name == "strange":
            asker.run(name, store, now)
    odd = banks.settings(f"disk://{folder}/odd")
    asker.look("odd", odd, banks.odd(odd.store, store))
    store = f"disk://{folder}/days"
    with Upstreams() as upstreams:
        of = Settings(
            store=store,
            sources=tuple(upstreams.urls),
            url=SERVICE,
            provider={name: ProviderSettings(url=url) for name, url in upstreams.urls.items()},
        )
        refresher = ReplayRefresher(of, open_store(store))
        for day in DAYS:
            upstreams.day = day
            refresher.round(at(day), everyone=True)
        asker.look("days", of, at(DAYS[-1]) + timedelta(minutes=5), full=True)
        asker.run("days", store, at(DAYS[-1]) + timedelta(minutes=5), files=True)
        asker.look("late", of, at(DAYS[-1]) + timedelta(days=1), wide=False)
        replay = Replay(day=DAYS[-1], offset_seconds=86_400, step_seconds=4)
        refresher.replay(at(DAYS[-1]) + timedelta(minutes=5), replay)
        asker.look("replay", of, at(DAYS[-1]) + timedelta(days=1, minutes=6))
        refresher.close()


def _alone(folder: Path) -> None:
    """Isolate from the machine: no settings, locale or zone, and for rsvg-convert a program that returns its input."""
    preserved = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    os.environ.clear()
    os.environ |= {**preserved, "PATH": str(folder), "HOME": str(folder), "COLUMNS": "80"}
    time.tzset()
    program = folder / "rsvg-convert"
    program.write_text('#!/bin/sh\necho "$@"\nexec /bin/cat\n', encoding="utf-8")
    program.chmod(0o755)
    logging.disable(logging.CRITICAL)


def made(bodies: Path | None = None) -> dict[str, Any]:
    """The document of all recorded answers: the libraries, the sets of headers by a short name, and status, headers and digest by question."""
    asker = Asker(bodies)
    with tempfile.TemporaryDirectory() as name, chdir(name):
        _alone(Path(name))
        everything(asker, Path(name))
    libraries = {name: version(name) for name in LIBRARIES}
    return {"made with": libraries, "headers": asker.headers, "answers": asker.lines}


def differences(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The differences of two documents, a line each: answers that are other, gone or new, and their headers where it is those."""
    found = []
    for key in sorted({**was["answers"], **now["answers"]}):
        before, after = was["answers"].get(key, "not asked"), now["answers"].get(key, "not asked")
        if before == after:
            continue
        found.append(f"{key}: {before} is now {after}")
        old, new = (
            document["headers"].get(" ".join(line.split()[1:2]), {})
            for document, line in ((was, before), (now, after))
        )
        names = sorted(old.keys() | new.keys()) if old and new else []
        found += [
            f"    {name}: {old.get(name)} is now {new.get(name)}"
            for name in names
            if old.get(name) != new.get(name)
        ]
    libraries = [
        f"{name} was {old} and is {now['made with'][name]}" for name, old in was["made with"].items()
    ]
    moved = [
        text
        for text, name in zip(libraries, was["made with"], strict=True)
        if now["made with"][name] != was["made with"][name]
    ]
    return found + [f"libraries: {', '.join(moved)}"] * bool(found and moved)


def main() -> int:
    """Write, compare or unfold the recorded answers; returns the exit code."""
    parser = argparse.ArgumentParser(description="Digests of every answer.")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--bodies", type=Path)
    given = parser.parse_args()
    bodies = given.bodies.resolve() if given.bodies else None
    if bodies is not None:
        bodies.mkdir(parents=True, exist_ok=True)
    document = made(bodies)
    if given.write:
        given.write.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    found = differences(json.loads(given.check.read_text(encoding="utf-8")), document) if given.check else []
    print(f"{len(document['answers'])} answers, {len(found)} differences", *found[:40], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
