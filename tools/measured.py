"""What the documents repeat of the figures in ``docs/benchmarks.md``, which the benchmarks write there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from benchmarks.page import PAGE, part
from tools.markdown import head, row

__all__ = ["highlights", "rivals"]

RIVALS = {
    "shown outside, three or more voting": "rounds with a number outside of what the honest sources say, three or more voting",
    "of these by more than the nearness": "of these by more than sources may differ",
    "error p50, three or more voting": "usual error",
    "error p99, three or more voting": "error of the worst round in a hundred",
    "error largest, three or more voting": "largest error",
    "a devaluation never shown": "a devaluation never shown",
    "fell back to the old level": "fell back to the old level after it",
    "rounds held, nothing happened": "rounds in which the last good rate is held, nothing having happened",
    "rounds with a change that no source made": "rounds with a change that no source made",
}
"""The rows of the rules and their rivals that are repeated, and in what words."""

SERVERS = ("our edge", "nginx, static files", "stock Flask, gunicorn")
"""The columns of the servers that are repeated."""


def rivals() -> Iterable[str]:
    """The rules beside an average and others, in the figures of the page."""
    titles, _, *rows = _table("rivals", "ours")
    figures = {cells[0]: cells[1:] for cells in rows}
    played = re.search(r"[0-9,]+ rounds with seed \d+", part(PAGE, "rivals"))
    if played is None:
        raise ValueError("docs/benchmarks.md no longer says how many rounds were played")
    yield f"{played[0]}:"
    yield ""
    yield from head("", *titles[1:])
    yield from (row(words, *figures[name]) for name, words in RIVALS.items())


def highlights() -> Iterable[str]:
    """What was measured in a few lines: speed beside its rivals, and how often a number was wrong."""
    yield from head("", "fxwidget", "beside")
    serving = _cells("serving", "our edge")
    for what in ("page", "JSON"):
        ours, nginx, stock = (serving[what][name].split(" ")[0] for name in SERVERS)
        beside = f"{nginx} of nginx with files, {stock} of stock Flask"
        yield row(f"{what}, answers a second of one worker", ours, beside)
    cross = _cells("library", "CurrencyConverter, µs")["a cross"]
    beside = f"{cross['CurrencyConverter, µs']} of CurrencyConverter"
    yield row("a conversion of a `Decimal`, µs", cross["fxwidget, µs"], beside)
    rules = _cells("rivals", "ours")
    for what in ("of these by more than the nearness", "rounds with a change that no source made"):
        words = RIVALS[what].replace("of these", "simulated rounds with a number that is wrong")
        beside = f"{rules[what]['mean']} of a mean, {rules[what]['median']} of a median"
        yield row(words, rules[what]["ours"], beside)


def _cells(name: str, column: str) -> dict[str, dict[str, str]]:
    """The figures of a table by row and column."""
    titles, _, *rows = _table(name, column)
    return {cells[0]: dict(zip(titles[1:], cells[1:], strict=True)) for cells in rows}


def _table(name: str, column: str) -> list[list[str]]:
    """The rows of the table of a part of the page that has a column of that name, head and rule first."""
    tables = re.findall(r"(?:^\|.*\|$\n?)+", part(PAGE, name), re.MULTILINE)
    cells = [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in each.splitlines()]
        for each in tables
    ]
    return next(each for each in cells if column in each[0])
