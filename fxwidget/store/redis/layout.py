"""Which keys a store in Redis has. All begin with ``PREFIX``, whose braces keep them on one node of a cluster.

layout     "1"
snapshot   hash: seq, call, at (microseconds since 1970 of the server's clock), body and previous (as files have them)
changes    the newest changes, as their file has them
memory     hash: sources/NAME and currencies/CODE in JSON; "" is which write it was
orders     the journal in JSON
owner      who refreshes, for as long as its lease runs
tenure     who refreshed last
past       hash: series, the number of the past; see ``fxwidget.store.redis.past``
closes     stream of the closes, batch by batch
points     stream of the points of the last days
"""

from __future__ import annotations

__all__ = [
    "CHANGES",
    "CLOSES",
    "LAYOUT",
    "LAYOUT_KEY",
    "MEMORY",
    "NEWS",
    "ORDERS",
    "OWNER",
    "PAST",
    "POINTS",
    "PREFIX",
    "SNAPSHOT",
    "TENURE",
]

PREFIX = "{fxwidget}:"
LAYOUT = "1"
"""The layout that this version reads and writes; another one is left alone."""

LAYOUT_KEY = PREFIX + "layout"
SNAPSHOT = PREFIX + "snapshot"
CHANGES = PREFIX + "changes"
MEMORY = PREFIX + "memory"
ORDERS = PREFIX + "orders"
OWNER = PREFIX + "owner"
TENURE = PREFIX + "tenure"
PAST = PREFIX + "past"
CLOSES = PREFIX + "closes"
POINTS = PREFIX + "points"
NEWS = PREFIX + "news"
"""The channel that says the ``seq`` of each snapshot as it is published, and ``past`` when closes are stored."""
