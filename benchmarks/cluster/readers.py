"""Readers of the nodes: each asks for rates and page in turn, and writes down what it was answered."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Event
from time import monotonic

from benchmarks.threads import aside

from .parts import Node

__all__ = ["LABEL", "Reader", "Seen", "reading"]

PAUSE = 0.03
"""Seconds between two requests of a reader: some sixty a second at three nodes, beside everything else on two processors."""

LABEL = "are not being refreshed"
"""What a page says whose rates are older than they may be."""

SPARE = 3.0
"""Seconds after a clock was set in which either may be said: no clock goes on by a day while a page is on its way."""


@dataclass
class Seen:
    """What a reader saw in a while.

    back: how often ``seq`` was lower than before. aged: pages of rates that were too old; ``unlabelled``: without saying so.
    """

    requests: int = 0
    failed: list[str] = field(default_factory=list)
    back: int = 0
    aged: int = 0
    unlabelled: int = 0

    def plus(self, other: Seen) -> Seen:
        """Both together."""
        return Seen(
            self.requests + other.requests,
            self.failed + other.failed,
            self.back + other.back,
            self.aged + other.aged,
            self.unlabelled + other.unlabelled,
        )


class Reader:
    """A reader of one node. ``seq`` is the last that it was given, ``first_seen`` when each was, by the monotonic clock."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._connection: http.client.HTTPConnection | None = None
        self._tag = ""
        self.seq = 0
        self.valid_until: datetime | None = None
        self.first_seen: dict[int, float] = {}
        self._seen = Seen()

    def taken(self) -> Seen:
        """What was seen since the last time."""
        seen, self._seen = self._seen, Seen()
        return seen

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def look(self) -> None:
        """Ask for the rates, then for the page of the same snapshot."""
        if (answer := self._ask("/v1/rates", {"If-None-Match": self._tag} if self._tag else {})) is None:
            return
        status, headers, body = answer
        if status == 200:
            self._rates(headers, body)
        before = self.seq
        if (answer := self._ask("/widget", {})) is None:
            return
        if before == self.seq and self.valid_until is not None:
            self._page(self.valid_until, answer[2])

    def _rates(self, headers: http.client.HTTPMessage, body: bytes) -> None:
        document = json.loads(body)
        self._tag = headers.get("ETag", "")
        seq = int(document["seq"])
        if seq < self.seq:
            self._seen.back += 1
        self.seq, self.valid_until = seq, datetime.fromisoformat(document["valid_until"])
        self.first_seen.setdefault(seq, monotonic())

    def _page(self, valid_until: datetime, body: bytes) -> None:
        aged = datetime.now(UTC) + self._node.ahead > valid_until
        if aged and monotonic() - self._node.set_at > SPARE:
            self._seen.aged += 1
            self._seen.unlabelled += LABEL.encode() not in body

    def _ask(self, path: str, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes] | None:
        self._seen.requests += 1
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._node.host, self._node.port, timeout=10)
            self._connection.request("GET", path, headers=headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            self._seen.failed.append(f"{path}: {error!r}")
            return None
        if answer.status not in (200, 304):
            self._seen.failed.append(f"{path}: {answer.status}")
            return None
        return answer.status, answer.headers, body


@contextmanager
def reading(readers: Sequence[Reader]) -> Iterator[None]:
    """Have all readers read until the block ends."""

    def read(reader: Reader, over: Event) -> None:
        while not over.wait(PAUSE):
            reader.look()

    try:
        with aside(*(partial(read, reader) for reader in readers)):
            yield
    finally:
        for reader in readers:
            reader.close()
