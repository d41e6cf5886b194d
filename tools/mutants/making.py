"""The mutants of a module: its text with one small change each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from .operators import operators

__all__ = ["Key", "Mutant", "mutants", "spans"]

Key = tuple[str, str, str, str]
"""By what a mutant is known whatever lines are added elsewhere: module, function, the line, and what becomes of it."""

WITHOUT_EFFECT = ("if TYPE_CHECKING:", "@cache", "@lru_cache")
"""Beginnings of lines that no test is asked about: types alone, and what is computed once for speed."""


@dataclass(frozen=True)
class Mutant:
    """One changed module.

    module: its file. function: the qualified name of the function or method with the change, empty outside of all.
    line, becomes: the changed line without its indentation, and what it was changed into. text: the whole module.
    inside: whether only the body of that function differs, so that a module once imported can be changed.
    """

    module: str
    function: str
    line: str
    becomes: str
    text: str
    inside: bool

    @property
    def key(self) -> Key:
        return self.module, self.function, self.line, self.becomes


@dataclass(frozen=True)
class Span:
    """The lines of a function: of its first decorator, of its body's first statement, and its last one."""

    name: str
    first: int
    body: int
    last: int


def spans(text: str) -> list[Span]:
    """The functions of a module and of its classes; those inside of functions belong to them."""
    return list(_spans(ast.parse(text).body, ""))


def _spans(body: list[ast.stmt], outer: str) -> Iterator[Span]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _spans(node.body, f"{outer}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            yield Span(f"{outer}{node.name}", first, node.body[0].lineno, node.end_lineno or node.lineno)


def mutants(root: Path, module: str) -> list[Mutant]:
    """All mutants of a module that differ from it in what they do, by line."""
    text = (root / module).read_text(encoding="utf-8")
    functions, before = spans(text), _meaning(text)
    found: dict[str, tuple[int, Mutant]] = {}
    for changed in _changed(text):
        number, line, becomes = _difference(text, changed)
        if changed in found or line.startswith(WITHOUT_EFFECT) or _meaning(changed) in (None, before):
            continue  # made twice, or no other program
        within = next((each for each in functions if each.first <= number <= each.last), None)
        inside = within is not None and number >= within.body
        name = "" if within is None else within.name
        found[changed] = number, Mutant(module, name, line, becomes, changed, inside)
    return [mutant for _, mutant in sorted(found.values(), key=lambda each: each[0])]


def _changed(text: str) -> Iterator[str]:
    nodes = list(ast_nodes(get_ast(text)))
    for operator in operators():
        places = sum(len(list(operator.mutation_positions(node))) for node in nodes)
        for place in range(places):
            changed = mutate_code(text, operator, place)
            if changed is not None:
                yield changed


def _difference(text: str, changed: str) -> tuple[int, str, str]:
    """The number of the first changed line, the changed lines, and what they became."""
    old, new = text.splitlines(), changed.splitlines()
    first = _alike(old, new)
    alike = min(_alike(old[::-1], new[::-1]), len(old) - first, len(new) - first)
    return first + 1, _joined(old[first : len(old) - alike]), _joined(new[first : len(new) - alike])


def _alike(some: list[str], others: list[str]) -> int:
    """How many lines are the same from the beginning on."""
    different = (at for at, pair in enumerate(zip_longest(some, others)) if pair[0] != pair[1])
    return next(different, len(some))


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split()).replace("( ", "(").replace("[ ", "[").replace("[: ", "[:")


def _meaning(text: str) -> str | None:
    """The module's tree without annotations that nobody reads as it runs; None where it can't be compiled."""
    try:
        tree = ast.parse(text)
        compile(tree, "mutant", "exec")
    except SyntaxError:
        return None
    return ast.dump(_Bare().visit(tree))


class _Bare(ast.NodeTransformer):
    """Takes off functions what no caller sees: annotations, those of variables too, and which parameters need a name.

    Annotations of a class's members stay, for they may be read.
    """

    def visit_arguments(self, node: ast.arguments) -> Any:
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        node.defaults = [*node.defaults, *(each for each in node.kw_defaults if each is not None)]
        node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> Any:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.returns = None
        for each in ast.walk(node):
            if isinstance(each, ast.AnnAssign):
                each.annotation = ast.Constant(None)
        return self.generic_visit(node)
