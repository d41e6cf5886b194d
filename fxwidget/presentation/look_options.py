"""The options of a site's own look: colours, font and size, which images and the style of a fragment have too."""

from __future__ import annotations

from fxwidget.presentation import values
from fxwidget.presentation.language import marked
from fxwidget.presentation.option import Control, Form, Group, Option
from fxwidget.presentation.typeface import FONTS

__all__ = ["LOOKS", "STYLED"]

STYLED = frozenset({Form.PAGE, Form.IMAGE, Form.STYLE, Form.CHART})
"""The forms that have a look."""


def _colour(name: str, place: int, default: str, meaning: str, label: str) -> Option:
    return Option(
        name,
        values.COLOUR,
        default,
        meaning,
        applies_to=STYLED,
        control=Control.COLOUR,
        label=label,
        place=(Group.COLOURS, place),
    )


LOOKS: tuple[Option, ...] = (
    _colour(
        "accent",
        4,
        "blue",
        "the colour of links, of the focus, and of a line along the top",
        marked("Accent"),
    ),
    _colour(
        "ground",
        5,
        "white, or nearly black",
        "the colour of the ground; what is not given then suits it",
        marked("Background"),
    ),
    _colour("text", 6, "nearly black, or nearly white", "the colour of text", marked("Text")),
    _colour("up", 7, "green", "the colour of what rose", marked("Rising")),
    _colour("down", 8, "red", "the colour of what fell", marked("Falling")),
    Option(
        "font",
        values.one_of("system, arial, verdana, georgia or times"),
        "system",
        "the font, of those that readers have",
        applies_to=STYLED,
        control=Control.CHOICE,
        label=marked("Font"),
        place=(Group.COLOURS, 2),
        choices={name: name.capitalize() for name in FONTS} | {"system": marked("the reader’s own")},
    ),
    Option(
        "size",
        values.one_of("small, medium or large"),
        "medium",
        "the size of everything",
        applies_to=STYLED,
        control=Control.CHOICE,
        label=marked("Size"),
        place=(Group.COLOURS, 3),
        choices={"medium": marked("medium"), "small": marked("small"), "large": marked("large")},
    ),
)
"""In the order of a canonical query."""
