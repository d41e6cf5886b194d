"""``/``: every option can be set there, what can't be is said with what was typed, and what it hands out is right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import brotli
import pytest

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.presentation.colours import COLOURED
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import OPTIONS, Options, option_named, parse
from fxwidget.render import wording
from fxwidget.render.page import builder
from fxwidget.render.page.script import chart_script
from fxwidget.render.page.shapes import shape
from fxwidget.render.wording import Reading
from fxwidget.web.addresses import Addresses
from fxwidget.web.embeds import KINDS, embed, frame_height
from fxwidget.web.endpoint import CACHE, Router
from fxwidget.web.endpoints import endpoints
from fxwidget.web.frame_height import chart_height, height, noted_height
from fxwidget.web.publish import file_of
from tests.support.options import CASES, WRONG
from tests.support.service import OPEN, Service
from tests.support.snapshots import CHECKED, FIGURES, NOW, SOURCES, snapshot

MOST_BYTES = 25_000
SERVICE = "https://rates.example"
PLAIN = Options()
ROWS = tuple(FIGURES)


@dataclass
class Form(HTMLParser):
    """The form as a browser without script reads it: what it would send, by name."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._select = self._area = ""
        self._chosen: list[str] = []
        self._code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name:
            self.offered.setdefault(name, []).append(value)
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.fields.append((name, value))
        elif tag == "select":
            self._select, self._chosen = name, []
        elif tag == "option" and self._select:
            self.offered.setdefault(self._select, []).append(value)
            self._chosen = [value] if "selected" in given else self._chosen or [value]
        elif tag == "textarea":
            self._area, self.offered[name] = name, [""]
        elif tag == "code":
            self._code = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.fields += [(self._select, value) for value in self._chosen]
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "code":
            self._code = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields.append((self._area, data.strip()))
        if self._code:
            self.texts[-1] += data


def form(page: str) -> Form:
    it = Form()
    it.feed(page)
    return it


def query_of(page: str) -> str:
    """The canonical query that the page stands for."""
    (found,) = re.findall(r'data-query="(.*?)"', page)
    return unescape(found)


# The endpoint


def test_it_is_a_door(service: Service) -> None:
    """It is open, has an ETag that confirms it, is cached as long as the others, but by nobody for somebody else."""
    got = service.get("/")
    assert (got.status_code, got.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert {name: got.headers[name] for name in OPEN} == OPEN
    assert got.headers["Cache-Control"] == f"private, {CACHE}"
    assert service.get("/", If_None_Match=got.headers["ETag"]).status_code == 304
    assert "Set-Cookie" not in got.headers


def test_a_service_that_knows_its_address_tells_everybody_the_same(tmp_path: Any) -> None:
    """With the setting ``url`` the page may be shared, whatever the host that was asked for."""
    it = Service(tmp_path / "store", url=SERVICE)
    it.publish(snapshot())
    got = it.get("/", Host="elsewhere.example")
    assert got.headers["Cache-Control"] == CACHE
    assert f'<iframe src="{SERVICE}/widget"' in form(got.text).texts[0]
    assert "elsewhere" not in got.text


@pytest.mark.parametrize("host", ['x"><script>', "a b", "a/b"])
def test_a_host_that_is_none_is_refused(service: Service, host: str) -> None:
    """Nothing but a host's name gets into a snippet by the request's ``Host``."""
    assert service.get("/", Host=host).status_code == 400


def test_it_is_locked_to_itself(service: Service) -> None:
    """Script and style by their hashes, pictures and frames of its own service, and nothing inline."""
    got = service.get("/?embed=image")
    policy = got.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert (
        "; connect-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
        in policy
    )
    assert "unsafe" not in policy
    shown = re.sub(r"<(script|style|code)>.*?</\1>", "", got.text, flags=re.DOTALL)
    assert not re.findall(r"\son\w+=|\sstyle=|javascript:", shown)
    outside = [url for url in re.findall(r'(?:src|action)="(.*?)"', shown) if not url.startswith("/")]
    assert outside == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_light(service: Service, code: str) -> None:
    """In every language it is well under 25 KB on the wire."""
    assert len(brotli.compress(service.get(f"/?lang={code}").data)) < MOST_BYTES


def test_before_the_first_rates_it_is_the_waiting_page(empty: Service) -> None:
    """Nothing can be shown yet: the page says who is being asked, and loads itself again."""
    got = empty.get("/?embed=element")
    assert (got.status_code, got.headers["Retry-After"]) == (503, "5")
    assert "No rates yet." in got.text


@pytest.mark.parametrize(
    "asked",
    [
        "currencies=RUB,INR&layout=card",
        "layout=card&currencies=RUB&currencies=INR",
        "currencies=RUB&currencies=inr&embed=frame&ui=en&header=&layout=card&lang=en&move=up,ZAR",
        "currencies=INR&currencies=RUB&move=up,RUB&layout=card",
        "currencies=INR&currencies=RUB&move=down,INR&layout=card",
    ],
)
def test_one_address_for_all_ways_of_asking(asked: str) -> None:
    """A plain form's many names, defaults and moves, and a script's few, are one canonical address."""
    settings = Settings(store="disk:///nowhere")
    reader = Router(endpoints(settings, ()), settings.base)
    found = reader.view_request("/", parse_qsl(asked, keep_blank_values=True))
    assert found is not None
    assert found.url == "/?currencies=RUB,INR&layout=card"
    assert reader.readable("/", asked) == asked
    assert file_of(found) == "index/currencies=RUB,INR&layout=card.html"


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up,RUB", ["INR", "RUB", "ZAR"]),
        ("down,INR", ["ZAR", "INR", "RUB"]),
        ("up,INR", ["INR", "ZAR", "RUB"]),
        ("down,RUB", ["INR", "ZAR", "RUB"]),
        ("up,BRL", ["INR", "ZAR", "RUB"]),
        ("sideways", ["INR", "ZAR", "RUB"]),
    ],
)
def test_a_button_moves_a_currency(service: Service, move: str, order: list[str]) -> None:
    """By one place; not past an end, and not one that is not chosen."""
    got = service.get(f"/?currencies=INR&currencies=ZAR&currencies=RUB&move={move}")
    assert query_of(got.text) == f"currencies={','.join(order)}"
    assert [code for name, code in form(got.text).fields if name == "currencies"] == order


