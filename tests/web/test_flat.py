"""A set of files for any host: plain names, relative links, nothing named that is not there, and nobody else's touched."""

from __future__ import annotations

import gzip
import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from fxwidget.config.settings import Settings
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Rate, Replay
from fxwidget.errors import ConfigurationError, PublishingFailed
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import OPTIONS
from fxwidget.render.page.html import content_security_policy
from fxwidget.store.disk import DiskStore
from fxwidget.web.flat.folder import MANIFEST, Folder
from fxwidget.web.flat.handout import PLACEHOLDER
from fxwidget.web.flat.headers import LONGEST_LINE, MOST_RULES, apache, netlify
from fxwidget.web.flat.names import files_of, link
from fxwidget.web.flat.publisher import FlatPublisher
from fxwidget.web.publish import Watcher
from fxwidget.web.service import Service
from tests.support.options import CASES
from tests.support.past import store_past, with_past
from tests.support.snapshots import NOW, rate, snapshot

URL = "https://me.example/rates"
CODES = ("BRL", "INR", "RUB", "ZAR")
VARIANTS = (
    "/widget?lang=ru&tz=Asia/Kolkata",
    "/widget?layout=single&currencies=INR",
    "/widget?ground=fffdf5&converter=1&header=Our%20rates%20%26%20yours",
    "/widget?fragment=1&layout=matrix",
    "/v1/rates?base=INR&currencies=RUB,ZAR",
)
ROUTER = Service.of(Settings(currencies=CODES)).router


def settings(home: Path, **more: Any) -> Settings:
    """Settings of a set of four currencies with one table."""
    return Settings(
        **{"store": f"disk://{home}/store", "currencies": CODES, "variants": ("/widget",), **more}
    )


def publish(home: Path, **more: Any) -> Path:
    """A set in a folder below."""
    FlatPublisher(settings(home, **more), home / "site").publish(snapshot(codes=CODES), NOW)
    return home / "site"


def publish_with_past(home: Path, **more: Any) -> Path:
    """The same, with closes of each currency but the real."""
    store_past(home / "store")
    FlatPublisher(settings(home, **more), home / "site").publish(with_past(snapshot(codes=CODES)), NOW)
    return home / "site"


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set with tables of many kinds, at an address with a path."""
    return publish_with_past(tmp_path_factory.mktemp("flat"), url=URL, variants=VARIANTS)


@pytest.fixture(scope="module", name="usual")
def _usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set of settings that name no tables, and no address."""
    return publish_with_past(tmp_path_factory.mktemp("flat"), variants=())


def manifest(folder: Path) -> dict[str, Any]:
    """What a set says of itself."""
    document: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return document


def names(folder: Path) -> set[str]:
    """All files of a folder."""
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if not each.is_dir()}


class Links(HTMLParser):
    """Everything that a page names: links, images, frames, scripts, styles and lists of files."""

    ATTRIBUTES = ("href", "src", "action", "data-style", "data-files")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.shown: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.ATTRIBUTES and value is not None]
        given = dict(attrs)
        if tag == "meta" and given.get("property") in ("og:url", "og:image"):
            self.found.append(given["content"] or "")

    def handle_data(self, data: str) -> None:
        self.shown += re.findall(rf"{re.escape(URL)}[^\s\"'<>)]*", data)


def is_there(folder: Path, url: str) -> bool:
    """Whether a plain host has something at a URL of the set."""
    path = unquote(urlsplit(url).path).removeprefix("/rates").removeprefix("/")
    file = folder / path
    return (file / "index.html").is_file() if path.endswith("/") or not path else file.is_file()


def test_every_link_of_every_page_leads_somewhere(site: Path, usual: Path) -> None:
    """Links, frames, feeds, cards, styles and the addresses that snippets name are those of files in the set, all relative but those that must not be."""
    checked = 0
    for folder in (site, usual):
        for name in sorted(names(folder)):
            if not name.endswith(".html"):
                continue
            links = Links((folder / name).read_text("utf-8"))
            for each in (*links.found, *links.shown):
                whole = urljoin(f"{URL}/{link(name)}", each)
                if whole.startswith(URL):
                    assert is_there(folder, whole), (name, each)
                    assert not each.startswith("/"), (name, each)
                    checked += 1
                elif folder is usual:
                    assert "me.example" not in each
    assert checked > 500


