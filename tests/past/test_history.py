"""``fxwidget.history``: a past out of a folder, a service, and the archives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from flask.testing import FlaskClient

import fxwidget
from fxwidget.cli import cli
from fxwidget.domain.close import CARRIED, DailyClose
from fxwidget.errors import ConfigurationError, FXWidgetError, RateNotFound, SnapshotInvalid, UnknownCurrency
from fxwidget.fetching.message import Response, Validators
from fxwidget.past import service
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import basis
from tests.support.service import Service
from tests.support.snapshots import NOW, snapshot

LAST = date(2025, 5, 13)
FEASTS = {date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 21)}
LEVELS = {
    "INR": "85.3395",
    "EUR": "0.8871",
    "IDR": "16250.4",
    "RUB": "79.84570",
    "KWD": "0.30712",
    "HRK": "7.066",
}


@pytest.fixture(scope="module")
def closes() -> dict[str, dict[date, DailyClose]]:
    """Two and a half years of six currencies with feasts of their own; the kuna to its end, the rouble with a hole."""
    draw, found = random.Random(17), {}
    for code, level in LEVELS.items():
        rate, own, series = Decimal(level), basis(source=draw.choice(["ecb", "bank_of_russia"])), {}
        for number in range(900):
            day = LAST - timedelta(days=899 - number)
            rate *= 1 + Decimal(draw.randrange(-90, 91)) / 10_000
            hole = code == "RUB" and date(2023, 6, 1) <= day < date(2023, 8, 1)
            gone = code == "HRK" and day > date(2022, 12, 30)
            if day.weekday() < 5 and day not in FEASTS and not hole and not gone and draw.random() > 0.02:
                digits = rate.quantize(Decimal(1).scaleb(-draw.choice([3, 4, 5])))
                series[day] = DailyClose(code, day, digits, own)
        found[code] = series
    return found


@pytest.fixture(scope="module")
def folder(closes: dict[str, dict[date, DailyClose]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds them."""
    where = tmp_path_factory.mktemp("past") / "store"
    past = SqliteHistory(where, writable=True)
    past.add(one for series in closes.values() for one in series.values())
    past.close()
    return where


