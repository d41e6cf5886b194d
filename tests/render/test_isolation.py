"""Currency codes among Arabic letters: each is isolated, so that it moves nothing beside it and nothing moves it."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from fxwidget.presentation.language import Language
from fxwidget.presentation.options import Options
from fxwidget.render import badge
from fxwidget.render.image import svg
from fxwidget.render.page.html import page
from fxwidget.render.plain_text import plain
from fxwidget.render.view import View
from tests.support.pages import SAYING, VOID
from tests.support.snapshots import NOW

FROM_RIGHT = ("ar", "fa")
EVERYTHING: dict[str, Any] = {"converter": True, "columns": ("previous", "change"), "symbol": True}
INVERSE: dict[str, Any] = {"inverse": True, "amount": Decimal(1000)}
CODES = {rate.code for rate in SAYING.rates}
BOTH = {"": EVERYTHING, "inverse": INVERSE}
ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
MARKED = re.compile("\u200f\u200e[^\u200e\u200f]*\u200e\u200f")


def bare(text: str, isolated: re.Pattern[str] = ISOLATED) -> set[str]:
    """The codes in a text that are not isolated, however deep."""
    inside = text
    while (shorter := isolated.sub("", inside)) != inside:
        inside = shorter
    return CODES & set(re.findall(r"\b[A-Z]{3}\b", inside))


class Bare(HTMLParser):
    """The codes of a page that no element and no sign isolates."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("title", "alt", "aria-label"):
            self.found |= bare(given.get(name) or "")
        if tag not in VOID:
            self._open.append(tag in {"bdi", "script", "style"} or given.get("dir") == "ltr")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.found |= bare(data)


def view(code: str, **options: Any) -> View:
    return View(SAYING, NOW, Options(lang=code, **options))


@pytest.mark.parametrize("code", FROM_RIGHT)
@pytest.mark.parametrize("options", BOTH.values(), ids=BOTH)
def test_on_the_page(code: str, options: dict[str, Any]) -> None:
    """By an element where one can stand, else by signs: in the title, in lists to choose from, in sentences."""
    assert Bare(page(view(code, **options))).found == set()


@pytest.mark.parametrize("code", FROM_RIGHT)
@pytest.mark.parametrize("options", BOTH.values(), ids=BOTH)
def test_in_the_image(code: str, options: dict[str, Any]) -> None:
    """A text of its own is a code alone; title and description are sentences."""
    drawing = ElementTree.fromstring(svg(view(code, **options)))
    texts = ["".join(element.itertext()) for element in drawing if not element.tag.endswith("style")]
    lines = [text[1:-1] if text.startswith("\u2067") else text for text in texts]
    assert [line for line in lines if bare(line) - {line}] == []


@pytest.mark.parametrize("code", FROM_RIGHT)
@pytest.mark.parametrize("options", BOTH.values(), ids=BOTH)
def test_in_the_text(code: str, options: dict[str, Any]) -> None:
    """Rows begin with their code; within a sentence invisible marks stand around it, as terminals show no isolates."""
    lines = plain(view(code, **options)).splitlines()
    assert len([line for line in lines if line[:3] in CODES]) == len(SAYING.rows)
    assert [line for line in lines if bare(line, MARKED) - {line[:3]}] == []


@pytest.mark.parametrize("code", FROM_RIGHT)
def test_in_the_badge(code: str) -> None:
    """In its title a pair stands beside a number."""
    title = ElementTree.fromstring(badge.svg(view(code, amount=Decimal(100)), "INR"))[0].text or ""
    assert bare(title) == set()
    assert "USD/INR" in title


@pytest.mark.parametrize("code", FROM_RIGHT)
def test_lists_run_from_the_right(code: str) -> None:
    """The first of several codes is the rightmost, although all of them are Latin letters."""
    comma = "، "
    listed = comma.join(f"\u2068{name}\u2069" for name in ("BRL", "INR", "RUB"))
    assert Language(code).list(["BRL", "INR", "RUB"]) == f"\u2067{listed}\u2069"


def test_other_languages_need_no_signs() -> None:
    """From left to right nothing is isolated."""
    assert not set(page(View(SAYING, NOW, Options(lang="ru", **EVERYTHING)))) & set(
        "\u2066\u2067\u2068\u2069"
    )
