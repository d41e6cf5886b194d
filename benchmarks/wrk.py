"""Load from Debian's ``wrk``: its arguments, and the reading of its output."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from signal import SIGINT
from threading import Event, Thread

__all__ = ["Load", "Result", "beside", "run"]

MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}

PATHS = """\
local paths = {{ {paths} }}
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format("GET", paths[asked % #paths + 1])
end
"""

RANDOM = """\
math.randomseed(7)
request = function()
  return wrk.format("GET", "{path}?" .. {parameter} .. "=" .. math.random(1, 1e9))
end
"""


@dataclass(frozen=True)
class Load:
    """The load to be produced: connections, seconds and URLs.

    paths: in turn; with ``random`` the first, with a random parameter each time, or another value of ``parameter``.
    delay: milliseconds that each connection waits before it asks again.
    """

    paths: Sequence[str]
    headers: Mapping[str, str]
    connections: int = 32
    seconds: float = 1
    random: bool = False
    parameter: str = ""
    delay: int = 0


@dataclass(frozen=True)
class Result:
    """Answers a second, the median and the 99th percentile of their latency in ms, how many there were, and how many failed."""

    rate: float
    p50: float
    p99: float
    answers: int
    errors: int


@contextmanager
def beside(address: str, load: Load, folder: Path) -> Iterator[list[Result]]:
    """Run the load for as long as the block runs; its result is in the yielded list afterwards."""
    found: list[Result] = []
    process = _started(address, load, folder, "beside")
    try:
        yield found
    finally:
        output, _ = process.communicate()
    found.append(_read(output))


def run(address: str, load: Load, folder: Path) -> Result:
    """Run the load once."""
    output, _ = _started(address, load, folder, "run").communicate()
    return _read(output)


def _started(address: str, load: Load, folder: Path, name: str) -> subprocess.Popen[str]:
    """Start wrk; it counts whole seconds, and is interrupted after a part of one."""
    process = subprocess.Popen(_command(address, load, folder, name), stdout=subprocess.PIPE, text=True)
    if not float(load.seconds).is_integer():
        Thread(target=_cut_short, args=(process, load.seconds), daemon=True).start()
    return process


def _cut_short(process: subprocess.Popen[str], seconds: float) -> None:
    """Interrupt wrk so long after it has begun; it reports then as it does at its end.

    Until it catches the signal, which it does once its load runs, it would end without a report.
    """
    pause = Event()
    while process.poll() is None and not _catches(process.pid, SIGINT):
        pause.wait(0.005)
    pause.wait(seconds)
    if process.poll() is None:
        process.send_signal(SIGINT)


def _catches(pid: int, number: int) -> bool:
    """Whether a process has a handler of its own for a signal; False for one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (number - 1) & 1)


def _command(address: str, load: Load, folder: Path, name: str) -> list[str]:
    headers = [part for key, value in load.headers.items() for part in ("-H", f"{key}: {value}")]
    size = ["-t1", f"-c{load.connections}", f"-d{ceil(load.seconds)}s", "--timeout", "10s", "--latency"]
    command = ["wrk", *size, *headers]
    if len(load.paths) == 1 and not load.random and not load.delay:
        return [
            *command,
            address + load.paths[0],
        ]  # without a script wrk has time for more than nginx can give
    listed = ", ".join(f'"{path}"' for path in load.paths)
    name = f'"{load.parameter}"' if load.parameter else "math.random(1, 1e9)"
    text = RANDOM.format(path=load.paths[0], parameter=name) if load.random else PATHS.format(paths=listed)
    if load.delay:
        text += f"delay = function() return {load.delay} end\n"
    script = folder / f"{name}.lua"
    script.write_text(text, encoding="utf-8")
    return [*command, "-s", str(script), address]


def _read(output: str) -> Result:
    def latency(share: str) -> float:
        found = re.search(rf"{share}%\s+([\d.]+)(us|ms|s|m)\b", output)
        assert found is not None, output
        return float(found[1]) * MILLISECONDS[found[2]]

    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    answers = re.search(r"(\d+) requests in", output)
    assert rate is not None, output
    assert answers is not None, output
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    errors = (int(failed[1]) if failed else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Result(float(rate[1]), latency("50"), latency("99"), int(answers[1]), errors)