@pytest.fixture
def client(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A service over them on 14 May 2025, which ``history`` reaches as https://rates.example."""
    it = Service(folder, url="https://rates.example")
    if it.store.load() is None:
        it.publish(snapshot())

    def ask(url: str, deadline: timedelta, statuses: Any) -> Response:
        got = it.client.get(url.removeprefix("https://rates.example"))
        assert got.status_code in statuses
        return Response(url, got.status_code, got.data, Validators())

    monkeypatch.setattr(service, "ask_service", ask)
    with time_machine.travel(NOW, tick=False):
        it.board.look()
        yield it.client


def expected(
    closes: dict[str, dict[date, DailyClose]], code: str, base: str, day: date
) -> tuple[date, Decimal] | None:
    """By hand: the newest day within two weeks on which both have a close, and the quotient there to 12 digits."""
    over, under = closes.get(code), closes.get(base)
    for back in range(CARRIED.days + 1):
        at = day - timedelta(days=back)
        if (over is None or at in over) and (under is None or at in under):
            if over is not None and under is None:
                return at, over[at].rate
            with localcontext() as context:
                context.prec = 12
                return at, (over[at].rate if over is not None else 1) / under[at].rate  # type: ignore[index]
    return None


def test_all_ways_of_asking_agree(
    closes: dict[str, dict[date, DailyClose]], folder: Path, client: FlaskClient
) -> None:
    """A day alone, in a range, as the last of a range, in the table, converted, over HTTP and from the folder is one number.

    It is that of the day or of the last one before it, which each of them says; where there is none, all are errors.
    """
    draw, answered = random.Random(2025), 0
    codes = [code for code in (*LEVELS, "USD") if code != "HRK"]
    for _ in range(40):
        code, base = draw.sample(codes, 2)
        day = LAST - timedelta(days=draw.randrange(880))
        wanted = expected(closes, code, base, day)
        asked = f"/v1/rates/{code}?date={day}&base={base}"
        got = client.get(asked)
        if wanted is None:
            assert got.status_code == 404, asked
            with pytest.raises(RateNotFound):
                fxwidget.history(code, day, day, base=base, store=folder)
            continue
        answered += 1
        table = fxwidget.Snapshot.from_json(got.data)[code]
        assert (table.market_day, table.rate) == wanted, asked
        assert [note.code for note in table.notes] == ["carried"] * (wanted[0] != day)
        converted = client.get(f"/v1/convert?date={day}&from={base}&to={code}").get_json()
        assert (converted["market_day"], Decimal(str(converted["result"]))) == (
            wanted[0].isoformat(),
            Decimal(str(float(wanted[1]))),
        )
        first = day - timedelta(days=draw.randrange(60))
        own = fxwidget.history(code, first, day, base=base, store=folder)
        distant = fxwidget.history(code, first, day, base=base, store="https://rates.example")
        assert own.closes == distant.closes
        for it in (own, distant):
            assert (it.on(day).day, it.on(day).rate) == wanted
            assert it.latest == it.on(day)
            assert it.convert(1, day) == wanted[1]
        ranged = client.get(f"/v1/history?currencies={code}&base={base}&from={first}&to={day}").get_json()
        assert [one["day"] for one in ranged["currencies"][0]["closes"]] == [str(one.day) for one in own]
    assert answered > 30


# What can not be


@pytest.mark.parametrize("store", ["folder", "service"])
@pytest.mark.parametrize(
    ("code", "base", "first", "last", "error", "why"),
    [
        (
            "INR",
            "USD",
            date(2022, 1, 3),
            date(2022, 2, 1),
            RateNotFound,
            "the past of INR begins on 2022-11-",
        ),
        (
            "RUB",
            "USD",
            date(2023, 7, 1),
            date(2023, 7, 20),
            RateNotFound,
            "the last ones before are RUB of 2023-05",
        ),
        ("HRK", "USD", date(2023, 1, 2), date(2023, 2, 1), RateNotFound, "HRK ended with 2022.*use EUR"),
        ("PLN", "USD", date(2025, 1, 2), date(2025, 2, 1), RateNotFound, "no past of PLN is stored"),
        ("INX", "USD", date(2025, 1, 2), date(2025, 2, 1), FXWidgetError, "did you mean INR"),
        ("INR", "inr", date(2025, 1, 2), date(2025, 2, 1), ConfigurationError, "INR is the base itself"),
        ("INR", "USD", date(2025, 1, 2), date(9999, 12, 31), ConfigurationError, "is in the future"),
        ("INR", "USD", date(2025, 1, 2), date(2025, 1, 1), ConfigurationError, "the first day comes first"),
    ],
)
def test_what_there_is_not_is_an_error(
    folder: Path,
    client: FlaskClient,
    store: str,
    code: str,
    base: str,
    first: date,
    last: date,
    error: type[FXWidgetError],
    why: str,
) -> None:
    """Out of a folder and from a service it has the same words, and never another day's closes."""
    where = folder if store == "folder" else "https://rates.example"
    with pytest.raises(error, match=why):
        fxwidget.history(code, first, last, base=base, store=where)


def test_wrong_arguments(folder: Path, tmp_path: Path) -> None:
    """Instants and texts are no days; a store is a folder, its URL, or a service."""
    with pytest.raises(ConfigurationError, match="is no day"):
        fxwidget.history("INR", datetime(2025, 1, 1, tzinfo=UTC), store=folder)
    with pytest.raises(ConfigurationError, match="is no day"):
        fxwidget.history("INR", "2025-01-01", store=folder)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="is not a store"):
        fxwidget.history("INR", store="ftp://rates.example")
    with pytest.raises(ConfigurationError, match="leave store out"):
        fxwidget.history("INR", store=folder, backfill=True)
    with pytest.raises(RateNotFound, match="no past of INR is stored"):
        fxwidget.history("INR", store=tmp_path)
    with pytest.raises(UnknownCurrency, match="did you mean INR"):
        fxwidget.history("INX", store=f"disk://{folder}")


def test_ninety_days_are_usual(folder: Path) -> None:
    """Without days it is the last ninety to today."""
    with time_machine.travel(NOW, tick=False):
        found = fxwidget.history("inr", store=f"disk://{folder}")
    assert (found.code, found.base, found.first, found.last) == (
        "INR",
        "USD",
        date(2025, 2, 13),
        date(2025, 5, 14),
    )
    assert 50 < len(found) < 65


def test_time_is_an_argument(folder: Path) -> None:
    """Today is the day of ``now`` in UTC, whatever zone that is written in, and nothing later may be asked for."""
    late = datetime(2025, 5, 9, 22, 30, tzinfo=timezone(timedelta(hours=-3)))  # 10 May in UTC
    found = fxwidget.history("INR", store=folder, now=late)
    assert (found.first, found.last) == (date(2025, 2, 9), date(2025, 5, 10))
    with pytest.raises(ConfigurationError, match="2025-05-11 is in the future"):
        fxwidget.history("INR", date(2025, 5, 1), date(2025, 5, 11), store=folder, now=late)
    with pytest.raises(ConfigurationError, match="no time zone"):
        fxwidget.history("INR", store=folder, now=late.replace(tzinfo=None))


