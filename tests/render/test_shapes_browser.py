"""The shapes in a browser: their sizes, what stays in view, what halts, and what is never moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.wrappers import Response

from fxwidget.config.settings import Settings
from fxwidget.presentation.shape import SHAPES
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from tests.support.axe import violations_in_both_schemes
from tests.support.browser import Look
from tests.support.processes import until
from tests.support.snapshots import NOW, snapshot
from tools.serving import serving

pytestmark = pytest.mark.needs("browser")

FIVE = "currencies=BRL,RUB,INR,CNH,ZAR&names=codes"
HEIGHT = "Math.ceil(document.body.getBoundingClientRect().height)"
MOVES = "getComputedStyle(document.querySelector('.track')).animationPlayState"


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over a table in which there is nothing to warn of."""
    store = tmp_path_factory.mktemp("calm") / "store"
    DiskStore(store).publish(snapshot())
    app = create_app(Settings(store=f"disk://{store}"), clock=lambda: NOW, watch=False)
    with serving(app, clock=lambda: NOW) as address:
        yield address


def own(browser: Browser, address: str, *, width: int, height: int = 700, **context: Any) -> Page:
    """The page in a context of its own."""
    page = browser.new_context(viewport={"width": width, "height": height}, **context).new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(address)
    return page


@pytest.mark.parametrize("layout", SHAPES)
def test_axe_finds_nothing(look: Look, url: str, layout: str) -> None:
    """Nothing up to WCAG 2.2 AA and the best practices, with the facts opened, moving, and from right to left."""
    query = f"layout={layout}&moving=1&lang=ar&columns=previous,change,source"
    page = look(f"{url}/widget?{query}", width=300)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert violations_in_both_schemes(page) == {}


def test_shapes_have_their_sizes(look: Look, calm: str) -> None:
    """A strip is 46 px high, moving too, one currency 110 at 300 px, and nothing leaves the page."""
    sizes = {"layout=strip": 46, "layout=strip&moving=1&lang=am": 46, "layout=single&currencies=INR": 110}
    for query, tall in sizes.items():
        page = look(f"{calm}/widget?{query}", width=300)
        assert page.evaluate(HEIGHT) == tall, query
        assert page.evaluate("document.documentElement.scrollWidth") == 300


@pytest.mark.parametrize("more", ["", "&lang=fa", "&lang=hi"])
def test_five_by_five_fit_in_a_sidebar(look: Look, calm: str, more: str) -> None:
    """By codes a matrix of five shows all of its cells at 300 px, without a need to scroll."""
    page = look(f"{calm}/widget?layout=matrix&{FIVE}{more}", width=300)
    assert page.locator("td:not(.same) .price").count() == 20
    grid = "document.querySelector('.grid')"
    assert page.evaluate(f"[{grid}.scrollWidth, {grid}.scrollHeight]") == page.evaluate(
        f"[{grid}.clientWidth, {grid}.clientHeight]"
    )


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_first_row_and_column_stay_in_view(look: Look, url: str, lang: str) -> None:
    """However far a large matrix is scrolled, its heads stand at its edges, above and where lines begin."""
    page = look(f"{url}/widget?layout=matrix&lang={lang}", width=300)
    page.locator(".grid").evaluate(
        "(grid, way) => { grid.style.maxHeight = '9em'; grid.scrollTo(way * 200, 100); }",
        1 if lang == "en" else -1,
    )
    assert page.locator(".grid").evaluate("grid => [Math.abs(grid.scrollLeft), grid.scrollTop]") == [200, 100]
    assert page.evaluate(HEADS) == [1, 1]


HEADS = """() => {
  const box = selector => document.querySelector(selector).getBoundingClientRect();
  const grid = box('.grid'), column = box('thead th:last-child'), row = box('tbody:last-child th');
  const side = getComputedStyle(document.body).direction === 'rtl' ? grid.right - row.right : row.left - grid.left;
  return [column.top - grid.top, side].map(Math.round);
}"""
"""How far the heads are from the edges of the matrix, whose own line is 1 px."""


def test_a_strip_is_scrolled_by_key(browser: Browser, url: str) -> None:
    """Tab leads to it, arrow keys scroll it; it stands still by itself."""
    page = own(browser, f"{url}/widget?layout=strip", width=300)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ticker"
    page.keyboard.press("ArrowRight")
    until(lambda: page.evaluate("document.activeElement.scrollLeft") > 0, "the strip scrolls")
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("script", [True, False])
def test_a_moving_strip_is_halted(browser: Browser, url: str, script: bool) -> None:
    """By its box, which is named and large enough for a finger, with and without script; and while it has the focus."""
    page = own(browser, f"{url}/widget?layout=strip&moving=1", width=300, java_script_enabled=script)
    box = page.get_by_label("Stop moving")
    size = box.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 24
    assert page.evaluate(MOVES) == "running"
    box.check()
    page.mouse.move(150, 300)
    assert page.evaluate(MOVES) == "paused"
    box.uncheck()
    page.mouse.move(150, 300)
    assert page.evaluate(MOVES) == "running"
    page.locator(".ticker").focus()
    page.keyboard.press("Shift")
    page.locator(".ticker").press("ArrowRight")
    assert page.evaluate(MOVES) == "paused"


def test_less_motion_is_none(browser: Browser, url: str) -> None:
    """For readers who want less motion a strip stands, has its rates once, and no box to halt it."""
    page = own(browser, f"{url}/widget?layout=strip&moving=1", width=300, reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert [each.is_visible() for each in page.locator(".strip").all()] == [True, False]
    assert not page.locator(".halt").is_visible()


@pytest.mark.parametrize(("query", "height"), [("layout=strip", 46), ("layout=single&currencies=INR", 110)])
def test_the_disclaimer_is_reached_in_a_low_frame(
    browser: Browser, url: str, query: str, height: int
) -> None:
    """One action without script puts the facts in place of the rates, as there is no room below; another one puts them back."""
    page = own(browser, f"{url}/widget?{query}", width=300, height=height, java_script_enabled=False)
    summary, rates = page.locator(".facts summary"), page.locator("table").first
    assert rates.is_visible()
    summary.click()
    assert not rates.is_visible()
    disclaimer = page.get_by_text("Rates are for information only.")
    disclaimer.scroll_into_view_if_needed()
    assert disclaimer.is_visible()
    summary.click()
    assert rates.is_visible()


def test_a_shape_is_an_element_too(browser: Browser, calm: str) -> None:
    """The element shows each shape in its style, as it shows tables."""
    elements = [
        f'<fx-widget layout="{layout}" currencies="INR"></fx-widget>' for layout in ("strip", "single")
    ]
    elements.append('<fx-widget layout="heatmap" currencies="INR,ZAR"></fx-widget>')
    html = f'<!doctype html><script type="module" src="{calm}/widget.js"></script>{"".join(elements)}'
    with serving(Response(html, content_type="text/html")) as site:
        page = own(browser, site, width=600)
        page.locator("fx-widget .square").wait_for()
        heights = page.evaluate("[...document.querySelectorAll('fx-widget')].map(each => each.offsetHeight)")
    assert heights[:2] == pytest.approx([46, 110], abs=1)
