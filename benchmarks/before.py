"""How fast this checkout is beside another one, such as the build before, in one run on one machine.

    python -m benchmarks.before CHECKOUT [--repetitions 7] [--seconds 1] [--least 0.97]

Both run with the same interpreter and libraries over the same stored table, turn by turn; figures are the least of
the repetitions, as whatever else the machine does only adds to them; a ratio above 1 is faster, or smaller, than before.
Ends with 1 where a ratio is below ``--least``.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter

from fxwidget.demo import Upstreams
from fxwidget.ops.supervise import answers
from fxwidget.provider.registry import GROUP

from . import rivals
from .entry_points import registered
from .memory import resident
from .page import machine
from .rivals import Server
from .serving import GZIP, JSON, PAGE, Service
from .wrk import Load, run

HERE = Path(__file__).parents[1]

KINDS = {
    "an unknown page": "/widget?amount={}",
    "an unknown page in Russian": "/widget?lang=ru&amount={}",
    "an unknown /v1/rates": "/v1/rates?amount={}",
    "an unknown SVG": "/widget.svg?amount={}",
}
"""Views that nobody asked for before; ``{}`` is another number each time."""

ASK = """
import time
from fxwidget.web import create_app
from werkzeug.test import EnvironBuilder
app = create_app()
def ask(path):
    environ, statuses = EnvironBuilder(path, headers=[("Accept-Encoding", "gzip")]).get_environ(), []
    began = time.thread_time()
    b"".join(app(environ, lambda status, headers: statuses.append(status)))
    spent = time.thread_time() - began
    assert statuses == ["200 OK"], (path, statuses)
    return spent
ask("/livez")
"""
"""Asks a service's application, its edge in front, as a server does; gives the processor seconds of the answer alone."""

DRAW = f"""
import json, statistics, sys
{ASK}
kinds, found = json.loads(sys.argv[1]), {{}}
for name, path in kinds.items():
    spent = [ask(path.format(number)) for number in range(2, 62)]
    found[name] = statistics.median(spent[10:])
print(json.dumps(found))
"""
"""Draws each kind fifty times in a process that has drawn ten, and prints the processor seconds of the middle one."""

SIXTY = "sixty views, each for the first time"

DRAW_SIXTY = f"""
{ASK}
views = [
    f"/widget{{kind}}?lang={{language}}&base={{base}}"
    for kind in ("", ".svg") for base in ("USD", "INR", "RUB") for language in "en am ar es fa hi id pt ru zh".split()
]
for again in ("&decimals=2", ""):
    spent = sum(ask(view + again) for view in views)
print(spent)
"""
"""Draws sixty views in a process that has drawn as many others, and prints the processor seconds of all."""

STARTS = {
    "import fxwidget": ("-c", "import fxwidget"),
    "import and all that it exports but what asks, and settings": (
        "-c",
        "import fxwidget; [getattr(fxwidget, name) for name in fxwidget.__all__ if name not in ('fetch', 'fetch_async', 'load', 'connect', 'Settings', 'ProviderSettings')]",
    ),
    "import and fetch's module": ("-c", "import fxwidget; fxwidget.fetch"),
    "fxwidget --help": ("-m", "fxwidget", "--help"),
    "fxwidget show": ("-m", "fxwidget", "--config", "{config}", "show"),
    "fxwidget show --json": ("-m", "fxwidget", "--config", "{config}", "show", "--json"),
    "fxwidget providers": ("-m", "fxwidget", "--config", "{config}", "providers"),
}
"""Processes that start and end: ``{config}`` are the settings of a service whose store holds a table."""

MEMORY = "memory of "
"""How the names of figures begin that are bytes, not seconds."""


