"""Draws ``/widget`` in each of its states, languages, layouts and widths, and the builder, light and dark, with an index page.

The SVG image (as Chromium draws it), the PNG and the badges follow in every language, light and dark.

    python -m tools.pictures pictures

The states come from rounds against loopback upstreams, the pages from the real application over HTTP, the pictures
from Chromium. Ends with 1 when a picture is missing or a page is clipped, and says where.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage

from fxwidget.config.settings import Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import PROVIDERS, Document, Documents, Upstreams
from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.refresher.round import Refresher
from fxwidget.render import badge
from fxwidget.render.image import svg
from fxwidget.render.png import png
from fxwidget.render.svg import WIDTH
from fxwidget.render.view import View
from fxwidget.store import open_store
from fxwidget.web import create_app
from tools.browser import chromium
from tools.picture_index import index
from tools.rounds import replayed, rounds
from tools.serving import serving

WIDTHS = (320, 800)
SCHEMES = ("light", "dark")
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


EVERYWHERE = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)


@dataclass(frozen=True)
class State:
    """A state of the page to be pictured: how its store is made, and the instant of the picture.

    shots: the widths and colour schemes at which it is drawn, ``query`` its options, ``opened`` whether rows are open,
        ``script`` whether the browser runs any.
    """

    name: str
    meaning: str
    prepare: Callable[[Settings, Upstreams], None]
    looked_at: datetime
    sources: tuple[str, ...] = tuple(PROVIDERS)
    providers: Mapping[str, Documents] | None = None
    query: str = ""
    shots: tuple[tuple[int, str], ...] = EVERYWHERE
    opened: bool = False
    path: str = "/widget"
    script: bool = True

    @property
    def pictures(self) -> dict[str, tuple[int, str]]:
        """The names of the state's pictures, with width and colour scheme."""
        return {f"{self.name}-{width}-{scheme}.png": (width, scheme) for width, scheme in self.shots}


def silence(settings: Settings, upstreams: Upstreams, after: timedelta) -> None:
    """A store after one round and another much later: the refresher lives, the upstreams publish nothing new."""
    refresher = Refresher(settings, open_store(settings.store))
    try:
        refresher.round(at(DAYS[0]), everyone=True)
        refresher.round(at(DAYS[0]) + after, everyone=True)
    finally:
        refresher.close()


def off(factors: Mapping[str, str], documents: Documents) -> Documents:
    """A provider that multiplies some of its rates from the second day on."""

    def changed(day: date) -> Mapping[str, Document]:
        if day == DAYS[0]:
            return documents(day)
        return {path: _multiplied(document, factors) for path, document in documents(day).items()}

    return changed


def _multiplied(document: Document, factors: Mapping[str, str]) -> Document:
    body = json.loads(document.body, parse_float=Decimal, parse_int=Decimal)
    rates = body["data"][0]["rates"] if "data" in body else body["usd"]
    for code, factor in factors.items():
        rates[code if code in rates else code.lower()] *= Decimal(factor)
    return Document(document.media_type, json.dumps(body, default=float).encode())


def nothing(settings: Settings, upstreams: Upstreams) -> None:
    """A store before the first round."""


NARROW = ((320, "light"), (320, "dark"))
WIDE = ((1280, "light"), (1280, "dark"))
QUARREL = {"BRL": "1.025", "INR": "1.2", "ZAR": "10"}
"""One rate out of tolerance, one far away, one ten times too high."""
EVERY = "columns=previous,change,source&converter=1&amount=1000"


def _everyday(
    name: str,
    meaning: str,
    query: str,
    *,
    opened: bool = False,
    shots: tuple[tuple[int, str], ...] = NARROW[:1],
) -> State:
    """The everyday page with options."""
    prepare = partial(rounds, days=DAYS)
    return State(name, meaning, prepare, at(DAYS[-1]), query=query, opened=opened, shots=shots)


