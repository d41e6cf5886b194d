"""Where the forms of a table are found: at a service, by their own paths, or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from fxwidget.presentation.options import Options
from fxwidget.web.addresses import Addresses
from fxwidget.web.endpoint import Endpoint, ViewRequest

__all__ = ["Site"]


@dataclass(frozen=True)
class Site:
    """A running service. ``url`` is the address at which the world reaches it, where that is configured."""

    url: str | None = None
    home: Endpoint | None = None
    """What is at ``/`` in place of the builder of a running service."""

    table: ClassVar[str] = "widget"
    """Where the element's script finds the default table, beside itself."""

    chart: ClassVar[str] = "chart/*"
    """Where the script of charts finds that of a currency, whose code stands for the star, beside itself."""

    lasting: ClassVar[bool] = False
    """Whether what is given out may be shown long after, with nobody there to renew it."""

    @property
    def prefix(self) -> str:
        """The path before all of its own: empty, or such as ``/rates`` behind a proxy that takes it away."""
        return urlsplit(self.url or "").path

    def address(self, request: ViewRequest) -> str:
        """The service's address: the configured one, or else the one by which a request reached it."""
        return self.url or request.address

    def within(self, _request: ViewRequest, options: Options) -> Addresses:
        """The addresses for links in the answer to a request, from there: paths."""
        return Addresses(self.prefix, options)

    def outside(self, request: ViewRequest, options: Options) -> Addresses:
        """The absolute addresses, as the world asks for them."""
        return Addresses(self.address(request), options)

    def feeds(self, _request: ViewRequest, options: Options) -> Addresses:
        """The addresses of feeds for the head of a page: absolute where the service knows its own."""
        return Addresses(self.url or "", options)

    def beside(self, _request: ViewRequest, other: ViewRequest) -> str:
        """The address of another request for the same path, from the answer to a request; empty where nothing is there."""
        return f"?{other.url.partition('?')[2]}"

    def sealed(self, page: str) -> str:
        """A page as it is given out. Its Content-Security-Policy comes with the headers."""
        return page

    def of_set(self, _request: ViewRequest, _options: Options) -> Mapping[str, str]:
        """What a table names besides where it is one of a set of files; see ``html.Links``."""
        return {}

    def of_charts(self, _request: ViewRequest) -> Mapping[str, str]:
        """The same of a chart; see ``chart_page.ChartLinks``."""
        return {}
