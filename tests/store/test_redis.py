"""What is the Redis store's own: nobody's older word overwrites a newer one, and what is wrong with a server is said."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.domain.close import Point
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import StoreBusy, StoreError
from fxwidget.ops.listening import check_port
from fxwidget.store import Store, open_history, open_store, open_writable_history
from fxwidget.store.ownership import Ownership
from fxwidget.store.redis import connection, lease
from fxwidget.store.redis.facts import facts_of
from fxwidget.store.redis.layout import (
    CHANGES,
    CLOSES,
    LAYOUT_KEY,
    MEMORY,
    ORDERS,
    OWNER,
    PAST,
    PREFIX,
    SNAPSHOT,
    TENURE,
)
from fxwidget.store.redis.store import RedisStore
from tests.support.history import close, weekdays
from tests.support.processes import PATIENCE, until
from tests.support.redis import RedisServer, redis_server
from tests.support.stores import FIRST, SEQ, later, memory, refused

pytestmark = pytest.mark.needs("redis")


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as it:
        yield it


@pytest.fixture
def url(server: RedisServer, tmp_path: Path) -> str:
    """The URL of an empty store."""
    server.client.flushall()
    return f"{server.url}?copy={tmp_path}"


@pytest.fixture
def store(url: str) -> Iterator[RedisStore]:
    with closing(RedisStore(url)) as it:
        yield it


# Nobody overwrites what is newer


def test_every_key_is_below_the_prefix(store: RedisStore, url: str, server: RedisServer) -> None:
    """One rule of an ACL, and one pattern to look for, are enough."""
    with store.own():
        store.publish(FIRST)
        store.save_memory(memory())
        store.amend(lambda journal: journal)
        with closing(open_writable_history(url)) as past:
            past.add([close("INR", "2026-03-02", "96.1")])
        keys = {key.decode() for key in store.connection.call("KEYS", "*")}
    assert {OWNER, TENURE, SNAPSHOT, CHANGES, MEMORY, ORDERS} < keys
    assert all(key.startswith(PREFIX) for key in keys)


def test_an_owner_of_before_writes_nothing(url: str, store: RedisStore, server: RedisServer) -> None:
    """One that was paused while another took over overwrites neither snapshot nor memory, not even by a higher seq."""
    with store.own(), closing(RedisStore(url)) as other:
        assert store.publish(FIRST)
        store.save_memory(memory("85.1"))
        server.client.delete(OWNER)  # its lease ran out
        with other.own():
            assert other.publish(later(1))
            other.save_memory(memory("85.2"))
            assert store.ownership() is Ownership.OTHERS
            assert store.publish(later(2)) is False
            with pytest.raises(StoreBusy, match="another refresher owns the store"):
                store.save_memory(memory("85.1"))
        assert store.publish(later(2)) is False  # nor once the other has ended
        assert (other.load(), other.load_memory()) == (later(1), memory("85.2"))
        assert store.ownership() is Ownership.TAKEN
        assert store.ownership() is Ownership.MINE
        assert store.publish(later(2))


def test_a_lease_that_nobody_else_took_is_gone_on_with(store: RedisStore, server: RedisServer) -> None:
    """A Redis that was away or emptied for a while interrupts nobody: what the owner remembers is still the newest."""
    with store.own():
        server.client.delete(OWNER)
        assert store.ownership() is Ownership.MINE
        server.client.flushall()
        assert store.ownership() is Ownership.MINE


def test_a_lease_is_renewed(store: RedisStore, server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread renews it long before it runs out, and gives it back at the end."""
    monkeypatch.setattr(lease, "RENEWAL", 0.01)
    with store.own():
        server.client.pexpire(OWNER, 60)
        while server.client.pttl(OWNER) < 1000:
            assert server.client.exists(OWNER)
    assert not server.client.exists(OWNER)


def test_publishing_may_be_repeated(store: RedisStore, server: RedisServer) -> None:
    """A call whose answer was lost, and that the client repeats, still tells its caller that the snapshot was published."""
    store.publish(FIRST)
    client: Any = store.connection.client
    executed: Callable[..., Any] = client.execute_command
    lost: list[Any] = []

    def lose(*arguments: Any) -> Any:
        answer = executed(*arguments)
        if arguments[0] == "EVALSHA" and not lost:
            lost.append(answer)
            answer = executed(*arguments)
        return answer

    client.execute_command = lose
    assert store.publish(later(1)) is True
    assert lost == [b"done"]


def test_an_emptied_store_is_written_whole(store: RedisStore, server: RedisServer) -> None:
    """Where the memory went, the next save writes all of it, not only what changed."""
    store.save_memory(memory())
    server.client.flushall()
    store.save_memory(memory("85.3396"))
    assert RedisStore.load_memory(store) == memory("85.3396")


