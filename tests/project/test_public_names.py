"""The public names are those of ``__all__``, and each says what it is, of what its members are, and what it raises."""

from __future__ import annotations

import ast
import builtins
import dataclasses
import importlib
import inspect
import pydoc
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import fxwidget
from fxwidget import testing
from fxwidget.testing import fixtures
from tests.support.raising import function_of, raised

MODULES = (fxwidget, testing, fixtures)
NAMES = [(module, name) for module in MODULES for name in module.__all__]

SURE: Mapping[str, str] = {
    "RateSource.why": "ValueError",  # of an exclusion that lacks its values, which stand beside it
    "Snapshot.to_html": "SnapshotInvalid",  # of a number that is not finite, which no snapshot has
    "Snapshot.to_json": "SnapshotInvalid",
    "RateHistory.latest": "ConfigurationError",  # of a range that ends with an instant, which is refused before
    "history": "ArithmeticError ValueError UnknownProvider",  # of a close of a hundred digits; of settings that are checked
    "fetch": "ValueError",  # of an exclusion that lacks its values
    # of other made-up numbers than those that ship
    **dict.fromkeys(("serve", "fxwidget_service", "fxwidget_snapshot"), "ConfigurationError UnknownCurrency"),
}
"""What the source of a name may raise and none of its callers ever sees, with the reason."""


def home(module: ModuleType, name: str) -> ModuleType:
    """The module that defines a public name."""
    homes: dict[str, str] = getattr(module, "_HOME", {})
    own: str = getattr(getattr(module, name), "__module__", module.__name__)
    return importlib.import_module(homes.get(name, own))


@cache
def stated(file: str) -> Mapping[str, str]:
    """The strings that stand below assignments in a module and in its classes, by the names that are assigned."""
    found = {}
    for body in bodies(ast.parse(Path(file).read_bytes())):
        for node, below in pairwise(body):
            text = (
                below.value.value
                if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
                else None
            )
            targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
            for target in targets:
                if isinstance(target, ast.Name) and isinstance(text, str):
                    found[target.id] = text
    return found


def bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """The statements of a module, and those of each class."""
    yield tree.body
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.body


def documented(module: ModuleType, name: str) -> str:
    """The text about a public name: its own docstring, or the string below its assignment."""
    value = getattr(module, name)
    if inspect.isclass(value) and value.__module__.startswith("fxwidget"):
        return inspect.cleandoc(vars(value)["__doc__"] or "")
    function = function_of(value)
    if function is not None:
        return inspect.cleandoc(function.__doc__ or "")
    return stated(str(home(module, name).__file__)).get(name, "")


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class has from fxwidget, with their functions."""
    for name in sorted(
        name for base in kind.__mro__ if base.__module__.startswith("fxwidget") for name in vars(base)
    ):
        function = function_of(inspect.getattr_static(kind, name))
        if function is not None and (not name.startswith("_") or name == "__getitem__"):
            yield name, function


def fields(kind: type) -> list[str]:
    """What a class says of itself that it has: members of a model or of a dataclass, or annotated attributes."""
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind)]
    return list(
        getattr(kind, "model_fields", None)
        or [name for name in vars(kind).get("__annotations__", ()) if name[0] != "_"]
    )


def first_sentence(text: str) -> str:
    """The beginning of a docstring up to its first full stop or colon; empty where it has none."""
    found = re.match(r"(.+?)(?:[.:](?=\s|$))", text, re.DOTALL)
    return found[1] if found else ""


def errors_of(text: str) -> tuple[type[BaseException], ...]:
    """The errors that a docstring names under "Raises"."""
    names = re.findall(r"\b[A-Z]\w+", text.partition("Raises:")[2])
    found = (getattr(fxwidget, name, getattr(builtins, name, None)) for name in names if name != "None")
    return tuple(kind for kind in found if isinstance(kind, type) and issubclass(kind, BaseException))


def callables(module: ModuleType, name: str) -> Iterator[tuple[str, Any, type | None, str]]:
    """The functions behind a public name: itself or its methods, each with its class and its docstring."""
    value = getattr(module, name)
    if not inspect.isclass(value):
        if (function := function_of(value)) is not None:
            yield name, function, None, function.__doc__ or ""
        return
    for member, function in members(value):
        yield f"{name}.{member}", function, value, function.__doc__ or ""
    if (begin := function_of(vars(value).get("__init__"))) is not None:
        yield f"{name}()", begin, value, value.__doc__ or ""


@pytest.mark.parametrize("module", [fxwidget, testing], ids=lambda module: module.__name__)
def test_nothing_else_is_public(module: ModuleType) -> None:
    """Beside the names of ``__all__`` a module has nothing without an underscore but its submodules."""
    there = {
        name for name, value in vars(module).items() if name[0] != "_" and not isinstance(value, ModuleType)
    }
    assert there <= set(module.__all__)
    assert {name for name in dir(fxwidget) if name[0] != "_"} == {*fxwidget.__all__, "testing"}


def test_adapters_are_written_by_the_same_names() -> None:
    """``fxwidget.provider`` exports nothing of its own: what an adapter needs is in ``fxwidget``."""
    provider = importlib.import_module("fxwidget.provider")
    assert [
        name for name, value in vars(provider).items() if name[0] != "_" and not isinstance(value, ModuleType)
    ] == []


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_public_name_says_what_it_is(module: ModuleType, name: str) -> None:
    """It has a docstring of its own, as has each of its methods and properties: a sentence, or a noun up to a colon."""
    texts = {name: documented(module, name)}
    texts |= {label: inspect.cleandoc(text) for label, _, _, text in callables(module, name)}
    for label, text in texts.items():
        sentence = first_sentence(text)
        assert len(sentence.split()) > 2, f"{label}: {text!r}"
        assert sentence[0].isupper() or sentence[0] in "`'\"", f"{label}: {sentence}"


CLASSES = [
    name for name in fxwidget.__all__ if inspect.isclass(getattr(fxwidget, name)) and name != "Settings"
]
"""All classes but the settings, each of which has its row in docs/reference/settings.md: another test compares these."""


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_what_its_members_are(name: str) -> None:
    """Each member is named in the docstring of its class, with its unit where it has one, or has a string below it."""
    kind = getattr(fxwidget, name)
    if not kind.__module__.startswith("fxwidget"):
        return
    below = stated(str(home(fxwidget, name).__file__))
    text = kind.__doc__ or ""
    missing = [field for field in fields(kind) if not re.search(rf"\b{field}\b", text) and field not in below]
    assert missing == []


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_public_name_says_what_it_raises(module: ModuleType, name: str) -> None:
    """Every error that leaves a function, as far as its source and that of what it calls say, stands under "Raises"."""
    for label, function, owner, text in callables(module, name):
        found = {kind.__name__ for kind in raised(function, owner) if not issubclass(kind, errors_of(text))}
        assert found == set(SURE.get(label, "").split()), (
            f"{label} does not say that it raises {', '.join(found)}"
        )


def test_help_lists_what_is_its_own() -> None:
    """``help`` of a value does not go through all that pydantic's models have; that can be called all the same."""
    text = pydoc.plain(pydoc.render_doc(fxwidget.Snapshot))
    assert len(text.splitlines()) < 300  # 3.13 gives each parameter a line
    assert "model_validate" not in text
    assert {"convert", "rate", "to_html", "__len__"} <= set(dir(fxwidget.Snapshot))
    assert testing.snapshot().model_dump(include={"base"}) == {"base": "USD"}
    assert len(pydoc.plain(pydoc.render_doc(fxwidget.Settings)).splitlines()) < 100
