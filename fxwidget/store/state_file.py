"""A store in one file, for jobs that run once in a while and keep nothing between their runs but that file.

The file is replaced atomically, so whoever copies it copies a whole one. It belongs to one run at a time.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fxwidget.domain.change_log import RateChange, following
from fxwidget.domain.close import DailyClose
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import ConfigurationError, SnapshotInvalid, StoreBusy, StoreError
from fxwidget.ops.clock import utc_now
from fxwidget.ops.files import replace_file, sync_folder
from fxwidget.ops.locks import exclusive
from fxwidget.store.ownership import Ownership
from fxwidget.store.state_content import MOST_RUNS, State, is_state, pack, unpack

__all__ = ["StateFile"]

log = logging.getLogger("fxwidget.store.state")

ASIDE = ".unreadable-"
"""Between the name of a file that could not be read and the time at which it was set aside."""


class StateFile:
    """A ``Store`` in one file, which is made when something is first written. Its content is read once, when it is first needed.

    Where the file is a link its target is read and written; the link stays.
    """

    def __init__(self, file: str | Path) -> None:
        self.file = Path(os.path.realpath(Path(file).expanduser()))
        self._known: State | None = None

    # Reading

    def version(self) -> Hashable | None:
        snapshot = self._state.snapshot
        return None if snapshot is None else snapshot.seq

    def published_at(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self.file.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._wrong("read", error) from error

    def load(self) -> Snapshot | None:
        return self._state.snapshot

    def changes(self) -> tuple[RateChange, ...]:
        return self._state.changes

    def via(self) -> tuple[str, ...]:
        return ()

    def load_memory(self) -> Memory:
        return self._state.memory

    def journal(self) -> Journal:
        return self._state.journal

    def runs(self) -> tuple[datetime, ...]:
        """When the newest runs published, the oldest first."""
        return self._state.runs

    def good_until(self) -> datetime | None:
        """Until when the pages of the newest run are good; None where no run has published."""
        return self._state.good_until

    def past(self) -> tuple[DailyClose, ...]:
        """The closes of the last year and a little, of each day with all its revisions in their order."""
        return self._state.past

    @property
    def _state(self) -> State:
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> State:
        content = self._content()
        if content is None:
            return State()
        try:
            return unpack(content)
        except (SnapshotInvalid, UnicodeDecodeError) as error:
            self._set_aside(error)
            return State()

    def _content(self) -> bytes | None:
        try:
            content = self.file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._wrong("read", error) from error
        if not is_state(content):
            raise ConfigurationError(
                f"{self.file} is no state of fxwidget, and stays as it is: name another file for the state"
            )
        return content

    def _set_aside(self, fault: Exception) -> None:
        """Rename a state that is damaged, by the time, so that somebody can look at it."""
        aside = self.file.with_name(f"{self.file.name}{ASIDE}{utc_now():%Y%m%dT%H%M%SZ}")
        try:
            self.file.rename(aside)
        except OSError as error:
            raise self._wrong("replace", error) from error
        why = "it is not text" if isinstance(fault, UnicodeDecodeError) else fault
        log.error(
            "the state in %s can't be read (%s): it is set aside as %s, and this run begins anew, without arrows",
            self.file,
            why,
            aside.name,
        )

    # Writing

    def publish(self, snapshot: Snapshot) -> bool:
        published = self._state.snapshot
        if published is not None and published.seq >= snapshot.seq:
            return False
        changes = following(self._state.changes, published, snapshot)
        self._write(replace(self._state, snapshot=snapshot, changes=changes))
        return True

    def save_memory(self, memory: Memory) -> None:
        self._write(replace(self._state, memory=memory))

    def order(self, command: Command) -> None:
        self.amend(lambda journal: journal.with_(command))

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        self._write(replace(self._state, journal=change(self._state.journal)))

    def note_run(
        self,
        now: datetime,
        good_until: datetime,
        *,
        every: timedelta | None = None,
        late: timedelta | None = None,
        past: Iterable[DailyClose] | None = None,
    ) -> None:
        """Store that a run published at an instant, and until when its pages are good.

        Runs that a clock that was set back since dated later are forgotten.

        Args:
            every: how often the job is to run, where that is known.
            late: how much later than that a run may be.
            past: all closes that it knew of, in the order of their days; None are those of before.
        """
        before = [run for run in self._state.runs if run < now]
        runs = (*before[1 - MOST_RUNS :], now)
        closes = self._state.past if past is None else tuple(past)
        noted = replace(self._state, runs=runs, good_until=good_until, every=every, late=late, past=closes)
        self._write(noted)

    def _write(self, state: State) -> None:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.file, pack(state))
            sync_folder(self.file.parent)
        except OSError as error:
            raise self._wrong("write", error) from error
        self._known = state

    def check(self, folder: Path) -> None:
        """Look whether the file may be the state of a job that publishes into a folder, before anything is made for it.

        Raises:
            ConfigurationError: it holds something else, or would be published.
            StoreError: it can't be read.
        """
        if self.file.is_relative_to(os.path.realpath(folder)):
            raise ConfigurationError(
                f"the state {self.file} would be published with {folder}: name a file outside of that folder"
            )
        self._content()

    @contextmanager
    def own(self, *, wait: bool = False) -> Iterator[None]:
        """Own the file within the block; whoever waits for it is refused too, as no run stands by for another.

        Raises:
            StoreBusy: another run owns it.
            StoreError: its folder can't be written.
        """
        with ExitStack() as held:
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                held.enter_context(exclusive(self.file.with_name(f".{self.file.name}.lock")))
            except BlockingIOError as error:
                raise StoreBusy(f"another run uses the state {self.file}; it is left to that one") from error
            except OSError as error:
                raise self._wrong("write", error) from error
            self._known = None
            yield

    def ownership(self) -> Ownership:
        return Ownership.MINE  # the lock ends with its process, and not earlier

    def close(self) -> None:
        self._known = None

    def _wrong(self, doing: str, error: OSError) -> StoreError:
        why = error.strerror or str(error)
        what = (
            "name a file, not a folder"
            if os.path.isdir(self.file)
            else "check its folder, owner and free space"
        )
        return StoreError(f"can't {doing} the state {self.file}: {why}; {what}")
