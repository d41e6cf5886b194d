"""The style of a site's own look: its colours, font and size, in one rule that only a table of the same look matches.

It sets the custom properties that a site may set itself, so the style of the widget knows nothing of it. It is no
attribute of an element, which strict policies refuse: a page has it in its own style, a fragment names a style with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from operator import attrgetter

from fxwidget.presentation.colours import PALETTES, SCHEMES, basis, palette, schemes
from fxwidget.presentation.option import Form
from fxwidget.presentation.options import Options, options_of
from fxwidget.presentation.typeface import FONTS, SIZES
from fxwidget.render.page.assets import style

__all__ = ["look", "look_name", "look_query", "style_name"]

_DARK = "@media(prefers-color-scheme:dark)"
_BAR = "box-shadow:inset 0 .1875em var(--fx-link)"
"""A site's accent along the top, within the room that is there."""

_looked_at = attrgetter(*(each.field for each in options_of(Form.STYLE) if each.name != "theme"))
_OURS = _looked_at(Options())
"""What a look is made of but the theme, of any options and of ours."""


def look_query(options: Options) -> str:
    """The canonical query of a look; empty where it is ours."""
    plain = options.theme != "page" and _looked_at(options) == _OURS
    return "" if plain else options.query([*options_of(Form.STYLE)])


def look_name(options: Options) -> str:
    """By what an element says which look it has; empty where it is ours."""
    query = look_query(options)
    return hashlib.sha256(query.encode()).hexdigest()[:8] if query else ""


def style_name(options: Options) -> str:
    """The file of the widget's style with a look: its hash names what is the same for all, its query the look."""
    query = look_query(options)
    return f"{style().name}?{query}" if query else style().name


def look(options: Options) -> str:
    """The rules of a look; none where it is ours."""
    name = look_name(options)
    if not name:
        return ""
    table = f'.fx-widget[data-look="{name}"]'
    rules = [_rule(table, _shape(options) | _colours(options))]
    if options.theme == "page" and not options.ground:
        rules.append(f"{table},{table} .why ul{{background:none}}")
    if options.theme == "auto":
        light, dark = (_palette(options, scheme) for scheme in SCHEMES)
        differing = {name: value for name, value in dark.items() if light[name] != value}
        rules += [f"{_DARK}{{{_rule(table, differing)}}}"] if differing else []
    if options.accent:
        rules.append(f"{table} .fx-box{{{_BAR}}}")
    return "".join(rules)


def _rule(selector: str, values: Mapping[str, str]) -> str:
    declared = ";".join(f"{name}:{value}" for name, value in values.items())
    return f"{selector}{{{declared}}}" if declared else ""


def _shape(options: Options) -> dict[str, str]:
    """Font and size."""
    found = {}
    if options.font != "system":
        families = (f'"{family}"' if " " in family else family for family in FONTS[options.font])
        found["--fx-font"] = ",".join(families)
    if options.size != "medium":
        found["font-size"] = f"{SIZES[options.size]:g}em"
    return found


def _colours(options: Options) -> dict[str, str]:
    """The colours that count first: those of the one scheme in force, of the light one, or of whichever the page has."""
    if options.theme != "page":
        return _palette(options, schemes(options)[0])
    light, dark = (palette(options, scheme) for scheme in SCHEMES)
    both = {f"--fx-{name}": f"light-dark({light[name]},{dark[name]})" for name in light}
    return {"color-scheme": "inherit", **both}


def _palette(options: Options, scheme: str) -> dict[str, str]:
    """The custom properties of a scheme, those alone that are another colour than ours in a scheme in force."""
    found = palette(options, scheme)
    changed = [
        name
        for name in found
        if any(palette(options, each)[name] != PALETTES[each][name] for each in schemes(options))
    ]
    own = {f"--fx-{name}": found[name] for name in changed}
    return {"color-scheme": basis(options, scheme), **own} if options.ground else own