def test_feeds_and_oembed_name_what_is_there(site: Path) -> None:
    """The addresses in feeds and oEmbed documents are absolute, below the path of the set."""
    found = 0
    for name in names(site):
        if re.search(r"\.atom$|^feed|oembed\.json$", name):
            text = (site / name).read_text("utf-8").replace("\\/", "/").replace("&amp;", "&")
            addresses = re.findall(rf"{re.escape(URL)}[^\s\"'<>\\]*", text)
            assert addresses
            for each in addresses:
                assert each == URL or is_there(site, each.partition("#")[0]), (name, each)
            found += len(addresses)
    assert found > 20


def test_the_files_of_tables(site: Path) -> None:
    """A table has a plain folder, which names its options; the list says where each canonical URL is."""
    files = {it["url"]: it["file"] for it in manifest(site)["files"]}
    assert files["/"] == "index.html"
    assert files["/widget"] == "widget/index.html"
    assert files["/widget?fragment=true"] == "widget/fragment.html"
    assert files["/widget?lang=ru&tz=Asia/Kolkata"] == "widget/lang-ru_tz-Asia-Kolkata/index.html"
    assert (
        files["/widget?fragment=true&lang=ru&tz=Asia/Kolkata"]
        == "widget/lang-ru_tz-Asia-Kolkata/fragment.html"
    )
    assert files["/v1/rates"] == "v1/rates.json"
    assert files["/v1/rates/INR"] == "v1/rates/INR.json"
    assert files["/badge/INR.svg"] == "badge/INR.svg"
    assert files["/feed.atom"] == "feed.atom"
    assert files[f"/oembed?url={URL}/widget"] == "widget/oembed.json"
    assert "/openapi.json" not in files
    assert set(files.values()) | {
        "tables.json",
        "charts.json",
        MANIFEST,
        "_headers",
        ".htaccess",
        ".nojekyll",
    } == names(site)


def test_names_that_every_host_can_serve() -> None:
    """No name has a sign of URLs or Windows, is long, or differs from another in case only, whatever the options are."""
    queries = [f"{name}={value}" for name, cases in CASES.items() for value, _ in cases]
    queries += [
        "header=a",
        "header=A",
        f"caption={'x' * 200}",
        "caption=..%2F..%2Fetc",
        "disclaimer=%3F%25%3A%00.",
    ]
    requests = [ROUTER.view_request("/widget", pairs(query)) for query in queries]
    files = files_of(request for request in requests if request is not None)
    assert len({file.casefold() for file in files.values()}) == len(files)
    for file in files.values():
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", file)
        for part in PurePosixPath(file).parts:
            assert part.strip(".") == part
            assert len(part) < 120


def pairs(query: str) -> Iterator[tuple[str, str]]:
    """The parameters of a query."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        yield name, unquote(value)


def test_a_page_says_until_when_it_is_good(usual: Path) -> None:
    """Page, fragment and builder tell their reader, and carry the instant from which they are out of date."""
    until = manifest(usual)["valid_until"]
    for name in (
        "index.html",
        "widget/index.html",
        "widget/fragment.html",
        "widget/lang-fa/index.html",
        "rate/INR/index.html",
    ):
        page = (usual / name).read_text("utf-8")
        assert f'data-until="{until}"' in page
        assert f'<time datetime="{until}">' in page
    assert "Valid until" in (usual / "widget/index.html").read_text("utf-8")


def test_pages_of_a_replay_are_good_by_the_readers_clock(tmp_path: Path) -> None:
    """Recorded days lie behind the reader's clock: the builder's page and the table's are not out of date at once."""
    replay = Replay(day=NOW.date(), offset_seconds=86400, step_seconds=4)
    late = NOW + timedelta(days=1)
    FlatPublisher(settings(tmp_path), tmp_path / "site").publish(snapshot(codes=CODES, replay=replay), late)
    until = stamp(snapshot().valid_until + timedelta(days=1))
    for name in ("index.html", "widget/index.html"):
        assert f'data-until="{until}"' in (tmp_path / "site" / name).read_text("utf-8")


