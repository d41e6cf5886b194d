"""A thread that a test starts ends with that test.

One that goes on works in the middle of other tests: it logs, asks, writes, and draws from generators that they share.
"""

from __future__ import annotations

import gc
import re
import threading
from collections import Counter
from collections.abc import Generator, Iterable
from typing import Any

import pytest

PATIENCE = 10.0
"""Seconds within which a thread that was asked to end has done so, on a busy machine too."""

SERVING = ("process_request_thread", "asyncio")
"""Threads in which a server of Python's library answers one connection, and those of the shared browser's event loop."""


class Threads:
    """A plugin that fails a test after which more threads of a kind go on than before.

    Those of lasting fixtures may, and those that take the place of one that ended, as a service's that is started again.
    """

    def __init__(self) -> None:
        self._lasting: set[threading.Thread] = set()
        self._before: set[threading.Thread] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        before = set(threading.enumerate())
        value = yield
        if fixturedef.scope != "function":
            self._lasting |= set(threading.enumerate()) - before
        return value

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        self._before = set(threading.enumerate())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        value = yield
        running = set(threading.enumerate())
        expected = self._before | self._lasting
        self._lasting &= running
        _end(running - expected, _kinds(expected - running))
        return value


def _kinds(threads: Iterable[threading.Thread]) -> Counter[str]:
    """How many there are of each kind: by name, without the number that Python gives."""
    names = (re.sub(r"^Thread-\d+ |[()]|_\d+$", "", thread.name) for thread in threads)
    return Counter(name for name in names if name not in SERVING)


def _end(threads: set[threading.Thread], ended: Counter[str]) -> None:
    """Wait for threads to end, but for as many of a kind as ended; some do once nothing refers to what they work for."""
    if not _kinds(threads) - ended:
        return
    gc.collect()
    for thread in threads:
        thread.join(PATIENCE)
    left = _kinds(thread for thread in threads if thread.is_alive()) - ended
    if left:
        pytest.fail(f"threads of this test go on: {', '.join(sorted(left))}", pytrace=False)
