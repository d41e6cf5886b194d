"""The SVG image as PNG, for mail and link previews: drawn by rsvg-convert, which shapes every script we write.

It reads no file and no address: the drawing is handed to it, and names nothing. Fonts are the system's. What it draws in three
bytes for each pixel is given with a palette.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading

from fxwidget.errors import RendererMissing, RenderError
from fxwidget.render.png_palette import with_palette

__all__ = ["PROGRAM", "available", "png"]

PROGRAM = "rsvg-convert"
SECONDS = 10.0
"""How long one picture may take; one of ours takes a twentieth of a second."""
LARGEST = 4 * 2**20
"""Bytes of a picture as it is drawn; one of ours has two hundred thousand."""


def available() -> bool:
    """Whether rsvg-convert, which draws the PNG, is installed."""
    return shutil.which(PROGRAM) is not None


def png(svg: str, scale: float = 2) -> bytes:
    """An SVG drawing as PNG, ``scale`` pixels for each of its units. An automatic theme is drawn light.

    Raises:
        RendererMissing: rsvg-convert is not installed.
        RenderError: it failed, took too long, or drew more than a picture of ours can be.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise RendererMissing(f"{PROGRAM} draws the PNG and is not installed: install Debian's librsvg2-bin")
    with tempfile.TemporaryFile() as drawing, tempfile.TemporaryFile() as errors:
        drawing.write(svg.encode())
        drawing.seek(0)
        with subprocess.Popen(
            [program, "--format=png", f"--zoom={scale:g}"],
            stdin=drawing,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as running:
            assert running.stdout is not None
            limit = threading.Timer(SECONDS, running.kill)
            limit.start()
            try:
                picture = running.stdout.read(LARGEST + 1)
                if len(picture) > LARGEST:
                    running.kill()
                code = running.wait()
            finally:
                limit.cancel()
        if len(picture) > LARGEST:
            raise RenderError(f"{PROGRAM} drew more than {LARGEST} bytes: ask for fewer currencies")
        if code < 0:
            raise RenderError(f"{PROGRAM} was ended by signal {-code}: it may take {SECONDS:g} s")
        if code or not picture:
            errors.seek(0)
            message = errors.read(300).decode(errors="replace").strip().partition("\n")[0]
            raise RenderError(f"{PROGRAM} failed: {message or f'exit code {code}'}")
    return with_palette(picture)
