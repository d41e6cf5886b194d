"""How fast the service answers beside nginx and beside a stock Flask view, in one run on one machine.

    python -m benchmarks.serving [--repetitions 5] [--seconds 1] [--write docs/benchmarks.md]

Every rival serves the same bytes with the same headers to the same load (wrk, one thread, 32 connections, gzip), one
server process each, turn by turn; figures are medians over the repetitions. Ends with 1 where a limit is broken.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import monotonic

from fxwidget.config import settings as configuration
from fxwidget.config.settings import Settings
from fxwidget.store import Store, open_store
from fxwidget.web.content_coding import CODINGS, IDENTITY
from fxwidget.web.edge.capture import Answer
from fxwidget.web.edge.prerender import OfflineApp
from fxwidget.web.publish import CURRENT, MANIFEST, Publisher
from fxwidget.web.snapshot_cache import CHANGE_OVER

from . import rivals
from .page import machine, write
from .rivals import Server
from .table import MOST, codes, table
from .threads import aside
from .wrk import Load, Result, beside, run

NAME = "serving"
JSON, PAGE = "/v1/rates", "/widget"
GZIP = {"Accept-Encoding": "gzip"}
MIX = (
    PAGE, JSON, "/v1/rates/INR", "/v1/rates/RUB", "/v1/rates/ZAR", "/v1/rates/BRL", "/v1/currencies", "/v1/sources",
    "/widget.css", "/widget.js",
)  # fmt: skip
SIZES = (1, 12, 50, MOST)
VARIANTS = (1, 10, 1000)

NGINX, PUBLISHED = "nginx, static files", "published files, nginx"
EDGE, FLASK, STOCK = "our edge", "our Flask without it", "stock Flask, gunicorn"
CHANGING = "ten paths, a snapshot each second"
READERS, READERS_FLOODED, FLOOD = "readers of the page", "readers beside a flood", "the flood, 8 connections"

LEAST_JSON, LEAST_PAGE, LEAST_STOCK = 0.45, 0.40, 15.0
MOST_CHANGING, MOST_FLOOD = 2.5, 2.0
MOST_GROWTH = 2 * 2**20
MOST_RESIDENT = 90 * 2**20
MOST_ARRIVAL = CHANGE_OVER.total_seconds() + 0.5
"""Seconds from a snapshot's publication until every worker gives it: they change over together, and look four times a second."""


@dataclass
class Runs:
    """The repetitions of one load on one server."""

    results: list[Result] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(result.rate for result in self.results)

    @property
    def p50(self) -> float:
        return median(result.p50 for result in self.results)

    @property
    def p99(self) -> float:
        return median(result.p99 for result in self.results)

    @property
    def errors(self) -> int:
        return sum(result.errors for result in self.results)


@dataclass
class Figures:
    """The figures of one run of the benchmark.

    runs: by load and server.
    resident: bytes of each server's worker at the end; ``flooded`` those of the edge after the first and the last repetition.
    sizes: by number of currencies, the page's bytes by coding and the edge's runs.
    variants: by number of distinct pages, the edge's runs and its resident bytes.
    arrivals: seconds from a snapshot's publication until every worker answers with it.
    """

    runs: dict[tuple[str, str], Runs] = field(default_factory=dict)
    resident: dict[str, int] = field(default_factory=dict)
    flooded: tuple[int, int] = (0, 0)
    sizes: list[tuple[int, Mapping[str, int], Runs]] = field(default_factory=list)
    variants: list[tuple[int, Runs, int]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)

    def add(self, load: str, server: str, result: Result) -> None:
        self.runs.setdefault((load, server), Runs()).results.append(result)


