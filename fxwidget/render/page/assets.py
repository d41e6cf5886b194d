"""Script and style as they are served: minified, and named by their hash so that copies can be cached for ever.

The style is no part of the script: it belongs to the markup, so that a site that is held to one script by its
``integrity`` gets a newer service's markup with the style that it is made for.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from string import ascii_letters

from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SPARKED
from fxwidget.render.page.wall import walled

__all__ = ["STYLES", "Asset", "smaller_script", "smaller_style", "style", "styles_of"]

STYLES = (
    "colours.css", "widget.css", "columns.css", "converter.css", "auto.css", "table.css", "card.css", "strip.css", "single.css", "square.css", "spark.css",
)  # fmt: skip
"""The parts of the style, each for what it is named after; ``table.css`` is of all rows that have a mark."""

_OF_LAYOUTS = {
    "auto": {"auto.css"},
    "table": {"table.css"},
    "compact": {"table.css"},
    "card": {"table.css", "card.css"},
    "strip": {"strip.css"},
    "single": {"single.css"},
    "matrix": {"square.css"},
    "heatmap": {"square.css"},
}


@dataclass(frozen=True)
class Asset:
    """A static file: ``kind`` is ``js`` or ``css``, ``stem`` what its name begins with."""

    kind: str
    media_type: str
    body: bytes
    stem: str = "widget"

    @cached_property
    def name(self) -> str:
        """The asset's immutable file name: ``widget.<hash>.js``."""
        return f"{self.stem}.{hashlib.sha256(self.body).hexdigest()[:16]}.{self.kind}"

    @cached_property
    def integrity(self) -> str:
        """The asset's hash as a page's ``integrity`` attribute and Content-Security-Policy write it."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.body).digest()).decode()}"


@cache
def style() -> Asset:
    """The style that belongs to ``html.fragment``, whatever its options."""
    folder = files("fxwidget.render.page")
    names = ("wall.css", *STYLES, "element.css")
    text = "".join(folder.joinpath(name).read_text("utf-8") for name in names)
    return Asset("css", "text/css; charset=utf-8", walled(smaller_style(text)).encode())


def styles_of(options: Options) -> tuple[str, ...]:
    """The parts of the style that a page with such options needs, in their order."""
    needed = {"colours.css", "widget.css", *_OF_LAYOUTS[options.layout]}
    needed |= {"columns.css"} if options.columns else set()
    needed |= {"converter.css"} if options.converter else set()
    needed |= {"spark.css"} if options.spark != "none" and options.layout in SPARKED else set()
    return tuple(name for name in STYLES if name in needed)


def smaller_style(text: str) -> str:
    """A stylesheet without comments and without what stands only for its readers. No string in it may hold such signs."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    return re.sub(r": (?=[^{}]*[;}])", ":", text).replace(";}", "}").strip()


def smaller_script(text: str, *, alone: bool = False) -> str:
    """A script without its indentation, without comments, which stand on lines of their own, and without needless space.

    Private members, no more than 26, have names of one letter. Strings stay as they are; a regular expression may hold no space.

    alone: whether no other script knows its names. Those that are declared at a line's start then have one letter too;
        none of them may stand in a regular expression, in a template, or without a colon as the name of a property.
    """
    lines = (line.strip() for line in text.splitlines())
    code = "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/**")))
    private: dict[str, str] = {}

    def smaller(found: re.Match[str]) -> str:
        if found["private"]:
            return private.setdefault(found["private"], f"#{chr(ord('a') + len(private))}")
        return found["string"] or found["signs"]

    code = _SMALLER.sub(smaller, code)
    return _short_names(code, _DECLARED.findall(text)) if alone else code


def _short_names(code: str, names: Sequence[str]) -> str:
    used = set(_LETTER.findall(code))
    free = (letter for letter in ascii_letters if letter not in used)
    short = dict(zip(names, free, strict=False))
    return _NAME.sub(lambda found: short.get(found[0], found[0]), code)


_LETTER = re.compile(r"(?<!#)\b[A-Za-z]\b")

_DECLARED = re.compile(r"^(?:const|let) (\w+)", re.MULTILINE)

_NAME = re.compile(r'"[^"\n]*"|`[^`]*`|(?<![#\w])(?<![^.]\.)[A-Za-z]\w*(?![\w:])')
"""A string, or a name that is not a property's."""

_SMALLER = re.compile(
    r"""(?P<string>"[^"\n]*"|`[^`]*`)
    | (?P<private>\#[a-z]\w*)
    | [ ]?(?P<signs>[=<>?:;,{}()\[\]&|!*]+ | (?<=[ ])[/%](?=[ ]) | (?<![+-])(?<![+-][ ])[+-](?![ ]?[+-]))(?:[ ]|(?<=[;,{}])\n)?""",
    re.VERBOSE,
)
"""What may be smaller: signs with the space or the end of line beside them. ``a + +b`` stays two signs.

Where an expression ends with a brace, a semicolon follows.
"""
