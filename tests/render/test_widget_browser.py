"""The page in a browser: nothing is lost at any width, size, language or layout, and every row can be opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.wrappers import Response

from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.web.embeds import embed
from tests.support.axe import violations, violations_in_both_schemes
from tests.support.browser import Look
from tests.support.layout import faults_at
from tests.support.pages import QUIET
from tests.support.snapshots import NOW
from tools.serving import serving

pytestmark = pytest.mark.needs("browser")

ALL = "columns=previous,change,source&converter=1&symbol=1&header=Our%20rates&caption=From%20us&disclaimer=Ask%20us."


def visit(browser: Browser, address: str, width: int = 320, **context: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 600}, **context).new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(address)
    return page


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "facts=open&lang=ru",
        "layout=table&facts=open&lang=ar",
        "layout=card",
        ALL,
        f"{ALL}&layout=compact&flags=round",
    ],
)
def test_axe_finds_nothing(look: Look, url: str, query: str) -> None:
    """Nothing up to WCAG 2.2 AA and the best practices, contrast in both schemes among it: with one row open, and with all."""
    page = look(f"{url}/widget?{query}", width=320)
    page.locator("tbody details").first.evaluate("row => { row.open = true; }")
    assert violations(page) == []
    open_all(page)
    assert violations_in_both_schemes(page) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_a_chosen_theme(look: Look, url: str, theme: str) -> None:
    """Contrast does not depend on the reader's scheme where the operator chose."""
    page = look(f"{url}/widget?{ALL}&theme={theme}", width=800)
    open_all(page)
    assert violations(page, theme) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_nothing_in_any_language(look: Look, url: str, code: str) -> None:
    """Direction, language of parts and labels are right in each; colours are those of the other tests."""
    page = look(f"{url}/widget?{ALL}&lang={code}", width=800)
    open_all(page)
    assert violations(page, colours=False) == []


PRINTED = """[document.body, document.querySelector('.price'), document.querySelector('.facts .quiet')].map(it => {
  const { color, backgroundColor } = getComputedStyle(it);
  return [color, backgroundColor, it.getBoundingClientRect().height > 0 && it.checkVisibility({ contentVisibilityAuto: true })];
})"""


@pytest.mark.parametrize(("query", "scheme"), [("theme=dark", "light"), ("", "dark")])
def test_on_paper(look: Look, url: str, query: str, scheme: Any) -> None:
    """Dark prints light, by whoever's choice it is dark; what is closed is in sight, and there is no button to press."""
    page = look(f"{url}/widget?converter=1&{query}", width=400, scheme=scheme)
    page.locator(".facts > summary").click()
    assert page.evaluate(PRINTED)[0][:2] == ["rgb(230, 233, 236)", "rgb(21, 24, 28)"]
    assert page.get_by_role("button", name="Pause updates").is_visible()
    page.locator(".facts > summary").click()
    page.emulate_media(media="print")
    black = "rgb(0, 0, 0)"
    assert page.evaluate(PRINTED) == [
        [black, "rgb(255, 255, 255)", True],
        [black, "rgba(0, 0, 0, 0)", True],
        ["rgb(68, 68, 68)", "rgba(0, 0, 0, 0)", True],
    ]
    assert page.locator("button:visible").count() == 0


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("layout", ["auto", "table", "compact", "card"])
def test_nothing_is_cut(look: Look, url: str, code: str, layout: str) -> None:
    """At 320 px and wide, with text of twice the size too, nothing leaves the page and nothing is cut."""
    for query in ("", ALL):
        page = look(f"{url}/widget?{query}&lang={code}&layout={layout}", width=320)
        open_all(page)
        assert faults_at(page, (320, 100), (320, 200), (500, 200), (800, 100)) == [], query


def test_a_row_is_opened_by_key(browser: Browser, url: str) -> None:
    """Tab leads to a row's mark, Enter and Space open and close its explanation."""
    page = visit(browser, f"{url}/widget")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "About AED"
    page.keyboard.press("Enter")
    first = page.locator("details").first
    assert first.evaluate("each => each.open")
    page.keyboard.press("Space")
    assert not first.evaluate("each => each.open")
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_row_is_opened_by_touch(browser: Browser, url: str, script: bool) -> None:
    """A mark is as large as a finger needs, and opens its row with and without script."""
    page = visit(browser, f"{url}/widget", has_touch=True, java_script_enabled=script)
    mark = page.get_by_text("About INR")
    summary = page.locator("summary", has=mark)
    summary.scroll_into_view_if_needed()
    box = summary.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    remark = page.get_by_text("confirmed by European Central Bank; 12 bps apart")
    assert not remark.is_visible()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert remark.is_visible()
    page.context.close()


