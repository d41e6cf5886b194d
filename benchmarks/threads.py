"""Work that goes on in threads beside what is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

__all__ = ["aside"]


@contextmanager
def aside(*works: Callable[[Event], None]) -> Iterator[None]:
    """Do each of some works in a thread of its own until the block ends: a work is given the event that ends it."""
    over = Event()
    threads = [Thread(target=work, args=(over,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
