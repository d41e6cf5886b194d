"""The SVG image: it says what the page says, and nothing in it is cut or overlaps, whatever the font."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from fxwidget.domain.snapshot import DISCLAIMER, Note, Snapshot
from fxwidget.errors import RateNotFound
from fxwidget.presentation.colours import PALETTES
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.render.image import measure, svg
from fxwidget.render.page.html import page
from fxwidget.render.view import View
from tests.support.pages import SAYING, Reader
from tests.support.snapshots import NOW, SOURCES, rate, shown_by, snapshot, without_number

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>&\x00\x1b"


FROM_RIGHT, ISOLATED = "\u2067", "\u2069"


class Drawn:
    """An image as it is read: its texts with their classes, its paths' classes."""

    def __init__(self, table: Snapshot, at: timedelta = timedelta(), **options: Any) -> None:
        self.source = svg(View(table, NOW + at, Options(**options)))
        self.root = ElementTree.fromstring(self.source)
        self.texts = [
            (text.get("class", "").split(), self._said(text.text or ""))
            for text in self.root.findall(f"{SVG}text")
        ]
        self.paths = [path.get("class") for path in self.root.findall(f"{SVG}path")]
        self.all = " ".join(text for _, text in self.texts)

    @staticmethod
    def _said(text: str) -> str:
        """A text without the isolation around the whole of it."""
        inside = text.removeprefix(FROM_RIGHT)
        return inside if inside == text else inside.removesuffix(ISOLATED)

    def of(self, shade: str) -> list[str]:
        return [text for shades, text in self.texts if shade in shades]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"base": "INR"},
        {"inverse": True, "amount": Decimal(100)},
        {"decimals": 2, "symbol": True, "currencies": ("RUB", "IDR", "INR")},
    ],
)
def test_every_digit_is_the_pages(code: str, options: dict[str, Any]) -> None:
    """Prices and arrows are those of the page, row by row, in every language and view."""
    table = snapshot(rate("IDR", "16543.217"), without_number("CNH"), rate("INR", previous_close=Decimal(80)))
    rows = Reader(page(View(table, NOW, Options(lang=code, **options)))).rows[1:]
    drawn = Drawn(table, lang=code, **options)
    prices = drawn.of("p")
    assert len(prices) == len(rows) > 0
    for price, (_, cell, *_) in zip(prices, rows, strict=True):
        assert cell.startswith(price)
    assert (drawn.paths.count("u"), drawn.paths.count("d")) == (
        sum("▲" in cells[1] for cells in rows),
        sum("▼" in cells[1] for cells in rows),
    )


def test_what_stands_in_it() -> None:
    """Heading, day and source, names, codes, times, attribution and the disclaimer."""
    drawn = Drawn(snapshot())
    assert drawn.of("l") == ["1 US dollar"]
    for text in (
        "14 May · FX source: CurrencyRate",
        "Indian Rupee",
        "INR",
        "CurrencyRate · Source: CurrencyRate.today",
    ):
        assert text in drawn.all
    for fact, time in {"Check": "06:05", "Latest change": "06:00", "Valid until": "07:05"}.items():
        assert f"{fact} 14 May 2025 {time} UTC" in drawn.all
    assert DISCLAIMER in drawn.all
    title, description = (drawn.root.findtext(f"{SVG}{name}") for name in ("title", "desc"))
    assert title == "1 US dollar in other currencies"
    assert description is not None
    assert "Brazilian Real 5.609 down" in description


def test_a_dead_refresher_shows() -> None:
    """The banner is the page's, in the picture and for those who do not see it."""
    drawn = Drawn(snapshot(), timedelta(hours=2))
    alarm = "These rates are not being refreshed: last checked 14 May 2025 06:05 UTC."
    assert alarm in drawn.all
    assert alarm[:-1] in (drawn.root.findtext(f"{SVG}desc") or "")
    assert "n" in drawn.paths
    assert "n" not in Drawn(snapshot()).paths


def test_a_withdrawn_number_is_a_dash() -> None:
    """It has no number and no arrow, and below it stands what it was, as a warning."""
    drawn = Drawn(snapshot(rate("INR", late_at=NOW, stale_at=NOW, withdraw_at=NOW), codes=("INR",)))
    assert drawn.of("p") == ["—"]
    assert "withdrawn, last 85.3395 on 14 May" in drawn.of("w")
    assert not {"u", "d"} & set(drawn.paths)