class Service:
    """A store with a fresh table of so many currencies, and settings for it."""

    def __init__(self, folder: Path, currencies: int = 11) -> None:
        folder.mkdir(parents=True)
        self.config = folder / "fxwidget.toml"
        listed = ", ".join(f'"{code}"' for code in codes(currencies))
        self.config.write_text(
            f'store = "disk://{folder}/store"\ncurrencies = [{listed}]\n', encoding="utf-8"
        )
        self.settings: Settings = configuration.load(self.config)
        self.store: Store = open_store(self.settings.store)
        self.began = datetime.now(UTC)
        self.currencies = currencies
        self.step = self.seq = 0
        self.publish()

    def publish(self) -> None:
        """The next snapshot, with other numbers."""
        self.step += 1
        shown = table(self.began, self.currencies, self.step)
        self.seq = shown.seq
        self.store.publish(shown)

    def answers(self, paths: Sequence[str], coding: str = "gzip") -> dict[str, Answer]:
        """What the service answers now."""
        shown = self.store.load()
        assert shown is not None
        drawn = OfflineApp(self.settings).draw(shown, datetime.now(UTC), dict.fromkeys(paths, (coding,)))
        return {path: drawn[path][coding] for path in paths}


def measure(folder: Path, repetitions: int, seconds: float, show: Callable[[str], None]) -> Figures:
    """Measure all figures."""
    figures = Figures()
    service = Service(folder / "service")
    answers = service.answers(MIX)
    first = Publisher(service.settings, folder / "www").publish(
        table(service.began, step=1), datetime.now(UTC)
    )
    files = {path: name for path, name in listed(first.folder).items() if path in MIX}
    static = folder / "static"
    shutil.copytree(first.folder, static)
    with ExitStack() as stack:
        servers = [
            stack.enter_context(rivals.nginx(NGINX, static, files, answers, folder / "nginx")),
            stack.enter_context(rivals.edge(EDGE, service.config)),
            stack.enter_context(rivals.flask(FLASK, service.config)),
            stack.enter_context(rivals.stock(STOCK, answers, folder / "stock")),
            stack.enter_context(
                rivals.nginx(PUBLISHED, folder / "www" / CURRENT, files, answers, folder / "files")
            ),
        ]
        ours = servers[1]
        warm = 0
        for number in range(repetitions):
            show(f"repetition {number + 1} of {repetitions}")
            for server in servers:
                for name, load in loads(server, seconds).items():
                    figures.add(name, server.name, run(server.address, load, folder))
            _flood(figures, ours, folder, seconds)
            for server in servers:
                _changing(figures, server, service, folder, seconds)
            warm = warm or ours.resident()
        figures.resident = {server.name: server.resident() for server in servers}
        figures.flooded = (warm, ours.resident())
    show("arrivals, currencies and variants")
    _arrivals(figures, folder, repetitions, seconds)
    _sizes(figures, folder, repetitions, seconds)
    _variants(figures, folder, repetitions, seconds)
    return figures


def _changing(figures: Figures, server: Server, service: Service, folder: Path, seconds: float) -> None:
    """Ten paths while the service has a new snapshot each second, and its files are published where they are what is served."""
    load = Load(MIX, GZIP, seconds=3 * seconds)
    with ExitStack() as stack:
        if server.name == PUBLISHED:
            stack.enter_context(rivals.publishing(service.config, folder / "www"))
        stack.enter_context(publishing(service))
        figures.add(CHANGING, server.name, run(server.address, load, folder))


def listed(published: Path) -> dict[str, str]:
    """The files of a published set by URL."""
    manifest = json.loads((published / MANIFEST).read_text(encoding="utf-8"))
    return {one["url"]: one["file"] for one in manifest["files"]}


def loads(server: Server, seconds: float) -> dict[str, Load]:
    """The loads that every server gets, one after the other."""
    plain = {
        "JSON": Load((JSON,), GZIP, seconds=seconds),
        "page": Load((PAGE,), GZIP, seconds=seconds),
        "random queries": Load((PAGE,), GZIP, seconds=seconds, random=True),
        "ten paths": Load(MIX, GZIP, seconds=seconds),
    }
    for name, path in (("JSON, 304", JSON), ("page, 304", PAGE)):
        tag = server.tag(path, GZIP)
        if tag is not None:
            plain[name] = Load((path,), {**GZIP, "If-None-Match": tag}, seconds=seconds)
    return plain


