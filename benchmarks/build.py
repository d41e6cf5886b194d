"""What a scheduled job costs: ``fxwidget build`` over loopback upstreams, in a process, with the past of a year in its state.

    python -m benchmarks.build

Processor time is that of the process and all that it starts, from its first instruction on. Ends with 1 where one of
the limits is broken.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import Upstreams
from fxwidget.domain.close import Basis, DailyClose
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.store.state_file import StateFile
from fxwidget.store.state_past import PAST_KEPT

MOST_SECONDS = 4.0
MOST_BYTES = 8 * 2**20
TURNS = 3
"""The most runs, of which the least processor time counts: another process can only make it more."""

JOB = """
import sys
from pathlib import Path
from fxwidget.cli.building import built
from fxwidget.cli.choice import Choice
from fxwidget.demo.days import DAYS, at
config, site, state = map(Path, sys.argv[1:])
built(Choice(config, False).settings(), site, state, clock=lambda: at(DAYS[0]))
"""
"""The command's own work, at the hour of the replayed day: by the clock of today its rates would be stale."""


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds of processor time, files, and their bytes."""

    seconds: float
    files: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s of processor time, {self.files} files, {self.bytes:,} bytes"


def build(folder: Path, upstreams: Upstreams) -> Cost:
    """One run into an empty folder, with a close of every currency on each weekday of a year in its state."""
    config = folder / "fxwidget.toml"
    providers = "".join(f'[provider.{name}]\nurl = "{url}"\n' for name, url in upstreams.urls.items())
    settings = f'sources = {list(upstreams.urls)}\nurl = "https://me.example/rates"\n'
    config.write_text(settings + providers, encoding="utf-8")
    site = folder / "site"
    arguments = [str(config), str(site), str(folder / "state")]
    StateFile(folder / "state").note_run(at(DAYS[0]), at(DAYS[0]), past=_a_year())
    before = _children()
    subprocess.run([sys.executable, "-c", JOB, *arguments], check=True, capture_output=True)
    sizes = [each.stat().st_size for each in site.rglob("*") if each.is_file()]
    return Cost(_children() - before, len(sizes), sum(sizes))


def _a_year() -> list[DailyClose]:
    """Closes as a daily job has recorded them: each evening's on a basis of its own."""
    days = [DAYS[0] - timedelta(back) for back in range(PAST_KEPT.days, 0, -1)]
    return [
        DailyClose(code, day, Decimal(1000 + day.toordinal() * place % 97) / 10, _basis(day))
        for day in days
        if day.weekday() < 5
        for place, code in enumerate(BRICS_PLUS, 3)
    ]


def _basis(day: date) -> Basis:
    return Basis("currencyrate", Kind.MARKET, Agreement.AGREED, at(day), own=1, undisclosed=2)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured() -> Cost:
    """The least that a few runs took; no more are tried once one of them keeps within the limit."""
    found: list[Cost] = []
    with Upstreams() as upstreams:
        while len(found) < TURNS and all(cost.seconds > MOST_SECONDS for cost in found):
            with tempfile.TemporaryDirectory() as folder:
                found.append(build(Path(folder), upstreams))
    return min(found, key=lambda cost: cost.seconds)


def main() -> int:
    """Measure, print, and compare with the limits."""
    cost = measured()
    print(f"{cost}; at most {MOST_SECONDS:g} s and {MOST_BYTES:,} bytes")
    return int(cost.seconds > MOST_SECONDS or cost.bytes > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
