"""The same answers as files: every variant with its compressed siblings, in sets that are never mixed.

    DIR/current            a link to the newest set, turned in one step
    DIR/sets/<seq>-<hash>/ one snapshot: widget.html, widget.html.br, v1/rates.json, …, manifest.json

A reader that resolves the link once reads one snapshot throughout. The last sets stay for those who still read them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from fxwidget.config.settings import Settings
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import ConfigurationError, FXWidgetError, PublishingFailed, StoreError
from fxwidget.ops import garbage, signals
from fxwidget.ops.clock import utc_now
from fxwidget.ops.files import sync_folder, write_file
from fxwidget.store import Store, open_history, open_store
from fxwidget.store.history import History
from fxwidget.web.content_coding import CODINGS, IDENTITY
from fxwidget.web.edge.capture import Answer
from fxwidget.web.edge.prerender import OfflineApp
from fxwidget.web.edge.variants import charts, configured, variants
from fxwidget.web.endpoint import ViewRequest

__all__ = [
    "CURRENT",
    "MANIFEST",
    "SUFFIXES",
    "Published",
    "Publisher",
    "Publishes",
    "Watcher",
    "described",
    "file_of",
    "readable",
    "watch",
]

log = logging.getLogger("fxwidget.publish")

CURRENT, SETS, MANIFEST = "current", "sets", "manifest.json"
SUFFIXES = {"br": ".br", "gzip": ".gz", IDENTITY: ""}
NEW = ".new-"
OUR_NAME = re.compile(r"[0-9]+-[0-9a-f]+")
MAX_SETS = 5
"""Sets that stay, the current one among them."""

LONGEST_NAME = 240
"""Bytes of a file's name, without what compression adds."""

EVERY = 0.5
"""Seconds between two looks at the store."""

AGAIN = timedelta(minutes=1)
"""When a publication that failed is tried again."""


def file_of(request: ViewRequest) -> str:
    """The file of a variant: ``/widget?lang=ru`` is ``widget/lang=ru.html``, ``/widget.svg?lang=ru`` ``widget/lang=ru.svg``.

    Raises:
        ConfigurationError: its options are too long for a file's name.
    """
    path, _, query = request.url.removeprefix("/").partition("?")
    path = path or "index"
    extension = request.endpoint.media_type.extension
    name = path.removesuffix(extension) + (f"/{query.replace('/', '%2F')}" if query else "")
    if len(Path(name + extension).name.encode()) > LONGEST_NAME:
        raise ConfigurationError(
            f"variants: {request.url[:60]}… is too long for a file's name; shorten its texts"
        )
    return name + extension


@dataclass(frozen=True)
class Published:
    """A set as it was written: how many files, of how many bytes.

    until: from when of the wall clock a new drawing of the same table would differ; None is never.
    good_until: until when its pages say that they are good.
    """

    folder: Path
    seq: int
    files: int
    size: int
    until: datetime | None
    good_until: datetime


def readable(past: History, *, logs: bool = True) -> bool:
    """Whether there is a past to draw from; where it can't be read the log says what to do, unless that was or will be said."""
    try:
        past.check()
        return bool(past.codes())
    except StoreError as error:
        if logs:
            log.error("%s; there are no charts until then", error)
        return False


def _is_set(path: Path) -> bool:
    """Whether a folder was made here, by its name; a link to one was not."""
    ours = OUR_NAME.fullmatch(path.name) is not None or path.name.startswith(NEW)
    return ours and path.is_dir() and not path.is_symlink()


class Publishes(Protocol):
    """What writes the files of a snapshot somewhere."""

    def publish(self, snapshot: Snapshot, now: datetime) -> Published:
        """Write them at an instant of the wall clock.

        Raises:
            PublishingFailed: they can't be drawn or written.
        """
        ...


