"""The page: one self-contained HTML document that is complete without script and asks for nothing else.

The templates beside this module hold all markup; ``content_security_policy`` locks a drawn page to exactly the
style and the script that it carries. ``fragment`` is the same markup for a site's own page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from fxwidget.domain.currency import decimals
from fxwidget.domain.number_format import places, rounded
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import DISCLAIMER, SourceInfo
from fxwidget.presentation.options import COLUMNS, Options
from fxwidget.presentation.shape import SHAPES, SQUARE
from fxwidget.render import wording
from fxwidget.render.flags import flag
from fxwidget.render.marks import Marked
from fxwidget.render.page.assets import smaller_script, smaller_style, styles_of
from fxwidget.render.page.cells import EmptyCells, TableCells
from fxwidget.render.page.compiled import CompiledTemplates
from fxwidget.render.page.element_data import ElementData
from fxwidget.render.page.fit import Fit
from fxwidget.render.page.look import look, look_name, style_name
from fxwidget.render.sparkline import sparklines
from fxwidget.render.square import Square
from fxwidget.render.view import View

__all__ = ["Links", "content_security_policy", "first_start", "fragment", "live_state", "page", "templates"]

SHAPE_TEMPLATES = {"strip": "strip", "single": "single", "matrix": "square", "heatmap": "square"}
"""The names of the templates of the layouts that have ones of their own."""

_PREVIEW = '<section id="preview">'
"""What the builder has, which shows frames and images of its own service."""

_OF_POLICY = re.compile(f"<style>|<script>|<form|{_PREVIEW}")
"""The tags that a policy depends on; finding them in one go through a long page takes a quarter of looking for each."""


@dataclass(frozen=True)
class Links:
    """The addresses that a table names.

    json, csv: the table in these forms; both empty where a page stands alone, without a service.
    style: the style of a fragment; that of the service where it is empty.
    files: of a table that is one of a set of files: the list of all its tables by their options.
    rate: makes the address of the page of a currency's past; it is empty where there is none.
    """

    json: str = "/v1/rates"
    csv: str = "/widget.csv"
    style: str = ""
    files: str = ""
    rate: Callable[[str], str] = "/rate/{}".format


def page(view: View, links: Links = Links(), *, head: str = "") -> str:
    """The widget as an HTML page. ``head`` is markup for its ``head`` element.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    return _widget(view, links, inside=False, head=head)


def fragment(view: View, links: Links = Links()) -> str:
    """The widget as one HTML element, without style, script and ids, for a page that loads ``widget.css`` itself.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    return _widget(view, links, inside=True, head="")


def first_start(
    codes: Sequence[str],
    sources: Sequence[SourceInfo],
    refresh_seconds: int,
    options: Options,
    *,
    base: str = "USD",
    fragment: bool = False,
) -> str:
    """The page before there is any rate: ``codes`` without numbers, what each of the ``sources`` did and when it is next asked.

    The page loads itself again every ``refresh_seconds``. It has one line for each code whatever the layout.
    """
    if options.layout in SHAPES:
        options = replace(options, layout="auto")
    language, base = options.language, options.base or base
    chosen = options.currencies or codes
    currencies = [(code, language.name(code)) for code in chosen if code != base]
    return (
        templates()
        .get_template("first_start.html")
        .render(
            language=language,
            heading=wording.unit(base, language),
            title=language.say("{unit} in other currencies", unit=wording.unit(base, language)),
            hidden=False,
            currencies=currencies,
            cells=EmptyCells(options, fragment),
            fit=Fit(options, language, tuple(currencies)),
            sources=[wording.waiting_for(source, language) for source in sources],
            disclaimer=language.say(DISCLAIMER),
            state=[("reload", refresh_seconds)],
            reload=refresh_seconds,
            until=None,
            data=None,
            head="",
            **_frame(options, fragment),
        )
    )


def _widget(view: View, links: Links, *, inside: bool, head: str) -> str:
    reading, options = view.reading, view.options
    above, sparks = view.head, sparklines(view)
    fit = _fit(view, sparked=bool(sparks))
    return (
        templates()
        .get_template(f"{SHAPE_TEMPLATES.get(options.layout, 'widget')}.html")
        .render(
            language=view.language,
            reading=reading,
            snapshot=reading.snapshot,
            heading=above.heading,
            hidden=above.hidden,
            title=above.title,
            unit=above.unit,
            subheading=above.subheading,
            notices=[text for text in (reading.replayed, reading.alarm) if text],
            disclaimer=reading.disclaimer,
            links=links,
            rate_urls={code: url for code in sparks if (url := links.rate(code))},
            head=Markup(head),
            directions=wording.DIRECTIONS,
            cell=reading.cell,
            cells=TableCells(options, inside, reading, fit, sparks),
            fit=fit,
            carried=options.pairs(but=("amount", "from", "to")) if options.converter else [],
            converter=Converter.of(view) if options.converter else None,
            data=ElementData.of(view) if inside else None,
            marked=Marked.of(reading) if options.layout in SHAPES else {},
            square=Square.of(view) if options.layout in SQUARE else None,
            **live_state(view, links.files),
            **{**_frame(options, inside), **({"style": links.style} if links.style else {})},
        )
    )


def _fit(view: View, *, sparked: bool) -> Fit:
    """What the rows of a view take, in its words."""
    rows, options = view.reading.snapshot.rows, view.options
    return Fit(
        options,
        view.language,
        tuple((rate.code, rate.name) for rate in rows),
        tuple(rate.display for rate in rows if rate.display),
        tuple(wording.sign(view.reading, options, rate) for rate in rows),
        sparked,
    )


def live_state(view: View, files: str) -> dict[str, Any]:
    """The timing of an open page: when to load itself again, and until when of the reader's clock it is true."""
    snapshot, now = view.snapshot, view.now
    past = snapshot.past_day is not None
    until = None if snapshot.expired(now) or past else stamp(snapshot.ends_at)
    reload = snapshot.replay.step_seconds if snapshot.replay else None
    state = {
        "reload": reload,
        "until": until,
        "refresh": 0 if past else view.options.refresh,
        "files": files or None,
    }
    if view.options.converter:
        state["digits"] = view.language.digits
    return {
        "state": [(name, value) for name, value in state.items() if value is not None],
        "reload": reload,
        "until": until,
    }


