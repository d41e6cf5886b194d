"""Delivers signals through a queue, so that a process waits for them and for everything else in one place."""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["ENDINGS", "catch", "endings_held", "endings_kill", "next_of", "pass_to"]

_Value = TypeVar("_Value")

ENDINGS = (signal.SIGTERM, signal.SIGINT)
"""The signals that tell a process to end."""


@contextmanager
def endings_held() -> Iterator[None]:
    """Hold the signals to end back in this thread, and in processes forked meanwhile until they call ``endings_kill``."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def endings_kill() -> None:
    """Let the signals to end, one that was held back too, kill this process, whatever handlers it inherited."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)


def pass_to(put: Callable[[signal.Signals], None], numbers: Iterable[signal.Signals]) -> None:
    """Call ``put`` with each of these signals that arrives from now on.

    It is called in the middle of whatever the main thread does, so it may take no lock: the ``put`` of a
    ``queue.SimpleQueue`` takes none, an ``Event`` does.
    """
    for number in numbers:
        signal.signal(number, lambda caught, _: put(signal.Signals(caught)))


def catch(numbers: Iterable[signal.Signals]) -> queue.SimpleQueue[signal.Signals]:
    """A queue that receives these signals from now on."""
    caught: queue.SimpleQueue[signal.Signals] = queue.SimpleQueue()
    pass_to(caught.put, numbers)
    return caught


def next_of(values: queue.SimpleQueue[_Value], seconds: float) -> _Value | None:
    """The next value of a queue; None where none comes within so many seconds."""
    try:
        return values.get(timeout=seconds)
    except queue.Empty:
        return None