def test_pages_end_with_most_of_their_rows(tmp_path: Path) -> None:
    """Nobody draws a page anew when its rows turn stale: it is good until more than half of them do, if that comes first."""
    soon, later = NOW + timedelta(minutes=10), NOW + timedelta(hours=2)
    rows = [rate(code, late_at=NOW, stale_at=soon if code in CODES[:3] else later) for code in CODES]
    table = snapshot(*rows, codes=CODES, valid_until=NOW + timedelta(hours=15))
    FlatPublisher(settings(tmp_path), tmp_path / "site").publish(table, NOW)
    assert manifest(tmp_path / "site")["valid_until"] == stamp(soon)
    assert f'data-until="{stamp(soon)}"' in (tmp_path / "site/widget/index.html").read_text("utf-8")


def test_pages_bear_their_policy(site: Path) -> None:
    """A host that sends no headers of ours still serves pages that load nothing but what they carry."""
    for listed in manifest(site)["files"]:
        if link(listed["file"]) == listed["file"]:
            continue
        page = (site / listed["file"]).read_text("utf-8")
        given = re.search(r'<meta http-equiv="Content-Security-Policy" content="(.*?)">', page)
        assert given is not None
        policy = content_security_policy(page)
        assert given[1].replace("&#39;", "'") == policy
        assert listed["headers"]["Content-Security-Policy"].startswith(policy)


def test_the_usual_set_has_every_language(usual: Path) -> None:
    """Without a word in the settings there is a page to choose from and a table in each language; without an address no feeds."""
    tables = json.loads((usual / "tables.json").read_bytes())
    assert {f"lang={code}" for code in LANGUAGES if code != "en"} <= set(tables)
    assert (tables["base"], tables[""]) == ("USD", "widget/fragment.html")
    home = (usual / "index.html").read_text("utf-8")
    for code in LANGUAGES:
        if code != "en":
            assert f'href="embed/lang-{code}/"' in home
    assert not any("feed" in name or "oembed" in name for name in names(usual))
    assert "<form" not in home


def test_the_builder_hands_out_what_is_there(site: Path) -> None:
    """Each table has its own page of snippets; the script has no hash that a next version would break."""
    page = (site / "embed/lang-ru_tz-Asia-Kolkata/index.html").read_text("utf-8")
    assert f"src=&#34;{URL}/widget/lang-ru_tz-Asia-Kolkata/&#34;" in page
    assert f"src=&#34;{URL}/widget.js&#34;&gt;&lt;/script&gt;" in page
    assert "integrity" not in page
    assert 'lang="ru"' in page


def test_pictures_are_handed_out_with_what_they_can_not_say(usual: Path) -> None:
    """A picture has no clock: the builder says so at image, badges and charts, the last two of the default table alone."""
    english, russian = "can’t say that it is out of date", "не может сказать, что устарел"
    for page, words, pictures in (("", english, 3), ("embed/lang-ru/", russian, 1)):
        kinds = (usual / page / "index.html").read_text("utf-8").split("<details")
        found = [kind for kind in kinds if words in kind]
        assert len(found) == pictures
        assert all(".svg" in kind for kind in found)


def test_every_markdown_of_the_builder_leads_somewhere(usual: Path) -> None:
    """An image of Markdown is a link: to its own page, or, where the set has none, to the set."""
    targets = re.findall(r"\[!\[[^]]*\]\([^)]+\)\]\((.*?)\)", (usual / "index.html").read_text("utf-8"))
    assert len(targets) == 1 + len(CODES)
    assert set(targets[1:]) == {f"{PLACEHOLDER}/"}
    assert all(targets)


def test_a_badge_says_its_day(site: Path) -> None:
    """Nobody renews it once the job has ended, so it bears the day of its number."""
    assert json.loads((site / "badge/INR.json").read_bytes())["message"] == "85.3395 · 14 May ▲"
    assert ">85.3395 · 14 May</text>" in (site / "badge/INR.svg").read_text("utf-8")


def test_no_links_and_nothing_compressed(site: Path, tmp_path: Path) -> None:
    """Every file is a plain one; compressed siblings are written where they are asked for."""
    assert not any(each.is_symlink() for each in site.rglob("*"))
    assert not any(name.endswith((".br", ".gz")) for name in names(site))
    FlatPublisher(settings(tmp_path), tmp_path / "site", compressed=True).publish(snapshot(codes=CODES), NOW)
    page = (tmp_path / "site/widget/index.html").read_bytes()
    assert gzip.decompress((tmp_path / "site/widget/index.html.gz").read_bytes()) == page


# The past


