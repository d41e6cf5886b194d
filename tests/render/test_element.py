"""``<fx-widget>`` in Debian's Chromium, on a page of another origin than the service's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Route, expect

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.render.page.element_data import MEMBERS
from fxwidget.render.page.script import script
from fxwidget.web.embeds import embed
from tests.support.axe import violations
from tests.support.browser import Look
from tests.support.live import LiveService, Site
from tests.support.processes import get, until
from tests.support.snapshots import NOW, rate, snapshot

pytestmark = pytest.mark.needs("browser")

STYLE = (
    "fx-widget { display: block; min-height: 64rem; } "
    "@media (max-width: 24rem) { fx-widget { min-height: 80rem; } }"
)
FALLBACK = '<a href="https://rates.example/widget">Today’s rates</a>'
DOCS = Path(__file__).parents[2] / "docs/embedding.md"


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
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 400, "height": 900}, timezone_id="UTC") as it:
        yield it


HIDING = "Object.defineProperty(Document.prototype, 'hidden', { get: () => window.name === 'hidden' });"
SHIFTS = """window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
  .observe({ type: 'layout-shift', buffered: true });"""

LISTEN = """window.events = [];
for (const type of ['fx-load', 'fx-change', 'fx-error'])
  addEventListener(type, ({ target, detail }) => events.push([type, detail, target.localName]));"""


def document(service: LiveService, *elements: str, src: str = "/widget.js") -> str:
    """The site's page, with these elements and the service's script."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="data:text/css,{STYLE}">'
        f'<script type="module" src="{service.url}{src}" integrity="{script().integrity}"></script>'
        f"<body><main><h1>News</h1>{''.join(elements)}<p>What comes after.</p></main>"
    )


