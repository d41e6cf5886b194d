"""What is known of a provider's documents and recordings: the file ``figures.toml`` beside them, read and checked once.

``tests/documents/README.md`` says what stands in it. A key that is none, or a value of another type, is an error.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

DOCUMENTS = Path(__file__).parents[1] / "documents"
FOLDERS = tuple(map(Path, filter(None, os.environ.get("RECORDINGS", "").split(os.pathsep))))
"""Folders of full recorded answers, each with one sub-folder a publisher; none where the variable is not set."""

ABOUT = "SOURCES.md"
"""A file of such a folder that is about the recordings and is none."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(Part):
    """Where a document is from: its address, and of what its figures are."""

    url: str
    figures: str


class Sent(Part):
    """One answer of a conversation: a file, or files by their names in a ZIP archive, and the HTTP status with which it comes."""

    file: str = ""
    zip: Mapping[str, str] = {}
    status: int = 200

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(self.zip.values()) or (self.file,)


class ErrorAnswer(Sent):
    """An answer that is an error, and the name of its class in ``fxwidget.errors``.

    key: whether it comes to one who has a key, where the provider can do without.
    """

    error: str
    key: bool = False


class Recorded(Part):
    """Recordings that are the answers of one conversation, in order; or files that are not read, and why.

    files: paths below a folder of recordings; patterns where there is a reason.
    published, market_day, currencies, key: as at the top of the file, where they differ.
    reader: the adapter's method that reads them instead of ``exchange``, given all their bodies.
    per_dollar: some of the figures; refused: all rows that have none.
    unlisted: codes that it listed then and lists no longer.
    error, status: where they are an error.
    """

    files: tuple[str, ...]
    published: date | None = None
    market_day: date | None = None
    currencies: tuple[str, ...] | None = None
    key: bool = False
    reader: str = ""
    per_dollar: Mapping[str, str] = {}
    refused: Mapping[str, str] = {}
    unlisted: frozenset[str] = frozenset()
    status: int = 200
    error: str = ""
    reason: str = ""


def _sent(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


class Figures(Part):
    """One file.

    published: the publisher's own day of the newest table, which is also its today in the conversation.
    market_day: the day of trading that it speaks of, where that is another one.
    answers: what it answers to the requests of ``exchange``, in order.
    currencies: those that are asked for, of a provider that has one request for each.
    per_dollar: what one US dollar costs by it, to the last digit; refused: the codes of the reasons, by currency.
    printed: a number as the document prints it, by currency, where that can't be found by itself.
    """

    published: date
    market_day: date | None = None
    answers: tuple[Annotated[Sent, BeforeValidator(_sent)], ...]
    currencies: tuple[str, ...] = ()
    hosts: frozenset[str]
    files: Mapping[str, Origin]
    per_dollar: Mapping[str, str]
    refused: Mapping[str, str] = {}
    printed: Mapping[str, str] = {}
    errors: tuple[ErrorAnswer, ...] = ()
    recordings: tuple[Recorded, ...] = ()


def read(folder: Path) -> Figures:
    """The figures of a folder of documents.

    Raises:
        OSError, ValueError: there are none, or something in them is wrong; the message names the folder.
    """
    try:
        return Figures.model_validate(tomllib.loads((folder / "figures.toml").read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{folder.name}/figures.toml: {error}") from error


@cache
def figures(name: str) -> Figures:
    """The figures of a provider in the tree."""
    return read(DOCUMENTS / name)


def described() -> list[str]:
    """The names of all that have figures, in order."""
    return sorted(file.parent.name for file in DOCUMENTS.glob("*/figures.toml"))


def of_publishers_at_hand(entries: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """The entries of publishers that have a sub-folder in one of the folders."""
    there = {path.name for folder in FOLDERS for path in folder.iterdir() if path.is_dir()}
    return tuple(it for it in entries if it.files[0].partition("/")[0] in there)


def unread() -> tuple[Recorded, ...]:
    """Recordings of publishers without an adapter, as patterns, and why they are not read."""
    text = (DOCUMENTS / "recordings.toml").read_text(encoding="utf-8")
    return tuple(map(Recorded.model_validate, tomllib.loads(text)["recordings"]))


def recorded(name: str) -> bytes:
    """The bytes of a recording, by its path below one of the folders.

    Raises:
        FileNotFoundError: it is in none of them.
    """
    found = next((folder / name for folder in FOLDERS if (folder / name).is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{name} is in none of the folders that RECORDINGS names")
    return found.read_bytes()


def at_hand() -> Iterator[str]:
    """The paths of all recordings below their folders."""
    for folder in FOLDERS:
        for path in folder.rglob("*"):
            if path.is_file() and path.name != ABOUT:
                yield path.relative_to(folder).as_posix()
