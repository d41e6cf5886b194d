"""Content codings: negotiation by ``Accept-Encoding``, and compression.

One level for each coding, high enough to be sparing and low enough to be done while a client waits, so that the same
body always has the same bytes. Scripts and styles have the best one: they are compressed once, and kept for a year.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

__all__ = ["CODINGS", "IDENTITY", "compressed", "preferred"]

IDENTITY = "identity"
CODINGS = ("br", "gzip", IDENTITY)
"""Every coding that is served; of those that a client likes best, the first."""

BROTLI, BROTLI_OF_ASSETS, GZIP = 5, 11, 9
ASSETS = frozenset({"text/javascript", "text/css"})

LONG = 256
"""Characters from which an ``Accept-Encoding`` is read each time and never cached."""


def preferred(accept: str) -> str:
    """The preferred coding of an ``Accept-Encoding``: that of the highest quality; identity where none is accepted."""
    return _read_cached(accept) if len(accept) < LONG else _read(accept)


def _read(accept: str) -> str:
    return parse_accept_header(accept, Accept).best_match(CODINGS, IDENTITY)


_read_cached = lru_cache(maxsize=256)(_read)


@lru_cache(maxsize=64)
def compressed(body: bytes, coding: str, media_type: str = "") -> bytes:
    """A body of a media type, which is named without parameters, compressed in a coding."""
    if coding == "br":
        quality = BROTLI_OF_ASSETS if media_type in ASSETS else BROTLI
        packed: bytes = brotli.compress(body, quality=quality, mode=brotli.MODE_TEXT)
        return packed
    if coding == "gzip":
        return gzip.compress(body, GZIP, mtime=0)
    return body
