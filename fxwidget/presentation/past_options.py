"""The options of what a view shows of the past."""

from __future__ import annotations

from fxwidget.presentation.language import marked
from fxwidget.presentation.option import Control, Form, Group, Option
from fxwidget.presentation.values import one_of

__all__ = ["SPARK"]

SPARK = Option(
    "spark",
    one_of("auto, 30d or none"),
    "auto",
    "a small line of the last thirty days beside each price; auto where there are five closes or more. "
    "Strips, matrices and heatmaps have none",
    applies_to=frozenset({Form.PAGE, Form.IMAGE}),
    control=Control.CHOICE,
    label=marked("Lines of the past"),
    place=(Group.LOOK, 2),
    choices={"auto": marked("automatic"), "30d": marked("30 days"), "none": marked("none")},
)
