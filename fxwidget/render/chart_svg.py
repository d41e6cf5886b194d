"""A chart as an SVG drawing that is complete in itself, for places that take a picture; its PNG is made from it."""

from __future__ import annotations

from collections.abc import Sequence

from fxwidget.domain.snapshot import SourceInfo
from fxwidget.render.chart import Chart
from fxwidget.render.svg import WIDTH, Sheet
from fxwidget.render.text_width import width

__all__ = ["measure", "svg"]

_PAD, _LABELS, _TALL = 16, 64, 160
_WIDE = WIDTH - 2 * _PAD - _LABELS


def svg(chart: Chart, sources: Sequence[SourceInfo]) -> str:
    """The chart as an SVG document, with the names of the sources of its numbers."""
    return _drawn(chart, sources).document(chart.title, chart.summary)


def measure(chart: Chart, sources: Sequence[SourceInfo]) -> tuple[int, int]:
    """Width and height of that image, in its units."""
    return _drawn(chart, sources).size


def _drawn(chart: Chart, sources: Sequence[SourceInfo]) -> Sheet:
    sheet, say = Sheet(chart.view.options), chart.language.say
    sheet.down(_PAD)
    for text in chart.notices:
        sheet.notice(text)
    sheet.prose(chart.title, "l", 19)
    sheet.prose(f"{chart.number(chart.last.number)} · {chart.when(chart.last)}", "t", 15)
    for remark in chart.remarks:
        sheet.prose(remark.text, "w" if remark.warning else "q", 12)
    _plot(sheet, chart)
    for title, entry in ((say("High"), chart.high), (say("Low"), chart.low)):
        sheet.prose(f"{title}: {chart.number(entry.number)} · {chart.when(entry)}", "q", 12)
    changes = [
        f"{say(title)} {chart.percent(change)}" for title, change in chart.changes() if change is not None
    ]
    if changes:
        sheet.prose(f"{say('Change')}: {' · '.join(changes)}", "q", 12)
    credits = [" · ".join(filter(None, (source.name, source.attribution))) for source in sources]
    if credits:
        sheet.prose(f"{say('Sources')}: {'; '.join(credits)}", "q", 12)
    sheet.prose(say(chart.view.snapshot.disclaimer), "q", 12)
    sheet.down(_PAD - 4)
    return sheet


def _plot(sheet: Sheet, chart: Chart) -> None:
    sheet.down(24)
    box, top = chart.box(_WIDE, _TALL), sheet.y
    ticks = chart.ticks(box)
    for place, tick in enumerate(ticks):
        sheet.y = top + _TALL * place / (len(ticks) - 1)
        sheet.rule()
        sheet.y -= 4
        sheet.text(chart.number(tick), "q", 12, WIDTH - _PAD, end=True)
    path = chart.line(box)
    sheet.curve(path, _PAD, top, _WIDE, is_dot=len(chart.within) == 1)
    sheet.y = top + _TALL + 18
    days = [chart.language.day(it.day, year=True) for it in (chart.within[0], chart.within[-1])]
    if len(chart.within) == 1:
        sheet.text(days[0], "q", 12, _PAD + max(0.0, _WIDE - width(days[0], 12)) / 2)
    else:
        oldest, newest = (
            reversed(days) if chart.language.direction == "rtl" else days
        )  # time runs rightwards in all
        sheet.text(oldest, "q", 12, _PAD)
        sheet.text(newest, "q", 12, _PAD + _WIDE, end=True)
    sheet.down(4)
