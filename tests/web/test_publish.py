"""Published files: the bytes that the service serves, in whole sets, with no Python between them and a reader."""

from __future__ import annotations

import json
import logging
import re
import threading
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError, PublishingFailed
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.endpoint import Endpoint
from fxwidget.web.endpoints import endpoints
from fxwidget.web.publish import CURRENT, MANIFEST, MAX_SETS, Publisher, Watcher
from tests.support.past import store_past, with_past
from tests.support.prefork import fxwidget
from tests.support.processes import running, until
from tests.support.snapshots import CHANGED, NOW, rate, snapshot

VARIANTS = ("/widget?lang=ru&tz=Asia/Kolkata", "/v1/rates?base=INR&currencies=RUB,ZAR")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A service with two variants of its own."""
    codes = ("INR", "RUB", "ZAR")
    return Settings(store=f"disk://{tmp_path}/store", currencies=codes, variants=VARIANTS)


@pytest.fixture
def publisher(tmp_path: Path, settings: Settings) -> Publisher:
    """Publishes into a folder."""
    return Publisher(settings, tmp_path / "www")


def manifest(folder: Path) -> dict[str, Any]:
    """What a set says of itself."""
    document: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return document


def test_a_fragment_brings_its_style(tmp_path: Path) -> None:
    """A fragment with a look is of no use without the style that it names: that is published with it."""
    settings = Settings(
        store=f"disk://{tmp_path}/store", currencies=("INR",), variants=("/widget?fragment=1&ground=fffdf5",)
    )
    Publisher(settings, tmp_path / "www").publish(snapshot(), NOW)
    current = tmp_path / "www" / CURRENT
    fragment = (current / "widget/fragment=true&ground=fffdf5.html").read_text("utf-8")
    name = re.search(r'data-style="(.*?)"', fragment)
    assert name is not None
    file = name[1].replace(".css?", "/") + ".css"
    assert "--fx-ground:#fffdf5" in (current / file).read_text("utf-8")


def test_the_files_are_what_the_service_serves(
    tmp_path: Path, settings: Settings, publisher: Publisher
) -> None:
    """Every file, plain and compressed, has the bytes and the listed headers of the service's own answer, charts too."""
    store_past(tmp_path / "store")
    publisher.publish(snapshot(), NOW)
    DiskStore(tmp_path / "store").publish(snapshot())
    client = create_app(settings, clock=lambda: NOW, edge=False, watch=False).test_client()
    current = tmp_path / "www" / CURRENT
    files = manifest(current)["files"]
    for listed in files:
        for coding, suffix in (("", ""), ("gzip", ".gz"), ("br", ".br")):
            got = client.get(listed["url"], headers={"Accept-Encoding": coding})
            assert got.status_code == 200
            assert (current / (listed["file"] + suffix)).read_bytes() == got.data
            if not coding:
                assert listed["headers"] == {name: got.headers[name] for name in listed["headers"]}
                assert set(dict(got.headers)) - set(listed["headers"]) == {"Content-Length"}
    names = {listed["url"]: listed["file"] for listed in files}
    assert names["/widget"] == "widget.html"
    assert names["/widget?fragment=true"] == "widget/fragment=true.html"
    assert names["/v1/rates"] == "v1/rates.json"
    assert names["/v1/rates/INR"] == "v1/rates/INR.json"
    assert names["/widget.js"] == "widget.js"
    assert names["/rate/INR"] == "rate/INR.html"
    assert (
        names["/rate/INR?range=5y&lang=ru&tz=Asia/Kolkata"]
        == "rate/INR/range=5y&lang=ru&tz=Asia%2FKolkata.html"
    )
    assert names["/chart/RUB?range=1y"] == "chart/RUB/range=1y.html"
    assert names["/chart/ZAR.svg"] == "chart/ZAR.svg"
    assert names["/v1/history"] == "v1/history.json"
    assert names["/widget?lang=ru&tz=Asia/Kolkata"] == "widget/lang=ru&tz=Asia%2FKolkata.html"
    assert names["/v1/rates?currencies=RUB,ZAR&base=INR"] == "v1/rates/currencies=RUB,ZAR&base=INR.json"
    on_disk = {str(path.relative_to(current)) for path in current.rglob("*") if path.is_file()}
    expected = {listed["file"] + suffix for listed in files for suffix in ("", ".gz", ".br")}
    assert on_disk == expected | {MANIFEST}


