"""The PNG's palette: every pixel is near the drawn one, flat colours are exact, and what is no such picture stays as it is."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget.presentation.options import Options
from fxwidget.render import png as module
from fxwidget.render.image import svg
from fxwidget.render.png import png
from fxwidget.render.png_palette import NEAR, with_palette
from fxwidget.render.view import View
from tests.support.snapshots import NOW, snapshot

DRAWING = svg(View(snapshot(), NOW, Options(currencies=("INR",), facts="open")))
Pixel = tuple[int, int, int]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def drawn(lines: Sequence[tuple[int, bytes]], *, wide: int, kind: int = 2) -> bytes:
    """A PNG of rows as they are stored, each with the number of its filter."""
    header = struct.pack(">IIBBBBB", wide, len(lines), 8, kind, 0, 0, 0)
    data = zlib.compress(b"".join(bytes([number]) + line for number, line in lines))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", data[:5])
        + chunk(b"IDAT", data[5:])
        + chunk(b"IEND", b"")
    )


def pixels(picture: bytes) -> list[list[Pixel]]:
    """The pixels of a PNG, read byte by byte as the standard writes it, of three bytes each or by a palette."""
    at, bodies = 8, dict[bytes, bytes]()
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        name, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", picture, at + 8 + size) == (zlib.crc32(name + body),)
        bodies[name] = bodies.get(name, b"") + body
        at += 12 + size
    wide, tall, _, kind = struct.unpack_from(">IIBB", bodies[b"IHDR"])
    deep, data, rows = 3 if kind == 2 else 1, zlib.decompress(bodies[b"IDAT"]), list[bytes]()
    above = bytes(deep * wide)
    for place in range(tall):
        start = place * (deep * wide + 1)
        above = row(data[start], data[start + 1 : start + 1 + deep * wide], above, deep)
        rows.append(above)
    if kind == 2:
        return [[(*line[x : x + 3],) for x in range(0, len(line), 3)] for line in rows]
    colours = bodies[b"PLTE"]
    return [[(*colours[3 * index : 3 * index + 3],) for index in line] for line in rows]


def row(number: int, line: bytes, above: bytes, deep: int) -> bytes:
    found = bytearray(line)
    for x in range(len(line)):
        a, b, c = (found[x - deep] if x >= deep else 0), above[x], (above[x - deep] if x >= deep else 0)
        paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        found[x] = (found[x] + (0, a, b, (a + b) // 2, paeth)[number]) & 255
    return bytes(found)


def apart(one: list[list[Pixel]], other: list[list[Pixel]]) -> int:
    """By how much two pictures differ at most, in any pixel's red, green or blue."""
    assert [len(line) for line in one] == [len(line) for line in other]
    return max(
        abs(a - b)
        for line, same in zip(one, other, strict=True)
        for pixel, near in zip(line, same, strict=True)
        for a, b in zip(pixel, near, strict=True)
    )


WIDE = 5
LINE = st.one_of(
    st.binary(min_size=3 * WIDE, max_size=3 * WIDE),
    st.lists(st.sampled_from([b"\0\0\0", b"\1\2\3", b"\xff\xff\xff"]), min_size=WIDE, max_size=WIDE).map(
        b"".join
    ),
)


@given(st.lists(st.tuples(st.integers(0, 4), LINE), min_size=1, max_size=8))
def test_every_filter_is_read(lines: list[tuple[int, bytes]]) -> None:
    """Whatever differences a picture is written in, its pixels are read as the standard says, each within tolerance."""
    given_one = drawn(lines, wide=WIDE)
    assert apart(pixels(given_one), pixels(with_palette(given_one))) <= NEAR


def test_an_area_keeps_its_colour() -> None:
    """Eight pixels in a row are one: two areas that are hardly different stay so. Of the shades the more frequent one is shown."""
    one, near, far = b"\x0a\x0a\x0a", bytes([10 + NEAR, 10, 10]), bytes([11 + NEAR, 10, 10])

    def shown(*pixels_of: bytes) -> list[Pixel]:
        return pixels(with_palette(drawn([(0, b"".join(pixels_of))], wide=len(pixels_of))))[0]

    assert shown(*[one] * 7, near) == [(*one,)] * 8
    assert shown(*[one] * 7, far)[-1] == (*far,)
    assert shown(*[one] * 9, *[near] * 8)[-1] == (*near,)


def test_what_has_no_palette_stays() -> None:
    """A picture with transparency, or of too many colours, is given as it was drawn."""
    clear = drawn([(0, bytes(8))], wide=2, kind=6)
    assert with_palette(clear) == clear
    steps = [
        bytes([x * (NEAR + 1), y * (NEAR + 1), 0])
        for x in range(256 // (NEAR + 1))
        for y in range(256 // (NEAR + 1))
    ]
    colours = [step[:2] + bytes([blue]) for step in steps for blue in (0, 100, 200)]
    many = drawn([(0, b"".join(colours))], wide=len(colours))
    assert len(colours) > 256
    assert with_palette(many) == many


@pytest.mark.needs("pictures")
def test_the_picture_looks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most 256 colours and a third of the bytes; no pixel differs by more than what nobody sees, and few at all."""
    small = png(DRAWING, 1)
    monkeypatch.setattr(module, "with_palette", bytes)
    whole = png(DRAWING, 1)
    before, after = pixels(whole), pixels(small)
    assert apart(before, after) <= NEAR
    same = sum(
        a == b for line, other in zip(before, after, strict=True) for a, b in zip(line, other, strict=True)
    )
    assert same > 0.85 * len(before) * len(before[0])
    assert len({pixel for line in after for pixel in line}) <= 256
    assert len(small) < len(whole) / 3


@pytest.mark.needs("pictures")
@pytest.mark.parametrize("size", ["small", "large"])
def test_a_scaled_picture_has_a_palette_too(size: str) -> None:
    """No edge of it is half transparent, whatever its height comes to."""
    for code in ("en", "ru", "ar"):
        assert png(svg(View(snapshot(), NOW, Options(size=size, lang=code))), 1)[25] == 3
