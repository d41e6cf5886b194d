"""The forms of the table over HTTP: images, badges, feeds, text, CSV, oEmbed and conversions."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import feedparser
import jsonschema
import pytest

from fxwidget.config.settings import Settings, load
from fxwidget.domain.snapshot import DISCLAIMER
from fxwidget.errors import ConfigurationError, RendererMissing, RenderError
from fxwidget.render import png
from fxwidget.web import throttle
from fxwidget.web.endpoint import Router
from fxwidget.web.endpoints import endpoints
from fxwidget.web.publish import file_of
from tests.support.feeds import JSON_FEED
from tests.support.service import AGELESS, CACHE, OPEN, Service, assert_problem
from tests.support.snapshots import CHANGED, CHECKED, rate, snapshot

ADDRESS = "https://rates.example"
LATER = CHANGED + timedelta(minutes=30)
FORMS = {
    "/widget.svg": "image/svg+xml",
    "/widget.png": "image/png",
    "/widget.txt": "text/plain; charset=utf-8",
    "/widget.csv": "text/csv; charset=utf-8",
    "/badge/INR.svg": "image/svg+xml",
    "/badge/INR.json": "application/json",
    "/feed.atom": "application/atom+xml",
    "/feed.json": "application/feed+json",
    f"/oembed?url={ADDRESS}/widget": "application/json",
    "/v1/convert?from=RUB&to=INR": "application/json",
    "/openapi.json": "application/json",
}


@pytest.fixture
def known(tmp_path: Path) -> Service:
    """A service that knows its own address, after a change of the rupee."""
    it = Service(tmp_path / "store", url=ADDRESS)
    it.publish(snapshot())
    it.publish(moved())
    return it


def moved(number: str = "86.1", at: Any = LATER, seq: int = 1) -> Any:
    """The table after the rupee moved."""
    return snapshot(rate("INR", number, changed_at=at), seq=snapshot().seq + seq, changed_at=at)


# All of them


@pytest.mark.needs("pictures")
@pytest.mark.parametrize(("path", "kind"), FORMS.items(), ids=FORMS)
def test_every_form_is_a_door_like_the_others(known: Service, path: str, kind: str) -> None:
    """Each is open to all, cached, has a strong tag, confirms a copy, and says the same length to a HEAD."""
    got = known.get(path)
    assert got.status_code == 200
    assert {name: got.headers[name] for name in OPEN} == OPEN
    assert got.headers["Content-Type"] == kind
    if path != "/openapi.json":
        assert got.headers["Cache-Control"] == (CACHE if "badge" not in path else AGELESS)
    assert re.fullmatch(r'"[0-9a-f]{32}"', got.headers["ETag"])
    again = known.get(path, If_None_Match=got.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    head = known.client.head(path)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(got.data)))


@pytest.mark.parametrize("path", [path for path in FORMS if path != "/openapi.json"])
def test_before_the_first_rates(empty: Service, path: str) -> None:
    """Without rates each is a problem that says when to come again."""
    assert assert_problem(empty.get(path), 503, "Service Unavailable")["sources"]


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("/widget.svg?lang=ru&theme=dark", "85,3395"),
        ("/widget.svg?converter=nonsense&refresh=never", "85.3395"),
        ("/widget.txt?base=INR&currencies=RUB", "0.9356"),
        ("/widget.txt?theme=nonsense", "85.3395"),
        ("/widget.csv?amount=10&currencies=INR", "853.395"),
        ("/badge/inr.svg?symbol=1", "₹85.3395"),
        ("/badge/INR.json?currencies=RUB&decimals=1", "85.3 ▲"),
        ("/feed.json?lang=ru&amount=nonsense", '"language":"ru"'),
    ],
)
def test_each_reads_its_own_options(service: Service, path: str, holds: str) -> None:
    """What changes a form is read there; what belongs to another is passed over like any unknown parameter."""
    got = service.get(path)
    assert got.status_code == 200
    assert holds in got.text


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("", "en"),
        ("lang=en-US", "en"),
        ("lang=pt-BR", "pt"),
        ("lang=pt_PT", "pt"),
        ("lang=es-419", "es"),
        ("lang=fa-AF", "fa"),
        ("lang=zh", "zh-Hans"),
        ("lang=zh-TW", "zh-Hans"),
        ("lang=zh-Hant-HK", "zh-Hans"),
    ],
)
def test_each_says_which_language_is_served(known: Service, asked: str, served: str) -> None:
    """A region falls back to its language, and traditional Chinese to simplified, which every answer then names."""
    for path in ("/widget", "/widget.svg", "/widget.csv", "/badge/INR.json", "/feed.json", "/v1/rates", "/"):
        assert known.get(f"{path}?{asked}").headers["Content-Language"] == served
    assert f'<html lang="{served}"' in known.get(f"/widget?{asked}").text
    assert f'lang="{served}" xml:lang="{served}"' in known.get(f"/widget.svg?{asked}").text


def test_the_builder_is_in_a_language_of_its_own(known: Service) -> None:
    """Its answer is in that, and not in its table's; what has no language has none to name."""
    assert known.get("/?lang=ru&ui=zh-TW").headers["Content-Language"] == "zh-Hans"
    assert "Content-Language" not in known.get("/v1/sources").headers


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/widget.svg?theme=blue", "Allowed: auto, light, dark or page."),
        ("/widget.png?scale=4", "scale='4' can't be. Allowed: 1, 2 or 3."),
        ("/widget.csv?currencies=JPY", "JPY is not in this snapshot"),
        ("/widget.csv?decimal=;", "decimal=';' can't be. Allowed: point or comma."),
        ("/feed.atom?lang=xx", "Allowed: en, "),
        ("/v1/convert", "to is missing"),
        ("/v1/convert?to=INR&amount=0", "amount='0' can't be"),
        ("/v1/convert?to=JPY", "JPY is not in this snapshot"),
        ("/v1/convert?to=INR&stale=maybe", "stale='maybe' can't be"),
        ("/oembed", "url is missing"),
        (f"/oembed?url={ADDRESS}/widget&maxwidth=0", "maxwidth='0' can't be"),
        ("/oembed?url=x&format=yaml", "format='yaml' can't be"),
    ],
)
def test_a_wrong_value_is_told_what_is_allowed(known: Service, path: str, detail: str) -> None:
    """A wrong value is a problem that names it and what would be right."""
    assert detail in assert_problem(known.get(path), 422, "Unprocessable Content")["detail"]


