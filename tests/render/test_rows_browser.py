"""Rows in a browser: they take one stop of the keyboard, open by a click anywhere, and their text can be selected."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.wrappers import Response

from fxwidget.render.page.assets import style
from fxwidget.render.page.html import fragment
from fxwidget.render.view import View
from tests.support.browser import Look
from tests.support.pages import QUIET
from tests.support.snapshots import NOW
from tools.serving import serving

pytestmark = pytest.mark.needs("browser")

FOCUS = """() => {
  let at = document.activeElement;
  while (at.shadowRoot) at = at.shadowRoot.activeElement;
  return at === document.body ? '' : at.textContent.trim() || at.tagName;
}"""
SELECTED = "getSelection().toString().trim()"
PLACE = """(row, text) => {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node; node = walker.nextNode();) {
    if (node.data.trim() !== text) continue;
    range.setStart(node, 0);
    range.setEnd(node, text.length);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return [left, right, (top + bottom) / 2];
  }
}"""
"""From where to where a text of a row stands."""

ELEMENT = '<!doctype html><script type="module" src="%s/widget.js"></script><fx-widget %s></fx-widget>'
MOST_STOPS = 3

Shown = Callable[[str], Page]


@pytest.fixture(params=["page", "element"])
def shown(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Shown]:
    """Shows the table with such options: as a page, or as an element of another one."""
    page = browser.new_page(viewport={"width": 400, "height": 900})
    page.clock.set_fixed_time(NOW)

    def as_page(query: str) -> Page:
        page.goto(f"{url}/widget?{query}")
        return page

    def as_element(query: str) -> Page:
        host.set_data(ELEMENT % (url, query.replace("&", " ")))
        page.goto(foreign)
        page.locator("tbody [tabindex]").first.wait_for(state="attached")
        return page

    host = Response(content_type="text/html")
    with serving(host) as foreign:
        yield as_page if request.param == "page" else as_element


def stops(page: Page) -> list[str]:
    """What has the focus, one after the other, as Tab leads through the document."""
    found = []
    page.keyboard.press("Tab")
    while stop := page.evaluate(FOCUS):
        found.append(stop)
        page.keyboard.press("Tab")
    return found


def opened(page: Page) -> list[str]:
    """The codes of the rows that are open."""
    return page.locator("tbody:has([open]) .code").all_text_contents()


def dragged(page: Page, text: str) -> None:
    """Draw the mouse over a text, from before its first letter to behind its last."""
    left, right, middle = page.locator("tbody", has_text=text).evaluate(PLACE, text)
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move(right - 1, middle, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("query", ["", "layout=table", "layout=table&facts=open", "columns=change"])
def test_a_table_takes_few_stops_of_the_keyboard(shown: Shown, query: str) -> None:
    """One for all rows, one for the line of the facts or for all their links, one for the button among them."""
    found = stops(shown(query))
    assert found[0] == "About AED"
    assert len(found) == (3 if "open" in query else 2)
    assert len(found) <= MOST_STOPS


def test_arrow_keys_lead_from_row_to_row(shown: Shown) -> None:
    """Down and up lead on, and no further than the last; the key that opens opens that row; Tab comes back to it."""
    page = shown("")
    for key, at in (("Tab", "AED"), ("ArrowDown", "BRL"), ("ArrowDown", "CNH"), ("ArrowUp", "BRL")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUS) == f"About {at}"
    page.keyboard.press("Enter")
    assert opened(page) == ["BRL"]
    for key in ("Tab", "Shift+Tab"):
        page.keyboard.press(key)
    assert page.evaluate(FOCUS) == "About BRL"
    for _ in QUIET.rows:
        page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUS) == "About ZAR"


def test_arrow_keys_lead_from_link_to_link(shown: Shown) -> None:
    """The links of the facts are one stop too, and each of them is reached."""
    page = shown("facts=open")
    for key in ("Tab", "Tab"):
        page.keyboard.press(key)
    found = [page.evaluate(FOCUS)]
    for _ in range(page.locator("dl a").count() - 1):
        page.keyboard.press("ArrowDown")
        found.append(page.evaluate(FOCUS))
    assert found == page.locator("dl a").all_text_contents()


def test_without_script_each_row_is_a_stop(browser: Browser, url: str) -> None:
    """What no script leads to has to be reached by Tab alone."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{url}/widget")
    assert page.locator("[tabindex]").count() == 0
    assert page.locator("summary:visible").count() == len(QUIET.rows) + 1


@pytest.mark.parametrize("query", ["", "layout=table", "columns=change"])
def test_a_price_can_be_selected(shown: Shown, query: str) -> None:
    """Drawn over with the mouse it is what is selected; so is a name; neither opens the row."""
    page = shown(query)
    for text in ("85.3395", "Indian Rupee"):
        dragged(page, text)
        assert page.evaluate(SELECTED) == text
    assert opened(page) == []


def test_a_price_can_be_selected_in_a_fragment(look: Look) -> None:
    """Without any script of ours the price stands above what opens its row, and all else of the row opens it."""
    page = look("about:blank", width=400)
    page.set_content(f"<!doctype html><style>{style().body.decode()}</style>{fragment(View(QUIET, NOW))}")
    dragged(page, "85.3395")
    assert page.evaluate(SELECTED) == "85.3395"
    assert opened(page) == []
    page.locator("tbody", has_text="85.3395").click(position={"x": 200, "y": 10})
    assert opened(page) == ["INR"]


def test_a_click_on_a_price_opens_its_row(shown: Shown) -> None:
    """So does one on its name; the next closes it. Two fast ones select, and leave the row as it was."""
    page = shown("")
    price = page.locator(".price", has_text="85.3395")
    price.click()
    assert opened(page) == ["INR"]
    page.locator("tbody:has([open]) li").first.click()
    assert opened(page) == ["INR"]
    page.get_by_text("Indian Rupee").click()
    assert opened(page) == []
    price.dblclick()
    assert page.evaluate(SELECTED) == "85.3395"
    assert opened(page) == []