def test_each_table_leads_to_charts(usual: Path) -> None:
    """In its own words, and of the usual one over a year too; of a currency without a close the page says so, and nothing leads there."""
    files = {it["url"]: it["file"] for it in manifest(usual)["files"]}
    assert files["/rate/INR"] == "rate/INR/index.html"
    assert files["/chart/INR?lang=fa"] == "chart/INR/lang-fa/index.html"
    assert files["/chart/RUB?range=1y"] == "chart/RUB/range-1y/index.html"
    assert files["/v1/history.csv"] == "v1/history.csv"
    assert 'href="../rate/INR/"' in (usual / "widget/index.html").read_text("utf-8")
    assert 'href="../../chart/INR/lang-fa/"' in (usual / "widget/lang-fa/index.html").read_text("utf-8")
    page = (usual / "rate/INR/index.html").read_text("utf-8")
    assert re.findall(r'data-range="(\w+)"', page) == ["1m", "1y"]
    assert 'href="../../rate/INR/range-1y/"' in page
    assert "No past of this currency is stored yet." in (usual / "rate/BRL/index.html").read_text("utf-8")
    home = (usual / "index.html").read_text("utf-8")
    assert ('href="rate/INR/"' in home, 'href="rate/BRL/"' in home) == (True, False)
    assert "/chart/BRL.svg" not in files


def test_charts_are_listed_by_what_they_show(usual: Path, site: Path) -> None:
    """The list has each chart by its currency, range and options, and each page of one says which it is."""
    listed = json.loads((usual / "charts.json").read_bytes())
    assert listed["base"] == "USD"
    assert listed["INR?range=1y"] == "chart/INR/range-1y/index.html"
    assert len(listed) == 1 + len(CODES) * (len(LANGUAGES) + 1)
    for folder in (usual, site):
        for key, file in json.loads((folder / "charts.json").read_bytes()).items():
            if key != "base":
                page = unescape((folder / file).read_text("utf-8"))
                assert f'data-options="{key.partition("?")[2]}"' in page
                assert f'data-files="{"../" * file.count("/")}charts.json"' in page


def test_a_past_that_can_not_be_read_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The set is as one without a past, the log says what to do, and once it can be read the charts are there."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store/history.sqlite").write_bytes(b"torn" * 500)
    publisher = FlatPublisher(settings(tmp_path), tmp_path / "site")
    publisher.publish(with_past(snapshot(codes=CODES)), NOW)
    assert "says how to rebuild it; there are no charts until then" in caplog.text
    assert not any(name.startswith(("rate/", "chart/")) for name in names(tmp_path / "site"))
    for page in ("index.html", "widget/index.html"):
        assert "rate/INR" not in (tmp_path / "site" / page).read_text("utf-8")
    (tmp_path / "store/history.sqlite").unlink()
    store_past(tmp_path / "store")
    publisher.publish(with_past(snapshot(codes=CODES, seq=9)), NOW)
    assert "rate/INR/" in (tmp_path / "site/widget/index.html").read_text("utf-8")
    assert (tmp_path / "site/rate/INR/index.html").is_file()


# Hosts' own files


def test_netlify_and_cloudflare_give_each_file_its_headers_once(site: Path) -> None:
    """Rules and lines are no more than Cloudflare reads; what matches a file says each header once, with the list's value."""
    rules: dict[str, dict[str, str]] = {}
    for line in (site / "_headers").read_text("utf-8").splitlines():
        assert len(line) <= LONGEST_LINE
        if line.startswith("/"):
            rules[line] = {}
        elif line:
            name, _, value = line.strip().partition(": ")
            rules[[*rules][-1]][name] = value
    assert len(rules) <= MOST_RULES
    for listed in manifest(site)["files"]:
        path = f"/{link(listed['file'])}"
        given: dict[str, str] = {}
        for rule, headers in rules.items():
            if path == rule or (rule.endswith("*") and path.startswith(rule[:-1])):
                assert not given.keys() & headers.keys()
                given |= headers
        assert given["Access-Control-Allow-Origin"] == "*"
        assert given.items() <= listed["headers"].items() | {("Cache-Control", given["Cache-Control"])}
        if link(listed["file"]) != listed["file"]:
            assert given["Content-Security-Policy"] == listed["headers"]["Content-Security-Policy"]
    assert "/tables.json" in rules
    assert "/*" not in rules