def test_options() -> None:
    """What the options ask for is drawn, what they leave out is not."""
    drawn = Drawn(snapshot(), header="Our rates", caption="From us", disclaimer="Ask us.", tz="Asia/Kolkata")
    assert drawn.of("l") == ["Our rates"]
    assert {"From us", "Ask us."} <= {text for _, text in drawn.texts}
    assert "14 May 2025 11:35 UTC+5:30" in drawn.all
    assert Drawn(snapshot(), header="none").of("l") == []
    assert "INR" not in Drawn(snapshot(), names="names").all
    assert "Indian Rupee" not in Drawn(snapshot(), names="codes").all
    assert len(drawn.root.findall(f"{SVG}svg")) == len(snapshot().rows)
    assert Drawn(snapshot(), flags="none").root.findall(f"{SVG}svg") == []
    close = rate("INR", previous_close=Decimal("84.9012"), change_pct=Decimal("0.52"))
    columns = Drawn(snapshot(close), columns=("previous", "change", "source")).all
    assert "Previous close: 84.9012 · Change: +0.52% · Source: CurrencyRate" in columns
    with pytest.raises(RateNotFound):
        svg(View(snapshot(), NOW, Options(currencies=("EUR",))))


def test_a_symbol_keeps_its_letters_in_order() -> None:
    """Among right-to-left letters a symbol of letters and signs is isolated, on the page too."""
    assert "5.609\u00a0\u2068R$\u2069" in Drawn(snapshot(), symbol=True, lang="ar").of("p")
    assert "\u2068R$\u2069" in page(View(snapshot(), NOW, Options(symbol=True, lang="ar")))
    assert "R$5.609" in Drawn(snapshot(), symbol=True).of("p")


def test_themes() -> None:
    """The colours are the page's; the reader's theme is asked for only where no other is."""
    auto, light, dark = (Drawn(snapshot(), theme=theme).source for theme in ("auto", "light", "dark"))
    assert "@media(prefers-color-scheme:dark)" in auto
    assert "@media" not in light + dark
    assert PALETTES["dark"]["ground"] in dark
    assert PALETTES["dark"]["ground"] not in light
    blocks = re.findall(
        r"--ground: var.*?(?=margin|\})",
        files("fxwidget.render.page").joinpath("colours.css").read_text("utf-8"),
        re.DOTALL,
    )
    found = [dict(re.findall(r"--(\w+): var\(--fx-\w+, (#\w+)\)", block)) for block in blocks]
    assert len(found) == 3
    for theme, colours in zip(("light", "dark", "dark"), found, strict=True):
        assert {name: colours[name] for name in PALETTES[theme]} == PALETTES[theme]


@pytest.mark.parametrize("code", LANGUAGES)
def test_its_language_and_direction(code: str) -> None:
    """The language stands on the root. No direction does, as programs part over what an anchor then is.

    What is read from the right is isolated as that in the text itself, and hangs on its right edge.
    """
    drawn = Drawn(snapshot(), lang=code)
    assert drawn.root.get("lang") == Language(code).tag
    assert not [element for element in drawn.root.iter() if "direction" in element.attrib]
    name = next(
        text for text in drawn.root.iter(f"{SVG}text") if Language(code).name("INR") in (text.text or "")
    )
    right = Language(code).direction == "rtl"
    assert ("e" in name.get("class", "").split()) == right
    assert (name.text or "").startswith(FROM_RIGHT) == (name.text or "").endswith(ISOLATED) == right


def test_nothing_in_it_acts_or_is_fetched() -> None:
    """No script, no reference, no id, in the fullest picture; what others call themselves is text."""
    names = {
        id: info.model_copy(update={"name": HOSTILE, "attribution": HOSTILE}) for id, info in SOURCES.items()
    }
    hold = Note(code="operator_hold", reason=HOSTILE)
    table = snapshot(rate("INR", notes=(hold,), sources=shown_by("ecb", None)), sources=tuple(names.values()))
    drawn = Drawn(table, header=HOSTILE, caption=HOSTILE, disclaimer=HOSTILE, flags="round")
    tags = {element.tag.removeprefix(SVG) for element in drawn.root.iter()}
    assert tags == {"svg", "title", "desc", "style", "path", "text", "circle", "g"}
    names_of_attributes = {name for element in drawn.root.iter() for name in element.attrib}
    assert not {
        name for name in names_of_attributes if name.startswith("on") or "href" in name or name == "id"
    }
    assert "url(" not in drawn.source
    assert "\x00" not in drawn.source


