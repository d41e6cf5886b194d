"""Content codings: negotiation by ``Accept-Encoding``, and compression.

One level for each coding, high enough to be sparing and low enough to be done while a client waits, so that the same
body always has the same bytes. Scripts and styles have the best one: they are compressed once, and kept for a year.
What changes with each snapshot is cached apart from them, so that it never has them compressed again. Those within a page,
most of its bytes, are compressed once for all pages in gzip, which can be put together from parts; brotli can't.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

__all__ = ["CODINGS", "IDENTITY", "compressed", "compressed_parts", "preferred"]

IDENTITY = "identity"
CODINGS = ("br", "gzip", IDENTITY)
"""Every coding that is served; of those that a client likes best, the first."""

BROTLI, BROTLI_OF_ASSETS, GZIP = 5, 11, 5
ASSETS = frozenset({"text/javascript", "text/css"})
PAGE = "text/html"

LONG = 256
"""Characters from which an ``Accept-Encoding`` is read each time and never cached."""


def preferred(accept: str) -> str:
    """The preferred coding of an ``Accept-Encoding``: that of the highest quality; identity where none is accepted."""
    return _read_cached(accept) if len(accept) < LONG else _read(accept)


def _read(accept: str) -> str:
    return parse_accept_header(accept, Accept).best_match(CODINGS, IDENTITY)


_read_cached = lru_cache(maxsize=256)(_read)


def compressed(body: bytes, coding: str, media_type: str = "") -> bytes:
    """A body of a media type, which is named without parameters, compressed in a coding."""
    if coding == IDENTITY:
        return body
    if media_type in ASSETS:
        return _asset(body, coding)
    return _page(body) if media_type == PAGE and coding == "gzip" else _document(body, coding)


@lru_cache(maxsize=64)
def _asset(body: bytes, coding: str) -> bytes:
    return _compressed(body, coding, BROTLI_OF_ASSETS)


@lru_cache(maxsize=64)
def _document(body: bytes, coding: str) -> bytes:
    return _compressed(body, coding, BROTLI)


def _compressed(body: bytes, coding: str, quality: int) -> bytes:
    if coding == "br":
        packed: bytes = brotli.compress(body, quality=quality, mode=brotli.MODE_TEXT)
        return packed
    return gzip.compress(body, GZIP, mtime=0)


_GZIP_HEADER = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""RFC 1952: deflate, no flags, no time, of no file system."""

_DEFLATE_END = b"\x03\x00"
"""An empty last block."""


@lru_cache(maxsize=64)
def _page(body: bytes) -> bytes:
    """A page in gzip, its style and its script as they were compressed for another page."""
    parts, window, begin = [_GZIP_HEADER], b"", 0
    for start, end in _shared(body):
        parts += _deflated(body[begin:start], window), _deflated_once(body[start:end])
        window, begin = body[start:end], end
    if begin < len(body):
        parts.append(_deflated(body[begin:], window))
    parts += _DEFLATE_END, zlib.crc32(body).to_bytes(4, "little"), len(body).to_bytes(4, "little")
    return b"".join(parts)


def _shared(body: bytes) -> Iterator[tuple[int, int]]:
    """Where a page's first style begins and ends, and its last script with all that follows it, where it has them."""
    style, end = body.find(b"<style>"), 0
    if style >= 0:
        end = body.index(b"</style>", style)
        yield style, end
    script = body.rfind(b"<script>", end)
    if script >= 0:
        yield script, len(body)


def _deflated(part: bytes, window: bytes = b"") -> bytes:
    """A part of a stream of deflate, which may repeat what is in the ``window`` before it."""
    packer = zlib.compressobj(GZIP, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=window)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


_deflated_once = lru_cache(maxsize=32)(_deflated)


def compressed_parts(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """A body that is given in parts, compressed in a coding as they come; one part for each, and the end."""
    if coding == "br":
        packer = brotli.Compressor(quality=BROTLI, mode=brotli.MODE_TEXT)
        yield from (packer.process(part) + packer.flush() for part in parts)
        yield packer.finish()
    else:
        deflater = zlib.compressobj(GZIP, wbits=zlib.MAX_WBITS | 16)
        yield from (deflater.compress(part) for part in parts)
        yield deflater.flush()
