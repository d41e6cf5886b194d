"""What a refresher does about a store that another one owns, or has owned meanwhile."""

from __future__ import annotations

import logging
import queue
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pytest

from fxwidget.config.settings import Settings
from fxwidget.errors import StoreBusy, StoreError
from fxwidget.ops.systemd import Notifier
from fxwidget.refresher import daemon
from fxwidget.refresher.round import Round
from fxwidget.store.ownership import Ownership
from tests.support.snapshots import snapshot


class Owned:
    """A store that another refresher owns, and keeps."""

    @contextmanager
    def own(self, *, wait: bool = False) -> Iterator[None]:
        raise StoreBusy("another refresher already owns the store")
        yield


def test_the_log_names_a_store_without_its_password(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says which store is waited for, and nothing of what opens it."""
    monkeypatch.setattr(daemon, "open_store", lambda url: Owned())
    url = "redis://user:s3cr3t@cache.example:6379/0"
    settings = Settings(store="disk:///nowhere").model_copy(update={"store": url})
    inbox: queue.SimpleQueue[daemon.Event] = queue.SimpleQueue()
    inbox.put(signal.SIGTERM)
    with caplog.at_level(logging.INFO), ExitStack() as held:
        daemon.Daemon(lambda: settings, inbox, Notifier(), held).run(standby=True)
    assert "owns the store redis://cache.example:6379/0: standing by" in caplog.text
    assert "s3cr3t" not in caplog.text


class Rounds:
    """In place of a refresher: counts its rounds."""

    def __init__(self) -> None:
        self.rounds = 0

    def round(self, now: datetime) -> Round:
        self.rounds += 1
        return Round(snapshot(), (), True)


class Lease:
    """A store whose owner changes as the test says."""

    def __init__(self, *answers: Ownership | StoreError) -> None:
        self._answers = list(answers)

    def ownership(self) -> Ownership:
        answer = self._answers.pop(0)
        if isinstance(answer, StoreError):
            raise answer
        return answer


def test_no_source_is_asked_for_another_owner(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before each round the store says whose it is: asked for by one refresher only, and anew where another one was at work."""
    away = StoreError("it did not answer in time")
    store = Lease(
        Ownership.MINE, away, away, Ownership.OTHERS, Ownership.OTHERS, Ownership.TAKEN, Ownership.MINE
    )
    monkeypatch.setattr(daemon, "open_store", lambda url: store)
    inbox: queue.SimpleQueue[daemon.Event] = queue.SimpleQueue()
    settings = Settings(store="disk:///nowhere")
    with caplog.at_level(logging.INFO), ExitStack() as held:
        it = daemon.Daemon(lambda: settings, inbox, Notifier(), held)
        first, anew = Rounds(), Rounds()
        it._refresher = first  # type: ignore[assignment]

        def begin_anew() -> None:
            it._refresher = anew  # type: ignore[assignment]

        monkeypatch.setattr(it, "_begin_anew", begin_anew)
        for _ in range(7):
            it._round()
    assert (first.rounds, anew.rounds) == (1, 2)
    said = [inbox.get_nowait() for _ in range(7)]
    assert [it.status.partition(":")[0] for it in said if isinstance(it, daemon.Ended)] == [
        "no source was due",
        *["no source is asked"] * 2,
        *["standing by"] * 2,
        *["no source was due"] * 2,
    ]
    assert [record.getMessage() for record in caplog.records] == [
        "it did not answer in time; no source is asked until it says whose it is",
        "another refresher took over the store: standing by until it ends",
        "this refresher owns the store again",
    ]
