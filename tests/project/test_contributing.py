"""The recipes of ``CONTRIBUTING.md`` are true: every file in them is there, and no list is missing in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import pytest

from fxwidget.config.settings import Settings
from fxwidget.presentation.options import OPTIONS
from fxwidget.provider.registry import installed
from fxwidget.web.endpoints import endpoints

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = ("A provider", "An option of the widget", "An output format", "A rule", "A store")
FOLDERS = ("benchmarks", "docs", "examples", "fxwidget", "providers", "tests", "tools")


def recipe(title: str) -> str:
    """The text of a recipe."""
    return TEXT.partition(f"\n### {title}\n")[2].partition("\n## ")[0].partition("\n### ")[0]


def paths(title: str) -> list[str]:
    """The files that a recipe names, as patterns in which ``NAME`` and ``*`` stand for anything."""
    spans = re.findall(r"`([^` ]+)`", recipe(title))
    return [
        span for span in spans if ("/" in span and "://" not in span) or re.fullmatch(r"\w+\.(md|toml)", span)
    ]


@cache
def texts() -> dict[str, str]:
    """Every text of the project but the providers' documents, by its path."""
    found = {}
    folders = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    for path in [*ROOT.glob("*.md"), ROOT / "pyproject.toml", *folders]:
        name = path.relative_to(ROOT).as_posix()
        document = name.startswith("tests/documents/") and path.suffix not in (".md", ".py")
        if path.is_file() and path.parent.name != "__pycache__" and not document:
            found[name] = path.read_text(encoding="utf-8")
    return found


def named_by(patterns: Collection[str], path: str) -> bool:
    """Whether one of the patterns is of that path."""
    return any(
        re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]*").replace("NAME", "[^/]*") + "(/.*)?", path)
        for pattern in patterns
    )


def lists(names: Collection[str], pattern: str) -> list[str]:
    """The files that name more than half of some things, each as ``pattern`` has it: they are lists of them."""
    expressions = {name: re.compile(pattern.format(re.escape(name))) for name in names}

    def named(text: str) -> int:
        return sum(name in text and bool(one.search(text)) for name, one in expressions.items())

    return [path for path, text in texts().items() if 2 * named(text) > len(names)]


# The files


@pytest.mark.parametrize("title", RECIPES)
def test_every_file_is_there(title: str) -> None:
    """Each file that a recipe names exists; where it is a new one, an older one of its kind does."""
    assert len(paths(title)) > 8
    for path in paths(title):
        now = [name for name in texts() if name.endswith("/" + path.rpartition("/")[2])]
        assert any(ROOT.glob(path.rstrip("/").replace("NAME", "*"))), f"{path} is not there, but {now}"


@pytest.mark.parametrize("title", RECIPES)
def test_every_item_says_what_to_do(title: str) -> None:
    """Each item begins with files and says what to do there, but for the changelog, where that is always the same."""
    items = re.findall(r"^- \[ \] (.+)$", recipe(title), re.MULTILINE)
    for item in items:
        assert re.match(r"`[^`]+`(, `[^`]+`)*: [\w`]", item) or item == "`CHANGELOG.md`", item
    assert "`CHANGELOG.md`" in items


@pytest.mark.parametrize("name", sorted(installed()))
def test_every_provider_followed_its_recipe(name: str) -> None:
    """The recipe's files are there for each provider, and its lists name it."""
    required = recipe("A provider").partition("Where it applies:")[0]
    assert required
    for path in paths("A provider"):
        file = ROOT / path.replace("NAME", name)
        if f"`{path}`" not in required:
            continue
        assert file.exists(), path
        if "NAME" not in path:
            assert re.search(rf"\b{name}\b", file.read_text(encoding="utf-8")), path


# The lists


def test_every_list_of_providers_is_in_the_recipe() -> None:
    """A file that names most providers has to name the next one."""
    found = lists(installed(), r"\b{}\b")
    assert len(found) > 3
    assert [path for path in found if not named_by(paths("A provider"), path)] == []


def test_every_list_of_options_is_in_the_recipe() -> None:
    """A file that names most options has to name the next one."""
    found = lists([option.name for option in OPTIONS], "[\"'`]{}[\"'`]")
    assert len(found) > 3
    assert [path for path in found if not named_by(paths("An option of the widget"), path)] == []


def test_every_list_of_formats_is_in_the_recipe() -> None:
    """A file that names most paths has to name the next one."""
    forms = [
        endpoint.path for endpoint in endpoints(Settings(), ()) if endpoint.listed and endpoint.path != "/"
    ]
    found = lists(forms, r"{}(?![\w./])")
    assert len(found) > 4
    assert [path for path in found if not named_by(paths("An output format"), path)] == []


def test_every_table_of_reasons_is_in_the_recipe() -> None:
    """A module that gives reasons, or has a table of them, may have to know the next one."""
    package = {path: text for path, text in texts().items() if path.startswith("fxwidget/")}
    decide = {path for path, text in package.items() if "/deciding/" in path and "Exclusion." in text}
    tables = {path for path, text in package.items() if re.search(r"\bin Exclusion\b|\[Exclusion,", text)}
    assert len(decide) > 4
    assert tables
    assert [path for path in sorted(decide | tables) if not named_by(paths("A rule"), path)] == []


def test_every_module_that_knows_the_store_is_in_the_recipe() -> None:
    """A module of the package that knows that a store is a folder has to know of another one, or is named as one that need not."""
    names_it: Callable[[str], bool] = lambda text: bool(
        re.search(r"disk://|folder_of|store\.disk|DiskStore", text)
    )
    found = [path for path, text in texts().items() if path.startswith("fxwidget/") and names_it(text)]
    assert len(found) > 4
    assert [path for path in found if not named_by(paths("A store"), path)] == []


def test_the_checks_are_those_of_make() -> None:
    """What may fail is explained for each program that ``make check`` runs, and each command that is named is there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for program in re.findall(r"\$\(BIN\)/([\w-]+)", makefile.partition("\ncheck:")[2].partition("\n\n")[0]):
        assert program == "python" or f"`{program}`" in TEXT, program
    for goal in re.findall(r"(?:`| {4})make ([\w-]+)", TEXT):
        assert re.search(rf"^{goal}:", makefile, re.MULTILINE), goal
    for module in re.findall(r"python -m ((?:tools|benchmarks)\.\w+)", TEXT):
        file = ROOT / module.replace(".", "/")
        assert file.with_suffix(".py").exists() or (file / "__main__.py").exists(), module