@pytest.mark.parametrize("options", [{}, {"lang": "ar", "header": "none"}, {"columns": ("change", "source")}])
def test_it_is_as_large_as_it_measures(options: dict[str, Any]) -> None:
    """Whoever has to know its size is told that of the drawing, without drawing it."""
    view = View(snapshot(), NOW, Options(**options))
    width, height = measure(view)
    assert f' width="{width}" height="{height}" ' in svg(view)


def test_it_is_small() -> None:
    """An everyday image travels in less than 3,500 bytes, in every language."""
    for code in LANGUAGES:
        assert len(gzip.compress(svg(View(snapshot(), NOW, Options(lang=code))).encode())) < 3500


FAULTS = """() => {
  const faults = [], all = document.querySelector('svg').viewBox.baseVal;
  const texts = [...document.querySelectorAll('svg[role] > text')].map(each => [each, each.getBBox()]);
  for (const [text, box] of texts) {
    if (box.x < 8 || box.x + box.width > all.width - 8 || box.y < 0 || box.y + box.height > all.height)
      faults.push(`leaves the picture: ${text.textContent}`);
    for (const [other, its] of texts)
      if (text !== other && text.getAttribute('y') === other.getAttribute('y')
          && box.x < its.x + its.width && its.x < box.x + box.width)
        faults.push(`lies over another: ${text.textContent}`);
  }
  return [texts.length, faults];
}"""


@pytest.mark.needs("browser")
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("font", ["", "DejaVu Sans"])
def test_nothing_is_cut_and_nothing_overlaps(browser: Browser, code: str, font: str) -> None:
    """With the fonts it names and with the widest one that readers have, all texts have their room in a browser."""
    everything = {"columns": ("previous", "change", "source"), "symbol": True, "amount": Decimal(1_000_000)}
    context = browser.new_page()
    long = snapshot(rate("AED", name="A long name " * 6), rate("BRL", name="Unbreakable" * 6))
    for table, options in (
        (long, {}),
        (snapshot(), {}),
        (SAYING, everything),
        (SAYING, {"inverse": True, "flags": "round"}),
    ):
        text = svg(View(table, NOW + timedelta(hours=20), Options(lang=code, **options)))  # type: ignore[arg-type]
        context.set_content(f"<!doctype html><body>{text}")
        if font:
            context.eval_on_selector("svg", f"each => each.setAttribute('font-family', '{font}')")
        count, faults = context.evaluate(FAULTS)
        assert faults == []
        assert count > 30
    context.close()


@pytest.mark.needs("browser")
def test_a_browser_takes_the_readers_theme(browser: Browser) -> None:
    """The ground is dark for whoever likes it dark, in an image too."""
    grounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        shown = context.new_page()
        shown.set_content(svg(View(snapshot(), NOW)))
        grounds.append(shown.eval_on_selector(".g", "each => getComputedStyle(each).fill"))
        context.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(21, 24, 28)"]


def test_one_currency_alone_is_a_picture_of_its_own() -> None:
    """It says day, source and check in one line; the rest is in its description, or in sight with ``facts=open``."""
    brief, whole = (
        View(snapshot(), NOW, Options(currencies=("INR",), facts=facts)) for facts in ("closed", "open")
    )
    drawn = svg(brief)
    seen, unseen = drawn.partition("</desc>")[2], drawn.partition("</desc>")[0]
    assert "14 May · CurrencyRate · Check: 14 May 2025 06:05 UTC" in seen
    assert DISCLAIMER not in seen
    assert DISCLAIMER in unseen
    assert "Valid until" not in seen
    assert DISCLAIMER.split(".")[0][:30] in svg(whole).partition("</desc>")[2]
    assert measure(brief)[1] < 130  # with a remark
    assert measure(whole)[1] > 200
    assert "Valid until" in svg(View(snapshot(), NOW, Options(currencies=("INR", "RUB"))))