class Visit:
    """A visitor's look at the site's page, whose clock is the test's."""

    def __init__(self, context: BrowserContext, site: Site, service: LiveService) -> None:
        self.site, self.service = site, service
        self.page: Page = context.new_page()
        self.console: list[str] = []
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    def open(
        self,
        *elements: str,
        clock: datetime | None = NOW,
        hidden: bool = False,
        src: str = "/widget.js",
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Open a page of these elements under these headers."""
        self.site.headers = dict(headers or {})
        self.site.html = document(self.service, *elements, src=src)
        if clock is not None:
            self.page.clock.install(time=clock - timedelta(hours=1))
            self.page.clock.pause_at(clock)  # else it runs on, and further on a busy machine
        self.page.add_init_script(
            f"{HIDING}{SHIFTS}{LISTEN}window.before = Object.getOwnPropertyNames(window);"
        )
        if hidden:
            self.page.add_init_script("window.name = 'hidden';")
        self.page.goto(self.site.url)
        return self.page

    def fetched(self, count: int) -> list[tuple[str, int]]:
        """The requests for tables once there are ``count`` of them."""
        self.settle()
        until(lambda: len(self.service.fetched) >= count, f"{count} requests")
        self.settle()
        assert len(self.service.fetched) == count
        return self.service.fetched

    def settle(self) -> None:
        """Let every answer under way arrive: each request that was sent earlier is answered before this one is."""
        self.page.evaluate(
            "url => fetch(url, { mode: 'no-cors' }).catch(() => 0).then(() => 0)", self.site.url
        )
        self.page.evaluate(
            "() => new Promise(done => { const m = new MessageChannel(); m.port1.onmessage = done; m.port2.postMessage(0); }).then(() => 0)"
        )

    def wait(self, **time: float) -> None:
        """Let time pass, for the visitor and for the service."""
        span = timedelta(**time)
        self.service.now += span
        self.page.clock.run_for(int(span.total_seconds() * 1000))

    def show(self, visible: bool) -> None:
        """Hide the tab, or show it."""
        self.page.evaluate(
            "name => { window.name = name; document.dispatchEvent(new Event('visibilitychange')); }",
            "" if visible else "hidden",
        )


@pytest.fixture
def visit(context: BrowserContext, site: Site, service: LiveService) -> Visit:
    return Visit(context, site, service)


def element(attributes: str = "", inside: str = FALLBACK) -> str:
    return f"<fx-widget {attributes}>{inside}</fx-widget>"


def test_the_table_is_the_services(visit: Visit) -> None:
    """The element shows the service's table in its shadow; the link that stood there is gone, the console is silent."""
    page = visit.open(element('currencies="INR,RUB"'))
    prices = page.locator("fx-widget .price")
    expect(prices).to_have_count(2)
    expect(prices.first).to_contain_text("85.3395")
    expect(page.locator("fx-widget a", has_text="Today’s rates")).to_be_hidden()
    expect(page.locator("fx-widget .fx-widget")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert visit.console == []
    assert visit.fetched(1) == [("/widget?fragment=true&currencies=INR,RUB", 200)]


def test_links_lead_to_the_service(visit: Visit) -> None:
    """A link of the table that is relative is so to the service, not to the page."""
    page = visit.open(element())
    link = page.locator("fx-widget a", has_text="fxwidget JSON API")
    expect(link).to_have_attribute("href", f"{visit.service.url}/v1/rates")


def _strict(service: LiveService) -> str:
    return (
        f"default-src 'none'; script-src '{script().integrity}'; connect-src {service.url}; style-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types fx-widget"
    )


def test_a_strict_policy(visit: Visit) -> None:
    """One hash of the script and the address to connect to are enough: no inline style, no inline script, no HTML sink."""
    page = visit.open(element(), clock=None, headers={"Content-Security-Policy": _strict(visit.service)})
    expect(page.locator("fx-widget .price")).to_have_count(10)
    expect(page.locator("fx-widget .fx-widget")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert visit.console == []


def test_cross_origin_isolation(visit: Visit) -> None:
    """A page that requires its resources' consent gets it."""
    isolation = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
    page = visit.open(element(), clock=None, headers=isolation)
    expect(page.locator("fx-widget .price")).to_have_count(10)
    assert page.evaluate("crossOriginIsolated")
    assert visit.console == []


def test_without_script(browser: Browser, site: Site, service: LiveService) -> None:
    """A reader without script has the link between the tags."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        site.html = f'<!doctype html><script type="module" src="{service.url}/widget.js"></script>{element()}'
        page.goto(site.url)
        expect(page.locator("fx-widget a")).to_be_visible()
        assert service.asked == []


def test_another_script_is_refused(visit: Visit) -> None:
    """Where the page's hash is another script's, nothing runs, and the link stays."""
    page = visit.open(element(), clock=None, src="/widget.css")
    expect(page.locator("fx-widget a")).to_be_visible()
    assert not page.evaluate("Boolean(customElements.get('fx-widget'))")


def test_one_request_for_each_source(visit: Visit) -> None:
    """Elements of the same options share one request, each time; others have their own."""
    page = visit.open(
        element(), element('lang="pt" currencies="INR"'), element(), element('currencies="INR" lang="pt"')
    )
    expect(page.locator("fx-widget .price")).to_have_count(22)
    first = "/widget?fragment=true"
    second = "/widget?fragment=true&currencies=INR&lang=pt"
    assert sorted(visit.fetched(2)) == [(first, 200), (second, 200)]
    assert visit.service.asked.count((f"/{_style(page)}", 200)) == 1
    visit.wait(seconds=61)
    assert sorted(visit.fetched(4)[2:]) == [(first, 304), (second, 304)]


def _style(page: Page) -> str:
    return str(page.locator("fx-widget .fx-widget").first.get_attribute("data-style"))


def test_two_languages_on_one_page(visit: Visit) -> None:
    """Each element's table says its language and direction."""
    page = visit.open(element('lang="ar"'), element('lang="es"'))
    tables = page.locator("fx-widget .fx-widget")
    expect(tables).to_have_count(2)
    assert [table.get_attribute("lang") for table in tables.all()] == ["ar", "es"]
    assert [table.get_attribute("dir") for table in tables.all()] == ["rtl", "ltr"]


def test_attributes_change_at_run_time(visit: Visit) -> None:
    """An attribute that changes, or its property, is asked for at once; several in one go are one request."""
    page = visit.open(element())
    expect(page.locator("fx-widget .price")).to_have_count(10)
    page.evaluate(
        "() => { const it = document.querySelector('fx-widget'); it.currencies = 'INR'; it.inverse = true; it.theme = 'dark'; }"
    )
    expect(page.locator("fx-widget .price")).to_have_count(1)
    expect(page.locator("fx-widget .fx-widget")).to_have_attribute("data-theme", "dark")
    assert visit.fetched(2)[1] == ("/widget?fragment=true&currencies=INR&inverse=true&theme=dark", 200)
    assert page.evaluate(
        "() => { const it = document.querySelector('fx-widget'); return [it.currencies, it.inverse, it.getAttribute('inverse'), it.base, it.symbol]; }"
    ) == ["INR", True, "", "", False]
    page.evaluate(
        "() => { const it = document.querySelector('fx-widget'); it.removeAttribute('currencies'); it.inverse = false; it.theme = null; }"
    )
    expect(page.locator("fx-widget .price")).to_have_count(10)
    assert page.evaluate("document.querySelector('fx-widget').outerHTML") == element().replace(" >", ">")
    page.evaluate("() => { const it = document.querySelector('fx-widget'); document.body.append(it); }")
    visit.fetched(3)


def test_a_property_set_before_the_script_runs(visit: Visit) -> None:
    """What a framework set on an element that was not there yet counts."""
    visit.page.add_init_script(
        "addEventListener('readystatechange', () => { const it = document.querySelector('fx-widget');"
        "if (it && !customElements.get('fx-widget')) it.currencies = 'ZAR'; }, true);"
    )
    page = visit.open(element())
    expect(page.locator("fx-widget .price")).to_have_count(1)
    assert visit.fetched(1) == [("/widget?fragment=true&currencies=ZAR", 200)]


def _noted(visit: Visit, *texts: str) -> None:
    """The element shows the default table and a sentence for readers; console and event say the same to developers."""
    expect(visit.page.locator("fx-widget .price")).to_have_count(10)
    note = visit.page.locator("fx-widget [part=notice]:not(.old-copy)")
    expect(note).to_have_text("This table differs from what this page asked for.")
    (line,) = [line for line in visit.console if line.startswith("fx-widget: ")]
    for text in texts:
        assert text in line
    assert [(kind, detail["message"]) for kind, detail in _events(visit) if kind == "fx-error"] == [
        ("fx-error", line.removeprefix("fx-widget: "))
    ]


@pytest.mark.parametrize("attributes", ['layout="circle"', 'lang="xx" currencies="INR"', 'currencies="XXX"'])
def test_a_wrong_value(visit: Visit, attributes: str) -> None:
    """Where a value can't be, the default table is shown, and the console says what is allowed; a right value counts again."""
    page = visit.open(element(attributes))
    _noted(visit, attributes.split('"')[1])
    assert [status for _, status in visit.fetched(2)] == [422, 200]
    assert visit.fetched(2)[1] == ("/widget?fragment=true", 200)
    visit.wait(seconds=61)
    visit.fetched(3)
    page.evaluate(
        "Object.assign(document.querySelector('fx-widget'), { layout: 'card', lang: 'en', currencies: 'INR' })"
    )
    expect(page.locator("fx-widget .card .price")).to_have_count(1)
    expect(page.locator("fx-widget [part=notice]:not(.old-copy)")).to_have_count(0)


def test_a_host_that_has_no_such_file(visit: Visit) -> None:
    """Where published files are all there is, options without a file are refused, and the default table says so."""
    visit.page.route(
        "**/widget?**", lambda route: route.fulfill(status=404) if "lang" in route.request.url else route.continue_()
    )  # fmt: skip
    visit.open(element('lang="ru"'))
    _noted(visit, "404")


def test_a_host_that_passes_over_queries(visit: Visit) -> None:
    """A host that answers with its one file whatever it is asked is found out: the table names the options that it has."""
    visit.page.route(
        "**/widget?**", lambda route: route.continue_(url=f"{visit.service.url}/widget?fragment=true")
    )
    visit.open(element('currencies="INR" lang="en" base="INR" inverse theme="dark"'))
    _noted(visit, "can't be had here: currencies, base, inverse, theme")


def test_an_option_that_there_is_not(visit: Visit) -> None:
    """A word that is no option is pointed out; what any element may have, and what frameworks add, is not."""
    visit.open(element('currencie="INR" class="a" title="b" data-v-1 onclick="1" itemid="c" _ngcontent-2'))
    _noted(visit, "can't be had here: currencie")


def test_what_is_as_usual_can_be_had(visit: Visit) -> None:
    """Options that are given as they are by default are not missed, in whatever spelling."""
    page = visit.open(
        element('lang="EN" layout="auto" base="usd" inverse="false" amount="1.0" columns="none" refresh="auto" tz="utc"')
    )  # fmt: skip
    expect(page.locator("fx-widget .price")).to_have_count(10)
    assert visit.console == []
    expect(page.locator("fx-widget [part=notice]:not(.old-copy)")).to_have_count(0)


def _events(visit: Visit) -> list[tuple[str, Any]]:
    """The events that came up to the window, and their details."""
    events = visit.page.evaluate("events")
    assert all(name == "fx-widget" for _, _, name in events)
    return [(kind, detail) for kind, detail, _ in events]


def test_events_and_rates(visit: Visit) -> None:
    """The page learns of the first table, of rows that changed and of a failure; the rows are those of the JSON, without a request."""
    page = visit.open(element('currencies="INR,RUB" lang="es"'))
    expect(page.locator("fx-widget .price")).to_have_count(2)
    ((kind, detail),) = _events(visit)
    table = json.loads(get(f"{visit.service.url}/v1/rates?currencies=INR,RUB&lang=es").text)["rates"]
    assert kind == "fx-load"
    assert detail["rates"] == [{name: row[name] for name in MEMBERS} for row in table if row["code"] != "USD"]
    assert page.evaluate("document.querySelector('fx-widget').rates") == detail["rates"]
    visit.wait(seconds=61)
    visit.fetched(2)
    visit.service.publish(snapshot(rate("INR", "85.4001")))
    visit.wait(seconds=61)
    expect(page.locator("fx-widget .price").first).to_contain_text("85,4001")
    kind, detail = _events(visit)[1]
    assert (kind, detail["changed"], detail["rates"][0]["rate"]) == ("fx-change", ["INR"], 85.4001)
    visit.service.stop()
    visit.wait(seconds=61)
    until(lambda: len(_events(visit)) == 3, "the third event")
    kind, detail = _events(visit)[2]
    assert (kind, detail["status"]) == ("fx-error", 0)
    assert detail["url"] == f"{visit.service.url}/widget?fragment=true&currencies=INR,RUB&lang=es"


def test_a_paused_element_has_the_rates_that_it_shows(visit: Visit) -> None:
    """What a paused element does not show, it does not announce either."""
    page = visit.open(element('currencies="INR"'), element('currencies="INR" paused'))
    expect(page.locator("fx-widget .price")).to_have_count(2)
    visit.service.publish(snapshot(rate("INR", "85.4001")))
    visit.wait(seconds=61)
    expect(page.locator("fx-widget .price").first).to_contain_text("85.4001")
    assert [kind for kind, _ in _events(visit)] == ["fx-load", "fx-load", "fx-change"]
    shown = "[...document.querySelectorAll('fx-widget')].map(it => it.rates[0].rate)"
    assert page.evaluate(shown) == [85.4001, 85.3395]


def test_it_asks_only_near_the_window(visit: Visit) -> None:
    """Far below the window nothing is asked for, nor where nothing is displayed; away from it again nothing more."""
    page = visit.open(
        f"<section hidden>{element()}</section>", "<p style='height: 400vh'>News.</p>", element('lang="pt"')
    )
    page.screenshot()
    visit.fetched(0)
    page.evaluate("scrollTo(0, 2.2 * innerHeight)")
    expect(page.locator("fx-widget .price")).to_have_count(10)
    assert visit.fetched(1) == [("/widget?fragment=true&lang=pt", 200)]
    page.evaluate("scrollTo(0, 0)")
    page.screenshot()
    visit.wait(minutes=10)
    visit.fetched(1)
    page.evaluate("document.querySelector('section').hidden = false")
    expect(page.locator("fx-widget .price")).to_have_count(20)
    assert visit.fetched(2)[1:] == [("/widget?fragment=true", 200)]


def test_it_refreshes_at_the_servers_pace(visit: Visit) -> None:
    """A minute passes between two requests; a new number appears, marked while it is new."""
    page = visit.open(element('currencies="INR,RUB"'))
    expect(page.locator("fx-widget .price").first).to_contain_text("85.3395")
    visit.wait(seconds=59)
    visit.fetched(1)
    visit.service.publish(snapshot(rate("INR", "85.4001")))
    visit.wait(seconds=2)
    expect(page.locator("fx-widget .price").first).to_contain_text("85.4001")
    marked = page.locator("fx-widget .price[part~=changed]")
    expect(marked).to_have_count(1)
    assert page.evaluate("document.querySelector('fx-widget').shadowRoot.getAnimations().length") == 1
    page.evaluate("document.querySelector('fx-widget').shadowRoot.getAnimations().forEach(it => it.finish())")
    expect(marked).to_have_count(0)
    visit.fetched(2)


@pytest.mark.parametrize(("refresh", "first"), [("30", 60), ("300", 300)])
def test_a_pace_of_its_own(visit: Visit, refresh: str, first: int) -> None:
    """The element's own pace counts where it is no faster than a minute."""
    page = visit.open(element(f'refresh="{refresh}"'))
    expect(page.locator("fx-widget .price")).to_have_count(10)
    visit.wait(seconds=first - 1)
    visit.fetched(1)
    visit.wait(seconds=2)
    visit.fetched(2)


def test_refresh_off(visit: Visit) -> None:
    """One that is told not to refresh asks once, and still says when it is out of date."""
    page = visit.open(element('refresh="off"'))
    expect(page.locator("fx-widget .price")).to_have_count(10)
    visit.wait(minutes=61)
    visit.fetched(1)
    expect(page.locator("fx-widget .old-copy")).to_be_visible()


def test_nothing_is_marked_under_reduced_motion(browser: Browser, site: Site, service: LiveService) -> None:
    """A visitor who wants no motion sees the new number and no mark."""
    with browser.new_context(reduced_motion="reduce") as context:
        visit = Visit(context, site, service)
        page = visit.open(element('currencies="INR"'))
        expect(page.locator("fx-widget .price")).to_contain_text("85.3395")
        service.publish(snapshot(rate("INR", "85.4001")))
        visit.wait(seconds=61)
        expect(page.locator("fx-widget .price")).to_contain_text("85.4001")
        assert page.locator("fx-widget [part~=changed]").count() == 0
        assert page.evaluate("document.querySelector('fx-widget').shadowRoot.getAnimations().length") == 0


def test_what_is_open_stays_open(visit: Visit) -> None:
    """A refresh leaves an open row open, the focus where it is and a typed amount as it was typed."""
    page = visit.open(element('currencies="INR,RUB" converter'))
    page.locator("fx-widget .price").first.click()
    page.locator("fx-widget [name=to]").select_option("RUB")
    page.locator("fx-widget [name=amount]").fill("250")
    expect(page.locator("fx-widget output")).to_contain_text("250 USD ≈ 19,961.42 RUB")
    visit.service.publish(snapshot(rate("RUB", "80")))
    visit.wait(seconds=61)
    expect(page.locator("fx-widget .price").last).to_contain_text("80")
    expect(page.locator("fx-widget output")).to_contain_text("250 USD = 20,000.00 RUB")
    assert page.locator("fx-widget details").first.get_attribute("open") is not None
    assert page.evaluate("document.querySelector('fx-widget').shadowRoot.activeElement.name") == "amount"


def test_a_hidden_tab_asks_for_nothing(visit: Visit) -> None:
    """While the tab is hidden there is no request; when it is shown again it catches up with one."""
    page = visit.open(element(), hidden=True)
    visit.fetched(0)
    visit.show(True)
    expect(page.locator("fx-widget .price")).to_have_count(10)
    visit.fetched(1)
    visit.show(False)
    visit.wait(hours=2)
    visit.fetched(1)
    visit.show(True)
    visit.fetched(2)
    visit.wait(seconds=61)
    visit.fetched(3)


def test_pause(visit: Visit) -> None:
    """By keyboard: a paused table stays as it is and asks for nothing, but says when it is out of date; then it goes on."""
    page = visit.open(element('currencies="INR"'))
    page.locator("fx-widget .facts > summary").click()
    button = page.locator("fx-widget").get_by_role("button", name="Pause updates")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("fx-widget")).to_have_attribute("paused", "")
    visit.wait(minutes=10)
    visit.fetched(1)
    visit.wait(minutes=50)
    visit.fetched(1)
    expect(page.locator("fx-widget .old-copy")).to_be_visible()
    visit.service.publish(
        snapshot(rate("INR", "85.4001"), valid_until=visit.service.now + timedelta(hours=1))
    )
    button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("fx-widget .price")).to_contain_text("85.4001")
    expect(page.locator("fx-widget .old-copy")).to_be_hidden()
    visit.fetched(2)


def test_one_paused_of_two(visit: Visit) -> None:
    """Of two elements of one source the paused one stays as it is."""
    page = visit.open(element('currencies="INR"'), element('currencies="INR" paused'))
    prices = page.locator("fx-widget .price")
    expect(prices).to_have_count(2)
    visit.service.publish(snapshot(rate("INR", "85.4001")))
    visit.wait(seconds=61)
    expect(prices.first).to_contain_text("85.4001")
    expect(prices.last).to_contain_text("85.3395")


@pytest.mark.parametrize("years", [-3, 0, 6])
def test_out_of_date_by_the_servers_clock(visit: Visit, years: int) -> None:
    """With the server gone the table says that it is out of date once it is, however wrong the visitor's clock is."""
    page = visit.open(element(), clock=NOW + timedelta(days=365 * years))
    expect(page.locator("fx-widget .price")).to_have_count(10)
    old = page.locator("fx-widget .old-copy")
    expect(old).to_be_hidden()
    visit.service.stop()
    visit.wait(minutes=58)
    expect(old).to_be_hidden()
    visit.wait(minutes=2)
    expect(old).to_be_visible()
    expect(old).to_contain_text("out of date")


def test_the_server_goes_away_and_comes_back(visit: Visit) -> None:
    """Failed requests come at ever longer pauses; when the server is back, so are its numbers."""
    page = visit.open(element('currencies="INR"'))
    expect(page.locator("fx-widget .price")).to_contain_text("85.3395")
    failed: list[str] = []
    page.on("requestfailed", lambda asked: failed.append(asked.url))
    visit.service.stop()
    for _ in range(60):
        visit.wait(minutes=1)
        visit.settle()
    assert 5 <= len(failed) <= 12
    expect(page.locator("fx-widget .old-copy")).to_be_visible()
    expect(page.locator("fx-widget .price")).to_contain_text("85.3395")
    assert len([text for text in visit.console if text.startswith("fx-widget: ")]) == 1
    visit.service.publish(
        snapshot(rate("INR", "85.4001"), valid_until=visit.service.now + timedelta(hours=1))
    )
    visit.service.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("fx-widget .price")).to_contain_text("85.4001")
    expect(page.locator("fx-widget .old-copy")).to_be_hidden()


