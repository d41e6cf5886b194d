"""What other people's tests build on: made-up tables, a service that serves them, and fixtures of pytest."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine

import fxwidget
from fxwidget import Agreement, ConfigurationError, Freshness, ProviderUnavailable, UnknownCurrency, testing
from fxwidget.testing.fixtures import fxwidget_service, fxwidget_snapshot
from tests.support.processes import environment
from tests.support.snapshots import NOW

__all__ = ["fxwidget_service", "fxwidget_snapshot"]


# Snapshots


def test_a_made_up_snapshot() -> None:
    """Each number that is given is a row, exactly; the rest of the row is as a round makes it, and it can be read again."""
    made = testing.snapshot(NOW, INR="80.50", RUB=100, ZAR=None)
    assert [(row.code, row.rate) for row in made] == [
        ("INR", Decimal("80.50")),
        ("RUB", Decimal(100)),
        ("ZAR", None),
        ("USD", Decimal(1)),
    ]
    assert made.convert("200", "RUB", "INR") == Decimal(161)
    assert (made.checked_at, made["INR"].as_of, made["INR"].shown_source) == (NOW, NOW, "made_up")
    assert (made["INR"].agreement, made["ZAR"].freshness) == (Agreement.SINGLE_SOURCE, Freshness.WITHDRAWN)
    assert fxwidget.Snapshot.from_json(made.to_json()) == made
    assert "Made-up numbers" in made.to_text(NOW)


def test_it_ages_as_a_real_one() -> None:
    """A day later its numbers are late, then stale, then withdrawn: programs can be tested with old ones."""
    made = testing.snapshot(NOW)
    found = [made.aged(NOW + timedelta(days=days))["INR"].freshness for days in (0, 1, 3, 14)]
    assert found == [Freshness.FRESH, Freshness.LATE, Freshness.STALE, Freshness.WITHDRAWN]


def test_it_is_fresh_now() -> None:
    """Without an instant it is of the present, with the currencies of the default table."""
    with time_machine.travel(NOW, tick=False):
        made = testing.snapshot()
    assert (made.checked_at, [row.code for row in made.rows]) == (NOW, list(fxwidget.BRICS_PLUS))


@pytest.mark.parametrize(
    ("numbers", "error", "text"),
    [
        ({"XYZ": 1}, UnknownCurrency, "XYZ"),
        ({"INR": 80.5}, ConfigurationError, "a float is only near"),
        ({"INR": 0}, ConfigurationError, "pass a number above zero"),
        ({"INR": "NaN"}, ConfigurationError, "is not an amount"),
    ],
)
def test_wrong_numbers(numbers: dict[str, Any], error: type[Exception], text: str) -> None:
    """What no table could hold is refused as everywhere."""
    with pytest.raises(error, match=text):
        testing.snapshot(NOW, **numbers)


def test_an_instant_without_a_time_zone() -> None:
    """Nobody knows which instant it is, and the table is not made."""
    with pytest.raises(ConfigurationError, match="no time zone"):
        testing.snapshot(datetime(2025, 5, 14))  # noqa: DTZ001


# The service


def test_a_program_that_connects(fxwidget_service: testing.FakeService) -> None:
    """It asks by validators, follows what the test changes, and lives through an outage that the test makes."""
    service = fxwidget.connect(fxwidget_service.url)
    for minutes, expected in ((0, 80), (2, 80), (4, 90), (6, 90)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            if minutes == 4:
                fxwidget_service.snapshot = testing.snapshot(INR=90)
            fxwidget_service.status = 503 if minutes == 6 else 200
            assert service.snapshot()["INR"].rate == expected
    assert (fxwidget_service.requests, fxwidget_service.conditional) == (4, 1)


def test_a_program_that_loads(fxwidget_snapshot: fxwidget.Snapshot) -> None:
    """``load`` reads the rates; any other address has none; each service has an address of its own."""
    with testing.serve(fxwidget_snapshot) as one, testing.serve() as two:
        assert fxwidget.load(f"{one.url}/v1/rates") == fxwidget_snapshot
        with pytest.raises(fxwidget.SnapshotInvalid, match="HTTP 404"):
            fxwidget.load(one.url)
        one.status = 500
        with pytest.raises(ProviderUnavailable, match="HTTP 500"):
            fxwidget.load(f"{one.url}/v1/rates")
        assert one.url.rpartition("/")[2] != two.url.rpartition("/")[2]


@pytest.mark.needs("processes")
def test_the_fixtures_of_another_project(tmp_path: Path) -> None:
    """A project that names the plug-in in its ``conftest.py`` has the fixtures, in a pytest that knows nothing of ours."""
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["fxwidget.testing.fixtures"]\n')
    (tmp_path / "test_program.py").write_text(
        "import fxwidget\n\n\ndef test_it(fxwidget_service, fxwidget_snapshot):\n"
        "    found = fxwidget.connect(fxwidget_service.url).snapshot()\n"
        "    assert found['INR'].rate == fxwidget_snapshot['INR'].rate\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(
        command, check=False, cwd=tmp_path, capture_output=True, text=True, env=environment()
    )
    assert "1 passed" in done.stdout, done.stdout
