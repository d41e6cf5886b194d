"""The estimated widths: never less than what a browser draws, and not so much more that lines would be half empty."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser

from fxwidget.domain.currency import ISO_4217
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.render.text_width import width
from tools.messages import messages

FONTS = ("Noto Sans", "DejaVu Sans")
MEASURED = """([texts, font]) => {
  const context = document.createElement('canvas').getContext('2d');
  context.font = font;
  return texts.map(text => context.measureText(text).width);
}"""


def texts(code: str, written: Iterable[str]) -> list[str]:
    """All that is ever written in a language: its messages and the names of all currencies, and some figures."""
    language = Language(code)
    sentences = [re.sub(r"{.*?}", "1", language.say(message)) for message in written]
    return [
        *sentences,
        *(language.name(each) for each in sorted(ISO_4217)),
        "1,234,567.89",
        "-0.52%",
        "USD/INR",
    ]


@pytest.mark.needs("browser")
def test_no_text_is_wider_than_estimated(browser: Browser) -> None:
    """In plain and bold letters, in the fonts that there are, for every text of more than a few letters."""
    wide: list[str] = []
    all_messages = tuple(messages())
    with browser.new_page() as page:
        for code in LANGUAGES:
            written = texts(code, all_messages)
            for weight in ("", "bold "):
                estimated = [width(text, 100, bold=bool(weight)) for text in written]
                for font in FONTS:
                    drawn = page.evaluate(MEASURED, [written, f"{weight}100px {font}, sans-serif"])
                    wide += [
                        f"{code} {weight}{font}: {text} {is_wide:.0f} > {most:.0f}"
                        for text, is_wide, most in zip(written, drawn, estimated, strict=True)
                        if is_wide > most
                    ]
                    assert sum(drawn) > 0.5 * sum(estimated)
    assert wide == []


@pytest.mark.parametrize(
    ("text", "same"), [("e\u0301", "e"), ("ab\u200c", "ab"), ("\u2068x\u2069", "x"), ("", "")]
)
def test_what_stands_on_a_letter_has_no_width(text: str, same: str) -> None:
    """Marks, joiners and isolates take no room."""
    assert width(text) == width(same)


def test_size_and_weight() -> None:
    """The width grows with the size, and bold letters are wider."""
    assert width("abc", 12) == pytest.approx(12 * width("abc"))
    assert width("abc", bold=True) > width("abc")
