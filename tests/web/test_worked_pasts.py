"""Pasts that happened, as they are asked for over HTTP: floats, ends, and levels that nothing joins."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.domain.kinds import Kind
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close
from tests.support.service import Service
from tests.support.snapshots import rate, snapshot

# Per US dollar: the ECB's crosses of those days, and the dated files of currency_api for the market days before theirs.
CLOSES = {
    "RUB": {"2022-02-25": "82.5314728959", "2022-02-28": "103.120100009", "2022-03-01": "105"},
    "EGP": {"2024-03-04": "30.8965326", "2024-03-05": "30.92501774", "2024-03-08": "49.40385835"},
    "ETB": {"2024-07-26": "57.41", "2024-07-29": "74.7", "2024-07-30": "74.9"},
    "IRR": {"2025-12-30": "42060.4", "2025-12-31": "41963.40129044", "2026-01-16": "1064357.66285851"},
    "BGN": {"2025-12-30": "1.66351960534", "2025-12-31": "1.66451063830"},
}

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOWN = {"RUB": "78.9", "EGP": "48.2", "ETB": "155.1", "IRR": "1301000"}
"""The numbers of the table on that day."""


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service in the summer of 2026 that has all of them stored."""
    folder: Path = tmp_path_factory.mktemp("pasts") / "store"
    past = SqliteHistory(folder, writable=True)
    past.add(close(code, day, rate) for code, days in CLOSES.items() for day, rate in days.items())
    past.close()
    ages = dict.fromkeys(("late_at", "stale_at", "withdraw_at"))
    today: Any = {"market_day": NOON.date(), "as_of": NOON, "kind": Kind.MARKET, **ages}
    service = Service(folder)
    service.publish(snapshot(*(rate(code, number, **today) for code, number in SHOWN.items())))
    service.clock.now = NOON
    return service


def asked(it: Service, path: str) -> Any:
    return json.loads(it.get(path).data, parse_float=Decimal)


def closes(it: Service, code: str, first: str, last: str) -> dict[str, Decimal]:
    (row,) = asked(it, f"/v1/history?currencies={code}&from={first}&to={last}")["currencies"]
    return {one["day"]: one["rate"] for one in row["closes"]}


def drawn(it: Service, code: str) -> tuple[dict[str, str], int]:
    """The months and last numbers of a currency's whole chart, and of how many pieces its line is."""
    page = it.get(f"/rate/{code}?range=all").text
    found = re.search(r'<path class="line" d="([^"]+)"', page)
    assert found
    rows = re.findall(r'<tr data-at="[\d ]+"><th scope="row">([^<]+)</th><td>([^<]+)</td>', page)
    return dict(reversed(rows)), found[1].count("M")


def exact(code: str, *days: str) -> dict[str, Decimal]:
    return {day: Decimal(CLOSES[code][day]) for day in days}


def test_the_rouble_of_2022(it: Service) -> None:
    """RUB, February to April: the fall of a quarter in one day is there, and what ends on 1 March is not carried on for long."""
    assert closes(it, "RUB", "2022-02-01", "2022-04-30") == exact("RUB", *CLOSES["RUB"])
    monday = asked(it, "/v1/rates/RUB?date=2022-02-28")["rates"][0]
    assert (monday["change_pct"], monday["previous_close"]) == (Decimal("24.95"), Decimal("82.5314728959"))
    (carried,) = asked(it, "/v1/rates/RUB?date=2022-03-15")["rates"]
    assert (carried["market_day"], carried["notes"][0]["code"]) == ("2022-03-01", "carried")
    assert (
        "the last ones before are RUB of 2022-03-01" in asked(it, "/v1/rates/RUB?date=2022-03-16")["detail"]
    )
    line = {"28 February 2022": "103.1201", "1 March 2022": "105", "1 June 2026": "78.9"}
    assert drawn(it, "RUB") == (line, 2)


def test_the_pound_of_march_2024(it: Service) -> None:
    """EGP: on the 6th, which has no close, the one before stands and says its day; the float is a step of one close."""
    assert closes(it, "EGP", "2024-03-01", "2024-03-10") == exact("EGP", *CLOSES["EGP"])
    found = asked(it, "/v1/convert?from=USD&to=EGP&amount=100&date=2024-03-06")
    assert (found["result"], found["market_day"]) == (Decimal("3092.501774"), "2024-03-05")
    assert drawn(it, "EGP") == ({"8 March 2024": "49.4039", "1 June 2026": "48.2"}, 2)


def test_the_birr_of_july_2024(it: Service) -> None:
    """ETB: the month has both levels, between which it lies."""
    path = "/v1/history?currencies=ETB&interval=month&from=2024-07-10&to=2024-07-20"
    (bar,) = asked(it, path)["currencies"][0]["bars"]
    assert [bar[name] for name in ("open", "high", "low", "close")] == [
        Decimal(number) for number in ("57.41", "74.9", "57.41", "74.9")
    ]
    assert drawn(it, "ETB") == ({"30 July 2024": "74.9", "1 June 2026": "155.1"}, 2)


def test_the_rial_has_two_levels(it: Service) -> None:
    """IRR, January 2026: no range joins them, and no day of the new one is answered from the old."""
    assert closes(it, "IRR", "2025-12-01", "2026-02-01") == exact("IRR", "2026-01-16")
    assert closes(it, "IRR", "2025-12-01", "2025-12-31") == exact("IRR", "2025-12-30", "2025-12-31")
    assert it.get("/v1/rates/IRR?date=2026-01-05").status_code == 404
    assert asked(it, "/v1/rates/IRR?date=2026-01-17")["rates"][0]["change"] is None
    assert drawn(it, "IRR") == ({"16 January 2026": "1,064,358", "1 June 2026": "1,301,000"}, 2)


def test_the_lev_ends(it: Service) -> None:
    """BGN: its last day is that of the year, and from then on one is told of the euro."""
    assert closes(it, "BGN", "2025-12-01", "2026-03-01") == exact("BGN", *CLOSES["BGN"])
    refused = asked(it, "/v1/history?currencies=BGN&from=2026-01-01&to=2026-03-01")
    assert (refused["status"], refused["detail"]) == (422, "BGN ended with 2025, before 2026-01-01: use EUR")
    assert asked(it, "/rate/BGN?range=all")["detail"] == "BGN ended with 2025: use EUR"
