"""What was to become faster, beside the build before and beside nginx, in one run on one machine.

    python -m benchmarks.targets [--before CHECKOUT] [--repetitions 3] [--seconds 1] [--write docs/benchmarks.md]

The earlier build is taken from the history, unless a checkout of it is named. Both builds run with the same interpreter
and libraries, turn by turn. Processor times, starts and memory are the least of the repetitions, as whatever else the
machine does only adds to them; ratios to nginx are medians of requests a second. Ends with 1 where something became
slower; a target that is missed stands in the table, with what holds it back.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from fxwidget.web.publish import Publisher

from . import before, rivals
from .before import HERE, SIXTY, Build
from .consensus.trials.builds import checkout
from .page import machine, write
from .rivals import Server
from .serving import GZIP, JSON, PAGE, Service, listed
from .table import table
from .wrk import Load, Result, beside, run

__all__ = ["TARGETS", "Against", "Target", "main", "report"]

NAME = "targets"
BEFORE = "2a671a1b011b23db43e586af62f985f7107d815c"
"""The build that the targets are ratios of."""

LEAST, LEAST_BY_CLOCK = 0.85, 0.5
"""Of the earlier build: below it something became slower. By the clock whatever else runs on the machine counts too."""


@dataclass(frozen=True)
class Target:
    """A figure, and the part of the earlier build's, or of nginx's, that it was to be.

    asked: at most so much of the earlier build's; of nginx's at least.
    hindrance: what holds a missed one back.
    least: what a build may be of the earlier one, and is not slower.
    """

    figure: str
    asked: float
    hindrance: str
    least: float = LEAST


SERVER = (
    "the HTTP server, as the least application on it shows: it makes a dictionary of each request and hands it from one thread "
    "to another, and the answer back; the edge has 0.9 µs of an answer"
)
SPREAD = (
    "nothing alone: templates have a quarter, numbers and their wording a sixth, so has compression, rows an eighth, "
    "and what machines read, headers with policy and ETag, and reading what is asked a twentieth each"
)
LOADING = (
    "loading, one after the other, four fifths of it: our own modules have a third, a third of which is Python's compiling of "
    "dataclasses, Flask with what it needs and pydantic an eighth each, granian with asyncio a twentieth"
)
ROUND = (
    "loading pydantic, httpx, holidays and our own modules, two thirds of it; certificates that are trusted, and validators, "
    "have a twentieth each"
)
HELD = "the interpreter, pydantic, Flask and granian, two thirds of it"

TARGETS = (
    Target("an unknown page", 1 / 3, SPREAD),
    Target("an unknown page in Russian", 1 / 3, SPREAD),
    Target(
        "an unknown /v1/rates",
        1 / 3,
        "rows and JSON have half, compression a quarter, and reading what is asked a fifth",
    ),
    Target(
        "an unknown SVG",
        1 / 3,
        "words and numbers have half, laying out lines a quarter, and compression an eighth",
    ),
    Target(SIXTY, 1 / 3, "as an unknown page"),
    Target("a round of three sources", 0.6, ROUND),
    Target("first answer of fxwidget serve", 0.57, LOADING, LEAST_BY_CLOCK),
    Target(f"{before.MEMORY}a web worker", 0.75, HELD),
    Target(f"{before.MEMORY}a refresher", 0.75, HELD),
)
"""By the names that ``benchmarks.before`` gives the figures."""

OF_NGINX = (
    Target("JSON", 0.82, SERVER, LEAST_BY_CLOCK),
    Target("page", 0.72, SERVER, LEAST_BY_CLOCK),
    Target("JSON, 304", 0.60, SERVER, LEAST_BY_CLOCK),
    Target("page, 304", 0.60, SERVER, LEAST_BY_CLOCK),
)

LEAST_APP = "prepared"
"""The server of the least application: what it reaches is the HTTP server's, and what ours lacks of that is our own."""

QUIET, FLOODED = "readers", "readers beside a flood of distinct views"
MOST_P99 = 2.0
FLOOD_HELD = "one interpreter draws and answers: each answer waits a tenth of a millisecond for its turn, and readers for one another"


@dataclass
class Against:
    """The results of loads on servers: requests a second and latencies, by load and server."""

    results: dict[tuple[str, str], list[Result]] = field(default_factory=dict)

    def add(self, load: str, server: str, result: Result) -> None:
        self.results.setdefault((load, server), []).append(result)

    def rate(self, load: str, server: str) -> float:
        """Requests a second, the middle one."""
        return median(result.rate for result in self.results[load, server])

    def p99(self, load: str, server: str) -> float:
        """The 99th percentile of the latency in ms, the middle one."""
        return median(result.p99 for result in self.results[load, server])