def test_the_link_stays_while_the_first_request_fails(visit: Visit) -> None:
    """An element whose service is not there is what stands between its tags, and becomes the table later."""
    visit.open(element(f'src="{visit.service.url}/none"'))
    expect(visit.page.locator("fx-widget a")).to_be_visible()
    visit.page.evaluate("url => document.querySelector('fx-widget').src = url", f"{visit.service.url}/widget")
    expect(visit.page.locator("fx-widget .price")).to_have_count(10)


def test_it_leaves_nothing_behind(visit: Visit, context: BrowserContext) -> None:
    """No global name, no id, no cookie, nothing in any storage, no request to anyone but the service."""
    others: list[str] = []
    visit.page.on("request", lambda asked: others.append(asked.url))
    page = visit.open(element("converter"), element('layout="card"'), clock=None)
    expect(page.locator("fx-widget .price")).to_have_count(20)
    assert page.evaluate("Object.getOwnPropertyNames(window).filter(name => !before.includes(name))") in (
        [],
        ["before", "shifts", "events"],
        ["before"],
    )
    assert (
        page.evaluate(
            "[...document.querySelectorAll('fx-widget')].flatMap(it => [...it.shadowRoot.querySelectorAll('[id]')]).length"
        )
        == 0
    )
    assert page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.evaluate("caches.keys().then(all => all.length)") == 0
    assert context.cookies() == []
    assert visit.service.cookies == []
    assert all(url.startswith((visit.service.url, visit.site.url, "data:")) for url in others)