@pytest.mark.parametrize("path", ["/badge/XYZ.svg", "/badge/JPY.json", "/badge/INR.gif", "/widget.gif"])
def test_what_is_not_there(service: Service, path: str) -> None:
    """A path without a currency of the table, or without a form, is a 404."""
    assert_problem(service.get(path), 404, "Not Found")


def test_every_form_says_what_a_number_is_worth(service: Service) -> None:
    """Until when it holds, whose it is and the disclaimer stand in every form that has room for them."""
    for path in ("/widget.svg", "/badge/INR.svg", "/widget.txt", "/widget.csv", "/v1/convert?to=INR"):
        text = " ".join(service.get(path).text.split())
        assert "CurrencyRate" in text, path
        assert DISCLAIMER.split(".")[0] in text, path
        assert "14 May" in text or "2025-05-14" in text, path
    service.clock.now = CHECKED + timedelta(hours=4)
    for path in ("/widget.svg", "/badge/INR.svg", "/widget.txt", "/widget.csv", "/badge/INR.json"):
        assert "stale" in service.get(path).text, path


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in FORMS
        if path.startswith(("/widget.", "/badge", "/feed", "/v1/convert")) and "png" not in path
    ],
)
def test_only_what_shows_its_day_outlives_the_service(known: Service, path: str) -> None:
    """A number without the day it is of is given by caches for minutes while the service is gone, any other for one day."""
    got = known.get(path)
    seen = re.sub("<(title|desc)>.*?</(title|desc)>", "", got.text, flags=re.DOTALL)
    dated = "14 May" in seen or "2025-05-14" in seen
    longest = re.search(r"stale-if-error=(\d+)", got.headers["Cache-Control"])
    assert longest is not None
    assert int(longest[1]) == (86_400 if dated else 300)


