"""The addresses of the files in a set: relative from one to another, absolute where the host's address is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import parse_qsl

from fxwidget.presentation.option import canonical
from fxwidget.presentation.options import Options
from fxwidget.render.markup import xml
from fxwidget.render.page import html
from fxwidget.render.page.look import style_name
from fxwidget.web.addresses import Addresses
from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.flat.names import INDEX, link, spelled
from fxwidget.web.site import Site

__all__ = ["CHARTS", "TABLES", "FileAddresses", "FileSite", "chart_options", "home_url", "oembed_url"]

CHARSET = '<meta charset="utf-8">'
TABLES = "tables.json"
"""The list of all tables of a set by their options, which the element asks for."""

CHARTS = "charts.json"
"""The same of charts, by their currency, range and options."""


def home_url(options: Options) -> str:
    """The canonical URL of the builder's page for a table."""
    return "/" + Addresses("", options).page.removeprefix("/widget")


def oembed_url(url: str, page: str) -> str:
    """The canonical URL of the oEmbed document of a page that a service at an address has under a canonical URL."""
    return "/oembed?" + canonical([("url", f"{url}{page}")])


def chart_options(request: ViewRequest) -> str:
    """The range and the options of a chart, as they stand in the list of charts."""
    return spelled(parse_qsl(request.url.partition("?")[2]))


@dataclass(frozen=True)
class FileAddresses(Addresses):
    """The addresses of a view's forms in a set; empty where the set has none.

    service: what stands before the path of each file.
    files: the set's files by canonical URL.
    url: the address of the set, where it is known.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    pinned: ClassVar[bool] = False
    """A host has no other version's script: a hash that is pasted would break with the next version."""

    @property
    def script(self) -> str:
        return self.to("/widget.js")

    @property
    def chart_script(self) -> str:
        return self.to("/chart.js")

    def oembed_of(self, url: str) -> str:
        return self.to(oembed_url(self.url, url))

    def rate(self, code: str) -> str:
        """The page, or where the set has none in these words the frame, which is the same without a link to the table."""
        return super().rate(code) or self.chart(code)

    def to(self, url: str) -> str:
        file = self.files.get(url)
        return "" if file is None else f"{self.service}{link(file)}" or "./"


@dataclass(frozen=True)
class FileSite(Site):
    """A set of files: ``files`` by canonical URL."""

    files: Mapping[str, str] = field(default_factory=dict)

    table: ClassVar[str] = "widget/fragment.html"
    chart: ClassVar[str] = "chart/*/index.html"
    lasting: ClassVar[bool] = True

    def within(self, request: ViewRequest, options: Options) -> FileAddresses:
        return FileAddresses(self._up(request), options, self.files, self.url or "")

    def outside(self, request: ViewRequest, options: Options) -> FileAddresses:
        return FileAddresses(f"{self.address(request)}/", options, self.files, self.url or "")

    def feeds(self, request: ViewRequest, options: Options) -> FileAddresses:
        return self.within(request, options)

    def beside(self, request: ViewRequest, other: ViewRequest) -> str:
        return self.within(request, request.options).to(other.url)

    def sealed(self, page: str) -> str:
        """A page with its Content-Security-Policy within, as many hosts send no headers of ours."""
        policy = xml(html.content_security_policy(page))
        return page.replace(
            CHARSET, f'{CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1
        )

    def of_set(self, request: ViewRequest, options: Options) -> Mapping[str, str]:
        """The style of the table, and the list of all tables."""
        up = self._up(request)
        style = self.within(request, options).to(f"/{style_name(options)}")
        return {"style": style, "files": up + TABLES}

    def of_charts(self, request: ViewRequest) -> Mapping[str, str]:
        """The list of all charts, and what of it this one is."""
        return {"files": self._up(request) + CHARTS, "base": request.base, "options": chart_options(request)}

    def _up(self, request: ViewRequest) -> str:
        """The way from the file of a request to the set's folder."""
        return "../" * self.files.get(request.url, INDEX).count("/")
