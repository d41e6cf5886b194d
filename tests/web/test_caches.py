"""The service behind nginx and Varnish, by the examples that operators copy; and its files under nginx alone."""

from __future__ import annotations

import re
import subprocess
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.render.page.script import converter_script, script
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.publish import Publisher
from tests.support.processes import get, until
from tests.support.servers import EXAMPLES, free_port, nginx, varnish
from tests.support.snapshots import NOW, rate, snapshot
from tools.serving import serving

pytestmark = pytest.mark.needs("caches")

REQUESTS, SNAPSHOTS = 10_000, 5
VARIANTS = (
    "/widget", "/widget?lang=ru", "/widget?lang=ar&theme=dark", "/widget?layout=card", "/widget?fragment=1",
    "/v1/rates", "/v1/rates?base=INR", "/v1/rates/INR", "/widget.svg", "/v1/currencies",
)  # fmt: skip


class Origin:
    """The service over HTTP, which counts what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._store = DiskStore(folder)
        self._app = create_app(Settings(store=f"disk://{folder}"), clock=lambda: NOW, watch=False)
        self.publish(snapshot())
        self.asked: Counter[str] = Counter()
        self.port = 0
        self.age = "max-age=60"

    def publish(self, table: Snapshot) -> None:
        self._store.publish(table)
        self._app.extensions["fxwidget"].look()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/livez":
            self.asked[f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"] += 1

        def aged(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(
                status, [(name, value.replace("max-age=60", self.age)) for name, value in headers], *rest
            )

        return self._app(environ, aged)

    @contextmanager
    def up(self) -> Iterator[None]:
        """Serve, at the port of before if there was one."""

        with serving(self, port=self.port, keep_alive=True) as address:
            self.port = int(address.rpartition(":")[2])
            yield


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """A service with the table of 14 May 2025."""
    return Origin(tmp_path / "store")


def example(name: str, ports: dict[int, int], **paths: Path) -> str:
    """An operator's example with ports and paths of this test."""
    text = (EXAMPLES / name).read_text()
    assert all(str(documented) in text for documented in ports)
    # In one pass: a port of ours may hold the digits of a documented one.
    text = re.sub("|".join(map(str, ports)), lambda found: str(ports[int(found[0])]), text)
    for documented_path, ours_path in {"/var/cache/nginx/fxwidget": "cache", "/srv/fxwidget": "www"}.items():
        if ours_path in paths:
            assert documented_path in text
            text = text.replace(documented_path, str(paths[ours_path]))
    return text


@contextmanager
def before(kind: str, origin: Origin, folder: Path) -> Iterator[str]:
    """A cache before the service, by the example."""
    port = free_port()
    if kind == "varnish":
        with varnish(folder, example("varnish.vcl", {8000: origin.port}), port):
            yield f"http://127.0.0.1:{port}"
        return
    files = free_port()
    ports = {8000: origin.port, 8080: port, 8081: files}
    text = example("nginx.conf", ports, cache=folder / "cache", www=folder / "www")
    with nginx(folder, text, [port, files]):
        yield f"http://127.0.0.1:{port}"


def load(url: str, folder: Path, paths: Iterable[str]) -> tuple[int, int]:
    """Requests over the paths in turn from 16 connections for two seconds: how many were answered, how many failed.

    Each connection asks again after four milliseconds: as fast as it goes would take the machine from the other tests.
    """
    script = folder / "load.lua"
    listed = ", ".join(f'"{path}"' for path in paths)
    script.write_text(f"""\
local paths = {{ {listed} }}
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format("GET", paths[asked % #paths + 1], {{ ["Accept-Encoding"] = "gzip" }})
end
delay = function() return 4 end
done = function(summary)
  local errors = summary.errors
  print("REQUESTS " .. summary.requests .. " ERRORS " ..
    errors.connect + errors.read + errors.write + errors.status + errors.timeout)
end
""")
    arguments = ["wrk", "-t1", "-c16", "-d2s", "-s", str(script), url]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    found = re.search(r"REQUESTS (\d+) ERRORS (\d+)", done.stdout)
    assert found is not None, done.stdout
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("kind", ["nginx", "varnish"])
def test_what_a_cache_costs_the_service(kind: str, origin: Origin, tmp_path: Path) -> None:
    """Ten thousand requests over ten variants while five snapshots appear cost a hundred requests at most.

    A copy's minute is made a second here, so that each snapshot's copies grow old while the next one is awaited.
    """
    origin.age = "max-age=1"
    with origin.up(), before(kind, origin, tmp_path / kind) as url:
        over = threading.Event()

        def publish() -> None:
            for number in range(1, SNAPSHOTS + 1):
                over.wait(0.8)
                origin.publish(snapshot(rate("INR", f"{86 + number}.5"), seq=snapshot().seq + number))

        publishing = threading.Thread(target=publish)
        publishing.start()
        answered = failed = 0
        while publishing.is_alive() or answered < REQUESTS:
            done = load(url, tmp_path, VARIANTS)
            answered, failed = answered + done[0], failed + done[1]
        publishing.join()
        cost = sum(origin.asked.values())
        print(f"{kind}: {answered} requests cost the service {cost}")
        assert answered >= REQUESTS
        assert failed == 0
        assert len(VARIANTS) * 2 < cost <= len(VARIANTS) * SNAPSHOTS * 2
        until(lambda: f"{86 + SNAPSHOTS}.5" in get(f"{url}/widget").text, "the last snapshot")


