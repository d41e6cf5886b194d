"""A service's last answer on this machine: a line of JSON about it, then the answer itself, in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fxwidget.domain.scalars import stamp
from fxwidget.errors import FXWidgetError
from fxwidget.fetching.message import Validators
from fxwidget.library.snapshot import Snapshot
from fxwidget.ops.files import replace_file

__all__ = ["ServiceCopy", "StoredCopy"]

log = logging.getLogger("fxwidget.library.service")

FORMAT = 1


@dataclass(frozen=True)
class ServiceCopy:
    """An answer, and when it was last known to be the service's newest.

    asked_at: of the last answer, a 304 too. fresh_for: the seconds after it for which the service is not asked again.
    """

    snapshot: Snapshot
    body: bytes
    validators: Validators
    asked_at: datetime
    fresh_for: float

    def age(self, now: datetime) -> float:
        """The seconds since the service was asked; below zero where the clock was set back meanwhile."""
        return (now - self.asked_at).total_seconds()

    def is_fresh(self, now: datetime) -> bool:
        """Whether the service need not be asked again."""
        return 0 <= self.age(now) < self.fresh_for


class StoredCopy:
    """The file of a URL's copy. A disk that fails costs the copy, and is logged; it is never an error of the caller."""

    def __init__(self, folder: Path, url: str) -> None:
        self._file = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"

    def read(self) -> ServiceCopy | None:
        """The copy; None where there is none that can be read."""
        try:
            return _unpacked(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, FXWidgetError, ValueError, KeyError, TypeError) as error:
            log.warning("%s can't be read: %s", self._file, error)
            return None

    def write(self, copy: ServiceCopy) -> None:
        """Replace the copy."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, _packed(copy))
        except OSError as error:
            log.warning("%s can't be written: %s", self._file, error)


def _packed(copy: ServiceCopy) -> bytes:
    head: dict[str, Any] = {
        "fxwidget_copy": FORMAT,
        "asked_at": stamp(copy.asked_at),
        "fresh_for": copy.fresh_for,
        "etag": copy.validators.etag,
        "last_modified": copy.validators.last_modified,
        "sha256": hashlib.sha256(copy.body).hexdigest(),
    }
    return json.dumps(head).encode() + b"\n" + copy.body


def _unpacked(content: bytes) -> ServiceCopy:
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    if head["fxwidget_copy"] != FORMAT or head["sha256"] != hashlib.sha256(body).hexdigest():
        raise ValueError("it is torn, or of another version")
    return ServiceCopy(
        snapshot=Snapshot.from_json(body),
        body=body,
        validators=Validators(head["etag"], head["last_modified"]),
        asked_at=datetime.fromisoformat(head["asked_at"]),
        fresh_for=float(head["fresh_for"]),
    )
