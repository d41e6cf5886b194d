"""This machine's clocks: what they show, and whether the wall clock is kept right."""

from __future__ import annotations

import ctypes
import sys
import time
from datetime import UTC, datetime

TIMEX = 256
"""Bytes, more than Linux's ``struct timex`` has; all zero it asks and sets nothing."""

TIME_ERROR = 5


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


def milliseconds_since(started: float) -> int:
    """The whole milliseconds since an instant of the monotonic clock."""
    return int(1000 * (time.monotonic() - started))


def synchronized() -> bool | None:
    """Whether a time service keeps the kernel's clock right, whichever it is; None where that can't be asked."""
    if not sys.platform.startswith("linux"):
        return None
    state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX))
    return None if state < 0 else state != TIME_ERROR