# The form


def test_every_option_is_in_the_form(service: Service) -> None:
    """There is a field of its name for each, and none of no option."""
    offered = form(service.get("/").text).offered
    assert set(offered) - {"embed", "ui", "width"} == {option.name for option in OPTIONS}
    assert offered["embed"] == list(KINDS) == list(builder.KINDS)
    assert offered["width"] == ["220", "300", "400", "full"]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in CASES.items() for value, _ in values]
)
def test_what_was_chosen_is_chosen(service: Service, name: str, value: str) -> None:
    """The form that comes back asks for the same again, every option with every other."""
    first = service.get(f"/?{name}={value}&embed=element")
    assert first.status_code == 200
    asked = urlencode(form(first.text).fields)
    again = service.get(f"/?{asked}")
    assert query_of(again.text) == query_of(first.text)
    given = parse(parse_qsl(urlsplit(f"/?{name}={value}").query))
    query = parse(parse_qsl(query_of(first.text)))
    assert query == given


def test_every_choice_can_be_made(service: Service) -> None:
    """Whatever a list offers is a value that the option takes, and its default is the one that is shown."""
    it = form(service.get("/").text)
    for option in OPTIONS:
        for value in filter(None, it.offered[option.name]):
            option.kind.read(value)
    assert parse(pair for pair in it.fields if pair[0] not in ("embed", "ui", "width", "currencies")) == PLAIN


def test_all_currencies_in_their_order_are_no_choice(service: Service) -> None:
    """The snippet follows the table then; against another base the dollar is a row, and the base is none."""
    every = "&".join(f"currencies={code}" for code in (*ROWS, "USD"))
    assert query_of(service.get(f"/?{every}").text) == ""
    assert query_of(service.get(f"/?{every}&base=INR").text) == "base=INR"
    assert query_of(service.get("/?currencies=RUB").text) == "currencies=RUB"


def test_a_long_table_starts_with_none_chosen(service: Service) -> None:
    """More than can be named in one address are not ticked one by one: none chosen are all."""
    codes = [f"{a}{b}" for a in "AB" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    many = [f"{pair}{c}" for pair in codes for c in "XY"]
    page = builder.page(Reading.of(snapshot(), NOW), PLAIN, kind="frame", codes=many, handed=None)
    assert [value for name, value in form(page).fields if name == "currencies"] == []
    assert form(page).offered["currencies"] == many


# What can't be


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in WRONG.items() for value in values if "&" not in value],
)
def test_what_can_not_be_is_said_and_kept(service: Service, name: str, value: str) -> None:
    """422, the page with what was typed, what is allowed, everything else as it was, and nothing to paste."""
    typed = {"caption": "Mine", "decimals": "7"}
    got = service.get("/?" + urlencode({**typed, name: value}))
    assert (got.status_code, got.headers["Cache-Control"]) == (422, "no-store")
    assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
    (fault,) = re.findall(rf'<p class="fault" id="fault-{name}">(.+?)</p>', got.text)
    shown = " ".join(value[:60].split())
    assert shown in " ".join(unescape(fault).split())
    assert f'<li><a href="#field-{name}">' in got.text
    assert f'id="field-{name}"' in got.text
    it = form(got.text)
    assert it.texts == []
    assert typed.items() - {(name, typed.get(name))} <= set(it.fields)
    if name in ("amount", "tz", "refresh", "header"):
        assert (name, value) in it.fields


