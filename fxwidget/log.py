"""What the processes tell on standard error: one line an event."""

from __future__ import annotations

import logging
import time


def configure(level: int) -> None:
    """Log to standard error from ``level`` on, with UTC instants."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("fxwidget").setLevel(level)
