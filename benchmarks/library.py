"""How quick the library and the start are, each figure beside its limit or its rival, in one run.

    python -m benchmarks.library
    RECORDINGS=folder python -m benchmarks.library      # parses the full recorded answers of the providers too

Figures are medians of interleaved repetitions. Ends with 1 where a limit is broken. It asks no network but its own
loopback servers, and needs Debian's ``wrk``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from timeit import Timer

from currency_converter import CurrencyConverter

from benchmarks.figures import Figure, Part
from benchmarks.late_bank import DAY, PROVIDERS, Bank, late
from benchmarks.parsing import parsing
from fxwidget.config.settings import Settings
from fxwidget.domain.scalars import TWELVE_DIGITS
from fxwidget.domain.snapshot import Snapshot
from fxwidget.provider.source import Source
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store

from . import wrk
from .memory import resident
from .page import machine, write
from .rivals import free_port
from .table import table

__all__ = ["main"]

NAME = "library"
MEGABYTE = 1_000_000

FIRST_ANSWER_SECONDS = 2.0
IMPORT_EXTRA_MS = 50.0
ROUND_EXTRA_SECONDS, ROUND_TIMES = 0.5, 1.5
WORKER_MEGABYTES, GROWTH_MEGABYTES = 90.0, 2.0


# Start-up


class Service:
    """``fxwidget serve --no-refresh`` over a store that holds a table."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "fxwidget.toml"
        store = f"disk://{folder / 'store'}"
        self.config.write_text(f'store = "{store}"\n', encoding="utf-8")
        holder = open_store(store)
        holder.publish(table(datetime.now(UTC)))
        holder.close()

    @contextmanager
    def running(self) -> Iterator[tuple[int, int, float]]:
        """Run the service until the block ends; yields its process id, its port and the seconds to its first answer."""
        port, started = free_port(), time.perf_counter()
        arguments = ["--config", str(self.config), "serve", "--no-refresh", "--port", str(port)]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "fxwidget", *arguments],
            env=_environment(),
            stdout=subprocess.DEVNULL,
        )
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - started > 60:
                    raise SystemExit("fxwidget serve does not answer")
                time.sleep(0.002)
            yield process.pid, port, time.perf_counter() - started
        finally:
            process.terminate()
            process.wait(20)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("FXWIDGET_")}


def _answers(port: int) -> bool:
    """Whether the page answers with numbers: without them it would be a 503."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/widget")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def first_answer(service: Service, repetitions: int) -> Part:
    """From the start of the process to the whole page; the first start only warms the disk."""
    seconds = []
    for _ in range(1 + repetitions):
        with service.running() as (_, _, taken):
            seconds.append(taken)
    found = median(seconds[1:])
    return Part([], [Figure("serve answers its first request", found, FIRST_ANSWER_SECONDS, "s")])


IMPORTS = {
    "nothing": "",
    "httpx": "import httpx",
    "pydantic": "import pydantic",
    "httpx and pydantic": "import httpx, pydantic",
    "fxwidget": "import fxwidget",
    "fxwidget, and its fetch": "import fxwidget; fxwidget.fetch",
}


def imports(repetitions: int) -> Part:
    """What an import costs a fresh interpreter over what the interpreter itself does."""
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for repetition in range(1 + repetitions):
        for name, program in IMPORTS.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-P", "-c", program], check=True, env=_environment())
            if repetition:  # the first one only warms the disk
                taken[name].append(1000 * (time.perf_counter() - started))
    bare = median(taken.pop("nothing"))
    cost = {name: median(times) - bare for name, times in taken.items()}
    rows = [("import", "ms"), *((name, f"{ms:.1f}") for name, ms in cost.items())]
    most = cost["httpx and pydantic"] + IMPORT_EXTRA_MS
    beside = f"httpx and pydantic in one interpreter, and {IMPORT_EXTRA_MS:g} ms"
    return Part(rows, [Figure("import fxwidget", cost["fxwidget"], most, "ms", beside)])


# A worker

UNWANTED = ("httpx", "httpcore", "apscheduler", "prometheus_client", "pygments")
WORKER = """
import sys
from pathlib import Path
import fxwidget.cli, fxwidget.config.settings, granian
from fxwidget.web import create_app
app = create_app(fxwidget.config.settings.load(Path(sys.argv[1])))
app.extensions["fxwidget"].watch()
assert app.test_client().get("/widget").status_code == 200
print(*set(sys.argv[2:]) & set(sys.modules))
"""
"""A worker's life as the server makes it, and what it has loaded by then."""

VARIANTS = (
    "/widget",
    "/widget?theme=dark",
    "/widget?lang=pt",
    "/widget?currencies=BRL,INR,ZAR",
    "/v1/rates",
    "/v1/rates/INR",
)


def loaded(service: Service, unwanted: Sequence[str] = UNWANTED) -> list[str]:
    """Which of these packages a web worker has loaded once it has served."""
    command = [sys.executable, "-P", "-c", WORKER, str(service.config), *unwanted]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environment())
    return sorted(done.stdout.split())