def test_published_charts_lead_to_published_charts(tmp_path: Path, settings: Settings) -> None:
    """Each range that a page leads to is published too, in its words, and so is each page that a table leads to."""
    store_past(tmp_path / "store")
    Publisher(settings, tmp_path / "www").publish(with_past(snapshot(codes=settings.currencies)), NOW)
    files = {it["url"]: it["file"] for it in manifest(tmp_path / "www" / CURRENT)["files"]}
    followed = 0
    for url, file in files.items():
        if file.endswith(".html"):
            page = unescape((tmp_path / "www" / CURRENT / file).read_text("utf-8"))
            leads = [f"{url.partition('?')[0]}{query}" for query in re.findall(r'<a href="(\?[^"]*)"', page)]
            leads += re.findall(r'<a href="(/rate/[^"]*)"', page)
            assert [each for each in leads if each.removesuffix("?") not in files] == []
            followed += len(leads)
    assert followed > 150


@pytest.mark.needs("time")
def test_a_reader_never_meets_a_mixed_set(tmp_path: Path, settings: Settings, publisher: Publisher) -> None:
    """Whoever resolves the link reads whole files of one snapshot, through ten publications."""
    www = tmp_path / "www"
    publisher.publish(snapshot(seq=1), NOW)
    done = threading.Event()
    faults: list[str] = []
    met: set[int] = set()

    def read() -> None:
        while not done.wait(0.01):
            folder = (www / CURRENT).resolve()
            try:
                listing = manifest(folder)
                rates = json.loads((folder / "v1/rates.json").read_bytes())
                page = (folder / "widget.html").read_text()
            except FileNotFoundError:
                if folder == (www / CURRENT).resolve():
                    faults.append(f"{folder} is gone and still linked")
                continue  # this reader slept through several publications
            number = next(row["display"] for row in rates["rates"] if row["code"] == "INR")
            if listing["seq"] != rates["seq"] or number not in page or not page.endswith("</html>"):
                faults.append(f"{listing['seq']} {rates['seq']} {number}")
            met.add(listing["seq"])

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    (www / "sets/theirs").mkdir()
    (www / "sets/note").touch()
    (www / "sets/1-0000aaaa").symlink_to(www / "sets/theirs")
    try:
        for number in range(2, 12):
            publisher.publish(snapshot(rate("INR", f"85.{1000 + number}"), seq=number), NOW)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert len(met) > 1
    assert manifest(www / CURRENT)["seq"] == 11
    theirs = {"theirs", "note", "1-0000aaaa"}
    found = {each.name for each in (www / "sets").iterdir()}
    assert theirs < found, "what was not published here was removed"
    assert len(found - theirs) == MAX_SETS


def test_what_is_published_says_when_it_is_old(tmp_path: Path, settings: Settings) -> None:
    """A watcher publishes each snapshot once, and again at the instant at which its page is no longer true."""
    store = DiskStore(tmp_path / "store")
    watcher = Watcher(Publisher(settings, tmp_path / "www"), store)
    assert watcher.look(NOW) is None
    store.publish(snapshot())
    first = watcher.look(NOW)
    assert first is not None
    assert first.until is not None
    assert watcher.look(first.until - timedelta(microseconds=1)) is None
    assert watcher.look(first.until) is not None
    assert watcher.look(first.until) is None
    late = watcher.look(CHANGED + timedelta(hours=2))
    assert late is not None
    assert json.loads((late.folder / "v1/rates.json").read_bytes())["freshness"] == "late"
    store.publish(snapshot(seq=snapshot().seq + 1))
    again = watcher.look(CHANGED + timedelta(hours=2))
    assert again is not None
    assert again.seq == snapshot().seq + 1


def test_a_failing_publication_leaves_the_last_one(
    tmp_path: Path, settings: Settings, publisher: Publisher
) -> None:
    """Where a set can't be written the link stays as it was, and nothing half-done is left behind."""
    www = tmp_path / "www"
    before = publisher.publish(snapshot(), NOW)
    (www / "sets").rename(www / "kept")
    (www / "sets").write_text("in the way")
    with pytest.raises(
        PublishingFailed, match=r"can't publish into .*www: .*; what was published before stands"
    ):
        publisher.publish(snapshot(seq=snapshot().seq + 1), NOW)
    (www / "sets").unlink()
    (www / "kept").rename(www / "sets")
    assert (www / CURRENT).resolve() == before.folder
    assert [path.name for path in (www / "sets").iterdir()] == [before.folder.name]


def test_what_a_killed_publication_left_is_removed(tmp_path: Path, publisher: Publisher) -> None:
    """The next publication clears away what one that was killed had begun."""
    (tmp_path / "www/sets/.new-abc/set").mkdir(parents=True)
    done = publisher.publish(snapshot(), NOW)
    assert [path.name for path in (tmp_path / "www/sets").iterdir()] == [done.folder.name]


def test_a_variant_that_can_not_be_drawn_is_named(tmp_path: Path) -> None:
    """A set without a configured variant is none: the publication fails and says which currency is missing."""
    publisher = Publisher(
        Settings(store=f"disk://{tmp_path}", variants=("/widget?currencies=JPY",)), tmp_path
    )
    with pytest.raises(PublishingFailed, match=r"/widget\?currencies=JPY can't be drawn .* it has no JPY"):
        publisher.publish(snapshot(), NOW)


