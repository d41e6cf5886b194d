"""Draws the builder as SVG out of its own page: its words, choices and snippets, and beside them the table as an image.

A page can't stand in a text document, and a screenshot would be no text. So what the page says is laid out anew, as Chromium
shows it at 1100 px: every word, flag and snippet is read from the service's answers, and what no longer stands there as it
did is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from textwrap import wrap
from typing import NamedTuple

from fxwidget.render.markup import xml

__all__ = ["drawing"]

WIDTH, HEIGHT = 1000, 880
LEFT, RIGHT, COLUMN = 20, 548, 492
CODE_COLUMNS, HINT_COLUMNS = 56, 28
ROWS = 7
"""Currencies that are in the picture; the list goes on below it."""

STYLE = (
    ".bg{fill:#fff}.bt{fill:#1c2127}.bq{fill:#57606a}.ba{fill:#0b57d0}.bc{fill:#f4f6f8}.bl{stroke:#dfe3e8}.bf{fill:none}"
    ".bk{stroke:#0b57d0}.bm{stroke:#767f89}.bw{stroke:#fff}.bb{font-weight:700}.bo{font-family:monospace}"
    "@media(prefers-color-scheme:dark){.bg{fill:#15181c}.bt{fill:#e6e9ec}.bq{fill:#9ea7b1}.ba{fill:#8ab4f8}.bc{fill:#1f242a}"
    ".bl{stroke:#31373e}.bk{stroke:#8ab4f8}.bm{stroke:#8b949e}.bw{stroke:#15181c}}"
)


class Kind(NamedTuple):
    """A kind of embed that is offered."""

    name: str
    hint: str
    chosen: bool


class Choice(NamedTuple):
    """A currency that can be chosen: its flag as SVG, its name and code."""

    flag: str
    name: str
    code: str
    chosen: bool


def drawing(page: str, table: str) -> str:
    """The builder's page as SVG, with a table as its preview.

    Args:
        page: the HTML of the builder.
        table: the image of the same table.

    Raises:
        ValueError: a part of the page is not there.
    """
    parts = [*_head(page), *_kinds(page), *_currencies(page), *_preview(page, table)]
    title = _one(r"<h1>(.*?)</h1>", page)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'lang="en" xml:lang="en" font-family="Noto Sans,system-ui,sans-serif" font-size="14"><title>{xml(title)}</title>'
        f"<style>{STYLE}</style>{_box(0, 0, WIDTH, HEIGHT, 'bg', 0)}{''.join(parts)}</svg>"
    )


# The parts


def _head(page: str) -> Iterator[str]:
    yield _text(LEFT, 40, _one(r"<h1>(.*?)</h1>", page), "bt bb", 24)
    yield _text(LEFT, 66, _plain(_one(r"<header>.*?<p>(.*?)<a", page)), "bt")
    languages = re.findall(r">([^<]+)</a></li>", _one(r'<nav id="field-ui"(.*?)</nav>', page))
    first, *others = languages
    spans = [
        f'<tspan class="bt bb">{xml(first)}</tspan>',
        *(f'<tspan dx="10">{xml(each)}</tspan>' for each in others),
    ]
    yield f'<text class="ba" x="{LEFT}" y="94" direction="ltr" unicode-bidi="embed">{"".join(spans)}</text>'


def _kinds(page: str) -> Iterator[str]:
    field = _one(r'<fieldset id="field-embed"(.*?)</fieldset>', page)
    found = re.findall(r'value="\w+"( checked)?><span><b>(.*?)</b> <span class="quiet">(.*?)</span>', field)
    kinds = [Kind(unescape(name), unescape(hint), bool(chosen)) for chosen, name, hint in found]
    top, step = 128, 78
    yield _field(top - 4, step * ((len(kinds) + 1) // 2) + 26, _one(r"<legend>(.*?)</legend>", field))
    for place, kind in enumerate(kinds):
        yield from _kind(kind, LEFT + 14 + place % 2 * 236, top + 18 + place // 2 * step)


def _kind(kind: Kind, x: int, y: int) -> Iterator[str]:
    yield _box(x, y, 228, 70, f"{'bc bk' if kind.chosen else 'bf bl'}", 5)
    yield f'<circle class="bf {"bk" if kind.chosen else "bm"}" cx="{x + 18}" cy="{y + 18}" r="7"/>'
    if kind.chosen:
        yield f'<circle class="ba" cx="{x + 18}" cy="{y + 18}" r="4"/>'
    yield _text(x + 34, y + 23, kind.name, "bt bb", 15)
    lines = wrap(kind.hint, HINT_COLUMNS)
    shown = lines if len(lines) <= 2 else [lines[0], lines[1].rsplit(" ", 1)[0] + " …"]
    for number, line in enumerate(shown):
        yield _text(x + 34, y + 42 + 17 * number, line, "bq", 12)


def _currencies(page: str) -> Iterator[str]:
    field = _one(r'<fieldset id="field-currencies"(.*?)</fieldset>', page)
    found = re.findall(
        r'<label>(<svg.*?</svg>)<input[^>]*?( checked)?> <span>(.*?) <bdi class="quiet">(.*?)</bdi>',
        field,
        re.DOTALL,
    )
    choices = [Choice(flag, unescape(name), code, bool(chosen)) for flag, chosen, name, code in found]
    top = 496
    yield _field(top, HEIGHT - top - 16, _one(r"<legend>(.*?)</legend>", field))
    for number, line in enumerate(wrap(_plain(_one(r'<p class="quiet">(.*?)</p>', field)), 74)):
        yield _text(LEFT + 14, top + 32 + 17 * number, line, "bq", 12)
    for place, choice in enumerate(choices[:ROWS]):
        yield from _choice(choice, top + 62 + 42 * place)


def _choice(choice: Choice, y: int) -> Iterator[str]:
    x = LEFT + 14
    yield f'<path class="bl" d="M{x} {y}h464"/>'
    placed = re.sub(
        r'width="\d+" height="\d+"', f'x="{x + 6}" y="{y + 12}" width="27" height="18"', choice.flag, count=1
    )
    yield re.sub(r' (class|aria-hidden|focusable)="[^"]*"', "", placed)
    yield _box(x + 44, y + 13, 16, 16, "ba" if choice.chosen else "bf bm", 3)
    if choice.chosen:
        yield f'<path class="bf bw" stroke-width="2" d="M{x + 47} {y + 21}l4 4 6-8"/>'
    yield (
        f'<text class="bt" x="{x + 72}" y="{y + 26}">{xml(choice.name)}'
        f'<tspan class="bq" dx="6" font-size="12">{xml(choice.code)}</tspan></text>'
    )
    yield _text(x + 410, y + 26, "↑", "bt")
    yield _text(x + 444, y + 26, "↓", "bt")


def _preview(page: str, table: str) -> Iterator[str]:
    yield _text(RIGHT, 136, _one(r"<h2>(Preview) <span", page), "bt bb", 17)
    width, height = map(int, re.findall(r'<svg [^>]*?width="(\d+)" height="(\d+)"', table)[0])
    shown = 432 * height // width
    yield re.sub(
        r"<svg [^>]*>",
        f'<svg x="{RIGHT}" y="152" width="432" height="{shown}" viewBox="0 0 {width} {height}" font-size="12">',
        table.strip(),
        count=1,
    )
    yield _box(RIGHT, 152, 432, shown, "bf bl", 0)
    yield from _snippets(page, 152 + shown + 36)


def _snippets(page: str, y: int) -> Iterator[str]:
    yield _text(RIGHT, y, _one(r"<h2>(What to paste)</h2>", page), "bt bb", 17)
    y += 28
    for title, code in re.findall(r"<h3[^>]*>(.*?)</h3>\s*<pre[^>]*><code>(.*?)</code>", page, re.DOTALL):
        lines = wrap(" ".join(unescape(code).split()), CODE_COLUMNS, break_on_hyphens=False)
        if y + 30 + 17 * len(lines) > HEIGHT - 16:
            return  # the page goes on below the picture
        yield _text(RIGHT, y, unescape(title), "bt bb", 13)
        yield _box(RIGHT, y + 8, 432, 17 * len(lines) + 14, "bc bl", 4)
        for number, line in enumerate(lines):
            yield _text(RIGHT + 10, y + 26 + 17 * number, line, "bt bo", 12)
        y += 17 * len(lines) + 48


# The shapes


def _field(y: int, height: int, legend: str) -> str:
    """A field's frame with its legend on the line."""
    width = 9 * len(legend) + 14
    gap = _box(LEFT + 10, y - 10, width, 20, "bg", 0)
    return _box(LEFT, y, COLUMN, height, "bf bl", 6) + gap + _text(LEFT + 16, y + 5, legend, "bt bb", 15)


def _box(x: int, y: int, width: int, height: int, style: str, radius: int) -> str:
    return f'<rect class="{style}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>'


def _text(x: int, y: int, text: str, style: str, size: int = 14) -> str:
    return f'<text class="{style}" x="{x}" y="{y}" font-size="{size}">{xml(text)}</text>'


# The page


def _one(pattern: str, page: str) -> str:
    """The first group of the first place that matches.

    Raises:
        ValueError: there is none.
    """
    found = re.search(pattern, page, re.DOTALL)
    if found is None:
        raise ValueError(f"the builder's page has nothing like {pattern}")
    return found[1]


def _plain(html: str) -> str:
    """The text of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