def against_nginx(builds: Sequence[Build], folder: Path, repetitions: int, seconds: float) -> Against:
    """Both builds, the least application on their server, and nginx under the same loads, in turns.

    The readers beside a flood are for the builds alone.
    """
    service, found = Service(folder / "service"), Against()
    answers = service.answers((JSON, PAGE))
    shown = table(service.began, step=1)
    published = Publisher(service.settings, folder / "www").publish(shown, datetime.now(UTC)).folder
    files = {path: name for path, name in listed(published).items() if path in answers}
    with ExitStack() as stack:
        others = [
            stack.enter_context(rivals.nginx("nginx", published, files, answers, folder / "nginx")),
            stack.enter_context(rivals.prepared(LEAST_APP, answers, folder / LEAST_APP)),
        ]
        ours = [
            stack.enter_context(rivals.edge(build.name, service.config, environment=build.environment))
            for build in builds
        ]
        for _ in range(repetitions):
            for server in (*others, *ours):
                for name, load in _known(server, seconds).items():
                    found.add(name, server.name, run(server.address, load, folder))
            for server in ours:
                _flood(found, server, folder, seconds)
    return found


def _known(server: Server, seconds: float) -> Mapping[str, Load]:
    """Loads of answers that are in a server's memory, whole and as 304."""
    loads = {}
    for name, path in (("JSON", JSON), ("page", PAGE)):
        tag = server.tag(path, GZIP)
        assert tag is not None
        loads[name] = Load((path,), GZIP, seconds=seconds)
        loads[f"{name}, 304"] = Load((path,), {**GZIP, "If-None-Match": tag}, seconds=seconds)
    return loads


def _flood(found: Against, server: Server, folder: Path, seconds: float) -> None:
    """Readers of the page alone, and while eight connections ask for views that nobody has asked for before."""
    readers = Load((PAGE,), GZIP, seconds=seconds)
    distinct = Load((PAGE,), GZIP, connections=8, seconds=seconds + 1, random=True, parameter="amount")
    found.add(QUIET, server.name, run(server.address, readers, folder))
    with beside(server.address, distinct, folder):
        found.add(FLOODED, server.name, run(server.address, readers, folder))


def report(builds: Sequence[Build], found: Against) -> tuple[list[str], bool]:
    """A row for each target, and whether nothing became slower."""
    lines = ["| | before | now | ratio | asked | |", "| --- | --- | --- | --- | --- | --- |"]
    holds = True
    for target in TARGETS:
        then, today = (min(build.figures[target.figure]) for build in builds)
        shown = [before.shown(target.figure, figure) for figure in (then, today)]
        ratio = today / then
        verdict = "reached" if ratio <= target.asked else f"missed: {target.hindrance}"
        holds &= ratio <= 1 / target.least
        lines.append(
            f"| {target.figure} | {' | '.join(shown)} | {ratio:.2f} | {target.asked:.2f} | {verdict} |"
        )
    lines += [
        "",
        "| of nginx in the same run | before | now | asked | the least application | now, of it | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for target in OF_NGINX:
        nginx, least = (found.rate(target.figure, name) for name in ("nginx", LEAST_APP))
        then, today = (found.rate(target.figure, build.name) / nginx for build in builds)
        verdict = "reached" if today >= target.asked else f"missed: {target.hindrance}"
        holds &= today >= target.least * then
        shown = [f"{part:.2f}" for part in (then, today, target.asked, least / nginx, today * nginx / least)]
        lines.append(f"| {target.figure} | {' | '.join(shown)} | {verdict} |")
    then, today = (found.p99(FLOODED, build.name) / found.p99(QUIET, build.name) for build in builds)
    verdict = "reached" if today <= MOST_P99 else f"missed: {FLOOD_HELD}"
    lines += [
        "",
        "| p99 of readers, times the quiet one | before | now | asked | |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines.append(
        f"| beside a flood of distinct views | {then:.1f} | {today:.1f} | {MOST_P99:.1f} | {verdict} |"
    )
    lines += ["", *(_flooded(found, build.name) for build in builds)]
    return lines, holds


def _flooded(found: Against, build: str) -> str:
    """What readers have alone and beside the flood, in a line."""
    quiet, flooded = (
        f"{found.rate(load, build):,.0f} answers a second with a p99 of {found.p99(load, build):.2f} ms"
        for load in (QUIET, FLOODED)
    )
    return f"- {build}: {quiet}; beside the flood {flooded}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.targets", description=__doc__)
    parser.add_argument("--before", default=BEFORE, help="a checkout of the earlier build, or its commit")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    given = parser.parse_args(arguments)
    with checkout(given.before) as earlier, tempfile.TemporaryDirectory(prefix="fxwidget-targets-") as folder:
        builds = [Build("before", earlier), Build("now", HERE)]
        found = against_nginx(builds, Path(folder) / "servers", given.repetitions, given.seconds)
        before.measure(builds, Path(folder) / "builds", given.repetitions, given.seconds)
    rows, holds = report(builds, found)
    lines = [f"{machine()}, beside {given.before[:12]}; {given.repetitions} repetitions.", "", *rows]
    print("\n".join(lines))
    if given.write is not None:
        write(given.write, NAME, lines)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
