"""What a round over many sources takes beside one of the build with eighteen adapters: time, and processor time for each source.

    python -m benchmarks.rounds
    python -m benchmarks.rounds --before CHECKOUT    # another folder, or a commit of this repository

Every source that is on by default is asked over the loopback address, and answers its document from ``tests/documents`` after
a pause of its own. Both builds run by turns in processes of their own. Ends with 1 where a limit is not kept.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Thread

from benchmarks.consensus.trials.builds import ROOT, checkout
from benchmarks.entry_points import registered
from benchmarks.figures import Figure, Part
from benchmarks.library import finish
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.errors import ProviderError
from fxwidget.provider.registry import default_names
from tests.support.conversation import case

__all__ = ["main"]

NAME = "rounds"
BEFORE = "2a671a1b011b23db43e586af62f985f7107d815c"
"""The last commit with eighteen adapters."""
TIMES = 1.3
"""How many times the processor time of the build before a source may take."""
DAY = date(2026, 11, 30)
EXTRA_SECONDS = 0.5
"""How much longer than its slowest source a round may take."""

ROUNDS = """
import json, sys, time
from datetime import UTC, datetime, timedelta
try:
    from fxwidget.config.settings import ProviderSettings, Settings
    from fxwidget.refresher.round import Refresher
except ImportError:  # the build before
    from fxwidget.refresh import Refresher
    from fxwidget.settings import ProviderSettings, Settings
from fxwidget.store import open_store
folder, urls, times = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
settings = Settings(
    store=f"disk://{folder}/store",
    sources=tuple(urls),
    provider={name: ProviderSettings(url=url) for name, url in urls.items()},
)
refresher, rounds = Refresher(settings, open_store(settings.store)), []
for number in range(times):
    now = datetime(2026, 11, 30, 12, tzinfo=UTC) + number * timedelta(hours=1)
    began, spent = time.perf_counter(), time.process_time()
    outcomes = refresher.round(now, everyone=True).outcomes
    spent, took = time.process_time() - spent, time.perf_counter() - began
    failed = [f"{it.source}: {it.reason}" for it in outcomes if it.rows == 0]
    rounds.append([spent, took, max(it.milliseconds for it in outcomes) / 1000, len(outcomes), failed])
print(json.dumps(rounds))
"""
"""Rounds of all sources at the given addresses; prints the seconds, the slowest source's, and who gave no row."""


@dataclass(frozen=True)
class Round:
    """One round: seconds of a processor, seconds, those of its slowest source, sources asked, and who gave nothing."""

    spent: float
    took: float
    slowest: float
    sources: int
    failed: Sequence[str]

    def extra(self) -> float:
        """The seconds that it took beyond its slowest source."""
        return self.took - self.slowest


class Publisher(ThreadingHTTPServer):
    """One source's server: its answers in order, the last one again and again, from the first one where that is asked for.

    pause: seconds before the first answer of a conversation.
    """

    daemon_threads = True

    def __init__(self, answers: Sequence[tuple[int, bytes]], pause: float) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self._answers, self._pause = answers, pause
        self._first: object = None
        self._asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, request: object) -> tuple[int, bytes]:
        """The status and body for a request; a conversation begins with the same request each time."""
        if self._first in (None, request):
            self._first, self._asked = request, 0
            Event().wait(self._pause)
        self._asked += 1
        return self._answers[min(self._asked, len(self._answers)) - 1]


