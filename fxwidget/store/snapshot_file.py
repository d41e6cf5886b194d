"""The store's files: one line of JSON about the body (format, SHA-256, a snapshot's seq), then the body itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import SnapshotInvalid, StoreError

FORMAT = 1
_SNAPSHOT, _CHANGES = "fxwidget_snapshot", "fxwidget_changes"


def seal(snapshot: Snapshot, via: Sequence[str] = ()) -> bytes:
    """The content of a snapshot's file; ``via`` names the services that handed it on, where it is given to another one."""
    more: dict[str, Any] = {"via": list(via)} if via else {}
    return _seal(_SNAPSHOT, snapshot.to_json(), seq=snapshot.seq, **more)


def seal_changes(changes: Sequence[RateChange]) -> bytes:
    """The content of the file of changes, checksummed like a snapshot's."""
    return _seal(_CHANGES, encode([change.model_dump() for change in changes]))


def _seal(kind: str, body: bytes, **more: Any) -> bytes:
    head = {kind: FORMAT, **more, "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


def unseal(content: bytes) -> Snapshot:
    """The snapshot of a snapshot file, or of the JSON alone.

    Raises:
        SnapshotInvalid: torn or altered.
        StoreError: of a newer format.
    """
    if not content.startswith(b'{"fxwidget_snapshot"'):
        return Snapshot.from_json(content)
    return unseal_handed_on(content)[0]


def unseal_handed_on(content: bytes) -> tuple[Snapshot, tuple[str, ...]]:
    """The snapshot of a snapshot file, and the services that handed it on.

    Raises:
        SnapshotInvalid: torn, altered, or no such file.
        StoreError: of a newer format.
    """
    head, body = _unseal(_SNAPSHOT, content, "a snapshot file")
    snapshot, via = Snapshot.from_json(body), head.get("via", [])
    if snapshot.seq != head.get("seq") or not isinstance(via, list):
        raise SnapshotInvalid("the first line is of another snapshot: the file was altered")
    return snapshot, tuple(map(str, via))


def unseal_changes(content: bytes) -> tuple[RateChange, ...]:
    """The changes read from their file's content.

    Raises:
        SnapshotInvalid: torn or altered.
        StoreError: of a newer format.
    """
    _, body = _unseal(_CHANGES, content, "a file of changes")
    try:
        return tuple(map(RateChange.model_validate, json.loads(body, parse_float=Decimal)))
    except (ValueError, TypeError, RecursionError, ArithmeticError) as error:
        raise SnapshotInvalid("what it holds are no changes") from error


def _unseal(kind: str, content: bytes, what: str) -> tuple[dict[str, Any], bytes]:
    line, _, body = content.partition(b"\n")
    try:
        head = json.loads(line)
        version = head[kind]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SnapshotInvalid(f"the first line is not that of {what}") from error
    if version != FORMAT:
        raise StoreError(
            f"the store was written in format {version} and this fxwidget reads {FORMAT}: install a newer fxwidget"
        )
    if hashlib.sha256(body).hexdigest() != head.get("sha256"):
        raise SnapshotInvalid("the checksum does not fit: the file is torn or was altered")
    return head, body
