"""The content of a state file: a line with format and SHA-256, then a line for each thing that the next run needs.

Every line after the first is a name, a blank, and JSON: ``sources/ecb {…}``. So a version control system stores what
changed, and an entry that can't be read costs that entry.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.close import DailyClose
from fxwidget.domain.faults import in_words
from fxwidget.domain.model import Instant, Past
from fxwidget.domain.overrides import Journal
from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import LevelState, Memory, SourceMemory
from fxwidget.errors import SnapshotInvalid
from fxwidget.store.state_past import past_lines, past_of

__all__ = ["MOST_RUNS", "State", "is_state", "pack", "unpack"]

log = logging.getLogger("fxwidget.store.state")

FORMAT = 1
KIND = "fxwidget_state"
_START = f'{{"{KIND}":'.encode()
MOST_RUNS = 60
"""Instants of the newest runs that are stored: a week of a job that runs every three hours."""

_INSTANTS: TypeAdapter[tuple[datetime, ...]] = TypeAdapter(tuple[Past, ...])
_INSTANT: TypeAdapter[datetime | None] = TypeAdapter(Instant | None)
_SPAN: TypeAdapter[timedelta | None] = TypeAdapter(timedelta | None)
_PARTS: Mapping[str, Any] = {"sources": SourceMemory, "currencies": LevelState}


@dataclass(frozen=True)
class State:
    """All that a run needs of those before it.

    runs: when the newest ones published, the oldest first.
    good_until: until when the pages of the last one of them are good.
    every, late: how often that one was to run, and how much later it could come; None in the files of older versions.
    past: the closes of the last ``PAST_KEPT``, in the order of their days, with all their revisions.
    """

    snapshot: Snapshot | None = None
    changes: tuple[RateChange, ...] = ()
    memory: Memory = field(default_factory=Memory)
    journal: Journal = field(default_factory=Journal)
    runs: tuple[datetime, ...] = ()
    good_until: datetime | None = None
    every: timedelta | None = None
    late: timedelta | None = None
    past: tuple[DailyClose, ...] = ()


def pack(state: State) -> bytes:
    """The file's content."""
    body = b"".join(name.encode() + b" " + text + b"\n" for name, text in _lines(state))
    head = {KIND: FORMAT, "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


def _lines(state: State) -> Iterator[tuple[str, bytes]]:
    if state.snapshot is not None:
        yield "snapshot", state.snapshot.to_json()
    for part in _PARTS:
        for name, value in sorted(getattr(state.memory, part).items()):
            yield f"{part}/{name}", value.model_dump_json().encode()
    yield "changes", encode([change.model_dump() for change in state.changes])
    yield "orders", state.journal.model_dump_json().encode()
    yield "runs", _INSTANTS.dump_json(state.runs)
    yield "good_until", _INSTANT.dump_json(state.good_until)
    yield "every", _SPAN.dump_json(state.every)
    yield "late", _SPAN.dump_json(state.late)
    yield from past_lines(state.past)


def is_state(content: bytes) -> bool:
    """Whether a file's content begins as a state does, as far as it goes: such a one is whole, torn or of another format."""
    return content[: len(_START)] == _START[: len(content)]


def unpack(content: bytes) -> State:
    """The state in a file's content, without entries of the memory that no run can have written.

    Raises:
        SnapshotInvalid: it is no state file, of another format, torn or altered.
    """
    line, _, body = content.partition(b"\n")
    version = _head(line)
    if version.get(KIND) != FORMAT:
        raise SnapshotInvalid(f"it is of format {version.get(KIND)}, and this fxwidget reads {FORMAT}")
    if hashlib.sha256(body).hexdigest() != version.get("sha256"):
        raise SnapshotInvalid("its checksum does not fit: it is torn or was altered")
    entries = dict(_entry(entry) for entry in body.decode("utf-8").split("\n"))
    try:
        return _state(entries)
    except (ValueError, TypeError, KeyError, RecursionError, ArithmeticError) as error:
        raise SnapshotInvalid("what it holds is no state") from error


def _head(line: bytes) -> dict[str, Any]:
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or KIND not in head:
        raise SnapshotInvalid("it is no state file of fxwidget")
    return head


def _entry(line: str) -> tuple[str, str]:
    name, _, text = line.partition(" ")
    return name, text


def _state(entries: Mapping[str, str]) -> State:
    changes = json.loads(entries["changes"], parse_float=Decimal)
    return State(
        Snapshot.from_json(entries["snapshot"]) if "snapshot" in entries else None,
        tuple(map(RateChange.model_validate, changes)),
        _memory(entries.items()),
        Journal.model_validate_json(entries["orders"]),
        _INSTANTS.validate_json(entries["runs"]),
        _INSTANT.validate_json(entries["good_until"]),
        _SPAN.validate_json(entries.get("every", "null")),
        _SPAN.validate_json(entries.get("late", "null")),
        tuple(past_of(entries.items())),
    )


def _memory(entries: Iterable[tuple[str, str]]) -> Memory:
    parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    for key, text in entries:
        part, _, name = key.partition("/")
        if part not in parts:
            continue
        try:
            parts[part][name] = _PARTS[part].model_validate_json(text).plausible()
        except ValueError as error:
            log.warning("memory of %s can't be read and starts anew: %s", key, in_words(error))
    return Memory.model_validate(parts)
