"""What further adapters cost a process that asks nobody: start and memory with few and with many installed, in one run.

    python -m benchmarks.adapters
    python -m benchmarks.adapters --few 18 --many 140    # copies stand for those that there are not

Each figure with many is beside the one with few, the least of interleaved repetitions. Ends with 1 where memory, or the
number of calls of functions, grows by more than a twentieth; time is printed beside, for it varies by more than that.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.entry_points import registered
from benchmarks.figures import Figure, Part
from benchmarks.library import Service, finish
from fxwidget.provider.facts_table import FILE, package_folder
from fxwidget.provider.registry import installed

__all__ = ["main"]

NAME = "adapters"
GROWTH = 1.05
"""How many times the memory, or the calls of functions, that many adapters may cost."""
COPIES = "fxwidget_copied_providers"
MEGABYTE = 1_000_000

BEFORE = """
import atexit, cProfile, json, os, runpy, sys, time
from pathlib import Path
profile = cProfile.Profile()
def end():
    profile.disable()
    calls = sum(each.callcount for each in profile.getstats())
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    Path(os.environ["COST"]).write_text(json.dumps([time.process_time(), int(peak), calls]))
atexit.register(end)
if os.environ["COUNTED"]:
    profile.enable()
"""
"""Writes at its end the seconds of a processor, the most memory, in KiB, and the counted calls of the process itself."""

COMMAND = "runpy.run_module('fxwidget', run_name='__main__', alter_sys=True)"
WORKER = """
import fxwidget.cli, fxwidget.config.settings, granian
from fxwidget.provider.registry import installed
from fxwidget.web import create_app
app = create_app(fxwidget.config.settings.load(Path(sys.argv[1])))
app.extensions["fxwidget"].watch()
for path in ("/widget", "/v1/currencies", "/v1/sources"):
    assert app.test_client().get(path).status_code == 200
assert len(installed()) == int(os.environ["ADAPTERS"])
"""


@dataclass(frozen=True)
class Cost:
    """What a process came to: seconds of a processor, its largest memory in bytes, and its calls, if they were counted."""

    seconds: float
    memory: int
    calls: int = 0


def entry_points(count: int, folder: Path) -> Mapping[str, str]:
    """The entry points of so many adapters: those that there are, then copies of them in a package of their own."""
    real = {name: point.value for name, point in sorted(installed().items())}
    copies = max(0, count - len(real))
    package = folder / COPIES
    package.mkdir()
    (package / "__init__.py").touch()
    rows, found = {}, dict(list(real.items())[:count])
    for number in range(copies):
        name = list(real)[number % len(real)]
        module, _, attribute = real[name].partition(":")
        copied = f"{name}_{number}"
        origin = package_folder(module.partition(".")[0])
        assert origin is not None
        text = (origin / f"{module.rpartition('.')[2]}.py").read_text(encoding="utf-8")
        (package / f"{copied}.py").write_text(text, encoding="utf-8")
        found[copied] = f"{COPIES}.{copied}:{attribute}"
        rows[found[copied]] = json.loads((origin / FILE).read_text(encoding="utf-8"))[real[name]]
    (package / FILE).write_text(json.dumps(rows), encoding="utf-8")
    return found


def environment(count: int, folder: Path) -> Mapping[str, str]:
    """The environment of a process for which so many adapters are installed: our distribution with these entry points."""
    folder.mkdir()
    registered(entry_points(count, folder), folder)
    path = os.pathsep.join([str(folder), *filter(None, sys.path)])
    plain = {name: value for name, value in os.environ.items() if not name.upper().startswith("FXWIDGET_")}
    return {**plain, "PYTHONPATH": path, "ADAPTERS": str(count), "COST": str(folder / "cost")}


def cost(program: str, arguments: Sequence[str], env: Mapping[str, str], *, counted: bool = False) -> Cost:
    """Run a program to its end. Counting its calls takes it several times as long."""
    command = [sys.executable, "-P", "-c", BEFORE + program, *arguments]
    done = subprocess.run(
        command, env={**env, "COUNTED": "yes" * counted}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{program} ended with {done.returncode}: {done.stderr}")
    seconds, peak, calls = json.loads(Path(env["COST"]).read_text(encoding="utf-8"))
    return Cost(seconds, peak * 1024, calls)


def measure(few: int, many: int, repetitions: int) -> Part:
    """Both counts, by turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = Service(folder)
        places = {count: environment(count, folder / f"with-{count}") for count in (few, many)}
        config = ["--config", str(service.config)]
        commands = {
            "import fxwidget": ("import fxwidget", []),
            "fxwidget --help": (COMMAND, ["--help"]),
            "fxwidget show": (COMMAND, [*config, "show"]),
            "a web worker and its first pages": (WORKER, [str(service.config)]),
        }
        taken: dict[tuple[str, int], list[Cost]] = {
            (what, count): [] for what in commands for count in places
        }
        for repetition in range(-1, 1 + repetitions):
            for what, (program, arguments) in commands.items():
                for count, env in places.items():
                    found = cost(program, arguments, env, counted=not repetition)
                    if repetition >= 0:  # the first one only warms the disk
                        taken[what, count].append(found)
    return compared(few, many, taken)


def compared(few: int, many: int, taken: Mapping[tuple[str, int], Sequence[Cost]]) -> Part:
    """What the processes took with few and with many adapters."""
    rows = [("process", "adapters", "calls", "ms of a processor", "MB")]
    figures = []
    for what in dict.fromkeys(what for what, _ in taken):
        best = {count: _least(taken[what, count]) for count in (few, many)}
        for count, it in best.items():
            memory = f"{it.memory / MEGABYTE:.1f}"
            rows.append((what, str(count), f"{it.calls:,}", f"{1000 * it.seconds:.1f}", memory))
        title, beside = f"{what}, with {many} adapters", f"a twentieth above {few} adapters"
        figures += [
            Figure(title, best[many].calls / 1000, GROWTH * best[few].calls / 1000, "thousand calls", beside),
            Figure(title, best[many].memory / MEGABYTE, GROWTH * best[few].memory / MEGABYTE, "MB", beside),
        ]
    return Part(rows, figures)


def _least(costs: Sequence[Cost]) -> Cost:
    """The first of them was counted, so that its time and memory are no measure."""
    counted, *others = costs
    return Cost(min(it.seconds for it in others), min(it.memory for it in others), counted.calls)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adapters", description=__doc__)
    parser.add_argument("--few", type=int, default=18, help="adapters of the one (default: 18)")
    parser.add_argument("--many", type=int, default=70, help="adapters of the other (default: 70)")
    parser.add_argument("--repetitions", type=int, default=9, help="of each figure (default: 9)")
    parser.add_argument("--factor", type=float, default=1.0, help="multiplies every limit (default: 1)")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="also put it between the markers of this page"
    )
    asked = parser.parse_args(arguments)
    part = measure(asked.few, asked.many, asked.repetitions)
    return finish([part], asked.factor, f"the least of {asked.repetitions} repetitions", asked.write, NAME)


if __name__ == "__main__":
    sys.exit(main())