@dataclass(frozen=True)
class Converter:
    """The converter's form: what can be chosen (with units per 1 USD and usual decimals), what is, and what comes out."""

    choices: tuple[tuple[str, str, str | None, int], ...]
    amount: str
    base: str
    quote: str
    result: str

    @classmethod
    def of(cls, view: View) -> Converter:
        """The converter for a view's currencies, computing with the stored numbers.

        Raises:
            RateNotFound: the options name a currency that is not in the table.
        """
        snapshot, options = view.snapshot.aged(view.now), view.options
        table = view.reading.snapshot
        codes = [rate.code for rate in table.rates]
        base = table[options.from_ or table.base].code
        others = [code for code in codes if code != base]
        quote = table[options.to].code if options.to else next(iter(others), base)
        numbers = {code: snapshot[code].rate for code in codes}
        over, under, result = numbers[quote], numbers[base], wording.NO_RATE
        if over is not None and under is not None:
            found = snapshot.convert(options.amount, base, quote, allow_stale=True)
            result = _equation(options, base, quote, found, Fraction(over) / Fraction(under))
        choices = [
            (rate.code, rate.name, None if number is None else format(number, "f"), decimals(rate.code))
            for rate in table.rates
            for number in (numbers[rate.code],)
        ]
        return cls(tuple(choices), format(options.amount, "f"), base, quote, result)


def _equation(options: Options, base: str, quote: str, found: Decimal, rate: Fraction) -> str:
    """``1,000 USD = 3,672.50 AED``: what the options' amount comes to at an exact rate, with ``≈`` where that is rounded.

    found: the amount in the quote currency, to the digits of money.
    """
    language = options.language
    given = f"{language.amount(options.amount)} {base}"
    if base == quote:
        return f"{given} = {given}"
    shown = rounded(found, places(found, decimals(quote)))
    sign = "=" if Fraction(options.amount) * rate == Fraction(shown) else "≈"
    return f"{given} {sign} {language.sum(shown, quote)} {quote}"


def _frame(options: Options, inside: bool) -> dict[str, Any]:
    """The values that every template needs."""

    def drawn(code: str) -> str:
        return Markup("" if options.flags == "none" else flag(code, round=options.flags == "round"))

    def part(name: str) -> str:
        return Markup(f' part="{name}"' if inside else "")

    return {
        "options": options,
        "frame": "fragment.html" if inside else "layout.html",
        "fragment": inside,
        "say": options.language.say,
        "flag": drawn,
        "part": part,
        "titles": COLUMNS,
        "style": style_name(options),
        "look": Markup(look(options)),
        "look_name": look_name(options),
        "styles": styles_of(options),
    }


def content_security_policy(html: str) -> str:
    """The Content-Security-Policy of a page of this module; ``frame-ancestors`` is left to the caller."""
    found: dict[str, list[int]] = {}
    for tag in _OF_POLICY.finditer(html):
        found.setdefault(tag[0], []).append(tag.end())

    def hashes(element: str) -> str:
        starts = found.get(f"<{element}>", ())
        bodies = (html[start : html.index(f"</{element}>", start)] for start in starts)
        return " ".join(map(_hash, bodies)) or "'none'"

    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {hashes('style')}",
            f"script-src {hashes('script')}",
            "connect-src 'self'",
            *(["frame-src 'self'", "img-src 'self'"] if _PREVIEW in found else []),
            "base-uri 'none'",
            "form-action 'self'" if "<form" in found else "form-action 'none'",
        ]
    )


@lru_cache(maxsize=64)
def _hash(body: str) -> str:
    """The source expression of an inline style or script, for a policy. Few of them differ between pages."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"


@cache
def templates() -> Environment:
    """The templates beside this module."""
    folder = files("fxwidget.render.page")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        bytecode_cache=CompiledTemplates(__file__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        arrows=wording.ARROWS,
        dash=wording.NO_RATE,
        api_name=wording.API_NAME,
        listed=wording.LISTED,
        style_of=cache(lambda name: Markup(smaller_style(folder.joinpath(name).read_text("utf-8")))),
        script_of=cache(lambda name: Markup(smaller_script(folder.joinpath(name).read_text("utf-8")))),
    )
    environment.filters.update(stamp=stamp)
    environment.tests.update(web_address=_web_address)
    return environment


def _web_address(url: str) -> bool:
    """Whether ``url`` is one that a link may lead to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
