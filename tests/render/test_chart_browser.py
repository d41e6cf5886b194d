"""A chart in a browser: nothing for axe to find, nothing wider than a phone, and a crosshair by keys and by pointer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from fxwidget.config.settings import Settings
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.embeds import embed
from tests.support.axe import violations
from tests.support.browser import Look
from tests.support.live import LiveService
from tests.support.past import store_past, with_past
from tests.support.snapshots import NOW, rate, snapshot
from tools.heights import SHIFTS
from tools.serving import serving

pytestmark = pytest.mark.needs("browser")

ELEMENT = '<!doctype html><html lang="en"><title>t</title><script type="module" src="%s/chart.js"></script><fx-chart code="%s">-</fx-chart>'


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with the table of 14 May 2025 and the past of its tests."""
    folder = tmp_path_factory.mktemp("charts")
    DiskStore(folder).publish(with_past())
    store_past(folder)
    app = create_app(Settings(store=f"disk://{folder}"), clock=lambda: NOW, watch=False)
    with serving(app) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("/rate/INR", "light"),
        ("/chart/EGP?lang=ar&range=1w", "dark"),
        ("/widget?spark=30d&layout=card", "light"),
    ],
)
def test_axe_finds_nothing(look: Look, url: str, path: str, scheme: Any) -> None:
    """In both themes and both directions, with the numbers open."""
    page = look(url + path, width=320, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(page, scheme) == []


def test_nothing_is_wider_than_a_phone(look: Look, url: str) -> None:
    """In any language, the numbers open."""
    for code in LANGUAGES:
        page = look(f"{url}/rate/INR?lang={code}", width=320)
        page.evaluate("document.querySelector('details').open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, code


def test_the_crosshair_goes_by_keys_and_pointer(look: Look, url: str) -> None:
    """It says the rows of the table, the newest first; Home is the oldest. Without focus it is gone."""
    page = look(f"{url}/rate/INR", width=600)
    plot = page.get_by_role("slider")
    plot.focus()
    assert plot.get_attribute("aria-valuetext") == "14 May 2025: 85.3395"
    page.keyboard.press("ArrowLeft")
    assert plot.get_attribute("aria-valuetext") == "13 May 2025: 84.9012"
    assert page.locator(".read").text_content() == "13 May 2025: 84.9012"
    page.keyboard.press("Home")
    assert plot.get_attribute("aria-valuetext") == "15 April 2025: 85.77"
    assert page.locator(".cross").get_attribute("d") == "M0 0v240"
    page.keyboard.press("Tab")
    assert page.locator(".cross").get_attribute("d") is None
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 20)
    assert page.locator(".read").text_content() == "14 May 2025: 85.3395"


def test_the_element_shows_the_chart(look: Look, url: str) -> None:
    """With the service's style, its own crosshair, and ranges that change it where it stands."""
    site = f"{url}/site"
    page = look(f"{url}/v1/sources", width=600)
    page.route(site, lambda route: route.fulfill(content_type="text/html", body=ELEMENT % (url, "EGP")))
    page.goto(site)
    page.locator("fx-chart .now").wait_for()
    assert page.locator("fx-chart .now").text_content() == "50.4775"
    page.get_by_role("link", name="1 week").click()
    page.locator("fx-chart [aria-current]", has_text="1 week").wait_for()
    assert page.locator("fx-chart").get_attribute("range") == "1w"
    assert page.get_by_role("slider").count() == 1
    assert violations(page) == []


def of_that_day(route: Route) -> None:
    """Fulfil a request with the service's answer, dated as its clock says: the server of the tests has the present's."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "date": format_datetime(NOW, usegmt=True)})


def test_nothing_moves_where_a_chart_is_pasted(browser: Browser, url: str) -> None:
    """Frame and element have their place before anything arrives, in a column of a page and on a phone, and need no more of it."""
    made = embed("chart", url, Options(lang="ru"), ("EGP",))
    element = dict(made.others)["Element"]
    body = f'<!doctype html><meta charset="utf-8"><body style="margin:0">{made.code}{element}<p>below</p>'
    for width in (320, 600):
        page = browser.new_page(viewport={"width": width, "height": 1000})
        page.clock.set_fixed_time(NOW)
        page.add_init_script(SHIFTS)
        page.route(f"{url}/site", lambda it: it.fulfill(content_type="text/html", body=body))
        page.route(f"{url}/chart/**", of_that_day)
        page.goto(f"{url}/site")
        below = page.locator("p", has_text="below").last
        at = below.bounding_box()
        expect(page.locator("fx-chart .now")).to_have_text("50,4775")
        assert page.locator("fx-chart .old-copy").is_hidden()
        assert below.bounding_box() == at
        frame = page.frames[1]
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.evaluate("window.shift") == 0


def test_charts_are_kept_current(browser: Browser, tmp_path: Path) -> None:
    """Page and element show what is new where they stand: what is open stays open, and the crosshair at its day.

    Once the service is gone and the copy is no longer good, both say so.
    """
    store_past(tmp_path)
    service = LiveService(tmp_path)
    page = browser.new_page()
    page.clock.install(time=NOW)
    page.route(
        f"{service.url}/site",
        lambda it: it.fulfill(content_type="text/html", body=ELEMENT % (service.url, "INR")),
    )
    for path in ("/chart/INR", "/site"):
        page.goto(service.url + path)
        plot = page.get_by_role("slider")
        plot.press("ArrowLeft")
        page.locator("summary").click()
        plot.focus()
        later = service.now + timedelta(seconds=61)
        row = rate("INR", rate=Decimal("86.1"), display=f"86.{service.seq}")
        service.now = later
        service.publish(snapshot(row, valid_until=later + timedelta(minutes=30)))
        page.clock.fast_forward(61_000)
        expect(page.locator(".now")).to_have_text("86.1")
        assert plot.get_attribute("aria-valuetext") == "13 May 2025: 84.9012"
        assert page.locator("details").get_attribute("open") is not None
        expect(plot).to_be_focused()
        assert plot.count() == 1
        expect(page.locator(".old-copy")).to_be_hidden()
    service.stop()
    page.clock.fast_forward(40 * 60_000)
    expect(page.locator(".old-copy")).to_be_visible()
