"""Colours of a view: the two palettes, what a site's own ones make of them, and which of those can't be read.

Contrast is WCAG 2's: text needs ``READABLE``, what is drawn ``VISIBLE``. A site gives a few colours; the others are ours,
and are moved towards the text's until they can be read on the site's ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fxwidget.presentation.options import Options

__all__ = [
    "COLOURED",
    "PALETTES",
    "READABLE",
    "SCHEMES",
    "LowContrast",
    "Palette",
    "contrast",
    "low_contrasts",
    "palette",
    "schemes",
    "whole",
]

Palette = Mapping[str, str]
"""A colour for each purpose, as ``#rrggbb``."""

PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "ground": "#fff",
        "text": "#1c2127",
        "quiet": "#57606a",
        "rule": "#dfe3e8",
        "link": "#0b57d0",
        "field": "#767f8a",
        "up": "#176b34",
        "down": "#b3261e",
        "warning": "#8a4500",
        "notice": "#fff4e0",
    },
    "dark": {
        "ground": "#15181c",
        "text": "#e6e9ec",
        "quiet": "#9ea7b1",
        "rule": "#31373e",
        "link": "#8ab4f8",
        "field": "#7d8691",
        "up": "#58c47c",
        "down": "#ff8f86",
        "warning": "#f2b45c",
        "notice": "#33291a",
    },
}
"""Our colours, by scheme."""

SCHEMES = tuple(PALETTES)

COLOURED = {"ground": "ground", "text": "text", "accent": "link", "up": "up", "down": "down"}
"""The options that give a colour, and what it is for."""

READABLE, VISIBLE = 4.5, 3.0
"""The least contrast of text, and of what is no text, after WCAG 2.2 AA."""

_STEPS = 20
"""In how many steps a colour is moved towards another one."""


@cache
def luminance(colour: str) -> float:
    """A colour's relative luminance as WCAG 2 defines it, from 0 for black to 1 for white."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rgb`` or ``#rrggbb``, from 0 to 255."""
    red, green, blue = bytes.fromhex(whole(colour)[1:])
    return red, green, blue


def whole(colour: str) -> str:
    """A colour as ``#rrggbb``, which may be written as ``#rgb``."""
    digits = colour.removeprefix("#")
    return colour if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _mixed(colour: str, other: str, part: float) -> str:
    """A colour of which ``part`` is another one."""
    mixed = (round(a + (b - a) * part) for a, b in zip(_parts(colour), _parts(other), strict=True))
    return f"#{bytes(mixed).hex()}"


def _until(colour: str, towards: str, ground: str, needed: float) -> str:
    """A colour, moved towards another one until its contrast is as much as is needed; that other one at most."""
    ways = (_mixed(colour, towards, step / _STEPS) for step in range(1, _STEPS))
    if contrast(colour, ground) >= needed:
        return colour
    return next((way for way in ways if contrast(way, ground) >= needed), towards)


def schemes(options: Options) -> tuple[str, ...]:
    """The schemes in force: one where the theme is fixed, else both, as the reader or the page has it."""
    return (options.theme,) if options.theme in SCHEMES else SCHEMES


def given(options: Options, scheme: str) -> dict[str, str]:
    """The colours of the site's own in a scheme, by option."""
    found = {}
    for name in COLOURED:
        halves = getattr(options, name).split(",")
        digits = halves[SCHEMES.index(scheme)] if len(halves) > 1 else halves[0]
        if digits:
            found[name] = f"#{digits}"
    return found


def basis(options: Options, scheme: str) -> str:
    """The scheme whose colours stand where none are given: the one that can be read best on the site's ground."""
    ground = given(options, scheme).get("ground")
    if ground is None:
        return scheme
    return max(SCHEMES, key=lambda each: contrast(PALETTES[each]["text"], ground))


def palette(options: Options, scheme: str) -> Palette:
    """Every colour of a scheme. What is not given can be read on what is, if that can."""
    ours, own = PALETTES[basis(options, scheme)], given(options, scheme)
    found = ours | {COLOURED[name]: colour for name, colour in own.items()}
    ground, text = found["ground"], found["text"]
    for name in {"quiet", "link", "up", "down", "warning"} - {COLOURED[each] for each in own}:
        found[name] = _until(found[name], text, ground, READABLE)
    found["field"] = _until(found["field"], text, ground, VISIBLE)
    if "ground" in own:
        found["rule"] = _mixed(ground, text, 0.15)
        notice = _mixed(ground, found["warning"], 0.1)
        found["notice"] = notice if contrast(text, notice) >= READABLE else ground
    return found


@dataclass(frozen=True)
class LowContrast:
    """A colour that can't be read on the ground that it is drawn on.

    option: the one to change.
    scheme: in which it is so; empty where no other one is in force.
    colour, ground: ``#rrggbb``.
    nearest: a value of the option that can be read, near the given one.
    theme: the one in which it could be read as it stands; empty where there is none.
    """

    option: str
    scheme: str
    colour: str
    ground: str
    nearest: str
    theme: str = ""

    @property
    def ratio(self) -> Decimal:
        """The measured contrast, rounded down to two decimals, so that too little never looks like enough."""
        return Decimal(contrast(self.colour, self.ground)).quantize(Decimal("0.01"), ROUND_DOWN)

    def __str__(self) -> str:
        where = f" in the {self.scheme} scheme" if self.scheme else ""
        ways = [f"{self.option}={self.nearest}", f"another {'text' if self.option == 'ground' else 'ground'}"]
        ways += [f"theme={self.theme}"] * bool(self.theme)
        return (
            f"{self.option} can't be: {self.colour} on {self.ground}{where} has a contrast of {self.ratio}:1, and "
            f"{READABLE}:1 is needed. Allowed: {', '.join(ways)}."
        )


def low_contrasts(options: Options) -> Iterator[LowContrast]:
    """The site's own colours that can't be read, one for each option: the text on the ground, and what else is given."""
    for option in (each for each in COLOURED if getattr(options, each)):
        unread = [each for each in schemes(options) if _is_low(options, each, option)]
        if unread:
            colours = palette(options, unread[0])
            shown = COLOURED["text" if option == "ground" else option]
            yield LowContrast(
                option,
                unread[0] if len(_grounds(options)) > 1 else "",
                colours[shown],
                colours["ground"],
                ",".join(dict.fromkeys(_nearest(options, each, option)[1:] for each in schemes(options))),
                next((each for each in schemes(options) if each not in unread), ""),
            )


def _grounds(options: Options) -> set[str]:
    """The grounds of the schemes in force."""
    return {palette(options, scheme)["ground"] for scheme in schemes(options)}


def _is_low(options: Options, scheme: str, option: str) -> bool:
    """Whether what is given can't be read. Where both are given it is the text that is to change, and not the ground."""
    own = given(options, scheme)
    if option not in own or (option == "ground" and "text" in own):
        return False
    colours = palette(options, scheme)
    return contrast(colours[COLOURED["text" if option == "ground" else option]], colours["ground"]) < READABLE


def _nearest(options: Options, scheme: str, option: str) -> str:
    """The colour of an option in a scheme, moved towards black or white until it can be read."""
    colours = palette(options, scheme)
    moved, against = colours[COLOURED[option]], colours["text" if option == "ground" else "ground"]
    end = max(("#000000", "#ffffff"), key=lambda each: contrast(each, against))
    return _until(moved, end, against, READABLE)