def test_a_text_that_is_too_long_for_a_name(tmp_path: Path) -> None:
    """A variant whose file would have no possible name is refused at the start."""
    settings = Settings(store=f"disk://{tmp_path}", variants=("/widget?disclaimer=" + "x" * 300,))
    with pytest.raises(ConfigurationError, match="too long for a file's name"):
        Publisher(settings, tmp_path)


def test_a_folder_can_not_be_left(tmp_path: Path) -> None:
    """Whatever a variant's texts are, its file lies inside the set."""
    settings = Settings(store=f"disk://{tmp_path}", variants=("/widget?header=../../../../evil",))
    done = Publisher(settings, tmp_path / "www").publish(snapshot(), NOW)
    assert (done.folder / "widget/header=..%2F..%2F..%2F..%2Fevil.html").is_file()


@pytest.mark.needs("processes")
def test_the_command(tmp_path: Path) -> None:
    """``fxwidget publish DIR`` says what it wrote and where; before the first rates it says what to do."""
    config = tmp_path / "fxwidget.toml"
    config.write_text(f'store = "disk://{tmp_path}/store"\n')
    early = fxwidget("--config", str(config), "publish", str(tmp_path / "www"), cwd=tmp_path)
    assert early.returncode == 1
    assert "there are no rates to publish yet; 'fxwidget refresher --once' asks for them" in early.stderr
    DiskStore(tmp_path / "store").publish(snapshot())
    done = fxwidget("--config", str(config), "publish", str(tmp_path / "www"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(f"bytes: {tmp_path}/www/current")
    page = (tmp_path / "www/current/widget.html").read_text()
    assert "85.3395" in page
    assert "withdrawn, last 85.3395 on 14 May 2025" in page  # that day is long over, and the page says so


@pytest.mark.needs("processes")
def test_watching(tmp_path: Path) -> None:
    """With ``--watch`` a new snapshot is published by itself, until the process is told to end."""
    config = tmp_path / "fxwidget.toml"
    config.write_text(f'store = "disk://{tmp_path}/store"\n')
    store, www = DiskStore(tmp_path / "store"), tmp_path / "www"
    with running("--config", str(config), "publish", "--watch", str(www), cwd=tmp_path) as process:
        for number in (1, 2):
            store.publish(snapshot(seq=number))
            until(
                lambda number=number: (
                    (www / CURRENT / MANIFEST).exists()  # type: ignore[misc]
                    and manifest(www / CURRENT)["seq"] == number
                ),
                "the publication",
            )
        assert process.end() == 0


def test_a_broken_store_is_told_of_once(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """While the store can't be read what was published stands, one line says why, and the next snapshot is published."""
    store = DiskStore(tmp_path / "store")
    watcher = Watcher(Publisher(settings, tmp_path / "www"), store)
    store.publish(snapshot())
    assert watcher.look(NOW) is not None
    for name in ("snapshot.json", "snapshot.previous.json"):
        (tmp_path / "store" / name).write_bytes(b"torn")
    with caplog.at_level(logging.ERROR):
        for minutes in range(5):
            assert watcher.look(NOW + timedelta(minutes=minutes)) is None
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
    for name in ("snapshot.json", "snapshot.previous.json"):
        (tmp_path / "store" / name).unlink()
    store.publish(snapshot(seq=snapshot().seq + 1))
    assert watcher.look(NOW + timedelta(minutes=6)) is not None


# The web server in front of the files

SERVER = Path(__file__).parents[2] / "examples/ops/nginx.conf"
LOCATION = re.compile(
    r'^    location (=|~|) ?"?(\S+?)"? \{(.*?)(?:(?<=;) \}|^    \})$', re.MULTILINE | re.DOTALL
)


def location(path: str) -> str:
    """What the example does with a path of the published files; nothing where it has no location for it."""
    found = LOCATION.findall(SERVER.read_text(encoding="utf-8").partition("map $args")[2])
    assert len(found) > 5
    for kind, pattern, body in sorted(found, key=lambda it: ("=", "~", "").index(it[0])):
        wanted = pattern.replace("(?<", "(?P<") if kind == "~" else f"^{re.escape(pattern)}{kind and '$'}"
        if re.search(wanted, path):
            return str(body)
    return ""


@pytest.mark.parametrize(
    "endpoint",
    [it for it in endpoints(Settings(), ()) if it.listed and it.form and it.path != "/"],
    ids=lambda endpoint: endpoint.path,
)
def test_the_web_server_knows_every_form(endpoint: Endpoint) -> None:
    """The example finds each form that reads options by its path, its query and the ending of its files."""
    found, ending = location(endpoint.path.replace("{code}", "INR")), endpoint.media_type.extension
    assert "$fxwidget_variant" in found
    assert re.search(rf"\b{ending.removeprefix('.')}\b", found)
