"""Draws ``/widget`` in each of its states, languages, layouts and widths, and the builder, light and dark, with an index page.

The SVG image (as Chromium draws it), the PNG and the badges follow in every language, light and dark.

    python -m tools.pictures pictures

The states come from rounds against loopback upstreams, the pages from the real application over HTTP, the pictures
from Chromium. Ends with 1 when a picture is missing or a page is clipped, and says where.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage

from fxwidget.config.settings import Settings
from fxwidget.demo.days import DAYS
from fxwidget.demo.upstreams import PROVIDERS, Upstreams
from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.render import badge
from fxwidget.render.image import svg
from fxwidget.render.png import png
from fxwidget.render.svg import WIDTH
from fxwidget.render.view import View
from fxwidget.store import open_store
from fxwidget.web import create_app
from tools.browser import chromium
from tools.picture_index import index
from tools.picture_states import SCHEMES, STATES, State
from tools.rounds import replayed
from tools.serving import serving

CLIPPED = """() => {
  const faults = [], wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`the page is ${wide} px wide`);
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!box.width || style.position === 'absolute' || style.visibility === 'hidden') continue;
    if (element.parentElement.closest('.ticker, .grid')) continue;
    const name = element.tagName.toLowerCase() + (element.className.baseVal ?? element.className ?? '');
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`${name} leaves the page`);
    if (!['visible', 'auto'].includes(style.overflow) && element.tagName !== 'svg'
        && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1))
      faults.push(`${name} is cut`);
  }
  return faults;
}"""


@contextmanager
def prepared(state: State) -> Iterator[Settings]:
    """The settings of a store in which the state has come to be."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Upstreams(DAYS[0], state.providers or PROVIDERS) as upstreams,
    ):
        settings = replayed(Path(folder), upstreams, state.sources)
        state.prepare(settings, upstreams)
        yield settings


@contextmanager
def served(state: State) -> Iterator[str]:
    """The state's page over HTTP."""
    with prepared(state) as settings:
        app = create_app(settings, clock=lambda: state.looked_at, watch=False)
        with serving(app) as address:
            yield f"{address}{state.path}?{state.query}"


def _note(errors: list[str], message: ConsoleMessage) -> None:
    """Collect the browser's complaints, but for the statuses of a first start and of rejected values."""
    if not {"503", "422"} & set(message.text.split()) and "favicon" not in message.location.get("url", ""):
        errors.append(message.text)


def draw(browser: Browser, state: State, folder: Path) -> list[str]:
    """Picture one state at every width and scheme; returns what is wrong with it."""
    wrong = []
    with served(state) as url:
        for name, (width, scheme) in state.pictures.items():
            context = browser.new_context(
                viewport={"width": width, "height": 400},
                color_scheme="dark" if scheme == "dark" else "light",
                device_scale_factor=2,
                timezone_id="UTC",
                java_script_enabled=state.script,
            )
            page = context.new_page()
            page.clock.set_fixed_time(state.looked_at)
            errors: list[str] = []
            page.on("console", partial(_note, errors))
            page.goto(url)
            if state.opened:
                page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            wrong += [f"{name}: {fault}" for fault in page.evaluate(CLIPPED)]
            if state.path == "/":  # its preview is painted as far as it is seen
                page.set_viewport_size(
                    {"width": width, "height": page.evaluate("document.body.scrollHeight")}
                )
                page.wait_for_timeout(200)
            wrong += [f"{name}: console: {text}" for text in errors]
            page.screenshot(path=str(folder / name), full_page=True)
            context.close()
    return wrong


IMAGES = ("agreed", "stale", "disputed")
"""The states of which images and badges are drawn."""


def images(browser: Browser, folder: Path) -> Iterator[tuple[str, int]]:
    """Draw the states as images and badges in every language and theme; their names and widths."""
    drawn = [state for state in STATES if state.name in IMAGES]
    tables = {state.name: (state, published(state)) for state in drawn}
    for scheme in SCHEMES:
        context = browser.new_context(viewport={"width": WIDTH, "height": 400}, device_scale_factor=2)
        page = context.new_page()
        for name, (state, table) in tables.items():
            for code in LANGUAGES if name == "agreed" else ("en", "ar"):
                image = svg(View(table, state.looked_at, Options(lang=code, theme=scheme)))
                file = f"svg-{name}-{code}-{scheme}.png"
                page.set_content(f'<!doctype html><body style="margin:0">{image}')
                page.locator("svg[role]").screenshot(path=str(folder / file))
                yield file, WIDTH
                file = f"png-{name}-{code}-{scheme}.png"
                (folder / file).write_bytes(png(image))
                yield file, WIDTH
        ground = "#fff" if scheme == "light" else "#15181c"
        page.set_content(f'<!doctype html><body style="margin:8px;background:{ground}">{badges(tables)}')
        page.screenshot(path=str(folder / f"badges-{scheme}.png"), full_page=True)
        yield f"badges-{scheme}.png", WIDTH
        context.close()


def published(state: State) -> Snapshot:
    """The snapshot of a state."""
    with prepared(state) as settings:
        store = open_store(settings.store)
        table = store.load()
        store.close()
    assert table is not None
    return table


def badges(tables: Mapping[str, tuple[State, Snapshot]]) -> str:
    """A line of badges for each language: the rupee in each of the states."""
    lines = [
        " ".join(
            [
                badge.svg(View(table, state.looked_at, Options(lang=code)), "INR")
                for state, table in tables.values()
            ]
        )
        for code in LANGUAGES
    ]
    return "".join(f"<p style='margin:4px 0'>{line}</p>" for line in lines)


def main(target: str) -> int:
    """Draw all pictures; returns the exit code."""
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with chromium() as browser:
        wrong = [fault for state in STATES for fault in draw(browser, state, folder)]
        more = dict(images(browser, folder))
    expected = {name for state in STATES for name in state.pictures} | more.keys()
    wrong += [f"{name}: missing" for name in sorted(expected - {path.name for path in folder.glob("*.png")})]
    states = [(state.name, state.meaning, state.pictures) for state in STATES]
    (folder / "index.html").write_text(index(states, more), encoding="utf-8")
    for fault in wrong:
        print(fault, file=sys.stderr)
    print(f"{len(expected)} pictures and index.html in {folder}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
