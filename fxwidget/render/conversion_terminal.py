"""A conversion in a terminal: the amount, the rate of which day and source it is by, and what to know of that."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.text import Text

from fxwidget.domain.number_format import display
from fxwidget.domain.snapshot import Rate, Role, SourceInfo
from fxwidget.domain.text import printable
from fxwidget.render.conversion import Converted
from fxwidget.render.terminal import banners, facts, joined, say
from fxwidget.render.wording import Reading

__all__ = ["show"]


def show(of: Converted, console: Console) -> None:
    """Print a conversion, as ``fxwidget.render.terminal.show`` prints the table."""
    reading = _reading(of)
    banners(of.view.whole if of.day is None else reading, console)
    amount = of.view.language.amount(of.view.options.amount)
    say(console, f"{amount} {of.base} = {of.display} {of.quote}", "bold")
    if of.base != of.quote:
        say(console, _rate(of, reading))
    if remarks := reading.remarks(of.row):
        say(console, joined(Text(), remarks))
    for text in (reading.confirmed(of.row), reading.derived(of.row)):
        if text:
            say(console, printable(text), "dim")
    facts(reading, _shown(of), console)


def _rate(of: Converted, reading: Reading) -> str:
    """``1 USD = 85.3395 INR · 14 May · FX source: CurrencyRate``; of a cross rate each source whose number is in it."""
    names = [reading.source_name(info.id) for info in _shown(of)]
    source = reading.say("FX source: {name}", name=reading.language.list(names))
    rate = f"1 {of.base} = {of.row.display or display(of.rate)} {of.quote}"
    return " · ".join(part for part in (rate, reading.when, source) if part)


def _reading(of: Converted) -> Reading:
    """The table of the conversion's row alone, in words."""
    one = Rate(code=of.base, name=of.base, rate=Decimal(1), display="1")
    rows = (of.row,) if of.base == of.quote else (of.row, one)
    update = {"base": of.base, "rates": rows, "past_day": of.day, "sources": tuple(of.sources)}
    table = of.view.snapshot.model_copy(update=update)
    return Reading.of_aged(table, of.view.now, of.view.language)


def _shown(of: Converted) -> list[SourceInfo]:
    """The sources whose numbers the rate is made of: two of a cross rate."""
    shown = {source.id for source in of.row.sources if source.role is Role.SHOWN}
    return [info for info in of.sources if info.id in shown]
