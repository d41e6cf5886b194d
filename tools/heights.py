"""Measures in Chromium how high each table is, and writes the figures to where frames and documents have them from.

    python -m tools.heights                  measures, and writes ``fxwidget/web/frame_heights.json`` and ``docs/widget.md``
    python -m tools.heights auto card        measures these layouts alone, and leaves the figures of the others
    python -m tools.heights chart            measures charts alone, of each currency with the demo's past
    python -m tools.heights --check          ends with 1 where a figure is another one; with layouts too

Every layout that the option has, with its facts closed and open, in every language, at five widths, with text of the
default size and of twice that size. Ends with 1, and says where, if a table scrolls in a frame of its height, or sideways,
is cut, breaks a word that has room on a line of its own, or moves after it was drawn; once everything in it is opened
too, but for the height.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import option_named
from fxwidget.web import create_app
from fxwidget.web.frame_height import MEASURED_WIDTHS, Heights
from tools import docs
from tools.browser import chromium
from tools.picture_states import STATES, State
from tools.pictures import CLIPPED, prepared
from tools.serving import serving

FIGURES = Path(__file__).parent.parent / "fxwidget/web/frame_heights.json"
SIZES = ("100%", "200%")
"""Sizes of text."""

LAYOUTS = tuple(option_named("layout").choices)
FACTS = tuple(option_named("facts").choices)

Table = tuple[str, str, str]
"""A layout, whether its facts are open, and a language."""

TABLES: tuple[Table, ...] = tuple(product(LAYOUTS, FACTS, LANGUAGES))

SHIFTS = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))
  .observe({ type: 'layout-shift', buffered: true });"""

HEIGHTS = """() => {
  const rows = [...document.querySelectorAll('tbody')].map(row => row.getBoundingClientRect().height);
  const gaps = document.querySelector('.card') ? parseFloat(getComputedStyle(document.querySelector('.card')).rowGap) : 0;
  const all = Math.ceil(document.body.getBoundingClientRect().height);
  if (document.querySelector('.strip, .single')) return [all, 0, 0];
  const row = Math.ceil(Math.max(0, ...rows) + gaps);
  const columns = document.querySelector('.card')
    ? getComputedStyle(document.querySelector('.card')).gridTemplateColumns.split(' ').length : 1;
  const together = Math.ceil(rows.reduce((sum, each) => sum + each + gaps, 0) / columns);
  return [all - together, together, row];
}"""

SCROLLS = """() => {
  const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
  return scrollHeight > clientHeight || scrollWidth > clientWidth;
}"""

BROKEN = r"""() => {
  const faults = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const hidden = node.parentElement.closest('script, style, .unseen, .name, .code');
    if (hidden && (!/name|code/.test(hidden.className) || getComputedStyle(hidden).position === 'absolute')) continue;
    for (const { 0: word, index } of node.data.matchAll(/[^ \n\-–/·、，；：（）]+/gu)) {
      if (/\p{Script=Han}/u.test(word)) continue;
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const boxes = [...range.getClientRects()].filter(box => box.width);
      if (boxes.every(box => Math.abs(box.top - boxes[0].top) < box.height / 2)) continue;
      const room = node.parentElement.closest('tbody, caption, p, li, dd, dt, details, label, .fx-box').getBoundingClientRect().width;
      if (boxes.reduce((sum, box) => sum + box.width, 0) <= room * .7) faults.push(`${word} is broken`);
    }
  }
  return faults;
}"""


CHART = "chart"
"""In place of a layout: the page of a chart, whose height is that of the highest currency's."""

WITH_PAST = next(state for state in STATES if state.name == "lines")


@contextmanager
def served(state: State = STATES[0]) -> Iterator[str]:
    """The service on an ordinary afternoon, as an address."""
    with (
        prepared(state) as settings,
        serving(create_app(settings, clock=lambda: state.looked_at, watch=False)) as address,
    ):
        yield address


def opened(browser: Browser) -> Page:
    """A page of its own that counts layout shifts, at the instant of ``served``."""
    page = browser.new_page()
    page.clock.set_fixed_time(STATES[0].looked_at)
    page.add_init_script(SHIFTS)
    return page


