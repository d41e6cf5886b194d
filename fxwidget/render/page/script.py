"""The script of ``<fx-widget>``: one file without dependencies, put together from its parts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fxwidget.presentation.option import Option, canonical
from fxwidget.presentation.options import OPTIONS, Options
from fxwidget.render.page.assets import Asset, smaller_script

__all__ = ["script"]

PARTS = ("converter.js", "copy.js", "rows.js", "live.js", "fx-widget.js", "register.js")


@cache
def script() -> Asset:
    """The element's script; the names of its attributes are those of the options."""
    usual = canonical((option.name, _usual(option)) for option in OPTIONS)
    folder = files("fxwidget.render.page")
    parts = [smaller_script(folder.joinpath(name).read_text("utf-8")) for name in PARTS]
    text = "".join([f'const USUAL=new URLSearchParams("{usual}");\n', *parts])
    return Asset("js", "text/javascript; charset=utf-8", text.encode())


def _usual(option: Option) -> str:
    """What an option that is not given is, as somebody may write it all the same."""
    return option.text(getattr(Options(), option.field)) or ("none" if option.default == "none" else "")
