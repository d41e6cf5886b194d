"""The table in a terminal: the figures, and under each row who stands behind it and what to know.

In fewer columns than 76 the currency's name stands under its figures, with the words, which have the whole width there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fxwidget.domain.snapshot import Direction, Rate, Role, Snapshot, SourceInfo
from fxwidget.domain.text import printable
from fxwidget.render.wording import (
    ARROWS,
    NO_RATE,
    Reading,
    Remark,
    day,
    moment,
    percent,
    readable,
    speaks_of,
)

__all__ = ["banners", "facts", "joined", "say", "show"]

_COLOURS = {Direction.UP: "green", Direction.DOWN: "red"}
_WARNING = "bold yellow"

NARROW = 76
"""Columns below which words don't fit under a name beside the figures."""


def show(snapshot: Snapshot, now: datetime, console: Console) -> None:
    """Prints the snapshot as it stands at the wall clock's ``now``. What remote texts hold is never markup."""
    reading = Reading.of(snapshot, now)
    banners(reading, console)
    say(console, reading.heading, "bold")
    say(console, reading.subheading)
    if reading.common:
        say(console, joined(Text("All rates: "), reading.common))
    if console.width < NARROW:
        _print_rows(reading, console)
    else:
        console.print(_table(reading))
    facts(reading, reading.shown_sources(), console)


def banners(reading: Reading, console: Console) -> None:
    """Print what is to be known of the table as a whole before any number: that it is a replay, old, or of a past day."""
    for text in (reading.replayed, reading.alarm):
        if text:
            say(console, text, _WARNING)


def facts(reading: Reading, sources: Iterable[SourceInfo], console: Console) -> None:
    """Print what stands below the rates: when sources were asked, unless they are of a past day, whose they are, the disclaimer."""
    console.print()
    console.print(_facts(reading, sources))
    if reading.snapshot.disclaimer:
        console.print()
        say(console, reading.snapshot.disclaimer, "dim")


def _table(reading: Reading) -> Table:
    """Words stand in the name's column, under the name, so that the figures keep theirs in 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("Code", no_wrap=True)
    table.add_column("Currency")
    table.add_column("Price", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("Change", justify="right", no_wrap=True)
    table.add_column("As of", no_wrap=True)
    for rate in reading.snapshot.rows:
        table.add_row(*_row(reading, rate))
    return table


def _row(reading: Reading, rate: Rate) -> Iterable[Text]:
    name = Text(printable(rate.name))
    for line in _under(reading, rate):
        name.append("\n").append_text(line)
    code, *figures = _figures(reading, rate)
    return code, name, *figures


def _print_rows(reading: Reading, console: Console) -> None:
    """Each row's figures in a line, below it its name and words, farther in."""
    rows = [tuple(_figures(reading, rate)) for rate in reading.snapshot.rows]
    widths = [max((cell.cell_len for cell in column), default=0) for column in zip(*rows, strict=True)]
    for rate, (code, price, *others) in zip(reading.snapshot.rows, rows, strict=True):
        price.pad_left(widths[1] - price.cell_len)
        for cell, width in zip((code, *others), (widths[0], *widths[2:]), strict=True):
            cell.pad_right(width - cell.cell_len)
        line = Text(" ").join((code, price, *others))
        line.rstrip()
        console.print(line)
        for words in (Text(printable(rate.name)), *_under(reading, rate)):
            console.print(Padding(words, (0, 0, 0, 2), expand=False))


def _figures(reading: Reading, rate: Rate) -> Iterable[Text]:
    """Code, price, arrow, change and day."""
    arrow = ARROWS.get(rate.direction, "") if rate.direction else ""
    style = _COLOURS.get(rate.direction, "") if rate.direction else ""
    speaks = speaks_of(rate)
    yield Text(rate.code, "bold")
    yield Text(rate.display or NO_RATE, "bold")
    yield Text(arrow, style)
    yield Text(percent(rate.change_pct), style)
    yield Text(day(speaks, reading.today) if speaks and rate.rate is not None else "")


def _under(reading: Reading, rate: Rate) -> Iterable[Text]:
    """The lines under a row: whose number, remarks, who confirms it, how it was computed, who was left out."""
    remarks = reading.remarks(rate)
    if remarks:
        yield joined(Text(), remarks)
    for text in (reading.confirmed(rate), reading.derived(rate)):
        if text:
            yield Text(printable(text), "dim")
    for why, names in reading.left_out(rate).items():
        yield Text(printable(f"left out {reading.language.few(names)}{f': {why}' if why else ''}"), "dim")
    for source in rate.sources:
        why = f": {readable(source.reason)}" if source.reason else ""
        if why and source.role is not Role.EXCLUDED:
            yield Text(printable(f"held from {reading.source_name(source.id)}{why}"), "dim")


def _facts(reading: Reading, sources: Iterable[SourceInfo]) -> Table:
    found = Table.grid(padding=(0, 2, 0, 0))
    found.add_column()
    found.add_column(overflow="fold")
    if reading.snapshot.past_day is None:
        found.add_row("Check", moment(reading.snapshot.checked_at))
        found.add_row("Latest change", moment(reading.snapshot.changed_at))
    for place, source in enumerate(sources):
        found.add_row("" if place else "Sources", Text(printable(_source(source))))
    return found


def _source(source: SourceInfo) -> str:
    return " · ".join(part for part in (source.name, source.attribution, source.url) if part)


def joined(start: Text, remarks: Iterable[Remark]) -> Text:
    """Remarks in one line after a beginning, each warning in its colour."""
    parts = [Text(printable(remark.text), _WARNING if remark.warning else "dim") for remark in remarks]
    return start + Text(" · ", "dim").join(parts)


def say(console: Console, text: str | Text, style: str = "") -> None:
    """Print a line; what remote texts hold is never markup."""
    console.print(Text(printable(text), style) if isinstance(text, str) else text)
