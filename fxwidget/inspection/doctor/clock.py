"""Whether the machine's clock is plausible, judged without the network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.ops.clock import synchronized

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""This program is not older, and is not run later."""


def look_at_clock(now: datetime) -> Iterator[Finding]:
    """Findings on the clock: whether its year is possible, and whether a time service keeps it right."""
    found = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if FIRST <= now < LAST:
        yield ok("clock", found)
    else:
        yield fail(
            "clock", f"{found} is impossible", "set the clock, and have it kept by chrony or timesyncd"
        )
    right = synchronized()
    if right is None:
        yield ok("time service", "whether the clock is kept right is not known here")
    elif right:
        yield ok("time service", "the clock is synchronized")
    else:
        yield warn("time service", "the clock is not synchronized", "run chrony, ntpd or systemd-timesyncd")
