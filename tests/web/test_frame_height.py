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
from fxwidget.web.frame_height import MEASURED_WIDTHS, height, measured
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


def test_every_table_was_measured() -> None:
    """Each layout, with its facts closed and open, has figures in each language at each width."""
    for layout, facts, language in TABLES:
        for width in MEASURED_WIDTHS:
            found = measured(layout, facts, language, width)
            assert 0 <= found.row <= found.rows < found.whole <= found.large


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


def test_the_snippet_has_the_height_of_its_table() -> None:
    """A frame has the height that was measured of its table, in its language, with its options."""
    options = Options(lang="ru", layout="table", amount=Decimal(2))
    code = embed("frame", "https://rates.example", options, ("INR",) * 11).code
    assert f'width="400" height="{measured("table", "closed", "ru", 400).whole}"' in code


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
