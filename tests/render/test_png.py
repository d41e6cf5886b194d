"""The PNG image: the SVG's drawing, and an error of ours where it can't be drawn."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

import pytest

from fxwidget.errors import RendererMissing, RenderError
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.render import png as module
from fxwidget.render.image import svg
from fxwidget.render.png import LARGEST, PROGRAM, png
from fxwidget.render.svg import WIDTH
from fxwidget.render.view import View
from tests.support.snapshots import NOW, snapshot

DRAWING = svg(View(snapshot(), NOW))
picture_of = cache(png)


def size(picture: bytes) -> tuple[int, int]:
    """Width and height as the header has them."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    wide, tall = struct.unpack(">II", picture[16:24])
    return wide, tall


@pytest.mark.needs("pictures")
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_picture_in_every_language(code: str) -> None:
    """Two pixels for a unit as a rule, and small enough for a mail."""
    picture = picture_of(svg(View(snapshot(), NOW, Options(lang=code))))
    wide, tall = size(picture)
    assert wide == 2 * WIDTH
    assert tall > WIDTH
    assert len(picture) < 80_000
    assert len(picture) < LARGEST / 10


@pytest.mark.needs("pictures")
def test_scale() -> None:
    """The caller says how many pixels a unit has."""
    assert size(png(DRAWING, 1))[0] == WIDTH


@pytest.mark.needs("pictures")
def test_the_readers_theme_is_light() -> None:
    """Nobody's preference is known to a picture that is drawn here."""
    light, dark = (svg(View(snapshot(), NOW, Options(theme=theme))) for theme in ("light", "dark"))
    assert picture_of(DRAWING) == picture_of(light)
    assert picture_of(dark) != picture_of(light)


def test_without_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where nothing can draw it the error says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RendererMissing, match="install Debian's librsvg2-bin"):
        png(DRAWING)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'no font at all' >&2; exit 3", "failed: no font at all"),
        ("exit 3", "failed: exit code 3"),
        ("exit 0", "failed: exit code 0"),
        ("exec sleep 60", "ended by signal 9: it may take 0.2 s"),
        ("exec cat /dev/zero", "drew more than"),
    ],
)
def test_a_program_that_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, message: str
) -> None:
    """Whatever it does, it is ended in time, its output is bounded, and the reason stands in one line."""
    program = tmp_path / PROGRAM
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(module, "SECONDS", 0.2 if "sleep" in script else 30)
    with pytest.raises(RenderError, match=message) as caught:
        png(DRAWING)
    assert not isinstance(caught.value, RendererMissing)
    assert "\n" not in str(caught.value)


@pytest.mark.needs("pictures")
def test_what_is_no_drawing() -> None:
    """It says so in one line."""
    with pytest.raises(RenderError, match="rsvg-convert failed: "):
        png("<svg")
