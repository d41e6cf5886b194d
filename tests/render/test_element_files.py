"""``<fx-widget>`` on a set of files at a plain host, on a page of another origin, in Debian's Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fxwidget.config.settings import Settings
from fxwidget.domain.scalars import stamp
from fxwidget.render.page.script import script
from fxwidget.web.flat.publisher import FlatPublisher
from tests.support.past import store_past, with_past
from tests.support.snapshots import NOW, snapshot

pytestmark = pytest.mark.needs("browser")

VARIANTS = (
    "/widget?lang=ru",
    "/widget?lang=pt&currencies=INR,RUB",
    "/widget?layout=strip&ground=fffdf5&theme=light",
)
RUSSIAN = "Индийская рупия"


class Plain(SimpleHTTPRequestHandler):
    """Serves a folder to every origin, as free hosts do, and says nothing of it."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder at a plain host."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Plain, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module", name="hosts")
def _hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, str]]:
    """The address of a set below a path; a folder for pages of another origin, and its address."""
    home, own = tmp_path_factory.mktemp("host"), tmp_path_factory.mktemp("own")
    given = Settings(store=f"disk://{home}/store", variants=VARIANTS)
    store_past(home / "store")
    FlatPublisher(given, home / "rates").publish(with_past(), NOW)
    (own / "service.js").write_bytes(script().body)
    with ExitStack() as stack:
        yield f"{stack.enter_context(served(home))}/rates/", own, stack.enter_context(served(own))


class Visit:
    """A look at a page with some elements, by a reader's clock of ``NOW``."""

    def __init__(self, browser: Browser, hosts: tuple[str, Path, str], *elements: str, by: str = "") -> None:
        self.set, folder, site = hosts
        self.page: Page = browser.new_page(viewport={"width": 500, "height": 900})
        self.page.clock.install(time=NOW)
        self.console: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url.removeprefix(self.set)))
        (folder / "index.html").write_text(
            '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
            "<script>addEventListener('fx-error', ({ detail }) => (window.errors ??= []).push(detail.message))</script>"
            f'<script type="module" src="{by or f"{self.set}widget.js"}"></script>{"".join(elements)}',
            encoding="utf-8",
        )
        self.page.goto(f"{site}/index.html")

    def table(self, number: int = 0) -> Locator:
        """The table within an element."""
        return self.page.locator("fx-widget").nth(number).locator(".fx-widget")

    def note(self, number: int = 0) -> Locator:
        """What an element says above its table."""
        return self.table(number).locator(".notice:not(.old-copy)")

    def styled(self, number: int = 0) -> bool:
        """Whether a table has the style of the widget."""
        lists = "node => node.getRootNode().adoptedStyleSheets.some(sheet => sheet.cssRules.length > 20)"
        return bool(self.table(number).evaluate(lists))


def test_each_element_has_the_table_of_its_options(browser: Browser, hosts: tuple[str, Path, str]) -> None:
    """Options are found among the files however they are spelled; the table is styled and nothing is missing."""
    visit = Visit(
        browser,
        hosts,
        "<fx-widget></fx-widget>",
        '<fx-widget lang="ru-RU" flags="rectangular"></fx-widget>',
        '<fx-widget lang="pt-BR" currencies="inr, RUB"></fx-widget>',
        '<fx-widget theme="light" ground="FFFDF5" layout="strip"></fx-widget>',
    )
    expect(visit.table(0)).to_contain_text("Indian Rupee")
    expect(visit.table(1)).to_contain_text(RUSSIAN)
    expect(visit.table(2)).to_contain_text("Rupia indiana")
    expect(visit.table(2).locator(".price")).to_have_count(2)
    expect(visit.table(3).locator("table.strip")).to_have_count(1)
    assert visit.table(3).evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(255, 253, 245)"
    for number in range(4):
        expect(visit.note(number)).to_have_count(0)
        assert visit.styled(number)
    assert visit.console == []
    assert not any(url.startswith("widget/?") for url in visit.asked)


