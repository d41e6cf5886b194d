"""The web application: its endpoints, their headers, errors of one shape, and the board that they are drawn from."""

from __future__ import annotations

import gc
import importlib
import json
import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask

import fxwidget
from fxwidget import ConfigurationError, ProviderUnavailable, Snapshot
from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Replay
from fxwidget.ops.clock import utc_now
from fxwidget.presentation.transform import rebase
from fxwidget.render.view import View
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app, dispatch, server
from fxwidget.web import snapshot_cache as module
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.media_types import JSON, TEXT
from fxwidget.web.problems import problem, title
from fxwidget.web.snapshot_cache import CHANGE_OVER, Board
from tests.support.processes import PATIENCE, get, until
from tests.support.service import CACHE, OPEN, Service, assert_problem
from tests.support.snapshots import CHANGED, CHECKED, NOW, rate, snapshot
from tools.serving import serving

ENDPOINTS = ("/widget", "/v1/rates", "/v1/rates/INR", "/v1/currencies", "/v1/sources")


# Endpoints and their headers


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/widget", "text/html; charset=utf-8"),
        ("/widget?base=INR&currencies=RUB,ZAR", "text/html; charset=utf-8"),
        *((path, "application/json") for path in ENDPOINTS[1:]),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_headers_of_a_door(service: Service, path: str, content_type: str, method: str) -> None:
    """Every endpoint may be read and embed by anyone, is cached shortly, has a strong ETag, and sets no cookie."""
    got = service.client.open(path, method=method)
    assert got.status_code == 200
    assert {name: got.headers[name] for name in OPEN} == OPEN
    assert got.headers["Content-Type"] == content_type
    assert got.headers["Cache-Control"] == CACHE
    assert re.fullmatch(r'"[0-9a-f]{32}"', got.headers["ETag"])
    assert "Set-Cookie" not in got.headers
    assert len(got.headers.getlist("Vary")) == 1
    whole = service.get(path)
    assert got.headers["Content-Length"] == str(len(whole.data))
    assert got.data == (b"" if method == "HEAD" else whole.data)


def test_the_page_is_locked_to_itself(service: Service) -> None:
    """The page may load nothing but what it carries, may be framed by everyone, and embeds under COEP."""
    got = service.get("/widget")
    policy = got.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; frame-ancestors *")
    assert "unsafe" not in policy
    assert got.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "X-Frame-Options" not in got.headers
    assert "Content-Security-Policy" not in service.get("/v1/rates").headers


@pytest.mark.parametrize("ancestors", ["'none'", "https://a.example https://b.example", "'self'"])
def test_who_may_frame_the_page_is_a_setting(tmp_path: Path, ancestors: str) -> None:
    """``frame_ancestors`` stands in the policy of the page, before the first rates too."""
    it = Service(tmp_path / "store", frame_ancestors=ancestors)
    for table in (None, snapshot()):
        if table is not None:
            it.publish(table)
        policy = it.get("/widget").headers["Content-Security-Policy"]
        assert policy.endswith(f"; frame-ancestors {ancestors}")


def test_the_root_is_the_builder(service: Service) -> None:
    """``/`` hands out the snippet of the table that is at ``/widget``, and shows it."""
    got = service.get("/", Host="rates.example")
    assert got.status_code == 200
    assert '<iframe src="/widget"' in got.text
    assert "&lt;iframe src=&#34;http://rates.example/widget&#34;" in got.text


def test_the_json_is_the_snapshots(service: Service) -> None:
    """The bytes of ``/v1/rates`` are those of the snapshot as it stands at that instant."""
    assert service.get("/v1/rates").data == snapshot().aged(NOW).to_json()
    service.clock.now = CHANGED + timedelta(hours=2)
    aged = service.get("/v1/rates")
    assert aged.data == snapshot().aged(service.clock.now).to_json()
    assert Snapshot.from_json(aged.data).freshness == "late"


def test_page_and_json_are_of_one_snapshot(service: Service) -> None:
    """Whatever is published between two requests, every number of the JSON stands on the page of that time."""
    for number in ("85.3395", "86.1", "87.25"):
        if number != "85.3395":
            service.publish(snapshot(rate("INR", number), seq=snapshot().seq + int(Decimal(number))))
        page, rates = service.get("/widget").text, Snapshot.from_json(service.get("/v1/rates").data)
        assert rates["INR"].rate == Decimal(number)
        for row in rates.rows:
            assert row.display is not None
            assert row.display in page


