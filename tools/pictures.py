"""Draws ``/widget`` in each of its states, at two widths, light and dark, with an index page.

    python -m tools.pictures pictures

The states come from rounds against loopback upstreams, the pages from the real application over HTTP, the pictures
from Chromium. Ends with 1 when a picture is missing or a page is clipped, and says where.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from fxwidget.refresh import Refresher
from fxwidget.replay.days import DAYS, at
from fxwidget.replay.upstreams import PROVIDERS, Document, Documents, Upstreams
from fxwidget.settings import ProviderSettings, Settings
from fxwidget.store import open_store
from fxwidget.web import create_app

WIDTHS = (320, 800)
SCHEMES = ("light", "dark")
CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

CLIPPED = """() => {
  const told = [], wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) told.push(`the page is ${wide} px wide`);
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!box.width || style.position === 'absolute' || style.visibility === 'hidden') continue;
    const name = element.tagName.toLowerCase() + (element.className.baseVal ?? element.className ?? '');
    if (box.right > innerWidth + 1 || box.left < -1) told.push(`${name} leaves the page`);
    if (style.overflow !== 'visible' && element.tagName !== 'svg'
        && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1))
      told.push(`${name} is cut`);
  }
  return told;
}"""


@dataclass(frozen=True)
class State:
    """A page to be drawn: how its store came to be, and the instant at which it is looked at."""

    name: str
    meaning: str
    prepare: Callable[[Settings, Upstreams], None]
    looked_at: datetime
    sources: tuple[str, ...] = tuple(PROVIDERS)
    providers: Mapping[str, Documents] | None = None


def rounds(settings: Settings, upstreams: Upstreams, days: tuple[date, ...]) -> None:
    """One round in the afternoon of each day."""
    refresher = Refresher(settings, open_store(settings.store))
    try:
        for day in days:
            upstreams.day = day
            refresher.round(at(day), everyone=True)
    finally:
        refresher.close()


def quarrelling(day: date) -> Mapping[str, Document]:
    """The first provider from its second day on: one rate out of tolerance, one far away, one ten times too high."""
    documents = PROVIDERS["currencyrate"](day)
    if day == DAYS[0]:
        return documents
    import json

    ((path, document),) = documents.items()
    body = json.loads(document.body, parse_float=Decimal, parse_int=Decimal)
    for code, factor in (("BRL", "1.025"), ("INR", "1.2"), ("ZAR", "10")):
        body["data"][0]["rates"][code] *= Decimal(factor)
    return {path: Document(document.media_type, json.dumps(body, default=float).encode())}


def nothing(settings: Settings, upstreams: Upstreams) -> None:
    """No round has run."""


STATES = (
    State("agreed", "the everyday page: three sources, arrows", partial(rounds, days=DAYS), at(DAYS[-1])),
    State("first-start", "no rate yet: what is being asked", nothing, at(DAYS[0])),
    State(
        "stale",
        "the refresher died two days ago",
        partial(rounds, days=DAYS[:3]),
        at(DAYS[2]) + timedelta(days=2),
        sources=("bank_of_russia", "currency_api"),
    ),
    State(
        "disputed",
        "two sources disagree on BRL, one newer number for INR, one ten times too high for ZAR",
        partial(rounds, days=DAYS[:2]),
        at(DAYS[1]),
        sources=("currencyrate", "bank_of_russia"),
        providers={**PROVIDERS, "currencyrate": quarrelling},
    ),
)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Requests are not worth a line here."""


@contextmanager
def served(state: State) -> Iterator[str]:
    """The state's page over HTTP."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Upstreams(DAYS[0], state.providers or PROVIDERS) as upstreams,
    ):
        settings = Settings(
            store=f"disk://{folder}/store",
            sources=state.sources,
            provider={name: ProviderSettings(url=url) for name, url in upstreams.urls.items()},
        )
        state.prepare(settings, upstreams)
        app = create_app(settings, clock=lambda: state.looked_at)
        server = make_server("127.0.0.1", 0, app, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/widget"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _note(errors: list[str], message: ConsoleMessage) -> None:
    """Remember what the browser complains of, but for the status that a first start has on purpose."""
    if "503" not in message.text and "favicon" not in message.location.get("url", ""):
        errors.append(message.text)


def draw(browser: Browser, state: State, folder: Path) -> list[str]:
    """Draw one state at every width and scheme; what is wrong with it."""
    wrong = []
    with served(state) as url:
        for width in WIDTHS:
            for scheme in SCHEMES:
                name = f"{state.name}-{width}-{scheme}.png"
                context = browser.new_context(
                    viewport={"width": width, "height": 400},
                    color_scheme="dark" if scheme == "dark" else "light",
                    device_scale_factor=2,
                    timezone_id="UTC",
                )
                page = context.new_page()
                page.clock.set_fixed_time(state.looked_at)
                errors: list[str] = []
                page.on("console", partial(_note, errors))
                page.goto(url)
                wrong += [f"{name}: {told}" for told in page.evaluate(CLIPPED)]
                wrong += [f"{name}: console: {text}" for text in errors]
                page.screenshot(path=str(folder / name), full_page=True)
                context.close()
    return wrong


def index(folder: Path) -> str:
    """The page of all pictures."""
    parts = [
        "<!doctype html><meta charset=utf-8><title>fxwidget in pictures</title><h1>fxwidget in pictures</h1>"
    ]
    for state in STATES:
        parts.append(f"<h2>{state.name}: {state.meaning}</h2>")
        for width in WIDTHS:
            for scheme in SCHEMES:
                name = f"{state.name}-{width}-{scheme}.png"
                parts.append(f'<img src="{name}" width="{width}" alt="{state.name} at {width} px, {scheme}">')
    return "\n".join(parts)


def main(target: str) -> int:
    """Draw all; the exit code."""
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        wrong = [told for state in STATES for told in draw(browser, state, folder)]
        browser.close()
    expected = {f"{s.name}-{w}-{c}.png" for s in STATES for w in WIDTHS for c in SCHEMES}
    wrong += [f"{name}: missing" for name in sorted(expected - {path.name for path in folder.glob("*.png")})]
    (folder / "index.html").write_text(index(folder), encoding="utf-8")
    for told in wrong:
        print(told, file=sys.stderr)
    print(f"{len(expected)} pictures and index.html in {folder}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
