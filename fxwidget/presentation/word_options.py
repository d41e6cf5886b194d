"""The options of a view's words: heading and texts of a site's own, language, and how times and dates are written."""

from __future__ import annotations

from fxwidget.presentation import values
from fxwidget.presentation.language import LANGUAGES, marked
from fxwidget.presentation.option import NAMED, PAGES, WORDED, Control, Form, Group, Option
from fxwidget.presentation.values import language_of, one_of

__all__ = ["AUTOMATIC", "WORDS"]

AUTOMATIC = marked("automatic")

WORDS: tuple[Option, ...] = (
    Option(
        "header",
        values.prose(80, or_none=True),
        "the unit",
        "the heading",
        applies_to=WORDED,
        control=Control.TEXT,
        label=marked("Heading"),
        place=(Group.WORDS, 3),
        hint=marked("“none” hides it."),
    ),
    Option(
        "caption",
        values.prose(200),
        "none",
        "a line of yours under the heading",
        applies_to=WORDED,
        control=Control.PROSE,
        label=marked("Line under the heading"),
        place=(Group.WORDS, 4),
    ),
    Option(
        "disclaimer",
        values.prose(600),
        "ours alone",
        "said after our disclaimer, which always stands",
        applies_to=NAMED,
        control=Control.PROSE,
        label=marked("Words after the disclaimer"),
        place=(Group.WORDS, 5),
    ),
    Option(
        "lang",
        language_of(*LANGUAGES),
        "en",
        "the language",
        applies_to=frozenset(Form) - {Form.STYLE},
        control=Control.CHOICE,
        label=marked("Language"),
        place=(Group.WORDS, 1),
        choices=LANGUAGES,
    ),
    Option(
        "tz",
        values.TIME_ZONE,
        "UTC",
        "the zone of the times",
        applies_to=NAMED | {Form.BADGE, Form.CHART},
        control=Control.TEXT,
        label=marked("Time zone"),
        place=(Group.WORDS, 2),
    ),
    Option(
        "calendar",
        one_of("auto or gregory"),
        "auto",
        "the calendar of the dates: auto is the Persian one in Persian, and the Gregorian one in every other language",
        applies_to=NAMED | {Form.BADGE, Form.CHART},
        control=Control.CHOICE,
        label=marked("Calendar"),
        place=(Group.WORDS, 7),
        choices={"auto": AUTOMATIC, "gregory": marked("Gregorian")},
    ),
    Option(
        "refresh",
        values.REFRESH,
        "auto",
        "how often an open page asks for newer rates; auto is the server's pace",
        applies_to=PAGES,
        control=Control.TEXT,
        label=marked("Seconds between updates"),
        place=(Group.WORDS, 6),
        hint=marked("“auto”, “off”, or 30 to 86400."),
    ),
)