@pytest.mark.parametrize(("width", "height"), [(320, 80), (385, 64), (800, 64)])
def test_nothing_shifts(visit: Visit, width: int, height: int) -> None:
    """With its height kept free, the table arrives and is refreshed without moving anything."""
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open(element())
    expect(page.locator("fx-widget .price")).to_have_count(10)
    visit.service.publish(snapshot(rate("INR", "85.4001")))
    visit.wait(seconds=61)
    expect(page.locator("fx-widget", has_text="85.4001")).to_be_visible()
    page.screenshot()
    assert page.evaluate("shifts") == []
    assert (
        page.evaluate(
            "document.querySelector('fx-widget').shadowRoot.querySelector('.fx-widget').offsetHeight"
        )
        <= height * 16
    )


def _documented(service: LiveService, title: str) -> tuple[str, str]:
    """The snippet of a section of the documents with this service's address and script, and the policy stated there."""
    section = DOCS.read_text("utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    for placeholder, real in {
        "https://rates.example": service.url,
        "widget.HASH.js": script().name,
        "sha384-…": script().integrity,
    }.items():
        section = section.replace(placeholder, real)
    snippet = re.search(r"(?:^    .*\n)+", section, re.MULTILINE)
    policy = re.search(r"^    Content-Security-Policy: (.*)|Policy: `(.*)`", section, re.MULTILINE)
    assert snippet is not None
    assert policy is not None
    return snippet[0], policy[1] or policy[2]


