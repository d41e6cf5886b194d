"""Strip, one currency and squares of crosses: tables for who reads their markup, and pictures with the same digits."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from xml.etree import ElementTree

import brotli
import pytest

from fxwidget.domain.snapshot import DISCLAIMER, Agreement, Rate, Snapshot
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SHAPES, SQUARE
from fxwidget.render.image import measure, svg
from fxwidget.render.page.html import first_start, fragment, page
from fxwidget.render.square import Square
from fxwidget.render.svg import WIDTH
from fxwidget.render.view import View
from tests.support.pages import SAYING, Reader
from tests.support.service import Service, assert_problem
from tests.support.snapshots import NOW, rate, snapshot, without_number

MOVED = rate(
    "INR", previous_close=Decimal("84.9012"), change=Decimal("0.4383"), change_pct=Decimal("0.52"),
    agreement=Agreement.AGREED,
)  # fmt: skip
TABLE = snapshot(MOVED, *(rate(code, agreement=Agreement.AGREED) for code in ("RUB", "ZAR", "BRL")))
FOUR = ("INR", "RUB", "ZAR", "BRL")
MOST_BYTES = 13_000
"""Bytes of a page in any layout, compressed."""


def view(table: Snapshot = TABLE, at: timedelta = timedelta(), **options: Any) -> View:
    return View(table, NOW + at, Options(**options))


def text(html: str) -> str:
    """What a reader of the markup reads, without runs of blanks."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def cells(html: str) -> list[list[str]]:
    return [[" ".join(cell.split()) for cell in row] for row in Reader(html).rows]


# All shapes


@pytest.mark.parametrize("layout", SHAPES)
def test_a_shape_is_a_table_with_heads(layout: str) -> None:
    """Whatever it looks like: each row and each column has its head, and the disclaimer and the sources stand below."""
    html = fragment(view(layout=layout))
    assert html.count("<table") == 1
    assert html.count('<th scope="row"') == html.count("<tbody")
    assert html.count('<th scope="col"') > 1
    assert "<caption" in html
    assert DISCLAIMER in text(html)
    assert '<details class="facts"><summary><span class="origin">14 May · CurrencyRate' in html
    assert '<details class="facts">' not in fragment(view(layout=layout, facts="open"))


@pytest.mark.parametrize("layout", SHAPES)
def test_only_its_own_page_has_the_style_of_a_shape(layout: str) -> None:
    """The default page is no heavier for all the shapes that there are."""
    marks = {"strip": ".ticker", "single": ".single{", "matrix": ".square", "heatmap": ".square"}
    style = page(view(layout=layout)).partition("</style>")[0]
    assert {mark for mark in marks.values() if mark in style} == {marks[layout]}
    assert not any(mark in page(view()).partition("</style>")[0] for mark in marks.values())


@pytest.mark.parametrize("code", ["en", "am", "hi", "ru"])
@pytest.mark.parametrize("layout", SHAPES)
def test_a_shape_is_light(layout: str, code: str) -> None:
    """With every kind of remark and moving, at most 13,000 bytes."""
    html = page(view(SAYING, layout=layout, lang=code, moving=True))
    assert len(brotli.compress(html.encode(), quality=5)) <= MOST_BYTES


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("layout", SHAPES)
def test_a_shape_is_well_formed_in_every_language(layout: str, code: str) -> None:
    """With each kind of row and remark, page and picture are whole."""
    found = view(SAYING, layout=layout, lang=code)
    Reader(page(found))
    ElementTree.fromstring(svg(found))


@pytest.mark.parametrize("layout", SHAPES)
def test_a_dead_refresher_shows(layout: str) -> None:
    """The notice stands in each shape and in its picture."""
    late = view(layout=layout, at=timedelta(hours=2))
    assert "These rates are not being refreshed" in Reader(page(late)).notices[0]
    assert "These rates are not being" in svg(late)