class Publisher:
    """Writes sets into one folder.

    Raises:
        ConfigurationError: a variant or a source of the settings can't be.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._folder = folder
        self._app = OfflineApp(settings, open_store(settings.store))  # nobody follows it here
        router = self._app.service.router
        self._variants = {each.url: (each, file_of(each)) for each in variants(settings, router)}
        self._charts = {each.url: (each, file_of(each)) for each in charts(settings, router)}
        self._past = open_history(settings.store)
        self._needed = {each.url for each in configured(settings, router)}

    def publish(self, snapshot: Snapshot, now: datetime) -> Published:
        """Write the set of a snapshot at an instant of the wall clock, then turn the link to it.

        Raises:
            PublishingFailed: the folder can't be written, or a variant can't be drawn from this snapshot.
        """
        wanted = self._variants | (self._charts if readable(self._past) else {})
        drawn = self._app.draw(snapshot, now, dict.fromkeys(wanted, CODINGS), twice=False)
        files: dict[str, bytes] = {}
        listed = []
        for url, (_, name) in wanted.items():
            answers = drawn[url]
            if not answers and url in self._needed:
                raise PublishingFailed(f"{url} can't be drawn from this snapshot: {self._why(url, snapshot)}")
            if not answers:
                continue  # a currency that the refresher has not asked for yet, or that has no past
            files |= {name + SUFFIXES[answer.coding]: answer.body for answer in answers.values()}
            listed.append(described(url, name, answers[IDENTITY]))
        manifest = {
            "seq": snapshot.seq,
            "drawn_at": stamp(now),
            "valid_until": stamp(snapshot.valid_until),
            "files": listed,
        }
        files[MANIFEST] = json.dumps(manifest, indent=1).encode()
        with self._errors():
            return self._write(snapshot, files, snapshot.next_change_at(now))

    def _why(self, url: str, snapshot: Snapshot) -> str:
        missing = sorted(
            set(self._variants[url][0].options.currencies) - {rate.code for rate in snapshot.rates}
        )
        return f"it has no {', '.join(missing)}" if missing else "it has no rates yet"

    def _write(self, snapshot: Snapshot, files: Mapping[str, bytes], until: datetime | None) -> Published:
        sets = self._folder / SETS
        sets.mkdir(parents=True, exist_ok=True)
        bodies = b"".join(body for name, body in files.items() if name != MANIFEST)
        final = sets / f"{snapshot.seq}-{hashlib.sha256(bodies).hexdigest()[:8]}"
        with self._alone():
            if not final.exists():
                with tempfile.TemporaryDirectory(prefix=NEW, dir=sets, ignore_cleanup_errors=True) as folder:
                    self._fill(Path(folder, "set"), files)
                    Path(folder, "set").rename(final)
            self._turn(final)
            self._clean(final)
        size = sum(map(len, files.values()))
        return Published(final, snapshot.seq, len(files), size, until, snapshot.valid_until)

    @staticmethod
    def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
        for name, body in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_file(folder / name, body)
        for inside in {folder, *((folder / name).parent for name in files)}:
            sync_folder(inside)

    def _turn(self, final: Path) -> None:
        link = self._folder / f".{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(SETS, final.name))
        link.replace(self._folder / CURRENT)
        sync_folder(self._folder / SETS)
        sync_folder(self._folder)

    def _clean(self, current: Path) -> None:
        """Remove old sets, and what a publication that was killed left behind; whatever else is there is somebody's."""
        found = [each for each in (self._folder / SETS).iterdir() if _is_set(each)]
        others = sorted((each for each in found if each != current), key=lambda each: each.stat().st_mtime_ns)
        sets = [each for each in others if not each.name.startswith(NEW)]
        for old in {*others} - {*sets[-(MAX_SETS - 1) :]}:
            shutil.rmtree(old)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One publication at a time, whoever publishes into the folder."""
        with (self._folder / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise PublishingFailed(
                f"can't publish into {self._folder}: {error.strerror}; what was published before stands"
            ) from error


def described(url: str, name: str, answer: Answer) -> dict[str, Any]:
    """What a host has to know of a file: the headers that the service sends with it."""
    headers = {key: value for key, value in answer.headers if key != "Content-Length"}
    return {"url": url, "file": name, "headers": headers}


def watch(publisher: Publishes, store: Store) -> None:
    """Publish each snapshot of a store, and again when a drawing turns, until SIGTERM or SIGINT.

    A failure is logged once; the next change is another try, and so is each minute.
    """
    caught = signals.catch(signals.ENDINGS)
    watcher = Watcher(publisher, store)
    watcher.look(utc_now())
    garbage.loaded()
    while signals.next_of(caught, EVERY) is None:
        watcher.look(utc_now())


class Watcher:
    """Publishes when there is something new to publish."""

    def __init__(self, publisher: Publishes, store: Store) -> None:
        self._publisher = publisher
        self._store = store
        self._version: Hashable | None = None
        self._until: datetime | None = None
        self._fault: str | None = None

    def look(self, now: datetime) -> Published | None:
        """Publish if the store has another snapshot, or if what is published is no longer true at ``now``."""
        try:
            version = self._store.version()
            if version == self._version and (self._until is None or now < self._until):
                return None
            self._version, self._until = version, now + AGAIN
            snapshot = self._store.load()
            if snapshot is None or snapshot.is_empty:
                return None
            done = self._publisher.publish(snapshot, now)
        except FXWidgetError as error:
            if str(error) != self._fault:
                log.error("%s", error)
            self._fault = str(error)
            return None
        self._fault, self._until = None, done.until
        log.info("published %d: %d files, %d bytes", done.seq, done.files, done.size)
        return done
