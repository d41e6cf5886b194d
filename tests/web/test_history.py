"""Past rates over HTTP: ranges as JSON, CSV and lines, and the present endpoints on a date."""

from __future__ import annotations

import csv
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.render import past_view
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close, weekdays
from tests.support.service import CACHE, Service, assert_problem
from tests.support.snapshots import snapshot

RUPEES = [f"85.{n}0" for n in range(10, 50)]
"""From 20 March 2025 to 14 May 2025, the day of the table."""


@pytest.fixture
def past(tmp_path: Path) -> SqliteHistory:
    """Forty days of the rupee to the day of the table, three of the euro, and the lev to its end."""
    history = SqliteHistory(tmp_path / "store", writable=True)
    history.add(weekdays("INR", "2025-03-20", RUPEES))
    history.add(
        close("EUR", f"2025-05-{at}", rate) for at, rate in (("09", "0.887"), ("12", "0.9"), ("13", "0.8950"))
    )
    history.add([close("HRK", "2022-12-29", "7.07"), close("HRK", "2022-12-30", "7.066")])
    history.add([close("CZK", "2025-05-10", "22.3")])
    return history


@pytest.fixture
def it(tmp_path: Path, past: SqliteHistory) -> Service:
    """A service with the table of 14 May 2025 and that past."""
    service = Service(tmp_path / "store", url="https://rates.example")
    service.publish(snapshot())
    return service


def read(service: Service, path: str) -> Any:
    """An answer's JSON, with its numbers as they are written."""
    got = service.get(path)
    assert got.status_code == 200, got.text
    return json.loads(got.data, parse_float=Decimal)


def closes(document: Any, code: str) -> list[tuple[str, Decimal]]:
    (found,) = (one for one in document["currencies"] if one["code"] == code)
    return [(each["day"], each["rate"]) for each in found["closes"]]


def test_a_range(it: Service) -> None:
    """Each close has its day, its exact digits and what stands behind it; days without one are absent."""
    document = read(it, "/v1/history?currencies=inr&from=2025-05-09&to=2025-05-12")
    assert [document[member] for member in ("base", "interval", "from", "to")] == [
        "USD", "day", "2025-05-09", "2025-05-12",
    ]  # fmt: skip
    assert closes(document, "INR") == [("2025-05-09", Decimal("85.460")), ("2025-05-12", Decimal("85.470"))]
    (rupee,) = document["currencies"]
    assert (rupee["name"], rupee["first_day"], rupee["ended_on"]) == ("Indian Rupee", "2025-03-20", None)
    assert rupee["closes"][0] == {
        "day": "2025-05-09",
        "rate": Decimal("85.460"),
        "as_of": "2025-05-09",
        "kind": "fixing",
        "derived": None,
        "agreement": "single_source",
        "groups": {"own": 1, "named": 0, "undisclosed": 0},
        "spread_bps": None,
        "sources": ["ecb"],
        "recorded_at": "2026-11-30T22:05:00Z",
        "backfilled": False,
        "revision": 0,
    }
    assert document["sources"][0]["attribution"] == "Source: ECB statistics"


def test_without_parameters_it_is_the_table_of_ninety_days(it: Service) -> None:
    """Every currency of the table that has a past, up to the newest close."""
    document = read(it, "/v1/history")
    assert (document["from"], document["to"]) == ("2025-02-13", "2025-05-14")
    assert [one["code"] for one in document["currencies"]] == ["INR"]
    assert len(closes(document, "INR")) == 40


def test_a_usual_range_ends_today(it: Service, past: SqliteHistory) -> None:
    """Where a clock ahead of this one stored closes of days to come, a range that names no day goes to the last one before."""
    past.add([close("INR", "2025-05-16", "86"), close("EUR", "2025-05-15", "0.9")])
    it.board.look()
    for query in ("currencies=INR", "", "currencies=USD&base=EUR"):
        document = read(it, f"/v1/history?{query}")
        assert document["to"] <= "2025-05-14"
        assert all(row["closes"][-1]["day"] == document["to"] for row in document["currencies"])