def test_a_torn_snapshot_has_its_previous_copy(store: RedisStore, server: RedisServer) -> None:
    """What somebody altered is never served; the one before is."""
    store.publish(FIRST)
    store.publish(later(1))
    body = server.client.hget(SNAPSHOT, "body")
    assert isinstance(body, bytes)
    server.client.hset(SNAPSHOT, "body", body.replace(b"85", b"58"))
    read = store.load()
    assert read is not None
    assert read.seq == SEQ
    assert store.publish(later(2)), "the next snapshot mends it"
    assert store.load() == later(2)


@pytest.mark.parametrize("seq", [b"", b"\xff", b"nan", b"-5", b"9" * 40, b"9007199254740993", b"1"])
def test_a_seq_of_somebody_elses_stops_nobody(seq: bytes, store: RedisStore, server: RedisServer) -> None:
    """A ``seq`` in the hash that is not that of its snapshot counts for nothing; that of the snapshot does."""
    store.publish(FIRST)
    server.client.hset(SNAPSHOT, mapping={"seq": seq, "at": seq})
    assert store.published_at() is None or len(seq) in (1, 16)
    assert not store.publish(FIRST)
    assert store.publish(later(1))
    assert store.load() == later(1)


def test_a_seq_of_a_torn_snapshot_stops_nobody(store: RedisStore, server: RedisServer) -> None:
    """Where the snapshot is torn as well, the one before says what is newer."""
    store.publish(FIRST)
    store.publish(later(1))
    server.client.hset(SNAPSHOT, mapping={"seq": b"9007199254740993", "body": b"torn"})
    assert not store.publish(FIRST)
    assert store.publish(later(2))
    assert store.load() == later(2)


def test_a_memory_with_bytes_of_somebody_elses(store: RedisStore, server: RedisServer) -> None:
    """What is no text is left out of the memory; the rest of it stays."""
    store.save_memory(memory())
    server.client.hset(MEMORY, mapping={b"\xff": b"\xff", b"sources/x": b"\xff"})
    assert store.load_memory() == memory()


# The past


