"""The probes: each says what it is asked, whatever state the service is in, and nobody keeps an answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import Settings
from fxwidget.domain.overrides import Command, Verb
from fxwidget.domain.snapshot import Agreement, Note
from fxwidget.ops.health import State, judge
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.snapshot_cache import Board
from tests.support.snapshots import CHANGED, CHECKED, NOW, SOURCES, rate, snapshot, without_number

LATE = CHANGED + timedelta(hours=2, minutes=30)
ALIVE, READY, NOT_READY = b"alive\n", b"ready\n", b"no rates yet\n"


class Service:
    """The application over a store, at an instant of a test's choice."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.folder = folder
        settings = Settings(store=f"disk://{folder}", sources=("currency_api", "ecb"))
        self.app = create_app(settings, clock=lambda: self.now, watch=False)
        self.board: Board = self.app.extensions["fxwidget"]

    def ask(self, path: str) -> tuple[int, bytes]:
        got = self.app.test_client().get(path)
        assert got.headers["Cache-Control"] == "no-store"
        assert "ETag" not in got.headers
        return got.status_code, got.data

    def health(self) -> tuple[int, Any]:
        status, body = self.ask("/healthz")
        return status, json.loads(body)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A service whose board looks when it is told to."""
    return Service(tmp_path / "store")


def fresh(it: Service) -> None:
    DiskStore(it.folder).publish(snapshot())
    it.board.look()


def late(it: Service) -> None:
    """Its rows are late, the refresher lives."""
    DiskStore(it.folder).publish(snapshot(valid_until=LATE + timedelta(hours=1)))
    it.board.look()
    it.now = LATE


def empty(it: Service) -> None:
    it.board.look()


def broken(it: Service) -> None:
    """A snapshot is in memory, and its files are torn."""
    fresh(it)
    for file in it.folder.glob("snapshot*.json"):
        file.write_bytes(b'{"fxwidget_snapshot": 1, "seq": 1, "sha256": "0"}\n{}')
    it.board.look()


def broken_from_the_start(it: Service) -> None:
    it.folder.write_text("a file")
    it.board.look()


STATES: dict[str, tuple[Callable[[Service], None], tuple[int, bytes], tuple[int, str]]] = {
    "fresh": (fresh, (200, READY), (200, "ok")),
    "late": (late, (200, READY), (200, "degraded")),
    "empty": (empty, (503, NOT_READY), (503, "failing")),
    "broken": (broken, (200, READY), (200, "degraded")),
    "broken from the start": (broken_from_the_start, (503, NOT_READY), (503, "failing")),
}


@pytest.mark.parametrize("name", STATES)
def test_every_probe_in_every_state(service: Service, name: str) -> None:
    """``/livez`` always, ``/readyz`` where there are rates, whatever their age; ``/healthz`` says how it does."""
    bring, ready, (status, word) = STATES[name]
    bring(service)
    assert service.ask("/livez") == (200, ALIVE)
    assert service.ask("/readyz") == ready
    got, document = service.health()
    assert (got, document["status"]) == (status, word)
    assert (document["reasons"] == []) is (word == "ok")
    assert (document["store"] is not None) is name.startswith("broken")


def test_livez_reads_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """``/livez`` looks neither at the store nor at the clock."""
    service.board.watch()

    def refuse(*_: object) -> datetime:
        raise AssertionError("it was looked at")

    monkeypatch.setattr(DiskStore, "version", refuse)
    monkeypatch.setattr(DiskStore, "load", refuse)
    monkeypatch.setattr(service.board, "clock", refuse)
    assert service.ask("/livez") == (200, ALIVE)


def test_every_source_and_currency(service: Service) -> None:
    """``/healthz`` has what each source did and asks next, each currency's times, and the orders in force."""
    info = SOURCES["ecb"].model_copy(
        update={
            "outcome": "unavailable",
            "reason": "ecb did not answer",
            "since": CHECKED,
            "asked_at": CHECKED,
            "next_at": CHECKED + timedelta(minutes=5),
        }
    )
    hold = Command(at=CHANGED, verb=Verb.HOLD, target="INR", reason="odd", until=NOW + timedelta(hours=1))
    over = Command(at=CHANGED, verb=Verb.HOLD, target="ZAR", until=CHECKED)
    held = rate("INR", agreement=Agreement.HELD, spread_bps=Decimal("7.5"))
    DiskStore(service.folder).publish(
        snapshot(held, codes=("INR", "ZAR"), sources=(info,), orders=(hold, over))
    )
    service.board.look()
    status, document = service.health()
    assert (status, document["status"]) == (200, "degraded")
    assert document["reasons"] == [
        "ecb: unavailable since 2025-05-14T06:05:00Z: ecb did not answer",
        "INR: held",
    ]
    assert document["sources"] == [
        {
            "id": "ecb",
            "outcome": "unavailable",
            "reason": "ecb did not answer",
            "since": "2025-05-14T06:05:00Z",
            "asked_at": "2025-05-14T06:05:00Z",
            "next_at": "2025-05-14T06:10:00Z",
        }
    ]
    assert [row["code"] for row in document["currencies"]] == ["INR", "ZAR"]
    assert document["currencies"][0] == {
        "code": "INR",
        "agreement": "held",
        "freshness": "fresh",
        "as_of": "2025-05-14T06:00:00Z",
        "market_day": "2025-05-14",
        "changed_at": "2025-05-14T06:00:00Z",
        "late_at": "2025-05-14T08:00:00Z",
        "stale_at": "2025-05-14T09:00:00Z",
        "withdraw_at": "2025-05-28T06:00:00Z",
        "spread_bps": 7.5,
        "source": "currencyrate",
    }
    assert [(order["verb"], order["target"]) for order in document["orders"]] == [("hold", "INR")]
    assert document["seq"] == snapshot().seq