def _flood(figures: Figures, ours: Server, folder: Path, seconds: float) -> None:
    """Readers of the page alone, and while somebody asks with random parameters as fast as he can from eight connections."""
    readers = Load((PAGE,), GZIP, seconds=seconds)
    random = Load((PAGE,), GZIP, connections=8, seconds=2 * seconds, random=True)
    figures.add(READERS, EDGE, run(ours.address, readers, folder))
    with beside(ours.address, random, folder) as flood:
        figures.add(READERS_FLOODED, EDGE, run(ours.address, readers, folder))
    figures.add(FLOOD, EDGE, flood[0])


@contextmanager
def publishing(service: Service, every: float = 1.0) -> Iterator[None]:
    """A new snapshot every so many seconds."""

    def publish(over: threading.Event) -> None:
        while not over.wait(every):
            service.publish()

    with aside(publish):
        yield


def _arrivals(figures: Figures, folder: Path, repetitions: int, seconds: float) -> None:
    """New snapshots under two workers at work: each counts as arrived once forty answers over new connections are of it."""
    service = Service(folder / "arrivals")
    readers = Load(MIX, GZIP, connections=8, seconds=(2 * repetitions + 1) * seconds)
    with rivals.edge(EDGE, service.config, workers=2) as ours, beside(ours.address, readers, folder):
        for _ in range(repetitions):
            threading.Event().wait(seconds)
            service.publish()
            began = arrived = monotonic()
            fresh = 0
            while fresh < 40:
                fresh = fresh + 1 if ours.seq(JSON) == service.seq else 0
                arrived = arrived if fresh else monotonic()
            figures.arrivals.append(arrived - began)


def _sizes(figures: Figures, folder: Path, repetitions: int, seconds: float) -> None:
    for count in SIZES:
        service = Service(folder / f"of-{count}", count)
        sizes = {coding: len(service.answers((PAGE,), coding)[PAGE].body) for coding in CODINGS}
        runs = Runs()
        with rivals.edge(EDGE, service.config) as ours:
            for _ in range(repetitions):
                runs.results.append(run(ours.address, Load((PAGE,), GZIP, seconds=seconds), folder))
        figures.sizes.append((len(codes(count)), sizes, runs))


