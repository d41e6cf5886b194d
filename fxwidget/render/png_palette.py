"""A PNG with a palette in place of three bytes for each pixel: a third of the size, by the standard library alone.

Our drawings have a few flat colours, and shades between them at the edges of letters. Shades that nobody tells apart become
one. Rows are read and written by runs of equal pixels, of which there are few: pixel by pixel it would take seconds.
"""

from __future__ import annotations

import re
import struct
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

__all__ = ["NEAR", "with_palette"]

NEAR = 16
"""By how much of 255 red, green or blue of a pixel may differ from the drawing's."""

_FLAT = 8
"""The pixels in a row that make a colour one of an area and not of an edge: it is shown as it is."""

_MOST = 256
"""The most colours of a palette."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUE_COLOUR = (8, 2, 0, 0, 0)
"""A header's depth, colour, compression, filter and interlace where each pixel has three bytes and rows are in their order."""

_BY_PALETTE = (8, 3, 0, 0, 0)
_RUN = re.compile(rb"(...)\1*", re.DOTALL)

Runs = list[tuple[bytes, int]]
"""The colours of a row, each with its number of pixels in a row."""


def with_palette(picture: bytes) -> bytes:
    """A PNG of at most 256 colours: areas have exactly theirs, and no pixel of an edge is further than ``NEAR`` from its own.

    One that is no opaque picture of three bytes for each pixel, or has more colours than that, is returned as it is.
    """
    chunks = [*_chunks(picture)]
    wide, tall, *kind = struct.unpack(">IIBBBBB", chunks[0][1])
    if tuple(kind) != _TRUE_COLOUR:
        return picture
    filtered = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = [*_rows(filtered, 3 * wide, tall)]
    runs = {row: _runs(row) for row in set(rows)}
    flat = {colour for found in runs.values() for colour, pixels in found if pixels >= _FLAT}
    shown = _merged(_by_frequency(rows, runs), flat)
    palette = [*dict.fromkeys(shown.values())]
    if len(palette) > _MOST:
        return picture
    places = {colour: bytes([palette.index(near)]) for colour, near in shown.items()}
    written = {row: b"\0" + b"".join(places[colour] * pixels for colour, pixels in runs[row]) for row in runs}
    return _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, tall, *_BY_PALETTE)),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", zlib.compress(b"".join(written[row] for row in rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, each with its name and body."""
    at = len(_SIGNATURE)
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _runs(row: bytes) -> Runs:
    return [(run[1], len(run[0]) // 3) for run in _RUN.finditer(row)]


def _by_frequency(rows: Iterable[bytes], runs: Mapping[bytes, Runs]) -> list[bytes]:
    """The colours, the most frequent one first."""
    counts: Counter[bytes] = Counter()
    for row, times in Counter(rows).items():
        for colour, pixels in runs[row]:
            counts[colour] += pixels * times
    return [colour for colour, _ in counts.most_common()]


def _merged(colours: Sequence[bytes], flat: Container[bytes]) -> dict[bytes, bytes]:
    """Each colour with the one that is shown for it: itself where it is a ``flat`` one, else the nearest that is near enough."""
    palette = [colour for colour in colours if colour in flat]
    shown = {colour: colour for colour in palette}
    for colour in colours:
        if colour not in flat:
            nearest = min(palette, key=lambda each: _distance(each, colour), default=colour)
            shown[colour] = nearest if _distance(nearest, colour) <= NEAR else colour
            palette += [colour] * (shown[colour] == colour)
    return shown


def _distance(one: bytes, other: bytes) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[2] - other[2]))


# The rows of a PNG, whose bytes are written as differences from those before and above


def _rows(filtered: bytes, size: int, tall: int) -> Iterator[bytes]:
    """The rows of a picture, each of that many bytes."""
    above = bytes(size)
    for place in range(tall):
        start = place * (size + 1)
        above = _unfiltered(filtered[start], filtered[start + 1 : start + 1 + size], above)
        yield above


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    match kind:
        case 0:
            return line
        case 1:
            return _from_left(line)
        case 2:
            return _added(line, above)
        case 3:
            return _from_average(line, above)
    return _from_paeth(line, above)


def _from_left(line: bytes) -> bytes:
    row = bytearray(len(line))
    for channel in range(3):
        row[channel::3] = bytes(value & 255 for value in accumulate(line[channel::3]))
    return bytes(row)


def _added(one: bytes, other: bytes) -> bytes:
    """The sums of the bytes of two rows, each without its carry: all at once, as one number each."""
    a, b = int.from_bytes(one), int.from_bytes(other)
    low = int.from_bytes(b"\x7f" * len(one))
    return (((a & low) + (b & low)) ^ ((a ^ b) & ~low)).to_bytes(len(one))


def _from_average(line: bytes, above: bytes) -> bytes:
    row = bytearray(3 + len(line))
    for place, value in enumerate(line):
        row[place + 3] = (value + (row[place] + above[place]) // 2) & 255
    return bytes(row[3:])


def _from_paeth(line: bytes, above: bytes) -> bytes:
    """The row of differences from whichever of left, above and above left is nearest to left + above - above left."""
    row, before = bytearray(b"\0\0\0" + line), b"\0\0\0" + above
    ends = [run.end() for run in _RUN.finditer(above)]
    for run in _RUN.finditer(line):
        at, end = run.span()
        if run[1] == b"\0\0\0":
            at = _predicted(row, before, at, end, ends)
        for place in range(at, end):  # as _paeth, which is called for few of these many bytes
            left, above_it, corner = row[place], before[place + 3], before[place]
            across, down = above_it - corner, left - corner
            to_left, to_above, to_corner = abs(across), abs(down), abs(across + down)
            if to_left > to_above or to_left > to_corner:
                left = above_it if to_above <= to_corner else corner
            row[place + 3] = (row[place + 3] + left) & 255
    return bytes(row[3:])


def _predicted(row: bytearray, before: bytes, at: int, end: int, ends: list[int]) -> int:
    """Fill a row from one place on to another by its predictions alone, as far as whole runs of them are equal.

    Two equal ones of the three predict the third: above from where left is above left, left from where above is.
    """
    while at < end:
        left, corner, upper = row[at : at + 3], before[at : at + 3], before[at + 3 : at + 6]
        if left == corner:
            row[at + 3 : end + 3] = before[at + 3 : end + 3]
            return end
        if upper == corner:
            until = min(end, ends[bisect_right(ends, at)])
            row[at + 3 : until + 3] = left * ((until - at) // 3)
        else:
            until = at + 3
            row[at + 3 : until + 3] = bytes(map(_paeth, left, upper, corner))
        at = until
    return end


def _paeth(left: int, above: int, corner: int) -> int:
    to_left, to_above, to_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
    if to_left <= to_above and to_left <= to_corner:
        return left
    return above if to_above <= to_corner else corner