def test_more_pages_than_rules_can_be() -> None:
    """Beyond the limit rules are left out; no page loses more than headers that it bears itself."""
    page = {"Cache-Control": "max-age=60", "Content-Security-Policy": "default-src 'none'"}
    listed = [{"url": f"/widget?{n}", "file": f"widget/{n}/index.html", "headers": page} for n in range(300)]
    text = netlify(listed)
    assert len(re.findall("^/", text, re.MULTILINE)) == MOST_RULES
    assert text.startswith("/widget/*\n  Cache-Control: max-age=60\n")


def test_apache_without_its_modules_is_not_harmed(site: Path) -> None:
    """Every directive stands within a condition, and none is of a kind that a host may refuse beside FileInfo."""
    depth = 0
    for line in map(str.strip, (site / ".htaccess").read_text("utf-8").splitlines()):
        if line.startswith("<IfModule"):
            depth += 1
        elif line == "</IfModule>":
            depth -= 1
        else:
            assert depth > 0
            assert line.split()[0] in {"AddType", "AddCharset", "SetEnvIf", "Header"}
    assert depth == 0


def test_apache_gets_every_value_whole() -> None:
    """Signs that Apache reads otherwise are escaped."""
    headers = {"Cache-Control": "a", "Content-Security-Policy": 'frame-ancestors "x" 100%'}
    listed = [{"url": "/widget", "file": "widget/index.html", "headers": headers}]
    assert r'Header set Content-Security-Policy "frame-ancestors \"x\" 100%%" env=' in apache(listed)


# The folder


def test_what_is_no_longer_in_the_set_is_removed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Files and folders of the set before go, those of others stay, as they are; the log names the tables that went."""
    site = publish(tmp_path, variants=VARIANTS)
    (site / "CNAME").write_text("rates.example")
    (site / "blog").mkdir()
    (site / "blog/index.html").write_text("mine")
    publish(tmp_path)
    assert not (site / "widget/lang-ru_tz-Asia-Kolkata").exists()
    (told,) = (each.getMessage() for each in caplog.records if each.levelno == logging.WARNING)
    assert told.startswith(
        "4 tables are no longer published, and pages that show them find nothing there: widget/"
    )
    assert "widget/lang-ru_tz-Asia-Kolkata/" in told
    assert (site / "CNAME").read_text() == "rates.example"
    assert (site / "blog/index.html").read_text() == "mine"
    listed = set(manifest(site)["names"])
    assert names(site) == listed | {MANIFEST, "CNAME", "blog/index.html"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("index.html", "<h1>My site</h1>", "has index.html that fxwidget did not write"),
        (MANIFEST, '{"name": "My app"}', "is not the list of a set that fxwidget wrote"),
        (MANIFEST, "torn", "is not the list of a set that fxwidget wrote"),
        (MANIFEST, '{"names": ["../mine.html"]}', "is not the list of a set that fxwidget wrote"),
        (MANIFEST, '{"names": ["/mine.html"]}', "is not the list of a set that fxwidget wrote"),
    ],
)
def test_anothers_file_is_never_overwritten(tmp_path: Path, name: str, content: str, why: str) -> None:
    """Where a name of the set is taken by somebody else nothing is written, and the message says what to do."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_text(content)
    with pytest.raises(PublishingFailed, match=f"{why}: move what is there, or name another folder"):
        publish(tmp_path)
    assert names(tmp_path / "site") == {name}
    assert (tmp_path / "site" / name).read_text() == content


def test_a_run_that_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it breaks off each file is whole, of one set or the other, and the next run leaves a whole set and nothing else."""
    before = {name: b"old " + name.encode() for name in ("a", "b/c", "d")}
    after = {name: b"new " + name.encode() for name in ("a", "b/c", "e/f", "g")}
    replaces = os.replace
    for last in range(8):
        folder = Folder(tmp_path / str(last))
        folder.replace(before, {"seq": 1})
        left = last

        def replace(source: Any, target: Any) -> None:
            nonlocal left
            if left == 0:
                raise OSError("out of power")
            left -= 1
            replaces(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", replace)
            with suppress(PublishingFailed):
                folder.replace(after, {"seq": 2})
        for name in names(folder.path) - {MANIFEST}:
            if not name.startswith(".fxwidget"):
                assert (folder.path / name).read_bytes() in (before.get(name), after.get(name))
        folder.replace(after, {"seq": 3})
        assert names(folder.path) == {*after, MANIFEST}
        assert manifest(folder.path)["seq"] == 3


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A second publication into the folder is refused while the first one goes on."""
    from fxwidget.ops.locks import exclusive
    from fxwidget.web.flat.folder import LOCK

    site = publish(tmp_path)
    with exclusive(site / LOCK), pytest.raises(PublishingFailed, match="another run publishes into"):
        publish(tmp_path)
    publish(tmp_path)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """That is refused before anything is drawn, and so is a folder below a file."""
    (tmp_path / "site").write_text("mine")
    for folder in (tmp_path / "site", tmp_path / "site/below"):
        with pytest.raises(PublishingFailed, match="is a file: name a folder to publish into"):
            FlatPublisher(settings(tmp_path), folder)


