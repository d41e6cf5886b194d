"""The script of ``<fx-widget>``: one file without dependencies, put together from its parts."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from fxwidget.presentation.option import Control
from fxwidget.presentation.options import OPTIONS
from fxwidget.render.page.assets import Asset, smaller_script

__all__ = ["script"]

PARTS = ("converter.js", "copy.js", "live.js", "fx-widget.js", "register.js")


@cache
def script() -> Asset:
    """The element's script; the names of its attributes are those of the options."""
    values = {
        "OPTIONS": [option.name for option in OPTIONS],
        "FLAGS": [option.name for option in OPTIONS if option.control is Control.YES],
    }
    given = [f"const {name} = {json.dumps(value)};\n" for name, value in values.items()]
    folder = files("fxwidget.render.page")
    parts = [smaller_script(folder.joinpath(name).read_text("utf-8")) for name in PARTS]
    return Asset("js", "text/javascript; charset=utf-8", "".join([*given, *parts]).encode())
