"""The list of mutants that no test notices is of code that stands there; the command itself is run by ``make mutants``."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTED = tomllib.loads((ROOT / "tests/mutants.toml").read_text(encoding="utf-8"))


def lines(module: str, function: str) -> set[str]:
    """The lines of a module's function or method, without indentation; of all of it where no function is named."""
    text = (ROOT / module).read_text(encoding="utf-8")
    body: list[ast.stmt] = ast.parse(text).body
    node: ast.AST | None = None
    for name in function.split(".") if function else ():
        node = next(each for each in body if getattr(each, "name", None) == name)
        body = getattr(node, "body")  # noqa: B009
    found = text.splitlines()
    if isinstance(node, ast.FunctionDef):
        found = found[node.lineno - 1 : node.end_lineno]
    return {" ".join(line.split()) for line in found}


def test_every_explanation_is_of_a_line_that_stands_there() -> None:
    """It names module, function and line, what becomes of it, and why that can't matter."""
    for group in LISTED["explained"]:
        assert set(group) == {"module", "function", "line", "becomes", "why"}
        assert group["line"] in lines(group["module"], group["function"]), group
        assert group["becomes"]
        assert group["line"] not in group["becomes"]


def test_every_module_has_tests_that_are_asked() -> None:
    """The modules and the files of their tests are there."""
    for module, tests in LISTED["tests"].items():
        assert (ROOT / module).is_file()
        assert tests
        assert all((ROOT / each).is_file() for each in tests)
    assert {group["module"] for group in LISTED["explained"]} <= set(LISTED["tests"])
