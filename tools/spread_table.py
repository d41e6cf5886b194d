"""The table of spreads for the documents, from the stored figures, with the reason of each large one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Self

from fxwidget.domain.currency import limits
from fxwidget.domain.kinds import MARKET_SERIES

__all__ = ["EXPLAINED", "FIGURES", "Pair", "Spread", "compared", "explanations", "far", "lines", "stored"]

FIGURES = Path(__file__).parent / "spreads.json"

EXPLAINED: Mapping[str, Mapping[str, str]] = {
    "BRL": {
        "nbrb": "set at 13:00 in Minsk, hours before São Paulo opens: nearer to the last that New York had on the Friday before "
        "(5.2914) than to the fixings of that Monday.",
        "norges_bank": "as the ECB has it, of 14:15 in Frankfurt: on 19 March real and rand gained one per cent in the hours after it, "
        "which the fixings of the afternoon have.",
    },
    "INR": {
        "mas": "Singapore's table comes hours before London's, and in those days the rupee moved by half a per cent between them: on "
        "18 March 92.42 there and 92.87 in London, on the 19th 93.14 in Singapore."
    },
    "IRR": {
        "un_treasury": "administrative, and set for a month: it went up by 22 % in one step on 1 October 2026, and the other is of two "
        "days before."
    },
    "RUB": {
        "nbrb": "set at 13:00 in Minsk; Canada's is the mean of a day that ends ten hours later, and of the Friday before it had "
        "nearly the same (80.21 beside 80.26)."
    },
    "ZAR": {
        "norges_bank": "the same as of BRL: 17.07 rand at 14:15, 16.89 in London's afternoon, 16.84 later in Buenos Aires."
    },
}
"""Why a source lies far from others: by currency and source, a sentence of what is known of it."""


@dataclass(frozen=True)
class Pair:
    """Two sources of different groups in one week: hundredths of a per cent between their numbers of the same market day.

    apart: how many days lie between their newest numbers, where they have no day in common.
    """

    one: str
    other: str
    median: float
    largest: float
    apart: int = 0


@dataclass(frozen=True)
class Spread:
    """The sources of a currency in one week, which begins on this Monday, and the distances of each two of them."""

    code: str
    series: str
    week: date
    sources: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """As it is stored."""
        pairs = tuple(Pair(*pair) for pair in row["pairs"])
        week = date.fromisoformat(row["week"])
        return cls(row["code"], row["series"], week, tuple(row["sources"]), pairs)

    def row(self) -> dict[str, Any]:
        """What is stored of it."""
        pairs = [list(asdict(pair).values()) for pair in self.pairs]
        return {**asdict(self), "week": self.week.isoformat(), "pairs": pairs}

    @property
    def name(self) -> str:
        """The currency, and the series where that is not the market's."""
        return self.code if self.series == MARKET_SERIES else f"{self.code}, {self.series.replace('_', ' ')}"


def stored() -> list[Spread]:
    """The stored figures."""
    return [Spread.of_row(row) for row in json.loads(FIGURES.read_text(encoding="utf-8"))]


def lines(spreads: Iterable[Spread]) -> Iterator[str]:
    """The table, a row for each currency and week."""
    yield "| currency | week of | sources | median, bps | largest, bps | between |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for it in spreads:
        most = max(compared(it), key=lambda pair: pair.largest)
        middle = median(pair.median for pair in compared(it))
        between = f"{most.one}, {most.other}{_apart(most)}"
        yield (
            f"| {it.name} | {it.week} | {', '.join(it.sources)} | {middle:.1f} | {most.largest:.1f} | {between} |"
        )


def _apart(pair: Pair) -> str:
    return f", {pair.apart} days apart" if pair.apart > 1 else ", a day apart" if pair.apart else ""


def compared(it: Spread) -> Sequence[Pair]:
    """The pairs that have a market day in common; all of them where none has."""
    return [pair for pair in it.pairs if not pair.apart] or it.pairs


def far(it: Spread) -> Sequence[Pair]:
    """The compared pairs that lie farther apart than a shown number may lie from the median of all votes."""
    most = limits(it.code).nearness * 10_000
    return [pair for pair in compared(it) if pair.largest > most]


def explanations() -> Iterator[str]:
    """A line for each source that lies far from others, and why."""
    for code, sources in EXPLAINED.items():
        yield from (f"- **{code}, {source}**: {why}" for source, why in sources.items())