# Pictures


def test_the_picture_is_drawn_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often and in whatever coding a picture is asked for, it is drawn once, and never packed again."""
    drawn: list[str] = []

    def draw(drawing: str, scale: float) -> bytes:
        drawn.append(drawing)
        return b"\x89PNG" * 100

    monkeypatch.setattr(png, "png", draw)
    for coding in ("br", "gzip", "identity", "br"):
        got = service.get("/widget.png?theme=dark", Accept_Encoding=coding)
        assert (got.status_code, got.data) == (200, b"\x89PNG" * 100)
        assert "Content-Encoding" not in got.headers
    assert len(drawn) == 1
    assert (len(service.edge.cached().urls), service.edge.cached().size) == (1, 400)


def test_a_flood_of_pictures_is_stemmed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many new pictures are drawn in a minute; what was drawn before is still given, and so is all else."""
    monkeypatch.setattr(png, "png", lambda drawing, scale: drawing.encode())
    answers = [
        service.get(f"/widget.png?amount={number}").status_code for number in range(1, throttle.MOST + 3)
    ]
    assert answers == [200] * throttle.MOST + [503] * 2
    document = assert_problem(service.get("/widget.png?amount=1000"), 503, "Service Unavailable")
    assert "variants" in document["detail"]
    assert service.get("/widget.png?amount=1").status_code == 200
    assert service.get("/widget.svg?amount=1000").status_code == 200
    service.clock.now += throttle.SPAN
    assert service.get("/widget.png?amount=1000").status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (RendererMissing("install it"), 501, "Not Implemented"),
        (RenderError("it failed"), 503, "Service Unavailable"),
    ],
)
def test_a_picture_that_can_not_be_drawn(
    service: Service, monkeypatch: pytest.MonkeyPatch, error: RenderError, status: int, title: str
) -> None:
    """Without the program that draws it a picture is a 501; where that fails, a 503 to be tried again."""

    def draw(drawing: str, scale: float) -> bytes:
        raise error

    monkeypatch.setattr(png, "png", draw)
    got = service.get("/widget.png")
    assert assert_problem(got, status, title)["detail"] == str(error)
    assert ("Retry-After" in got.headers) == (status == 503)