@pytest.mark.parametrize("kind", ["nginx", "varnish"])
def test_a_cache_changes_nothing(kind: str, origin: Origin, tmp_path: Path) -> None:
    """Through a cache a reader gets the service's own bytes and headers, and a 304 for what it has."""
    with origin.up(), before(kind, origin, tmp_path / kind) as url:
        direct = f"http://127.0.0.1:{origin.port}"
        for path in VARIANTS:
            for coding in ("gzip", "identity"):
                asked = {"Accept-Encoding": coding}
                own = get(direct + path, asked)
                for _ in range(2):
                    got = get(url + path, asked)
                    assert (got.status, got.body) == (200, own.body)
                    for name in ("cache-control", "content-type", "vary", "access-control-allow-origin"):
                        assert got.headers[name] == own.headers[name], name
                    assert got.headers.get("content-encoding") == own.headers.get("content-encoding")
                    if (
                        kind == "nginx" or coding == "gzip"
                    ):  # Varnish unpacks by itself, and says so in a weak tag
                        assert got.headers["etag"] == own.headers["etag"]
                again = get(url + path, {**asked, "If-None-Match": got.headers["etag"]})
                assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("kind", ["nginx", "varnish"])
def test_a_cache_outlives_the_service(kind: str, origin: Origin, tmp_path: Path) -> None:
    """With the service gone, what was asked for before is still given; it says by itself how old it is."""
    with ExitStack() as service:
        service.enter_context(origin.up())
        with before(kind, origin, tmp_path / kind) as url:
            page = get(f"{url}/widget").body
            assert b"85.3395" in page
            service.close()
            assert get(f"{url}/widget").body == page


@pytest.mark.parametrize("kind", ["nginx", "varnish"])
def test_a_cache_keeps_nothing_that_is_for_one_client(kind: str, origin: Origin, tmp_path: Path) -> None:
    """A service that does not know its own address names each client's; no cache gives one client's answer to another."""
    with origin.up(), before(kind, origin, tmp_path / kind) as url:
        for host in ("a.example", "b.example", "a.example"):
            got = get(f"{url}/feed.json", {"Host": host, "Accept-Encoding": "identity"})
            assert got.status == 200
            assert f'"feed_url":"http://{host}/feed.json"' in got.text
        assert origin.asked["/feed.json?"] == 3


def test_the_files_under_nginx(tmp_path: Path) -> None:
    """Published files are served by nginx alone: pages and JSON by the service's own paths, compressed, open to all."""
    www = tmp_path / "www"
    settings = Settings(
        store=f"disk://{tmp_path}/store",
        url="https://rates.example",
        variants=(
            "/widget?lang=ru",
            "/widget?tz=Asia/Kolkata",
            "/widget.svg?lang=ru",
            "/widget.png",
            "/widget.css?ground=fffdf5",
        ),
    )
    publisher = Publisher(settings, www)
    publisher.publish(snapshot(), NOW)
    ports = {8000: free_port(), 8080: free_port(), 8081: free_port()}
    text = example("nginx.conf", ports, cache=tmp_path / "cache", www=www)
    current = www / "current"
    with nginx(tmp_path / "nginx", text, [ports[8081]]):
        url = f"http://127.0.0.1:{ports[8081]}"
        for path, name, kind in (
            ("/widget", "widget.html", "text/html; charset=utf-8"),
            ("/widget?fragment=true", "widget/fragment=true.html", "text/html; charset=utf-8"),
            ("/widget?lang=ru", "widget/lang=ru.html", "text/html; charset=utf-8"),
            ("/widget?tz=Asia%2FKolkata", "widget/tz=Asia%2FKolkata.html", "text/html; charset=utf-8"),
            ("/v1/rates", "v1/rates.json", "application/json"),
            ("/v1/rates/INR", "v1/rates/INR.json", "application/json"),
            ("/widget.css", "widget.css", "text/css; charset=utf-8"),
            ("/widget.css?ground=fffdf5", "widget/ground=fffdf5.css", "text/css; charset=utf-8"),
            (f"/{script().name}", script().name, "application/javascript; charset=utf-8"),
            (f"/{converter_script().name}", converter_script().name, "application/javascript; charset=utf-8"),
            ("/widget.svg", "widget.svg", "image/svg+xml"),
            ("/widget.svg?lang=ru", "widget/lang=ru.svg", "image/svg+xml"),
            ("/widget.png", "widget.png", "image/png"),
            ("/widget.txt", "widget.txt", "text/plain; charset=utf-8"),
            ("/widget.csv", "widget.csv", "text/csv; charset=utf-8"),
            ("/badge/INR.svg", "badge/INR.svg", "image/svg+xml"),
            ("/badge/INR.json", "badge/INR.json", "application/json"),
            ("/feed.atom", "feed.atom", "application/atom+xml"),
            ("/feed.json", "feed.json", "application/feed+json"),
            ("/openapi.json", "openapi.json", "application/json"),
        ):
            got = get(url + path)
            assert (got.status, got.headers["content-type"]) == (200, kind), path
            assert got.body == (current / name).read_bytes()
            assert got.headers["access-control-allow-origin"] == "*"
            longest = "300" if path.startswith("/badge/") else "86400"
            assert got.headers["cache-control"].endswith(f"stale-if-error={longest}")
            packed = get(url + path, {"Accept-Encoding": "gzip"})
            if kind == "image/png":
                assert packed.body == got.body
                continue
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.body == (current / f"{name}.gz").read_bytes()
        for path in (
            "/widget?lang=xx",
            "/widget?lang=../../manifest",
            "/v1/rates/XYZ",
            "/badge/XYZ.svg",
            "/widget.svg?lang=xx",
            "/v1/rates?..%2f",
            "/widget?%2e%2e",
        ):
            assert get(url + path).status == 404, path
        publisher.publish(snapshot(rate("INR", "86.1"), seq=snapshot().seq + 1), NOW)
        until(lambda: b"86.1" in get(f"{url}/widget").body, "the new set")
