"""What decisions take and give are values: nobody changes one that somebody else holds too."""

from __future__ import annotations

import pkgutil
from dataclasses import is_dataclass
from importlib import import_module

import pytest

import fxwidget.deciding
import fxwidget.domain
import fxwidget.provider

IN_PROGRESS = {"Poll", "Tally", "DecidedDay", "_Level"}
"""What is counted or replayed, while it is."""


@pytest.mark.parametrize("room", [fxwidget.deciding, fxwidget.domain, fxwidget.provider])
def test_values_are_frozen(room: object) -> None:
    """Every data class of these rooms is frozen, but for what is in progress: many of them are cached, and shared."""
    names = [found.name for found in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")]  # type: ignore[attr-defined]
    members = [member for name in names for member in vars(import_module(name)).values()]
    classes = [it for it in members if isinstance(it, type) and is_dataclass(it)]
    thawed = {it.__name__ for it in classes if not it.__dataclass_params__.frozen}  # type: ignore[attr-defined]
    assert classes
    assert thawed <= IN_PROGRESS
