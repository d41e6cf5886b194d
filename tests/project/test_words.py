"""Names say what a thing is, in the words of the field and of Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "fxwidget", "providers", "tools")
VAGUE = {"told", "said", "heard", "kept", "door", "doors"}
"""Words for how a value came to be: a log event, a text, a reason, an answer, a stored entry, an endpoint says what it is."""


def names(tree: ast.AST) -> Iterator[str]:
    """The names that a module gives to functions, classes, parameters, variables and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def vague(tree: ast.AST) -> set[str]:
    """The names of a module that are nothing but a vague word, whatever its case and underscores around it."""
    return {name for name in names(tree) if name.strip("_").lower() in VAGUE}


def test_no_name_is_a_vague_word() -> None:
    """No function, parameter, variable or attribute is called ``told``, ``said``, ``heard``, ``kept`` or ``door``."""
    trees = {
        path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
    }
    assert len(trees) > 200
    assert {path: found for path, tree in trees.items() if (found := vague(tree))} == {}


def test_vague_words_are_found() -> None:
    """Each place in which a name is given counts; a call's keyword and a name that only has the word in it do not."""
    given = ast.parse("def told(said): self.kept = _heard = [door for door in f(doors=told_at)]")
    assert vague(given) == {"told", "said", "kept", "_heard", "door"}