def test_charts_of_a_set(browser: Browser, hosts: tuple[str, Path, str]) -> None:
    """A chart is found among the files by its range and options; where it is not there the nearest one says so, or the content stays."""
    script = f'<script type="module" src="{hosts[0]}chart.js"></script>'
    visit = Visit(
        browser,
        hosts,
        script,
        '<fx-chart code="inr" range="1y"></fx-chart>',
        '<fx-chart code="RUB" lang="ru-RU" range="1M" theme="auto"></fx-chart>',
        '<fx-chart code="EGP" range="5y" lang="ru"></fx-chart>',
        '<fx-chart code="USD">a link</fx-chart>',
    )
    charts = visit.page.locator("fx-chart")
    expect(charts.nth(0).locator("[aria-current]")).to_have_text("1 year")
    expect(charts.nth(0).get_by_role("slider")).to_have_count(1)
    expect(charts.nth(1).locator("h1")).to_have_text("1 доллар США: Российский рубль")
    expect(charts.nth(2).locator(".notice:not(.old-copy)")).to_have_text(
        "Этот график отличается от того, который запросила страница."
    )
    for number in (0, 1):
        expect(charts.nth(number).locator(".notice:not(.old-copy)")).to_have_count(0)
    expect(charts.nth(3)).to_have_text("a link")
    charts.nth(0).get_by_role("link", name="1 month").click()
    expect(charts.nth(0).locator("[aria-current]")).to_have_text("1 month")
    assert "fx-chart: can't be had here: range=5y (setting: variants)" in visit.console
    assert any(line.startswith("fx-chart: status 404") for line in visit.console)


def test_what_this_host_has_not(browser: Browser, hosts: tuple[str, Path, str]) -> None:
    """Where no table has exactly these options that of their language is shown, or the default one, styled, with a sentence in it.

    What is missing, and the setting that makes such tables, are named to developers only: in the console and by an event.
    """
    visit = Visit(
        browser,
        hosts,
        '<fx-widget lang="ru" layout="card" theme="dark"></fx-widget>',
        '<fx-widget lang="pt" layout="card"></fx-widget>',
    )
    expect(visit.note(0)).to_have_text("Эта таблица отличается от той, которую запросила страница.")
    expect(visit.note(1)).to_have_text("This table differs from what this page asked for.")
    expect(visit.table(0)).to_contain_text(RUSSIAN)
    expect(visit.table(1)).to_contain_text("Indian Rupee")
    assert visit.styled(0)
    assert visit.styled(1)
    missing = [
        f"can't be had here: {names} (setting: variants)" for names in ("layout, theme", "layout, lang")
    ]
    assert sorted(visit.console) == sorted(f"fx-widget: {message}" for message in missing)
    assert sorted(visit.page.evaluate("errors")) == sorted(missing)
    visit.page.evaluate(
        "['layout', 'theme'].forEach(name => document.querySelector('fx-widget').removeAttribute(name))"
    )
    expect(visit.note(0)).to_have_count(0)
    expect(visit.table(0)).to_contain_text(RUSSIAN)


@pytest.mark.parametrize("src", ["", "widget/", "widget/lang-ru/", "widget/fragment.html"])
def test_the_script_of_a_service_reads_a_set(
    browser: Browser, hosts: tuple[str, Path, str], src: str
) -> None:
    """Any page of a set as ``src`` leads to the table of the element's options, whoever's script it is."""
    visit = Visit(browser, hosts, f'<fx-widget src="{hosts[0]}{src}" lang="ru"></fx-widget>', by="service.js")
    expect(visit.table()).to_contain_text(RUSSIAN)
    expect(visit.note()).to_have_count(0)
    assert visit.styled()
    assert "widget/lang-ru/fragment.html" in visit.asked


def test_it_says_by_itself_that_it_is_out_of_date(browser: Browser, hosts: tuple[str, Path, str]) -> None:
    """Page, element and the page to choose from say it by the reader's own clock, whatever becomes of the job."""
    visit, until = Visit(browser, hosts, "<fx-widget></fx-widget>"), snapshot().valid_until
    expect(visit.table().locator(f'time[datetime="{stamp(until)}"]')).to_have_count(1)
    page = browser.new_page()
    page.clock.install(time=until)
    late = {"Content-Type": "text/html", "Date": "Wed, 14 May 2025 23:00:00 GMT"}
    page.route("**/widget/", lambda route: route.fulfill(response=route.fetch(), headers=late))
    for path, notice in (("", "#old"), ("widget/", ".old-copy")):
        page.goto(f"{visit.set}{path}")
        expect(page.locator(notice)).to_be_visible()