@pytest.mark.parametrize("title", ["Frame", "Element"])
def test_a_documented_snippet_moves_nothing(visit: Visit, title: str) -> None:
    """Pasted under the policy that stands beside it, with no inline style allowed, it keeps to its column and to its height.

    The element's script comes after the page was painted, as it does over a network.
    """
    snippet, policy = _documented(visit.service, title)
    held: list[Route] = []
    visit.page.route("**/widget.*.js", lambda route: held.append(route))
    visit.page.set_viewport_size({"width": 800, "height": 900})
    visit.page.clock.set_fixed_time(NOW)
    visit.page.add_init_script(SHIFTS)
    visit.site.headers = {"Content-Security-Policy": f"default-src 'none'; style-src data:; {policy}"}
    for width in (300, 400, 700):
        visit.site.html = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title><link rel="stylesheet" '
            f'href="data:text/css,main {{ width: {width}px }}">'
            f"<main>{snippet}</main><p>What comes after.</p>"
        )
        visit.page.goto(visit.site.url, wait_until="commit")
        after = visit.page.get_by_text("What comes after.")
        expect(after).to_be_visible()
        visit.page.screenshot()
        where = after.bounding_box()
        while held:
            held.pop().continue_()
        inside = visit.page.frame_locator("iframe") if title == "Frame" else visit.page
        expect(inside.locator(".price").first).to_be_visible()
        visit.page.screenshot()
        assert after.bounding_box() == where
        assert [frame.evaluate("shifts") for frame in visit.page.frames] == [[]] * len(visit.page.frames)
        assert visit.page.evaluate("document.querySelector('main').scrollWidth") == width
    assert visit.console == []


