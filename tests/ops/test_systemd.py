"""What the service manager is told, by sd_notify(3): on real sockets."""

from __future__ import annotations

import logging
import os
import socket
import time
import uuid
from pathlib import Path

import pytest

from fxwidget.ops import systemd
from fxwidget.ops.systemd import Notifier
from tests.support.manager import Manager, alive, ready
from tests.support.processes import PATIENCE


def test_every_word(tmp_path: Path) -> None:
    """Each state is said in the manager's words, a status on one line."""
    before = time.monotonic_ns() // 1000
    with Manager(tmp_path, watchdog=60) as manager:
        notifier = Notifier.take(manager.environment)
        notifier.ready("3 of 3\nsources\tanswered")
        notifier.alive()
        notifier.reloading()
        notifier.status("as before")
        notifier.stopping("told to end")
        manager.wait_for(lambda message: "STOPPING" in message)
    told_at = int(manager.messages[2].pop("MONOTONIC_USEC"))
    assert before <= told_at <= time.monotonic_ns() // 1000
    assert manager.messages == [
        {"READY": "1", "STATUS": "3 of 3 sources answered"},
        {"WATCHDOG": "1"},
        {"RELOADING": "1"},
        {"STATUS": "as before"},
        {"STOPPING": "1", "STATUS": "told to end"},
    ]


def test_an_abstract_socket() -> None:
    """An address that begins with @ is an abstract name."""
    name = f"fxwidget-{uuid.uuid4()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name)
        manager.settimeout(PATIENCE)
        Notifier(f"@{name}").ready("up")
        assert manager.recv(1000) == b"READY=1\nSTATUS=up"


def test_nobody_asks() -> None:
    """Without a manager nothing is told, nothing is logged, and no sign of life is due."""
    notifier = Notifier.take({"WATCHDOG_USEC": "1000000"})
    notifier.ready("up")
    notifier.alive()
    assert (notifier.watchdog, notifier.due) == (None, False)


def test_no_child_inherits_it(tmp_path: Path) -> None:
    """The variables are taken out of the environment: only this process is the manager's."""
    environment = {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}
    assert Notifier.take(environment).watchdog == 60.0
    assert environment == {}


@pytest.mark.parametrize(
    ("seconds", "pid"), [("60000000", "1"), ("0", ""), ("soon", ""), ("", ""), ("-5", "")]
)
def test_no_watchdog(seconds: str, pid: str) -> None:
    """A watchdog of another process, or of no time, is none."""
    environment = {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": seconds, "WATCHDOG_PID": pid}
    assert Notifier.take(environment).watchdog is None


def test_a_sign_of_life_is_due_four_times_an_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not sooner than after a quarter of the watchdog's interval, and again a quarter after the last one."""
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with Manager(tmp_path) as manager:
        notifier = Notifier(manager.address, watchdog=60)
        for now, due in ((114.9, False), (115.0, True), (130.0, True)):
            clock[0] = now
            assert notifier.due is due
        notifier.alive()
        for now, due in ((144.9, False), (145.0, True)):
            clock[0] = now
            assert notifier.due is due
    assert manager.count(alive) == 1


def test_an_unreachable_manager_is_told_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Who can't be told stops nobody: one line in the log, and one more once it was there in between."""
    notifier = Notifier(str(tmp_path / "notify"))
    for _ in range(3):
        notifier.status("up")
    assert [record.getMessage() for record in caplog.records] == [
        f"NOTIFY_SOCKET {tmp_path}/notify can't be reached: [Errno 2] No such file or directory; nobody is told"
    ]
    with Manager(tmp_path) as manager:
        notifier.ready("up again")
        manager.wait_for(ready)
    notifier.status("alone")
    notifier.status("alone")
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


def test_a_manager_that_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full socket holds nobody up for longer than the notifier's patience."""
    monkeypatch.setattr(systemd, "PATIENCE", 0.01)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(str(tmp_path / "notify"))
        notifier = Notifier(str(tmp_path / "notify"))
        for _ in range(2000):
            notifier.status("up")
            if caplog.records:
                break
    assert "can't be reached: timed out" in caplog.text