def test_the_converter_without_script(browser: Browser, url: str) -> None:
    """Its form asks for the same page, which keeps its options and has the result."""
    page = visit(browser, f"{url}/widget?converter=1&lang=ru&currencies=RUB,INR", java_script_enabled=False)
    page.get_by_label("Сумма").fill("250.5")
    page.get_by_label("Из").select_option("RUB")
    page.locator("label", has_text="В").last.locator("select").select_option("INR")
    page.get_by_role("button", name="Пересчитать").click()
    assert page.locator("output").text_content() == "250,5 RUB ≈ 267,7357 INR"
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator("tbody").count() == 2
    page.context.close()


@pytest.mark.parametrize("code", ["en", "es", "ru", "fa", "hi"])
def test_the_converter_is_live(browser: Browser, url: str, code: str) -> None:
    """With script the result follows the fields, and is written as the server writes it."""
    page = visit(browser, f"{url}/widget?converter=1&lang={code}")
    for amount, base, quote in ("1250.5", "RUB", "INR"), ("9999999", "USD", "IRR"):
        page.locator("[name=amount]").fill(amount)
        page.locator("[name=from]").select_option(base)
        page.locator("[name=to]").select_option(quote)
        result = page.locator("output").text_content()
        asked = f"{url}/widget?converter=1&lang={code}&amount={amount}&from={base}&to={quote}"
        other = visit(browser, asked, java_script_enabled=False)
        assert result == other.locator("output").text_content()
        other.context.close()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"/widget?converter=1&lang={code}")
    page.context.close()


FRAME = """<!doctype html><script>said = []; onmessage = event => said.push([event.origin, event.data]);</script>
<iframe sandbox="allow-scripts" width="320" height="400" src="%s"></iframe>"""


def test_a_frame_tells_its_height(browser: Browser, url: str) -> None:
    """In a sandbox of a foreign origin the page runs, and tells its height in both forms, again when a row opens."""
    host = Response(FRAME % f"{url}/widget#?secret=a1B2c3D4e5", content_type="text/html")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    with serving(host) as foreign:
        page.goto(foreign)
        page.wait_for_function("said.length >= 2")
        (origin, wordpress), (_, wise) = page.evaluate("said.slice(0, 2)")
        frame = page.frames[1]
        height = frame.evaluate("document.body.scrollHeight")
        assert (origin, wordpress["message"], wordpress["secret"]) == ("null", "height", "a1B2c3D4e5")
        assert wordpress["value"] == wise["height"]
        assert abs(wise["height"] - height) <= 1
        frame.locator(".price").first.click()
        page.wait_for_function("said.length >= 4")
        assert page.evaluate("said[3][1].height") > wise["height"]
    assert [text for text in complaints if "404" not in text] == []
    page.close()


def test_a_frame_gives_its_csv(browser: Browser, url: str) -> None:
    """A reader saves the table from within the sandbox of the frame's snippet."""
    page = browser.new_page()
    host = Response(embed("frame", url, Options(), ("INR",)).code, content_type="text/html")
    with serving(host) as foreign:
        page.goto(foreign)
        frame = page.frame_locator("iframe")
        frame.locator(".facts > summary").click()
        with page.expect_download() as saved:
            frame.get_by_role("link", name="CSV").click()
        assert saved.value.suggested_filename == "widget.csv"
    page.close()


def test_a_frame_shifts_nothing_by_itself(browser: Browser, url: str) -> None:
    """What is drawn first stays where it is."""
    page = browser.new_page()
    page.add_init_script(
        "shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"{url}/widget")
    page.wait_for_timeout(200)
    assert page.evaluate("shift") == 0
    page.close()


def test_without_script_nothing_is_missing(browser: Browser, url: str, tmp_path: Path) -> None:
    """Every row, number, source and explanation stands in the markup."""
    page = visit(browser, f"{url}/widget", java_script_enabled=False)
    assert page.locator("tbody").count() == len(QUIET.rows)
    assert "85.3395" in page.content()
    assert page.locator(".why li", has_text="market rate").count() > 0
    page.context.close()