def test_currencies_that_are_there_stay_chosen(service: Service) -> None:
    """Where one of several is not in the table, the others are kept in their order."""
    got = service.get("/?currencies=RUB,JPY,INR")
    assert got.status_code == 422
    assert [code for name, code in form(got.text).fields if name == "currencies"] == ["RUB", "INR"]


@pytest.mark.parametrize(("query", "name"), [("embed=popup", "embed"), ("ui=xx", "ui")])
def test_its_own_parameters_are_checked(service: Service, query: str, name: str) -> None:
    """Kind and language of the page are held to what there is."""
    got = service.get(f"/?{query}")
    assert got.status_code == 422
    assert f'<li><a href="#field-{name}">' in got.text
    assert f'id="field-{name}"' in got.text


def test_other_endpoints_say_what_is_wrong_as_before(service: Service) -> None:
    """A problem document."""
    assert service.get("/widget?decimals=9").headers["Content-Type"] == "application/problem+json"


# What it hands out


@pytest.mark.parametrize("kind", KINDS)
def test_page_and_command_hand_out_the_same(service: Service, kind: str) -> None:
    """What is shown to be copied is what the one place of snippets makes for the address by which the page was asked, and the usual width."""
    options = Options(currencies=("RUB", "INR"), lang="ru", header='<b>"x" & y', symbol=True)
    query = Addresses("", options).page.partition("?")[2]
    texts = form(service.get(f"/?embed={kind}&{query}", Host="rates.example:8080").text).texts
    made = embed(kind, "http://rates.example:8080", options, ("RUB", "INR"), width=400)
    assert texts[0] == made.code
    at, policies = Addresses("http://rates.example:8080", options), [*made.policies]
    assert set(["\n".join(policies)] if kind == "chart" else policies) <= set(texts)
    assert texts[-1] == (at.oembed_of(Addresses("", options).chart("RUB")) if kind == "chart" else at.oembed)
    assert bool(made.fetched) == (made.fetched in texts)
    assert bool(made.markdown) == (made.markdown in texts)


def test_a_chart_of_no_currency_in_particular_is_of_one_that_moves(service: Service) -> None:
    """The table's first one may have a peg, and a flat line."""
    page = service.get("/?embed=chart", Host="rates.example").text
    assert re.findall(r'<iframe src="/chart/(\w+)', page) == ["BRL"]


def test_a_chart_is_of_the_first_currency(service: Service) -> None:
    """It is handed out as a frame, an element and an image, in what of the options a chart reads and the height that was measured."""
    page = service.get(
        "/?embed=chart&currencies=RUB,INR&lang=ru&layout=card&width=300", Host="rates.example"
    ).text
    tall = chart_height(Options(lang="ru"), 300)
    assert re.search(rf'<iframe src="/chart/RUB\?lang=ru" title="[^"]+" width="300" height="{tall}"', page)
    frame, element, image, *_ = form(page).texts
    title = "1 доллар США: Российский рубль"
    assert (
        f'src="http://rates.example/chart/RUB?lang=ru" title="{title}" loading="lazy" width="300" height="{tall}"'
        in frame
    )
    assert (
        f'<fx-chart code="RUB" lang="ru" height="{tall}"><table role="presentation" height="{tall}">'
        in element
    )
    assert f'<a href="http://rates.example/rate/RUB?lang=ru">{title}</a>' in element
    assert f'<img src="http://rates.example/chart/RUB.svg?lang=ru" alt="{title}"' in image
    script = re.search(r'src="http://rates.example(/chart\.\w+\.js)"\n +integrity="(.*?)"', element)
    assert script is not None
    assert service.get(script[1]).data == chart_script().body
    assert script[2] == chart_script().integrity
    assert service.get("/chart.0123456789abcdef.js").headers["Location"].endswith("chart.js")


@pytest.mark.parametrize("kind", KINDS)
def test_markup_in_a_text_stays_text(kind: str) -> None:
    """Options of a reader can't end an attribute in what others paste, nor a link in Markdown."""
    text = "\"><script>alert(1)</script>]( <b>'"
    hostile, harmless = (
        embed(kind, SERVICE, Options(header=value, caption=value, disclaimer=value), ROWS)
        for value in (text, "x")
    )
    for sign in "<>\"'":
        assert hostile.code.count(sign) == harmless.code.count(sign)
    for sign in "()[] <>":
        assert hostile.markdown.count(sign) == harmless.markdown.count(sign)


