"""The page of one currency's past: complete without script, which adds the crosshair alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from fxwidget.domain.past import Interval
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.presentation.language import marked
from fxwidget.presentation.option import canonical
from fxwidget.render.chart import RANGES, Chart
from fxwidget.render.page.html import templates
from fxwidget.render.page.look import look, look_name
from fxwidget.render.view import View

__all__ = ["USUAL_RANGE", "chart_page"]

USUAL_RANGE = "1m"

WIDE, TALL = 640, 240
"""The drawing's units; it is as wide as its column."""

_CAPTIONS = {
    Interval.DAY: marked("Each day’s close"),
    Interval.WEEK: marked("The last close of each week"),
    Interval.MONTH: marked("The last close of each month"),
}


def chart_page(
    view: View,
    code: str,
    asked: str,
    chart: Chart | None,
    sources: Sequence[SourceInfo],
    *,
    table_url: str = "",
    head: str = "",
) -> str:
    """The page.

    Args:
        asked: the range, one of ``RANGES``.
        chart: None where nothing is stored yet, which the page says.
        sources: who the providers of its numbers are.
        table_url: the address of the table, where a link leads to it.
        head: markup for its ``head`` element.
    """
    options, language = view.options, view.language
    base = options.base or view.base or view.snapshot.base
    title = language.say("{unit} in {name}", unit=language.unit(base), name=language.name(code))
    drawn = _drawn(chart) if chart is not None else {}
    return (
        templates()
        .get_template("chart.html")
        .render(
            language=language,
            say=language.say,
            options=options,
            title=title,
            look=Markup(look(options)),
            look_name=look_name(options),
            notices=[text for text in (view.reading.replayed, view.reading.alarm) if text],
            chart=chart,
            asked=asked,
            ranges=[(name, each.label, _query(view, name)) for name, each in RANGES.items()],
            sources=sources,
            disclaimer=view.reading.disclaimer,
            table_url=table_url,
            head=Markup(head),
            **drawn,
        )
    )


def _drawn(chart: Chart) -> dict[str, object]:
    box = chart.box(WIDE, TALL)
    ticks = chart.ticks(box)
    rules = (f"M0 {round(TALL * place / (len(ticks) - 1))}h{WIDE}" for place in range(len(ticks)))
    return {
        "box": box,
        "grid": "".join(rules),
        "line": chart.line(box),
        "ticks": [chart.number(tick) for tick in ticks],
        "days": [chart.language.day(day, year=chart.range.days is None) for day in chart.days(box, 3)],
        "caption": chart.language.say(_within_days(chart) or _CAPTIONS[chart.range.interval]),
    }


def _within_days(chart: Chart) -> str:
    instants = any(isinstance(entry.at, datetime) for entry in chart.within)
    return marked("Each day’s close, and hours of the last days") if instants else ""


def _query(view: View, range: str) -> str:
    """The query that asks for another range of the same view."""
    own = [("range", range)] if range != USUAL_RANGE else []
    return f"?{canonical([*own, *view.options.pairs()])}"