def test_an_embedded_shape_has_its_height(service: Service) -> None:
    """oEmbed reserves what the shape takes, however wide it is."""
    for layout, tall in {"strip": 46, "single": 110}.items():
        document = json.loads(service.get(f"/oembed?url=http://localhost/widget?layout={layout}").data)
        assert (document["height"], document["width"]) == (tall, 600)


@pytest.mark.parametrize("layout", SHAPES)
def test_before_the_first_rates_it_is_the_list_that_is_asked_for(layout: str) -> None:
    """A shape has nothing to show yet: its page says what is being asked, a line for each code."""
    html = first_start(("INR", "RUB"), (), 30, Options(layout=layout))
    assert '<table class="auto' in html
    assert html.count("<tr>") == 3


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("layout=single&currencies=INR,RUB", "one currency other than the base, such as INR"),
        ("layout=matrix&currencies=INR", "2 to 20 currencies, such as BRL,INR,ZAR"),
        ("layout=heatmap&currencies=USD", "2 to 20 currencies, such as BRL,INR,ZAR"),
    ],
)
def test_what_does_not_fit_a_shape_is_refused(service: Service, query: str, detail: str) -> None:
    """Page, fragment, picture and oEmbed say what is allowed; the builder keeps what was chosen, and says it there."""
    embedded = f"/oembed?url=http://localhost/widget?{query.replace('&', '%26')}"
    for path in (f"/widget?{query}", f"/widget?fragment=1&{query}", f"/widget.svg?{query}", embedded):
        document = assert_problem(service.get(path), 422, "Unprocessable Content")
        assert document["detail"].endswith(f"Allowed: {detail}.")
    got = service.get(f"/?{query}")
    assert got.status_code == 422
    assert f"Allowed: {detail}." in got.text
    assert got.text.count("checked>") >= 1 + query.count("INR")
    assert 'name="layout" value="strip"' in got.text


def test_the_builder_offers_every_currency_whatever_the_shape(service: Service) -> None:
    """With one currency shown all can be chosen, and its frame is as low and narrow as it."""
    got = service.get("/?layout=single")
    assert got.text.count('name="currencies"') == len(snapshot().rates)
    assert "width=&#34;300&#34; height=&#34;110&#34;" in got.text


# The strip


def test_a_strip_has_the_facts_of_a_table() -> None:
    """Name and code, price and direction, further columns, and what there is to say of a row."""
    table = snapshot(MOVED, rate("ZAR", late_at=NOW), codes=("INR", "ZAR"))
    html = fragment(view(table, layout="strip", columns=("change", "previous")))
    assert cells(html) == [
        ["Currency", "Price", "Change", "Previous close"],
        ["INR Indian Rupee", "85.3395 ▲ up", "+0.52%", "Previous close 84.9012"],
        ["ZAR South African Rand late", "18.3117 ▼ down", "—", "Previous close —"],
    ]
    assert "1 US dollar" in html
    assert "14 May" in html


def test_a_remark_that_is_no_warning_is_a_mark_in_a_strip() -> None:
    """It stands with the facts, and for screen readers beside the price; a warning stands in words."""
    table = snapshot(MOVED, rate("IRR"), codes=("INR", "IRR"))
    html = fragment(view(table, layout="strip"))
    assert '<b class="mark" part="remarks">°</b><span class="unseen">' in html
    assert "° IRR : official rate · one source" in text(html)


def test_a_strip_moves_only_where_it_is_asked_to() -> None:
    """It then has a copy of its rates, which nobody reads twice, and a box that halts it without script."""
    still, moving = (fragment(view(layout="strip", moving=moving)) for moving in (False, True))
    assert (still.count('<div class="pass">'), still.count('<div class="pass" aria-hidden="true">')) == (1, 0)
    assert (moving.count('<div class="pass">'), moving.count('<div class="pass" aria-hidden="true">')) == (
        1,
        1,
    )
    assert moving.count('<table class="strip"') == 2
    assert (
        '<label class="halt"><input type="checkbox"><span class="unseen">Stop moving</span></label>' in moving
    )
    assert "halt" not in still
    assert "halt" not in fragment(view(layout="single", moving=True))


