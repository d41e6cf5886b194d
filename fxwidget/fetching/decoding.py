"""Decodes an answer's body from the wire, within limits."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from fxwidget.fetching.message import Limits

__all__ = ["Unfit", "decode"]


class Unfit(ValueError):
    """An answer's body is too large, incomplete or wrongly compressed."""


def decode(chunks: Iterable[bytes], gzipped: bool, limits: Limits) -> tuple[bytes, int]:
    """A body of any number of gzip members, or as it comes, and its bytes on the wire.

    No more than one byte beyond the limit is ever inflated.

    Raises:
        Unfit: it is beyond a limit, cut short, or no gzip.
    """
    raw, body, inflater = 0, bytearray(), _Inflater() if gzipped else None
    for chunk in chunks:
        raw += len(chunk)
        if raw > limits.raw_bytes:
            raise Unfit(f"the body has more than {limits.raw_bytes} bytes on the wire")
        room = limits.decoded_bytes - len(body)
        piece = chunk if inflater is None else inflater.feed(chunk, room + 1)
        if len(piece) > room:
            raise Unfit(f"the body has more than {limits.decoded_bytes} bytes once decoded")
        body += piece
    if inflater is not None and not inflater.complete:
        raise Unfit("the gzip body is cut short")
    return bytes(body), raw


class _Inflater:
    """Gunzips members one after the other."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def complete(self) -> bool:
        """Whether the last gzip member has ended."""
        return self._member.eof

    def feed(self, chunk: bytes, most: int) -> bytes:
        """What a piece of the wire inflates to: ``most`` bytes of it at the most, the rest is dropped then."""
        inflated = bytearray()
        while chunk and len(inflated) < most:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=31)
            try:
                inflated += self._member.decompress(chunk, most - len(inflated))
            except zlib.error as error:
                raise Unfit(str(error)) from error
            chunk = self._member.unused_data
        return bytes(inflated)
