"""What is done to the cluster, scene by scene, while readers read."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic, time

from benchmarks.threads import aside
from fxwidget.errors import FXWidgetError
from fxwidget.ops.listening import check_port
from fxwidget.store.disk import DiskStore
from fxwidget.store.redis.layout import NEWS
from tests.support.redis import RedisServer

from .line import Line
from .parts import Node, RefresherProcess, ended, until
from .publisher import Source
from .readers import LABEL, Reader, Seen, reading

__all__ = ["Cluster", "Scene", "cluster", "play"]

EVERY = 4.0
"""Seconds between two rounds: the shortest of which two are longer than a lease."""

AWAY = 8.0
"""Seconds that something is gone: longer than a lease and than the longest pause of who comes back."""

MOST_ARRIVAL = 1.0
"""Seconds within which a snapshot is at every node."""

SMALL = "3m"
"""The size of the disk of each node's copy: one that others keep busy is not what is measured."""


@dataclass
class Scene:
    """What was done, and what was seen of it.

    back_after: seconds from the end of what was done until every node served a snapshot made after it.
    askers: which refreshers asked the source, one after the other. takeover: seconds until another one asked; 0 without one.
    """

    done: str
    seen: Seen = field(default_factory=Seen)
    back_after: float = 0.0
    askers: list[str] = field(default_factory=list)
    takeover: float = 0.0
    notes: str = ""


@dataclass
class Cluster:
    """Three web nodes, two refreshers, a primary and its replica, each behind a line of its own."""

    folder: Path
    source: Source
    servers: list[RedisServer]
    lines: list[Line]
    nodes: list[Node]
    refreshers: list[RefresherProcess]
    readers: list[Reader]
    published: dict[int, float]
    arrived: list[tuple[int, float]]
    arrivals: list[float] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)

    @property
    def primary(self) -> RedisServer:
        return self.servers[0]

    @property
    def working(self) -> RefresherProcess:
        """The refresher that asked last."""
        name = self.source.asked[-1][1]
        return next(one for one in self.refreshers if one.name == name)

    @property
    def waiting(self) -> RefresherProcess:
        return next(one for one in self.refreshers if one is not self.working)

    def asked_by(self, refresher: RefresherProcess, since: float) -> bool:
        """Whether a refresher has asked since an instant."""
        return any(at > since and who == refresher.name for at, who in self.source.asked)

    def all_are_newer(self) -> Callable[[], bool]:
        """Whether every node serves a snapshot that was begun after now."""
        now = int(time() * 1000)
        return lambda: all(reader.seq > now for reader in self.readers)

    @contextmanager
    def scene(self, done: str) -> Iterator[Scene]:
        """A scene, from what is done to the moment when every node serves a snapshot that was begun after that."""
        scene, first = Scene(done), len(self.source.asked)
        for reader in self.readers:
            reader.taken()
        yield scene
        scene.back_after = until(f"newer rates at every node after: {done}", self.all_are_newer())
        for reader in self.readers:
            scene.seen = scene.seen.plus(reader.taken())
        for _, who in self.source.asked[first:]:
            if scene.askers[-1:] != [who]:
                scene.askers.append(who)
        self.scenes.append(scene)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """The cluster at work, with its readers."""
    with ExitStack() as stack:
        source = stack.enter_context(Source())
        servers = [_server(folder / name, host) for name, host in (("r1", "127.0.3.1"), ("r2", "127.0.3.2"))]
        for server in servers:
            stack.callback(server.stop, signal.SIGKILL)
            server.start()
        _replicate(servers[1], servers[0])
        hosts = [f"127.0.1.{number}" for number in (1, 2, 3)] + [f"127.0.2.{number}" for number in (1, 2)]
        target = (servers[0].host, servers[0].port)
        lines = [stack.enter_context(Line(host, target)) for host in hosts]
        urls = [f"redis://{line.host}:{line.port}/0" for line in lines]
        copies = [_small_disk(folder / f"copy{number}", stack) for number in (1, 2, 3)]
        nodes = [
            Node(folder / f"node{number + 1}", f"{urls[number]}?copy={copies[number]}", hosts[number])
            for number in range(3)
        ]
        refreshers = [
            RefresherProcess(
                folder / f"refresher{number}",
                f"{urls[2 + number]}?copy={folder}/past{number}",
                source.url,
                f"{EVERY:g}s",
                f"refresher {number}",
            )
            for number in (1, 2)
        ]
        stack.enter_context(ended([*nodes, *refreshers]))
        refreshers[0].start()
        until("the first round", lambda: source.asked)
        refreshers[1].start()
        for node in nodes:
            node.start()
        for node in nodes:
            until(f"rates at {node.host}", lambda node=node: node.ready)  # type: ignore[misc]
        readers = [Reader(node) for node in nodes]
        published: dict[int, float] = {}
        arrived: list[tuple[int, float]] = []
        stack.enter_context(_listening(servers[0], published))
        stack.enter_context(_watching(copies, arrived))
        stack.enter_context(reading(readers))
        yield Cluster(folder, source, servers, lines, nodes, refreshers, readers, published, arrived)