def test_the_documented_snippets_are_those_that_are_handed_out(service: LiveService) -> None:
    """What the documents have is what the builder and the command print, with these options."""
    snippet, policy = _documented(service, "Element")
    codes = ("BRL", "INR", "ZAR")
    made = embed("element", service.url, Options(currencies=codes), codes)
    assert (snippet.split(), policy) == (made.code.split(), made.policies[0])
    snippet, policy = _documented(service, "Frame")
    made = embed("frame", service.url, Options(), BRICS_PLUS)
    assert (snippet.replace("?lang=en", "").split(), policy) == (made.code.split(), made.policies[0])


def test_parts_and_colours_are_the_hosts(visit: Visit) -> None:
    """The site styles named parts and custom properties."""
    page = visit.open(element('currencies="INR"'))
    expect(page.locator("fx-widget .price")).to_have_count(1)
    parts = page.evaluate(
        "[...new Set([...document.querySelector('fx-widget').shadowRoot.querySelectorAll('[part]')].flatMap(it => [...it.part]))].sort()"
    )
    documented = re.search(r"The parts are (.*?)\.", DOCS.read_text("utf-8"), re.DOTALL)
    assert documented is not None
    assert parts == sorted(re.findall(r"`(\w+)`", documented[1]))
    page.add_style_tag(
        content="fx-widget { --fx-ground: rgb(1, 2, 3) } fx-widget::part(price) { color: rgb(4, 5, 6) }"
    )
    expect(page.locator("fx-widget .fx-widget")).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(page.locator("fx-widget .price")).to_have_css("color", "rgb(4, 5, 6)")