def test_a_strip_can_be_scrolled_by_keyboard() -> None:
    """What scrolls is a named region that takes the focus."""
    for layout, name in {"strip": "ticker", "matrix": "grid"}.items():
        html = fragment(view(layout=layout))
        assert re.search(rf'<div class="{name}" role="region" aria-label="[^"]+" tabindex="0">', html)


# One currency


def test_one_currency_has_price_change_per_cent_and_day() -> None:
    """And its explanation, behind the line that names day and source."""
    html = fragment(view(layout="single", currencies=("INR",)))
    assert cells(html)[:2] == [
        ["Currency", "Price", "Change"],
        ["Indian Rupee INR", "85.3395 ▲ up", "+0.4383 (+0.52%)"],
    ]
    assert "14 May · CurrencyRate" in html
    (why,) = Reader(html).whys
    assert why.startswith("market rate of 14 May; source: CurrencyRate; not confirmed by another source; ")
    assert why.endswith("previous close 84.9012: up 0.4383 (+0.52%)")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (rate("INR"), "previous close not known"),
        (rate("INR", change=Decimal(0), change_pct=Decimal(0)), "0 (0%)"),
        (rate("INR", change=Decimal("-0.5"), change_pct=Decimal("-0.59")), "-0.5 (-0.59%)"),
    ],
)
def test_a_change_is_said_as_it_is(row: Rate, words: str) -> None:
    """Unknown, none, or a fall, which has a minus sign before both numbers."""
    html = fragment(view(snapshot(row), layout="single", currencies=("INR",)))
    assert cells(html)[1][2] == words


def test_one_currency_warns_beside_its_price() -> None:
    """A withdrawn number is a dash with what it was."""
    table = snapshot(rate("INR", late_at=NOW, stale_at=NOW, withdraw_at=NOW))
    html = fragment(view(table, layout="single", currencies=("INR",)))
    assert cells(html)[1][1] == "—no rate withdrawn, last 85.3395 on 14 May"


def test_one_currency_has_further_columns_as_lines() -> None:
    """The change stands there anyway, once."""
    options = Options(layout="single", currencies=("INR",), columns=("previous", "change", "source"))
    assert cells(fragment(View(TABLE, NOW, options)))[1][2:] == [
        "+0.4383 (+0.52%)",
        "Previous close 84.9012",
        "Source CurrencyRate",
    ]


# Squares


def test_a_matrix_shows_the_services_own_crosses() -> None:
    """Each cell has the digits that the table against its row's currency has; a currency in itself has none."""
    options = Options(layout="matrix", currencies=FOUR, names="codes")
    rows = cells(page(View(TABLE, NOW, options)))
    assert rows[0] == ["", *FOUR]
    for code, *found in rows[1:]:
        own = View(TABLE, NOW, Options(base=code)).reading.snapshot
        assert found == ["" if other == code else own[other].display for other in FOUR]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layout": "matrix"}, "1 of the row’s currency in the column’s"),
        ({"layout": "matrix", "amount": Decimal(1000)}, "1,000 of the row’s currency in the column’s"),
        ({"layout": "matrix", "inverse": True}, "1 of the column’s currency in the row’s"),
        ({"layout": "heatmap"}, "Change of the row’s currency in the column’s since the previous close"),
        ({"layout": "heatmap", "inverse": True}, "Change of the column’s currency in the row’s"),
    ],
)
def test_a_square_says_what_its_cells_are(options: dict[str, Any], words: str) -> None:
    """Below its heading, in its picture, and for those who do not see it."""
    html = page(view(**options))
    assert words in text(html)
    assert f"{words}" in html.partition('<caption class="unseen"')[2].partition("</caption>")[0]
    assert words[:40] in " ".join(re.findall(r"<text[^>]*>([^<]*)", svg(view(**options))))