def test_before_the_first_snapshot(service: Service) -> None:
    """Without any snapshot ``/healthz`` names the sources that are asked."""
    service.board.look()
    _, document = service.health()
    assert [source["id"] for source in document["sources"]] == ["currency_api", "ecb"]
    assert document["reasons"] == ["there are no rates yet"]


def test_a_table_that_is_not_renewed(service: Service) -> None:
    """A dead refresher is failing, from the instant to which its last snapshot was valid."""
    fresh(service)
    service.now = snapshot().valid_until - timedelta(seconds=1)
    assert service.health()[0] == 200
    service.now = snapshot().valid_until
    status, document = service.health()
    assert (status, document["status"]) == (503, "failing")
    assert document["reasons"][0].startswith(
        "the table was not renewed: it was valid until 2025-05-14T07:05:00Z"
    )


def test_a_broken_store_is_told_of_and_forgotten(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """The store's fault stands in ``/healthz`` in the words of the log, until the store is mended."""
    caplog.set_level(logging.CRITICAL)
    broken(service)
    _, document = service.health()
    (reason,) = document["reasons"]
    assert reason == f"the store can't be read: {document['store']}"
    assert "checksum" in reason
    DiskStore(service.folder).publish(snapshot(seq=snapshot().seq + 1))
    service.board.look()
    assert service.health()[1]["status"] == "ok"


UNASKED, DISABLED = (
    SOURCES["ecb"],
    SOURCES["ecb"].model_copy(update={"outcome": "disabled", "reason": "frozen"}),
)


def test_what_is_no_fault() -> None:
    """A source that was not asked yet or is disabled, and a closed market, are no reason."""
    weekend = datetime(2025, 5, 17, 12, tzinfo=UTC)
    closed = rate(
        "INR",
        as_of=date(2025, 5, 16),
        late_at=weekend + timedelta(days=2),
        stale_at=weekend + timedelta(days=3),
        closed=((weekend - timedelta(hours=12), weekend + timedelta(days=1)),),
    )
    table = snapshot(
        closed,
        codes=("INR",),
        sources=(UNASKED, DISABLED),
        checked_at=weekend,
        valid_until=weekend + timedelta(hours=1),
    )
    assert table.aged(weekend)["INR"].freshness == "closed"
    assert judge(table, None, weekend).state is State.OK


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (rate("INR", agreement=Agreement.DISPUTED), "INR: disputed"),
        (rate("INR", agreement=Agreement.PENDING, notes=(Note(code="new_level_pending"),)), "INR: pending"),
        (rate("INR", late_at=NOW), "INR: late, as of 2025-05-14T06:00:00Z"),
        (without_number("INR", agreement=Agreement.DISPUTED), "INR: disputed; no number"),
    ],
)
def test_what_is_said_of_a_rate(row: Any, reason: str) -> None:
    """A rate that is not as it should be is one reason."""
    health = judge(snapshot(row), None, NOW)
    assert (health.state, health.reasons) == (State.DEGRADED, (reason,))


def test_the_worst_comes_first() -> None:
    """Where more than half of the rates are stale the whole fails, and that is said first."""
    now = snapshot()["INR"].stale_at
    assert now is not None
    health = judge(snapshot(valid_until=now + timedelta(hours=1)), None, now)
    assert (health.state, health.reasons[0]) == (State.FAILING, "more than half of the rates are stale")
    assert len(health.reasons) == 1 + len(snapshot().rows)
