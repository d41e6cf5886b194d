"""The facts of providers that every process needs of all of them, kept in a table so that no adapter is imported for them.

A package of adapters may hold ``facts.json``, as ``table`` writes it. A row of it counts for the very texts of the modules
that it was written from; with any other text, and in a package without a table, the facts are those of the class.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fxwidget.domain.quote import Kind
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.calendar import Dated, seldom

__all__ = ["FILE", "Facts", "stored", "table"]

FILE = "facts.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """Some facts of a provider, as its class states them: what decides whether it is on, and what is shown of it.

    lesser: those of ``lists`` for which others are preferred: numbers too coarse to vote, of a peg, or of a table that comes
        less than daily.
    """

    title: str
    site: str
    attribution: str
    terms: Terms
    kind: Kind
    dated: Dated
    needs_key: bool
    blends: frozenset[str]
    lists: frozenset[str]
    lesser: frozenset[str]

    @classmethod
    def of(cls, provider: type[Provider]) -> Facts:
        """The facts of a class."""
        return cls(
            title=provider.title,
            site=provider.site,
            attribution=provider.attribution,
            terms=provider.terms,
            kind=provider.kind,
            dated=provider.dated,
            needs_key=provider.needs_key,
            blends=provider.blends,
            lists=provider.lists,
            lesser=_lesser(provider),
        )

    def row(self) -> dict[str, Any]:
        """The facts as a row of the table."""
        plain = {name: getattr(self, name) for name in ("title", "site", "attribution", "needs_key")}
        choices = {name: getattr(self, name).value for name in ("terms", "kind", "dated")}
        sets = {name: " ".join(sorted(getattr(self, name))) for name in ("blends", "lists", "lesser")}
        return {**plain, **choices, **sets}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Facts:
        """The facts of a row.

        Raises:
            KeyError, ValueError: something is missing, or is none of the choices.
            TypeError: something is of another type.
        """
        if not all(isinstance(row[name], str) for name in ("title", "site", "attribution")):
            raise TypeError("title, site and attribution are texts")
        if not isinstance(row["needs_key"], bool) or not row["site"].startswith("https://"):
            raise TypeError("needs_key is true or false, and site is a link")
        return cls(
            title=row["title"],
            site=row["site"],
            attribution=row["attribution"],
            terms=Terms(row["terms"]),
            kind=Kind(row["kind"]),
            dated=Dated(row["dated"]),
            needs_key=row["needs_key"],
            blends=frozenset(row["blends"].split()),
            lists=_codes(row["lists"]),
            lesser=_codes(row["lesser"]),
        )


def _lesser(provider: type[Provider]) -> frozenset[str]:
    return frozenset(
        code
        for code in provider.lists
        if code in provider.coarse
        or provider.kinds.get(code, provider.kind) is Kind.PEG
        or seldom(provider.calendars.get(code, provider.calendar))
    )


def stored(point: EntryPoint) -> Facts | None:
    """The facts of an installed provider by the table of its package; None where that has none for its module's text."""
    row = _rows(point.value.partition(".")[0]).get(point.value)
    try:
        if row is None or row["text"] != _checksum(row["modules"]):
            return None
        return Facts.from_row(row)
    except (KeyError, ValueError, AttributeError, TypeError):  # of another version of fxwidget
        return None


def table(classes: Mapping[EntryPoint, type[Provider]]) -> str:
    """The text of the table of these providers of one package."""
    rows = {
        point.value: {**_written_in(provider), **Facts.of(provider).row()}
        for point, provider in sorted(classes.items(), key=lambda pair: pair[0].value)
    }
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _codes(text: str) -> frozenset[str]:
    return frozenset(map(sys.intern, text.split()))  # the same codes in every row


def _written_in(provider: type[Provider]) -> dict[str, Any]:
    """The modules in which a class and those that it builds on are written, and the checksum of their texts."""
    family = [cls for cls in provider.__mro__ if issubclass(cls, Provider) and cls is not Provider]
    modules = " ".join(dict.fromkeys(cls.__module__ for cls in family))
    return {"modules": modules, "text": _checksum(modules)}


@cache
def _rows(package: str) -> Mapping[str, Mapping[str, Any]]:
    """The table of a package by entry points; empty where it has none, or one that can't be read."""
    folder = package_folder(package)
    try:
        rows = json.loads((folder / FILE).read_text(encoding="utf-8")) if folder is not None else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return rows if isinstance(rows, dict) else {}


@cache
def _checksum(modules: str) -> int | None:
    """The checksum of the texts of modules; None where one of them is no file of a package's folder."""
    checksum = 0
    for module in modules.split():
        package, *rest = module.split(".")
        folder = package_folder(package)
        if folder is None or not rest:
            return None
        try:
            checksum = zlib.crc32(folder.joinpath(*rest).with_suffix(".py").read_bytes(), checksum)
        except OSError:
            return None
    return checksum


@cache
def package_folder(package: str) -> Path | None:
    """The folder of a top-level package, which is not imported; None where it is in none."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError, AttributeError):
        return None
    places: Iterable[str] = (spec and spec.submodule_search_locations) or ()
    return next(map(Path, places), None)
