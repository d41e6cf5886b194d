"""What is copied of a table and pasted elsewhere, in a browser with its own clipboard."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.support.pages import QUIET
from tests.support.snapshots import NOW

pytestmark = pytest.mark.needs("browser")

ROW = ["INR", "85.3395", "up"]
CELLS = "() => [...document.querySelectorAll('tr')].map(row => [...row.cells].map(cell => cell.textContent))"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 300, "height": 700}) as context:
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        yield page


def taken(page: Page) -> tuple[list[list[str]], list[list[str]]]:
    """What is copied, as a spreadsheet takes it from the text, and from the markup."""
    page.keyboard.press("Control+c")
    other = page.context.new_page()
    other.set_content("<textarea></textarea><div contenteditable></div>")
    for place in ("textarea", "div"):
        other.locator(place).click()
        other.keyboard.press("Control+v")
    text: str = other.locator("textarea").input_value()
    cells: list[list[str]] = other.evaluate(CELLS)
    other.close()
    return list(csv.reader(text.splitlines(), "excel-tab")), cells


def pasted(page: Page) -> list[list[str]]:
    """What is copied of a table: text in columns, and no markup that a spreadsheet would take in its place."""
    rows, cells = taken(page)
    assert cells == []
    return rows


def drag(page: Page, first: Locator, last: Locator) -> None:
    """Drag the mouse from where a row's name begins to where a row's price ends, which from the right is its left edge."""
    begin, end = first.locator("th").bounding_box(), last.locator("td:nth-child(2)").bounding_box()
    assert begin is not None
    assert end is not None
    left, right = begin["x"] + 5, end["x"] + end["width"] - 8
    if begin["x"] > end["x"]:
        left, right = begin["x"] + begin["width"] - 5, end["x"] + 8
    page.mouse.move(left, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(right, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def row(page: Page, code: str) -> Locator:
    return page.locator(f"[data-row^={code}] tr").first


@pytest.mark.parametrize("layout", ["auto", "table", "card"])
@pytest.mark.parametrize("width", [300, 700])
def test_a_row_is_copied_in_columns(page: Page, url: str, layout: str, width: int) -> None:
    """Code, price and where it moved, in whichever layout, and of no row beside it."""
    page.set_viewport_size({"width": width, "height": 1400})
    page.goto(f"{url}/widget?layout={layout}&symbol=1")
    drag(page, row(page, "INR"), row(page, "INR"))
    assert pasted(page) == [ROW]


def test_several_rows_are_copied(page: Page, url: str) -> None:
    """Each that the selection runs over, a line for each, with what there is to remark on it in a column of its own."""
    page.goto(f"{url}/widget")
    drag(page, row(page, "ETB"), row(page, "IRR"))
    lines = pasted(page)
    assert [line[0] for line in lines] == ["ETB", "INR", "IRR"]
    assert lines[0] == ["ETB", "133.5558", "", "free market · stale since 14 May · one source"]
    assert lines[1] == ROW


def test_the_whole_table_is_copied(page: Page, url: str) -> None:
    """Every row, with the further columns."""
    page.goto(f"{url}/widget?columns=previous,change")
    page.keyboard.press("Control+a")
    lines = pasted(page)
    assert [line[0] for line in lines] == [rate.code for rate in QUIET.rows]
    assert [*ROW, "84.9012", "+0.52%"] in lines


def test_the_row_in_focus_is_copied(page: Page, url: str) -> None:
    """By keys alone, with nothing selected."""
    page.goto(f"{url}/widget?currencies=INR,RUB")
    page.keyboard.press("Tab")
    assert pasted(page) == [ROW]


def test_a_number_alone_is_copied_as_it_is(page: Page, url: str) -> None:
    """Who selects only that gets only that."""
    page.goto(f"{url}/widget?layout=table")
    row(page, "INR").locator(".price").dblclick(position={"x": 10, "y": 8})
    assert taken(page)[0] == [["85.3395"]]


def test_numbers_from_the_right_have_no_invisible_signs(page: Page, url: str) -> None:
    """A spreadsheet takes Persian digits for a number, and one with a mark for a text."""
    page.goto(f"{url}/widget?lang=fa&columns=change&currencies=INR")
    drag(page, row(page, "INR"), row(page, "INR"))
    assert pasted(page) == [["INR", "۸۵٫۳۳۹۵", "افزایش", "+۰٫۵۲٪"]]


def test_of_the_element(page: Page, url: str) -> None:
    """In its shadow too, where the page around it has no part in it."""
    page.set_content(
        f'<script type="module" src="{url}/widget.js"></script><fx-widget></fx-widget><h2>After</h2>'
    )
    drag(page, row(page, "INR"), row(page, "INR"))
    assert pasted(page) == [ROW]
    page.locator("h2").click(click_count=3)
    assert taken(page)[0] == [["After"]]


def test_without_script(page: Page, url: str) -> None:
    """What is not seen beside a price is not copied, and a tab stands between it and where it moved."""
    with urlopen(f"{url}/widget?fragment=1&layout=table&symbol=1") as answer:
        table = answer.read().decode()
    page.set_viewport_size({"width": 700, "height": 700})
    page.set_content(f'<link rel="stylesheet" href="{url}/widget.css">{table}')
    drag(page, row(page, "INR"), row(page, "INR"))
    text, cells = taken(page)
    assert ["₹85.3395", "up"] in text
    assert "▲" not in str(text)
    assert [cell.split() for cell in cells[0]] == [["Indian", "Rupee", "INR"], ["₹85.3395", "up"]]
