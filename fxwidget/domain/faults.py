"""Why something from outside can't be read, in our own words: no library's text reaches a page, a log or JSON."""

from __future__ import annotations

from pydantic import ValidationError

__all__ = ["in_words"]


def in_words(error: Exception) -> str:
    """One line on what a reader stumbled over: ``'rates' is missing``, ``rate can't be read``."""
    if isinstance(error, ValidationError):
        return "; ".join(dict.fromkeys(_of_member(fault["loc"], fault) for fault in error.errors()))
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return f"{type(error).__name__}: {error}"


def _of_member(place: tuple[int | str, ...], fault: object) -> str:
    """A validator's own sentence, which is ours; else only where the fault is."""
    context = fault.get("ctx", {}) if isinstance(fault, dict) else {}
    ours = context.get("error")
    name = ".".join(map(str, place))
    if isinstance(ours, ValueError):
        return f"{name}: {ours}" if name else str(ours)
    return f"{name or 'it'} can't be read"
