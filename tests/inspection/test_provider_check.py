"""``fxwidget providers check``: asks now, says how each provider does, and fails when one does."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget import Continuous, Dated
from fxwidget.config.settings import load
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import PROVIDERS, Document, Upstreams
from fxwidget.provider.calendar import missed
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store
from fxwidget_providers.bank_of_russia import BankOfRussia
from tests.support.house import utc
from tests.support.loopback import Loopback, answer
from tests.support.prefork import fxwidget
from tests.support.processes import faked

pytestmark = pytest.mark.needs("processes")

NOW = "2026-03-18 17:00:00"


def configure(home: Path, urls: dict[str, str]) -> None:
    """Write the settings of three providers at these addresses."""
    lines = [
        f'store = "disk://{home}/store"',
        f"sources = {list(urls)!r}",
        'currencies = ["AED", "INR", "RUB"]',
    ]
    for name, url in urls.items():
        lines += [f"[provider.{name}]", f'url = "{url}"']
    (home / "fxwidget.toml").write_text("\n".join(lines), encoding="utf-8")


def stored_round(home: Path) -> None:
    """A snapshot to measure distances from."""
    settings = load(home / "fxwidget.toml")
    refresher = Refresher(settings, open_store(settings.store))
    refresher.round(at(DAYS[-1]), everyone=True)
    refresher.close()


def test_three_that_are_well(tmp_path: Path) -> None:
    """Providers that answer are ``ok``, with their day, their rows and how far they are from what is shown; exit 0."""
    with Upstreams(DAYS[-1]) as upstreams:
        configure(tmp_path, upstreams.urls)
        stored_round(tmp_path)
        done = fxwidget("providers", "check", "--json", cwd=tmp_path, env=faked(NOW))
        table = fxwidget("providers", "check", cwd=tmp_path, env={**faked(NOW), "COLUMNS": "120"})
    assert (done.returncode, table.returncode) == (0, 0)
    found = {each["name"]: each for each in json.loads(done.stdout)}
    assert [(each["status"], each["rows"], each["missed"]) for each in found.values()] == [("ok", 3, 0)] * 3
    assert found["bank_of_russia"]["as_of"] == "2026-03-19"
    assert (found["currencyrate"]["farthest"], found["currencyrate"]["distance_bps"]) == ("AED", "0.0")
    assert Decimal(found["currency_api"]["distance_bps"]) > 50
    assert "2026-03-19" in table.stdout


def test_one_that_fails(tmp_path: Path) -> None:
    """A provider that answers garbage is named with what is wrong, the others are asked all the same; exit 1."""
    with Upstreams(DAYS[-1]) as upstreams, Loopback(answer(200, b"<!doctype html>")) as broken:
        configure(tmp_path, {**upstreams.urls, "bank_of_russia": broken.url("")})
        done = fxwidget("providers", "check", cwd=tmp_path, env={**faked(NOW), "COLUMNS": "120"})
        one = fxwidget("providers", "check", "currency_api", "--json", cwd=tmp_path, env=faked(NOW))
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("bank_of_russia")]
    assert "bank_of_russia sent something unexpected" in line
    assert done.stdout.count(" ok") == 2
    assert (one.returncode, [each["name"] for each in json.loads(one.stdout)]) == (0, ["currency_api"])


def test_what_is_refused_and_what_would_be_set_aside(tmp_path: Path) -> None:
    """Rows that screening refuses or sets aside are told with their reasons."""
    with Upstreams(DAYS[-1]) as upstreams:
        configure(tmp_path, upstreams.urls)
        stored_round(tmp_path)
        ((_, document),) = PROVIDERS["currencyrate"](DAYS[-1]).items()
        body = json.loads(document.body, parse_float=Decimal)
        body["data"][0]["rates"] |= {"INR": body["data"][0]["rates"]["INR"] * 10, "RUB": -1}
        odd = Document(document.media_type, json.dumps(body, default=float).encode())
        with Loopback(answer(200, odd.body)) as server:
            configure(tmp_path, {"currencyrate": server.url("")})
            done = fxwidget("providers", "check", "--json", cwd=tmp_path, env=faked(NOW))
    (found,) = json.loads(done.stdout)
    assert found["refused"] == {"RUB": "zero or negative"}
    assert found["aside"] == {"INR": "power_of_ten"}


def test_an_unknown_name(tmp_path: Path) -> None:
    """A name that is not installed is refused with those that are like it."""
    done = fxwidget("providers", "check", "cbr", cwd=tmp_path)
    assert done.returncode == 2
    assert "no provider 'cbr' is installed; near it are " in done.stderr


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-03-18 14:59", 0), ("2026-03-18 15:00", 1), ("2026-03-19 15:00", 2), ("2026-03-23 15:00", 4)],
)
def test_age_is_counted_in_missed_publications(now: str, expected: int) -> None:
    """A weekend adds nothing to the age of Tuesday's set, each latest hour of a working day adds one."""
    tuesday = utc("2026-03-17 12:30")
    assert missed(tuesday, tuesday.date(), Dated.VALID_FROM, BankOfRussia.calendar, utc(now)) == expected


def test_age_of_a_continuous_source() -> None:
    """Its publications are two of its own intervals of market time apart."""
    hourly = Continuous(interval=timedelta(hours=1))
    friday = utc("2026-03-20 21:00")
    for now, expected in (("2026-03-20 21:59", 0), ("2026-03-22 22:59", 0), ("2026-03-22 23:00", 1)):
        assert missed(friday, friday.date(), Dated.INSTANT, hourly, utc(now)) == expected