@dataclass
class Build:
    """A checkout and what was measured of it: figures by name, seconds or bytes."""

    name: str
    checkout: Path
    figures: dict[str, list[float]] = field(default_factory=dict)

    @cached_property
    def metadata(self) -> TemporaryDirectory[str]:
        """The checkout's own entry points, by which it finds its providers, in place of those that are installed."""
        project = tomllib.loads((self.checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        folder = TemporaryDirectory()
        registered(project["entry-points"][GROUP], Path(folder.name))
        return folder

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes a Python process import this checkout."""
        parts = (self.metadata.name, self.checkout, self.checkout / "providers")
        return {"PYTHONPATH": os.pathsep.join(map(str, parts))}

    def run(self, folder: Path, *arguments: str) -> str:
        """The output of a Python process that imports this checkout."""
        done = subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=folder,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def start(self, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
        """A Python process that imports this checkout."""
        return subprocess.Popen(
            [sys.executable, "-P", *arguments],
            cwd=folder,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def add(self, name: str, figure: float) -> None:
        self.figures.setdefault(name, []).append(figure)


def _processor_seconds(work: Callable[[], object]) -> float:
    """The processor seconds of the child processes of ``work``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _starts(build: Build, folder: Path, config: Path) -> None:
    """The processor seconds of processes that start and end."""
    for name, arguments in STARTS.items():
        given = [part.replace("{config}", str(config)) for part in arguments]
        build.add(name, _processor_seconds(lambda given=given: build.run(folder, *given)))  # type: ignore[misc]


def _drawings(build: Build, folder: Path) -> None:
    for name, seconds in json.loads(build.run(folder, "-c", DRAW, json.dumps(KINDS))).items():
        build.add(name, seconds)
    build.add(SIXTY, float(build.run(folder, "-c", DRAW_SIXTY)))


@contextmanager
def _home(folder: Path, upstreams: Upstreams) -> Iterator[Path]:
    """A working directory whose settings name an empty store and the replayed sources."""
    with TemporaryDirectory(dir=folder) as home:
        lines = [f'store = "disk://{home}/store"', f"sources = {json.dumps(list(upstreams.urls))}"]
        lines += [f'[provider.{name}]\nurl = "{url}"' for name, url in upstreams.urls.items()]
        Path(home, "fxwidget.toml").write_text("\n".join(lines), encoding="utf-8")
        yield Path(home)


def _round(build: Build, folder: Path, upstreams: Upstreams) -> None:
    """A first round over replayed sources, start and end of its process included."""
    with _home(folder, upstreams) as home:
        work = ("-m", "fxwidget", "refresher", "--once")
        build.add("a round of three sources", _processor_seconds(lambda: build.run(home, *work)))


def _refresher(build: Build, folder: Path, upstreams: Upstreams) -> None:
    """How soon the refresher has published, and its memory then."""
    with _home(folder, upstreams) as home:
        began = perf_counter()
        process = build.start(home, "-m", "fxwidget", "refresher")
        try:
            while not (home / "store" / "snapshot.json").exists():
                if process.poll() is not None:
                    raise SystemExit("the refresher has ended")
                Event().wait(0.005)
            build.add("first snapshot of the refresher", perf_counter() - began)
            build.add(f"{MEMORY}a refresher", resident(process.pid))
        finally:
            process.terminate()
            process.wait(20)


def _first_answer(build: Build, config: Path) -> None:
    """How soon the web answers, and its worker's memory then."""
    began = perf_counter()
    with rivals.edge(build.name, config, environment=build.environment) as server:
        build.add("first answer of the web", perf_counter() - began)
        build.add(f"{MEMORY}a web worker", server.resident())


def _first_page(build: Build, config: Path) -> None:
    """How soon ``fxwidget serve`` answers: its own start, and then the web's."""
    port, began = rivals.free_port(), perf_counter()
    given = ("--config", str(config), "serve", "--no-refresh", "--port", str(port))
    process = build.start(config.parent, "-m", "fxwidget", *given)
    try:
        while not answers("127.0.0.1", port):
            if process.poll() is not None:
                raise SystemExit("fxwidget serve has ended")
            Event().wait(0.005)
        build.add("first answer of fxwidget serve", perf_counter() - began)
        build.add(f"{MEMORY}serve's first process", resident(process.pid))
    finally:
        process.terminate()
        process.wait(20)


def _answers(build: Build, server: Server, folder: Path, seconds: int) -> None:
    """Seconds of the server's processor for an answer from the edge's memory: whatever else runs, wrk itself among it."""
    for name, path in (("JSON", JSON), ("page", PAGE)):
        tag = server.tag(path, GZIP)
        assert tag is not None
        for what, headers in ((name, GZIP), (f"{name}, 304", {**GZIP, "If-None-Match": tag})):
            before = server.processor_seconds()
            result = run(server.address, Load((path,), headers, seconds=seconds), folder)
            assert not result.errors, what
            used = server.processor_seconds() - before
            build.add(f"{what}, known to the edge", used / result.answers)


def measure(builds: Sequence[Build], folder: Path, repetitions: int, seconds: int) -> None:
    """Measure all figures of both checkouts, in turns; neither has to compile its modules first."""
    for build in builds:
        for package in ("fxwidget", "providers"):
            compileall.compile_dir(build.checkout / package, quiet=1)
    service = Service(folder / "service")
    with ExitStack() as stack:
        upstreams = stack.enter_context(Upstreams())
        servers = [
            stack.enter_context(rivals.edge(build.name, service.config, environment=build.environment))
            for build in builds
        ]
        for number in range(repetitions):
            print(f"repetition {number + 1} of {repetitions}", file=sys.stderr)
            turns = list(zip(builds, servers, strict=True))
            for build, server in turns if number % 2 else reversed(turns):
                _starts(build, folder, service.config)
                _first_answer(build, service.config)
                _first_page(build, service.config)
                _refresher(build, folder, upstreams)
                _drawings(build, service.config.parent)
                _round(build, folder, upstreams)
                _answers(build, server, folder, seconds)


def report(builds: Sequence[Build], least: float) -> tuple[list[str], bool]:
    """A row for each figure, and whether every ratio is at least ``least``."""
    before, now = builds
    lines, holds = ["| one | before | now | times as good |", "| --- | --- | --- | --- |"], True
    for name, figures in now.figures.items():
        then, today = min(before.figures[name]), min(figures)
        ratio = then / today
        holds &= ratio >= least
        mark = "" if ratio >= least else " (slower)"
        lines.append(f"| {name} | {shown(name, then)} | {shown(name, today)} | {ratio:.2f}{mark} |")
    return lines, holds


def shown(name: str, figure: float) -> str:
    return f"{figure / 1e6:.1f} MB" if name.startswith(MEMORY) else f"{1000 * figure:.3g} ms"


def main() -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path, help="another checkout of this project")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--least", type=float, default=0.97)
    given = parser.parse_args()
    builds = [Build("before", given.checkout.resolve()), Build("now", HERE)]
    with TemporaryDirectory() as folder:
        measure(builds, Path(folder), given.repetitions, given.seconds)
    lines, holds = report(builds, given.least)
    print("\n".join([machine(), "", *lines]))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
