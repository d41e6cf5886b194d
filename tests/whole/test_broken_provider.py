"""Strangers' broken providers, installed beside ours: as real processes, ``fetch()`` and the service go on without them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.loopback import Loopback, answer
from tests.support.processes import PATIENCE, Got, environment, faked, fxwidget, get, running, until

pytestmark = [pytest.mark.needs("processes"), pytest.mark.xdist_group("broken provider")]

NOW = "2026-04-25 09:00:00"
TABLE = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()

MODULE = """
from datetime import time
from fxwidget import Daily, Dated, Kind, Provider, Terms

class Bank(Provider):
    title = "Bank of Mars"
    site = docs = terms_url = "https://mars.example/"
    terms = Terms.ALLOWED
    attribution = "Source: Bank of Mars"
    kind = Kind.FIXING
    lists = frozenset({"INR", "RUB", "USD"})
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="UTC", usual=time(14), latest=time(16), feasts="mars")
"""
FAULTS = {
    "wrong facts": (MODULE, "no calendar 'mars' of feasts"),
    "no zone": (
        MODULE.replace('"UTC"', '"Mars/Olympus"').replace(', feasts="mars"', ""),
        "no time zone 'Mars/Olympus'",
    ),
    "no kind": (MODULE.replace("    kind = Kind.FIXING\n", ""), "kind is missing"),
    "no import": ("import a_module_that_nobody_has", "No module named 'a_module_that_nobody_has'"),
    "no class": ("Bank = 7", "is not a subclass of fxwidget.Provider"),
}
NAMES = {fault: f"mars_{number}" for number, fault in enumerate(FAULTS, start=1)}
"""The provider with each fault: all are installed at once."""
FETCH = "import fxwidget; print(fxwidget.fetch(['RUB'])['RUB'].rate)"


@dataclass(frozen=True)
class Observed:
    """What ``fetch()``, the service and ``doctor`` showed with every broken provider installed."""

    fetched: subprocess.CompletedProcess[str]
    page: Got
    rates: Any
    log: Sequence[str]
    doctor: str


def installed(folder: Path, name: str, source: str) -> None:
    """A distribution with one provider, as an installer leaves it: its module, and its metadata with the entry point."""
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    metadata = folder / f"fxwidget_of_{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: fxwidget-of-{name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[fxwidget.providers]\n{name} = {name}:Bank\n")


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Observed:
    """One user's home beside the Bank of Russia's table; the broken ones are named in its settings."""
    packages, home = tmp_path_factory.mktemp("packages"), tmp_path_factory.mktemp("home")
    for name, (source, _) in FAULTS.items():
        installed(packages, NAMES[name], source)
    env = {"PYTHONPATH": os.pathsep.join(filter(None, (str(packages), os.environ.get("PYTHONPATH"))))}
    env |= {"XDG_CACHE_HOME": str(home / "cache"), **faked(NOW)}
    with Loopback(answer(200, TABLE)) as bank:
        (home / "fxwidget.toml").write_text(
            f'store = "disk://{home}/store"\nsources = {[*NAMES.values(), "bank_of_russia"]}\n'
            f'currencies = ["RUB"]\n[provider.bank_of_russia]\nurl = "{bank.url("")}"\n'
        )
        fetched = subprocess.run(
            [sys.executable, "-c", FETCH],
            cwd=home,
            env=environment(**env),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        with running("serve", "--port", "0", cwd=home, env=env) as it:
            until(lambda: get(f"{it.url}/readyz").status == 200, "rates")
            page, rates = get(f"{it.url}/widget"), json.loads(get(f"{it.url}/v1/rates").body)
            assert it.end() == 0
        doctor = fxwidget("doctor", "--offline", cwd=home, env=env)
    return Observed(fetched, page, rates, it.err, doctor.stdout)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_provider_takes_nobody_along(observed: Observed, fault: str) -> None:
    """It is named once, with its distribution and what is wrong; neighbours, ``fetch()``, page and doctor go on."""
    name, words = NAMES[fault], FAULTS[fault][1]
    assert (observed.fetched.returncode, observed.fetched.stdout) == (0, "75.5273\n"), observed.fetched.stderr
    assert (observed.page.status, observed.rates["rates"][0]["sources"][0]["id"]) == (200, "bank_of_russia")
    assert "75.5273" in observed.page.text
    lines = [line for line in observed.log if f"provider {name} of fxwidget-of-{name}: " in line]
    assert lines
    assert all(words in line and "going on without it" in line for line in lines)
    assert words in observed.doctor
