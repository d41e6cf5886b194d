"""What is wrong with how a page lies, at widths and sizes of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.pictures import CLIPPED

if TYPE_CHECKING:
    from playwright.sync_api import Page

OVERLAPPING = """() => {
  const faults = [];
  for (const row of document.querySelectorAll('tbody')) {
    const parts = [...row.querySelectorAll('.currency > span, .price, .up, .down, .remarks, .more > span, .why ul')]
      .filter(part => part.offsetWidth)
      .concat([...row.querySelectorAll('table:not(.auto) summary')]);
    const boxes = parts.map(part => part.getBoundingClientRect());
    for (let i = 0; i < parts.length; i++) for (let j = i + 1; j < parts.length; j++) {
      if (parts[i].contains(parts[j])) continue;
      const a = boxes[i], b = boxes[j];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
        faults.push(`${parts[i].className || parts[i].tagName} over ${parts[j].className || parts[j].tagName}: ${row.innerText.slice(0, 20)}`);
    }
  }
  return faults;
}"""
"""Of the widget's rows, which parts lie over another."""

FAULTS = f"""percent => {{
  document.documentElement.style.fontSize = `${{percent}}%`;
  return [...({CLIPPED})(), ...({OVERLAPPING})()];
}}"""


def faults_at(page: Page, *sizes: tuple[int, int]) -> list[tuple[int, int, str]]:
    """What is cut, leaves the page or lies over something at widths in px and sizes of text in percent, in that order.

    Each width is laid out once: those of one width stand together.
    """
    found = []
    for width, percent in sizes:
        viewport = page.viewport_size
        if viewport is None or viewport["width"] != width:
            page.set_viewport_size({"width": width, "height": 700})
        found += [(width, percent, fault) for fault in page.evaluate(FAULTS, percent)]
    return found
