"""What every provider keeps to, whoever wrote it: its facts filled in, one direction of imports, no clock, network or policy."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import fxwidget
from fxwidget import Daily, Dated, Kind, Provider, Upstream
from fxwidget.provider.facts import faults

Rule = Callable[[type[Provider]], None]

NEVER = {"now", "utcnow", "today", "monotonic", "sleep", "open", "post", "Client", "float"}
"""Functions of clocks, files and networks, and of numbers that lose digits."""


def its_facts(provider: type[Provider]) -> None:
    """Every fact is there, and none contradicts another; nobody's own fact is the kind that a vote gives."""
    assert faults(provider) == ()
    for text in (provider.title, provider.attribution):
        assert text == text.strip()


def its_upstream(provider: type[Provider]) -> None:
    """Each states it in its own class; a copy or a blend names whose numbers it has, else a fixing is a bank's own."""
    assert "upstream" in vars(provider)
    if provider.blends or provider.upstream is Upstream.NAMED:
        assert provider.upstream is Upstream.NAMED
        assert provider.blends or provider.group or provider.groups
    elif provider.kind is Kind.FIXING:
        assert provider.upstream is Upstream.OWN


def its_imports(provider: type[Provider]) -> None:
    """It uses what any plug-in may: ``import fxwidget as fx`` and public names of it, of nothing deeper."""
    for node in _nodes(provider):
        if isinstance(node, ast.Import):
            ours = [alias for alias in node.names if alias.name.split(".")[0] == "fxwidget"]
            assert {(alias.name, alias.asname) for alias in ours} <= {("fxwidget", "fx")}
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "fx":
            assert node.attr in fxwidget.__all__
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fxwidget":
            assert (node.module, node.level) == ("fxwidget", 0)
            assert {alias.name for alias in node.names} <= set(fxwidget.__all__)


def its_manners(provider: type[Provider]) -> None:
    """It asks no clock, opens nothing, and catches nothing but a provider's failure that its documents explain."""
    nodes = list(_nodes(provider))
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    assert {_called(call) for call in calls}.isdisjoint(NEVER)
    assert "httpx.get" not in {ast.unparse(call) for call in calls}
    caught = [node.type for node in nodes if isinstance(node, ast.ExceptHandler)]
    assert {type_ and ast.unparse(type_) for type_ in caught} <= {"ProviderError", "fx.ProviderError"}


def its_direction(provider: type[Provider]) -> None:
    """Its module says in which direction its numbers run."""
    text = ast.get_docstring(_modules(provider)[0])
    assert text is not None
    assert "\nDirection: " in text


def its_hours(provider: type[Provider]) -> None:
    """A table that is out before 22:00 UTC of the day before has that day's market, on a Monday Friday's: it is a build day's."""
    monday = date(2026, 3, 16)
    for calendar in (provider.calendar, *provider.calendars.values()):
        if isinstance(calendar, Daily) and provider.dated is Dated.FIXING_DAY and not calendar.lag:
            out = datetime.combine(monday, calendar.usual, ZoneInfo(calendar.zone))
            always_open = provider.kind is Kind.FREE_MARKET and len(calendar.weekdays) == 7
            assert always_open or out >= datetime(2026, 3, 15, 22, tzinfo=UTC)


RULES: tuple[Rule, ...] = (its_facts, its_upstream, its_imports, its_manners, its_direction, its_hours)


def _nodes(provider: type[Provider]) -> Iterator[ast.AST]:
    return (node for module in _modules(provider) for node in ast.walk(module))


def _modules(provider: type[Provider]) -> list[ast.Module]:
    """The sources of the module in which a provider is written, the first one, and of those of its family that it builds on."""
    family = [cls for cls in provider.__mro__ if issubclass(cls, Provider) and cls is not Provider]
    files = [sys.modules[cls.__module__].__file__ for cls in family]
    return [ast.parse(Path(file).read_text(encoding="utf-8")) for file in files if file is not None]


def _called(function: ast.expr) -> Any:
    return getattr(function, "attr", getattr(function, "id", None))