def test_a_cell_is_marked_by_its_worse_leg() -> None:
    """A warning marks all crosses of its leg, and so does what is no warning; the words stand beside and below."""
    late = rate("ZAR", late_at=NOW, agreement=Agreement.AGREED)
    alone = rate("BRL", agreement=Agreement.SINGLE_SOURCE)
    table = snapshot(MOVED, late, alone, rate("RUB", agreement=Agreement.AGREED), codes=FOUR)
    options = Options(layout="matrix", currencies=FOUR, names="codes")
    square = Square.of(View(table, NOW, options))
    signs = [[cell and cell.mark and cell.mark.sign for cell in line.cells] for line in square.lines]
    assert signs == [
        [None, None, "!", "°"],
        [None, None, "!", "°"],
        ["!", "!", None, "!"],
        ["°", "°", "!", None],
    ]
    html = fragment(View(table, NOW, options))
    assert cells(html)[3][4].endswith("!, late, one source")
    assert "! ZAR : late" in text(html)
    assert "° BRL : one source" in text(html)


def test_what_holds_for_all_legs_marks_no_cell() -> None:
    """It is said once, above."""
    table = snapshot(*(rate(code, late_at=NOW, agreement=Agreement.AGREED) for code in FOUR), codes=FOUR)
    options = Options(layout="matrix", currencies=FOUR)
    square = Square.of(View(table, NOW, options))
    assert all(
        cell is None or not (cell.mark or cell.standing) for line in square.lines for cell in line.cells
    )
    assert "All rates: late" in text(fragment(View(table, NOW, options)))


def test_a_cross_without_a_number_is_a_dash() -> None:
    """A leg without a number leaves its row and its column empty, with the reason."""
    table = snapshot(MOVED, without_number("ZAR", agreement=Agreement.DISPUTED), codes=("INR", "ZAR", "RUB"))
    for layout in SQUARE:
        options = Options(layout=layout, currencies=("INR", "ZAR"), names="codes")
        rows = cells(fragment(View(table, NOW, options)))
        assert rows[1][2].startswith("—no rate!, sources disagree")
        assert rows[2][1].startswith("—no rate!, sources disagree")


@pytest.mark.parametrize(
    ("moved", "classes"),
    [
        ("0.05", ("", "")),
        ("0.1", ("rise1", "fall1")),
        ("-0.6", ("fall2", "rise2")),
        ("3", ("rise3", "fall3")),
    ],
)
def test_a_heatmap_is_the_stronger_the_more_a_pair_moved(moved: str, classes: tuple[str, str]) -> None:
    """What rose in the one fell in the other; below a tenth of a per cent there is no colour. The number says it too."""
    close = (Decimal(85) / (1 + Decimal(moved) / 100)).quantize(Decimal("1e-9"))
    change = {"change": 85 - close, "change_pct": Decimal(moved), "previous_close": close}
    row = rate("INR", "85", agreement=Agreement.AGREED, **change)
    options = Options(layout="heatmap", currencies=("USD", "INR"), names="codes")
    html = fragment(View(snapshot(row), NOW, options))
    found = re.findall(r'<td(?: class="((?:rise|fall)\d)")?><span class="price"[^>]*>([+-]?)', html)
    assert tuple(name for name, _ in found) == classes
    assert [sign for _, sign in found] == (["-", "+"] if moved.startswith("-") else ["+", "-"])


# Pictures


