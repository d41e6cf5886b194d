"""``fxwidget show`` on a machine without a network: what to do in one line, then each source on a line of its own."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.support.prefork import fxwidget
from tests.support.processes import faked
from tests.support.servers import free_port

pytestmark = pytest.mark.needs("processes")

SOURCES = ("bank_of_russia", "ecb", "nbp")
MOMENT = "2026-04-28 15:00:00"


def configure(home: Path, port: int) -> None:
    """Settings of sources that all stand at one address of this machine."""
    lines = [
        f'store = "disk://{home}/store"',
        f"sources = {[*SOURCES]}",
        'currencies = ["INR"]',
        'deadline = "2s"',
    ]
    for name in SOURCES:
        lines += [f"[provider.{name}]", f'url = "http://127.0.0.1:{port}"']
    (home / "fxwidget.toml").write_text("\n".join(lines), encoding="utf-8")


def test_without_a_network_each_source_has_a_line(tmp_path: Path) -> None:
    """What to do comes first; then who failed, by name, with host and port; no line is a paragraph."""
    port = free_port()
    configure(tmp_path, port)
    done = fxwidget("show", cwd=tmp_path, env=faked(MOMENT))
    first, *others = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert first == (
        "fxwidget: no source gave a rate: look at this machine's network; 'fxwidget doctor' says more"
    )
    refused = f"127.0.0.1:{port} could not be reached: [Errno 111] Connection refused"
    assert sorted(others) == [f"  {name}: {refused}" for name in SOURCES]


def test_an_address_that_never_answers_costs_the_deadline(tmp_path: Path) -> None:
    """Of a host that accepts and says nothing, it is said how long it was waited for."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        configure(tmp_path, silent.getsockname()[1])
        done = fxwidget("show", cwd=tmp_path, env=faked(MOMENT))
    assert done.returncode == 1
    assert done.stderr.count("127.0.0.1 did not finish within 2 s") == len(SOURCES)
    assert max(map(len, done.stderr.splitlines())) < 100
