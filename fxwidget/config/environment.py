"""The environment variables that stand over a settings file: ``FXWIDGET_BASE``, ``FXWIDGET_PROVIDER__ECB__KEY``."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Mapping
from typing import Any

__all__ = ["PREFIX", "overlaid"]

PREFIX = "FXWIDGET_"

_TREE = "provider"
"""The one setting that has others below it: as JSON in its own variable, or each in one of its own."""

_WITHIN, _NOTHING = "__", "none"
"""What stands between a setting and one below it, and the text that stands for no value."""


def overlaid(given: Mapping[str, Any], known: Container[str]) -> dict[str, Any]:
    """Values by the names of settings, with those of the environment over them. Names are read in any case.

    Args:
        known: the names of all settings; other variables are passed over.

    Raises:
        ValueError: a variable that has to be JSON is none.
    """
    by_name = {name.lower() if name.lower() in known else name: value for name, value in given.items()}
    return _merged(by_name, _values(_variables(), known))


def _variables() -> dict[str, str]:
    """Our variables, by their names in small letters and without the prefix."""
    lower = {name.lower(): text for name, text in os.environ.items()}
    start = PREFIX.lower()
    return {name.removeprefix(start): text for name, text in lower.items() if name.startswith(start)}


def _values(variables: Mapping[str, str], known: Container[str]) -> dict[str, Any]:
    """The values of variables by the names of settings; other variables set nothing."""
    found: dict[str, Any] = {name: _read(text) for name, text in variables.items() if name in known}
    if isinstance(found.get(_TREE), str):
        found[_TREE] = _json(_TREE, found[_TREE])
        if found[_TREE] is None:
            del found[_TREE]
    whole, below = found.get(_TREE, {}), _tree(variables)
    if below and isinstance(whole, dict):
        found[_TREE] = _merged(whole, below)
    return found


def _tree(variables: Mapping[str, str]) -> dict[str, Any]:
    """What variables set below the tree, as in ``{"ecb": {"key": …}}``."""
    tree: dict[str, Any] = {}
    for name, text in variables.items():
        if name.startswith(_TREE + _WITHIN):
            *branches, leaf = name.removeprefix(_TREE + _WITHIN).split(_WITHIN)
            _put(tree, branches, leaf, _read(text))
    return tree


def _put(place: dict[str, Any], branches: list[str], leaf: str, value: str | None) -> None:
    """Set a value in a tree; not where another value stands in the place of a branch."""
    for branch in branches:
        place = place.setdefault(branch, {})
        if not isinstance(place, dict):
            return
    if value is not None or not place.get(leaf):
        place[leaf] = value


def _read(text: str) -> str | None:
    return None if text == _NOTHING else text


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # whose cause would hold the text, which may be a key
        raise ValueError(f"environment variable {PREFIX}{name.upper()}: {name} is not JSON") from None


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Values with others over them, at any depth."""
    merged = dict(below)
    for name, value in above.items():
        old = merged.get(name)
        merged[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
