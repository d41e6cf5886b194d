"""Prints providers, checks and findings as tables in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fxwidget.domain.text import printable
from fxwidget.inspection.doctor.finding import Finding, Status
from fxwidget.inspection.provider_check import Check
from fxwidget.inspection.provider_list import Member
from fxwidget.render.wording import readable


def providers(members: Sequence[Member], console: Console) -> None:
    """Prints the installed providers: on or off and why, what each covers, whose its numbers are, when it publishes, its terms."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Name", "On", "Covers", "Kind", "Upstream", "Publishes", "Terms"):
        table.add_column(heading, overflow="fold")
    for member in members:
        on = "yes" if member.on else "no"
        covers = f"{len(member.covers)} rates"
        facts = (member.kind, member.upstream, member.publishes, member.terms)
        table.add_row(member.name, on, covers, *facts)
    console.print(table)
    for member in members:
        console.print(Text(f"{member.name}: {member.title}, {member.why}"))


def checks(done: Sequence[Check], console: Console) -> None:
    """Prints each provider's check, and beneath it what was refused and what would be set aside."""
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
        for code, day in (each.skipped or {}).items():
            unread = f"{each.name}: {code} of {day} could not be read, an older day stands in"
            console.print(Text(printable(unread), "dim"))


_STATUSES = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "bold red"}


def findings(found: Sequence[Finding], console: Console) -> None:
    """Prints a line for each finding, and beneath a bad one how to mend it."""
    for each in found:
        line = Text(f"{each.status:<4}", _STATUSES[each.status])
        console.print(line.append(printable(f"  {each.what}: {each.found}"), ""), soft_wrap=True)
        if each.mend is not None:
            console.print(Text(printable(f"      mend: {each.mend}"), "dim"), soft_wrap=True)
