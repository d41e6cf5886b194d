"""What the doctor says of a store on another machine: each fault with how to mend it, and nothing of a sound one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.errors import ConfigurationError
from fxwidget.inspection.doctor import shared
from fxwidget.inspection.doctor.examination import examine
from fxwidget.inspection.doctor.finding import Finding, Status
from fxwidget.ops.clock import utc_now
from fxwidget.store import open_store
from fxwidget.store.disk import DiskStore
from fxwidget.store.redis.facts import Facts
from fxwidget.store.redis.layout import LAYOUT_KEY
from fxwidget.store.snapshot_file import seal
from tests.support.loopback import Loopback, answer
from tests.support.redis import RedisServer, redis_server
from tests.support.stores import FIRST

WELL = Facts("7.0.15", False, 2**20, 0, "noeviction", True, False, utc_now(), True)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({}, Status.OK, ""),
        ({"version": "6.2.7"}, Status.WARN, "use 7.0 or later"),
        ({"replica": True}, Status.FAIL, "name the primary"),
        ({"most": 2**30, "policy": "allkeys-lru"}, Status.FAIL, "drops our keys silently"),
        ({"most": 2**30, "policy": "volatile-ttl"}, Status.WARN, "drops the refresher's lease"),
        ({"most": 2**20}, Status.WARN, "1 of 1 MB"),
        ({"saved": False}, Status.WARN, "a restart loses"),
        ({"saved": None}, Status.OK, ""),
        ({"save_failed": True}, Status.FAIL, "its last attempt to save failed"),
        ({"clock": WELL.clock + timedelta(seconds=30)}, Status.WARN, "30.0 s from this machine's"),
        ({"clock": WELL.clock - timedelta(minutes=10)}, Status.FAIL, "600.0 s from this machine's"),
    ],
)
def test_what_is_found(
    change: dict[str, Any], status: Status, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may lose keys, can't be written or counts another time is named; the rest is as it should be."""
    monkeypatch.setattr("fxwidget.store.redis.facts.facts_of", lambda url: WELL._replace(**change))
    monkeypatch.setattr(shared, "utc_now", lambda: WELL.clock)
    found = list(shared.look_at_redis("redis://cache.example"))
    wrong = [finding for finding in found if finding.status is not Status.OK]
    if status is Status.OK:
        assert wrong == []
        return
    assert [finding.status for finding in wrong] == [status]
    assert words in f"{wrong[0].found} | {wrong[0].mend}"


def of_store(url: str, offline: bool = False) -> list[Finding]:
    names = ("redis", "service", "refresher", "snapshot", "past")
    given = Settings(store=url, sources=("ecb",))
    found = examine(given, utc_now(), offline=True) if offline else shared.look_at_redis(url)
    return [finding for finding in found if finding.what.startswith(names)]


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as it:
        yield it


@pytest.mark.needs("redis")
def test_a_real_server(server: RedisServer, tmp_path: Path) -> None:
    """It is asked what there is to know; one that saves nothing says so, and another layout or no server are failures."""
    url = f"{server.url}?copy={tmp_path}"
    with closing(open_store(url)) as store, store.own():
        found = {finding.what: finding for finding in of_store(url)}
    assert {name: finding.status for name, finding in found.items()} == {
        "redis": Status.OK,
        "redis role": Status.OK,
        "redis memory": Status.OK,
        "redis persistence": Status.WARN,
        "redis clock": Status.OK,
        "refresher": Status.OK,
    }
    assert found["refresher"].found == "one is running"
    server.client.set(LAYOUT_KEY, "9")
    (other,) = of_store(url)
    assert (other.status, "is of layout '9'" in other.found) == (Status.FAIL, True)
    (gone,) = of_store("unix:///nowhere/redis.sock")
    assert gone.status is Status.FAIL
    assert gone.mend == "look whether it runs and can be reached; it goes on by itself once it can"


def test_offline_this_machine_is_looked_at(tmp_path: Path) -> None:
    """Without the network the copy of the table is examined, and no other machine is asked."""
    url = f"redis://cache.example?copy={tmp_path}"
    assert "no copy of it yet" in next(
        it.found for it in of_store(url, offline=True) if it.what == "snapshot"
    )
    with closing(DiskStore(tmp_path)) as copy:
        copy.publish(FIRST)
    (stale,) = [finding for finding in of_store(url, offline=True) if finding.what == "snapshot"]
    assert (stale.status, "not renewed" in stale.found) == (Status.FAIL, True)


def test_a_service_that_is_followed(tmp_path: Path) -> None:
    """It hands on a table, or it is said why it is not followed."""
    with Loopback(answer(200, seal(FIRST)), answer(503)) as service:
        url = f"{service.url('/v1/rates')}?copy={tmp_path}"
        (well,), (down,) = list(shared.look_at_service(url)), list(shared.look_at_service(url))
    assert (well.status, well.found) == (Status.OK, f"it hands on seq {FIRST.seq}")
    assert (down.status, "answered with HTTP 503" in down.found) == (Status.FAIL, True)


def test_a_refresher_elsewhere_that_has_stopped(tmp_path: Path) -> None:
    """It is told from the table that the store gives, once all else of it is as it should be."""
    with Loopback(answer(200, seal(FIRST)), answer(200, seal(FIRST))) as service:
        given = Settings(store=f"{service.url('/v1/rates')}?copy={tmp_path}", sources=("ecb",))
        late = FIRST.next_check_at + timedelta(minutes=10)
        found = list(examine(given, late))
    (stopped,) = [finding for finding in found if finding.what == "refresher"]
    assert (stopped.status, "a check was due at" in stopped.found) == (Status.WARN, True)


def test_a_client_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a finding like any other, with what to install."""

    def missing(url: str) -> Facts:
        raise ConfigurationError("a store in Redis needs a client: install fxwidget with its extra")

    monkeypatch.setattr("fxwidget.store.redis.facts.facts_of", missing)
    (found,) = shared.look_at_redis("redis://cache.example")
    assert (found.status, found.mend) == (Status.FAIL, "install fxwidget with its extra")


def test_a_follower_needs_no_source(tmp_path: Path) -> None:
    """A source that a follower could not reach is no finding: the service that it follows asks it."""
    with Loopback(answer(200, seal(FIRST))) as service:
        given = Settings(
            store=f"{service.url('/v1/rates')}?copy={tmp_path}",
            sources=("ecb",),
            provider={"ecb": ProviderSettings(url="http://127.0.0.1:9")},
        )
        found = {finding.what for finding in examine(given, utc_now())}
    assert "service" in found
    assert not {what for what in found if what.startswith("provider ") or what == "clock against providers"}