def test_axe_finds_nothing(look: Look, site: Site, service: LiveService) -> None:
    """Neither light nor dark, neither running nor paused and out of date, all beside one another."""
    kinds = ("", 'layout="card" converter', 'columns="previous,change,source"', 'lang="ar"')
    page = shown(
        look, site, service, [f'theme="{theme}" {kind}' for theme in ("light", "dark") for kind in kinds]
    )
    assert violations(page) == []
    be_paused_and_out_of_date(page)
    assert violations(page) == []
    page.goto("about:blank")  # it asks this test's service no more


def test_axe_finds_nothing_in_any_language(look: Look, site: Site, service: LiveService) -> None:
    """Direction, language of parts and labels are right in each, with all that can be in sight; colours are as above."""
    page = shown(
        look, site, service, [f'lang="{code}" columns="previous,change,source"' for code in LANGUAGES]
    )
    be_paused_and_out_of_date(page)
    assert violations(page, colours=False) == []
    page.goto("about:blank")


def shown(look: Look, site: Site, service: LiveService, attributes: Sequence[str]) -> Page:
    """A page of the site with elements of these attributes that show their tables: each asks once it is near the window."""
    site.html = document(service, *map(element, attributes))
    page = look(site.url, width=400)
    for each in page.locator("fx-widget").all():
        each.scroll_into_view_if_needed()
        expect(each.locator(".price").first).to_be_visible()
    return page


