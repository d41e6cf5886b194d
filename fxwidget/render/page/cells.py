"""The cells and rows of a table as HTML, which the templates join.

Plain functions, not macros: a page has hundreds of cells, and a macro's call costs more than what it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fxwidget.domain.snapshot import Rate
from fxwidget.presentation.options import COLUMNS, Options
from fxwidget.render import wording
from fxwidget.render.flags import flag
from fxwidget.render.page.fit import Fit
from fxwidget.render.sparkline import Sparkline
from fxwidget.render.wording import Reading, Remark

__all__ = ["EmptyCells", "TableCells"]


def _escaped(text: str) -> str:
    """A text as the templates escape it, for an element or an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


@lru_cache(1024)
def _currency(code: str, name: str, names: str, flags: str, part: str) -> str:
    drawn = "" if flags == "none" else flag(code, round=flags == "round")
    if names == "codes" or name == code:
        called = f"<bdi>{_escaped(code)}</bdi>"
    elif names == "names":
        called = _escaped(name)
    else:
        called = f'<span class="name">{_escaped(name)}</span> <span class="code"><bdi>{_escaped(code)}</bdi></span>'
    return f'<th scope="row"><div class="currency"{part}>{drawn}<span>{called}</span></div></th>'


@dataclass(frozen=True)
class EmptyCells:
    """The cells of a table that has no numbers yet. ``inside``: whether it is part of a site's own page."""

    options: Options
    inside: bool

    def part(self, name: str) -> str:
        """By what a site's own style finds an element."""
        return f' part="{name}"' if self.inside else ""

    def currency(self, code: str, name: str) -> str:
        """The head of a row: a currency's flag, name and code, as far as they are wanted."""
        options = self.options
        return _currency(code, name, options.names, options.flags, self.part("currency"))

    def no_rate(self) -> str:
        """What stands in place of a number."""
        words = _escaped(self.options.language.say("no rate"))
        return f'<span class="price"><span aria-hidden="true">{wording.NO_RATE}</span><span class="unseen">{words}</span></span>'


@dataclass(frozen=True)
class TableCells(EmptyCells):
    """The cells of a table's rows, and whole rows of the layouts that have one currency in a line."""

    reading: Reading
    fit: Fit
    sparks: Mapping[str, Sparkline]

    def rows(self) -> str:
        """All rows, each with a line's end."""
        return "".join(f"{self.row(rate)}\n" for rate in self.reading.snapshot.rows)

    def row(self, rate: Rate) -> str:
        """A row, and below it what there is to say of it."""
        options, remarks = self.options, self.remarks(rate)
        beside, below = ("", remarks) if options.layout == "auto" else (remarks, "")
        about = _escaped(self.reading.say("About {name}", name=rate.code))
        points = "".join(map(_point, self.reading.explained(rate)))
        return (
            f'<tbody{self.part("row")} data-row="{_escaped(self.reading.line(rate, options.columns))}">\n'
            f"<tr>{self.currency(rate.code, rate.name)}<td>{self._price(rate)}{beside}</td>{self._further(rate)}</tr>\n"
            f'<tr class="why"><td colspan="{2 + len(options.columns)}">{below}<details><summary>'
            f'<span class="unseen">{about}</span></summary><ul>{points}</ul></details></td></tr>\n</tbody>'
        )

    def _price(self, rate: Rate) -> str:
        if not rate.display:
            return self.no_rate()
        price = f'<span class="price"{self.part("price")}>{self.priced(rate)}{self._arrow(rate)}</span>'
        return self.spark(rate) + price

    def _arrow(self, rate: Rate) -> str:
        if rate.direction is None or rate.direction not in wording.ARROWS:
            return ""
        words = _escaped(self.reading.say(wording.DIRECTIONS[rate.direction]))
        return (
            f' <span class="{rate.direction}"{self.part("arrow")} aria-hidden="true">{wording.ARROWS[rate.direction]}</span>'
            f'<span class="unseen">&#009;{words}</span>'
        )

    def _further(self, rate: Rate) -> str:
        return "".join(
            f'<td class="more"><span class="label">{_escaped(self.reading.say(COLUMNS[column]))}</span> '
            f"<span>{_escaped(self.reading.cell(rate, column) or wording.NO_RATE)}</span></td>"
            for column in self.options.columns
        )

    def priced(self, rate: Rate) -> str:
        """A number with its symbol, where there is one."""
        options, language = self.options, self.reading.language
        digits = self._digits(rate.display or "")
        sign = _escaped(wording.sign(self.reading, options, rate))
        if sign and language.symbol_first:
            return f'<span class="symbol">{sign}</span>{digits}'
        if sign:
            return f'{digits}&nbsp;<span class="symbol">{sign}</span>'
        if options.symbol and not language.symbol_first and options.layout == "auto":
            return f'{digits}&nbsp;<span class="symbol"></span>'
        return digits

    def _digits(self, number: str) -> str:
        """A number, with the signs that it lacks beside the longest one of the table."""
        if self.options.layout != "auto":
            return _escaped(number)
        missing, lead = self.fit.missing(number), self.fit.lead(number)
        if not missing and not lead:
            return _escaped(number)
        before = f' data-lead="{_escaped(lead)}"' if lead else ""
        after = f' data-missing="{_escaped(missing)}"' if missing else ""
        return f'<span class="digits"{before}{after}>{_escaped(number)}</span>'

    def spark(self, rate: Rate) -> str:
        """The line of a row's past."""
        line = self.sparks.get(rate.code)
        if line is None:
            return ""
        dot = ' class="dot"' if line.is_dot else ""
        return (
            '<svg class="spark" viewBox="0 0 60 20" preserveAspectRatio="none" role="img"'
            f' aria-label="{_escaped(line.label)}"><path{dot} d="{line.path}"/></svg>'
        )

    def list_of(self, remarks: Iterable[Remark]) -> str:
        """Remarks in one line."""
        spans = (f"<span{_class_of(remark)}>{_escaped(remark.text)}</span>" for remark in remarks)
        return "&nbsp;· ".join(spans)

    def remarks(self, rate: Rate) -> str:
        """What stands beside or below a row's number."""
        found = self.reading.remarks(rate)
        return f'<span class="remarks"{self.part("remarks")}>{self.list_of(found)}</span>' if found else ""


@lru_cache(1024)
def _point(remark: Remark) -> str:
    """A point of an explanation; most of them are those of other views too."""
    return f"<li{_class_of(remark)}>{_escaped(remark.text)}</li>"


def _class_of(remark: Remark) -> str:
    return ' class="warning"' if remark.warning else ""