def shown(*words: str) -> Any:
    """What ``fxwidget history`` does."""
    return CliRunner().invoke(cli, ["--config", "fxwidget.toml", "history", *words])


@pytest.mark.parametrize(
    "words",
    [
        ("INR", "RUB"),
        ("INR", "--base", "EUR", "--from", "2024-12-20", "--to", "2025-01-10"),
        ("HRK", "--to", "2022-12-30", "--days", "9"),
        ("KWD", "--interval", "month", "--days", "200"),
    ],
)
def test_the_command_shows_a_service_as_it_shows_a_folder(
    folder: Path, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Named, or followed by the settings, a service's past is that of its store, in every form."""
    monkeypatch.chdir(tmp_path)
    Path("fxwidget.toml").write_text(f'store = "https://rates.example/v1/rates?copy={tmp_path}/copy"\n')
    for form in (), ("--csv",), ("--json",):
        own = shown(*words, *form, "--store", str(folder))
        assert own.exit_code == 0, own.exception
        named = shown(*words, *form, "--store", "https://rates.example")
        assert (named.output, named.exception) == (own.output, None)
        assert shown(*words, *form).output == own.output


def test_a_scheme_has_letters_of_any_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a program, on the command line and among the settings ``HTTPS://`` is a service's address."""
    reason = Response("", 404, b'{"detail": "asked in vain"}', Validators())
    monkeypatch.setattr(service, "ask_service", lambda *_: reason)
    monkeypatch.chdir(tmp_path)
    Path("fxwidget.toml").write_text(f'store = "HTTPS://rates.example/v1/rates?copy={tmp_path}/copy"\n')
    with pytest.raises(RateNotFound, match="asked in vain"):
        fxwidget.history("INR", LAST, LAST, store="HTTPS://rates.example")
    for words in (), ("--store", "HTTPS://rates.example"):
        assert "asked in vain" in str(shown("INR", *words).exception)


def test_a_follower_has_a_past_of_its_own(
    folder: Path, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was backfilled into a follower's copy is shown; other currencies are those of the service, with its reasons."""
    monkeypatch.chdir(tmp_path)
    Path("fxwidget.toml").write_text(f'store = "https://rates.example/v1/rates?copy={tmp_path}/copy"\n')
    own = SqliteHistory(tmp_path / "copy", writable=True)
    own.add([DailyClose("INR", LAST, Decimal("1.5"), basis(source="nbp"))])
    own.close()
    assert "last 1.5 on 2025-05-13" in shown("INR").output
    assert "last 1.5 " not in shown("INR", "--base", "EUR").output
    assert "no past of PLN is stored" in str(shown("PLN").exception)
    assert "the past of RUB begins on 2022-11-" in str(shown("RUB", "--to", "2022-01-01").exception)


ROW = (
    b'{"code": "INR", "day": "2025-01-03", "rate": %s, "as_of": "2025-01-03", "kind": "fixing", "derived": null, '
    b'"agreement": "single_source", "groups": {"own": 1, "named": 0, "undisclosed": 0}, "spread_bps": null, '
    b'"sources": [%s], "recorded_at": "2025-01-03T22:05:00Z", "backfilled": false, "revision": 0}\n'
)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b'{"code": "INR"}\n',
        b"[1]\n",
        b'"x"\n',
        ROW % (b"85.7", b""),
        ROW % (b"0", b'"ecb"'),
        ROW % (b"NaN", b'"ecb"'),
    ],
)
def test_what_is_no_past_is_refused(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    """An address that serves something else is named, with what to name instead."""
    monkeypatch.setattr(service, "ask_service", lambda *_: Response("", 200, body, Validators()))
    with pytest.raises(SnapshotInvalid, match=r"rates\.example does not serve past rates"):
        fxwidget.history("INR", date(2025, 1, 2), date(2025, 2, 1), store="https://rates.example")


def test_archives_are_asked_into_the_cache(
    folder: Path, closes: dict[str, dict[date, DailyClose]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ``backfill`` the user's cache is filled for both currencies, and read."""
    from fxwidget.past import cached

    asked: list[Any] = []

    def fill(codes: Any, first: date, last: date, settings: Any) -> str:
        asked.append((codes, first, last))
        return str(folder)

    monkeypatch.setattr(cached, "backfilled", fill)
    days = date(2025, 1, 2), date(2025, 2, 1)
    found = fxwidget.history("INR", *days, base="EUR", backfill=True)
    assert asked == [(["INR", "EUR"], *days)]
    assert found.closes == fxwidget.history("INR", *days, base="EUR", store=folder).closes
