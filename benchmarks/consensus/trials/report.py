"""Prints the trials: what the shipped rules must reach, and all figures of both builds side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.consensus.report import markdown
from benchmarks.page import machine

from .events import EVENT
from .judge import Figures
from .run import Trials
from .targets import Target, hours, targets, total

MOST_FAULTS = 20


def report(trials: Trials, before: str, seconds: float) -> list[str]:
    """The lines of the report. ``before`` is the earlier build's commit, or its folder."""
    seeds = {seed for _, seed in trials.now}
    found = targets(trials.before, trials.now, trials.costs)
    return [
        f"{machine()}, beside {_named(before)}: {trials.rows:,} rows of each build, {len(seeds)} seeds, {seconds:.0f} s.",
        "",
        *markdown([["target", "before", "now", "asked", ""], *(target.row() for target in found)]),
        "",
        *markdown(list(_table(trials, [family for family in _families(trials) if EVENT not in family]))),
        "",
        *markdown(list(_jumps(trials, [family for family in _families(trials) if EVENT in family]))),
        "",
        *_faults(trials, found),
    ]


def _named(before: str) -> str:
    return "another checkout" if Path(before).is_dir() else before[:12]


def all_reached(trials: Trials) -> bool:
    """Whether the shipped rules reach every target."""
    return all(target.reached for target in targets(trials.before, trials.now, trials.costs))


def _families(trials: Trials) -> list[str]:
    return list(dict.fromkeys(family for family, _ in trials.now))


FIGURES: dict[str, Callable[[Figures], str]] = {
    "rows": lambda it: f"{it.rows:,}",
    "wrong": lambda it: str(it.wrong),
    "longest, h": lambda it: f"{it.longest:.0f}",
    "off": lambda it: _share(it.off, it.rows),
    "last good": lambda it: _share(it.last_good, it.rows),
    "held, h": lambda it: f"{it.held:.0f}",
    "pending, h": lambda it: f"{it.pending:.0f}",
    "switches": lambda it: f"{len(it.switches) / it.days:.2f}",
    "their size": lambda it: _sizes(it.switches),
    "turned": lambda it: f"{it.turned}, {it.unsaid} unsaid",
}


def _table(trials: Trials, families: Sequence[str]) -> Iterator[list[str]]:
    yield ["", "rules", *FIGURES]
    for family in families:
        for name, results in (("before", trials.before), ("now", trials.now)):
            figures = total(results, family)
            yield [
                family if name == "before" else "",
                name,
                *(figure(figures) for figure in FIGURES.values()),
            ]


def _jumps(trials: Trials, families: Sequence[str]) -> Iterator[list[str]]:
    yield [
        "hours until a true jump shows",
        "before, middle",
        "largest",
        "now, middle",
        "largest",
        "wrong rows",
        "pending, h",
    ]
    for family in families:
        both = [total(results, family) for results in (trials.before, trials.now)]
        delays = [cell for it in both for cell in (_rank(it.delays, 0.5), _rank(it.delays, 1.0))]
        wrong, pending = (
            ", ".join(str(it.wrong) for it in both),
            ", ".join(f"{it.pending:.0f}" for it in both),
        )
        yield [family.removeprefix(f"{EVENT}: "), *delays, wrong, pending]


def _rank(delays: Sequence[float], share: float) -> str:
    ordered = sorted(delays)
    return hours(ordered[int(share * (len(ordered) - 1))]) if ordered else "-"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}".replace("%", " %") if whole else "-"


def _sizes(switches: Sequence[float]) -> str:
    """The middle and the largest size of switches."""
    if not switches:
        return "-"
    ordered = sorted(switches)
    middle, largest = ordered[len(ordered) // 2], ordered[-1]
    if largest < 10:
        return f"{middle:.2%}, {largest:.2%}"
    return f"{middle:.2%}, x {largest:,.0f}" if largest < 1e6 else f"{middle:.2%}, x {largest:.0e}"


def _faults(trials: Trials, found: Sequence[Target]) -> Iterator[str]:
    """The targets that are broken, and the first wrong spells of the shipped rules."""
    yield from (
        f"- BROKEN: {target.what}: {target.now}; {target.asked}" for target in found if not target.reached
    )
    spells = [fault for family in _families(trials) for fault in total(trials.now, family).faults]
    yield from (f"- {fault}" for fault in spells[:MOST_FAULTS])
