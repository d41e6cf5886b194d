"""What axe finds wrong in a page that Chromium shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "pingWaitTime": 1,
}
"""What axe is to look for. It waits so many ms for frames, in which it is not: the builder's preview is a page of its own."""

RUN = """options => axe.run(document, options).then(
  found => found.violations.map(rule => [rule.id, rule.help, ...rule.nodes.map(node => node.html)]))"""


def violations(page: Page) -> list[list[str]]:
    """The rules of WCAG 2.2 AA and the best practices that a page breaks, each with the elements that break it.

    Chromium keeps the compiled script for the next page, as it comes by its own protocol; and only what is wrong comes
    back: all that axe says would take longer than to find it.
    """
    if not page.evaluate("'axe' in window"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": f"{AXE_SCRIPT};0"})
        session.detach()
    found: list[list[str]] = page.evaluate(RUN, OPTIONS)
    return found
