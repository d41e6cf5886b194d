"""What a refresher that stands by says of the store that another one owns."""

from __future__ import annotations

import logging
import queue
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from fxwidget.config.settings import Settings
from fxwidget.errors import StoreBusy
from fxwidget.ops.systemd import Notifier
from fxwidget.refresher import daemon


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
