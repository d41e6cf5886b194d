"""What a function may raise, read from its source: itself, and by what it calls by name within fxwidget."""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

Errors = frozenset[type[BaseException]]
NONE: Errors = frozenset()

INNER = (AssertionError, NotImplementedError, StopIteration)
"""Errors that are no answer to a caller."""


def function_of(found: object) -> FunctionType | None:
    """The function behind a method, a property or what is computed once; None where it is none of fxwidget's."""
    for name in ("__func__", "fget", "func", "__wrapped__"):
        found = getattr(found, name, found)
    if not isinstance(found, FunctionType) or not found.__module__.startswith("fxwidget"):
        return None
    return (
        found if found.__code__.co_filename.endswith(".py") else None
    )  # one that dataclasses make has no source


def raised(function: FunctionType, owner: type | None = None) -> Errors:
    """The errors that leave a function, as far as its source and that of what it calls say.

    What is called through a value, such as a method of a store, is not looked into; what is caught on the way is left out.

    Args:
        owner: the class whose method it is.
    """
    if (function, owner) not in _KNOWN:
        _KNOWN[function, owner] = NONE  # what calls itself raises what the rest of it does
        definition = _definitions(function.__code__.co_filename)[function.__code__.co_firstlineno]
        found = _Reading(function, owner, definition).of(definition.body)
        _KNOWN[function, owner] = frozenset(each for each in found if not issubclass(each, INNER))
    return _KNOWN[function, owner]


_KNOWN: dict[tuple[FunctionType, type | None], Errors] = {}
"""What was found of each function."""


@cache
def _definitions(file: str) -> Mapping[int, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of a module by the line on which each begins, its decorators among it."""
    return {
        min(part.lineno for part in (node, *node.decorator_list)): node
        for node in ast.walk(ast.parse(Path(file).read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@dataclass(frozen=True, eq=False)
class _Reading:
    """One function that is read."""

    function: FunctionType
    owner: type | None
    definition: ast.AST

    def of(self, nodes: Iterable[ast.AST]) -> Errors:
        return frozenset().union(*map(self._of_one, nodes))

    def _of_one(self, node: ast.AST) -> Errors:
        if isinstance(node, ast.Try):
            return self._of_try(node)
        if isinstance(node, ast.With):
            caught = tuple(self._suppressed(node))
            return self.of([each.context_expr for each in node.items]) | _without(self.of(node.body), caught)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            return NONE
        own = self._of_raise(node) if isinstance(node, ast.Raise) else self._of_use(node)
        return own | self.of(ast.iter_child_nodes(node))

    def _of_try(self, node: ast.Try) -> Errors:
        ends = [each for each in node.handlers if not _raises_again(each)]
        body = _without(self.of(node.body), tuple(kind for each in ends for kind in self._kinds(each.type)))
        rest = [*(line for each in node.handlers for line in each.body), *node.orelse, *node.finalbody]
        return body | self.of(rest)

    def _suppressed(self, node: ast.With) -> Iterator[type[BaseException]]:
        for each in node.items:
            call = each.context_expr
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "suppress":
                for argument in call.args:
                    yield from self._kinds(argument)

    def _kinds(self, node: ast.expr | None) -> Iterator[type[BaseException]]:
        if node is None:
            yield BaseException
        elif isinstance(node, ast.Tuple):
            for each in node.elts:
                yield from self._kinds(each)
        else:
            found = self._value(node)
            for kind in found if isinstance(found, tuple) else (found,):
                if isinstance(kind, type) and issubclass(kind, BaseException):
                    yield kind

    def _of_raise(self, node: ast.Raise) -> Errors:
        found = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return frozenset(self._kinds(found)) if found is not None else NONE

    def _of_use(self, node: ast.AST) -> Errors:
        """What a call raises, or the reading of one's own property."""
        if isinstance(node, ast.Call):
            return self._called(self._value(node.func), node.func)
        if isinstance(node, ast.Attribute) and _is_own(node):
            found = inspect.getattr_static(self.owner, node.attr, None)
            return self._called(found, node) if not isinstance(found, FunctionType) else NONE
        return NONE

    def _called(self, found: object, node: ast.AST) -> Errors:
        if isinstance(found, type):
            found = vars(found).get("__init__")
        function = function_of(found)
        owner = self.owner if isinstance(node, ast.Attribute) and _is_own(node) else None
        return NONE if function is None else raised(function, owner)

    def _value(self, node: ast.AST) -> object:
        """What a name or a dotted name stands for; None where that is known only when it runs."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            whole = self.owner if _is_own(node) else self._value(node.value)
            if isinstance(whole, ModuleType):
                return getattr(whole, node.attr, None)
            if isinstance(whole, type):
                return inspect.getattr_static(whole, node.attr, None)
        return None

    @cached_property
    def _names(self) -> Mapping[str, Any]:
        inner = {
            alias.asname or alias.name: getattr(import_module(node.module), alias.name, None)
            for node in ast.walk(self.definition)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fxwidget")
            for alias in node.names
        }
        return {**vars(builtins), **self.function.__globals__, **inner}


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))


def _without(errors: Errors, caught: tuple[type[BaseException], ...]) -> Errors:
    return frozenset(each for each in errors if not issubclass(each, caught))
