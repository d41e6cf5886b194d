"""Looks in Chromium: they arrive in every embed, can be read, and ``theme=page`` follows the page around as far as CSS lets it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.wrappers import Response

from fxwidget.render.page.script import script
from tests.support.axe import violations
from tests.support.browser import Look
from tests.support.processes import get
from tests.support.snapshots import NOW
from tools.pictures import CLIPPED
from tools.serving import serving

pytestmark = pytest.mark.needs("browser")

LOOKS = (
    "accent=b3005e,ff9ecb&ground=fffdf5,1a1a2e&font=georgia&size=large",
    "ground=999&up=0a2a0a&down=4a0808&size=small&font=verdana",
    "text=001a4d&theme=light&accent=7a0000&font=times",
    "theme=page",
)
CREAM, NIGHT = "rgb(255, 253, 245)", "rgb(26, 26, 46)"
GROUND = "getComputedStyle(document.querySelector('.fx-widget')).backgroundColor"


@contextmanager
def host(body: str, style: str = "", policy: str = "") -> Iterator[str]:
    """A page of another origin with an embed in it."""
    answer = Response(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">'
        f"<style>{style}</style>{body}",
        content_type="text/html",
    )
    if policy:
        answer.headers["Content-Security-Policy"] = policy
    with serving(answer) as address:
        yield address


def opened(browser: Browser, address: str, scheme: Any = "light") -> Page:
    page = browser.new_context(color_scheme=scheme, viewport={"width": 420, "height": 700}).new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(address)
    return page


@pytest.mark.parametrize("query", LOOKS)
def test_a_look_that_is_taken_can_be_read(look: Look, url: str, query: str) -> None:
    """Axe finds no contrast too low in it, every row and all facts open, and at 220 px nothing is cut."""
    page = look(f"{url}/widget?{query}&columns=previous,change&converter=1", width=220)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.evaluate(CLIPPED) == []
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    if query == "theme=page":  # what the browser paints itself, Axe takes for white
        page.evaluate("document.documentElement.style.background = '#121212'")
    assert violations(page, "dark") == []


@pytest.mark.parametrize(("scheme", "ground"), [("light", CREAM), ("dark", NIGHT)])
def test_an_element_has_its_look_under_a_strict_policy(
    browser: Browser, url: str, scheme: str, ground: str
) -> None:
    """By attributes, without ``unsafe-inline``, beside one of our own look, in the scheme of the reader."""
    body = (
        f'<script type="module" src="{url}/{script().name}"></script><fx-widget accent="#b3005e,#ff9ecb" '
        'ground="fffdf5,1a1a2e" size="large"></fx-widget><fx-widget currencies="INR"></fx-widget>'
    )
    policy = f"default-src 'none'; script-src {url}; connect-src {url}; img-src data:"
    with host(body, policy=policy) as address:
        page = opened(browser, address, scheme)
        own, plain = (page.locator("fx-widget").nth(place).locator(".fx-widget") for place in (0, 1))
        expect(own).to_have_css("background-color", ground)
        expect(own).to_have_css("font-size", "18px")
        expect(plain).to_have_css("font-size", "16px")
        expect(plain).not_to_have_css("background-color", ground)


def test_a_fragment_has_its_look_by_its_style(browser: Browser, url: str) -> None:
    """Two fragments of two looks stand in one page, each with the colours of the style that it names."""
    looks = ("ground=fffdf5", "ground=1a1a2e")
    links = "".join(f'<link rel="stylesheet" href="{url}/widget.css?{each}">' for each in looks)
    body = "".join(get(f"{url}/widget?fragment=1&{each}").text for each in looks)
    policy = f"default-src 'none'; style-src {url}; img-src data:"
    with host(links + body, policy=policy) as address:
        tables = opened(browser, address).locator(".fx-widget")
        expect(tables.first).to_have_css("background-color", CREAM)
        expect(tables.last).to_have_css("background-color", NIGHT)


@pytest.mark.parametrize("reader", ["light", "dark"])
@pytest.mark.parametrize(("page_scheme", "dark"), [("dark", True), ("light", False), ("normal", False)])
def test_an_element_follows_the_page_around(
    browser: Browser, url: str, reader: str, page_scheme: str, dark: bool
) -> None:
    """By the computed ``color-scheme`` of its place, whatever the reader prefers; the ground is the page's own."""
    body = f'<script type="module" src="{url}/{script().name}"></script><fx-widget theme="page"></fx-widget>'
    with host(body, f":root {{ color-scheme: {page_scheme} }}") as address:
        page = opened(browser, address, reader)
        page.locator("fx-widget .price").first.wait_for()
        table = page.locator("fx-widget .fx-widget")
        expect(table).to_have_css("background-color", "rgba(0, 0, 0, 0)")
        expect(table).to_have_css("color", "rgb(230, 233, 236)" if dark else "rgb(28, 33, 39)")
        page.evaluate("document.documentElement.style.colorScheme = 'dark'")
        expect(table).to_have_css("color", "rgb(230, 233, 236)")


@pytest.mark.parametrize(
    ("page_scheme", "reader", "seen"),
    [
        ("light", "light", "page"),
        ("dark", "dark", "page"),
        ("light dark", "light", "page"),
        ("light dark", "dark", "page"),
        ("dark", "light", "white"),
        ("light", "dark", "dark"),
    ],
)
def test_a_frame_follows_the_page_where_the_reader_does(
    browser: Browser, url: str, page_scheme: str, reader: str, seen: str
) -> None:
    """Where the page has the reader's scheme its ground shows through; else the browser paints the frame's own scheme."""
    frame = f'<iframe src="{url}/widget?theme=page" width="400" height="600" style="border:0"></iframe>'
    style = f":root {{ color-scheme: {page_scheme} }} body {{ margin: 0; background: rgb(120, 60, 30) }}"
    with host(frame, style) as address:
        page = opened(browser, address, reader)
        inside = page.frames[1]
        inside.locator(".price").first.wait_for()
        assert inside.evaluate(GROUND) == "rgba(0, 0, 0, 0)"
        colour = pixel(page, 398, 598)
        assert {
            "page": colour == (120, 60, 30),
            "white": colour == (255, 255, 255),
            "dark": max(colour) < 32,
        }[seen]
        dark_text = inside.evaluate("getComputedStyle(document.body).color") == "rgb(28, 33, 39)"
        assert dark_text is (reader == "light")


def pixel(page: Page, x: int, y: int) -> tuple[int, ...]:
    """The colour of a pixel as it is seen."""
    shot = base64.b64encode(page.screenshot()).decode()
    found = page.evaluate(
        """async ([shot, x, y]) => {
          const image = new Image();
          image.src = `data:image/png;base64,${shot}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          return [...canvas.getImageData(x, y, 1, 1).data].slice(0, 3);
        }""",
        [shot, x, y],
    )
    return tuple(found)


@pytest.mark.parametrize(("scheme", "ground"), [("light", CREAM), ("dark", NIGHT)])
def test_an_image_has_the_look_of_the_reader(browser: Browser, url: str, scheme: str, ground: str) -> None:
    """The SVG's ground is that of the scheme in which it is seen."""
    with host(
        f'<img src="{url}/widget.svg?ground=fffdf5,1a1a2e" alt="Rates">',
        "body { margin: 0 } :root { color-scheme: light dark }",
    ) as address:
        page = opened(browser, address, scheme)
        page.wait_for_function("document.images[0].complete")
        assert f"rgb{pixel(page, 4, 4)}" == ground
