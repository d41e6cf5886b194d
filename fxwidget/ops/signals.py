"""Delivers signals through a queue, so that a process waits for them and for everything else in one place."""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable, Iterable
from typing import TypeVar

__all__ = ["ENDINGS", "catch", "next_of", "pass_to"]

_Value = TypeVar("_Value")

ENDINGS = (signal.SIGTERM, signal.SIGINT)
"""The signals that tell a process to end."""


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
