"""Draws the rooms of ``fxwidget`` from the import contract and from the imports themselves.

    python -m tools.architecture --write docs/architecture.md     writes the picture and the list between its markers
    python -m tools.architecture --check docs/architecture.md     ends with 1 where they are not what the code says

The floors are the ``layers`` contract of ``pyproject.toml``, the arrows are imports as import-linter counts them, those
inside functions too, and the sentence on a room is the first one of its docstring.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import grimp

import fxwidget

ROOT = Path(__file__).parent.parent
PACKAGE, ADAPTERS = "fxwidget", "fxwidget_providers"
BEGIN = "<!-- rooms: `python -m tools.architecture --write docs/architecture.md` writes from here -->"
END = "<!-- rooms: to here -->"

Arrows = Mapping[str, frozenset[str]]
"""Which rooms each room imports."""


@dataclass(frozen=True)
class Contract:
    """The ``layers`` contract: its floors from the top down, and the modules that stand on none."""

    floors: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]

    @classmethod
    def read(cls, project: Path = ROOT / "pyproject.toml") -> Contract:
        """Read the one contract of type ``layers`` of a project file."""
        linter = tomllib.loads(project.read_text("utf-8"))["tool"]["importlinter"]
        (layers,) = [contract for contract in linter["contracts"] if contract["type"] == "layers"]
        floors = tuple(tuple(room.strip() for room in floor.split("|")) for floor in layers["layers"])
        return cls(floors, tuple(name for name in layers["exhaustive_ignores"] if name != "__main__"))

    @property
    def rooms(self) -> tuple[str, ...]:
        """All rooms, the highest first."""
        return tuple(room for floor in self.floors for room in floor)


def arrows(contract: Contract) -> Arrows:
    """The imports between rooms, and from the adapters, who use the names that ``fxwidget`` itself exports."""
    graph = grimp.build_graph(PACKAGE, ADAPTERS, exclude_type_checking_imports=True, cache_dir=None)
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            found[_room(module)].add(_room(imported))
    found[ADAPTERS] |= set(_exporting())
    rooms = {*contract.rooms, ADAPTERS}
    return {room: frozenset(found[room] & rooms - {room}) for room in (ADAPTERS, *contract.rooms)}


def _exporting() -> Iterator[str]:
    """The rooms of the public names that the adapters use, as ``fx.Quote``: ``fxwidget`` itself loads none before."""
    for file in (ROOT / "providers" / ADAPTERS).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "fx":
                yield _room(fxwidget._HOME[node.attr])


def _room(module: str) -> str:
    package, _, below = module.partition(".")
    return below.partition(".")[0] if package == PACKAGE and below else package


def direct(imports: Arrows) -> Arrows:
    """The arrows without those that only repeat a way through other rooms."""
    below = {room: _below(room, imports) for room in imports}
    return {
        room: frozenset(to for to in targets if not any(to in below[other] for other in targets))
        for room, targets in imports.items()
    }


def _below(room: str, imports: Arrows) -> set[str]:
    """Every room that a room imports, directly or not."""
    reached: set[str] = set()
    ahead = list(imports[room])
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += imports[here]
    return reached


def sentence(room: str) -> str:
    """The first sentence of a room's docstring, as Markdown.

    Raises:
        ValueError: the room has no docstring.
    """
    text = ast.get_docstring(ast.parse(_file(room).read_text("utf-8")))
    if not text:
        raise ValueError(f"{_file(room)} has no docstring")
    first = re.split(r"(?<=\.)\s", " ".join(text.partition("\n\n")[0].split()))[0]
    return first.replace("``", "`")


def _file(room: str) -> Path:
    if room == ADAPTERS:
        return ROOT / "providers" / ADAPTERS / "__init__.py"
    package = ROOT / PACKAGE / room / "__init__.py"
    return package if package.exists() else ROOT / PACKAGE / f"{room}.py"


def picture(contract: Contract, imports: Arrows) -> str:
    """The rooms as a Mermaid flow chart: an arrow goes to what is imported."""
    shown = direct(imports)
    lines = ["```mermaid", "flowchart TD", f"    {ADAPTERS}([{ADAPTERS}])"]
    lines += [f"    {room}" for room in contract.rooms]
    for room in (ADAPTERS, *contract.rooms):
        lines += [f"    {room} --> {to}" for to in contract.rooms if to in shown[room]]
    return "\n".join([*lines, "```"])


def listing(contract: Contract, imports: Arrows) -> str:
    """The rooms as a table, from the top floor down, the adapters above it and what everybody imports below it."""
    lines = ["| floor | room | what it is | imports |", "| --- | --- | --- | --- |"]
    lines.append(_line("", ADAPTERS, _names(imports[ADAPTERS], contract)))
    for number, floor in zip(range(len(contract.floors), 0, -1), contract.floors, strict=True):
        lines += [_line(str(number), room, _names(imports[room], contract)) for room in floor]
    lines += [_line("0", room, "") for room in contract.beside]
    return "\n".join(lines)


def _line(floor: str, room: str, imports: str) -> str:
    file = _file(room)
    target = (file.parent if file.name == "__init__.py" else file).relative_to(ROOT)
    return f"| {floor} | [`{room}`](../{target}) | {sentence(room)} | {imports} |"


def _names(rooms: frozenset[str], contract: Contract) -> str:
    return ", ".join(f"`{room}`" for room in contract.rooms if room in rooms)


def section() -> str:
    """The generated section: all that stands between the page's markers."""
    contract = Contract.read()
    imports = arrows(contract)
    return "\n\n".join([BEGIN, picture(contract, imports), listing(contract, imports), END])


def renewed(text: str) -> str:
    """A page with its section regenerated.

    Raises:
        ValueError: the page lacks the markers.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs the lines {BEGIN!r} and {END!r}")
    return before + section() + after


def main(arguments: Sequence[str]) -> int:
    """Write or check the page; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.architecture")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", metavar="PAGE", type=Path)
    what.add_argument("--check", metavar="PAGE", type=Path)
    given = parser.parse_args(arguments)
    page: Path = given.write or given.check
    text = page.read_text("utf-8")
    wanted = renewed(text)
    if given.write:
        page.write_text(wanted, encoding="utf-8")
    elif text != wanted:
        print(
            f"{page} is not what the imports say: run python -m tools.architecture --write {page}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
