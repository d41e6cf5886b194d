"""The files of a new provider, to be filled in: a module that works as it stands, a document that it reads, and its figures."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from string import Template

from fxwidget.errors import ConfigurationError
from fxwidget.provider.facts_table import package_folder
from fxwidget.provider.registry import GROUP, installed

__all__ = ["New", "in_the_tree", "of_its_own", "write"]

MODULE = Template('''\
"""$title's daily rates: who sets them, when, and what is peculiar in them.

Direction: 1 unit of a currency = ``mid`` zlotys.
"""

from datetime import date, time

import fxwidget as fx


class $cls(fx.Provider):
    title = "$title"  # the publisher's name, as people read it
    site = "https://bank.example/rates"  # the page that a link on its name opens
    docs = "https://bank.example/api"  # where the format is described
    url = "https://bank.example/api/latest.json"  # where the newest table is
    terms = fx.Terms.UNSTATED  # what it says about passing its numbers on
    terms_url = "https://bank.example/terms"
    attribution = "Source: $title"

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN  # it makes its numbers itself
    lists = fx.codes("EUR INR PLN USD ZAR")  # all that it publishes, and its home currency
    dated = fx.Dated.FIXING_DAY  # what the date in its answer means
    calendar = fx.Daily(
        zone="Europe/Warsaw",
        usual=time(11, 45),  # its local hours: when the table usually comes, and when it is late
        latest=time(12, 15),
        feasts=fx.Feasts("Act of 18 January 1951 on days off work", country="PL"),
    )

    def parse(self, body: bytes) -> list[fx.Quote]:
        table = fx.read_json(body)
        as_of = fx.day_in(table["date"])
        return [
            fx.Quote(base=code, quote="PLN", mid=mid, as_of=as_of) for code, mid in table["rates"].items()
        ]
''')

DOCUMENT = '{"date": "2026-03-05", "rates": {"EUR": 4.2739, "INR": 0.040145, "USD": 3.6771, "ZAR": 0.2234}}\n'

FIGURES = """\
published = 2026-03-05
answers = ["latest.json"]
hosts = ["bank.example"]

[files."latest.json"]
url = "https://bank.example/api/latest.json"
figures = "5 March 2026, cut to four rows"

[per_dollar]
EUR = "0.860361730504"
INR = "91.5954664342"
PLN = "3.6771"
ZAR = "16.4597135184"
"""

PROJECT = Template("""\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "fxwidget-$dashed"
version = "0.1"
description = "$title's rates for fxwidget"
requires-python = ">=3.11"
dependencies = ["fxwidget"]

[project.entry-points."$group"]
$name = "$name:$cls"

[tool.hatch.build.targets.wheel]
packages = ["$name"]
""")

TEST = Template('''\
"""$title's document, read to what one dollar costs: worked out by hand, not by the adapter."""

from decimal import Decimal
from keyword import iskeyword
from pathlib import Path

from $name import $cls

PRINTED = {"EUR": "4.2739", "INR": "0.040145", "USD": "3.6771", "ZAR": "0.2234"}


def test_every_row_is_as_printed() -> None:
    """One unit of a currency costs so many zlotys, every digit as published."""
    quotes = $cls().parse((Path(__file__).parent / "latest.json").read_bytes())
    assert {quote.base: str(quote.mid) for quote in quotes} == PRINTED
    assert {(quote.quote, quote.units) for quote in quotes} == {("PLN", Decimal(1))}
''')


MOST_LETTERS = 60
"""Of a provider's name, which is that of files."""


@dataclass(frozen=True)
class New:
    """The files of a new provider by their paths below a folder, and what is left to do, a line each."""

    files: Mapping[str, str]
    steps: tuple[str, ...]


def module(name: str) -> str:
    """The text of a new provider's module."""
    return MODULE.substitute(_words(name))


def in_the_tree(name: str) -> New:
    """A provider of this project: its module, and its folder of documents.

    Raises:
        ConfigurationError: the name can't be a provider's.
    """
    words = _words(name)
    documents = f"tests/documents/{name}"
    return New(
        {
            f"providers/fxwidget_providers/{name}.py": module(name),
            f"{documents}/latest.json": DOCUMENT,
            f"{documents}/figures.toml": FIGURES,
        },
        (
            f'pyproject.toml, [project.entry-points."{GROUP}"]: {name} = "fxwidget_providers.{name}:{words["cls"]}"',
            f"python -m pytest tests/providers/test_figures.py -k {name}",
            f"fxwidget providers parse {name} {documents}/latest.json",
            "CONTRIBUTING.md has the rest of the recipe",
        ),
    )


def of_its_own(name: str) -> New:
    """A provider in a distribution of its own.

    Raises:
        ConfigurationError: the name can't be a provider's.
    """
    words = _words(name)
    if name in sys.stdlib_module_names or package_folder(name) is not None or name == "tests":
        raise ConfigurationError(f"{name!r} is the name of another module, which would hide it")
    return New(
        {
            "pyproject.toml": PROJECT.substitute(words),
            f"{name}/__init__.py": module(name),
            f"tests/test_{name}.py": TEST.substitute(words),
            "tests/latest.json": DOCUMENT,
        },
        (
            "pip install -e .",
            f"fxwidget providers parse {name} tests/latest.json",
            f"fxwidget providers check {name}",
        ),
    )


def is_checkout(folder: Path) -> bool:
    """Whether a folder is a checkout of this project."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(project.get("project", {}).get("name") == "fxwidget")


def write(new: New, folder: Path) -> list[Path]:
    """Write the files below a folder, which is made where it is missing; returns their paths.

    Raises:
        ConfigurationError: one of them is there already, or can't be written; in the first case none is written.
    """
    paths = {folder / name: text for name, text in new.files.items()}
    if there := [str(path) for path in paths if os.path.lexists(path)]:
        raise ConfigurationError(f"nothing is written: {', '.join(there)} is there already")
    for path, text in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise ConfigurationError(f"{path} can't be written: {error.strerror}") from error
    return list(paths)


def _words(name: str) -> Mapping[str, str]:
    """What the templates say of a provider of that name."""
    if len(name) > MOST_LETTERS or not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or iskeyword(name):
        raise ConfigurationError(
            f"{name[:MOST_LETTERS]!r} is no name: small letters, digits and single underscores, as in a_bank, "
            f"{MOST_LETTERS} at most, and no word of Python's own"
        )
    if name in installed():
        raise ConfigurationError(f"a provider {name} is installed already")
    words = [word.capitalize() for word in name.split("_")]
    return {
        "name": name,
        "dashed": name.replace("_", "-"),
        "cls": "".join(words),
        "title": re.sub(r" (Of|And|The|For)\b", lambda small: small[0].lower(), " ".join(words)),
        "group": GROUP,
    }