def worker(service: Service, requests: int, folder: Path) -> Part:
    """The memory of a web worker, before and after it is asked over several variants; a quarter more warms it."""
    load = wrk.Load(VARIANTS, {"Accept-Encoding": "br"}, connections=16, seconds=min(1, requests / 200))
    with service.running() as (pid, port, _):
        address = f"http://127.0.0.1:{port}"
        _ask(address, load, requests // 4, folder)
        (serving,) = [grandchild for child in _children(pid) for grandchild in _children(child)]
        before = resident(serving) / MEGABYTE
        answered = _ask(address, load, requests, folder)
        after = resident(serving) / MEGABYTE
    clients = loaded(service)
    return Part(
        [],
        [
            Figure(f"a worker's memory after {answered:,} requests", after, WORKER_MEGABYTES, "MB"),
            Figure("its growth over them", after - before, GROWTH_MEGABYTES, "MB"),
            Figure(f"packages of {', '.join(UNWANTED)} in it", len(clients), 0, "loaded"),
        ],
    )


def _ask(address: str, load: wrk.Load, requests: int, folder: Path) -> int:
    """Send at least so many requests; returns how many were sent."""
    answered = 0
    while answered < requests:
        result = wrk.run(address, load, folder)
        if result.errors or not result.answers:
            raise SystemExit(f"{result.errors} of {result.answers} answers failed")
        answered += result.answers
    return answered


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="utf-8").split()]


# Converting

PAIRS = {"a cross": ("BRL", "INR"), "to the base": ("BRL", "USD"), "from the base": ("USD", "INR")}
AMOUNT = Decimal("1234.56")


def conversions(folder: Path, repetitions: int, calls: int) -> Part:
    """Snapshot.convert and CurrencyConverter in Decimal over the same numbers, to the same base."""
    ours = table(datetime(2025, 5, 14, 6, 6, tzinfo=UTC))
    theirs = _converter(ours, folder / "rates.csv")
    rows, figures = [("conversion", "fxwidget, µs", "CurrencyConverter, µs")], []
    for pair, (base, quote) in PAIRS.items():
        both = partial(ours.convert, AMOUNT, base, quote), partial(theirs.convert, AMOUNT, base, quote)
        if TWELVE_DIGITS.plus(both[1]()) != both[0]():
            raise SystemExit(f"{pair}: {both[0]()} is not {both[1]()}")
        timers = [Timer(convert) for convert in both]
        taken = [[1e6 * timer.timeit(calls) / calls for timer in timers] for _ in range(repetitions)]
        own, rival = (median(times) for times in zip(*taken, strict=True))
        rows.append((pair, f"{own:.2f}", f"{rival:.2f}"))
        figures.append(Figure(f"convert {pair}", own, rival, "µs", "CurrencyConverter in Decimal"))
    return Part(rows, figures)


def _converter(snapshot: Snapshot, file: Path) -> CurrencyConverter:
    """CurrencyConverter with a day of the snapshot's rates, in a file of the form that it reads."""
    codes, rates = zip(*((row.code, str(row.rate)) for row in snapshot.rows), strict=True)
    file.write_text(f"Date,{','.join(codes)},\n2025-05-14,{','.join(rates)},\n", encoding="utf-8")
    return CurrencyConverter(str(file), ref_currency=snapshot.base, decimal=True)


# Parsing


# A round

QUICK, SLOW = 0.2, 1.0
"""Seconds after which twenty-nine providers answer, and the last one."""


def rounds(folder: Path, repetitions: int) -> Part:
    """A round over thirty providers, of which one is slow, with connections that are new each time."""
    settings = Settings(store=f"disk://{folder / 'rounds'}", sources=("ecb",), currencies=("INR",))
    seconds = []
    with late(QUICK) as quick, late(SLOW) as slow:
        urls = [slow, *[quick] * (PROVIDERS - 1)]
        sources = tuple(
            Source(f"bank_{number}", Bank(currencies=("INR",)), url) for number, url in enumerate(urls)
        )
        for _ in range(repetitions):
            refresher = Refresher(settings, open_store(settings.store))
            refresher.sources = sources
            started = time.perf_counter()
            done = refresher.round(DAY, everyone=True)
            seconds.append(time.perf_counter() - started)
            refresher.close()
            if not done.published or any(outcome.reason for outcome in done.outcomes):
                raise SystemExit(f"the round failed: {done.failures()}")
    most = min(SLOW + ROUND_EXTRA_SECONDS, SLOW * ROUND_TIMES)
    beside = f"the slowest answers after {SLOW:g} s, the sum is {SLOW + QUICK * (PROVIDERS - 1):g} s"
    return Part([], [Figure(f"a round over {PROVIDERS} providers", median(seconds), most, "s", beside)])


# All of it


def measure(repetitions: int, requests: int, calls: int) -> list[Part]:
    """Measure everything, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = Service(folder)
        return [
            first_answer(service, repetitions),
            imports(repetitions),
            worker(service, requests, folder),
            conversions(folder, repetitions, calls),
            parsing(5 * repetitions),
            rounds(folder, repetitions),
        ]


def report(parts: Sequence[Part], factor: float, how: str) -> list[str]:
    """The lines of the report; ``how`` says what the figures are, such as medians."""
    lines = [f"{machine()}: {how}."]
    for part in parts:
        if part.rows:
            lines += ["", *_markdown(part.rows)]
    return [*lines, "", *(figure.line(factor) for part in parts for figure in part.figures)]


def finish(parts: Sequence[Part], factor: float, how: str, page: Path | None, name: str) -> int:
    """Print the report, put it between the markers of a name in a page, if any, and return 1 where a limit is broken."""
    lines = report(parts, factor, how)
    print("\n".join(lines))
    if page is not None:
        write(page, name, lines)
    return 0 if all(figure.holds(factor) for part in parts for figure in part.figures) else 1


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.library", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="of each figure (default: 5)")
    parser.add_argument("--requests", type=int, default=200_000, help="to the worker (default: 200000)")
    parser.add_argument(
        "--calls", type=int, default=20_000, help="of convert in a repetition (default: 20000)"
    )
    parser.add_argument("--factor", type=float, default=1.0, help="multiplies every limit (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    parts = measure(asked.repetitions, asked.requests, asked.calls)
    return finish(parts, asked.factor, f"medians of {asked.repetitions} repetitions", asked.write, NAME)


if __name__ == "__main__":
    sys.exit(main())
