"""What the shipped rules must reach over the trials, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .events import DEVALUATIONS
from .families import FAULTY, ONE, TWO
from .judge import Figures

MARKET_DAY = 24.0
"""Hours of weekdays from the first bank's number within which a true devaluation must show."""

ROUND = 0.5
"""Hours by which the rounds themselves delay it: two of the quarters in which they follow a move."""

MOST_OFF = 0.003
MOST_SWITCHES = 0.3
MOST_COST = 1.1

Results = Mapping[tuple[str, int], Figures]
"""Figures of one build by family and seed."""


@dataclass(frozen=True)
class Target:
    """A figure of both builds, what is asked of the shipped one, and whether it is reached."""

    what: str
    before: str
    now: str
    asked: str
    reached: bool

    def row(self) -> list[str]:
        return [self.what, self.before, self.now, self.asked, "kept" if self.reached else "BROKEN"]


def targets(before: Results, now: Results, costs: Mapping[str, float]) -> list[Target]:
    """The targets over a run. ``costs``: by what was timed, the shipped rules' time over the earlier build's."""
    return [
        *(_none_wrong(before, now, family) for family in (ONE, TWO)),
        *_faulty(of_family(before, FAULTY), of_family(now, FAULTY)),
        *(_jump(before, now, name) for name in DEVALUATIONS),
        *(
            Target(
                f"time of {what}, over that of the earlier build",
                "1",
                f"{ratio:.2f}",
                f"at most {MOST_COST}",
                ratio <= MOST_COST,
            )
            for what, ratio in costs.items()
        ),
    ]


def of_family(results: Results, family: str) -> list[Figures]:
    """The figures of a family, one for each seed."""
    return [figures for (name, _), figures in sorted(results.items()) if name == family]


def total(results: Results, family: str) -> Figures:
    """The figures of a family over all seeds."""
    found = Figures()
    for figures in of_family(results, family):
        found.add(figures)
    return found


def _none_wrong(before: Results, now: Results, family: str) -> Target:
    then, today = total(before, family), total(now, family)
    return Target(f"{family}: wrong rows", str(then.wrong), str(today.wrong), "0", today.wrong == 0)


def _faulty(before: Sequence[Figures], now: Sequence[Figures]) -> Iterator[Target]:
    off, wrong = [_share(it.off, it.rows) for it in now], [it.wrong for it in now]
    yield Target(
        f"{FAULTY}: rows off, of a seed",
        _percent([_share(it.off, it.rows) for it in before]), _percent(off),
        f"at most {MOST_OFF:.1%}", max(off, default=0) <= MOST_OFF,
    )  # fmt: skip
    yield Target(
        f"{FAULTY}: wrong rows, of a seed",
        _counts([it.wrong for it in before]),
        _counts(wrong),
        "0",
        not any(wrong),
    )
    switches = [_share(len(it.switches), it.days) for it in now]
    yield Target(
        f"{FAULTY}: switches per row and day, of a seed",
        _range([f"{_share(len(it.switches), it.days):.2f}" for it in before]), _range([f"{it:.2f}" for it in switches]),
        f"at most {MOST_SWITCHES}", max(switches, default=0) <= MOST_SWITCHES,
    )  # fmt: skip
    unsaid = sum(it.unsaid for it in now)
    yield Target(
        f"{FAULTY}: switches at which the arrow turns, and of these without a word",
        _turned(before), _turned(now), "0 without a word", unsaid == 0,
    )  # fmt: skip
    held = [_share(sum(it.last_good for it in of), sum(it.rows for it in of)) for of in (before, now)]
    yield Target(
        f"{FAULTY}: rows that show the last good rate",
        f"{held[0]:.2%}",
        f"{held[1]:.2%}",
        "no more than before",
        held[1] <= held[0],
    )


def _jump(before: Results, now: Results, name: str) -> Target:
    then, today = total(before, name).delays, total(now, name).delays
    reached = max(today, default=0.0) <= MARKET_DAY + ROUND
    return Target(
        f"{name}: hours until it shows", _hours(then), _hours(today), "one market day, always", reached
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _percent(shares: Sequence[float]) -> str:
    return _range([f"{share:.2%}" for share in sorted(shares)])


def _counts(numbers: Sequence[int]) -> str:
    return _range([str(number) for number in sorted(numbers)])


def _range(figures: Sequence[str]) -> str:
    """The smallest and the largest of some figures."""
    ordered = sorted(figures, key=lambda figure: float(figure.rstrip("%")))
    if not ordered:
        return "-"
    return ordered[0] if ordered[0] == ordered[-1] else f"{ordered[0]} to {ordered[-1]}"


def _turned(figures: Sequence[Figures]) -> str:
    return f"{sum(it.turned for it in figures)}, {sum(it.unsaid for it in figures)}"


def _hours(delays: Sequence[float]) -> str:
    """The middle and the largest delay."""
    if not delays:
        return "-"
    ordered = sorted(delays)
    return f"{hours(ordered[(len(ordered) - 1) // 2])}, at most {hours(ordered[-1])}"


def hours(delay: float) -> str:
    """A delay in hours; never where it is infinite."""
    return "never" if delay == float("inf") else f"{delay:.1f}"