def test_a_cross(it: Service) -> None:
    """Against another base a close is there where both have one of that day; the dollar is its inverse."""
    document = read(it, "/v1/history?currencies=INR,USD&base=EUR&from=2025-05-08&to=2025-05-14")
    assert [day for day, _ in closes(document, "INR")] == ["2025-05-09", "2025-05-12", "2025-05-13"]
    assert closes(document, "USD")[1] == ("2025-05-12", Decimal("1.11111111111"))


def test_weeks_and_months_are_whole(it: Service) -> None:
    """A range that begins amid a week begins with its Monday, so that a week is the same whoever asks."""
    document = read(it, "/v1/history?currencies=INR&interval=week&from=2025-05-08&to=2025-05-09")
    assert (document["from"], document["to"]) == ("2025-05-05", "2025-05-11")
    (bar,) = document["currencies"][0]["bars"]
    numbers = {name: bar.pop(name) for name in ("open", "high", "low", "close")}
    assert numbers == {
        "open": Decimal("85.420"), "high": Decimal("85.460"), "low": Decimal("85.420"), "close": Decimal("85.460"),
    }  # fmt: skip
    assert bar == {
        "period": "2025-W19", "first_day": "2025-05-05", "last_day": "2025-05-09", "closes": 5, "kind": "fixing",
        "agreement": "single_source", "sources": ["ecb"],
    }  # fmt: skip


def test_the_csv_is_for_people(it: Service) -> None:
    """Never three decimals, which some spreadsheets take for thousands, and as many in each row; a comma where asked."""
    got = it.get("/v1/history.csv?currencies=EUR&from=2025-05-09&to=2025-05-13")
    assert got.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(got.text)))
    assert [(row["day"], row["code"], row["base"], row["rate"]) for row in rows] == [
        ("2025-05-09", "EUR", "USD", "0.8870"),
        ("2025-05-12", "EUR", "USD", "0.9000"),
        ("2025-05-13", "EUR", "USD", "0.8950"),
    ]
    comma = it.get("/v1/history.csv?currencies=EUR&from=2025-05-09&interval=month&decimal=comma").text
    assert comma.splitlines()[1].startswith(
        "2025-05;EUR;USD;0,8870;0,9000;0,8870;0,8950;2025-05-09;2025-05-13;3;"
    )


def test_lines_have_no_limit(it: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much for one document is told how to be asked for, and comes as a line for each close."""
    monkeypatch.setattr(past_view, "MOST_CLOSES", 20)
    problem = assert_problem(
        it.get("/v1/history?currencies=INR&from=0001-01-01"), 422, "Unprocessable Content"
    )
    assert "/v1/history.ndjson" in problem["detail"]
    assert "about 41 closes" in problem["detail"]
    got = it.get("/v1/history.ndjson?currencies=INR,EUR&from=0001-01-01", Accept_Encoding="gzip")
    assert (got.headers["Content-Type"], got.headers["Content-Encoding"]) == ("application/x-ndjson", "gzip")
    lines = [json.loads(line, parse_float=Decimal) for line in gzip.decompress(got.data).splitlines()]
    assert len(lines) == 43
    assert (lines[0]["code"], lines[0]["base"], lines[0]["day"]) == ("INR", "USD", "2025-03-20")
    assert it.get("/v1/history.ndjson?currencies=INR").text.count("\n") == 40
    assert it.edge.cached().urls == ()
    again = it.get(
        "/v1/history.ndjson?currencies=INR,EUR&from=0001-01-01",
        Accept_Encoding="gzip",
        If_None_Match=got.headers["ETag"],
    )
    assert (again.status_code, again.data) == (304, b"")


def test_lines_come_as_they_are_read(it: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first lines are given before the next currency is read, so the longest range takes no more than one of its currencies."""
    read, closes_of = [], SqliteHistory.closes

    def noted(self: SqliteHistory, code: str, *span: Any, **more: Any) -> Any:
        read.append(code)
        return closes_of(self, code, *span, **more)

    monkeypatch.setattr(SqliteHistory, "closes", noted)
    got = it.client.get("/v1/history.ndjson?currencies=INR,EUR,HRK&from=0001-01-01&to=2022-12-31")
    assert got.status_code == 422  # HRK has some there, the others have none: said before anything is given
    read.clear()
    with it.client.get("/v1/history.ndjson?currencies=INR,EUR&from=0001-01-01", buffered=False) as streamed:
        parts = streamed.iter_encoded()
        assert next(parts).startswith(b'{"code":"INR"')
        assert read == ["INR"]
        assert b'"EUR"' in b"".join(parts)
        assert read == ["INR", "EUR"]


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("currencies=INX", 422, "did you mean INR"),
        (
            "currencies=HRK&from=2023-01-01&to=2023-02-01",
            422,
            "HRK ended with 2022, before 2023-01-01: use EUR",
        ),
        ("currencies=HRK&from=2023-01-01", 422, "HRK ended with 2022, before 2023-01-01: use EUR"),
        ("currencies=INR&base=INR", 422, "INR is the base itself"),
        ("currencies=INR&from=2024-01-01&to=2024-02-01", 422, "the past of INR begins on 2025-03-20"),
        ("currencies=PLN", 422, "no past of PLN is stored"),
        (
            "currencies=EUR,INR&base=CZK&from=2025-05-01&to=2025-05-14",
            422,
            "EUR against CZK has no close from 2025-05-01 to 2025-05-14; the last ones before are EUR of 2025-05-13",
        ),
        ("currencies=INR&from=2025-05-14&to=2025-05-01", 422, "the first day comes first"),
        ("currencies=INR&from=2025-05-01&to=2025-05-15", 422, "2025-05-15 is in the future"),
        ("currencies=INR&from=2025-05-16", 422, "2025-05-16 is in the future"),
        ("from=0001-01-01&to=9999-12-31", 422, "9999-12-31 is in the future"),
        ("from=2025-02-30", 422, "from='2025-02-30' can't be"),
        ("interval=year", 422, "day, week or month"),
        ("start=2025-01-01", 422, "it is called 'from'"),
        ("date=2025-01-01", 422, "/v1/rates?date="),
    ],
)
def test_what_can_not_be_answered(it: Service, query: str, status: int, says: str) -> None:
    """Each form says what is wrong and what would be right, before it gives anything."""
    for path in ("/v1/history", "/v1/history.csv", "/v1/history.ndjson"):
        assert says in assert_problem(it.get(f"{path}?{query}"), status, "Unprocessable Content")["detail"]