def look(
    page: Page, address: str, table: Table, widths: tuple[int, ...] = MEASURED_WIDTHS
) -> tuple[dict[str, Heights], list[str]]:
    """The heights of a table by width, and what is wrong with it there."""
    layout, facts, language = table
    found, wrong = {}, []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 600})
        shift = _moved(page, f"{address}/widget?layout={layout}&facts={facts}&lang={language}")
        faults = [f"moves by {shift}"] if shift else []
        sizes = []
        for size in SIZES:
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            sizes.append(page.evaluate(HEIGHTS))
            faults += [f"{fault} with text of {size}" for fault in _faults(page)]
        (rest, rows, row), large = sizes
        found[str(width)] = Heights(rest, rows, row, large[0] + large[1])
        faults += _scrolling(page, found[str(width)])
        wrong += [f"{' '.join(table)} at {width} px: {fault}" for fault in faults]
    return found, wrong


def look_at_charts(
    page: Page, address: str, language: str, widths: tuple[int, ...] = MEASURED_WIDTHS
) -> tuple[dict[str, list[int]], list[str]]:
    """The heights of the highest currency's chart by width, with text of each size, and what is wrong with any of them."""
    found: dict[str, list[int]] = {}
    wrong = []
    for width, code in product(widths, BRICS_PLUS):
        page.set_viewport_size({"width": width, "height": 600})
        shift = _moved(page, f"{address}/chart/{code}?lang={language}")
        faults, talls = [f"moves by {shift}"] if shift else [], []
        for size in SIZES:
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            talls.append(page.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"))
            faults += page.evaluate(CLIPPED)
        found[str(width)] = list(map(max, talls, found.get(str(width), talls)))
        wrong += [f"chart {code} {language} at {width} px: {fault}" for fault in faults]
    return found, wrong


def _moved(page: Page, url: str) -> float:
    """By how much a page shifts once it is drawn.

    Where it does it is loaded once more: a busy browser draws a page in pieces, and columns of a table grow with its rows.
    """
    for _ in range(2):
        page.goto(url)
        if not (shift := page.evaluate("window.shift")):
            break
    return float(shift)


def _scrolling(page: Page, heights: Heights) -> list[str]:
    """What is wrong in a frame of that height: with text of the default size, and with a larger one in its own height."""
    faults = []
    for size, tall in zip(SIZES, (heights.whole, heights.large), strict=True):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": tall})
        if page.evaluate(SCROLLS):
            faults.append(f"scrolls in its frame with text of {size}")
    return faults


def _faults(page: Page) -> list[str]:
    """What is wrong while all is closed, and once all is opened."""
    found: list[str] = []
    for open in (False, True):
        page.evaluate(
            "open => document.querySelectorAll('details').forEach(each => { each.open = open; })", open
        )
        found += page.evaluate(CLIPPED) + page.evaluate(BROKEN)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false; })")
    return found


def written(figures: Mapping[str, Mapping[str, Sequence[int]]]) -> str:
    """The text of the file of figures: a line for each table that there is, in the order of ``TABLES``, and for charts."""
    names = [*(" ".join(table) for table in TABLES), *(f"{CHART} {code}" for code in LANGUAGES)]
    lines = [f"  {json.dumps(name)}: {json.dumps(figures[name])}" for name in names if name in figures]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(arguments: list[str]) -> int:
    """Measure, and write or compare; returns the exit code."""
    layouts = [each for each in arguments if each != "--check"] or [*LAYOUTS, CHART]
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    before, wrong, measured = written(figures), [], [table for table in TABLES if table[0] in layouts]
    with served() as address, served(WITH_PAST) as with_past, chromium() as browser:
        page = opened(browser)
        for table in measured:
            found, faults = look(page, address, table)
            figures[" ".join(table)] = {width: astuple(heights) for width, heights in found.items()}
            wrong += faults
        for code in LANGUAGES if CHART in layouts else ():
            figures[f"{CHART} {code}"], faults = look_at_charts(page, with_past, code)
            wrong += faults
    text = written(figures)
    if "--check" not in arguments:
        FIGURES.write_text(text, encoding="utf-8")
        docs.main([])
    elif text != before:
        wrong.append(f"{FIGURES.name} has other figures: run python -m tools.heights")
    for fault in wrong:
        print(fault, file=sys.stderr)
    print(
        f"{len(measured)} tables at {len(MEASURED_WIDTHS)} widths in {len(SIZES)} sizes of text; faults: {len(wrong)}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
