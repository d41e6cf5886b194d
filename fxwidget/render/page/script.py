"""The script of ``<fx-widget>``: one file without dependencies, put together from its parts."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from fxwidget.presentation.options import BOOLEAN, OPTIONS
from fxwidget.render.page.assets import Asset

__all__ = ["script", "smaller"]

PARTS = ("converter.js", "live.js", "fx-widget.js", "register.js")


@cache
def script() -> Asset:
    """The element's script; the names of its attributes are those of the options."""
    values = {
        "OPTIONS": [option.name for option in OPTIONS],
        "FLAGS": [option.name for option in OPTIONS if option.values == BOOLEAN],
    }
    given = [f"const {name} = {json.dumps(value)};\n" for name, value in values.items()]
    folder = files("fxwidget.render.page")
    parts = [smaller(folder.joinpath(name).read_text("utf-8")) for name in PARTS]
    return Asset("js", "text/javascript; charset=utf-8", "".join([*given, *parts]).encode())


def smaller(text: str) -> str:
    """A script without its indentation and without comments, which stand on lines of their own."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/**")))