def test_a_code_that_ended(it: Service) -> None:
    """Its past is given to its last day, which is named, with what one pays in since."""
    (kuna,) = read(it, "/v1/history?currencies=HRK&from=2022-12-01")["currencies"]
    assert [each["day"] for each in kuna["closes"]] == ["2022-12-29", "2022-12-30"]
    assert (kuna["ended_on"], kuna["successor"]) == ("2022-12-31", "EUR")


def test_a_service_without_a_past(service: Service) -> None:
    """It says so, and when to come again, whatever is asked of it."""
    for path in (
        "/v1/history",
        "/v1/history.ndjson?currencies=INR",
        "/v1/rates?date=2025-05-13",
        "/v1/rates/INR?date=2025-05-13",
    ):
        problem = assert_problem(service.get(path), 503, "Service Unavailable")
        assert problem["detail"].startswith("there is no past yet: ")


def test_a_damaged_past_is_no_ones_fault(it: Service, past: SqliteHistory) -> None:
    """The present goes on; the reader learns nothing of folders."""
    past.close()
    past.file.write_bytes(b"x" * 5000)
    it.board.look()
    problem = assert_problem(it.get("/v1/history?currencies=INR&to=2025-05-13"), 503, "Service Unavailable")
    assert problem["detail"] == "Past rates can't be read now; the newest ones are at /v1/rates."
    assert it.get("/v1/rates").status_code == 200


def test_what_is_over_is_held(it: Service) -> None:
    """A copy of a range that is over is good for a day without asking; one that still grows is asked for again."""
    past, month = "/v1/history?currencies=INR", "interval=month"
    for path in (f"{past}&to=2025-05-09", f"{past}&to=2025-04-02&{month}", "/v1/rates?date=2025-05-09"):
        assert it.get(path).headers["Cache-Control"].endswith("immutable")
    for path in (
        past,
        "/v1/history.csv?to=2025-05-13",
        "/v1/rates?date=2025-05-14",
        f"{past}&to=2025-05-09&{month}",
    ):
        assert it.get(path).headers["Cache-Control"] == CACHE


