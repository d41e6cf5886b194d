"""The addresses of a view's forms: one spelling of each, for pages, snippets and documents alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from urllib.parse import quote

from fxwidget.presentation.option import Form, canonical
from fxwidget.presentation.options import Options, options_of
from fxwidget.render.page.look import look_query
from fxwidget.render.page.script import chart_script, script

__all__ = ["USUAL_SCALE", "Addresses"]

USUAL_SCALE = 2
"""Pixels for each unit of a picture where none are asked for."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of the view of ``options`` at a service; paths where the service is not known."""

    service: str
    options: Options

    pinned: ClassVar[bool] = True
    """Whether the script's address names its hash, so that a site can be held to it."""

    @property
    def script(self) -> str:
        """The address of the element's script."""
        return self.to(f"/{script().name}")

    @property
    def chart_script(self) -> str:
        """The address of the script of the element for charts."""
        return self.to(f"/{chart_script().name}")

    @property
    def page(self) -> str:
        """The address of the table as a page."""
        return self._at("/widget", self.options.pairs())

    @property
    def fragment(self) -> str:
        """The address of the table as a fragment of HTML."""
        return self._at("/widget", [("fragment", "true"), *self.options.pairs()])

    @property
    def style(self) -> str:
        """The address of the fragment's style, in its look."""
        query = look_query(self.options)
        return self.to(f"/widget.css?{query}" if query else "/widget.css")

    @property
    def oembed(self) -> str:
        """The address of the page's oEmbed document."""
        return self.oembed_of(Addresses("", self.options).page)

    def oembed_of(self, url: str) -> str:
        """The address of the oEmbed document of a canonical URL; empty where there is none."""
        return f"{self.service}/oembed?url={quote(self.to(url), safe='')}"

    @property
    def json(self) -> str:
        """The address of the rates as JSON."""
        day = self.options.date
        return self._form("/v1/rates", Form.RATES, [("date", str(day))] if day is not None else [])

    @property
    def csv(self) -> str:
        """The address of the table as CSV, with decimal commas where the view's language has them."""
        comma = [("decimal", "comma")] * (self.options.language.number(Decimal("0.5")) == "0,5")
        return self._form("/widget.csv", Form.CSV, comma)

    @property
    def svg(self) -> str:
        """The address of the table as an SVG image."""
        return self._form("/widget.svg", Form.IMAGE)

    def png(self, scale: int = USUAL_SCALE) -> str:
        """The address of the PNG image with ``scale`` pixels for each unit of the drawing."""
        return self._form("/widget.png", Form.IMAGE, [("scale", str(scale))] * (scale != USUAL_SCALE))

    def badge(self, code: str) -> str:
        """The address of one rate as a badge."""
        return self._form(f"/badge/{code}.svg", Form.BADGE)

    def rate(self, code: str) -> str:
        """The address of the page of a currency's past."""
        return self._form(f"/rate/{code}", Form.CHART)

    def chart(self, code: str, ending: str = "", own: Sequence[tuple[str, str]] = ()) -> str:
        """The address of a currency's chart as a page for frames; with an ``ending``, ``.svg`` or ``.png``, as an image.

        ``own`` are parameters that are no options, such as its range.
        """
        return self._form(f"/chart/{code}{ending}", Form.CHART, list(own))

    def feed(self, format: str) -> str:
        """The address of the changes as ``atom`` or ``json`` feed."""
        return self._form(f"/feed.{format}", Form.FEED)

    def _form(self, path: str, form: Form, first: list[tuple[str, str]] | None = None) -> str:
        """The address of a form that has no converter; an amount that is meant for a converter is left out."""
        but = ("amount",) if self.options.converter else ()
        return self._at(path, [*(first or []), *self.options.pairs(options_of(form), but=but)])

    def _at(self, path: str, pairs: list[tuple[str, str]]) -> str:
        return self.to(f"{path}?{canonical(pairs)}" if pairs else path)

    def to(self, url: str) -> str:
        """The address of a canonical URL, such as ``/widget?lang=ru``; empty where there is nothing."""
        return f"{self.service}{url}"
