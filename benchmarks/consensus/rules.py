"""The rules that are compared: ours, and what others make of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median

OURS = "ours"


def mean(numbers: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean."""
    return sum(numbers, Decimal()) / len(numbers)


def first(numbers: Sequence[Decimal]) -> Decimal:
    """The first source in the configured order that answers."""
    return numbers[0]


def frankfurter(numbers: Sequence[Decimal]) -> Decimal:
    """Of four and more, without those farther from the median than 10 MAD or 5 %, whichever is more: the mean."""
    if len(numbers) < 4:
        return mean(numbers)
    middle = median(numbers)
    spread = median(abs(number - middle) for number in numbers)
    allowed = max(10 * spread, middle * Decimal("0.05"))
    return mean([number for number in numbers if abs(number - middle) <= allowed])


RIVALS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "mean": mean,
    "median": median,
    "first answer": first,
    "Frankfurter": frankfurter,
}
RULES = (OURS, *RIVALS)