# Conditional requests


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', '"other",W/"{}" , "third"', "*"])
def test_an_unchanged_door_is_a_304(service: Service, path: str, method: str, form: str) -> None:
    """A copy that is still right is confirmed without a body, with the headers that renew it."""
    whole = service.get(path)
    tag = whole.headers["ETag"].strip('"')
    got = service.client.open(path, method=method, headers={"If-None-Match": form.format(tag)})
    assert (got.status_code, got.data) == (304, b"")
    for name in ("ETag", "Cache-Control", *OPEN):
        assert got.headers[name] == whole.headers[name]
    assert "Content-Type" not in got.headers


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("tag", ['"other"', 'W/"other"', "", "nonsense", '""'])
def test_another_copy_is_answered_whole(service: Service, path: str, tag: str) -> None:
    """A copy of another drawing is replaced."""
    got = service.get(path, If_None_Match=tag)
    assert (got.status_code, got.data) == (200, service.get(path).data)


def test_endpoints_have_their_own_tags(service: Service) -> None:
    """Different bodies never share an ETag, equal ones always do."""
    first = {path: service.get(path).headers["ETag"] for path in ENDPOINTS}
    assert len(set(first.values())) == len(ENDPOINTS)
    assert {path: service.get(path).headers["ETag"] for path in ENDPOINTS} == first


# Errors


@pytest.mark.parametrize("path", ["/v1/rate", "/widget/", "/static/x.css", "/v1/rates/INR/x", "/%00", "/<b>"])
def test_404(service: Service, path: str) -> None:
    """What is not there is said with what is."""
    document = assert_problem(service.get(path), 404, "Not Found")
    assert document["detail"].startswith("There is nothing at /")
    assert document["detail"].endswith(". What there is stands in /openapi.json.")


def test_a_404_quotes_little(service: Service) -> None:
    """A long path is not thrown back."""
    document = assert_problem(service.get("/" + "x" * 5000), 404, "Not Found")
    assert len(document["detail"]) < 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [*ENDPOINTS, "/"])
