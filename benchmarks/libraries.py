"""How quick the library is beside others that convert money: CurrencyConverter, forex-python and django-money.

    python -m benchmarks.libraries
    python -m benchmarks.libraries --before CHECKOUT     # and how long an earlier build takes to start

Each runs a program of its own in fresh processes, by turns, over the same rates: a snapshot's file, CurrencyConverter's file,
a database of SQLite, and for forex-python a server on the loopback address in place of the one that it would ask. Figures
are the least of the repetitions, as whatever else the machine does only adds to them. Ends with 1 where ours is not the
first and no reason is known for it, or a limit is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from fxwidget.domain.snapshot import Snapshot
from tests.support.loopback import Loopback, answer

from .before import Build
from .figures import Figure, Part
from .library import finish
from .table import table

__all__ = ["main"]

NAME = "libraries"
HERE = Path(__file__).parents[1]
CONVERSIONS = 10_000
ASKED = 200
"""Conversions of a library that asks its server for each: the figure of ten thousand is worked out from so many."""

FRAME = """
import sys, time
began = time.perf_counter()
{imports}
imported = time.perf_counter()
{prepare}
first = {convert}
answered = time.perf_counter()
for _ in range({times}):
    {convert}
ended = time.perf_counter()
with open("/proc/self/status", encoding="ascii") as status:
    memory = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print(imported - began, answered - began, (ended - answered) / {times}, memory / 1000, first)
"""
"""A program: what it prints are the seconds of the import, of it and the first rate, and of a conversion; MB; its result."""


@dataclass(frozen=True)
class Library:
    """One that is measured: the parts of its program, which finds its rates at ``sys.argv[1]``."""

    name: str
    imports: str
    prepare: str
    convert: str
    times: int = CONVERSIONS

    @property
    def program(self) -> str:
        return FRAME.format(
            imports=self.imports.strip(),
            prepare=self.prepare.strip(),
            convert=self.convert,
            times=self.times,
        )


OURS = Library(
    "fxwidget",
    "import fxwidget\nfrom decimal import Decimal",
    "rates, amount = fxwidget.load(sys.argv[1]), Decimal('1234.56')",
    "rates.convert(amount, 'BRL', 'INR')",
)
RIVALS = (
    Library(
        "CurrencyConverter",
        "from currency_converter import CurrencyConverter\nfrom decimal import Decimal",
        "rates = CurrencyConverter(sys.argv[1], ref_currency='USD', decimal=True)\namount = Decimal('1234.56')",
        "rates.convert(amount, 'BRL', 'INR')",
    ),
    Library(
        "forex-python",
        "from forex_python.converter import CurrencyRates\nfrom decimal import Decimal",
        """
class Stub(CurrencyRates):
    def _source_url(self):
        return sys.argv[1]
rates, amount = Stub(force_decimal=True), Decimal('1234.56')
""",
        "rates.convert('BRL', 'INR', amount)",
        ASKED,
    ),
    Library(
        "django-money",
        """
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["djmoney", "djmoney.contrib.exchange"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EXCHANGE_BACKEND="djmoney.contrib.exchange.backends.FixerBackend",
    BASE_CURRENCY="USD", USE_TZ=True,
)
django.setup()
from djmoney.contrib.exchange.models import convert_money
from djmoney.money import Money
""",
        "amount = Money('1234.56', 'BRL')",
        "convert_money(amount, 'INR')",
    ),
)

FILL = """
from decimal import Decimal
import json
from django.core.management import call_command
from djmoney.contrib.exchange.models import ExchangeBackend, Rate, get_default_backend_name
call_command("migrate", verbosity=0)
backend = ExchangeBackend.objects.create(name=get_default_backend_name(), base_currency="USD")
for code, rate in json.loads(sys.argv[2]).items():
    Rate.objects.create(currency=code, value=Decimal(rate), backend=backend)
"""
"""Follows django-money's imports, and stores the rates where its programs find them."""

KNOWN = {
    "first rate": "ours reads and checks sources, dates and freshness of every rate; theirs reads numbers alone",
    "ten thousand conversions": "ours rounds the exact product once; theirs divides, multiplies, and rounds each time",
    "memory": "ours has what reads and checks a snapshot; theirs reads a table of numbers",
}
"""Why a rival may be ahead in something."""

STARTS = {"import fxwidget": ("-c", "import fxwidget"), "fxwidget --help": ("-m", "fxwidget", "--help")}
SHARES = {"import fxwidget": 0.6, "fxwidget --help": 0.5}
"""The most that a start may take of what it took in the earlier build."""


@dataclass(frozen=True)
class Taken:
    """What a program took: seconds of the import, of it and the first rate, of ten thousand conversions; and megabytes."""

    imported: float
    first: float
    conversions: float
    megabytes: float

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of the report has them."""
        ms = (f"{1000 * seconds:,.1f}" for seconds in (self.imported, self.first, self.conversions))
        return (*ms, f"{self.megabytes:.1f}")


QUANTITIES = {
    "import": "imported",
    "first rate": "first",
    "ten thousand conversions": "conversions",
    "memory": "megabytes",
}


def run(library: Library, rates: str, folder: Path) -> Taken:
    """One run of a library's program."""
    printed = _python(library.program, rates, folder=folder)
    imported, first, conversion, megabytes = map(float, printed.split()[:4])
    return Taken(imported, first, CONVERSIONS * conversion, megabytes)


