"""``docs/operations.md`` is a runbook: what stands in its blocks of ``sh`` is run, in an empty folder, to the alarm."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import PROVIDERS, Upstreams
from fxwidget.store.disk import DiskStore
from tests.support.processes import PATIENCE, environment, faked, get, until
from tests.support.prometheus import Prometheus, hastened
from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)

PORTS = ("8000", "9108", "9109", "9090")
"""The ports of the page; a test takes free ones in their places."""

FROZEN = "bank_of_russia"


class Shell:
    """One bash that is given block after block, and ends with a block that fails."""

    def __init__(self, process: subprocess.Popen[str], ports: dict[str, str]) -> None:
        self._process = process
        self._ports = ports
        self.output: list[str] = []
        assert process.stdout is not None
        self._reader = threading.Thread(target=self.output.extend, args=(process.stdout,), daemon=True)
        self._reader.start()

    def end(self) -> None:
        """End it and everything that it has started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):  # all of it has ended, as it should have by the second time
                os.killpg(self._process.pid, number)
            self._process.wait(timeout=PATIENCE)
            self._reader.join(timeout=PATIENCE)  # until the last of them has let go of the output
        self._process.stdin.close()
        self._process.stdout.close()

    def run(self, block: str) -> str:
        """Run one block to its end; what it printed."""
        assert self._process.stdin is not None
        before, mark = len(self.output), f"== {len(self.output)} done\n"
        self._process.stdin.write(f"{self.placed(block)}\nprintf '\\n{mark.strip()}\\n'\n")
        self._process.stdin.flush()

        def ended() -> bool:
            assert self._process.poll() is None, f"{block}\n{''.join(self.output[before:])}"
            return mark in self.output[before:]

        until(ended, block)
        return "".join(self.output[before : self.output.index(mark, before)])

    def placed(self, text: str) -> str:
        """A text with the ports of this run."""
        return re.sub(rf"\b(?:{'|'.join(self._ports)})\b", lambda found: self._ports[found[0]], text)


