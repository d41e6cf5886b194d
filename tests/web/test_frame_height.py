"""The height that snippets and oEmbed reserve: within what sites give, and growing with what is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options, option_named
from fxwidget.web.embeds import embed, frame_height
from fxwidget.web.frame_height import MEASURED_WIDTHS, chart_height, height, measured, noted_height
from tools.heights import TABLES

PLAIN = Options()
ROOT = Path(__file__).parents[2]
MOST_OF_WORDPRESS = 1000
"""Pixels that WordPress gives a frame at most."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_table_fits_where_it_is_pasted(code: str) -> None:
    """Twelve rows take 450 px in a column of 300 px and 520 px in one of 400 px, one row takes 110 px."""
    options = replace(PLAIN, lang=code)
    assert height(options, 12, 300) <= 450
    assert height(options, 12, 400) <= 520
    assert height(options, 1, 300) <= 110
    assert all(height(options, 11, width) <= MOST_OF_WORDPRESS for width in range(320, 1200, 40))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_compact_table_has_one_line_a_row_on_a_phone(code: str) -> None:
    """At 300 px its rows are no higher together than at 400 px, where there is room for names."""
    narrow, wide = (measured("compact", "closed", code, width) for width in (300, 400))
    assert narrow.rows <= wide.rows


def test_every_table_was_measured() -> None:
    """Each layout, with its facts closed and open, has figures in each language at each width; a line has no rows."""
    for layout, facts, language in TABLES:
        for width in MEASURED_WIDTHS:
            found = measured(layout, facts, language, width)
            if layout in ("strip", "single"):
                assert found.row == found.rows == 0
            else:
                assert 0 < found.row < found.rows
            assert found.rows < found.whole <= found.large


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_chart_was_measured(code: str) -> None:
    """A chart takes no more than a frame of WordPress has, from a phone's width on; a larger one, or another base, needs more."""
    plain = Options(lang=code)
    talls = [chart_height(plain, width) for width in MEASURED_WIDTHS[1:]]
    assert chart_height(plain, None) == max(talls) <= MOST_OF_WORDPRESS
    assert chart_height(replace(plain, size="large"), 400) > chart_height(plain, 400)
    assert chart_height(replace(plain, base="ZAR"), 400) > chart_height(plain, 400)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_strip_and_one_currency_are_low(code: str) -> None:
    """A strip is 46 px high however many rates it has and at any width, and one currency 110 px at 300."""
    strip, single = (Options(lang=code, layout=layout) for layout in ("strip", "single"))
    assert {height(strip, rows, width) for rows in (1, 11, 40) for width in (220, 400, 5000)} == {46}
    assert height(single, 1, 300) == height(single, 1, 400) == 110
    assert 'width="100%" height="110"' in embed("frame", "https://rates.example", single, ("AED",)).code


def test_a_square_has_a_line_for_each_of_its_currencies() -> None:
    """Those are the named ones, or else all rows and the base."""
    square = Options(layout="matrix")
    found = measured("matrix", "closed", "en", 300)
    assert height(square, 11, 300) == found.whole
    assert height(square, 20, 300) == found.whole + 9 * found.row
    two = replace(square, currencies=("USD", "INR"))
    assert height(two, 1, 300) == found.rest + 2 * found.row


def test_columns_take_room_where_they_have_lines() -> None:
    """One currency has a line for each but for its change, which it has anyway; a strip and a square have none."""
    every = ("previous", "change", "source")
    taller = {
        layout: height(Options(layout=layout, columns=every), 1) - height(Options(layout=layout), 1)
        for layout in ("single", "strip", "matrix", "heatmap")
    }
    assert taller == {"single": 56, "strip": 0, "matrix": 0, "heatmap": 0}


@pytest.mark.parametrize(
    "more",
    [
        {"columns": ("change",)},
        {"converter": True},
        {"caption": "x" * 80},
        {"header": "x" * 40},
        {"layout": "card"},
        {"facts": "open"},
        {"facts": "open", "disclaimer": "x" * 80},
    ],
)
@pytest.mark.parametrize("width", [220, 400, 600])
def test_what_is_added_takes_room(more: dict[str, Any], width: int) -> None:
    """Columns, texts, a converter and open facts make the frame higher."""
    assert height(replace(PLAIN, **more), 11, width) > height(PLAIN, 11, width)


@pytest.mark.parametrize("width", [1, 220, 319, 400, 5000])
@pytest.mark.parametrize("layout", option_named("layout").choices)
def test_more_rows_are_higher(layout: str, width: int) -> None:
    """At any width no table is lower than one with fewer rows, and one of all rows is as high as it was measured."""
    options = replace(PLAIN, layout=layout)
    heights = [height(options, rows, width) for rows in range(1, 40)]
    assert heights == sorted(heights)
    assert height(options, 11, width) == measured(layout, "closed", "en", width).whole


@pytest.mark.parametrize("layout", option_named("layout").choices)
def test_a_frame_has_room_for_notes(layout: str) -> None:
    """Beside the two notes of the measured day there is room for two more; a line has none, few rows have some each."""
    options, found = replace(PLAIN, layout=layout), measured(layout, "closed", "en", 400)
    more = noted_height(options, 11, 400) - height(options, 11, 400)
    assert more == (0 if layout in ("strip", "single") else 34)
    if layout == "auto":
        assert [noted_height(options, rows, 400) for rows in (1, 5)] == [found.of(1), found.of(5)]


def test_the_snippet_has_the_height_of_its_table() -> None:
    """A frame has the height that was measured of its table, in its language, with its options, and two more notes."""
    options = Options(lang="ru", layout="table", amount=Decimal(2))
    code = embed("frame", "https://rates.example", options, ("INR",) * 11).code
    assert f'width="100%" height="{measured("table", "closed", "ru", 300).whole + 2 * 17}"' in code


def test_the_element_reserves_the_higher_of_two_heights() -> None:
    """An element keeps the height free that its table has in a column or on a phone, whichever is more; before its script runs too."""
    code = embed("element", "https://rates.example", Options(layout="table"), ("INR",) * 11).code
    tall = max(measured("table", "closed", "en", width).whole for width in (300, 400))
    assert re.findall(r'<(?:fx-widget|table)[^>]* height="(\d+)"', code) == [str(tall)] * 2


@pytest.mark.parametrize("kind", ["frame", "element", "fragment"])
def test_no_snippet_has_a_style(kind: str) -> None:
    """A site whose policy allows no inline style need not allow one."""
    assert "style" not in re.sub("stylesheet", "", embed(kind, "https://rates.example", PLAIN, ("INR",)).code)


@pytest.mark.parametrize("document", ["README.md", "docs/embedding.md"])
def test_the_documents_reserve_what_was_measured(document: str) -> None:
    """The frame that a reader copies from them has the height of its table."""
    text = (ROOT / document).read_text("utf-8")
    assert f'width="100%" height="{frame_height(PLAIN, 11, None)}"' in text