@pytest.mark.parametrize("entry", [{"other": "field"}, {"content": "torn"}])
def test_a_past_that_somebody_else_wrote(
    entry: dict[Any, Any], url: str, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry that is none is named with what to do, and a copy goes on reading its own past."""
    with closing(open_writable_history(url)) as past:
        past.add(weekdays("INR", "2026-02-26", "1 2".split()))
    server.client.hset(PAST, mapping={"series": b"\xff", "closes": "9-9"})
    server.client.xadd(CLOSES, entry)
    with closing(open_history(url + "&db=0")) as reader:
        assert [str(it.rate) for it in reader.newest(["INR"], 9)["INR"]] == ["1", "2"]
    assert "an entry of the past in Redis can't be read: remove the past and backfill" in caplog.text


def test_every_machine_has_a_copy_of_the_past(url: str, server: RedisServer, tmp_path: Path) -> None:
    """What one stores another reads, by its version first, and goes on reading while Redis is away."""
    elsewhere = f"{server.url}?copy={tmp_path}/elsewhere"
    with closing(open_writable_history(url)) as past, closing(open_history(elsewhere)) as reader:
        assert reader.version() is None
        past.add(weekdays("INR", "2026-02-26", "1 2 3".split()))
    with ExitStack() as stack:
        connection_of = stack.enter_context(closing(open_history(elsewhere + "&db=0")))
        assert [str(it.rate) for it in connection_of.newest(["INR"], 9)["INR"]] == ["1", "2", "3"]
        server.pause()
        stack.callback(server.resume)
        away = stack.enter_context(closing(open_history(f"{server.url}?db=0&copy={tmp_path}/elsewhere")))
        assert away.first_day("INR") == date(2026, 2, 26)
        with refused("it did not answer in time"):
            open_history(f"{server.url}?copy={tmp_path}/nowhere").first_day("INR")


def test_an_emptied_store_has_its_past_again(url: str, server: RedisServer, tmp_path: Path) -> None:
    """The next writer puts back what its machine has, all revisions of it, and adds to it."""
    with closing(open_writable_history(url)) as past:
        past.add(weekdays("INR", "2026-02-26", "1 2".split()))
        past.add([close("INR", "2026-02-26", "1.5")])
        server.client.flushall()
        past.add([close("INR", "2026-03-02", "3")])
    with closing(open_history(f"{server.url}?copy={tmp_path}/new")) as reader:
        assert [str(it.rate) for it in reader.closes("INR", date.min, date.max)] == ["1.5", "2", "3"]
        assert [str(it.rate) for it in reader.revisions("INR", date(2026, 2, 26))] == ["1", "1.5"]


def test_a_folder_that_becomes_the_copy_brings_its_past(
    url: str, server: RedisServer, tmp_path: Path
) -> None:
    """A service that leaves its disk for Redis has its closes there from its first round on, also if that has none to add."""
    with closing(open_writable_history(f"disk://{tmp_path}")) as before:
        before.add(weekdays("INR", "2026-02-26", "1 2".split()))
    elsewhere = f"{server.url}?copy={tmp_path / 'elsewhere'}"
    with closing(open_writable_history(url)) as past, closing(open_history(elsewhere)) as reader:
        past.check()
        assert [it.rate for it in reader.every(date(2026, 1, 1))] == [Decimal(1), Decimal(2)]
        past.check()
        assert server.client.xlen(CLOSES) == 1


def test_two_machines_that_write_the_past(url: str, server: RedisServer, tmp_path: Path) -> None:
    """A refresher and a backfill elsewhere add to one past: each close once, corrections after what they correct."""
    elsewhere = f"{server.url}?copy={tmp_path}/elsewhere"
    with closing(open_writable_history(url)) as one, closing(open_writable_history(elsewhere)) as other:
        for number in range(1, 6):
            assert one.add([close("INR", f"2026-03-0{number}", "1")]) == 1
            assert (
                other.add([close("INR", f"2026-03-0{number}", "1"), close("BRL", f"2026-03-0{number}", "5")])
                == 1
            )
        assert other.add([close("INR", "2026-03-02", "2")]) == 1
        at = datetime(2026, 3, 5, 12, tzinfo=UTC)
        one.add_points([Point("INR", at, Decimal(3), "ecb")], forget_before=at - timedelta(days=7))
        found = [(str(it.rate), it.revision) for it in one.closes("INR", date.min, date.max)]
        assert found == [("1", 0), ("2", 1), ("1", 0), ("1", 0), ("1", 0)]
        assert len(other.closes("BRL", date.min, date.max)) == 5
        one.check()
    with closing(open_history(elsewhere)) as reader:
        assert reader.version() is not None
        assert [it.rate for it in reader.points(["INR"], at)["INR"]] == [3]


# What is wrong with a server


def test_foreign_keys_are_left_alone(store: RedisStore, server: RedisServer) -> None:
    """A key of another type or of another layout is named with what to do, and is not overwritten."""
    server.client.rpush(CHANGES, "theirs")
    with refused("a key under {fxwidget}: holds something else; remove it, or choose another database"):
        store.publish(FIRST)
    assert server.client.lrange(CHANGES, 0, -1) == [b"theirs"]
    server.client.flushall()
    server.client.set(LAYOUT_KEY, "2")
    for use in (store.load, lambda: store.publish(FIRST), lambda: store.save_memory(memory())):
        with refused("is of layout '2' and this fxwidget reads 1"):
            use()
    assert server.client.keys("*") == [LAYOUT_KEY.encode()]


@pytest.mark.parametrize("policy", ["noeviction", "volatile-lru"])
def test_a_full_server(policy: str, store: RedisStore, server: RedisServer) -> None:
    """It says that it is full, and nothing is half written; it is read on. Its owner stays that, unless leases are evicted."""
    server.client.config_set("maxmemory-policy", policy)
    with ExitStack() as stack:
        stack.enter_context(store.own())
        store.publish(FIRST)
        stack.callback(server.client.config_set, "maxmemory", 0)
        server.client.config_set("maxmemory", 1)
        with refused("it is full; raise its maxmemory"):
            store.publish(later(1))
        with refused("it is full"):
            store.save_memory(memory())
        assert (store.load(), store.load_memory()) == (FIRST, Memory())
        if policy == "noeviction":
            assert store.ownership() is Ownership.MINE
    assert store.publish(later(1))


def test_a_server_that_hangs(store: RedisStore, server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call waits for it, the next ones do not, and it is used again as soon as it answers."""
    monkeypatch.setattr(connection, "BREATH", 0.0)
    store.publish(FIRST)
    server.pause()
    try:
        with refused("it did not answer in time; look whether it hangs"):
            store.version()
        monkeypatch.setattr(store.connection, "_deaf_until", float("inf"))
        with refused("it did not answer in time"):
            store.load()
        monkeypatch.setattr(store.connection, "_deaf_until", 0.0)
    finally:
        server.resume()
    assert store.load() == FIRST


def test_who_may_not_enter(tmp_path: Path) -> None:
    """A wrong password, a missing one, and a user who may not, each say so; none of the messages has the password."""
    with redis_server("--requirepass", "s3cr3t") as server:
        at = f"unix://{{}}{server.socket}?copy={tmp_path}"
        for entry, why in ((":wr0ng@", "it refuses the password"), ("", "it wants a password")):
            with refused(why) as _, closing(open_store(at.format(entry))) as store:
                store.load()
        with closing(open_store(at.format(":s3cr3t@"))) as store:
            assert store.publish(FIRST)
            assert isinstance(store, RedisStore)
            rule = [
                "ACL",
                "SETUSER",
                "reader",
                "on",
                ">pw",
                "~{fxwidget}:*",
                "+@read",
                "+@connection",
                "+multi",
                "+exec",
            ]
            store.connection.call(*rule)
        with closing(open_store(at.format("reader:pw@"))) as store:
            assert store.load() == FIRST
            with refused("let its user have ~{fxwidget}:* and &{fxwidget}:* in the ACL"):
                store.publish(later(1))


def test_a_user_of_its_own(tmp_path: Path) -> None:
    """The rule that the page on scaling gives is enough for all that the store does, and for the doctor."""
    page = (Path(__file__).parents[2] / "docs/scaling.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^    (ACL SETUSER .+)$", page, re.MULTILINE)
    with redis_server() as server:
        server.client.execute_command(*rule.split())  # type: ignore[no-untyped-call]
        url = f"unix://fxwidget:PASSWORD@{server.socket}?copy={tmp_path}"
        with closing(RedisStore(url)) as store, store.own(), closing(open_writable_history(url)) as past:
            assert store.publish(FIRST)
            store.save_memory(memory())
            store.amend(lambda journal: journal)
            past.add([close("INR", "2026-03-02", "96.1")])
            assert store.ownership() is Ownership.MINE
            store.wait(None, threading.Event())
        assert facts_of(url).version
        with refused("let its user have"), closing(RedisStore(url)) as store:
            store.connection.call("SET", "theirs", "1")


def test_a_replica_and_its_primary(tmp_path: Path, server: RedisServer) -> None:
    """A replica is read, and says that it can't be written; nobody there is told from an empty store."""
    with redis_server() as replica, closing(open_store(replica.url)) as store:
        replica.client.replicaof("127.0.0.1", 1)
        assert store.load() is None
        with refused("it is a replica, which can't be written; name the primary, or its Sentinels"):
            store.publish(FIRST)
    with refused("look whether it runs and can be reached"), closing(open_store(replica.url)) as store:
        store.load()


def test_sentinels_lead_to_the_primary(tmp_path: Path) -> None:
    """A store that is named by its Sentinels is written again by itself once they made the replica the primary."""
    with ExitStack() as stack:
        ports = [check_port("127.0.0.1", 0) for _ in range(3)]
        options = ("--repl-diskless-sync-delay", "0")
        primary = stack.enter_context(redis_server(*options, port=ports[0]))
        replica = stack.enter_context(
            redis_server(*options, "--replicaof", f"127.0.0.1 {ports[0]}", port=ports[1])
        )
        stack.enter_context(_sentinel(tmp_path, ports[2], ports[0]))
        store = stack.enter_context(closing(open_store(f"redis+sentinel://127.0.0.1:{ports[2]}/rates/0")))
        until(lambda: _written(store, FIRST), "the first snapshot")
        until(lambda: replica.client.exists(SNAPSHOT), "the replica's copy")
        primary.stop(signal.SIGKILL)
        until(lambda: _written(store, later(1)), "a snapshot at the new primary")
        assert store.load() == later(1)


def _written(store: Store, table: Snapshot) -> bool:
    try:
        store.publish(table)
        return store.load() == table
    except StoreError:
        return False


@contextmanager
def _sentinel(folder: Path, port: int, primary: int) -> Iterator[None]:
    """A Sentinel that knows a primary as ``rates``, and makes its replica the primary half a second after it is gone."""
    file = folder / "sentinel.conf"
    lines = [
        f"port {port}",
        "bind 127.0.0.1",
        f"dir {folder}",
        f"sentinel monitor rates 127.0.0.1 {primary} 1",
    ]
    lines += ["sentinel down-after-milliseconds rates 500", "sentinel failover-timeout rates 3000"]
    file.write_text("\n".join(lines) + "\n")
    with (folder / "sentinel.log").open("wb") as log:
        process = subprocess.Popen(["redis-sentinel", str(file)], stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


WITHOUT = """
import sys
sys.modules["redis"] = None
import importlib.util
importlib.util.find_spec = lambda name: None
from fxwidget.store import open_store
from fxwidget.errors import ConfigurationError
try:
    open_store("redis://cache.example")
except ConfigurationError as error:
    print(error)
"""


def test_without_the_extra() -> None:
    """Where the client is not installed the store says which extra is missing."""
    run = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == (
        "a store in Redis needs a client: install fxwidget with its extra, as in pip install 'fxwidget[redis]'"
    )


def test_errors_are_store_errors(store: RedisStore) -> None:
    """Whatever the server says of a command, callers catch one kind of error."""
    with pytest.raises(StoreError, match="look into its log"):
        store.connection.call("NOSUCH")