def play(it: Cluster, show: Callable[[str], None]) -> None:
    """Do everything, one thing after the other."""
    for scene in (_quiet, _kill, _pause, _empty, _restart, _cut, _fill, _promote, _chain):
        show(scene.__doc__ or "")
        scene(it)


def _quiet(it: Cluster) -> None:
    """nothing, for three rounds"""
    _wait(2 * EVERY)  # whoever has just begun draws what is asked for most
    began = monotonic()
    with it.scene("nothing, for three rounds") as scene:
        _wait(3 * EVERY)
        published = {seq: at for seq, at in it.published.items() if at > began}
        there = [at - published[seq] for seq, at in it.arrived if seq in published]
        served = [
            reader.first_seen[seq] - at
            for seq, at in published.items()
            for reader in it.readers
            if seq in reader.first_seen
        ]
        it.arrivals = there
        scene.notes = (
            f"a new snapshot was at a node after {median(there):.2f} s, at most {max(there):.2f} s, "
            f"and served after {median(served):.2f} s, once drawn"
        )


def _kill(it: Cluster) -> None:
    """the working refresher is killed"""
    killed, other = it.working, it.waiting
    with it.scene("the working refresher is killed") as scene:
        killed.kill()
        since = monotonic()
        taken = until("the takeover", lambda: it.asked_by(other, since))
        scene.takeover = taken
        scene.notes = f"the other one asked after {taken:.1f} s; rounds are {EVERY:g} s apart"
    killed.start()
    until("the killed one to stand by", lambda: killed.logged("standing by"))


def _pause(it: Cluster) -> None:
    """the working refresher is paused and wakes up"""
    paused, other = it.working, it.waiting
    with it.scene("the working refresher is paused, and wakes up once the other one works") as scene:
        paused.signal(signal.SIGSTOP)
        since = monotonic()
        taken = until("the takeover", lambda: it.asked_by(other, since))
        paused.signal(signal.SIGCONT)
        woke = monotonic()
        _wait(2 * EVERY)
        asked = it.asked_by(paused, woke)
        scene.takeover = taken
        scene.notes = f"takeover after {taken:.1f} s; once awake it asked {'SOMEBODY' if asked else 'nobody'}"


def _empty(it: Cluster) -> None:
    """Redis is killed and comes back empty"""
    with it.scene(f"Redis is killed, and comes back empty after {AWAY:g} s"):
        it.primary.stop(signal.SIGKILL)
        _wait(AWAY)
        shutil.rmtree(it.primary.folder / "appendonlydir")
        it.primary.start()


def _restart(it: Cluster) -> None:
    """Redis is ended and comes back with its data"""
    with it.scene(f"Redis is ended, and comes back with its data after {AWAY:g} s"):
        it.primary.stop()
        _wait(AWAY)
        it.primary.start()


def _cut(it: Cluster) -> None:
    """one node is cut off for a day"""
    node, line = it.nodes[2], it.lines[2]
    with it.scene("one node is cut off, for a day by its clock"):
        line.cut()
        _wait(1.0)
        node.set_clock(timedelta(days=1))
        _wait(2 * EVERY)
        node.set_clock(timedelta(0))
        line.mend()


def _fill(it: Cluster) -> None:
    """one node's disk is full"""
    with it.scene("one node's disk is full") as scene:
        filler = it.folder / "copy2" / "filler"
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(2**16))
                file.flush()
        until("newer rates beside a full disk", it.all_are_newer())
        filler.unlink()
        scene.notes = "it went on from memory"


