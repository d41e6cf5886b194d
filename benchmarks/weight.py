"""What the three embeds cost a reader, measured in Debian's Chromium on a page of another origin.

    python -m benchmarks.weight

Bytes are those of the bodies that the browser got, in the brotli that the service sends. Ends with 1 where one
of the limits is broken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from flask import Flask
from playwright.sync_api import Browser, Page, Response

from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import PROVIDERS, Upstreams
from fxwidget.render.page.script import script
from fxwidget.web import create_app
from fxwidget.web.content_coding import compressed
from tools.browser import chromium
from tools.rounds import replayed, rounds
from tools.serving import serving

MOST_PAGE_BYTES = 10_000
MOST_SCRIPT_BYTES = 4_096
INSIDE = "in the page"
HEIGHT = 1000
"""What the page of the benchmark keeps free for an embed, in px."""

NOW = at(DAYS[-1])
"""The instant at which everything is looked at."""

SHIFTS = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))
  .observe({ type: 'layout-shift', buffered: true });"""


@dataclass(frozen=True)
class Weight:
    """What one embed costs.

    bytes: by path, of every body, compressed; those of ``INSIDE`` are part of the page.
    shift: the layout shift of the page and its frames.
    script_ms: the main thread's time in script.
    third_party: requests to anybody but the page's own site and the service.
    """

    name: str
    bytes: dict[str, int]
    shift: float
    script_ms: float
    cookies: int
    third_party: int

    @property
    def requests(self) -> int:
        """How many requests the embed takes over the page's own."""
        return len(self.bytes.keys() - {INSIDE})

    def __str__(self) -> str:
        parts = ", ".join(f"{path} {size:,}" for path, size in self.bytes.items())
        return (
            f"{self.name}: {sum(self.bytes.values()):,} bytes ({parts}), {self.requests} requests, "
            f"layout shift {self.shift:g}, {self.script_ms:.1f} ms of script, {self.cookies} cookies, "
            f"{self.third_party} third-party requests"
        )


@contextmanager
def service() -> Iterator[str]:
    """The service, after rounds of the recorded days."""
    with tempfile.TemporaryDirectory() as folder, Upstreams(DAYS[0], PROVIDERS) as upstreams:
        settings = replayed(Path(folder), upstreams, PROVIDERS)
        rounds(settings, upstreams, DAYS)
        with serving(create_app(settings, clock=lambda: NOW, watch=False), clock=lambda: NOW) as url:
            yield url


def embeds(url: str) -> dict[str, str]:
    """The three embeds as a site pastes them."""
    with build_opener(ProxyHandler({})).open(f"{url}/widget?fragment=1", timeout=10) as got:
        fragment = got.read().decode()
    return {
        "iframe": f'<iframe src="{url}/widget" title="Exchange rates" width="400" height="{HEIGHT}"></iframe>',
        "element": (
            f'<script type="module" src="{url}/{script().name}" integrity="{script().integrity}"></script>'
            f'<fx-widget><a href="{url}/widget">Today’s rates</a></fx-widget>'
        ),
        "fragment": f'<link rel="stylesheet" href="{url}/widget.css">{fragment}',
    }


def weigh(browser: Browser, name: str, embed: str, url: str) -> Weight:
    """One embed, measured once it has settled."""
    site = Flask("site")
    site.add_url_rule("/", view_func=lambda: _page(embed))
    with ExitStack() as stack:
        own = stack.enter_context(serving(site, clock=lambda: NOW))
        context = stack.enter_context(browser.new_context(viewport={"width": 420, "height": 800}))
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.add_init_script(SHIFTS)
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        metrics = context.new_cdp_session(page)
        metrics.send("Performance.enable")
        page.goto(own)
        inside: Any = page.frame_locator("iframe") if name == "iframe" else page
        inside.locator(".price").first.wait_for()
        page.mouse.wheel(0, 2000)
        _settle(page)
        values = {
            entry["name"]: entry["value"] for entry in metrics.send("Performance.getMetrics")["metrics"]
        }
        sizes = {
            urlsplit(answer.url).path: len(compressed(answer.body(), "br", _media_type(answer)))
            for answer in answers
            if answer.url.startswith(url)
        }
        if name == "fragment":
            sizes = {INSIDE: len(compressed(embed.encode(), "br")), **sizes}
        return Weight(
            name,
            sizes,
            sum(frame.evaluate("window.shift") for frame in page.frames),
            values["ScriptDuration"] * 1000,
            len(context.cookies()) + sum("set-cookie" in answer.headers for answer in answers),
            sum(not answer.url.startswith((url, own, "data:")) for answer in answers),
        )


def _media_type(answer: Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0]


def _page(embed: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">'
        f"<style>fx-widget {{ display: block; min-height: {HEIGHT}px }} iframe {{ border: 0 }}</style>"
        f"<h1>News</h1><main>{embed}</main><p>What comes after.</p>"
    )


def _settle(page: Page) -> None:
    """Two frames are drawn, and every request is answered."""
    page.wait_for_load_state("networkidle")
    page.screenshot()


def broken(weights: dict[str, Weight]) -> list[str]:
    """The limits that are broken, a sentence each."""
    page, element = weights["iframe"], weights["element"].bytes
    code = sum(size for path, size in element.items() if path.endswith(".js"))
    checks: list[tuple[bool, str]] = [
        (
            sum(page.bytes.values()) > MOST_PAGE_BYTES,
            f"the iframe's page has more than {MOST_PAGE_BYTES:,} bytes",
        ),
        (page.requests > 1, "the iframe's page needs more than one request"),
        (not 0 < code <= MOST_SCRIPT_BYTES, f"the script has more than {MOST_SCRIPT_BYTES:,} bytes"),
    ]
    for weight in weights.values():
        checks += [
            (weight.shift > 0, f"{weight.name}: the layout shifts"),
            (weight.cookies > 0, f"{weight.name}: sets cookies"),
            (weight.third_party > 0, f"{weight.name}: asks third parties"),
        ]
    return [fault for wrong, fault in checks if wrong]


def measure() -> dict[str, Weight]:
    """All three embeds."""
    with service() as url, chromium() as browser:
        return {name: weigh(browser, name, embed, url) for name, embed in embeds(url).items()}


def main(show: Callable[[str], object] = print) -> int:
    """Print the measured weights; returns the exit code."""
    weights = measure()
    for weight in weights.values():
        show(str(weight))
    wrong = broken(weights)
    for fault in wrong:
        show(f"BROKEN: {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
