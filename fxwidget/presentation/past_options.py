"""The options of what a view shows of the past."""

from __future__ import annotations

from datetime import date
from typing import cast

from fxwidget.presentation.language import marked
from fxwidget.presentation.option import Control, Form, Group, Option
from fxwidget.presentation.values import DAY, ValueKind, one_of

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


def _past_day(text: str) -> date | None:
    return None if text.lower() == "auto" else cast("date", DAY.read(text))


DATE = Option(
    "date",
    ValueKind(
        f"{DAY.values}, or auto, which is now",
        _past_day,
        {"anyOf": [{**DAY.schema, "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, {"enum": ["auto"]}]},
    ),
    "auto",
    "the table as a past day closed, auto as it is now; a currency without a close of that day has the last one before it",
    applies_to=frozenset({Form.PAGE, Form.IMAGE, Form.TEXT, Form.CSV, Form.BADGE}),
    control=Control.TEXT,
    label=marked("A past day"),
    place=(Group.WORDS, 8),
    hint=marked("“auto”, or a day as in 2025-05-14."),
)
