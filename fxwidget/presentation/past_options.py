"""The options of what a view shows of the past."""

from __future__ import annotations

from fxwidget.presentation.language import marked
from fxwidget.presentation.option import Control, Form, Group, Option
from fxwidget.presentation.values import DAY, one_of

__all__ = ["DATE", "SPARK"]

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

DATE = Option(
    "date",
    DAY,
    "now",
    "the table as a past day closed; a currency without a close of that day has the last one before it",
    applies_to=frozenset({Form.PAGE, Form.IMAGE, Form.TEXT, Form.CSV, Form.BADGE}),
    control=Control.TEXT,
    label=marked("A past day"),
    place=(Group.WORDS, 8),
    hint=marked("As in 2025-05-14."),
)
