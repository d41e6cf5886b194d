"""The builder in Debian's Chromium: by keyboard, by pointer and without script; what it hands out works where it is pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from werkzeug.wrappers import Request, Response

from fxwidget.config.settings import Settings
from fxwidget.presentation.language import LANGUAGES
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.embeds import KINDS
from tests.support.axe import violations, violations_in_both_schemes
from tests.support.browser import Look
from tests.support.layout import faults_at
from tests.support.pages import QUIET
from tests.support.processes import get
from tests.support.snapshots import NOW, snapshot
from tools.serving import serving

pytestmark = pytest.mark.needs("browser")

WIDE = 1280
EVERY = "embed=badge&currencies=INR,RUB&columns=previous,change,source&converter=1"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The builder, wide, with what it complains of: any complaint fails the test."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    it = context.new_page()
    it.clock.set_fixed_time(NOW)
    complaints: list[str] = []
    it.on("console", partial(note, complaints))
    it.on("pageerror", lambda error: complaints.append(str(error)))
    it.goto(url)
    yield it
    expected = ("404", "422", "net::ERR_FAILED")
    assert [text for text in complaints if not any(each in text for each in expected)] == []
    assert context.cookies() == []
    assert it.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    context.close()


def note(complaints: list[str], message: ConsoleMessage) -> None:
    complaints.append(message.text)


def code(page: Page) -> str:
    return page.locator("#handed code").first.text_content() or ""


def settled(page: Page, query: str) -> None:
    """Wait until the page stands for a query."""
    expect(page).to_have_url(re.compile(rf"/{re.escape(query)}$"))


def rows(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#currencies input", "all => all.map(each => each.value)")
    return found


# Nothing stands in anybody's way


@pytest.mark.parametrize("query", ["", EVERY, "amount=x&currencies=JPY"])
def test_axe_finds_nothing(look: Look, url: str, query: str) -> None:
    """Nothing up to WCAG 2.2 AA and the best practices, at any width, in either scheme, what can't be among it."""
    page = look(f"{url}/?{query}", width=320)
    for width in (320, WIDE):
        page.set_viewport_size({"width": width, "height": 700})
        assert violations_in_both_schemes(page) == {}, width


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_any_language(look: Look, url: str, language: str) -> None:
    """Direction, language of parts and labels are right in each; colours are those of the other tests."""
    assert violations(look(f"{url}/?lang={language}", width=WIDE), colours=False) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut(look: Look, url: str, language: str) -> None:
    """At 320 px, wide, and with text of twice the size nothing leaves the page, and nothing is cut."""
    for query in ("", EVERY, "amount=x"):
        page = look(f"{url}/?lang={language}&{query}", width=320)
        sizes = ((320, 100), (320, 200), (700, 200), (WIDE, 100), (WIDE, 200))
        assert faults_at(page, *sizes) == [], query


def test_forced_colours_keep_what_is_chosen(browser: Browser, url: str) -> None:
    """Where the system chooses the colours, buttons have an edge and the flags their colours."""
    it = browser.new_page(forced_colors="active")
    it.goto(url)
    button = it.locator("#currencies button").first
    assert button.evaluate("each => getComputedStyle(each).borderTopColor") != "rgba(0, 0, 0, 0)"
    assert it.locator(".fx-flag").first.evaluate("each => getComputedStyle(each).forcedColorAdjust") == "none"
    it.close()


# By keyboard alone