class Answering(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body = self.server.answer((self.command, self.path, sent))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def publishers(names: Sequence[str], slowest: float) -> Iterator[Mapping[str, str]]:
    """The addresses of servers of these sources, the last of which is the slowest; until the block ends."""
    with ExitStack() as stack:
        pauses = [slowest * number / len(names) for number in range(1, 1 + len(names))]
        servers = [Publisher(case(name).replies(), pause) for name, pause in zip(names, pauses, strict=True)]
        for server in servers:
            stack.callback(server.server_close)
        ended = Event()
        accepting = Thread(target=_accept, args=(servers, ended))
        accepting.start()
        stack.callback(accepting.join)
        stack.callback(ended.set)
        yield {name: server.url for name, server in zip(names, servers, strict=True)}


def _accept(servers: Sequence[Publisher], ended: Event) -> None:
    """Accept what any of the servers is asked, in one thread; each answer has its own."""
    with DefaultSelector() as selector:
        for server in servers:
            selector.register(server, EVENT_READ, server)
        while not ended.is_set():
            for key, _ in selector.select(0.1):
                key.data.handle_request()


def adapters(providers: Path) -> Mapping[str, str]:
    """The entry points of a folder of adapters: of each module the class that is named as it is."""
    found = {}
    for module in sorted((providers / "fxwidget_providers").glob("[a-z]*.py")):
        for it in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(it, ast.ClassDef) and it.name.lower() == module.stem.replace("_", ""):
                found[module.stem] = f"fxwidget_providers.{module.stem}:{it.name}"
    return found


def environment(build: Path, folder: Path) -> Mapping[str, str]:
    """The environment of a process that imports a build with its own adapters."""
    folder.mkdir(parents=True)
    registered(adapters(build / "providers"), folder)
    path = os.pathsep.join(map(str, [folder, build, build / "providers"]))
    return {**os.environ, "PYTHONPATH": path}


def run(env: Mapping[str, str], folder: Path, urls: Mapping[str, str], times: int) -> list[Round]:
    """So many rounds of one process after its first, which also loads."""
    with tempfile.TemporaryDirectory(dir=folder) as store:
        command = [sys.executable, "-P", "-c", ROUNDS, store, json.dumps(urls), str(times + 1)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the rounds ended with {done.returncode}: {done.stderr[-2000:]}")
    return [Round(*it) for it in json.loads(done.stdout)][1:]


def readable(name: str) -> bool:
    """Whether a source's document can be read on the day of the rounds; one that is of a stated year can't."""
    it = case(name)
    try:
        return bool(it.quotes(it.replies(), day=DAY))
    except ProviderError:
        return False


def measure(before: Path, turns: int, times: int, slowest: float) -> Part:
    """Rounds of both builds, by turns."""
    here = [name for name in default_names(BRICS_PLUS) if readable(name)]
    there = [name for name in here if name in adapters(before / "providers")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        builds = {"before": (before, there), "now": (ROOT, here), "now, those alone": (ROOT, there)}
        places = {what: environment(build, folder / what) for what, (build, _) in builds.items()}
        found: dict[str, list[Round]] = {what: [] for what in builds}
        for _ in range(turns):
            for what, (_, names) in builds.items():
                with publishers(names, slowest) as urls:
                    found[what] += run(places[what], folder, urls, times)
    return compared(found)


def compared(found: Mapping[str, Sequence[Round]]) -> Part:
    """What the rounds took: the least of all turns, for whatever else the machine does only adds to it."""
    rows = [("build", "sources", "s", "slowest source, s", "ms of a processor", "for each source")]
    each = {}
    for what, rounds in found.items():
        best, quickest = min(rounds, key=lambda it: it.spent), min(rounds, key=Round.extra)
        each[what] = 1000 * best.spent / best.sources
        seconds = (f"{quickest.took:.2f}", f"{quickest.slowest:.2f}", f"{1000 * best.spent:.0f}")
        rows.append((what, str(best.sources), *seconds, f"{each[what]:.2f}"))
    silent = sorted({name for rounds in found.values() for it in rounds for name in it.failed})
    extra = min(map(Round.extra, found["now"]))
    return Part(
        rows,
        [
            Figure(
                "processor time for each source",
                each["now"],
                TIMES * each["before"],
                "ms",
                f"{TIMES} times before",
            ),
            Figure("a round beyond its slowest source", extra, EXTRA_SECONDS, "s"),
            Figure(f"sources without a row {', '.join(silent)}".rstrip(), len(silent), 0, "sources"),
        ],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds", description=__doc__)
    parser.add_argument("--before", default=BEFORE, help="the build before: a folder or a commit")
    parser.add_argument("--turns", type=int, default=3, help="processes of each build (default: 3)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each process (default: 3)")
    parser.add_argument(
        "--slowest", type=float, default=1.0, help="seconds of the slowest pause (default: 1)"
    )
    parser.add_argument("--factor", type=float, default=1.0, help="multiplies every limit (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    with checkout(asked.before) as before:
        part = measure(before, asked.turns, asked.rounds, asked.slowest)
    how = f"the least of {asked.turns} times {asked.rounds} rounds"
    return finish([part], asked.factor, how, asked.write, NAME)


if __name__ == "__main__":
    sys.exit(main())
