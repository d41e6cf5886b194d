"""The page of one currency's past: complete without script, which adds the crosshair alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from fxwidget.domain.past import Interval
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.presentation.language import Language, marked
from fxwidget.render.chart import RANGES, Chart
from fxwidget.render.page.html import live_state, templates
from fxwidget.render.page.look import look, look_name
from fxwidget.render.view import View

__all__ = ["USUAL_RANGE", "ChartLinks", "chart_page"]

USUAL_RANGE = "1m"

WIDE, TALL = 640, 240
"""The drawing's units; it is as wide as its column."""

_CAPTIONS = {
    Interval.DAY: marked("Each day’s close"),
    Interval.WEEK: marked("The last close of each week"),
    Interval.MONTH: marked("The last close of each month"),
}


@dataclass(frozen=True)
class ChartLinks:
    """The addresses that the page of a chart names.

    ranges: of the same chart over each range that there is.
    table: of the table, where a link leads to it.
    files: of a chart that is one of a set of files: the list of all its charts by their options.
    base, options: of such a one the set's base, and its own range and options as that list has them.
    head: markup for the page's ``head`` element.
    """

    ranges: Mapping[str, str]
    table: str = ""
    files: str = ""
    base: str = ""
    options: str = ""
    head: str = ""

    def of_set(self, language: Language) -> list[tuple[str, str]]:
        """What the element reads of a chart out of a set of files."""
        if not self.files:
            return []
        unmet = language.say("This chart differs from what this page asked for.")
        return [("base", self.base), ("options", self.options), ("unmet", unmet)]


def chart_page(
    view: View,
    code: str,
    asked: str,
    chart: Chart | None,
    sources: Sequence[SourceInfo],
    links: ChartLinks,
) -> str:
    """The page.

    Args:
        asked: the range, one of ``RANGES``.
        chart: None where nothing is stored yet, which the page says.
        sources: who the providers of its numbers are.
    """
    options, language = view.options, view.language
    base = options.base or view.base or view.snapshot.base
    title = language.say("{unit} in {name}", unit=language.unit(base), name=language.name(code))
    drawn, live = _drawn(chart) if chart is not None else {}, live_state(view, links.files)
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
            notices=[text for text in (view.whole.replayed, view.whole.alarm) if text],
            chart=chart,
            asked=asked,
            ranges=[(name, RANGES[name].label, url) for name, url in links.ranges.items()],
            sources=sources,
            disclaimer=view.whole.disclaimer,
            table_url=links.table,
            head=Markup(links.head),
            old_copy=view.whole.old_copy,
            valid_until=view.snapshot.valid_until if links.files else None,
            **{**live, "state": [*live["state"], *links.of_set(language)]},
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
        "days": chart.days(box, 3),
        "rows": [
            (box.x(it.dot[0]), box.y(it.dot[1]), chart.when(it), chart.number(it.number))
            for it in reversed(chart.rows)
        ],
        "caption": chart.language.say(_within_days(chart) or _CAPTIONS[chart.range.interval]),
    }


def _within_days(chart: Chart) -> str:
    instants = any(isinstance(entry.at, datetime) for entry in chart.within)
    return marked("Each day’s close, and hours of the last days") if instants else ""
