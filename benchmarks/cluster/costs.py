"""What the store in Redis costs beside the one on disk, in one run: a round, a reader's answer, a worker's memory.

    python -m benchmarks.cluster.costs [--repetitions 24] [--seconds 1] [--write docs/scaling.md]

Needs redis-server and wrk, and takes five minutes. Ends with 1 where a limit is broken.

A second node on a disk store runs beside them: what it does otherwise than the first is how far the figures can be
trusted. From start to start one and the same node's speed moves by a tenth, with how it happens to lie in memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median
from time import perf_counter

from benchmarks import rivals
from benchmarks.page import machine, write
from benchmarks.table import table
from benchmarks.wrk import Load, run
from fxwidget.config.store_urls import of_service
from fxwidget.fetching.client import client_for
from fxwidget.refresher.recording import recorder_of
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store
from tests.support.lab import Lab
from tests.support.redis import redis_server

NAME = "costs"
DISK, TWIN, REDIS = "disk", "disk, again", "Redis"
STORES = (DISK, TWIN, REDIS)
SOURCES = ("currencyrate", "ecb", "currency_api", "floatrates", "er_api")

MOST_ROUND, LEAST_RATE, MOST_MEMORY = 0.050, 0.97, 5 * 2**20
"""Seconds more that a round may take, the part of the rate that a node must reach, bytes more that a worker may have."""


@dataclass
class Costs:
    """Figures by kind of store: seconds of rounds, bytes of a worker, all and its own alone; and by path answers a second.

    work: answers of each load, and the seconds of a processor that the worker used for them, which others on the machine do
        not change.
    """

    rounds: dict[str, list[float]]
    rates: dict[tuple[str, str], list[float]]
    work: dict[tuple[str, str], list[tuple[int, float]]]
    resident: dict[str, int]
    own: dict[str, int]

    def round(self, kind: str) -> float:
        return median(self.rounds[kind])

    def rate(self, kind: str, path: str) -> float:
        return median(self.rates[kind, path])

    def efficiency(self, kind: str, path: str) -> float:
        """Answers for each second of a processor, over all loads."""
        work = self.work[kind, path]
        return sum(answers for answers, _ in work) / sum(seconds for _, seconds in work)

    def part(self, path: str) -> float:
        """The part of the disk stores' answers by the same work that the one in Redis has."""
        return self.efficiency(REDIS, path) / mean(self.efficiency(kind, path) for kind in (DISK, TWIN))

    def control(self, path: str) -> float:
        """The part of one disk store's answers by the same work that the other one has."""
        return self.efficiency(TWIN, path) / self.efficiency(DISK, path)


