"""Once installed, the demo needs no network: it runs where there is none but the loopback address."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from fxwidget.demo.days import DAYS
from tests.support.processes import PATIENCE, environment, until

pytestmark = pytest.mark.needs("root", "processes")

ALONE = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
"""Runs a program in a network of its own, in which nothing is up."""

UP = 'ip link set lo up && exec "$@"'
LOOK = """
import json, sys, urllib.error, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    with opener.open(sys.argv[1], timeout=10) as answer:
        print(json.dumps([answer.status, answer.read().decode()]))
except urllib.error.HTTPError as error:
    print(json.dumps([error.code, error.read().decode()]))
"""
OUTSIDE = """
import socket
for family, address in (socket.AF_INET, ("192.0.2.1", 443)), (socket.AF_INET6, ("2001:db8::1", 443)):
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        print(probe.connect_ex(address) != 0)
"""


class Island:
    """A process that runs where there is no network, and others beside it there."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.out: list[str] = []

    def run(self, program: str, *arguments: str) -> str:
        """What a Python program prints that runs in the same network."""
        enter = ["nsenter", "--target", str(self.process.pid), "--net"]
        if os.geteuid() != 0:
            enter += ["--user", "--preserve-credentials"]
        done = subprocess.run(
            [*enter, sys.executable, "-c", program, *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
            env=environment(),
        )
        return done.stdout

    def get(self, url: str) -> tuple[int, str]:
        """Status and body of a URL, asked in the same network."""
        status, body = json.loads(self.run(LOOK, url))
        return status, body

    def url(self) -> str:
        """The page that it announced."""
        return until(lambda: next((line for line in self.out if "http://" in line), None), "the page").strip()


@contextmanager
def island(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> Iterator[Island]:
    """Run a command where there is no network, until the block ends."""
    process = subprocess.Popen(
        [*ALONE, "sh", "-c", UP, "sh", *command],
        cwd=cwd,
        env=environment(PYTHONUNBUFFERED="1", **(env or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    it = Island(process)
    assert process.stdout is not None
    reader = threading.Thread(target=it.out.extend, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        yield it
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
        reader.join(timeout=PATIENCE)
        process.stdout.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Island]:
    """The demo on an island, started by an operator whose own settings stand in the environment."""
    own = {
        "FXWIDGET_STORE": f"disk://{tmp_path}/production",
        "FXWIDGET_BASE": "EUR",
        "FXWIDGET_CURRENCIES": "JPY",
        "FXWIDGET_SOURCES": "bank_of_russia",
        "FXWIDGET_PROVIDER__BANK_OF_RUSSIA__URL": "http://192.0.2.1",
    }
    (tmp_path / "fxwidget.toml").write_text('currencies = ["JPY"]\n', encoding="utf-8")
    with island([sys.executable, "-m", "fxwidget", "demo", "--port", "0"], tmp_path, own) as it:
        yield it


def test_the_demo_without_a_network(demo: Island, tmp_path: Path) -> None:
    """Without any network the demo's page comes up with all its rates, whatever the operator has set."""
    url = demo.url()
    assert demo.run(OUTSIDE).split() == ["True", "True"]
    status, page = demo.get(url)
    assert status == 200
    assert "Indian Rupee" in page
    status, body = demo.get(url.replace("/widget", "/v1/rates"))
    document = json.loads(body)
    assert status == 200
    assert document["base"] == "USD"
    assert document["replay"]["day"] in {day.isoformat() for day in DAYS}
    assert [
        row["code"] for row in document["rates"]
    ] == "AED BRL CNH EGP ETB IDR INR IRR RUB SAR ZAR USD".split()
    assert [row["code"] for row in document["rates"] if row["rate"] is None] == []
    assert {source["outcome"] for source in document["sources"]} <= {"answered", "unchanged"}
    assert not (tmp_path / "production").exists()


def test_the_demo_ends_when_told_to(demo: Island) -> None:
    """The demo ends with 0 at SIGTERM, and leaves nothing behind that still listens."""
    url = demo.url()
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(timeout=PATIENCE) == 0
    assert url.startswith("http://127.0.0.1:")
