"""The table in a terminal of 80 columns: the figures, and under each row who stands behind it and what to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fxwidget.domain.snapshot import Direction, Rate, Role, Snapshot, SourceInfo
from fxwidget.inspection.doctor.finding import Finding, Status
from fxwidget.inspection.provider_check import Check
from fxwidget.inspection.provider_list import Member
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

__all__ = ["checks", "findings", "providers", "show"]

_COLOURS = {Direction.UP: "green", Direction.DOWN: "red"}
_WARNING = "bold yellow"


def show(snapshot: Snapshot, now: datetime, console: Console) -> None:
    """Prints the snapshot as it stands at the wall clock's ``now``. What remote texts hold is never markup."""
    reading = Reading.of(snapshot, now)
    for text in (reading.replayed, reading.alarm):
        if text:
            _say(console, text, _WARNING)
    _say(console, reading.heading, "bold")
    _say(console, reading.subheading)
    if reading.common:
        _say(console, _joined(Text("All rates: "), reading.common))
    console.print(_table(reading))
    console.print()
    console.print(_facts(reading))
    if reading.snapshot.disclaimer:
        console.print()
        _say(console, reading.snapshot.disclaimer, "dim")


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
    arrow = ARROWS.get(rate.direction, "") if rate.direction else ""
    style = _COLOURS.get(rate.direction, "") if rate.direction else ""
    speaks = speaks_of(rate)
    name = Text(_plain(rate.name))
    for line in _under(reading, rate):
        name.append("\n").append_text(line)
    yield Text(rate.code, "bold")
    yield name
    yield Text(rate.display or NO_RATE, "bold")
    yield Text(arrow, style)
    yield Text(percent(rate.change_pct), style)
    yield Text(day(speaks, reading.today) if speaks and rate.rate is not None else "")


def _under(reading: Reading, rate: Rate) -> Iterable[Text]:
    """The lines under a row: whose number, remarks, who confirms it, how it was computed, who was left out."""
    remarks = reading.remarks(rate)
    if remarks:
        yield _joined(Text(), remarks)
    for text in (reading.confirmed(rate), reading.derived(rate)):
        if text:
            yield Text(_plain(text), "dim")
    for source in rate.sources:
        why = f": {readable(source.reason)}" if source.reason else ""
        if source.role is Role.EXCLUDED:
            yield Text(_plain(f"left out {reading.source_name(source.id)}{why}"), "dim")
        elif why:
            yield Text(_plain(f"held from {reading.source_name(source.id)}{why}"), "dim")


def _facts(reading: Reading) -> Table:
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_row("Check", moment(reading.snapshot.checked_at))
    facts.add_row("Latest change", moment(reading.snapshot.changed_at))
    for place, source in enumerate(reading.shown_sources()):
        facts.add_row("" if place else "Sources", Text(_plain(_source(source))))
    return facts


def _source(source: SourceInfo) -> str:
    return " · ".join(part for part in (source.name, source.attribution, source.url) if part)


def _joined(start: Text, remarks: Iterable[Remark]) -> Text:
    parts = [Text(_plain(remark.text), _WARNING if remark.warning else "dim") for remark in remarks]
    return start + Text(" · ", "dim").join(parts)


def _say(console: Console, text: str | Text, style: str = "") -> None:
    console.print(Text(_plain(text), style) if isinstance(text, str) else text)


def _plain(text: str) -> str:
    """``text`` without control characters: what a source calls itself can't move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def providers(members: Sequence[Member], console: Console) -> None:
    """Prints the installed providers: on or off and why, what each covers, when it publishes, its terms."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Name", "On", "Covers", "Kind", "Publishes", "Terms"):
        table.add_column(heading, overflow="fold")
    for member in members:
        on = "yes" if member.on else "no"
        covers = f"{len(member.covers)} rates"
        table.add_row(member.name, on, covers, member.kind, member.publishes, member.terms)
    console.print(table)
    for member in members:
        console.print(Text(f"{member.name}: {member.title}, {member.why}"))


def checks(done: Sequence[Check], console: Console) -> None:
    """Prints how each provider did, and beneath it what was refused and what would be set aside."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Name", "As of", "Missed", "Rows", "ms", "Farthest", "Status"):
        table.add_column(
            heading, justify="right" if heading in ("Missed", "Rows", "ms") else "left", overflow="fold"
        )
    for each in done:
        far = f"{each.farthest} {each.distance_bps} bps" if each.farthest else ""
        missed = "" if each.missed is None else str(each.missed)
        style = "bold red" if each.failed else ""
        row = (each.name, each.as_of or "", missed, str(each.rows), str(each.milliseconds), far)
        table.add_row(*row, Text(each.status, style))
    console.print(table)
    for each in done:
        for what, reasons in ("refused", each.refused), ("set aside", each.aside):
            for code, reason in (reasons or {}).items():
                console.print(Text(f"{each.name}: {code} {what}: {readable(reason)}", "dim"))


_STATUSES = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "bold red"}


def findings(found: Sequence[Finding], console: Console) -> None:
    """Prints a line for each finding, and beneath a bad one how to mend it."""
    for each in found:
        line = Text(f"{each.status:<4}", _STATUSES[each.status])
        console.print(line.append(_plain(f"  {each.what}: {each.found}"), ""), soft_wrap=True)
        if each.mend is not None:
            console.print(Text(_plain(f"      mend: {each.mend}"), "dim"), soft_wrap=True)
