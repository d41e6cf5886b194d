"""The published snapshot, the refresher's memory and operators' orders in Redis, for processes of several machines."""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from fxwidget.domain.change_log import RateChange, following
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import SnapshotInvalid, StoreBusy, StoreError
from fxwidget.store.memory_texts import memory_of, texts_of
from fxwidget.store.ownership import Ownership
from fxwidget.store.redis.connection import Connection
from fxwidget.store.redis.layout import (
    CHANGES,
    LAYOUT,
    LAYOUT_KEY,
    MEMORY,
    NEWS,
    ORDERS,
    SNAPSHOT,
    TENURE,
)
from fxwidget.store.redis.lease import Lease
from fxwidget.store.redis.news import News
from fxwidget.store.redis.scripts import AMEND, PUBLISH, REMEMBER
from fxwidget.store.snapshot_file import seal, seal_changes, unseal, unseal_changes

__all__ = ["RedisStore"]

log = logging.getLogger("fxwidget.store.redis")

MOST_ATTEMPTS = 50
"""How often a change is made anew where others write at the same time: each of them ends, and so one of these succeeds."""

NUMBER = re.compile(rb"[0-9]{1,16}")
"""A ``seq``, or an instant in microseconds; anything else in their fields was written by somebody else."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RedisStore:
    """A ``Store`` in Redis. It connects when it is first used."""

    def __init__(self, url: str) -> None:
        self.connection = Connection(url)
        self._lease = Lease(self.connection)
        self._news = News(self.connection)
        self._stored: dict[str, str] = {}
        self._write = ""

    # Reading

    def version(self) -> Hashable | None:
        call: bytes | None = self._of_snapshot("call")[0]
        return call

    def published_at(self) -> datetime | None:
        at = self._of_snapshot("at")[0]
        return EPOCH + timedelta(microseconds=int(at)) if at is not None and NUMBER.fullmatch(at) else None

    def load(self) -> Snapshot | None:
        return self._whole(*self._of_snapshot("body", "previous"))

    def _whole(self, *contents: bytes | None) -> Snapshot | None:
        """The first whole one of the body and the previous one; None where there are none.

        Raises:
            SnapshotInvalid: all that are there are torn.
        """
        faults = []
        for name, content in zip(("body", "previous"), contents, strict=True):
            if not content:
                continue
            try:
                return unseal(content)
            except SnapshotInvalid as error:
                log.warning("%s in %s: %s", name, self.connection.shown, error)
                faults.append(f"{name}: {error}")
        if faults:
            raise SnapshotInvalid("; ".join(faults))
        return None

    def _of_snapshot(self, *names: str) -> Sequence[bytes | None]:
        """Fields of the published snapshot, in one look at a store of our layout."""
        with self.connection.errors():
            pipe = self.connection.client.pipeline(transaction=False)  # a full Redis refuses every MULTI
            pipe.get(LAYOUT_KEY)
            pipe.hmget(SNAPSHOT, list(names))
            layout, found = pipe.execute()
        self._check(layout)
        fields: Sequence[bytes | None] = found
        return fields

    def _check(self, layout: bytes | None) -> None:
        if layout is not None and layout != LAYOUT.encode():
            raise self.connection.other_layout(layout)

    def changes(self) -> tuple[RateChange, ...]:
        try:
            return self._changes()
        except StoreError as error:
            log.warning("%s; the changes are not known", error)
            return ()

    def _changes(self) -> tuple[RateChange, ...]:
        content = self.connection.call("GET", CHANGES)
        try:
            return () if content is None else unseal_changes(content)
        except SnapshotInvalid as error:
            log.warning("changes in %s: %s; they begin anew", self.connection.shown, error)
            return ()

    # Publishing

    def publish(self, snapshot: Snapshot) -> bool:
        body, call = seal(snapshot), secrets.token_hex(8)

        def attempt() -> str:
            seq, published, counts = self._published()
            if not counts and published is not None and published.seq >= snapshot.seq:
                return "newer"
            changes = following(self._changes(), published, snapshot)
            return self._run(
                PUBLISH,
                [LAYOUT_KEY, SNAPSHOT, CHANGES, TENURE],
                [
                    *(LAYOUT, snapshot.seq, seq, call, body, seal_changes(changes)),
                    *(self._lease.owner, NEWS, "counts" if counts else ""),
                ],
            )

        return self._until_it_holds(attempt) == "done"

    def _published(self) -> tuple[bytes, Snapshot | None, bool]:
        """The ``seq`` that is published, its snapshot or the one before, and whether that ``seq`` counts: if it is the snapshot's."""
        seq, body, previous = self._of_snapshot("seq", "body", "previous")
        stated, whole = seq or b"", self._readable(body)
        counts = NUMBER.fullmatch(stated) is not None and whole is not None and whole.seq == int(stated)
        return stated, whole or self._readable(previous), counts

    def _readable(self, content: bytes | None) -> Snapshot | None:
        """A snapshot; None where it is torn, as a whole one may replace it."""
        try:
            return self._whole(content, None)
        except SnapshotInvalid:
            return None

    def _run(self, script: Any, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> str:
        """What a script that writes answers, unless the keys are of another layout."""
        answer: str = self.connection.run(script, keys, arguments).decode()
        if answer == "layout":
            raise self.connection.other_layout(self.connection.call("GET", LAYOUT_KEY) or b"")
        return answer

    def _until_it_holds(self, attempt: Callable[[], str]) -> str:
        for _ in range(MOST_ATTEMPTS):
            if (answer := attempt()) != "again":
                return answer
        raise StoreError(
            f"can't write the store {self.connection.shown}: others write without end; look who they are"
        )

    # The refresher's memory

    def load_memory(self) -> Memory:
        found: dict[bytes, bytes] = self.connection.call("HGETALL", MEMORY)
        texts = {key.decode(errors="replace"): text.decode(errors="replace") for key, text in found.items()}
        self._write = texts.pop("", "")
        self._stored = texts if self._write else {}
        return memory_of(texts.items(), self.connection.shown, log)

    def save_memory(self, memory: Memory) -> None:
        texts, call = texts_of(memory), secrets.token_hex(8)
        answer = self._remember(texts, call)
        if answer == "again":  # it was emptied, or is another's
            self._stored, self._write = {}, ""
            answer = self._remember(texts, call)
        if answer == "others":
            raise StoreBusy(f"another refresher owns the store {self.connection.shown} by now; it remembers")
        self._stored, self._write = texts, call

    def _remember(self, texts: dict[str, str], call: str) -> str:
        new = [part for key, text in texts.items() if self._stored.get(key) != text for part in (key, text)]
        gone = [key for key in self._stored if key not in texts]
        head = (LAYOUT, self._lease.owner, self._write, call, len(new) // 2)
        return self._run(REMEMBER, [LAYOUT_KEY, MEMORY, TENURE], [*head, *new, *gone])

    # Operators' orders

    def journal(self) -> Journal:
        return self._journal(self.connection.call("GET", ORDERS))

    def _journal(self, text: bytes | None) -> Journal:
        try:
            return Journal() if text is None else Journal.model_validate_json(text)
        except ValueError as error:
            raise StoreError(
                f"{ORDERS} in {self.connection.shown} can't be read as orders: remove that key"
            ) from error

    def order(self, command: Command) -> None:
        self.amend(lambda journal: journal.with_(command))

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        def attempt() -> str:
            before = self.connection.call("GET", ORDERS)
            after = change(self._journal(before)).model_dump_json()
            return self._run(AMEND, [LAYOUT_KEY, ORDERS], [LAYOUT, before or b"", after])

        self._until_it_holds(attempt)

    # Owners

    @contextmanager
    def own(self, *, wait: bool = False) -> Iterator[None]:
        self._lease.acquire(wait=wait)
        try:
            yield
        finally:
            self._lease.release()

    def ownership(self) -> Ownership:
        return self._lease.check()

    # Following

    def via(self) -> tuple[str, ...]:
        return ()

    def wait(self, snapshot: Snapshot | None, ended: threading.Event) -> None:
        """Wait for a notification of another snapshot, a second at most."""
        self._news.wait()

    def close(self) -> None:
        self._news.close()
        self.connection.close()
        self._stored, self._write = {}, ""