@pytest.mark.parametrize("code", LANGUAGES)
def test_pictures_have_the_size_of_their_shape(code: str) -> None:
    """A few rates side by side are one line of 46 units, one currency 300 by 110, a square as wide as its numbers."""
    few = replace(Options(), lang=code, currencies=("INR", "ZAR"))
    sizes = {layout: measure(View(TABLE, NOW, replace(few, layout=layout))) for layout in ("strip", "matrix")}
    single = replace(few, layout="single", currencies=("INR",))
    assert sizes["strip"] == (WIDTH, 46)
    assert measure(View(TABLE, NOW, single)) == (300, 110)
    assert sizes["matrix"][0] == WIDTH
    assert measure(View(TABLE, NOW, Options(lang=code, layout="matrix")))[0] > 700


def test_a_strip_without_any_rate_is_drawn_all_the_same() -> None:
    """The base alone has no price: what is left is what the prices would be for."""
    found = view(layout="strip", currencies=("USD",))
    assert measure(found) == (WIDTH, 46)
    assert ">1 US dollar<" in svg(found)
    assert "<tbody" not in fragment(found)


@pytest.mark.parametrize("layout", SHAPES)
@pytest.mark.parametrize("code", ["en", "fa", "ru"])
def test_pictures_have_the_digits_of_the_page(layout: str, code: str) -> None:
    """Every price, or change, in the order of the page."""
    closed = [
        rate(each, previous_close=close)
        for each, close in zip(FOUR, map(Decimal, (84, 80, 18, 6)), strict=True)
    ]
    codes = ("INR",) if layout == "single" else FOUR
    found = view(snapshot(*closed), layout=layout, lang=code, currencies=codes)
    prices = re.findall(r'class="price"[^>]*>([^<]*)', fragment(found))
    drawn = [drawn.strip("\u2067\u2069 ") for drawn in re.findall(r"<text[^>]*>([^<]*)", svg(found))]
    wanted = [unescape(price).strip("\u2069 ") for price in prices if price.strip()]
    assert len(wanted) == {"single": 1, "strip": 4}.get(layout, 12)
    assert [each for each in drawn if each in wanted] == wanted


def test_a_picture_warns() -> None:
    """What a reader who acts on a number has to know is drawn below it; then the picture is higher."""
    table = snapshot(rate("ZAR", late_at=NOW, agreement=Agreement.DISPUTED), MOVED)
    for layout in ("strip", "single"):
        found = View(table, NOW, Options(layout=layout, currencies=("ZAR",)))
        drawn = " ".join(re.findall(r'<text class="w[^>]*>([^<]*)', svg(found)))
        assert "ZAR: late · sources disagree: last good rate" in drawn
        assert measure(found)[1] > measure(View(TABLE, NOW, Options(layout=layout, currencies=("INR",))))[1]


def test_a_squares_picture_is_read_as_its_crosses() -> None:
    """Who does not see it hears each pair with its number, the other way round where that is asked for."""
    two: dict[str, Any] = {"layout": "matrix", "currencies": ("INR", "ZAR")}
    inr, zar = (View(TABLE, NOW, Options(base=code)).reading.snapshot for code in ("INR", "ZAR"))
    description = svg(view(**two)).partition("<desc>")[2].partition("</desc>")[0]
    assert f"INR/ZAR {inr['ZAR'].display}; ZAR/INR {zar['INR'].display}." in description
    turned = View(TABLE, NOW, Options(base="INR", inverse=True)).reading.snapshot
    assert f"ZAR/INR {turned['ZAR'].display}; INR/ZAR" in svg(view(**two, inverse=True))
    gone = snapshot(without_number("ZAR"), MOVED)
    assert "INR/ZAR no rate; ZAR/INR no rate." in svg(View(gone, NOW, Options(**two)))


def test_a_heatmaps_picture_is_shaded() -> None:
    """A field in the colour of the rise and one in that of the fall, both behind the numbers."""
    drawn = svg(view(layout="heatmap", currencies=("USD", "INR")))
    assert re.findall(r'class="([ud])" fill-opacity="([.\d]+)"', drawn) == [("u", "0.24"), ("d", "0.24")]
    assert drawn.index("fill-opacity") < drawn.index("<text")