def be_paused_and_out_of_date(page: Page) -> None:
    """Open what each element says of itself, pause it, and have it say that it shows an old copy."""
    page.evaluate(PAUSED)


PAUSED = """() => document.querySelectorAll('fx-widget').forEach(({ shadowRoot }) => {
  shadowRoot.querySelector('.facts > summary').click();
  shadowRoot.querySelector('.pause').click();
  shadowRoot.querySelector('.old-copy').hidden = false;
})"""


# The page in a frame keeps itself current in the same way


def frame(visit: Visit, sandbox: str = "") -> FrameLocator:
    """The page in a frame of the site's page."""
    source = f"{visit.service.url}/widget"
    visit.open(f'<iframe {sandbox} width="400" height="1024" title="Rates" src="{source}"></iframe>')
    return visit.page.frame_locator("iframe")


def _pages(visit: Visit, count: int) -> list[int]:
    """The statuses of the requests for the page once there are ``count`` of them."""
    visit.settle()
    until(lambda: len(visit.service.pages) >= count, f"{count} requests")
    visit.settle()
    assert len(visit.service.pages) == count
    return visit.service.pages


def test_an_open_page_refreshes_itself(visit: Visit) -> None:
    """It asks for itself again at the server's pace, conditionally, and shows the new number; an open row stays open."""
    inside = frame(visit)
    inside.locator(".price").first.click()
    visit.wait(seconds=59)
    _pages(visit, 1)
    visit.wait(seconds=2)
    _pages(visit, 2)
    visit.wait(seconds=61)
    assert _pages(visit, 3)[2] == 304
    visit.service.publish(snapshot(rate("INR", "85.4001")))
    visit.wait(seconds=61)
    expect(inside.locator(".price", has_text="85.4001")).to_be_visible()
    assert inside.locator("details").first.get_attribute("open") is not None
    assert visit.console == []


def test_an_open_page_is_paused_and_out_of_date(visit: Visit) -> None:
    """In a sandbox: paused it asks for nothing, and says all the same when it is out of date, by the server's clock."""
    inside = frame(visit, 'sandbox="allow-scripts"')
    visit.wait(seconds=61)
    _pages(visit, 2)
    inside.locator(".facts > summary").click()
    button = inside.get_by_role("button", name="Pause updates")
    button.press("Enter")
    visit.wait(minutes=57)
    expect(inside.locator(".old-copy")).to_be_hidden()
    visit.wait(minutes=1)
    expect(inside.locator(".old-copy")).to_be_visible()
    _pages(visit, 2)
    visit.service.publish(
        snapshot(rate("INR", "85.4001"), valid_until=visit.service.now + timedelta(hours=1))
    )
    button.press("Enter")
    expect(inside.locator(".price", has_text="85.4001")).to_be_visible()
    expect(inside.locator(".old-copy")).to_be_hidden()