def test_a_folder_that_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is refused before anything is drawn or asked, with what to do."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PublishingFailed, match=f"can't write into {tmp_path}: give it to this user, or name"):
        FlatPublisher(settings(tmp_path), tmp_path / "site")


# What can't be


def test_tables_that_can_not_be(tmp_path: Path) -> None:
    """Too many tables, options that are none and a table that this snapshot has not are refused, by their names."""
    many = tuple(f"/widget?amount={number}" for number in range(2, 600))
    with pytest.raises(ConfigurationError, match="variants: 599 tables are more than the 500"):
        publish(tmp_path, variants=many)
    with pytest.raises(ConfigurationError, match=r"variants: '/widget[?]lang=xx'"):
        publish(tmp_path, variants=("/widget?lang=xx",))
    with pytest.raises(PublishingFailed, match=r"/widget[?]currencies=EGP can't be drawn .*EGP"):
        publish(tmp_path, variants=("/widget?currencies=EGP",))


def test_why_an_answer_can_not_be_drawn(tmp_path: Path) -> None:
    """The message has the reason that the service would give, not only where to look for it."""
    table = snapshot(missing("INR"), codes=CODES)
    given = settings(tmp_path, variants=("/v1/convert?from=INR&to=RUB",))
    with pytest.raises(PublishingFailed) as caught:
        FlatPublisher(given, tmp_path / "site").publish(table, NOW)
    assert str(caught.value).startswith("/v1/convert?from=INR&to=RUB can't be drawn from this snapshot: INR")
    assert "see the log" not in str(caught.value)


def missing(code: str) -> Rate:
    """A row whose number was withdrawn."""
    return rate(code).model_copy(update={"rate": None, "display": None, "freshness": Freshness.WITHDRAWN})


def test_a_table_without_any_number(tmp_path: Path) -> None:
    """It takes no good set's place, whether each row is without a number or the base that all are in."""
    site = publish(tmp_path)
    before = {name: (site / name).read_bytes() for name in names(site)}
    for base, codes, why in (
        ("USD", CODES, "no currency has a number; "),
        (
            "INR",
            CODES[1:2],
            "no currency has a number in INR, as there is none of INR itself: name another base",
        ),
    ):
        table = snapshot(*map(missing, codes), codes=CODES)
        with pytest.raises(PublishingFailed, match=f"{why}.*{site} stands as it was"):
            FlatPublisher(settings(tmp_path, base=base), site).publish(table, NOW)
    assert {name: (site / name).read_bytes() for name in names(site)} == before


def test_a_later_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    """The same names hold the new numbers; the list says of which table they are."""
    site = publish(tmp_path)
    table = snapshot(rate("INR", "86.1"), codes=CODES, seq=snapshot().seq + 1)
    FlatPublisher(settings(tmp_path), site).publish(table, NOW)
    assert "86.1" in (site / "widget/index.html").read_text("utf-8")
    assert manifest(site)["seq"] == table.seq


def test_it_follows_the_store(tmp_path: Path) -> None:
    """A watcher publishes each snapshot of the store once, and again when a page of it would no longer be true."""
    given, store = settings(tmp_path), DiskStore(tmp_path / "store")
    watcher = Watcher(FlatPublisher(given, tmp_path / "site"), store)
    assert watcher.look(NOW) is None
    store.publish(snapshot(codes=CODES))
    first = watcher.look(NOW)
    assert first is not None
    assert first.folder == tmp_path / "site"
    assert first.until is not None
    assert watcher.look(first.until - timedelta(seconds=1)) is None
    assert watcher.look(first.until) is not None


def test_all_options_are_covered() -> None:
    """The names above are tried with every option that there is."""
    assert {option.name for option in OPTIONS} == set(CASES)