@contextmanager
def shell(folder: Path, env: dict[str, str], ports: dict[str, str]) -> Iterator[Shell]:
    """A shell in the checkout; with it ends everything that it has started."""
    process = subprocess.Popen(
        ["bash", "-e", "-o", "pipefail"],
        cwd=ROOT,
        env=environment(PREFIX=str(folder), **env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    it = Shell(process, ports)
    try:
        yield it
    finally:
        it.end()


PYTHON = f"""\
#!/bin/sh -e
[ "$1 $2" = "-m venv" ] || exec "{sys.executable}" "$@"
"{sys.executable}" -m venv --without-pip "$3"
echo "{sysconfig.get_path("purelib")}" > "$("$3/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/here.pth"
printf '#!/bin/sh\\nexec "%s/bin/python" -m pip "$@"\\n' "$3" > "$3/bin/pip"
chmod +x "$3/bin/pip"
"""
"""A ``python3`` whose virtual environments find pip, and what a release needs, where this test's Python has them.

Nothing is asked of the network, and no environment has a pip of its own: to install one takes five seconds.
"""


def python(folder: Path) -> Path:
    """A folder with that ``python3``, for the path of commands."""
    folder.mkdir()
    program = folder / "python3"
    program.write_text(PYTHON)
    program.chmod(0o755)
    return folder


@pytest.mark.needs("prometheus")
@pytest.mark.timeout(600)
def test_the_runbook(tmp_path: Path) -> None:
    """From nothing to the alarm of a frozen source, and on through an upgrade and a restore."""
    home, clock = tmp_path / "prefix", tmp_path / "clock"
    home.mkdir()
    ports = {port: str(free_port()) for port in PORTS}
    blocks = iter(BLOCKS)
    with (
        Upstreams(DAYS[0], {FROZEN: PROVIDERS[FROZEN]}) as frozen,
        Upstreams(DAYS[0], {name: it for name, it in PROVIDERS.items() if name != FROZEN}) as moving,
    ):
        urls = {**moving.urls, **frozen.urls}
        moved(clock, at(DAYS[0]))
        env = {**stepped(clock), "FXWIDGET_REFRESH": "4s", "FXWIDGET_SOURCES": ",".join(urls)}
        env["FXWIDGET_CURRENCIES"] = "INR,RUB"  # every other second's snapshot is drawn beforehand
        env |= {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_QUIET": "1"}
        env |= {
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PATH": f"{python(tmp_path / 'bin')}:{os.environ['PATH']}",
        }
        for name, url in urls.items():
            env[f"FXWIDGET_PROVIDER__{name.upper()}__URL"] = url
            env[f"FXWIDGET_PROVIDER__{name.upper()}__MIN_INTERVAL"] = "1s"
        with shell(home, env, ports) as it:
            # Install
            it.run(next(blocks))
            assert "fail" not in it.run(next(blocks))
            for name in ("prometheus.yml", "prometheus-rules.yml"):
                file = home / "etc/fxwidget" / name
                file.write_text(it.placed(hastened(file.read_text())))
            # Start
            it.run("export " + " ".join(f"{name}={value}" for name, value in stepped(clock).items()))
            output = it.run(next(blocks))
            assert "ready\n" in output
            assert '"status":"ok","reasons":[]' in output
            # Watch
            assert "SUCCESS" in it.run(next(blocks))
            watching = Prometheus(f"http://127.0.0.1:{ports['9090']}")
            until(lambda: set(watching.targets().values()) == {"up"}, "both targets")
            # See an alarm
            asked, disabled, enabled = next(blocks), next(blocks), next(blocks)
            assert "FxwidgetSourceFrozen" not in it.run(asked)
            moving.day = DAYS[-1]
            moved(clock, at(DAYS[-1]))
            # On a busy machine the others' fires too, until they are asked for the new day.
            until(lambda: frozen_sources(watching) == {FROZEN}, "the alarm of that source alone")
            assert re.search(rf'alertname="FxwidgetSourceFrozen".*provider="{FROZEN}"', it.run(asked))
            assert FROZEN in it.run(disabled)
            until(lambda: ("FxwidgetSourceFrozen", FROZEN) not in watching.firing(), "its end")
            it.run(enabled)
            until(lambda: ("FxwidgetSourceFrozen", FROZEN) in watching.firing(), "the alarm again")
            # Upgrade
            it.run("preload=$LD_PRELOAD; unset LD_PRELOAD")
            first = (home / "opt/fxwidget").resolve()
            it.run(next(blocks))
            it.run("export LD_PRELOAD=$preload")
            assert "fail" not in it.run(next(blocks))
            second = (home / "opt/fxwidget").resolve()
            assert second != first
            assert "ready\n" in it.run(next(blocks))
            it.run(next(blocks))
            assert (home / "opt/fxwidget").resolve() == first
            # Restore
            assert "ready\n" in it.run(next(blocks))
            store = DiskStore(home / "var/lib/fxwidget")
            saved = re.search(rb'"seq":(\d+)', (home / "var/backups/snapshot.json").read_bytes())
            assert saved is not None
            until(
                lambda: (again := store.load()) is not None and again.seq > int(saved[1]), "a round after it"
            )
            it.run(next(blocks))
            assert next(blocks, None) is None
        with pytest.raises(OSError, match="refused"):
            get(f"http://127.0.0.1:{ports['8000']}/livez")


def frozen_sources(watching: Prometheus) -> set[str]:
    """The sources whose alarm of a frozen source fires."""
    return {who for name, who in watching.firing() if name == "FxwidgetSourceFrozen"}


def stepped(clock: Path) -> dict[str, str]:
    """Environment of processes whose wall clock follows a file."""
    variables = faked(MOMENT)
    del variables["FAKETIME"]
    return {**variables, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1"}


MOMENT = f"{at(DAYS[0]):%Y-%m-%d %H:%M:%S}"


def moved(clock: Path, moment: datetime) -> None:
    """Set the clock of the processes that follow it; it runs on from there."""
    offset = (moment - datetime.now(UTC)).total_seconds()
    clock.write_text(f"{offset:+.0f}\n")


def test_what_is_not_run_is_for_root() -> None:
    """Every fenced block is either run, or one of commands for root on a server with systemd."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    others = [block for language, block in fences if language != "sh"]
    assert {language for language, _ in fences} == {"sh", "console"}
    assert all(line.startswith("# ") for block in others for line in block.splitlines())
