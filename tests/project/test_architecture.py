"""``docs/architecture.md`` says what the code is: its picture is that of the imports, and every name in it leads somewhere."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from tools import architecture

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/architecture.md"
TEXT = PAGE.read_text(encoding="utf-8")

Line = list[str]


def table(heading: str) -> list[Line]:
    """The cells of the table under a heading, without its head."""
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names(cell: str) -> list[str]:
    """The dotted names that stand in a cell as code."""
    return [name for name in re.findall(r"`([\w.]+)`", cell) if "." in name and not name.endswith(".json")]


def exists(name: str) -> bool:
    """Whether a name, below ``fxwidget`` or of another package, can be imported."""
    parts = name.split(".")
    for package in ("fxwidget.", ""):
        for length in range(len(parts), 0, -1):
            try:
                found: object = importlib.import_module(package + ".".join(parts[:length]))
                for attribute in parts[length:]:
                    own = getattr if inspect.ismodule(found) else inspect.getattr_static
                    found = own(found, attribute)
            except (ModuleNotFoundError, AttributeError):
                continue
            return True
    return False


# The rooms


def test_the_rooms_are_those_of_the_imports() -> None:
    """The picture and the list are what ``python -m tools.architecture`` draws from the contract and the imports."""
    assert architecture.main(["--check", str(PAGE)]) == 0


def test_a_picture_that_lies_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An arrow that no import has fails the check, and ``--write`` puts it right."""
    page = tmp_path / "page.md"
    page.write_text(TEXT.replace("cli --> web", "web --> refresher", 1), encoding="utf-8")
    assert architecture.main(["--check", str(page)]) == 1
    assert "run python -m tools.architecture --write" in capsys.readouterr().err
    assert architecture.main(["--write", str(page)]) == 0
    assert page.read_text(encoding="utf-8") == TEXT


def test_a_page_without_the_markers_is_refused() -> None:
    """Where the place for the picture is not marked nothing is written."""
    with pytest.raises(ValueError, match="needs the lines"):
        architecture.renewed("# A page\n")


def test_an_arrow_that_repeats_a_longer_way_is_left_out() -> None:
    """Of a → b → c and a → c the picture shows the first two; what is reached by one arrow only keeps it."""
    imports = {"a": frozenset("bcd"), "b": frozenset("c"), "c": frozenset[str](), "d": frozenset[str]()}
    shown = {"a": frozenset("bd"), "b": frozenset("c"), "c": frozenset[str](), "d": frozenset[str]()}
    assert architecture.direct(imports) == shown


def test_every_package_is_a_room_of_the_picture() -> None:
    """No folder or module of ``fxwidget`` is missing in the contract, and each says in a sentence what it is."""
    contract = architecture.Contract.read()
    there = {path.stem for path in (ROOT / "fxwidget").iterdir() if path.suffix == ".py"}
    there |= {path.parent.name for path in (ROOT / "fxwidget").glob("*/__init__.py")}
    assert {*contract.rooms, *contract.beside} == there - {"__init__", "__main__"}
    for room in (*contract.rooms, *contract.beside, architecture.ADAPTERS):
        assert architecture.sentence(room).endswith("."), room


# The ways


@pytest.mark.parametrize("heading", ["The way of a quote", "The way of a snapshot"])
def test_every_hop_names_what_exists(heading: str) -> None:
    """Each hop says where it happens, and every function and form that the page names can be imported."""
    hops = table(heading)
    assert len(hops) > 8
    for hop, where, form in hops:
        assert names(where), hop
        for name in (*names(where), *names(form)):
            assert exists(name), f"{hop}: there is no {name}; name what took its place in {PAGE.name}"


def test_every_name_in_the_text_exists() -> None:
    """What the page names beside its tables can be imported too, and every file that it names is there."""
    own = TEXT.replace(architecture.section(), "")
    for name in names(own):
        file = name.endswith((".md", ".toml"))
        assert (ROOT / name).exists() if file else exists(name), name


# The glossary


def test_the_glossary_is_of_words_that_the_code_uses() -> None:
    """Some thirty words in order, each at home where the glossary says and spoken in that very module."""
    lines = table("Glossary")
    words = [word for word, _, _ in lines]
    assert words == sorted(set(words))
    assert 30 <= len(words) <= 35
    for word, meaning, where in lines:
        (name,) = names(where)
        assert meaning, word
        assert exists(name), f"{word}: there is no {name}"
        text, spoken = (re.sub(r"[\s_-]+", " ", given.casefold()) for given in (module_text(name), word))
        assert re.search(rf"\b{spoken}", text), f"the module of {name} does not speak of {word}"


def module_text(name: str) -> str:
    """The source of the module in which a dotted name is."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        file = (ROOT / "fxwidget").joinpath(*parts[:length]).with_suffix(".py")
        if file.exists():
            return file.read_text(encoding="utf-8")
    raise LookupError(name)
