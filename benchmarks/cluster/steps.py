"""How fast each step of growth answers, in one run on one machine: by itself, by Redis, by following, by files, by a cache.

    python -m benchmarks.cluster.steps [--repetitions 5] [--seconds 1] [--write docs/scaling.md]

Needs redis-server, nginx, Varnish and wrk.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import rivals
from benchmarks.page import machine, write
from benchmarks.serving import MIX, Service, listed
from benchmarks.table import table
from benchmarks.wrk import Load, Result, run
from fxwidget.web.publish import CURRENT, Publisher
from tests.support.redis import redis_server
from tests.support.servers import EXAMPLES, free_port, varnish

from .costs import node

NAME = "steps"
PAGE = "/widget"
GZIP = {"Accept-Encoding": "gzip"}

Figures = dict[str, list[Result]]


def measure(folder: Path, repetitions: int, seconds: int) -> Figures:
    """The answers to as many loads of each step, turn by turn."""
    service = Service(folder / "service")
    answers = service.answers(MIX)
    first = Publisher(service.settings, folder / "www").publish(
        table(service.began, step=1), datetime.now(UTC)
    )
    files = {path: name for path, name in listed(first.folder).items() if path in MIX}
    with redis_server() as server, ExitStack() as stack:
        one = stack.enter_context(rivals.edge("one", service.config))
        three = [
            stack.enter_context(node(folder, f"redis{number}", f"{server.url}?copy={folder}/copy{number}"))
            for number in range(3)
        ]
        middle = stack.enter_context(node(folder, "middle", f"{one.address}/v1/rates?copy={folder}/middle"))
        last = stack.enter_context(node(folder, "last", f"{middle.address}/v1/rates?copy={folder}/last"))
        static = stack.enter_context(
            rivals.nginx("nginx", folder / "www" / CURRENT, files, answers, folder / "nginx")
        )
        port = free_port()
        vcl = (EXAMPLES / "varnish.vcl").read_text(encoding="utf-8")
        vcl = vcl.replace('"8000"', f'"{one.address.rpartition(":")[2]}"')
        stack.enter_context(varnish(folder / "varnish", vcl, port))
        steps = {
            "one node, one worker": [one.address],
            "a node on Redis": [three[0].address],
            "three nodes on Redis, at once on these processors": [web.address for web in three],
            "the second of two followers": [last.address],
            "published files behind nginx": [static.address],
            "one node behind Varnish": [f"http://127.0.0.1:{port}"],
        }
        figures: Figures = {name: [] for name in steps}
        for _ in range(repetitions):
            for name, addresses in steps.items():
                figures[name].append(_loaded(addresses, folder, seconds))
    return figures


def _loaded(addresses: Sequence[str], folder: Path, seconds: int) -> Result:
    """The answers of servers that are loaded at once, together."""
    load = Load((PAGE,), GZIP, connections=32 // len(addresses), seconds=seconds)
    with ThreadPoolExecutor(len(addresses)) as pool:
        results = list(pool.map(lambda address: run(address, load, folder), addresses))
    return Result(
        sum(it.rate for it in results),
        max(it.p50 for it in results),
        max(it.p99 for it in results),
        sum(it.answers for it in results),
        sum(it.errors for it in results),
    )


def report(figures: Figures, repetitions: int, seconds: int) -> list[str]:
    """The lines of the report."""
    lines = [
        f"{machine()}; the page, gzip, wrk with 32 connections, {repetitions} repetitions of {seconds} s, medians.",
        "",
        "| step | answers a second | p50, ms | p99, ms | failed |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, results in figures.items():
        rate, p50, p99 = (median(getattr(it, of) for it in results) for of in ("rate", "p50", "p99"))
        lines.append(f"| {name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} | {sum(it.errors for it in results)} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and fail where a request did."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster.steps", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="of each load (default: 5)")
    parser.add_argument("--seconds", type=int, default=1, help="of each load (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fxsteps") as folder:
        figures = measure(Path(folder), asked.repetitions, asked.seconds)
    lines = report(figures, asked.repetitions, asked.seconds)
    print("\n".join(lines))
    if asked.write is not None:
        write(asked.write, NAME, lines)
    return 1 if any(it.errors for results in figures.values() for it in results) else 0


if __name__ == "__main__":
    sys.exit(main())