def _python(program: str, *arguments: str, folder: Path) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("FXWIDGET_", "DJANGO_"))
    }
    command = [sys.executable, "-P", "-c", program, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


def stored(snapshot: Snapshot, folder: Path, stack: ExitStack) -> Mapping[str, str]:
    """The rates as each library reads them, by its name: the path of a file, or the address of a server."""
    numbers = {row.code: str(row.rate) for row in snapshot.rows}
    file, table_file, database = folder / "rates.json", folder / "rates.csv", folder / "rates.sqlite3"
    file.write_text(snapshot.model_dump_json(), encoding="utf-8")
    table_file.write_text(
        f"Date,{','.join(numbers)},\n{snapshot.changed_at:%Y-%m-%d},{','.join(numbers.values())},\n",
        encoding="utf-8",
    )
    django_money = RIVALS[-1]
    _python(f"import sys\n{django_money.imports}\n{FILL}", str(database), json.dumps(numbers), folder=folder)
    cross = {"rates": {"INR": float(snapshot.convert(1, "BRL", "INR"))}}
    stub = stack.enter_context(
        Loopback(answer(200, json.dumps(cross).encode(), {"Content-Type": "application/json"}))
    )
    places = (str(file), str(table_file), stub.url("/"), str(database))
    return dict(zip((library.name for library in (OURS, *RIVALS)), places, strict=True))


def beside(repetitions: int) -> Part:
    """All libraries, by turns; the first turn only warms the disk."""
    taken: dict[str, list[Taken]] = {library.name: [] for library in (OURS, *RIVALS)}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        places = stored(table(datetime.now(UTC)), folder, stack)
        for repetition in range(1 + repetitions):
            for library in (OURS, *RIVALS):
                one = run(library, places[library.name], folder)
                if repetition:
                    taken[library.name].append(one)
    return compared({name: _least(every) for name, every in taken.items()})


def _least(taken: Sequence[Taken]) -> Taken:
    return Taken(*(min(getattr(one, each) for one in taken) for each in QUANTITIES.values()))


def compared(taken: Mapping[str, Taken]) -> Part:
    """The table of all, and of each quantity ours beside the best rival; without a limit where the reason is known."""
    head = ("library", "import, ms", "with the first rate, ms", "ten thousand conversions, ms", "memory, MB")
    figures = []
    for what, member in QUANTITIES.items():
        unit, factor = ("MB", 1) if what == "memory" else ("ms", 1000)
        ours = factor * getattr(taken[OURS.name], member)
        name = min((rival.name for rival in RIVALS), key=lambda name: getattr(taken[name], member))
        best = factor * getattr(taken[name], member)
        reason = KNOWN.get(what) if ours > best else None
        if reason is None:
            figures.append(Figure(what, ours, best, unit, name))
        else:
            figures.append(
                Figure(what, ours, ours, unit, f"{name} is ahead with {best:,.4g} {unit}: {reason}")
            )
    return Part([head, *((name, *one.cells) for name, one in taken.items())], figures)


def starts(before: Path | None, repetitions: int) -> Part:
    """How long the import and the help take, beside an earlier build where one is given."""
    builds = [Build("now", HERE), *([Build("before", before)] if before is not None else [])]
    with tempfile.TemporaryDirectory() as folder:
        for repetition in range(1 + repetitions):
            for build in builds:
                for what, arguments in {"nothing": ("-c", ""), **STARTS}.items():
                    began = perf_counter()
                    build.run(Path(folder), *arguments)
                    if repetition:
                        build.add(what, perf_counter() - began)
    rows = [("start", *(f"{build.name}, ms" for build in builds))]
    rows += [(what, *(f"{_milliseconds(build, what):.1f}" for build in builds)) for what in STARTS]
    now, *earlier = builds
    limits = [
        Figure(
            what, _milliseconds(now, what), share * _milliseconds(then, what), "ms", f"{share:g} times before"
        )
        for then in earlier
        for what, share in SHARES.items()
    ]
    return Part(rows, limits)


def _milliseconds(build: Build, what: str) -> float:
    """What a start takes over what the interpreter itself does."""
    return 1000 * (min(build.figures[what]) - min(build.figures["nothing"]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether ours is first, or why not is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.libraries", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=7, help="of each figure (default: 7)")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="of an earlier build of this project")
    parser.add_argument("--factor", type=float, default=1.0, help="multiplies every limit (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    before = None if asked.before is None else asked.before.resolve()
    parts = [beside(asked.repetitions), starts(before, asked.repetitions)]
    return finish(parts, asked.factor, f"the least of {asked.repetitions} repetitions", asked.write, NAME)


if __name__ == "__main__":
    sys.exit(main())
