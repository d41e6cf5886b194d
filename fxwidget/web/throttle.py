"""Limits the costly drawings of a worker, so that a flood of them does not keep it from serving."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta
from http import HTTPStatus

from fxwidget.web.problems import HttpProblem

__all__ = ["MOST", "SPAN", "Limit"]

MOST, SPAN = 30, timedelta(minutes=1)
"""A picture takes a sixth of a second: that many in that time are a twelfth of a core."""


class Limit:
    """A limit of drawings per minute by the wall clock; those by a clock that was ahead do not count."""

    def __init__(self) -> None:
        self._taken: deque[datetime] = deque(maxlen=MOST)
        self._lock = threading.Lock()

    def take(self, now: datetime) -> None:
        """Take one drawing from the limit.

        Raises:
            HttpProblem: there were too many of late; 503.
        """
        with self._lock:
            if len(self._taken) == MOST and now - SPAN < self._taken[0] <= now:
                raise HttpProblem(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "Too many new pictures are asked for at once. What was drawn before is still given; "
                    "name what is always wanted in the setting variants.",
                )
            self._taken.append(now)