def _promote(it: Cluster) -> None:
    """the primary is killed and its replica promoted"""
    with it.scene("the primary is killed, and its replica promoted"):
        lost, new = it.servers
        lost.stop(signal.SIGKILL)
        new.client.execute_command("REPLICAOF", "NO", "ONE")  # type: ignore[no-untyped-call]
        for line in it.lines:
            line.lead((new.host, new.port))


def _chain(it: Cluster) -> None:
    """two services follow a node over HTTP, one by way of the other"""
    chain = [it.nodes[0]]
    for number in (1, 2):
        url = f"{chain[-1].address}/v1/rates?copy={it.folder}/chain{number}.copy"
        chain.append(Node(it.folder / f"chain{number}", url, f"127.0.5.{number}"))
    _, middle, last = chain
    with ended(chain[1:]), it.scene("two services follow a node, one by way of the other") as scene:
        for node in chain[1:]:
            node.start()
            until(f"rates at {node.host}", lambda node=node: node.ready)  # type: ignore[misc]
        _wait(EVERY)
        same = until("the same bytes at all three", lambda: _same(chain), 2 * EVERY)
        middle.end()
        last.set_clock(timedelta(days=1))
        until("a label once the middle is gone", lambda: LABEL.encode() in last.get("/widget"))
        scene.notes = f"the same bytes within {same:.1f} s; the last one says its age once the middle is gone"


def _same(nodes: Sequence[Node]) -> bool:
    """Whether all give the same bytes, rates and page."""
    return all(len({node.get(path) for node in nodes}) == 1 for path in ("/v1/rates", "/widget"))


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def _server(folder: Path, host: str) -> RedisServer:
    folder.mkdir()
    options = ("--appendonly", "yes", "--appendfsync", "everysec", "--repl-diskless-sync-delay", "0")
    return RedisServer(folder, options, host, check_port(host, 0))


def _replicate(replica: RedisServer, primary: RedisServer) -> None:
    replica.client.execute_command("REPLICAOF", primary.host, primary.port)  # type: ignore[no-untyped-call]


def _small_disk(folder: Path, stack: ExitStack) -> Path:
    """A file system of ``SMALL``, which only root may mount."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=700", "tmpfs", str(folder)], check=True)
    stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=True)
    return folder


@contextmanager
def _listening(server: RedisServer, published: dict[int, float]) -> Iterator[None]:
    """Note when each snapshot was published, until the server ends for the first time."""
    subscription = server.client.pubsub()  # type: ignore[no-untyped-call]
    subscription.subscribe(NEWS)

    def listen(over: threading.Event) -> None:
        with suppress(Exception):
            while not over.is_set():
                message = subscription.get_message(timeout=0.2)
                if message is not None and message["type"] == "message":
                    published[int(message["data"])] = monotonic()

    try:
        with aside(listen):
            yield
    finally:
        subscription.close()


@contextmanager
def _watching(copies: Sequence[Path], arrived: list[tuple[int, float]]) -> Iterator[None]:
    """Note when each snapshot was in the copy of a node."""

    def watch(store: DiskStore, over: threading.Event) -> None:
        known = None
        while not over.wait(0.02):
            with suppress(FXWidgetError):
                if (version := store.version()) != known and (snapshot := store.load()) is not None:
                    known = version
                    arrived.append((snapshot.seq, monotonic()))

    with aside(*(partial(watch, DiskStore(copy)) for copy in copies)):
        yield


def failures(scenes: Sequence[Scene], arrivals: Sequence[float]) -> list[str]:
    """What must not have happened, and did."""
    usual = median(arrivals)
    found = [f"a snapshot is usually at a node after {usual:.2f} s"] if usual > MOST_ARRIVAL else []
    for scene in scenes:
        if scene.takeover > 2 * EVERY:
            found.append(f"{scene.done}: taken over after {scene.takeover:.1f} s, later than two intervals")
        if scene.seen.failed:
            found.append(
                f"{scene.done}: {len(scene.seen.failed)} requests failed, first {scene.seen.failed[0]}"
            )
        if scene.seen.back:
            found.append(f"{scene.done}: seq went back {scene.seen.back} times")
        if scene.seen.unlabelled:
            found.append(f"{scene.done}: {scene.seen.unlabelled} aged pages without a label")
        if "SOMEBODY" in scene.notes or len(scene.askers) > 2:
            found.append(f"{scene.done}: asked by {', '.join(scene.askers)}")
    if not any(scene.seen.aged for scene in scenes):
        found.append("no page was aged: the node that was cut off had no day")
    return found