def _builder(
    name: str, meaning: str, query: str = "", *, shots: tuple[tuple[int, str], ...], script: bool = True
) -> State:
    """The builder on an everyday afternoon."""
    prepare = partial(rounds, days=DAYS)
    return State(name, meaning, prepare, at(DAYS[-1]), query=query, path="/", shots=shots, script=script)


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
        providers={**PROVIDERS, "currencyrate": off(QUARREL, PROVIDERS["currencyrate"])},
    ),
    State(
        "late",
        "one publication is missing",
        partial(silence, after=timedelta(days=1)),
        at(DAYS[0]) + timedelta(days=1),
        shots=NARROW,
    ),
    State(
        "withdrawn",
        "nothing was published for a month: numbers are gone, the last ones are said",
        partial(silence, after=timedelta(days=30)),
        at(DAYS[0]) + timedelta(days=30),
        shots=NARROW,
    ),
    State(
        "pending",
        "two sources say that the rupee jumped, in the first round that hears it",
        partial(rounds, days=DAYS[:2]),
        at(DAYS[1]),
        sources=("currencyrate", "currency_api"),
        providers={
            **PROVIDERS,
            "currencyrate": off({"INR": "1.2"}, PROVIDERS["currencyrate"]),
            "currency_api": off({"INR": "1.2"}, PROVIDERS["currency_api"]),
        },
        shots=NARROW,
    ),
    *(
        _everyday(f"language-{code}", f"the everyday page in {LANGUAGES[code]}", f"lang={code}")
        for code in LANGUAGES
        if code != "en"
    ),
    _everyday("explained", "every row open", "", opened=True),
    _everyday(
        "table",
        "the whole look: a mark for each row, facts in full",
        "layout=table&facts=open",
        shots=EVERYWHERE,
    ),
    _everyday("columns", "all columns and the converter", f"{EVERY}&lang=ar", opened=True, shots=EVERYWHERE),
    _everyday("compact", "the compact layout, codes alone", "layout=compact&names=codes", shots=EVERYWHERE),
    _everyday(
        "card", "the cards, round flags and symbols", "layout=card&flags=round&symbol=1", shots=EVERYWHERE
    ),
    _everyday("strip", "the strip", "layout=strip", shots=EVERYWHERE),
    _everyday("strip-ar", "a strip that moves, from right to left", "layout=strip&moving=1&lang=ar"),
    _everyday("strip-opened", "the strip with its facts", "layout=strip&lang=ru", opened=True),
    _everyday("single", "one currency", "layout=single&currencies=INR", shots=EVERYWHERE),
    _everyday(
        "single-fa", "one currency, from right to left", "layout=single&currencies=INR&lang=fa", opened=True
    ),
    _everyday("matrix", "the matrix", "layout=matrix", shots=EVERYWHERE),
    _everyday("matrix-ar", "the matrix, from right to left", "layout=matrix&lang=ar"),
    _everyday("heatmap", "the heatmap", "layout=heatmap&lang=hi", shots=EVERYWHERE),
    _everyday("inverse", "the other way round, for a hundred", "inverse=1&amount=100&header=What%20we%20pay"),
    _everyday(
        "look",
        "a look of its own, a colour for each scheme",
        "accent=b3005e,ff9ecb&ground=fffdf5,1a1a2e&font=georgia&size=large",
        shots=EVERYWHERE,
    ),
    _everyday(
        "look-small",
        "a small one on grey, of one colour for both schemes",
        "ground=ccd3da&size=small&lang=ar",
        shots=NARROW,
    ),
    _builder("builder", "the builder", shots=(*WIDE, *NARROW)),
    _builder("builder-element", "an element, chosen", f"embed=element&layout=card&{EVERY}", shots=WIDE[:1]),
    _builder("builder-image", "an image", "embed=image&theme=dark", shots=WIDE[:1]),
    _builder("builder-badge", "badges", "embed=badge&currencies=INR,RUB", shots=WIDE[:1]),
    _builder(
        "builder-without-script", "the builder as a plain form", script=False, shots=(WIDE[0], NARROW[0])
    ),
    _builder("builder-phone", "the builder on a phone", "lang=ru&width=300", shots=((360, "light"),)),
    _builder(
        "builder-wrong",
        "what can't be",
        "decimals=9&amount=x&currencies=INR,JPY&accent=0b57d0",
        shots=(WIDE[0], NARROW[0]),
    ),
    *(
        _builder(
            f"builder-{code}", f"the builder in {LANGUAGES[code]}", f"lang={code}", shots=(WIDE[0], NARROW[0])
        )
        for code in LANGUAGES
        if code != "en"
    ),
)


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
        app = create_app(settings, clock=lambda: state.looked_at)
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