def test_405(service: Service, path: str, method: str) -> None:
    """Endpoints are for reading: anything else is refused with the methods that there are."""
    got = service.client.open(path, method=method)
    assert_problem(got, 405, "Method Not Allowed")
    assert {allowed.strip() for allowed in got.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_503_before_the_first_rates(empty: Service) -> None:
    """Without rates the JSON is a problem that says when to come again, and nobody stores it."""
    got = empty.get("/v1/rates")
    document = assert_problem(got, 503, "Service Unavailable")
    assert got.headers["Retry-After"] == "5"
    assert "There are no rates yet" in document["detail"]


def test_the_page_before_the_first_rates(empty: Service) -> None:
    """Without rates the page is the table without numbers, a 503 that nobody stores, as locked as any page."""
    got = empty.get("/widget")
    assert got.status_code == 503
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (got.headers["Cache-Control"], got.headers["Retry-After"]) == ("no-store", "5")
    assert {name: got.headers[name] for name in OPEN} == OPEN
    assert "ETag" not in got.headers
    assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Indian Rupee" in got.text
    assert "Bank of Russia" in got.text
    assert empty.get("/widget", If_None_Match="*").status_code == 503


def test_500(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of our own is an error of the same shape that tells nothing of the inside; the log has the trace."""

    def broken() -> str:
        raise RuntimeError("/secret/path")

    service.app.add_url_rule("/broken", view_func=broken)
    got = service.get("/broken")
    document = assert_problem(got, 500, "Internal Server Error")
    assert "secret" not in document["detail"]
    assert "/secret/path" in caplog.text


def test_a_problem_may_say_more() -> None:
    """Further members stand beside the standard ones."""
    with Flask("test").app_context():
        got = problem(HTTPStatus.BAD_REQUEST, "base=XYZ is no currency", known=["USD"])
    assert json.loads(got.data)["known"] == ["USD"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "Not Found"), (413, "Content Too Large"), (414, "URI Too Long"), (422, "Unprocessable Content")],
)
def test_titles_are_rfc_9110s(status: int, words: str) -> None:
    """A status is called what RFC 9110 calls it, on every Python: before 3.13 Python had older words."""
    assert title(HTTPStatus(status)) == words


# The board


def test_a_new_snapshot_is_drawn(service: Service) -> None:
    """A look at the store takes a new snapshot; every endpoint is drawn anew, with another ETag."""
    moving = [path for path in ENDPOINTS if path != "/v1/currencies"]  # nothing in that one moves
    before = {path: service.get(path).headers["ETag"] for path in moving}
    newer = snapshot(rate("INR", "86"), seq=snapshot().seq + 1)
    assert service.store.publish(newer)
    assert {path: service.get(path).headers["ETag"] for path in moving} == before
    service.board.look()
    for path in moving:
        got = service.get(path, If_None_Match=before[path])
        assert got.status_code == 200
        assert got.headers["ETag"] != before[path]
    assert service.get("/v1/rates").data == newer.aged(NOW).to_json()


def test_the_first_request_looks_by_itself(tmp_path: Path) -> None:
    """A worker that was just started serves what is published from its first answer on."""
    DiskStore(tmp_path / "store").publish(snapshot())
    assert Service(tmp_path / "store").get("/v1/rates").status_code == 200


def watchers() -> list[threading.Thread]:
    """The threads that watch a store."""
    return [thread for thread in threading.enumerate() if thread.name == "board"]


def test_a_worker_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its first request a worker finds new snapshots by itself, with one thread however many requests."""
    monkeypatch.setattr(module, "EVERY", 0.01)
    before = watchers()
    held = [Service(tmp_path / "store", watch=True)]
    assert [held[0].get("/v1/rates").status_code for _ in range(3)] == [503] * 3
    held[0].store.publish(snapshot())
    until(lambda: held[0].get("/v1/rates").status_code == 200, "the snapshot")
    (watcher,) = [thread for thread in watchers() if thread not in before]
    held.clear()

    def ended() -> bool:
        gc.collect()  # the watcher itself has the board while it looks
        return not watcher.is_alive()

    until(ended, "its end, as nobody has the board any more")


class Counting:
    """An endpoint that counts how often it is drawn."""

    def __init__(self) -> None:
        self.drawn: list[datetime] = []
        self.asked = ViewRequest(Endpoint("/x", JSON, "Counts.", self._draw))

    def _draw(self, _request: ViewRequest, view: View) -> bytes:
        self.drawn.append(view.now)
        return view.snapshot.aged(view.now).to_json()


def test_a_drawing_is_kept_until_its_next_turn(service: Service) -> None:
    """An endpoint is drawn once, and again from the exact instant at which the drawing is no longer true."""
    render, board = Counting(), service.board
    first = board.draw(render.asked)
    turn = CHECKED + timedelta(hours=1)
    for service.clock.now in (NOW, NOW + timedelta(minutes=30), turn - timedelta(microseconds=1)):
        assert board.draw(render.asked) is first
    assert render.drawn == [NOW]
    service.clock.now = turn
    board.draw(render.asked)
    board.draw(render.asked)
    assert render.drawn == [NOW, turn]
    service.clock.now = CHANGED + timedelta(hours=2)
    second = board.draw(render.asked)
    assert second is not None
    assert first is not None
    assert second.etag != first.etag
    assert json.loads(second.body)["freshness"] == "late"


def test_a_drawing_of_a_replay_is_kept_by_the_wall_clock(service: Service) -> None:
    """The turns of a replay are reckoned in the time of the wall clock."""
    behind = timedelta(days=365)
    replay = Replay(day=CHANGED.date(), offset_seconds=int(behind.total_seconds()), step_seconds=4)
    service.publish(snapshot(replay=replay, seq=snapshot().seq + 1))
    render = Counting()
    turn = CHECKED + timedelta(hours=1) + behind
    for service.clock.now in (NOW + behind, turn - timedelta(microseconds=1), turn):
        service.board.draw(render.asked)
    assert render.drawn == [NOW + behind, turn]


def test_endpoints_are_kept_apart_and_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each endpoint has its own drawing, and however many endpoints are asked for, only so many are kept."""
    monkeypatch.setattr(module, "MOST_DRAWINGS", 3)
    for number in range(10):
        endpoint = Endpoint(f"/{number}", TEXT, "A number.", lambda request, _view: request.url.encode())
        drawing = service.board.draw(ViewRequest(endpoint))
        assert drawing is not None
        assert drawing.body == f"/{number}".encode()
        assert service.board.drawings <= 3


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _torn(folder: Path) -> None:
    for file in folder.glob("snapshot*.json"):
        file.write_bytes(b'{"fxwidget_snapshot": 1, "seq": 1, "sha256": "0"}\n{}')


def _not_a_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file")


def _of_a_newer_format(folder: Path) -> None:
    (folder / "snapshot.json").write_bytes(b'{"fxwidget_snapshot": 99}\n{}')


FAULTS: dict[str, tuple[Callable[[Path], None], str | None]] = {
    "gone": (_gone, None),
    "torn": (_torn, "the checksum does not fit"),
    "not a folder": (_not_a_folder, "can't read the store"),
    "newer format": (_of_a_newer_format, "install a newer fxwidget"),
}


@pytest.mark.parametrize(("harm", "event"), FAULTS.values(), ids=FAULTS)
def test_a_broken_store_keeps_the_last_snapshot(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    harm: Callable[[Path], None],
    event: str | None,
) -> None:
    """Whatever becomes of the store, the last snapshot is served, ages, and the fault is told of once."""
    caplog.set_level(logging.ERROR)
    it = Service(tmp_path / "store", base="INR")
    it.publish(snapshot())
    before = it.get("/v1/rates").data
    harm(it.folder)
    for _ in range(3):
        it.board.look()
    assert it.get("/v1/rates").data == before
    assert it.get("/widget").status_code == 200
    it.clock.now = CHANGED + timedelta(hours=2)
    assert json.loads(it.get("/v1/rates").data)["freshness"] == "late"
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == (event is not None)
    if event is not None:
        assert event in errors[0]
        assert errors[0].endswith("; serving what is in memory")
    if it.folder.is_dir():
        shutil.rmtree(it.folder)
    else:
        it.folder.unlink(missing_ok=True)
    recovered = it.publish(snapshot(seq=snapshot().seq + 2))
    assert it.get("/v1/rates").data == rebase(recovered, "INR").aged(it.clock.now).to_json()


def test_a_store_without_the_base(tmp_path: Path) -> None:
    """A base that the stored table does not have yet is our own fault, not the reader's, and passes by itself."""
    folder = tmp_path / "store"
    DiskStore(folder).publish(snapshot(codes=("RUB",)))
    it = Service(folder, base="INR")
    for path in ("/widget", "/v1/rates"):
        assert_problem(it.get(path), 503, "Service Unavailable")
    assert it.get("/v1/rates?base=USD").status_code == 200
    it.publish(snapshot(seq=snapshot().seq + 1))
    assert [it.get(path).status_code for path in ENDPOINTS] == [200] * 5


def test_a_store_that_is_broken_from_the_start(tmp_path: Path) -> None:
    """A worker that finds nothing readable answers as before the first rates, and recovers by itself."""
    it = Service(tmp_path / "store")
    it.folder.mkdir()
    (it.folder / "snapshot.json").write_bytes(b"torn")
    assert [it.get(path).status_code for path in ENDPOINTS] == [503, 503, 503, 503, 200]
    it.publish(snapshot())
    assert [it.get(path).status_code for path in ENDPOINTS] == [200] * 5


def test_an_older_snapshot_is_not_taken(service: Service) -> None:
    """Numbers never go back: a file with a lower ``seq`` is passed over."""
    current = service.get("/v1/rates").data
    shutil.rmtree(service.folder)
    service.publish(snapshot(rate("INR", "1"), seq=snapshot().seq - 1))
    assert service.get("/v1/rates").data == current


def test_a_view_by_its_options(service: Service) -> None:
    """A base and currencies of the reader's are one view in page and JSON, in the order that was asked for."""
    got = Snapshot.from_json(service.get("/v1/rates?base=INR&currencies=ZAR,rub").data)
    assert [row.code for row in got.rates] == ["ZAR", "RUB", "INR"]
    assert got["RUB"].rate == Decimal("0.935624183409")
    page = service.get("/widget?base=INR&currencies=ZAR,rub").text
    assert "0.9356" in page
    assert "Brazilian" not in page


def test_one_rate(service: Service) -> None:
    """One currency's document is the table's row, with the sources that it names."""
    got = Snapshot.from_json(service.get("/v1/rates/inr").data)
    assert got.rates == (snapshot()["INR"],)
    assert [info.id for info in got.sources] == ["currencyrate"]
    assert_problem(service.get("/v1/rates/JPY"), 404, "Not Found")
    assert_problem(service.get("/v1/rates/XYZ"), 404, "Not Found")


def test_another_base(tmp_path: Path) -> None:
    """With another base every endpoint shows the same view, its base last."""
    it = Service(tmp_path / "store", base="INR")
    it.publish(snapshot())
    document = it.get("/v1/rates").data
    assert document == rebase(snapshot(), "INR").aged(NOW).to_json()
    table = Snapshot.from_json(document)
    assert (table.base, table.rates[-1].code, table["USD"].rate) == ("INR", "INR", Decimal("0.0117179031984"))
    assert it.get("/v1/rates?base=usd").data == snapshot().aged(NOW).to_json()
    page = it.get("/widget").text
    assert "0.01172" in page
    assert "85.3395" not in page


# As servers import it


def test_a_wsgi_server_imports_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``fxwidget.web:create_app()`` is an application by the settings of file and environment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fxwidget.toml").write_text(f'store = "disk://{tmp_path}/store"\nbase = "RUB"\n')
    monkeypatch.setenv("FXWIDGET_BASE", "INR")
    DiskStore(tmp_path / "store").publish(snapshot())
    app = importlib.import_module("fxwidget.web").create_app()
    got = app.test_client().get("/v1/rates")
    assert json.loads(got.data)["base"] == "INR"


def test_wrong_settings_end_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting is said when the server starts, not at the first request."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FXWIDGET_STORE", "redis-but-not-really")
    with pytest.raises(ConfigurationError, match="is not a store"):
        create_app()


@pytest.fixture
def served(service: Service) -> Iterator[tuple[Service, str]]:
    """The application on a real socket."""
    with serving(service.app) as url:
        yield service, url


def test_over_a_real_socket(served: tuple[Service, str]) -> None:
    """A plain WSGI server serves the same bytes; a 304 has no body, and a HEAD the length of the whole."""
    service, url = served
    for path in ENDPOINTS:
        got = get(url + path)
        assert (got.status, got.body) == (200, service.get(path).data)
        again = get(url + path, {"If-None-Match": got.headers["etag"]})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", got.headers["etag"])
    assert f"&lt;iframe src=&#34;{url}/widget&#34;" in get(f"{url}/").text


def test_a_service_is_loaded_by_its_url(served: tuple[Service, str], tmp_path: Path) -> None:
    """``fxwidget.load`` of a running service's URL is its snapshot; of one without rates it is unavailable."""
    service, url = served
    loaded = fxwidget.load(f"{url}/v1/rates")
    assert loaded == snapshot().aged(NOW)
    assert loaded.convert("100.00", "RUB", "INR") == Decimal("106.880520805")
    service.board.snapshot = None
    with pytest.raises(ProviderUnavailable, match=r"127\.0\.0\.1 answered with HTTP 503"):
        fxwidget.load(f"{url}/v1/rates")


# Several workers


class Preparing:
    """A front that is prepared once it is let."""

    def __init__(self, let: threading.Event) -> None:
        self._let = let

    def prepare(self, snapshot: Snapshot) -> None:
        assert self._let.wait(PATIENCE)

    def tend(self) -> None:
        pass


def test_workers_change_over_together(tmp_path: Path) -> None:
    """Workers serve a new snapshot from one instant on, whenever each saw it and however long its drawings take."""
    store, at_once, never = DiskStore(tmp_path), threading.Event(), threading.Event()
    at_once.set()
    store.publish(snapshot())
    boards = [Board(store, utc_now, watch=False) for _ in range(3)]
    for board in boards:
        board.look()
    newer = snapshot(seq=snapshot().seq + 1)
    store.publish(newer)
    published = store.published_at()
    assert published is not None
    fronts = (Preparing(at_once), Preparing(never), Preparing(at_once))
    looking = [
        threading.Thread(target=board.look, args=(front, timedelta(seconds=0.5)))
        for board, front in zip(boards, fronts, strict=True)
    ]
    for thread in looking:
        thread.start()
    taken: dict[int, datetime] = {}
    end = time.monotonic() + PATIENCE
    while len(taken) < len(boards) and time.monotonic() < end:
        for number, board in enumerate(boards):
            if board.snapshot is not None and board.snapshot.seq == newer.seq:
                taken.setdefault(number, utc_now())
    never.set()
    for thread in looking:
        thread.join(PATIENCE)
    assert min(taken.values()) >= published + timedelta(seconds=0.45)
    assert max(taken.values()) - min(taken.values()) < timedelta(seconds=1)
    assert len(taken) == len(boards)


@pytest.mark.parametrize(("workers", "change_over"), [(1, None), (2, CHANGE_OVER)])
def test_a_single_worker_has_nobody_to_wait_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, change_over: timedelta | None
) -> None:
    """It takes a snapshot as soon as it is drawn, several take it together."""
    monkeypatch.setattr(dispatch, "install", lambda *_: None)
    made = partial(create_app, watch=False)
    app = server._load(Settings(store=f"disk://{tmp_path}"), made, None, workers)
    board: Board = app.extensions["fxwidget"]
    assert board.change_over == change_over


def test_a_worker_without_rates_looks_for_them(tmp_path: Path) -> None:
    """Once one worker has answered with rates no other says that there are none yet."""
    given = Settings(store=f"disk://{tmp_path}/store")
    clients = [create_app(given, clock=lambda: NOW).test_client() for _ in range(2)]
    assert [client.get("/v1/rates").status_code for client in clients] == [503, 503]
    DiskStore(tmp_path / "store").publish(snapshot())
    assert [client.get("/v1/rates").status_code for client in clients] == [200, 200]
