"""Prints providers, checks and findings as tables in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fxwidget.domain.scalars import stamp
from fxwidget.domain.text import printable
from fxwidget.domain.wrapping import hanging
from fxwidget.inspection.doctor.finding import PROVIDER, Finding, Status
from fxwidget.inspection.provider_list import HEADINGS, Member

if TYPE_CHECKING:  # the list of providers needs none of them, nor the HTTP client that they load
    from fxwidget.inspection.provider_check import Check
    from fxwidget.inspection.provider_reading import Reading

WIDE, MIDDLING = 120, 80
"""Columns of a terminal from which on a provider's title, and its calendar, have room beside its name."""


def providers(members: Sequence[Member], codes: Sequence[str], console: Console) -> None:
    """Prints the installed providers by what turns them on: what each covers, what its numbers are, when it publishes, its terms.

    codes: the currencies of which it is printed what each provider's number counts for.
    """
    for state, heading in HEADINGS.items():
        own = [member for member in members if member.state is state]
        if own:
            console.print(Text(f"{heading} ({len(own)})", "bold"))
            if codes and console.width < MIDDLING:
                _print_members(own, codes, console)
            else:
                console.print(_members(own, codes, console.width))
            for member in own:
                if member.on and "without a vote" in member.why:
                    why = Text(f"{member.name}: {member.why}", "dim", no_wrap=True, overflow="ellipsis")
                    console.print(why)
            console.print()
    if not members:
        console.print(Text(f"No provider lists {', '.join(codes)}." if codes else "No provider is on."))


def _members(members: Sequence[Member], codes: Sequence[str], width: int) -> Table:
    """The table of one state, with as many columns as there is room for."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    columns: dict[str, Callable[[Member], str]] = {"Name": lambda it: it.name}
    if width >= WIDE:
        columns["Title"] = lambda it: it.title
    columns["Rates"] = lambda it: str(len(it.covers))
    for code in codes:
        columns[code] = partial(_count, code)
    if not codes and width >= MIDDLING:
        columns["Kind"] = lambda it: it.kind
    if width >= MIDDLING:
        columns["Publishes"] = lambda it: it.publishes
    if width >= WIDE:
        columns |= {"Upstream": lambda it: it.upstream, "Terms": lambda it: it.terms}
    for heading in columns:
        justify: Literal["left", "right"] = "right" if heading == "Rates" else "left"
        table.add_column(heading, justify=justify, overflow="fold", no_wrap=heading == "Name")
    for member in members:
        table.add_row(*(cell(member) for cell in columns.values()))
    return table


def _count(code: str, member: Member) -> str:
    return member.counts[code]


def _print_members(members: Sequence[Member], codes: Sequence[str], console: Console) -> None:
    """The providers of one state in a narrow terminal, what each one's number counts for below its name."""
    for member in members:
        console.print(Text(f"{member.name}  {len(member.covers)} rates"))
        for code in codes:
            _print(console, f"  {code}: {member.counts[code]}", console.width, "dim", deeper=2)


def checks(done: Sequence[Check], console: Console) -> None:
    """Prints each provider's check, and beneath it what was refused and what would be set aside."""
    from fxwidget.render.wording import readable

    if console.width < MIDDLING:
        _print_checks(done, console)
    else:
        console.print(_checks(done))
    for each in done:
        for what, reasons in ("refused", each.refused), ("set aside", each.aside):
            for code, reason in (reasons or {}).items():
                console.print(Text(f"{each.name}: {code} {what}: {readable(reason)}", "dim"))
        for code, day in (each.skipped or {}).items():
            unread = f"{each.name}: {code} of {day} could not be read, an older day stands in"
            console.print(Text(printable(unread), "dim"))