def test_a_table_is_built_by_keyboard_alone(page: Page) -> None:
    """Kind, currencies, their order, options and copying: all by Tab, arrows, Space and letters, with a visible focus."""
    keys = page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(200):
            keys.press("Tab")
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{style}.outlineStyle !== 'none' || {style}.outlineWidth !== '0px'")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"no way to {selector}")

    tab_to("[name=embed]")
    keys.press("ArrowDown")
    settled(page, "?embed=element")
    tab_to("[name=currencies][value=AED]")
    keys.press("Space")
    tab_to("[value='up,INR']")
    before = rows(page)
    keys.press("Enter")
    keys.press("ArrowUp")
    after = rows(page)
    assert after.index("INR") == before.index("INR") - 2
    assert page.evaluate("document.activeElement.value") == "up,INR"
    assert (page.locator("#said").text_content() or "").startswith("Indian Rupee INR is now number ")
    tab_to("[name=layout]")
    keys.press("ArrowRight")
    tab_to("[name=theme]")
    keys.press("d")
    tab_to("[name=header]")
    keys.type("Our rates")
    chosen = ",".join(each for each in after if each not in ("AED", "USD"))
    settled(page, f"?embed=element&currencies={chosen},USD&layout=table&theme=dark&header=Our%20rates")
    assert f'<fx-widget currencies="{chosen},USD" layout="table" theme="dark" header="Our rates" ' in code(
        page
    )
    tab_to(".copy")
    keys.press("Enter")
    expect(page.locator("#said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == code(page)


def test_enter_in_a_field_moves_nothing(page: Page) -> None:
    """It shows what the form says, and the order stays."""
    before = rows(page)
    page.locator("[name=amount]").fill("250")
    page.keyboard.press("Enter")
    settled(page, "?amount=250")
    assert rows(page) == before


# Live


def test_the_preview_is_live(page: Page, url: str) -> None:
    """A change shows in the frame, the snippet, the JSON's link and the address, and the way back stays one step."""
    steps = page.evaluate("history.length")
    inside = page.frame_locator("#preview iframe")
    expect(inside.locator("h1")).to_have_text("1 US dollar")
    page.get_by_label("Base currency").select_option("INR")
    page.get_by_label("cards").check()
    expect(inside.locator("h1")).to_have_text("1 Indian rupee")
    settled(page, "?base=INR&layout=card")
    assert 'src="' + url + '/widget?base=INR&amp;layout=card"' in code(page)
    assert page.locator("#handed a").get_attribute("href") == "/v1/rates?base=INR"
    assert page.evaluate("history.length") == steps
    expect(page.locator("#preview iframe")).to_have_attribute("style", re.compile("height"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_shown(page: Page, kind: str) -> None:
    """Chosen, it is previewed as what it is, under the policy of the page that was there before."""
    page.locator(f"[name=embed][value={kind}]").check()
    if kind in ("image", "badge"):
        shown = page.locator("#preview img").first
        expect(shown).to_have_js_property("complete", True)
        page.wait_for_function("document.querySelector('#preview img').naturalWidth > 50")
        settled(page, f"?embed={kind}")
    else:
        expect(page.frame_locator("#preview iframe").locator("h1")).to_have_text("1 US dollar")


def test_a_currency_is_dragged(page: Page) -> None:
    """By its handle, past its neighbours, and it stays where it was let go."""
    first = page.locator("#currencies li").first
    target = page.locator("#currencies li").nth(3)
    handle = first.locator(".handle").bounding_box()
    end = target.bounding_box()
    assert handle is not None
    assert end is not None
    before = rows(page)
    page.mouse.move(handle["x"] + 4, handle["y"] + 4)
    page.mouse.down()
    page.mouse.move(handle["x"] + 4, end["y"] + end["height"] - 2, steps=8)
    page.mouse.up()
    assert rows(page) == [*before[1:4], before[0], *before[4:]]
    expect(page.locator("#said")).to_have_text("UAE Dirham AED is now number 4")
    expect(page).to_have_url(re.compile(rf"\?currencies={','.join([*before[1:4], before[0]])},"))


def test_what_can_not_be_is_said_where_it_was_typed(page: Page) -> None:
    """The preview stays, nothing can be pasted, the message goes once the value is mended."""
    amount = page.locator("[name=amount]")
    amount.fill("1,5")
    fault = page.locator("#fault-amount")
    expect(fault).to_contain_text("“1,5” can’t be used. Allowed: a number from 0.000001")
    expect(amount).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#faults[role=alert] a")).to_have_text("Amount")
    expect(page.locator("#handed code")).to_have_count(0)
    expect(page.locator("#preview iframe")).to_have_count(1)
    page.locator("#faults a").click()
    assert page.evaluate("document.activeElement.name") == "amount"
    amount.fill("1.5")
    settled(page, "?amount=1.5")
    expect(fault).to_be_empty()
    assert amount.get_attribute("aria-invalid") is None
    assert "amount=1.5" in code(page)


def test_a_service_that_is_gone_is_said(page: Page) -> None:
    """What is shown is then of before; once it is back everything is as it should."""
    page.route(re.compile(r"/\?"), lambda route: route.abort())
    page.get_by_label("Colours").select_option("dark")
    expect(page.locator("#faults")).to_have_text("The service does not answer: the preview is an old one.")
    page.unroute(re.compile(r"/\?"))
    page.get_by_label("Colours").select_option("light")
    settled(page, "?theme=light")
    expect(page.locator("#faults")).to_be_empty()


def test_what_is_handed_out_names_the_readers_address(browser: Browser, tmp_path: Path) -> None:
    """Behind a proxy that speaks TLS the service is reached by http: the snippet has what stands in the address bar."""
    store = tmp_path / "store"
    DiskStore(store).publish(QUIET)
    app = create_app(Settings(store=f"disk://{store}"), clock=lambda: NOW, watch=False)

    @Request.application
    def proxied(request: Request) -> Response:
        request.environ["HTTP_HOST"] = "inside.example:8000"
        return Response.from_app(app, request.environ)

    with serving(proxied) as outside:
        for script, origin in (True, outside), (False, "http://inside.example:8000"):
            context = browser.new_context(java_script_enabled=script)
            it = context.new_page()
            it.goto(outside)
            texts = it.locator("#handed code").all_text_contents()
            assert f'src="{origin}/widget"' in texts[0]
            assert f"frame-src {origin}" in texts
            assert dict(parse_qsl(urlsplit(texts[-1]).query))["url"] == f"{origin}/widget"
            context.close()


# Without script


def test_without_script_it_is_a_form(browser: Browser, url: str) -> None:
    """Chosen, moved, shown: the page that comes back has the preview and the snippet of what was sent."""
    context = browser.new_context(java_script_enabled=False)
    it = context.new_page()
    it.goto(url)
    it.get_by_role("radio", name=re.compile("^Element")).check()
    for box in it.locator("[name=currencies]").all():
        box.set_checked(box.get_attribute("value") in ("INR", "RUB", "ZAR"))
    it.locator("[name=header]").fill("Курсы & co")
    it.get_by_label("Language").last.select_option("ru")
    with it.expect_navigation():
        it.get_by_role("button", name="Move South African Rand up").click()
    assert rows(it)[:3] == ["INR", "ZAR", "RUB"]
    it.get_by_label("cards").check()
    with it.expect_navigation():
        it.get_by_role("button", name="Show").last.click()
    assert '<fx-widget currencies="INR,ZAR,RUB" layout="card" header="Курсы &amp; co" lang="ru" ' in code(it)
    assert it.locator("html").get_attribute("lang") == "en"
    assert it.frame_locator("#preview iframe").locator("h1").text_content() == "Курсы & co"
    assert not it.locator(".copy").first.is_visible()
    it.locator("[name=amount]").fill("much")
    with it.expect_navigation():
        it.get_by_role("button", name="Show").last.click()
    assert it.locator("[name=amount]").input_value() == "much"
    assert "“much” can’t be used." in (it.locator("#fault-amount").text_content() or "")
    context.close()


# Colours, widths, and on a phone


def test_a_colour_is_picked(page: Page) -> None:
    """A picker writes its scheme's half; what can't be read is said beside the field, and goes once it can."""
    accent, fault = page.locator("[name=accent]"), page.locator("#fault-accent")
    page.locator("#pick-accent-light").fill("#cc0000")
    expect(accent).to_have_value("cc0000,")
    settled(page, "?accent=cc0000,")
    assert "accent=cc0000," in code(page)
    page.locator("#pick-accent-dark").fill("#cc0000")
    expect(accent).to_have_value("cc0000")
    expect(fault).to_contain_text(
        "In dark colours: #cc0000 on #15181c has a contrast of 3.02:1; 4.5:1 is needed."
    )
    page.get_by_label("Colours").select_option("light")
    settled(page, "?theme=light&accent=cc0000")
    expect(fault).to_be_empty()
    expect(page.locator("#pick-accent-dark")).to_be_hidden()
    expect(page.locator("#pick-accent-light")).to_have_value("#cc0000")


def test_the_preview_has_the_chosen_width(page: Page) -> None:
    """As wide and as high as what is pasted, beside which both stand; full is that of its column."""
    frame = page.locator("#preview iframe")
    for width in ("220", "300"):
        page.get_by_label("Width").select_option(width)
        settled(page, f"?width={width}")
        expect(page.locator("#measured")).to_have_text(re.compile(rf"{width} × \d+ px"))
        assert frame.evaluate("each => each.getBoundingClientRect().width") == int(width)
        assert f'width="{width}"' in code(page)
    page.get_by_label("Width").select_option("full")
    settled(page, "?width=full")
    assert frame.evaluate(
        "each => each.clientWidth > 400 && each.clientWidth === each.parentElement.clientWidth"
    )


def test_a_few_currencies_are_three_clicks(page: Page) -> None:
    """None, and then those; all brings all back."""
    page.get_by_role("button", name="None").click()
    assert page.locator("#currencies :checked").count() == 0
    for name in ("INR", "ZAR"):
        page.locator(f"[name=currencies][value={name}]").check()
    settled(page, "?currencies=INR,ZAR")
    page.get_by_role("button", name="All", exact=True).click()
    settled(page, "")
    assert page.locator("#currencies :checked").count() == page.locator("#currencies input").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_snippet_is_above_the_fold_on_a_phone(look: Look, url: str, language: str) -> None:
    """At 360 x 640 px the whole snippet and the button that copies it are in sight."""
    it = look(f"{url}/?lang={language}", width=360)
    bottom = it.locator("#handed .copy").first.evaluate("each => each.getBoundingClientRect().bottom")
    assert bottom <= 640


# Pasted into an empty page


CHOSEN = "currencies=INR,RUB&lang=ru&columns=change"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_handed_out_works(browser: Browser, look: Look, url: str, kind: str) -> None:
    """In an empty page of another origin, under exactly the policy that it names, it shows the chosen table."""
    builder = look(f"{url}/?embed={kind}&{CHOSEN}", width=WIDE)
    texts = dict(
        zip(
            builder.locator("#handed h3").all_text_contents(),
            builder.locator("#handed code").all_text_contents(),
            strict=True,
        )
    )
    policies = [text for text in texts.values() if re.match(r"\w+-src ", text)]
    handed = [(next(iter(texts.values())), policy) for policy in policies]
    if kind == "chart":  # three ways to embed it, each with a line of what it needs
        handed = list(zip(texts.values(), policies[0].splitlines(), strict=False))
    for first, policy in handed:
        body = first
        if kind == "fragment":
            body += get(texts["Что ваш сервер запрашивает каждый раз"]).text
        if kind == "link":
            body = f'<iframe width="600" height="700" src="{first}"></iframe>'
        host = Response(
            f"<!doctype html><html lang=ru><title>Host</title><body>{body}", content_type="text/html"
        )
        extra = "" if kind == "fragment" else "; style-src 'unsafe-inline'"
        host.headers["Content-Security-Policy"] = f"default-src 'none'; {policy}{extra}"
        it = browser.new_page(viewport={"width": 500, "height": 900})
        it.clock.set_fixed_time(NOW)
        complaints: list[str] = []
        it.on("console", partial(note, complaints))
        with serving(host) as foreign:
            it.goto(foreign)
            if kind == "chart" and "<img" not in first:
                inside = it.frame_locator("iframe") if "<iframe" in first else it.locator("fx-chart")
                expect(inside.locator("h1")).to_be_visible()
            elif kind in ("image", "badge", "chart"):
                it.wait_for_function(
                    "[...document.images].every(each => each.complete && each.naturalWidth > 50)"
                )
                assert it.locator("img").count() == (2 if kind == "badge" else 1)
                assert it.locator("a").first.get_attribute("href") in (
                    f"{url}/rate/INR?lang=ru",
                    f"{url}/widget?currencies=INR,RUB&columns=change&lang=ru",
                    f"{url}/widget?currencies=INR&columns=change&lang=ru",
                )
            else:
                inside = it.frame_locator("iframe") if kind in ("frame", "link") else it.locator("body")
                expect(inside.locator(".price").first).to_contain_text("85,3395")
                assert inside.locator("[data-row]").count() == 2
                if kind == "fragment":
                    assert it.locator(".fx-box").evaluate("each => getComputedStyle(each).maxWidth") != "none"
        assert [text for text in complaints if "favicon" not in text and "404" not in text] == []
        it.close()


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service whose table has nothing special to say."""
    store = tmp_path_factory.mktemp("calm") / "store"
    DiskStore(store).publish(snapshot())
    with serving(create_app(Settings(store=f"disk://{store}"), clock=lambda: NOW, watch=False)) as address:
        yield address


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_height_that_is_handed_out_is_enough(look: Look, calm: str, language: str) -> None:
    """No everyday table needs more than its snippet keeps free, and none leaves a third of it empty."""
    for query in (
        "",
        "currencies=INR,RUB",
        "layout=compact&columns=change",
        "layout=card&columns=previous,change,source",
        "columns=previous,change,source",
        "converter=1",
    ):
        frame = get(f"{calm}/?lang={language}&{query}").text
        reserved = int(re.findall(r"height=&#34;(\d+)&#34;", frame)[0])
        it = look(f"{calm}/widget?lang={language}&{query}", width=400)
        needed = it.evaluate("document.body.getBoundingClientRect().height")
        assert needed <= reserved <= 1.5 * needed, query
