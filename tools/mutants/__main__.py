"""Mutation testing of the modules that decide: each mutant that no test notices must be explained.

    python -m tools.mutants                                   # all modules of tests/mutants.toml
    python -m tools.mutants fxwidget/deciding/screening.py    # one of them

A mutant is a module with one small change, such as ``<`` for ``<=``; Cosmic Ray makes them, from the extra ``mutants``.
``tests/mutants.toml`` says which tests are asked about a module, and why each mutant that they let pass can't matter. Ends
with 1, and prints them, where one passes that is not explained there, or one is explained that they notice by now.
Nothing is written, and no file is changed while it runs.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .making import Key, mutants
from .running import ask

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests/mutants.toml"


def explained(listed: Iterable[Mapping[str, Any]]) -> set[Key]:
    """The mutants that are explained."""
    return {
        (group["module"], group["function"], group["line"], becomes)
        for group in listed
        for becomes in group["becomes"]
    }


def examine(module: str, tests: Sequence[str], known: set[Key]) -> tuple[str, list[str]]:
    """A row about a module, and what is to be done about it."""
    made = mutants(ROOT, module)
    killed = ask(ROOT, made, tests, lambda mutant: mutant.key in known)
    passed = Counter(mutant.key for number, mutant in enumerate(made) if not killed[number])
    stale = {key for key in known if key[0] == module} - passed.keys()
    new = [key for key in passed if key not in known]
    row = f"| {module} | {len(made)} | {sum(killed.values())} | {passed.total()} | {sum(passed[key] for key in new)} |"
    faults = [f"not explained: {_entry(key)}" for key in new]
    return row, [
        *faults,
        *(f"explained, but no longer there or noticed: {_entry(key)}" for key in sorted(stale)),
    ]


def _entry(key: Key) -> str:
    module, function, line, becomes = key
    return f"{module}: {function or 'outside of functions'}\n    {line}\n    {becomes}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("module", nargs="*", help="its file, as in the list (default: all)")
    asked = parser.parse_args(arguments)
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    known, faults = explained(listed["explained"]), []
    print("| module | mutants | noticed | not noticed | not explained |\n| --- | --- | --- | --- | --- |")
    for module in asked.module or listed["tests"]:
        row, found = examine(module, listed["tests"][module], known)
        print(row, flush=True)
        faults += found
    print(*["", *faults], sep="\n", end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