def _checks(done: Sequence[Check]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Name", "As of", "Missed", "Rows", "ms", "Farthest", "Status"):
        table.add_column(
            heading, justify="right" if heading in ("Missed", "Rows", "ms") else "left", overflow="fold"
        )
    for each in done:
        missed = "" if each.missed is None else str(each.missed)
        style = "bold red" if each.failed else ""
        row = (each.name, each.as_of or "", missed, str(each.rows), str(each.milliseconds), _farthest(each))
        table.add_row(*row, Text(each.status, style))
    return table


def _farthest(check: Check) -> str:
    return f"{check.farthest} {check.distance_bps} bps" if check.farthest else ""


def _print_checks(done: Sequence[Check], console: Console) -> None:
    """The checks in a narrow terminal: how each does, and its figures below."""
    for each in done:
        style = "bold red" if each.failed else ""
        _print(console, printable(f"{each.name}: {each.status}"), console.width, style)
        figures = (
            f"as of {each.as_of}" if each.as_of else "",
            f"missed {each.missed}" if each.missed is not None else "",
            f"{each.rows} rows",
            f"{each.milliseconds} ms",
            f"farthest {far}" if (far := _farthest(each)) else "",
        )
        _print(console, "  " + ", ".join(filter(None, figures)), console.width, "dim", deeper=2)


def reading(read: Reading, console: Console) -> None:
    """Prints what a provider read in files: its quotes as published, and what one dollar costs by them."""
    from fxwidget.render.wording import readable

    table = Table(box=None, pad_edge=False, header_style="dim", title_justify="left")
    for heading in ("Pair", "Units", "Price", "As of", ""):
        table.add_column(heading, justify="right" if heading == "Units" else "left", overflow="fold")
    for quote in read.quotes:
        price = str(quote.mid) if quote.mid is not None else f"{quote.bid} to {quote.ask}"
        notes = [
            quote.kind.value if quote.kind is not None else "",
            "previous close" if quote.close else "",
            "can't be read" if quote.flaw is not None else "",
        ]
        row = (
            f"{quote.base}/{quote.quote}",
            str(quote.units),
            price,
            stamp(quote.as_of),
            ", ".join(filter(None, notes)),
        )
        table.add_row(*map(printable, row))
    console.print(table)
    console.print(Text(f"\n{len(read.quotes)} quotes. One US dollar costs by them:", "bold"))
    numbers = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Code", "Number", "As of", "By"):
        numbers.add_column(heading, overflow="fold")
    for code, it in read.numbers.items():
        numbers.add_row(code, str(it.rate), stamp(it.as_of), it.derived or "as printed")
    console.print(numbers)
    for code, reason in read.refused.items():
        console.print(Text(f"{code} is refused: {readable(reason)}", "yellow"))
    if read.unlisted:
        console.print(Text(f"Not in its lists: {', '.join(read.unlisted)}", "yellow"))


_STATUSES = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "bold red"}


INDENT = 6
"""Columns of a finding's status, below which what goes on stands."""

MANY = 12
"""Findings of the same sort that are more than this are one line for all that are to be mended alike."""


def findings(found: Sequence[Finding], console: Console) -> None:
    """Prints a line for each finding, of many providers for those that are alike, and beneath a bad one how to mend it.

    A terminal has what is wider than itself in several lines; a pipe each line whole, but for names of many providers.
    """
    width = console.width if console.is_terminal else None
    for each, names in _together(found):
        first, *more = each.found.splitlines() or [""]
        head, *rest = hanging(printable(f"{each.status:<4}  {each.what}: {first}"), width, deeper=INDENT)
        status = Text().append(head[:4], _STATUSES[each.status])
        console.print(status.append(head[4:]), soft_wrap=True)
        for line in (*rest, *(f"    {printable(text)}" for text in more)):
            _print(console, line, width)
        if names:
            _print(console, " " * INDENT + ", ".join(names), console.width, "dim", deeper=0)
        if each.mend is not None:
            _print(console, " " * INDENT + printable(f"mend: {each.mend}"), width, "dim")


def _print(console: Console, text: str, width: int | None, style: str = "", deeper: int = 4) -> None:
    for line in hanging(text, width, deeper=deeper):
        console.print(Text(line, style), soft_wrap=True)


def _together(found: Sequence[Finding]) -> Iterator[tuple[Finding, tuple[str, ...]]]:
    """The findings, those of many providers that have one status and one remedy as one, with their names."""
    of_providers = [each for each in found if each.what.startswith(PROVIDER)]
    alike: dict[tuple[Status, str | None], list[Finding]] = {}
    for each in of_providers if len(of_providers) > MANY else ():
        alike.setdefault((each.status, each.mend), []).append(each)
    for each in found:
        group = alike.get((each.status, each.mend), [each]) if each in of_providers else [each]
        if len(group) == 1:
            yield each, ()
        elif each is group[0]:
            names = tuple(it.what.removeprefix(PROVIDER) for it in group)
            such = "" if all(it.found == each.found for it in group) else f", such as {names[0]}"
            yield Finding(f"{len(group)} providers{such}", each.status, each.found, each.mend), names
