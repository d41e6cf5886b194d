"""The heights that frames reserve are those that a browser has, and no table loses anything there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from fxwidget.presentation.language import LANGUAGES
from fxwidget.web.frame_height import MEASURED_WIDTHS, measured
from tools.heights import BROKEN, Table, look, opened, served

pytestmark = pytest.mark.needs("browser")

SAMPLE: tuple[Table, ...] = (
    *(("auto", "closed", code) for code in LANGUAGES),
    ("auto", "open", "ar"),
    ("table", "open", "ru"),
    ("compact", "closed", "am"),
    ("card", "closed", "hi"),
)
"""Of the tables that ``python -m tools.heights`` measures, the default one in each language and one of each other kind."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    from tools.browser import chromium

    with chromium() as browser:
        yield opened(browser)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("table", SAMPLE, ids=" ".join)
def test_a_table_is_as_high_as_its_frame(page: Page, address: str, table: Table) -> None:
    """At each width and in both sizes of text it is as high as was measured, cuts and breaks nothing, and does not move."""
    widths = MEASURED_WIDTHS if table[2] in ("en", "ru") else (220, 300)
    found, wrong = look(page, address, table, widths)
    assert wrong == []
    for width in widths:
        expected, got = measured(*table, width), found[str(width)]
        assert (got.whole, got.row, got.large) == pytest.approx(
            (expected.whole, expected.row, expected.large), abs=2
        )


@pytest.mark.parametrize("code", ["en", "fa", "ar", "ru"])
@pytest.mark.parametrize("width", [220, 300, 400])
def test_decimals_line_up(page: Page, address: str, code: str, width: int) -> None:
    """The first digit after the mark, or the place where it would be, is at one place in all rows."""
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(f"{address}/widget?lang={code}")
    places = page.evaluate(MARKS)
    assert len(places) == 11
    assert max(places) - min(places) <= 1


MARKS = r"""() => [...document.querySelectorAll('.price')].map(price => {
  const walker = document.createTreeWalker(price, NodeFilter.SHOW_TEXT), range = document.createRange();
  const node = walker.nextNode(), text = node.data.trimEnd();
  const fraction = /[.,٫]\p{N}{1,2}$|[.,٫]\p{N}{4}$/u.exec(text);
  const end = fraction ? fraction.index : text.length;
  range.setStart(node, end - 1);
  range.setEnd(node, end);
  return range.getBoundingClientRect().right;
})"""


def test_a_broken_word_is_found(page: Page) -> None:
    """What looks for broken words finds one, and none where only the text is broken."""
    page.goto("about:blank")
    page.set_content(
        "<p style='width: 9em; word-break: break-all'>aaaaaaaaaaaa bbbbbbbbb</p><p style='width: 9em'>aaaaaaaaaaaa bbbbbbbbb</p>"
    )
    assert page.evaluate(BROKEN) == ["bbbbbbbbb is broken"]
