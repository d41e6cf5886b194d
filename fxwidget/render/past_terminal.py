"""A currency's past in a terminal: the line of its closes, what to know of them, and weeks or months as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fxwidget.domain.number_format import display, per_cent
from fxwidget.domain.past import Bar, Interval, PairClose
from fxwidget.render.past_chart import chart
from fxwidget.render.past_view import PastRows, PastView

__all__ = ["show"]

WIDEST, HEIGHT = 100, 10
"""Letters of a row with its numbers, and rows of a line."""

NARROWEST = 8

GAP = "  "
"""What stands between two columns."""


def show(view: PastView, rows: PastRows, console: Console) -> None:
    """Print one currency's part."""
    number = len(rows.closes)
    what = f"{rows.code} per 1 {view.base}, {view.first} to {view.last}: {number} close{'s' * (number != 1)}"
    console.print(Text(what, "bold"))
    if not rows.closes:
        return
    for line in _drawing(rows.closes, console):
        console.print(Text(line, no_wrap=True, overflow="crop"))
    for text in _facts(rows.closes):
        console.print(Text(text))
    if view.interval is not Interval.DAY:
        _print_bars(view.bars(rows), console)


def _drawing(closes: Sequence[PairClose], console: Console) -> list[str]:
    """The line, with the highest and the lowest number beside it and its first and last day below."""
    rates = [close.rate for close in closes]
    high, low = display(max(rates)), display(min(rates))
    margin = max(len(high), len(low))
    width = max(NARROWEST, min(WIDEST, console.width) - margin - 1)
    plain = not console.encoding.lower().startswith("utf")
    lines = chart(closes, width, HEIGHT, ascii_only=plain)
    labels = [high, *[""] * (HEIGHT - 2), low]
    drawn = [f"{label:>{margin}} {line}".rstrip() for label, line in zip(labels, lines, strict=True)]
    first, last = str(closes[0].day), str(closes[-1].day)
    days = f"{first}{last:>{width - len(first)}}" if width > len(first) + len(last) else last
    return [*drawn, f"{'':{margin}} {days}"]


def _facts(closes: Sequence[PairClose]) -> list[str]:
    highest = max(closes, key=lambda close: close.rate)
    lowest = min(closes, key=lambda close: close.rate)
    first, last = closes[0], closes[-1]
    moved = per_cent(((last.rate / first.rate - 1) * 100).quantize(Decimal("0.01")))
    sources = sorted({source for close in closes for source in close.sources})
    facts = [
        f"last {_dated(last)}, {moved} since {_dated(first)}",
        f"highest {_dated(highest)}, lowest {_dated(lowest)}",
        f"by {', '.join(sources)}",
    ]
    revised = sum(close.corrected for close in closes)
    return [*facts, f"revised since: {revised}"] if revised else facts


def _dated(close: PairClose) -> str:
    return f"{display(close.rate)} on {close.day}"


def _print_bars(bars: Sequence[Bar], console: Console) -> None:
    """Weeks or months as a table; in a terminal that is narrower than it a period has a line for each end of its numbers."""
    cells = [(bar.period, *map(display, (bar.open, bar.high, bar.low, bar.close.rate))) for bar in bars]
    if max(sum(len(cell) + len(GAP) for cell in row) for row in cells) > console.width:
        for period, first, high, low, last in cells:
            console.print(Text(f"{period}{GAP}{first} to {last}\n{GAP}low {low}, high {high}"))
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, len(GAP), 0, 0))
    table.add_column("Period", no_wrap=True)
    for name in ("Open", "High", "Low", "Close"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in cells:
        table.add_row(*row)
    console.print(table)