@pytest.mark.needs("pictures")
def test_images_are_images(service: Service) -> None:
    """The drawing is XML, the picture a PNG of twice its size, or of the asked scale."""
    drawing = ElementTree.fromstring(service.get("/widget.svg").data)
    size = int(drawing.attrib["width"]), int(drawing.attrib["height"])
    for scale in (1, 2):
        body = service.get(f"/widget.png?scale={scale}&currencies=INR,RUB").data
        assert body[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(body[16:20], "big") == 480 * scale
    assert size[0] == 480


# Badges, text and CSV


def test_the_badge_is_as_shields_reads_it(service: Service) -> None:
    """The JSON has the members of the endpoint badge's schema, and no other."""
    document = json.loads(service.get("/badge/INR.json").data)
    assert document.keys() == {"schemaVersion", "label", "message", "color"}
    assert (document["schemaVersion"], document["label"]) == (1, "USD/INR")
    assert document["message"] == "85.3395 ▲"


def test_the_csv_is_a_table(service: Service) -> None:
    """Every row has every column, numbers are exact, and a view's amount stands in it."""
    rows = list(csv.DictReader(io.StringIO(service.get("/widget.csv?inverse=1&amount=2").text)))
    assert len(rows) == len(snapshot().rows)
    (rupee,) = [row for row in rows if row["code"] == "INR"]
    assert (rupee["rate"], rupee["amount"], rupee["inverse"]) == ("0.0234358063968", "2", "true")


def test_the_text_fits_a_terminal(service: Service) -> None:
    """No line of the text is longer than 80 columns."""
    assert max(map(len, service.get("/widget.txt").text.splitlines())) <= 80


# Feeds


def test_the_feeds_tell_the_same_changes(known: Service) -> None:
    """Atom is well-formed to a feed reader, JSON Feed keeps to its schema, and both have the same entries."""
    atom = feedparser.parse(known.get("/feed.atom").data)
    assert atom.bozo == 0
    assert [entry.title for entry in atom.entries] == ["USD/INR 86.1 ▲"]
    document = json.loads(known.get("/feed.json").data)
    jsonschema.validate(document, JSON_FEED)
    assert [item["id"] for item in document["items"]] == [entry.id for entry in atom.entries]
    assert document["feed_url"] == f"{ADDRESS}/feed.json"
    assert document["home_page_url"] == atom.feed.link == f"{ADDRESS}/widget"
    assert json.loads(known.get("/feed.json?currencies=RUB").data)["items"] == []


def test_entries_stay_what_they_are(known: Service) -> None:
    """The next snapshot adds its entries above; those of before keep their ids, titles and dates."""
    before = json.loads(known.get("/feed.json").data)["items"]
    known.publish(moved("87", LATER + timedelta(minutes=5), 2))
    after = json.loads(known.get("/feed.json").data)["items"]
    assert after[1:] == before
    assert after[0]["title"] == "USD/INR 87 ▲"
    atom = feedparser.parse(known.get("/feed.atom").data)
    assert [entry.id for entry in atom.entries] == [item["id"] for item in after]


def test_a_feed_is_of_its_snapshot(known: Service) -> None:
    """What a newer snapshot changed is told once that one is served, although the store has it before."""
    known.get("/livez")  # the first request looks by itself
    known.store.publish(moved("87", LATER + timedelta(minutes=5), 2))
    known.board.changes = known.store.changes()
    assert len(known.board.changes) == 2
    assert len(json.loads(known.get("/feed.json").data)["items"]) == 1
    known.board.look()
    assert len(json.loads(known.get("/feed.json").data)["items"]) == 2


# The service's own address


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json", "/oembed?url=http://HOST/widget"])
def test_without_a_known_address_it_is_the_clients(service: Service, path: str) -> None:
    """A service that does not know its address answers by the one it was asked by: to that client, and nobody keeps it."""
    for host in ("a.example", "b.example:8000", "a.example"):
        got = service.client.get(path.replace("HOST", host), headers={"Host": host})
        assert got.status_code == 200
        assert f"http://{host}/widget" in got.text
        assert got.headers["Cache-Control"] == f"private, {CACHE}"
        assert ("b.example" in got.text) == ("b.example" in host)
    assert service.edge.cached().urls == ()


def test_a_flood_of_hosts_leaves_nothing_behind(service: Service) -> None:
    """However many hosts are named, the memory that they take is bounded."""
    for number in range(200):
        service.client.get("/feed.atom", headers={"Host": f"h{number}.example"})
    assert service.board.drawings <= 64
    assert service.edge.cached().urls == ()


@pytest.mark.parametrize(
    "host", ['x"><script>', "a b", "a.example/path", "user@a.example", "x" * 300, "a..b"]
)
def test_a_host_that_can_not_be(service: Service, host: str) -> None:
    """A Host header that is none is refused where an answer would name it, and nothing else minds it."""
    document = assert_problem(service.client.get("/feed.atom", headers={"Host": host}), 400, "Bad Request")
    assert host not in document["detail"]
    for path in ("/widget", "/readyz"):
        assert service.client.get(path, headers={"Host": host}).data == service.get(path).data


def test_a_known_address_is_named_whoever_asks(known: Service) -> None:
    """With the setting an answer is the same for every host, and is kept."""
    first, second = (
        known.client.get("/feed.atom", headers={"Host": host}) for host in ("a.example", "b.example")
    )
    assert first.data == second.data
    assert b"a.example" not in first.data
    assert known.edge.cached().urls == ("/feed.atom",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://rates.example", "https://rates.example"),
        ("HTTPS://Rates.Example:443/", "https://rates.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_is_a_setting(text: str, expected: str) -> None:
    """The address is kept as links write it."""
    assert Settings(url=text).url == expected


@pytest.mark.parametrize("text", ["rates.example", "ftp://a.example", 'https://a"b', "https://a?x=1"])
def test_an_address_that_can_not_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """What is no address is refused at the start, with what would be right."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"url: is not (the address of a service|a host); write"):
        load(url=text)


def test_a_service_behind_a_path(tmp_path: Path) -> None:
    """A path in the address is one that a proxy takes away: pages, builder, feeds and oEmbed name it before their own."""
    service = Service(tmp_path, url="https://me.example/rates")
    service.publish(snapshot())
    page = service.get("/widget?lang=ru").text
    assert 'href="/rates/v1/rates?' in page or 'href="/rates/v1/rates"' in page
    assert 'href="https://me.example/rates/feed.atom?lang=ru"' in page
    builder = service.get("/").text
    assert '<form action="/rates/"' in builder
    assert '<iframe src="/rates/widget"' in builder
    assert "https://me.example/rates/widget" in builder
    assert not re.search(r'(href|src|action)="/(?!rates/)', page + builder)
    assert "<id>https://me.example/rates/feed.atom" in service.get("/feed.atom").text
    known = service.get("/oembed?url=https://me.example/rates/widget%3Flang%3Dru")
    assert 'src="https://me.example/rates/widget?lang=ru"' in known.get_json()["html"]
    assert service.get("/oembed?url=https://me.example/widget").status_code == 404


# The page's head


class Head(HTMLParser):
    """What a page's head says: links by type, properties, and the data as JSON."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self.feed(html.partition("</head>")[0])
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        self.data: list[dict[str, Any]] = [json.loads(body) for body in found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links[given["type"]] = given["href"]
        if tag == "meta" and "property" in given:
            self.properties[given["property"]] = given["content"]


@pytest.mark.needs("pictures")
def test_the_page_leads_to_its_other_forms(known: Service) -> None:
    """The head of a page names the feeds, the oEmbed document and the picture of the same view, absolutely; each is there."""
    head = Head(known.get("/widget?lang=ru&layout=card&currencies=INR").text)
    page = f"{ADDRESS}/widget?currencies=INR&layout=card&lang=ru"
    assert head.links == {
        "application/atom+xml": f"{ADDRESS}/feed.atom?currencies=INR&lang=ru",
        "application/feed+json": f"{ADDRESS}/feed.json?currencies=INR&lang=ru",
        "application/json+oembed": f"{ADDRESS}/oembed?url={quote(page, safe='')}",
    }
    assert head.properties["og:url"] == page
    assert head.properties["og:image"] == f"{ADDRESS}/widget.png?currencies=INR&layout=card&lang=ru"
    assert [entity["currency"] for entity in head.data[0]["mainEntity"]] == ["USD"]
    for address in (*head.links.values(), head.properties["og:image"]):
        assert known.get(address.removeprefix(ADDRESS)).status_code == 200, address


def test_a_page_without_a_known_address_names_none(service: Service) -> None:
    """The page is one for all hosts: without the setting its links are paths, and what needs an address is left out."""
    got = service.client.get("/widget", headers={"Host": "a.example"})
    head = Head(got.text)
    assert head.links == {
        "application/atom+xml": "/feed.atom",
        "application/feed+json": "/feed.json",
    }
    assert head.properties == {}
    assert "url" not in head.data[0]
    assert "a.example" not in got.text


def test_a_fragment_has_no_head(known: Service) -> None:
    """What stands in somebody's page says nothing of that page."""
    text = known.get("/widget?fragment=1").text
    assert "ld+json" not in text
    assert "<link" not in text
    assert "og:" not in text


def test_a_page_without_a_renderer_names_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no picture can be drawn the page has no card, and the oEmbed document no thumbnail."""
    monkeypatch.setattr(png, "PROGRAM", "no-such-program")
    it = Service(tmp_path / "store", url=ADDRESS)
    it.publish(snapshot())
    assert Head(it.get("/widget").text).properties == {}
    assert "thumbnail_url" not in json.loads(it.get(f"/oembed?url={ADDRESS}/widget").data)
    assert "librsvg2-bin" not in it.get("/widget").text
    assert_problem(it.get("/widget.png"), 501, "Not Implemented")


# oEmbed


def asked(it: Service, page: str, **more: str) -> Any:
    """The oEmbed document of a page."""
    return json.loads(it.get("/oembed?" + urlencode({"url": page, **more})).data)


@pytest.mark.needs("pictures")
def test_oembed_has_the_members_of_its_type(known: Service) -> None:
    """The document is a rich one with all that the specification requires, of the canonical page."""
    document = asked(known, f"{ADDRESS}/widget?LANG=ru&currencies=inr&utm_source=x")
    page = f"{ADDRESS}/widget?currencies=INR&lang=ru"
    assert (document["version"], document["type"]) == ("1.0", "rich")
    assert (document["provider_name"], document["provider_url"]) == ("fxwidget", ADDRESS)
    assert document["title"] == "1 доллар США в других валютах"
    quoted = page.replace("&", "&amp;")
    assert document["html"].startswith(
        f'<blockquote class="wp-embedded-content"><a href="{quoted}">{document["title"]}</a></blockquote>'
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts allow-popups allow-downloads" src="{quoted}"'
    )
    assert document["html"].endswith("></iframe>")
    assert f'width="{document["width"]}" height="{document["height"]}"' in document["html"]
    assert document["thumbnail_url"] == f"{ADDRESS}/widget.png?currencies=INR&lang=ru"
    picture = known.get(document["thumbnail_url"].removeprefix(ADDRESS)).data
    size = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    assert (document["thumbnail_width"], document["thumbnail_height"]) == size
    assert document["cache_age"] > 0


@pytest.mark.needs("pictures")
@pytest.mark.parametrize(
    ("wide", "high"), [(600, 5000), (400, 300), (5000, 5000), (1, 1), (500, 5000), (5000, 100)]
)
def test_oembed_keeps_to_the_room(known: Service, wide: int, high: int) -> None:
    """Neither the frame nor the thumbnail is larger than what is asked for; a thumbnail that would be is left out or smaller."""
    document = asked(known, f"{ADDRESS}/widget", maxwidth=str(wide), maxheight=str(high))
    assert document["width"] <= wide
    assert document["height"] <= high
    if "thumbnail_url" in document:
        assert document["thumbnail_width"] <= wide
        assert document["thumbnail_height"] <= high
    assert ("thumbnail_url" in document) == (wide >= 480 and high >= 600)


@pytest.mark.parametrize(
    "page",
    [
        "https://foreign.example/widget",
        "https://rates.example.evil.example/widget",
        "https://rates.example@evil.example/widget",
        f"{ADDRESS}/v1/rates",
        f"{ADDRESS}/",
        "javascript:alert(1)",
        "ftp://rates.example/widget",
        "/widget",
        "https://[broken/widget",
        f"{ADDRESS}/widget?currencies=JPY",
    ],
)
def test_oembed_answers_for_its_own_pages_only(known: Service, page: str) -> None:
    """What is no widget of this service is a 404."""
    assert_problem(known.get("/oembed?" + urlencode({"url": page})), 404, "Not Found")


def test_oembed_is_json(known: Service) -> None:
    """``format=json`` is the same, and XML is said not to be implemented, as the specification wants it."""
    page = f"{ADDRESS}/widget"
    assert asked(known, page, format="json") == asked(known, page)
    got = known.get("/oembed?" + urlencode({"url": page, "format": "xml"}))
    assert_problem(got, 501, "Not Implemented")


def test_oembed_escapes_what_a_page_is_asked_with(known: Service) -> None:
    """Nothing of an address or a title ends an attribute."""
    document = asked(known, f"{ADDRESS}/widget?header=%22%3E%3Cscript%3E&lang=ar")
    assert "<script" not in document["html"]
    assert document["html"].count("<") == 6


# Conversions and prices


def test_a_conversion_is_exact(service: Service) -> None:
    """An amount is converted by the stored numbers, once, to 12 digits, and written as a number with exactly these."""
    body = service.get("/v1/convert?amount=100.00&from=rub&to=INR").data
    document = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    assert (document["amount"], document["from"], document["to"]) == (Decimal(100), "RUB", "INR")
    assert document["result"] == snapshot().convert("100", "RUB", "INR") == Decimal("106.880520805")
    assert document["rate"] == Decimal("1.06880520805")
    assert (document["display"], document["kind"]) == ("106.8805", "cross")
    assert (document["freshness"], document["as_of"]) == ("fresh", "2025-05-14T06:00:00Z")
    assert [source["id"] for source in document["sources"]] == ["currencyrate"]
    assert document["disclaimer"] == DISCLAIMER
    assert json.loads(service.get("/v1/convert?to=INR&decimals=1&lang=fa").data)["display"] == "۸۵٫۳"
    assert json.loads(service.get("/v1/convert?to=USD").data)["result"] == 1


def test_a_stale_conversion_is_refused_unless_asked_for(service: Service) -> None:
    """A stale leg is refused with what to do about it; whoever asks for it gets it, and is told."""
    service.clock.now = CHANGED + timedelta(hours=4)
    document = assert_problem(service.get("/v1/convert?to=INR"), 422, "Unprocessable Content")
    assert document["detail"] == (
        "INR is stale, of 2025-05-14T06:00:00Z: ask with stale=true to use it all the same"
    )
    converted = json.loads(service.get("/v1/convert?to=INR&stale=true").data)
    assert (converted["freshness"], converted["result"], converted["expired"]) == ("stale", 85.3395, True)
    service.clock.now = CHANGED + timedelta(days=15)
    converted = json.loads(service.get("/v1/convert?to=INR&stale=1").data)
    assert (converted["freshness"], converted["result"]) == ("withdrawn", 85.3395)


@pytest.mark.parametrize("path", ["/v1/rates", "/v1/rates/INR"])
def test_prices_stand_beside_the_rates(service: Service, path: str) -> None:
    """An amount, or the other way round, adds prices to the JSON; what was there before stays as it was."""
    plain = json.loads(service.get(path).data)
    priced = json.loads(service.get(f"{path}?amount=100&inverse=true").data, parse_float=Decimal)
    assert (priced.pop("amount"), priced.pop("inverse")) == (100, True)
    (rupee,) = [row for row in priced["rates"] if row["code"] == "INR"]
    assert rupee["price"] == Decimal("1.17179031984")
    for row in priced["rates"]:
        del row["price"]
    assert json.loads(json.dumps(priced, default=float)) == plain


# Files


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/widget.svg", "widget.svg"),
        ("/widget.svg?lang=ru", "widget/lang=ru.svg"),
        ("/widget.png?theme=dark", "widget/theme=dark.png"),
        ("/badge/INR.svg", "badge/INR.svg"),
        ("/badge/INR.json?lang=ru", "badge/INR/lang=ru.json"),
        ("/feed.atom?lang=ru", "feed/lang=ru.atom"),
        ("/v1/convert?to=INR", "v1/convert/to=INR.json"),
        ("/v1/history?currencies=INR", "v1/history/currencies=INR.json"),
        ("/v1/history.csv?currencies=INR", "v1/history/currencies=INR.csv"),
        ("/openapi.json", "openapi.json"),
    ],
)
def test_each_form_has_its_file(url: str, file: str) -> None:
    """A form's file ends as its media type's files do, and no file stands where a folder has to be."""
    made = Settings(url=ADDRESS)
    path, _, query = url.partition("?")
    one = Router(endpoints(made, ()), "USD").view_request(path, [tuple(query.split("="))] if query else [])  # type: ignore[list-item]
    assert one is not None
    assert file_of(one) == file