def test_what_is_stored_later_is_given(it: Service, past: SqliteHistory) -> None:
    """A close that comes in amid a snapshot is in the next answer, of a worker's memory and of the edge too."""
    path = "/v1/history?currencies=INR&from=2025-05-13"
    first = it.get(path)
    assert it.get(path).headers["ETag"] == first.headers["ETag"]
    assert it.edge.cached().urls == (path,)
    past.add([close("INR", "2025-05-14", "85.9")])
    it.board.look()
    second = it.get(path, If_None_Match=first.headers["ETag"])
    assert second.status_code == 200
    assert json.loads(second.data)["currencies"][0]["closes"][-1]["revision"] == 1


# A date


def test_the_table_of_a_day(it: Service) -> None:
    """It has the shape of today's; a weekend has Friday's close, and says so on the row."""
    document = read(it, "/v1/rates?date=2025-05-11&currencies=INR")
    assert (document["date"], document["base"], document["freshness"]) == ("2025-05-11", "USD", "closed")
    rupee, dollar = document["rates"]
    assert (rupee["rate"], rupee["previous_close"], rupee["direction"]) == (
        Decimal("85.460"), Decimal("85.450"), "up",
    )  # fmt: skip
    assert (rupee["market_day"], rupee["freshness"]) == ("2025-05-09", "closed")
    assert rupee["notes"] == [{"code": "carried", "as_of": "2025-05-09"}]
    assert (dollar["code"], dollar["rate"]) == ("USD", 1)
    assert read(it, "/v1/rates/INR?date=2025-05-09")["rates"][0]["notes"] == []


def test_a_day_in_another_view(it: Service) -> None:
    """Base, amount and direction are those of the present table."""
    document = read(it, "/v1/rates?date=2025-05-14&base=EUR&currencies=INR&amount=10&inverse=true")
    rupee = document["rates"][0]
    assert (rupee["market_day"], rupee["kind"], rupee["derived"]) == ("2025-05-13", "cross", "cross USD")
    assert rupee["rate"] == Decimal("95.5083798883")
    assert rupee["price"] == Decimal("0.104702854469")


def test_a_conversion_of_a_day(it: Service) -> None:
    """The amount by both closes of one day, computed once; of currencies that the table lacks too."""
    document = read(it, "/v1/convert?date=2025-05-11&amount=100&from=EUR&to=INR")
    assert (document["date"], document["market_day"]) == ("2025-05-11", "2025-05-09")
    assert document["result"] == Decimal("9634.72378805")
    assert document["rate"] == Decimal("96.3472378805")
    assert document["notes"] == [{"code": "carried", "as_of": "2025-05-09"}]
    assert document["sources"][0]["id"] == "ecb"
    assert read(it, "/v1/convert?date=2025-05-12&amount=9&from=EUR&to=USD")["result"] == 10


def test_a_conversion_of_what_ended_since(it: Service) -> None:
    """A code that was in use on the day is as good as any; on a later day, or by today's rates, one is told what to use."""
    found = read(it, "/v1/convert?date=2022-12-31&amount=100&from=HRK&to=USD")
    assert (found["from"], found["market_day"]) == ("HRK", "2022-12-30")
    assert found["result"] == Decimal("14.1522785168")
    for query in ("date=2023-01-01&from=HRK&to=USD", "from=HRK&to=USD", "from=USD&to=HRK"):
        problem = assert_problem(it.get(f"/v1/convert?{query}"), 422, "Unprocessable Content")
        assert "HRK ended with 2022" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/rates?date=2025-05-15", 422, "2025-05-15 is in the future"),
        ("/v1/rates/INR?date=2025-03-19", 404, "the past of INR begins on 2025-03-20"),
        ("/v1/rates?date=2025-03-19", 422, "nothing is stored for 2025-03-19"),
        ("/v1/convert?date=2025-03-19&from=USD&to=INR", 422, "the past of INR begins on 2025-03-20"),
        ("/v1/convert?date=tomorrow&from=USD&to=INR", 422, "date='tomorrow' can't be"),
        ("/v1/rates?day=2025-05-09", 422, "it is called 'date'"),
    ],
)
def test_a_day_that_can_not_be(it: Service, path: str, status: int, says: str) -> None:
    """It is a problem, and never another day's rate."""
    got = it.get(path)
    assert (got.status_code, got.content_type) == (status, "application/problem+json")
    assert says in json.loads(got.data)["detail"]
