"""What axe finds wrong in a page that Chromium shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that a page can keep in one scheme of colours and break in the other."""

RUN = """([type, values, without]) => axe.run(document, {
  runOnly: { type, values }, resultTypes: ['violations'],
  rules: Object.fromEntries(without.map(rule => [rule, { enabled: false }])),
  pingWaitTime: 1,  // ms for frames, in which axe is not: the builder's preview is a page of its own
}).then(found => found.violations.map(rule => [rule.id, rule.help, ...rule.nodes.map(node => node.html)]))"""


def violations(page: Page, scheme: str = "light", *, colours: bool = True) -> list[list[str]]:
    """The rules of WCAG 2.2 AA and the best practices that a page breaks, each with the elements that break it.

    Of a page in the dark scheme only the rules of colours are looked at: the elements are those of the light one. Without
    ``colours``, half of the work, those rules are left out, for a page whose like in another language was looked at.
    Chromium keeps the compiled script for the next page, as it comes by its own protocol; and only what is wrong comes
    back: all that axe says would take longer than to find it.
    """
    if not page.evaluate("'axe' in window"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": f"{AXE_SCRIPT};0"})
        session.detach()
    rules = ("tag", RULES) if scheme == "light" else ("rule", OF_COLOURS)
    found: list[list[str]] = page.evaluate(RUN, [*rules, () if colours else OF_COLOURS])
    return found


def violations_in_both_schemes(page: Page) -> dict[str, list[list[str]]]:
    """What a page breaks as a reader of either scheme sees it, by scheme; nothing of one in which nothing is wrong."""
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = violations(page, scheme)
    return {scheme: wrong for scheme, wrong in found.items() if wrong}