def test_each_form_is_asked_for_what_it_reads() -> None:
    """The address of each form has each option that its endpoint reads, and no other."""
    pairs = [(name, values[0][0].partition("&")[0]) for name, values in CASES.items()]
    every = replace(parse(pairs), converter=False)
    paths = {endpoint.path: endpoint for endpoint in endpoints(Settings(store="disk:///nowhere"), ())}
    at = Addresses("", every)
    for address, path in (
        (at.page, "/widget"),
        (at.svg, "/widget.svg"),
        (at.png(), "/widget.png"),
        (at.badge("INR"), "/badge/{code}.svg"),
        (at.feed("atom"), "/feed.atom"),
        (at.json, "/v1/rates"),
    ):
        asked = {name for name, _ in parse_qsl(urlsplit(address).query)}
        read = {option.name for option in paths[path].options} - {"converter"}
        assert asked == read | ({"date"} & {*paths[path].names}), path


def test_with_a_converter_the_amount_is_its_own() -> None:
    """Other forms, which have none, show the table for one."""
    at = Addresses("", replace(PLAIN, converter=True, amount=PLAIN.amount * 100))
    assert at.page == "/widget?amount=100&converter=true"
    assert (at.png(), at.json) == ("/widget.png", "/v1/rates")


# How the numbers are doing


def test_each_source_is_told() -> None:
    """What it did last and when, its newest day, and when it is asked next; a failure stands out."""
    sources = (
        SOURCES["currencyrate"].model_copy(
            update={"outcome": "unchanged", "asked_at": CHECKED, "next_at": CHECKED + timedelta(minutes=5)}
        ),
        SOURCES["ecb"].model_copy(update={"outcome": "unavailable", "since": CHECKED, "asked_at": CHECKED}),
        SOURCES["bank_of_russia"],
    )
    reading = Reading.of(snapshot(sources=sources), NOW)
    page = builder.page(reading, PLAIN, kind="frame", codes=ROWS, handed=None)
    rows = [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
        for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    ]
    assert [row.partition(" Last answer ")[0] for row in rows] == [
        "CurrencyRate",
        "European Central Bank",
        "Bank of Russia",
    ]
    assert (
        "answered: nothing new 14 May 2025 06:05 UTC Newest day 14 May 2025 Asked next 14 May 2025 06:10 UTC"
        in rows[0]
    )
    assert "could not be reached, since 14 May 2025 06:05 UTC" in rows[1]
    assert "not asked yet Newest day — Asked next —" in rows[2]
    assert page.count('class="warning"') == 1


def test_an_unknown_outcome_is_said_in_its_own_words() -> None:
    """A newer refresher may say what this page has no words for."""
    info = SourceInfo(id="x", name="X", url="", attribution="", terms="", outcome="on_strike")
    assert wording.did(info) == ("on strike", False)


def test_a_page_that_is_not_refreshed_says_so(service: Service) -> None:
    """The builder ages as the table does."""
    service.clock.now = NOW + timedelta(hours=3)
    assert "These rates are not being refreshed" in service.get("/").text


# Languages


LATIN = ("am", "ar", "fa", "hi", "ru", "zh")
ALLOWED = set(
    "UTC HTML JSON Markdown oEmbed PNG WordPress Content Security Policy CSP Allowed "
    "none auto off CurrencyRate Bank of Russia European Central US px".split()
)


@pytest.mark.parametrize("code", LATIN)
def test_no_english_is_left(service: Service, code: str) -> None:
    """In another script all Latin words are codes, names, and words that are typed as they are."""
    sources = tuple(info.model_copy(update={"outcome": "empty"}) for info in SOURCES.values())
    service.publish(snapshot(seq=snapshot().seq + 1, sources=sources))
    for query in (*(f"embed={kind}" for kind in KINDS), "amount=x"):
        page = service.get(f"/?lang={code}&{query}").text
        shown = re.sub(
            r"<(style|script|code|nav|select|svg)\b.*?</\1>|<span lang=\"en\".*?</span>",
            " ",
            page,
            flags=re.DOTALL,
        )
        text = unescape(re.sub(r"<[^>]+>", " ", shown))
        found = set(re.findall(r"[A-Za-z]{2,}", text))
        assert found <= ALLOWED | {row.code for row in snapshot().rates}, query


