"""A stranger's broken provider, installed beside ours: as real processes, ``fetch()`` and the service go on without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.loopback import Loopback, answer
from tests.support.processes import PATIENCE, environment, faked, fxwidget, get, running, until

pytestmark = pytest.mark.needs("processes")

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
FETCH = "import fxwidget; print(fxwidget.fetch(['RUB'])['RUB'].rate)"


def installed(folder: Path, source: str) -> None:
    """A distribution with one provider, as an installer leaves it: its module, and its metadata with the entry point."""
    (folder / "mars.py").write_text(source, encoding="utf-8")
    metadata = folder / "fxwidget_of_mars-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: fxwidget-of-mars\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[fxwidget.providers]\nmars = mars:Bank\n")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_provider_takes_nobody_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """It is named once, with its distribution and what is wrong; neighbours, ``fetch()``, page and doctor go on."""
    source, words = FAULTS[fault]
    packages, home = tmp_path / "packages", tmp_path / "home"
    packages.mkdir()
    home.mkdir()
    installed(packages, source)
    monkeypatch.setenv("PYTHONPATH", str(packages), prepend=":")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    warning = "provider mars of fxwidget-of-mars: "
    with Loopback(answer(200, TABLE)) as bank:
        (home / "fxwidget.toml").write_text(
            f'store = "disk://{home}/store"\nsources = ["mars", "bank_of_russia"]\n'
            f'[provider.bank_of_russia]\nurl = "{bank.url("")}"\n'
        )
        clock = faked(NOW)
        fetched = subprocess.run(
            [sys.executable, "-c", FETCH],
            cwd=home,
            env=environment(**clock),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (fetched.returncode, fetched.stdout) == (0, "75.5273\n"), fetched.stderr
        with running("serve", "--port", "0", cwd=home, env=clock) as it:
            until(lambda: get(f"{it.url}/readyz").status == 200, "rates")
            page, rates = get(f"{it.url}/widget"), json.loads(get(f"{it.url}/v1/rates").body)
            assert it.end() == 0
        doctor = fxwidget("doctor", "--offline", cwd=home, env=clock)
    assert (page.status, rates["rates"][0]["sources"][0]["id"]) == (200, "bank_of_russia")
    assert "75.5273" in page.text
    said = [line for line in it.err if warning in line]
    assert said
    assert all(words in line and "going on without it" in line for line in said)
    assert words in doctor.stdout
