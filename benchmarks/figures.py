"""What a measurement came to, and the limits that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured figure and its limit. ``beside`` is where that limit comes from."""

    what: str
    measured: float
    most: float
    unit: str
    beside: str = "the limit"

    def line(self, factor: float) -> str:
        """A line of the report: whether the limit, times ``factor``, holds."""
        verdict = "kept" if self.holds(factor) else "BROKEN"
        most = f"{self.most * factor:,.4g} {self.unit}"
        return f"- {verdict}: {self.what}: {self.measured:,.4g} {self.unit}; at most {most} ({self.beside})"

    def holds(self, factor: float) -> bool:
        return self.measured <= self.most * factor


@dataclass(frozen=True)
class Part:
    """What one measurement came to: its table, a row each, and the figures that have a limit."""

    rows: Sequence[Sequence[str]]
    figures: Sequence[Figure]