class Rounds(Lab):
    """A refresher on a store, whose sources answer at once."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, SOURCES, "2026-11-30 06:00", currencies=("INR", "BRL", "EUR", "CNH"))
        self.settings = self.settings.model_copy(update={"store": url})
        self.store = open_store(url)
        self.refresher = Refresher(
            self.settings, self.store, client_for(self.settings), recorder=recorder_of(self.settings)
        )
        self.refresher.asker = self

    def timed(self) -> float:
        """The seconds of the next round, five minutes later."""
        self.now += timedelta(minutes=5)
        began = perf_counter()
        self.refresher.round(self.now, everyone=True)
        return perf_counter() - began


PATHS = ("/v1/rates", "/widget")
GZIP = {"Accept-Encoding": "gzip"}


def measure(folder: Path, repetitions: int, seconds: int) -> Costs:
    """Measure all figures, turn by turn, and each with processes of its own: how one lies in memory moves its speed by a tenth."""
    turns = [(kind, path) for kind in STORES for path in PATHS]
    costs = Costs({DISK: [], REDIS: []}, {turn: [] for turn in turns}, {turn: [] for turn in turns}, {}, {})
    with redis_server("--appendonly", "yes") as server:
        urls = {
            DISK: f"disk://{folder}/disk",
            TWIN: f"disk://{folder}/twin",
            REDIS: f"{server.url}?copy={folder}/copy",
        }
        _rounds(
            costs, folder, {DISK: f"disk://{folder}/rounds", REDIS: f"{server.url}?db=1&copy={folder}/past"}
        )
        for number in range(repetitions):
            with ExitStack() as stack:
                nodes = {kind: stack.enter_context(node(folder, kind, url)) for kind, url in urls.items()}
                for web in nodes.values():  # what is drawn and copied after a start is over with
                    run(web.address, Load(PATHS, GZIP, seconds=1), folder)
                for path in PATHS:
                    for kind, web in _turned(list(nodes.items()), number):
                        _loaded(costs, kind, web, path, folder, seconds)
                costs.resident = {kind: web.resident() for kind, web in nodes.items()}
                costs.own = {kind: web.own() for kind, web in nodes.items()}
    return costs


def _turned(nodes: list[tuple[str, rivals.Server]], by: int) -> list[tuple[str, rivals.Server]]:
    """The same nodes beginning with another one, so that each is as often the first."""
    by %= len(nodes)
    return nodes[by:] + nodes[:by]


def _loaded(costs: Costs, kind: str, web: rivals.Server, path: str, folder: Path, seconds: int) -> None:
    before = web.processor_seconds()
    result = run(web.address, Load((path,), GZIP, seconds=seconds), folder)
    costs.rates[kind, path].append(result.rate)
    costs.work[kind, path].append((result.answers, web.processor_seconds() - before))


def _rounds(costs: Costs, folder: Path, urls: dict[str, str]) -> None:
    labs = {kind: Rounds(folder / f"lab-{kind}", url) for kind, url in urls.items()}
    for number in range(41):
        for kind, lab in labs.items():
            took = lab.timed()
            if number:
                costs.rounds[kind].append(took)
    for lab in labs.values():
        lab.close()


def node(folder: Path, kind: str, url: str) -> AbstractContextManager[rivals.Server]:
    """A web node with one worker, with a table in its store where that can be written."""
    config = folder / f"{kind.replace(', ', '-')}.toml"
    config.write_text(f'store = "{url}"\n', encoding="utf-8")
    if not of_service(url):
        with closing(open_store(url)) as store:
            store.publish(table(datetime.now(UTC), step=1))
    return rivals.edge(kind, config)


def checks(costs: Costs) -> dict[str, bool]:
    """The promised limits, and whether each holds."""
    more = costs.round(REDIS) - costs.round(DISK)
    found = {f"a round takes at most 50 ms more: {1000 * more:.1f} ms": more <= MOST_ROUND}
    for path in PATHS:
        part, control = costs.part(path), costs.control(path)
        found[
            f"{path} at no less than {LEAST_RATE} of the disk store's, by the same work: {part:.3f} "
            f"(one disk store beside the other: {control:.3f})"
        ] = part >= LEAST_RATE
    memory = costs.own[REDIS] - costs.own[DISK]
    found[f"a worker has at most 5 MB more: {memory / 2**20:.1f} MB"] = memory <= MOST_MEMORY
    return found


def report(costs: Costs) -> list[str]:
    """The lines of the report."""
    lines = [
        f"{machine()}; Redis on the same machine, saving each write within a second; wrk with 32 connections.",
        "",
        f"| | {' | '.join(STORES)} |",
        "| --- | --- | --- | --- |",
        f"| a round without its sources | {1000 * costs.round(DISK):.1f} ms | | {1000 * costs.round(REDIS):.1f} ms |",
    ]
    for path in PATHS:
        cells = " | ".join(f"{costs.rate(kind, path):,.0f}" for kind in STORES)
        lines.append(f"| answers a second, `{path}` | {cells} |")
        cells = " | ".join(f"{costs.efficiency(kind, path):,.0f}" for kind in STORES)
        lines.append(f"| for each second of its processor | {cells} |")
    for name, sizes in (
        ("memory of a worker", costs.resident),
        ("of it not shared with its parent", costs.own),
    ):
        cells = " | ".join(f"{sizes[kind] / 2**20:.1f} MB" for kind in STORES)
        lines.append(f"| {name} | {cells} |")
    lines.append("")
    return [*lines, *(f"- {'kept' if held else 'BROKEN'}: {what}" for what, held in checks(costs).items())]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether everything promised was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster.costs", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=24, help="of each start and load (default: 24)")
    parser.add_argument("--seconds", type=int, default=1, help="of each load (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fxcosts") as folder:
        costs = measure(Path(folder), asked.repetitions, asked.seconds)
    lines = report(costs)
    print("\n".join(lines))
    if asked.write is not None:
        write(asked.write, NAME, lines)
    return 0 if all(checks(costs).values()) else 1


if __name__ == "__main__":
    sys.exit(main())
