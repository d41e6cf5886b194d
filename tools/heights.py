"""Measures in Chromium how high each table is, and writes the figures to where frames and documents have them from.

    python -m tools.heights            measures, and writes ``fxwidget/web/frame_heights.json`` and ``docs/widget.md``
    python -m tools.heights --check    ends with 1 where a figure is another one

Every layout, with its facts closed and open, in every language, at five widths, with text of the default size and of
twice that size. Ends with 1, and says where, if a table scrolls sideways, is cut, breaks a word that has room on a line
of its own, or moves after it was drawn; so too in both sizes once everything in it is opened.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page

from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import option_named
from fxwidget.web import create_app
from fxwidget.web.frame_height import MEASURED_WIDTHS, Heights
from tools import docs
from tools.browser import chromium
from tools.pictures import CLIPPED, STATES, prepared
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
  const all = Math.ceil(document.body.getBoundingClientRect().height), row = Math.ceil(Math.max(...rows) + gaps);
  const columns = document.querySelector('.card')
    ? getComputedStyle(document.querySelector('.card')).gridTemplateColumns.split(' ').length : 1;
  const together = Math.ceil(rows.reduce((sum, each) => sum + each + gaps, 0) / columns);
  return [all - together, together, row];
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


@contextmanager
def served() -> Iterator[str]:
    """The service on an ordinary afternoon, as an address."""
    state = STATES[0]
    with prepared(state) as settings, serving(create_app(settings, clock=lambda: state.looked_at)) as address:
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
    """The heights of a table by width, and what is wrong with it. It is drawn at the first width, and asked there whether it moved."""
    layout, facts, language = table
    page.set_viewport_size({"width": widths[0], "height": 600})
    page.goto(f"{address}/widget?layout={layout}&facts={facts}&lang={language}")
    shift = page.evaluate("window.shift")
    found, wrong = {}, [f"{' '.join(table)}: moves by {shift}"] if shift else []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 600})
        sizes = []
        for size in SIZES:
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            sizes.append(page.evaluate(HEIGHTS))
            wrong += [f"{' '.join(table)} at {width} px, {size}: {fault}" for fault in _faults(page)]
        (rest, rows, row), large = sizes
        found[str(width)] = Heights(rest, rows, row, large[0] + large[1])
    return found, wrong


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


def written(figures: dict[str, dict[str, Heights]]) -> str:
    """The text of the file of figures: a line for each table."""
    lines = [
        f"  {json.dumps(name)}: "
        + json.dumps({width: [each.rest, each.rows, each.row, each.large] for width, each in found.items()})
        for name, found in figures.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(arguments: list[str]) -> int:
    """Measure, and write or compare; returns the exit code."""
    figures, wrong = {}, []
    with served() as address, chromium() as browser:
        page = opened(browser)
        for table in TABLES:
            figures[" ".join(table)], faults = look(page, address, table)
            wrong += faults
    if arguments != ["--check"]:
        FIGURES.write_text(written(figures), encoding="utf-8")
        docs.main([])
    elif FIGURES.read_text(encoding="utf-8") != written(figures):
        wrong.append("frame_heights.json has other figures: run python -m tools.heights")
    for fault in wrong:
        print(fault, file=sys.stderr)
    print(
        f"{len(figures)} tables at {len(MEASURED_WIDTHS)} widths in {len(SIZES)} sizes; faults: {len(wrong)}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