@pytest.mark.parametrize("code", LANGUAGES)
def test_page_and_table_may_differ_in_language(service: Service, code: str) -> None:
    """The page is in its own language, the table in the chosen one; a link to another language takes both."""
    page = service.get(f"/?lang={code}&ui=en&layout=card").text
    assert '<html lang="en">' in page
    assert f'src="/widget?layout=card{"&amp;lang=" + code if code != "en" else ""}"' in page
    assert f'<a href="/?layout=card&amp;lang={code}" lang="{code}"' in page
    other = service.get(f"/?lang={code}").text
    direction = ' dir="rtl"' if code in ("ar", "fa") else ""
    assert f'<html lang="{Language(code).tag}"{direction}>' in other


# Width, colours, shapes, and a few currencies


@pytest.mark.parametrize(("width", "written"), [("220", 220), ("300", 300), ("400", 400), ("full", "100%")])
def test_the_width_is_written_with_its_height(service: Service, width: str, written: int | str) -> None:
    """Snippet and preview have the chosen width, and the height that is reserved at it."""
    page = service.get(f"/?width={width}&lang=ru").text
    code = form(page).texts[0]
    wide = width != "full"
    tall = noted_height(parse([("lang", "ru")]), len(ROWS) - 1, int(width)) if wide else None
    found = re.search(r'width="(.*?)" height="(.*?)"', code)
    assert found is not None
    assert found[1] == str(written)
    assert tall is None or int(found[2]) == tall
    shown = re.search(r'<iframe [^>]*width="(.*?)" height="(.*?)"', page[page.index('id="preview"') :])
    assert shown is not None
    assert shown.groups() == found.groups()
    assert f'dir="ltr">{written} × {found[2]} px' in page


def test_a_column_of_any_width_is_high_enough() -> None:
    """A frame as wide as its column scrolls at none of the measured widths from a phone's on."""
    for layout in ("auto", "table", "card"):
        options = Options(layout=layout)
        tall = frame_height(options, 12, None)
        assert all(tall >= height(options, 12, width) for width in (300, 320, 400, 600))


def test_a_width_that_can_not_be_is_refused(service: Service) -> None:
    """It is said beside its field, with what is allowed."""
    got = service.get("/?width=9000")
    assert got.status_code == 422
    assert "Allowed: 220, 300, 400 or full." in got.text
    assert 'aria-describedby="fault-width" aria-invalid="true"' in got.text


def test_all_and_none_are_ticked_at_once(service: Service) -> None:
    """By a button, without script too: with none ticked a few can be, and the table has all as long as none is."""

    def ticked(query: str) -> int:
        return sum(name == "currencies" for name, _ in form(service.get(query).text).fields)

    every = ticked("/")
    assert every == len(form(service.get("/").text).offered["currencies"])
    assert ticked("/?choose=none&currencies=INR&currencies=RUB") == 0
    assert ticked("/?choose=all&currencies=INR") == every
    assert query_of(service.get("/?choose=none&currencies=INR").text) == ""
    assert ticked("/?currencies=INR&choose=") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_colours_can_be_picked_for_every_kind(service: Service, kind: str) -> None:
    """Each has its field, and a picker for each scheme with the colour that is drawn now."""
    page = service.get(f"/?embed={kind}&accent=c00,f99&ground=fff,1a1a2e").text
    for name in COLOURED:
        for scheme in ("light", "dark"):
            picker = re.search(
                rf'<input type="color"[^>]* id="pick-{name}-{scheme}"[^>]* value="(#[0-9a-f]{{6}})"', page
            )
            assert picker is not None, (name, scheme)
    assert 'aria-label="Accent: dark" title="dark" value="#ff9999"' in page


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_low_contrast_is_said_beside_its_field(service: Service, code: str) -> None:
    """In the reader's words: the measured contrast, what is needed, the scheme, and a colour that can be read."""
    got = service.get(f"/?accent=0b57d0&ui={code}")
    assert got.status_code == 422
    beside = re.search(r'id="fault-accent">(.*?)</p>', got.text, re.DOTALL)
    assert beside is not None
    for text in ("#0b57d0", "#15181c", "0b57d0,4881dc"):
        assert text in beside[1]
    assert Language(code).number(Decimal("2.78")) + ":1" in beside[1]
    assert 'value="0b57d0"' in got.text
    assert ("has a contrast of" in beside[1]) is (code == "en")


def test_every_layout_has_a_picture_of_its_own() -> None:
    """Whichever layouts there are; one that nobody has drawn is a table's outline."""
    layouts = option_named("layout").choices
    assert len({shape(layout) for layout in layouts}) == len(layouts)
    assert "<rect" in shape("unheard-of")
