"""The converter's script, which ``<fx-widget>`` loads once it shows a converter, in Debian's Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from fxwidget.config.settings import Settings
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.presentation.options import Options
from fxwidget.render.page.script import converter_script, script
from fxwidget.web.embeds import embed
from fxwidget.web.publish import CURRENT, Publisher
from tests.support.live import LiveService, Site
from tests.support.snapshots import NOW, snapshot

pytestmark = pytest.mark.needs("browser")

MODULE = f"/{converter_script().name}"
OPTIONS = Options(converter=True)
TRUSTED = "require-trusted-types-for 'script'; trusted-types fx-widget"
REFUSED = "Content Security Policy directive"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[LiveService]:
    it = LiveService(tmp_path / "store")
    yield it
    it.stop()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as it:
        yield it


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 400, "height": 900})
    page.clock.set_fixed_time(NOW)
    yield page
    page.close()


def pasted(
    page: Page, site: Site, service: LiveService, *, policy: str = "", options: Options = OPTIONS
) -> list[str]:
    """Open a page with the element as it is handed out; returns what comes to stand in the console."""
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    site.headers = (
        {"Content-Security-Policy": f"default-src 'none'; img-src data:; {policy}"} if policy else {}
    )
    code = embed("element", service.url, options, BRICS_PLUS).code
    site.html = f'<!doctype html><link rel="icon" href="data:,"><title>A site</title>{code}'
    page.goto(site.url)
    expect(page.locator("fx-widget .price")).to_have_count(10)
    return console


def convert(page: Page, amount: str) -> None:
    page.locator("fx-widget [name=to]").select_option("INR")
    page.locator("fx-widget [name=amount]").fill(amount)


def modules(service: LiveService) -> int:
    """How often the converter's script was asked for."""
    return service.asked.count((MODULE, 200))


def leads_to(page: Page, url: str) -> None:
    """A form without its script shows its result on the service's own page."""
    page.locator("fx-widget form button").click()
    expect(page.locator("main output")).to_contain_text("200 USD = 17,067.90 INR")
    assert page.url.startswith(f"{url}/widget?")


@pytest.mark.parametrize("by", [0, 1], ids=["address", "hashes"])
def test_it_converts_under_each_policy_that_is_handed_out(
    page: Page, site: Site, service: LiveService, by: int
) -> None:
    """By the service's address, or by the hashes of both scripts, with Trusted Types too."""
    policy = embed("element", service.url, OPTIONS, BRICS_PLUS).policies[by]
    console = pasted(page, site, service, policy=f"{policy}; {TRUSTED}")
    convert(page, "200")
    expect(page.locator("fx-widget output")).to_have_text("200 USD = 17,067.90 INR")
    assert console == []
    assert modules(service) == 1


def test_the_hash_of_the_element_alone_keeps_it_out(page: Page, site: Site, service: LiveService) -> None:
    """A policy that was made for tables without a converter shows the table; the form leads to the service's page."""
    policy = embed("element", service.url, Options(), BRICS_PLUS).policies[1]
    console = pasted(page, site, service, policy=policy)
    convert(page, "200")
    assert [REFUSED in text for text in console] == [True]
    assert modules(service) == 0
    leads_to(page, service.url)


def test_another_script_than_the_elements_own_does_not_run(
    page: Page, site: Site, service: LiveService
) -> None:
    """What has not the hash that the element names is refused, as the element is where the page names its hash."""
    body = converter_script().body.decode() + "document.title = 'changed';\n"
    headers = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}
    page.route(f"**{MODULE}", lambda route: route.fulfill(body=body, headers=headers))
    console = pasted(page, site, service)
    convert(page, "200")
    expect(page).to_have_title("A site")
    assert ["integrity" in text for text in console] == [True]
    leads_to(page, service.url)


def test_what_is_typed_before_it_comes_counts(page: Page, site: Site, service: LiveService) -> None:
    """While the script is on its way the form is what it is without; once it is there, what was typed is converted."""
    held: list[Route] = []
    page.route(f"**{MODULE}", lambda route: held.append(route))
    console = pasted(page, site, service)
    convert(page, "200")
    served = page.locator("fx-widget output").inner_text()
    assert served.startswith("1 USD")
    held.pop().continue_()
    expect(page.locator("fx-widget output")).to_have_text("200 USD = 17,067.90 INR")
    assert (held, console) == ([], [])


def test_it_is_asked_for_once_and_only_for_a_converter(page: Page, site: Site, service: LiveService) -> None:
    """A table without a converter does without; when one is wanted it comes, and then serves every element."""
    pasted(page, site, service, options=Options())
    assert modules(service) == 0
    page.evaluate(
        """() => {
          const first = document.querySelector('fx-widget'), other = first.cloneNode();
          other.lang = 'pt';
          first.converter = other.converter = true;
          document.body.append(other);
        }"""
    )
    for number, text in enumerate(("200 USD = 17,067.90 INR", "200 USD = 17.067,90 INR")):
        form = page.locator("fx-widget").nth(number)
        form.locator("[name=to]").select_option("INR")
        form.locator("[name=amount]").fill("200")
        expect(form.locator("output")).to_have_text(text)
    assert modules(service) == 1


def test_published_files_bring_it(page: Page, site: Site, tmp_path: Path) -> None:
    """At a host of published files, in whichever of its folders they are, it lies beside the element's script."""
    settings = Settings(store=f"disk://{tmp_path}/store", variants=("/widget?fragment=1&converter=1",))
    folder = Publisher(settings, tmp_path / "www").publish(snapshot(), NOW).folder
    assert folder == (tmp_path / "www" / CURRENT).resolve()

    def file(route: Route) -> None:
        path, _, query = route.request.url.removeprefix(f"{files}/").partition("?")
        found = folder / (f"widget/{query}.html" if query else path)
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": TYPES[found.suffix]}
        route.fulfill(path=found, headers=headers)

    files = "https://files.example/some/where"
    page.route(f"{files}/**", file)
    site.html = (
        f'<!doctype html><script type="module" src="{files}/{script().name}" integrity="{script().integrity}"></script>'
        "<fx-widget converter></fx-widget>"
    )
    page.goto(site.url)
    convert(page, "200")
    expect(page.locator("fx-widget output")).to_have_text("200 USD = 17,067.90 INR")


TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