def _variants(figures: Figures, folder: Path, repetitions: int, seconds: float) -> None:
    for count in VARIANTS:
        service = Service(folder / f"with-{count}")
        paths = [f"{PAGE}?amount={number}" for number in range(1, count + 1)]
        runs = Runs()
        with rivals.edge(EDGE, service.config) as ours:
            warming = Load(paths, GZIP, connections=4, seconds=count // 60 + seconds)
            run(ours.address, warming, folder)  # each is drawn once
            for _ in range(repetitions):
                runs.results.append(run(ours.address, Load(paths, GZIP, seconds=seconds), folder))
            figures.variants.append((count, runs, ours.resident()))


# What is said of it


def checks(figures: Figures) -> dict[str, bool]:
    """The promised limits, and whether each holds."""

    def rate(load: str, server: str = EDGE) -> float:
        return figures.runs[load, server].rate

    def p99(load: str) -> float:
        return figures.runs[load, EDGE].p99

    before, after = figures.flooded
    ratios = {
        f"JSON at least {LEAST_JSON} of nginx": (rate("JSON") / rate("JSON", NGINX), LEAST_JSON, True),
        f"the page at least {LEAST_PAGE} of nginx": (rate("page") / rate("page", NGINX), LEAST_PAGE, True),
        f"JSON at least {LEAST_STOCK:g} times stock Flask": (rate("JSON") / rate("JSON", STOCK), LEAST_STOCK, True),
        "a 304 of JSON no slower than a 200": (rate("JSON, 304") / rate("JSON"), 1.0, True),
        "a 304 of the page no slower than a 200": (rate("page, 304") / rate("page"), 1.0, True),
        f"p99 while snapshots change at most {MOST_CHANGING:g} times the quiet one": (
            p99(CHANGING) / p99("ten paths"), MOST_CHANGING, False,
        ),
        f"p99 of readers under a flood at most {MOST_FLOOD:g} times the quiet one": (
            p99(READERS_FLOODED) / p99(READERS), MOST_FLOOD, False,
        ),
    }  # fmt: skip
    found = {
        f"{name}: {value:.2f}": value >= limit if least else value <= limit
        for name, (value, limit, least) in ratios.items()
    }
    found[f"memory grows by at most 2 MB over all that: {(after - before) / 2**20:.1f} MB"] = (
        after - before <= MOST_GROWTH
    )
    found[f"a worker under 90 MB: {figures.resident[EDGE] / 2**20:.0f} MB"] = (
        figures.resident[EDGE] < MOST_RESIDENT
    )
    errors = sum(runs.errors for runs in figures.runs.values())
    found[f"no request failed: {errors}"] = errors == 0
    slowest = max(figures.arrivals)
    found[f"a snapshot at every worker within {MOST_ARRIVAL:g} seconds: {slowest:.2f} s"] = (
        slowest <= MOST_ARRIVAL
    )
    return found


def report(figures: Figures, repetitions: int, seconds: float) -> list[str]:
    """The lines of the report."""
    names = (NGINX, EDGE, FLASK, STOCK, PUBLISHED)
    order = dict.fromkeys(load for load, _ in figures.runs)
    lines = [
        f"{machine()}; wrk with one thread and 32 connections, {repetitions} repetitions of {seconds} s, medians.",
        "",
        "| requests a second (p50, p99 in ms) | " + " | ".join(names) + " |",
        "| --- |" + " --- |" * len(names),
    ]
    for load in order:
        cells = [_cell(figures.runs.get((load, name))) for name in names]
        lines.append(f"| {load} | " + " | ".join(cells) + " |")
    resident = [f"{figures.resident[name] / 2**20:.0f} MB" for name in names]
    lines += ["| memory of the worker | " + " | ".join(resident) + " |", ""]
    lines += ["| page of | bytes | gzip | brotli | requests a second |", "| --- | --- | --- | --- | --- |"]
    for count, sizes, runs in figures.sizes:
        weights = " | ".join(f"{sizes[coding]:,}" for coding in (IDENTITY, "gzip", "br"))
        lines.append(f"| {count} currencies | {weights} | {runs.rate:,.0f} |")
    lines += [
        "",
        "| distinct pages | requests a second | p99, ms | memory of the worker |",
        "| --- | --- | --- | --- |",
    ]
    for count, runs, resident_bytes in figures.variants:
        lines.append(f"| {count:,} | {runs.rate:,.0f} | {runs.p99:.2f} | {resident_bytes / 2**20:.0f} MB |")
    return [
        *lines,
        "",
        *(f"- {'kept' if held else 'BROKEN'}: {what}" for what, held in checks(figures).items()),
    ]


def _cell(runs: Runs | None) -> str:
    return "-" if runs is None else f"{runs.rate:,.0f} ({runs.p50:.2f}, {runs.p99:.2f})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and say by the exit status whether everything promised was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="of everything, turn by turn (default: 5)")
    parser.add_argument("--seconds", type=int, default=1, help="of each load (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fxwidget-bench-") as folder:
        figures = measure(
            Path(folder), asked.repetitions, asked.seconds, lambda text: print(text, file=sys.stderr)
        )
    lines = report(figures, asked.repetitions, asked.seconds)
    print("\n".join(lines))
    if asked.write is not None:
        write(asked.write, NAME, lines)
    return 0 if all(checks(figures).values()) else 1


if __name__ == "__main__":
    sys.exit(main())
