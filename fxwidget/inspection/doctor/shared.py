"""A store on another machine: whether it can be used, may lose what it has, and agrees with this machine's clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fxwidget.domain.snapshot import CLOCKS_PART
from fxwidget.errors import ConfigurationError, FXWidgetError, StoreError
from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.ops.clock import utc_now
from fxwidget.store import open_store

if TYPE_CHECKING:
    from fxwidget.store.redis.facts import Facts

__all__ = ["look_at_redis", "look_at_service"]

OLDEST = (7, 0)
"""The oldest Redis that is tried with this version."""

CLOSE = timedelta(seconds=5)
"""How far clocks may be apart: leases and change-overs count in seconds."""

NEARLY_FULL = 0.9


def look_at_redis(url: str) -> Iterator[Finding]:
    """Findings on the server of a store in Redis."""
    try:
        from fxwidget.store.redis.facts import facts_of

        facts = facts_of(url)
    except StoreError as error:
        what, _, todo = str(error).partition("; ")
        yield fail("redis", what, todo)
        return
    except ConfigurationError as error:
        what, _, todo = str(error).partition(": ")
        yield fail("redis", what, todo)
        return
    yield _version(facts)
    yield _role(facts)
    yield _memory(facts)
    yield _persistence(facts)
    yield _clock(facts, utc_now())
    yield ok("refresher", "one is running" if facts.owned else "none is running on this store")


def look_at_service(url: str) -> Iterator[Finding]:
    """Findings on the service that is followed."""
    store = open_store(url)
    try:
        snapshot = store.load()
    except FXWidgetError as error:
        yield fail("service", str(error), "look whether it is up, and at what it follows itself")
        return
    finally:
        store.close()
    assert snapshot is not None
    yield ok("service", f"it hands on seq {snapshot.seq}")


def _version(facts: Facts) -> Finding:
    parts = facts.version.split(".")
    if not all(part.isdigit() for part in parts[:2]):
        return ok("redis", "it answers, and does not say its version")
    if tuple(map(int, parts[:2])) < OLDEST:
        return warn("redis", f"version {facts.version}", f"use {OLDEST[0]}.{OLDEST[1]} or later")
    return ok("redis", f"version {facts.version} answers")


def _role(facts: Facts) -> Finding:
    if facts.replica:
        return fail(
            "redis role", "it is a replica, which can't be written", "name the primary, or its Sentinels"
        )
    return ok("redis role", "it can be written")


def _memory(facts: Facts) -> Finding:
    if not facts.most:
        return ok("redis memory", "no limit is set")
    used = f"{facts.used / 2**20:.0f} of {facts.most / 2**20:.0f} MB, {facts.policy}"
    if facts.policy.startswith("allkeys"):
        return fail(
            "redis memory",
            f"{used}: at the limit it drops our keys silently",
            "set maxmemory-policy noeviction",
        )
    if facts.policy.startswith("volatile"):
        return warn(
            "redis memory",
            f"{used}: at the limit it drops the refresher's lease",
            "set maxmemory-policy noeviction",
        )
    if facts.used > NEARLY_FULL * facts.most:
        return warn("redis memory", used, "raise its maxmemory, or take from it what else is in it")
    return ok("redis memory", used)


def _persistence(facts: Facts) -> Finding:
    if facts.save_failed:
        return fail("redis persistence", "its last attempt to save failed", "look at its disk and its log")
    if facts.saved is None:
        return ok("redis persistence", "whether it saves its data is not known here")
    if not facts.saved:
        return warn(
            "redis persistence",
            "off: a restart loses the closes of arrows, quotas and operators' orders",
            "set appendonly yes, or save points",
        )
    return ok("redis persistence", "on")


def _clock(facts: Facts, now: datetime) -> Finding:
    apart = abs(facts.clock - now)
    found = f"{apart.total_seconds():.1f} s from this machine's"
    mend = "have both clocks kept by chrony or timesyncd"
    if apart > CLOCKS_PART:
        return fail("redis clock", found, mend)
    return warn("redis clock", found, mend) if apart > CLOSE else ok("redis clock", found)
