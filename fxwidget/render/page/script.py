"""The scripts of the elements, put together from their parts, and that of the converter, which is imported where there is one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fxwidget.presentation.option import Form, Option, canonical
from fxwidget.presentation.options import OPTIONS, Options, options_of
from fxwidget.render.page.assets import Asset, smaller_script

__all__ = ["chart_script", "converter_script", "script"]

PARTS = ("copy.js", "rows.js", "clock.js", "merge.js", "live.js", "fx-widget.js", "register.js")
MEDIA_TYPE = "text/javascript; charset=utf-8"


@cache
def script(place: str = "widget") -> Asset:
    """The element's script; the names of its attributes are those of the options. ``place`` is where the table is, beside it."""
    usual = canonical((option.name, _usual(option)) for option in OPTIONS)
    converter = converter_script()
    known = (
        f'const USUAL = new URLSearchParams("{usual}");\n'
        f'const PLACE = "{place}";\n'
        f'const CONVERTER = "./{converter.name}";\n'
        f'const INTEGRITY = "{converter.integrity}";\n'
    )
    text = "".join([known, *map(_part, PARTS)])
    return Asset("js", MEDIA_TYPE, smaller_script(text, alone=True).encode())


@cache
def converter_script() -> Asset:
    """The converter as a module; it lies beside the element's script, which names it and its hash."""
    return Asset(
        "js",
        MEDIA_TYPE,
        f"{smaller_script(_part('converter.js'))}export{{converter}};\n".encode(),
        "converter",
    )


@cache
def chart_script(place: str = "chart/*") -> Asset:
    """The script of ``<fx-chart>``; the names of its attributes are those of the options that a chart reads.

    ``place`` is where the chart of a currency is, beside it; the code stands for the star.
    """
    usual = canonical(
        [("range", "1m"), *((option.name, _usual(option)) for option in options_of(Form.CHART))]
    )
    known = f'const USUAL = new URLSearchParams("{usual}");\nconst PLACE = "{place}";\n'
    shared = _part("live.js").replace(
        '"fx-widget', '"fx-chart'
    )  # its name in the console and at the browser's guards
    text = "".join(
        [known, _part("crosshair.js"), _part("renew.js"), _part("clock.js"), shared, _part("fx-chart.js")]
    )
    return Asset("js", MEDIA_TYPE, smaller_script(text, alone=True).encode(), "chart")


def _part(name: str) -> str:
    return files("fxwidget.render.page").joinpath(name).read_text("utf-8")


def _usual(option: Option) -> str:
    """What an option that is not given is, as somebody may write it all the same."""
    return option.text(getattr(Options(), option.field)) or ("none" if option.default == "none" else "")
