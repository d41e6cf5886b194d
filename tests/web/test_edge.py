"""The edge: whatever it gives, Flask alone would give; each answer is drawn once, and nothing of it grows."""

from __future__ import annotations

import gc
import gzip
import pickle
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.options import OPTIONS
from fxwidget.render import png
from fxwidget.store.disk import DiskStore
from fxwidget.store.sqlite_history import SqliteHistory
from fxwidget.web import create_app, throttle
from fxwidget.web.content_coding import CODINGS, preferred
from fxwidget.web.edge import cache, edge, prerender
from fxwidget.web.edge.capture import Answer, Drawn, Wanted
from fxwidget.web.edge.edge import Edge
from fxwidget.web.edge.prerender import OfflineApp, Prerenderer
from fxwidget.web.endpoint import LONGEST_QUERY, MOST_PARAMETERS
from fxwidget.web.snapshot_cache import Board
from tests.support.history import weekdays
from tests.support.processes import PATIENCE
from tests.support.snapshots import CHANGED, CHECKED, NOW, rate, snapshot

Got = tuple[str, list[tuple[str, str]], bytes]


class Counted:
    """What is behind the edge, Flask and what draws without it, with a count of what they are asked for."""

    def __init__(self, edge: Edge) -> None:
        self._app, self._capture = edge._app, edge._capture
        self.asked: Counter[str] = Counter()

    def app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked[f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"] += 1
        return self._app(environ, start_response)

    def capture(self, url: str, coding: str) -> Answer | None:
        self.asked[url] += 1
        return self._capture(url, coding)


class Worker:
    """One worker over a store, with its edge. The board looks when it is told to; nothing is drawn aside unless a test does so."""

    def __init__(self, folder: Path, draw: edge.Draw | None = None, **settings: Any) -> None:
        self.now = NOW
        self.settings = Settings(store=f"disk://{folder}", **settings)
        self.store = DiskStore(folder)
        self.app = create_app(self.settings, clock=lambda: self.now, watch=False)
        self.board: Board = self.app.extensions["fxwidget"]
        assert isinstance(self.app.wsgi_app, Edge)
        self.edge: Edge = self.app.wsgi_app
        self.behind = Counted(self.edge)
        self.edge._app, self.edge._capture = self.behind.app, self.behind.capture
        if draw is not None:
            self.edge._draw = draw

    def publish(self, shown: Snapshot) -> None:
        assert self.store.publish(shown)
        self.board.look()

    def ask(self, url: str, method: str = "GET", **headers: str) -> Got:
        return ask(self.app, url, method, **headers)


def ask(app: Any, url: str, method: str = "GET", **headers: str) -> Got:
    """A request's answer, headers in their order."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    path, _, query = url.partition("?")
    environ = EnvironBuilder("/", method=method, headers=named).get_environ()
    if "Host" in headers:
        environ["HTTP_HOST"] = headers["Host"]
    environ["PATH_INFO"], environ["QUERY_STRING"] = path, query
    chunks, status, got = run_wsgi_app(app, environ, buffered=True)
    return status, list(got), b"".join(chunks)


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    """A worker that serves the table of 14 May 2025."""
    it = Worker(tmp_path / "store")
    it.publish(snapshot())
    return it


# The same as Flask


class Requests:
    """Requests as the world sends them, and as attackers do; the same for the same seed."""

    def __init__(self, seed: int, etags: list[str]) -> None:
        self._random = random.Random(seed)
        self._etags = etags

    def __iter__(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        while True:
            pick = self._random
            url = self._path()
            query = "&".join(self._parameter() for _ in range(pick.choice((0, 0, 0, 1, 1, 2, 3, 6))))
            if pick.random() < 0.01:
                query = pick.choice(
                    ("&" * MOST_PARAMETERS, "x" * (LONGEST_QUERY + 1), "&&==&%", "a=%ff%00&=b")
                )
            method = pick.choice(("GET",) * 12 + ("HEAD",) * 4 + ("POST", "OPTIONS", "DELETE", "get"))
            headers = {}
            if pick.random() < 0.8:
                headers["Accept_Encoding"] = pick.choice(ACCEPTED)
            if pick.random() < 0.4:
                headers["If_None_Match"] = self._tags()
            if pick.random() < 0.2:
                headers["Host"] = pick.choice(HOSTS)
            if pick.random() < 0.1:
                headers |= {"Range": "bytes=0-9", "If_Modified_Since": "Wed, 14 May 2025 00:00:00 GMT"}
            joined = f"{url}{'&' if '?' in url else '?'}{query}"
            yield joined if query or pick.random() < 0.1 else url, method, headers

    def _path(self) -> str:
        pick = self._random
        if pick.random() < 0.8:
            return pick.choice(PATHS)
        return pick.choice(
            (
                "/",
                "/v1/rates/inr",
                "/v1/rates/XYZ",
                "/v1/rates/JPY",
                "/v1/rates/",
                "/v1/rates/A/B",
                "/badge/inr.svg",
                "/badge/XYZ.json",
                "/badge/JPY.svg",
                "/badge/INR.svg.svg",
                "/badge/INR",
                "/feed",
                "/widget/",
                "/Widget",
                "//widget",
                "/widget.js",
                "/widget.css",
                "/widget.0123456789abcdef.js",
                "/widget.exe",
                "/v1/rates/\xc4\xb0NR",
                "/\x00",
                "/" + "x" * 3000,
                "*",
            )
        )

    def _parameter(self) -> str:
        pick = self._random
        if pick.random() < 0.3:
            return pick.choice(
                ("utm_source=x", f"_={pick.random()}", "fbclid", "=", "&", "x" * 600, "%zz=1", "lang")
            )
        name = pick.choice([option.name for option in OPTIONS] + MORE)
        name = pick.choice(
            (name, name, name.upper(), name.title(), f"%{ord(name[0]):02x}{name[1:]}", f"{name}+")
        )
        return f"{name}={quote(pick.choice(VALUES), safe=pick.choice(('', ',/:')))}"

    def _tags(self) -> str:
        pick = self._random
        tag = pick.choice([*self._etags[-20:], '"other"', 'W/"other"'])
        forms = (
            tag,
            f"W/{tag}",
            f'"a", {tag}',
            f'W/{tag} ,"b"',
            "*",
            "",
            "nonsense",
            tag.strip('"'),
            '"a"' * 500,
        )
        return pick.choice(forms)


PATHS = (
    "/widget", "/widget", "/widget", "/v1/rates", "/v1/rates", "/v1/rates/INR", "/v1/sources", "/v1/currencies",
    "/widget.svg", "/widget.png", "/widget.txt", "/widget.csv", "/badge/INR.svg", "/badge/RUB.json", "/feed.atom",
    "/feed.json", "/oembed?url=http://localhost/widget%3Flang%3Dru", "/oembed", "/v1/convert?to=INR", "/v1/convert",
    "/openapi.json", "/v1/history", "/v1/history.csv", "/v1/history.ndjson",
)  # fmt: skip
MORE = ["fragment", "scale", "stale", "url", "maxwidth", "maxheight", "format", "date", "symbols", "interval"]
HOSTS = (
    "localhost",
    "localhost:8000",
    "rates.example",
    "a.example",
    "[::1]:8000",
    'x"><b>',
    "a b",
    "x" * 300,
    "",
)
ACCEPTED = (
    "gzip, deflate, br", "gzip, deflate, br, zstd", "gzip", "br", "", "identity", "*", "*;q=0", "gzip;q=0.5, br;q=0.4",
    "br;q=0, gzip", "identity;q=0", "GZIP", "gzip;q=banana", "deflate", "br;q=1.0, *;q=0.1", "x" * 300 + ", gzip",
)  # fmt: skip
VALUES = (
    "INR", "inr,RUB", "INR, rub ,ZAR", "EUR", "XYZ", "true", "1", "no", "0", "2", "9", "ru", "ar", "zh", "EN", "xx",
    "2025-05-10", "compact", "card", "dark", "auto", "none", "previous,change", "Asia/Kolkata", "utc", "Курс", "<b>&'\"", "", " ",
    "1.50", "1e3", "-1", "60", "x" * 1100, "\u202ex", "a;b",
    "http://localhost/widget", "https://rates.example/widget?lang=ru&base=INR", "xml", "600",
)  # fmt: skip


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.needs("time")) for seed in (1, 2, 3, 4))]
)
def test_every_answer_is_flasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Five hundred requests of each seed get, byte for byte and header for header, what Flask alone answers.

    Snapshots appear and drawings turn in between. Some services know their own address, others answer by the one that
    they are asked by. Pictures are as good as drawn, and as many as you like.
    """
    monkeypatch.setattr(png, "png", lambda drawing, scale: f"{scale}{drawing}".encode())
    monkeypatch.setattr(throttle, "MOST", 10_000)
    worker = Worker(tmp_path / "store", url="https://rates.example" if seed % 2 else None)
    past = SqliteHistory(tmp_path / "store", writable=True)
    past.add(weekdays("INR", "2025-04-21", [f"85.{n}" for n in range(10, 28)]))
    past.close()
    alone = create_app(worker.settings, clock=lambda: worker.now, edge=False, watch=False)
    etags = ['"none"']
    outcomes: Counter[str] = Counter()
    requests = Requests(seed, etags)
    for number, (url, method, headers) in zip(range(500), requests, strict=False):
        if number % 50 == 10:
            shown = snapshot(rate("INR", f"8{number // 50}.5"), seq=snapshot().seq + number)
            worker.publish(shown)
            alone.extensions["fxwidget"].look()
        if number % 75 == 74:
            worker.now += timedelta(minutes=31)
        expected = ask(alone, url, method, **headers)
        assert (url, method, headers, worker.ask(url, method, **headers)) == (url, method, headers, expected)
        etags.extend(value for name, value in expected[1] if name == "ETag")
        outcomes[expected[0].partition(" ")[0]] += 1
    assert outcomes.keys() >= {"200", "304", "404", "405", "414", "422", "503"} | (
        {"400"} if not seed % 2 else set()
    )
    assert outcomes["200"] > 100
    assert outcomes["304"] > 3


@pytest.mark.parametrize("accept", ACCEPTED)
def test_a_coding_is_the_clients_choice(worker: Worker, accept: str) -> None:
    """The body is in the coding of the highest quality, and the same text in each; each has a tag of its own."""
    plain = dict(worker.ask("/widget")[1])
    status, headers, body = worker.ask("/widget", Accept_Encoding=accept)
    fields = dict(headers)
    coding = fields.get("Content-Encoding", "identity")
    expected = {
        "gzip, deflate, br": "br", "gzip, deflate, br, zstd": "br", "gzip": "gzip", "br": "br", "*": "br",
        "gzip;q=0.5, br;q=0.4": "gzip", "br;q=0, gzip": "gzip", "GZIP": "gzip", "br;q=1.0, *;q=0.1": "br",
        "x" * 300 + ", gzip": "gzip",
    }.get(accept, "identity")  # fmt: skip
    assert (status, coding) == ("200 OK", expected)
    whole = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[coding](body)
    assert whole == worker.ask("/widget")[2]
    suffix = "" if coding == "identity" else f"-{coding}"
    assert fields["ETag"] == plain["ETag"][:-1] + suffix + '"'
    assert fields["Content-Length"] == str(len(body))
    assert fields["Vary"] == "Accept-Encoding"


# Drawn once


SPELLINGS = (
    "/widget?lang=ru&currencies=INR,RUB",
    "/widget?currencies=INR,RUB&lang=ru",
    "/widget?CURRENCIES=inr%2Crub&Lang=RU",
    "/widget?lang=ru&currencies=INR,RUB&utm_source=news&_=1731",
    "/widget?lang=ru&lang=zh&currencies=INR,RUB&theme=&amount=1.0",
    "/widget?%6cang=ru&currencies=INR+RUB",
    "/widget?" + "x" * 600 + "=1&lang=ru&currencies=INR,RUB",
)


def test_however_it_is_spelled_it_is_drawn_once(worker: Worker) -> None:
    """Order, case, escapes, cache-busters and length make no second drawing and no second copy."""
    answers = [worker.ask(url) for url in SPELLINGS]
    assert [answer == answers[0] for answer in answers] == [True] * len(SPELLINGS)
    canonical = "/widget?currencies=INR,RUB&lang=ru"
    assert worker.behind.asked == {canonical: 1}
    assert worker.edge.cached().urls == (canonical,)


def test_a_cache_buster_costs_no_memory(worker: Worker) -> None:
    """Ten thousand random parameters leave one answer and one spelling behind."""
    worker.ask("/widget")
    for number in range(10_000):
        worker.ask(f"/widget?x{number}={number}")
    assert len(worker.edge.cached().urls) == len(worker.edge.cached().spellings) == 1
    assert sum(worker.behind.asked.values()) == 1


def test_what_an_api_does_not_read_leaves_nothing_behind(worker: Worker) -> None:
    """A parameter that the API does not read is refused each time, before anything is drawn, kept or learnt by heart."""
    for number in range(1000):
        status, headers, _ = worker.ask(f"/v1/rates?x{number}={number}", Accept_Encoding="br")
        assert (status[:3], dict(headers)["Cache-Control"]) == ("422", "no-store")
    stats = worker.edge.cached()
    assert (stats.urls, stats.spellings, worker.board.drawings) == ((), (), 0)


def test_spellings_are_bounded(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many spellings of an option there are, only so many are known by heart, and no long one."""
    monkeypatch.setattr(cache, "MOST_SPELLINGS", 10)
    for number in range(100):
        assert worker.ask(f"/widget?lang={'%20' * number}ru")[0] == "200 OK"
        assert len(worker.edge.cached().spellings) <= 10
    assert all(len(spelling) <= cache.LONGEST_SPELLING for spelling in worker.edge.cached().spellings)
    assert sum(worker.behind.asked.values()) == 1


def test_variants_are_bounded(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many variants are asked for, their bytes stay under a limit; the oldest go, and come again when asked."""
    monkeypatch.setattr(cache, "MOST_BYTES", 100_000)
    sizes: dict[str, int] = {}
    for number in range(1, 40):
        url = f"/widget?amount={number}" if number > 1 else "/widget"
        status, _, body = worker.ask(url)
        assert status == "200 OK"
        sizes[url] = len(body)
        cached = worker.edge.cached()
        assert cached.size == sum(sizes[url] for url in cached.urls) <= 100_000
    assert "/widget?amount=2" not in worker.edge.cached().urls
    assert worker.ask("/widget?amount=2")[0] == "200 OK"


def test_a_flood_leaves_what_everybody_reads(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Views that are asked for once make room for one another, in bytes and spellings; the page that is read stays."""
    monkeypatch.setattr(cache, "MOST_BYTES", 100_000)
    monkeypatch.setattr(cache, "MOST_SPELLINGS", 10)
    for _ in range(2):
        worker.ask("/widget")
    for number in range(2, 60):
        worker.ask(f"/widget?amount={number}")
        assert worker.edge.stored(EnvironBuilder("/widget").get_environ()) is not None
    assert worker.behind.asked["/widget"] == 1
    assert len(worker.edge.cached().urls) < 40


def test_what_is_wrong_is_not_kept(worker: Worker) -> None:
    """An error is Flask's each time, by the words of the request."""
    for url in ("/widget?lang=xx", "/nowhere", "/v1/rates/XYZ", "/widget?currencies=EUR"):
        assert worker.ask(url)[0].startswith("4")
    assert worker.edge.cached().urls == ()


def test_nothing_is_kept_before_the_first_rates(tmp_path: Path) -> None:
    """The page that waits is never kept, and gives way at once to the first snapshot."""
    worker = Worker(tmp_path / "store")
    assert [worker.ask("/widget")[0] for _ in range(2)] == ["503 SERVICE UNAVAILABLE"] * 2
    worker.publish(snapshot())
    assert worker.ask("/widget")[0] == "200 OK"


# New snapshots and turns


def test_a_new_snapshot_replaces_everything(worker: Worker) -> None:
    """From the moment the board has a snapshot no answer of the one before is given, whatever the spelling."""
    for url in SPELLINGS:
        worker.ask(url)
    worker.publish(snapshot(rate("INR", "86.1"), seq=snapshot().seq + 1))
    for url in SPELLINGS:
        page = worker.ask(url)[2].decode()
        assert "86,1" in page
        assert "85,3395" not in page


def test_what_was_drawn_from_an_older_past_is_not_stored(worker: Worker, tmp_path: Path) -> None:
    """While one thread draws from past rates another one turns to more of them: the next client gets a drawing from these."""
    past = SqliteHistory(tmp_path / "store", writable=True)
    past.add(weekdays("INR", "2025-04-21", [f"85.{n}" for n in range(10, 28)]))
    past.close()
    url, draw = "/v1/rates?date=2025-05-13", worker.edge._capture

    def while_more_is_stored(url: str, coding: str) -> Answer | None:
        answer = draw(url, coding)
        worker.board.past_version = f"{worker.behind.asked[url]} times more"
        worker.ask("/v1/rates")
        return answer

    worker.ask("/v1/rates")
    worker.edge._capture = while_more_is_stored
    assert worker.ask(url)[0] == "200 OK"
    assert worker.edge.cached().urls == ("/v1/rates",)
    worker.edge._capture = draw
    worker.ask(url)
    worker.ask(url)
    assert worker.behind.asked[url] == 2


def test_threads_that_store_and_drop_keep_the_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that three threads fill, turn and evict from has the size of what is in it, and loses no entry uncounted."""
    monkeypatch.setattr(cache, "MOST_BYTES", 2_000)
    interval, faults = sys.getswitchinterval(), list[Any]()
    table, taken, made = cache.EdgeCache(None, edge.LAST), list[cache.Entry](), list[cache.Entry]()
    monkeypatch.setattr(threading, "excepthook", faults.append)

    def work(number: int) -> None:
        for turn in range(300):
            entry = cache.Entry(f"{number}/{turn}", reads_past=turn % 3 == 0)
            made.append(entry)
            for coding in CODINGS:
                table.put(entry, coding, Answer([], coding.encode() * number, str(turn), []), table.past)
            table.spell(entry.url, entry)
            table.turn_past(turn // 10)
            taken.extend(table.take_gone())

    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2, 3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    finally:
        sys.setswitchinterval(interval)
    assert faults == []
    assert table.size == sum(entry.size for entry in table.entries.values())
    known = {entry.url for entry in (*taken, *table.take_gone(), *table.entries.values())}
    assert {entry.url for entry in made if not entry.reads_past} <= known


def test_an_answer_ends_at_its_exact_turn(worker: Worker) -> None:
    """An answer that becomes untrue at an instant is given until just before it, and never from it on."""
    fresh = worker.ask("/widget")
    worker.now = CHECKED + timedelta(hours=1) - timedelta(microseconds=1)
    assert worker.ask("/widget") == fresh
    worker.now = CHECKED + timedelta(hours=1)
    assert worker.ask("/widget") != fresh
    worker.now = CHANGED + timedelta(hours=2)
    assert b'"freshness":"late"' in worker.ask("/v1/rates")[2]


class Aside:
    """Draws in this process, and notes what was wanted."""

    def __init__(self, settings: Settings) -> None:
        self._studio = OfflineApp(settings)
        self.wanted: list[dict[str, list[str]]] = []
        self.during: Callable[[], None] = lambda: None

    def __call__(self, shown: Snapshot, now: datetime, wanted: Wanted) -> Drawn:
        self.wanted.append({url: list(codings) for url, codings in wanted.items()})
        self.during()
        return self._studio.draw(shown, now, wanted)


@pytest.fixture
def aside(worker: Worker) -> Aside:
    """The worker draws beforehand."""
    it = Aside(worker.settings)
    worker.edge._draw = it
    return it


def test_a_snapshot_is_drawn_before_it_is_served(worker: Worker, aside: Aside) -> None:
    """While a new snapshot is drawn aside the old one is served; then no request waits for a drawing."""
    worker.ask("/widget?lang=hi", Accept_Encoding="br")
    before = worker.ask("/widget")
    aside.during = lambda: during.append(worker.ask("/widget"))
    during: list[Got] = []
    assert worker.store.publish(snapshot(rate("INR", "86.1"), seq=snapshot().seq + 1))
    worker.board.look(worker.edge)
    assert during == [before]
    worker.behind.asked.clear()
    assert b"86.1" in worker.ask("/widget")[2]
    for url in ("/widget", "/widget?fragment=1", "/v1/rates", "/v1/rates/INR", "/v1/sources", "/widget.js"):
        for accept in ("br", "gzip", ""):
            assert worker.ask(url, Accept_Encoding=accept)[0] == "200 OK"
    assert worker.ask("/widget?lang=hi", Accept_Encoding="br")[0] == "200 OK"
    assert worker.behind.asked == {}


def test_what_is_asked_for_is_drawn_beforehand_until_nobody_asks(worker: Worker, aside: Aside) -> None:
    """A variant that readers ask for is drawn with each snapshot, in the codings that they ask for, and in time forgotten."""
    worker.ask("/widget?lang=hi", Accept_Encoding="br")
    seen = []
    for number in range(1, edge.FORGOTTEN + 3):
        assert worker.store.publish(snapshot(seq=snapshot().seq + number))
        worker.board.look(worker.edge)
        worker.ask("/widget")
        seen.append(aside.wanted[-1].get("/widget?lang=hi"))
    assert seen == [["br"]] * edge.FORGOTTEN + [None, None]


def test_few_pictures_are_drawn_beforehand(
    worker: Worker, aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the pictures that were asked for only the most wanted are drawn with a snapshot: it waits for them."""
    monkeypatch.setattr(png, "png", lambda drawing, scale: drawing.encode())
    for number in range(1, 21):
        for _ in range(number):
            worker.ask(f"/widget.png?amount={number}")
    assert worker.store.publish(snapshot(seq=snapshot().seq + 1))
    worker.board.look(worker.edge)
    wanted = [url for url in aside.wanted[-1] if url.startswith("/widget.png")]
    assert wanted == [f"/widget.png?amount={number}" for number in range(20, 20 - edge.MOST_COSTLY, -1)]


def test_configured_variants_are_drawn_beforehand(tmp_path: Path) -> None:
    """The setting ``variants`` adds to what is drawn before anybody asks, at the start too."""
    worker = Worker(tmp_path / "store", variants=("/widget?LANG=ru&theme=dark", "/v1/rates?base=INR"))
    worker.edge._draw = Aside(worker.settings)
    worker.publish(snapshot())
    worker.ask("/widget")
    worker.edge.tend()
    worker.behind.asked.clear()
    assert worker.ask("/widget?theme=dark&lang=ru", Accept_Encoding="gzip")[0] == "200 OK"
    assert worker.ask("/v1/rates?base=inr")[0] == "200 OK"
    assert worker.behind.asked == {}


@pytest.mark.parametrize(
    ("variant", "why"),
    [
        ("/nowhere", "there is nothing at '/nowhere'; write one of /, /widget, /widget.svg"),
        ("https://rates.example/widget", "there is nothing at 'https://rates.example/widget'"),
        ("/widget?lang=xx", "lang='xx' can't be. Allowed: en"),
        ("/v1/rates/XYZ", "XYZ"),
        ("/feed.atom", "'/feed.atom' names the service's own address: set url, as in"),
    ],
)
def test_a_variant_that_can_not_be_is_refused(tmp_path: Path, variant: str, why: str) -> None:
    """A wrong variant ends the start, and is named."""
    with pytest.raises(ConfigurationError, match=r"^variants: ") as caught:
        create_app(Settings(store=f"disk://{tmp_path}", variants=(variant,)))
    assert why in str(caught.value)


def test_a_turn_is_drawn_aside_too(worker: Worker, aside: Aside) -> None:
    """What becomes untrue by time is drawn anew aside, without a new snapshot."""
    worker.ask("/widget")
    worker.now = CHANGED + timedelta(hours=2)
    worker.edge.tend()
    worker.behind.asked.clear()
    assert b'"freshness":"late"' in worker.ask("/v1/rates")[2]
    assert worker.behind.asked == {}


def test_much_is_drawn_bit_by_bit(worker: Worker, aside: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    """More variants than are drawn in one go come in several, the most wanted first; what is asked for meanwhile is drawn at once."""
    monkeypatch.setattr(edge, "AT_ONCE", 20)
    for number in range(1, 41):
        worker.ask(f"/widget?amount={number}")
    assert worker.store.publish(snapshot(rate("INR", "86.1"), seq=snapshot().seq + 1))
    worker.board.look(worker.edge)
    assert b"86" in worker.ask("/widget?amount=40")[2]
    while worker.edge.cached().due:
        worker.edge.tend()
    worker.behind.asked.clear()
    for number in range(1, 41):
        worker.ask(f"/widget?amount={number}")
    assert worker.behind.asked == {}
    assert max(map(len, aside.wanted)) == 20


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], Prerenderer]:
    """Makes drawers that wait for their process, which stands back behind all others, as long as a busy machine takes."""
    monkeypatch.setattr(prerender, "LONGEST", 2 * PATIENCE)
    return Prerenderer


def test_a_dead_drawer_costs_nothing_but_time(
    worker: Worker, patient: Callable[[Settings], Prerenderer], caplog: pytest.LogCaptureFixture
) -> None:
    """A drawing process that dies is told of, answers are drawn when they are asked for, and the next snapshot has another."""
    drawer = patient(worker.settings)
    worker.edge._draw = drawer.draw
    try:
        for number, dies in enumerate((False, True, False), start=1):
            if dies:
                assert drawer._process is not None
                drawer._process.kill()
                drawer._process.wait()
            caplog.clear()
            assert worker.store.publish(snapshot(rate("INR", f"8{number}.1"), seq=snapshot().seq + number))
            worker.board.look(worker.edge)
            assert ("the drawing process failed" in caplog.text) == dies
            assert f"8{number}.1" in worker.ask("/widget")[2].decode()
            assert (worker.behind.asked["/widget"] > 0) == dies
            worker.behind.asked.clear()
    finally:
        drawer.close()


def test_a_worker_that_ends_waits_for_no_drawing(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """What watches over a drawing that takes too long is no thread that an ending process joins."""
    threads: list[threading.Thread] = []
    load = pickle.load

    def reading(stream: Any) -> Any:
        threads.extend(threading.enumerate())
        return load(stream)

    drawer = Prerenderer(worker.settings)
    monkeypatch.setattr(pickle, "load", reading)
    try:
        assert drawer.draw(snapshot(), NOW, {"/v1/rates": ("gzip",)})
    finally:
        drawer.close()
    assert [thread for thread in threads if not thread.daemon] == [threading.main_thread()]


def test_an_answer_that_is_cut_off(
    worker: Worker,
    patient: Callable[[Settings], Prerenderer],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever reading a part of an answer raises, the drawing process failed and nothing else did."""

    def cut(stream: Any) -> None:
        raise ValueError("PyMemoryView_FromBuffer(): info->buf must not be NULL")

    monkeypatch.setattr(pickle, "load", cut)
    assert patient(worker.settings).draw(snapshot(), NOW, {"/v1/rates": ("gzip",)}) == {}
    assert "the drawing process failed" in caplog.text


def test_the_drawing_process_ends_with_its_drawer(
    worker: Worker, patient: Callable[[Settings], Prerenderer]
) -> None:
    """A worker that is given up leaves no process behind."""
    drawer = patient(worker.settings)
    assert drawer.draw(snapshot(), NOW, {"/v1/rates": ("gzip",)})
    process = drawer._process
    assert process is not None
    del drawer
    gc.collect()
    assert process.wait(PATIENCE) != 0


def test_the_drawing_process_draws_the_same(
    worker: Worker, patient: Callable[[Settings], Prerenderer]
) -> None:
    """What another process draws is what this one would, in every coding."""
    drawer = patient(worker.settings)
    wanted = dict.fromkeys(("/widget", "/v1/rates?currencies=INR", "/widget?currencies=EUR"), CODINGS)
    try:
        drawn = drawer.draw(snapshot(), NOW, wanted)
    finally:
        drawer.close()
    assert drawn == OfflineApp(worker.settings).draw(snapshot(), NOW, wanted)
    assert [sorted(drawn[url]) for url in wanted] == [sorted(CODINGS), sorted(CODINGS), []]
    assert worker.ask("/widget", Accept_Encoding="br")[2] == drawn["/widget"]["br"].body


def test_a_long_query_is_refused(worker: Worker) -> None:
    """A query that is nobody's is refused with what to do, before it is read."""
    for query in ("x" * (LONGEST_QUERY + 1), "&" * MOST_PARAMETERS):
        status, headers, body = worker.ask(f"/widget?{query}")
        assert int(status[:3]) == HTTPStatus.REQUEST_URI_TOO_LONG
        assert ("Content-Type", "application/problem+json") in headers
        assert b"leave out what is no option" in body


def test_an_odd_preference_is_not_remembered() -> None:
    """A long Accept-Encoding is read each time, so that a flood of them leaves nothing behind."""
    from fxwidget.web import content_coding

    before = content_coding._read_cached.cache_info().currsize
    assert preferred("gzip, " + "x" * 5000) == "gzip"
    assert content_coding._read_cached.cache_info().currsize == before


def test_a_snapshots_answers_leave_the_assets_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts and styles, whose compression is the dearest, are compressed once, however many documents come after."""
    from fxwidget.web import content_coding

    asset = content_coding.compressed(b"body { margin: 0 }", "br", "text/css")
    for number in range(500):
        content_coding.compressed(b"%d" % number, "gzip", "application/json")
    monkeypatch.setattr(content_coding, "_compressed", None)
    assert content_coding.compressed(b"body { margin: 0 }", "br", "text/css") is asset
