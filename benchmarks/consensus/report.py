"""Reports the rules' promises and all figures of a run."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.page import machine

from . import noise
from .market import LEVELS, Event
from .rules import RULES
from .tally import Result, Tally

HELD = 0.01
"""The share of rounds in which nothing may be shown anew although nothing is devalued."""


def promises(result: Result, rule: str) -> dict[str, bool]:
    """The promises of a rule, and whether each holds."""
    tally = result.tallies[rule]
    calm = (Event.NOTHING, Event.LARGE_DAY)
    held = sum(tally.held[event] for event in calm) / max(1, sum(result.rounds[event] for event in calm))
    return {
        "with three or more groups voting none is outside by more than the nearness": tally.strayed == 0,
        "with two voting none is outside by more than the tolerance": tally.beyond == 0,
        f"held in at most {HELD:.0%} of rounds where nothing is devalued": held <= HELD,
        "a devaluation shows in the second evaluation, nine times of ten": _rank(tally.delays[False], 0.9)
        <= 2,
        "no fall back to the old level": tally.fell_back == 0,
        "no change that no source made": tally.invented == 0,
    }


def _rank(numbers: Sequence[float], share: float) -> float:
    """The smallest number that a share of all does not exceed; 0 of none."""
    return sorted(numbers)[max(0, math.ceil(share * len(numbers)) - 1)] if numbers else 0.0


def table(result: Result) -> list[str]:
    """All figures, a rule in each column, as Markdown that can be read as it is."""
    tallies = [result.tallies[rule] for rule in RULES]
    rows: list[list[str]] = [["", *RULES]]

    def row(title: str, figure: Callable[[Tally], str]) -> None:
        rows.append([title, *map(figure, tallies)])

    names = {3: "three or more voting", 2: "two voting", 1: "one voting"}
    for voting, name in names.items():
        row(f"shown outside, {name}", lambda t, n=voting: str(t.outside[n]))  # type: ignore[misc]
        if voting == 3:
            row("of these by more than the nearness", lambda t: str(t.strayed))
        if voting == 2:
            row("of these by more than the tolerance", lambda t: str(t.beyond))
    for voting, name in names.items():
        for title, share in (("p50", 0.5), ("p99", 0.99), ("largest", 1.0)):
            row(f"error {title}, {name}", lambda t, n=voting, s=share: _size(_rank(t.errors[n], s)))  # type: ignore[misc]
    row("largest error of a held number", lambda t: _size(_rank(t.held_errors, 1)) if t.held_errors else "-")
    for event, name in (
        (Event.NOTHING, "nothing happened"),
        (Event.LARGE_DAY, "since a day of 12 %"),
        (Event.DEVALUED, "since a devaluation"),
    ):
        row(f"rounds held, {name}", lambda t, e=event: _share(t.held[e], result.rounds[e]))  # type: ignore[misc]
    row("rounds without any number", lambda t: str(t.blank))
    for peg, name in ((False, "a devaluation"), (True, "a broken peg")):
        row(
            f"evaluations until {name} shows, p50 / p90 / p99 / worst",
            lambda t, p=peg: " / ".join(_count(_rank(t.delays[p], share)) for share in (0.5, 0.9, 0.99, 1)),  # type: ignore[misc]
        )
        row(f"{name} never shown", lambda t, p=peg: f"{t.delays[p].count(math.inf)} of {len(t.delays[p])}")  # type: ignore[misc]
    row("fell back to the old level", lambda t: str(t.fell_back))
    row("rounds with a change that no source made", lambda t: str(t.invented))
    return markdown(rows)


def noise_table() -> list[str]:
    """The table of the recorded noise that simulated sources have."""
    rows = [["currency", "sources apart", "daily move", "from"]]
    for code in sorted(LEVELS):
        of = noise.pinned(code)
        taken = (
            f"{of.numbers} numbers, {of.first} to {of.last}" if not of.like else f"taken over from {of.like}"
        )
        capped = f", capped at {noise.PEG_NOISE:.1%}; pegs do not move" if code in noise.PEGGED else ""
        rows.append([code, f"{of.apart:.3f} %", f"{of.move:.3f} %", taken + capped])
    return markdown(rows)


def markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]]


def _size(error: float) -> str:
    """A fraction in per cent; a large one as how many times too much or too little."""
    return (
        f"{error * 100:.2f} %"
        if error < 1
        else f"x {error + 1:,.0f}"
        if error < 1e6
        else f"x {error + 1:.0e}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}".replace("%", " %") if whole else "-"


def _count(number: float) -> str:
    return "never" if number == math.inf else f"{number:.0f}"


def report(result: Result, rule: str, seed: int, seconds: float) -> list[str]:
    """The lines of the report."""
    verdicts = promises(result, rule)
    voting = ", ".join(
        f"{result.voting[n]:,} with {name}"
        for n, name in ((3, "three or more"), (2, "two"), (1, "one or none"))
    )
    return [
        f"{machine()}: {result.voting.total():,} rounds with seed {seed} in {seconds:.0f} s.",
        "",
        f"Histories: {_counts(result.events)}. Hostile: {_counts(result.hostilities)}.",
        f"Rounds by groups voting: {voting}.",
        "",
        *noise_table(),
        "",
        *table(result),
        "",
        *(f"- {'kept' if held else 'BROKEN'} by {rule}: {promise}" for promise, held in verdicts.items()),
        *(f"- {fault}" for fault in result.tallies[rule].faults[:20]),
    ]


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
