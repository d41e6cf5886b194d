"""A thread that a test starts ends with that test.

One that goes on works in the middle of other tests: it logs, asks, writes, and draws from generators that they share.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from typing import Any

import pytest

PATIENCE = 10.0
"""Seconds within which a thread that was asked to end has done so, on a busy machine too."""


class Threads:
    """A plugin that fails a test after which more threads go on than before. Those of lasting fixtures may."""

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

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        self._before = set(threading.enumerate())
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        value = yield
        running = set(threading.enumerate())
        self._lasting &= running
        left = running - self._before - self._lasting
        if left:
            _end(left)
        return value


def _end(threads: set[threading.Thread]) -> None:
    """Wait for threads to end; some do once nothing refers to what they work for."""
    gc.collect()
    for thread in threads:
        thread.join(PATIENCE)
    names = sorted(thread.name for thread in threads if thread.is_alive())
    if names:
        pytest.fail(f"threads of this test go on: {', '.join(names)}", pytrace=False)
