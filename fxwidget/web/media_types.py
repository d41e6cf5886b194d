"""The media types that are served, and what follows from each."""

from __future__ import annotations

from dataclasses import dataclass

from fxwidget.render import discovery

__all__ = ["ATOM", "CSV", "JSON", "JSON_FEED", "NDJSON", "PAGE", "PNG", "SVG", "TEXT", "MediaType"]


@dataclass(frozen=True)
class MediaType:
    """A media type.

    content_type: as the header has it.
    extension: that of a file of it.
    compressible: whether a content coding makes it smaller.
    """

    content_type: str
    extension: str
    compressible: bool

    @property
    def name(self) -> str:
        """Without parameters: ``text/html``."""
        return self.content_type.partition(";")[0]


PAGE = MediaType("text/html; charset=utf-8", ".html", compressible=True)
TEXT = MediaType("text/plain; charset=utf-8", ".txt", compressible=True)
CSV = MediaType("text/csv; charset=utf-8", ".csv", compressible=True)
NDJSON = MediaType("application/x-ndjson", ".ndjson", compressible=True)
JSON = MediaType("application/json", ".json", compressible=True)
SVG = MediaType("image/svg+xml", ".svg", compressible=True)
PNG = MediaType("image/png", ".png", compressible=False)
ATOM = MediaType(discovery.ATOM, ".atom", compressible=True)
JSON_FEED = MediaType(discovery.JSON_FEED, ".json", compressible=True)
