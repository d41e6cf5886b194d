"""The words of the field: what a quote, a rate and a snapshot promise to whoever holds one."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import fxwidget
from fxwidget import (
    Agreement,
    ConfigurationError,
    Freshness,
    FXWidgetError,
    Note,
    ProviderUnavailable,
    Quote,
    Rate,
    RateNotFound,
    RateSource,
    RateStale,
    Role,
    SnapshotInvalid,
    UnknownCurrency,
)
from fxwidget.domain.codes import Exclusion, because, stored
from fxwidget.domain.snapshot import Replay, Snapshot
from fxwidget.store.disk import DiskStore
from tests.support.loopback import Loopback, answer, raw, silence
from tests.support.snapshots import CHANGED, CHECKED, NOW, rate, shown_by, snapshot, without_number

DAY = date(2025, 5, 14)
TWO_DAYS_BACK = timedelta(days=2)

numbers = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 1),
    st.integers(1, 10**28 - 1),
    st.integers(-300, 300),
)
"""Numbers of up to 28 digits, from far below a millionth of a billionth to far beyond any price."""


def literal(document: bytes, member: str) -> str:
    """The number literal of the first member of that name, as it stands in the JSON."""
    found = re.search(rb'"%s":([^,}\]]+)' % member.encode(), document)
    assert found is not None
    return found[1].decode()


# A quote


@pytest.mark.parametrize("text", ["1.10", "1.1", "0.00005430", "75", "1E-7", "5.39256E-05", "NaN"])
def test_a_quote_keeps_what_was_printed(text: str) -> None:
    """A published number keeps every digit that was printed, its zeros too, and even what is no number."""
    quote = Quote(base="USD", quote="INR", mid=Decimal(text), as_of=DAY)
    assert str(quote.mid) == str(Decimal(text))


@pytest.mark.parametrize("member", ["mid", "units"])
def test_a_quote_refuses_a_float(member: str) -> None:
    """A float has lost the published digits, so no quote is made of one."""
    given: dict[str, Any] = {"base": "USD", "quote": "INR", "mid": Decimal(85), "as_of": DAY, member: 85.3}
    with pytest.raises(ValidationError, match="a float has lost the published digits"):
        Quote(**given)


@pytest.mark.parametrize(
    "prices",
    [{}, {"bid": "1"}, {"ask": "1"}, {"mid": "1", "bid": "1", "ask": "1"}],
    ids=["none", "bid only", "ask only", "all three"],
)
def test_a_quote_has_one_price(prices: dict[str, Any]) -> None:
    """A quote has a mid, or a bid and an ask: nothing else."""
    with pytest.raises(ValidationError, match="USD/INR: a quote has a mid, or a bid and an ask"):
        Quote(base="USD", quote="INR", as_of=DAY, **prices)


def test_an_instant_is_kept_in_utc() -> None:
    """A stated instant is the same instant in UTC; a date stays a date; an instant without a zone is refused."""
    moscow = Quote(base="USD", quote="RUB", mid="80", as_of="2025-05-14T09:00:00+03:00")
    assert moscow.as_of == CHANGED
    assert Quote(base="USD", quote="RUB", mid="80", as_of="2025-05-14").as_of == DAY
    with pytest.raises(ValidationError, match="an instant needs its time zone"):
        Quote(base="USD", quote="RUB", mid=Decimal(80), as_of=datetime(2025, 5, 14, 9))  # noqa: DTZ001


# Frozen values


@pytest.mark.parametrize(
    ("value", "member"),
    [
        (Quote(base="USD", quote="INR", mid=Decimal(85), as_of=DAY), "mid"),
        (rate("INR"), "rate"),
        (rate("INR").sources[0], "role"),
        (snapshot(), "seq"),
    ],
    ids=["Quote", "Rate", "RateSource", "Snapshot"],
)
def test_values_are_frozen(value: Any, member: str) -> None:
    """Nobody who holds a value can change it under somebody else's eyes."""
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, member, getattr(value, member))


@pytest.mark.parametrize(
    "member", ["rate", "change", "change_pct", "previous_close", "spread_bps", "last_rate"]
)
def test_a_rate_refuses_a_float(member: str) -> None:
    """No member of a rate is ever a binary float."""
    with pytest.raises(ValidationError, match="a float has lost the published digits"):
        rate("INR").model_validate({**rate("INR").model_dump(), member: 85.3395})


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_a_rate_is_finite(text: str) -> None:
    """What is shown is a number, or None; never NaN or infinite."""
    with pytest.raises(ValidationError, match="finite"):
        Rate(code="INR", name="Indian Rupee", rate=Decimal(text), display="")


def test_equality_and_pickling() -> None:
    """Two snapshots of the same values are equal, differ with any digit, and survive pickling."""
    assert snapshot() == snapshot()
    assert snapshot(rate("INR", "85.3396")) != snapshot()
    for value in (snapshot(), rate("INR"), Quote(base="USD", quote="INR", mid=Decimal("1.10"), as_of=DAY)):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert again.model_dump_json() == value.model_dump_json()


# JSON


@given(number=numbers, close=numbers)
def test_the_json_is_exact_to_the_digit(number: Decimal, close: Decimal) -> None:
    """Numbers travel as literals of exactly their digits, without exponent, and come back as the same value."""
    note = Note(code="newer_unconfirmed", source="ecb", rate=close)
    row = rate(
        "INR",
        rate=number,
        previous_close=close,
        last_rate=number,
        change=close,
        notes=(note,),
        sources=shown_by("currencyrate", number),
    )
    before = snapshot(row, codes=("INR",))
    document = before.to_json()
    for member, value in (
        ("rate", number),
        ("previous_close", close),
        ("last_rate", number),
        ("change", close),
    ):
        assert literal(document, member) == f"{value:f}"
    after = Snapshot.from_json(document)
    assert after == before
    assert f"{after['INR'].rate:f}" == f"{number:f}"
    assert after.to_json() == document


def test_the_json_of_a_known_row() -> None:
    """The JSON of a row is the one that is documented, member by member, with its trailing zeros."""
    row = rate(
        "INR",
        "85.3390",
        previous_close=Decimal("84.9000"),
        change=Decimal("0.4390"),
        change_pct=Decimal("0.52"),
        notes=(Note(code="newer_unconfirmed", source="ecb", rate=Decimal("74.70")),),
    )
    document = snapshot(row, codes=("INR",)).to_json()
    assert document.decode().count("NaN") == 0
    text = document.decode()
    expected = (
        '{"code":"INR","name":"Indian Rupee","rate":85.3390,"display":"85.339","direction":"up","change":0.4390,'
        '"change_pct":0.52,"previous_close":84.9000,"as_of":"2025-05-14T06:00:00Z","market_day":"2025-05-14",'
        '"changed_at":"2025-05-14T06:00:00Z","switched_at":null,"freshness":"fresh",'
        '"late_at":"2025-05-14T08:00:00Z","stale_at":"2025-05-14T09:00:00Z","withdraw_at":"2025-05-28T06:00:00Z",'
        '"closed":[],"agreement":"single_source","groups":null,"kind":"market","derived":null,"spread_bps":null,'
        '"last_rate":null,"notes":[{"code":"newer_unconfirmed","source":"ecb","rate":74.70}],'
        '"sources":[{"id":"currencyrate","rate":85.3390,"as_of":"2025-05-14T06:00:00Z","role":"shown",'
        '"upstream":null,"reason":null,"reason_code":null,"reason_values":null}]}'
    )
    assert expected in text
    assert text.startswith(
        '{"base":"USD","seq":1747202700000,"freshness":"fresh","checked_at":"2025-05-14T06:05:00Z"'
    )


def test_all_members_come_back() -> None:
    """A snapshot with a replay, notes, closed spans, excluded sources and rows without number comes back the same."""
    spans = ((CHANGED, CHANGED + timedelta(hours=1)),)
    sources = (
        RateSource(id="ecb", rate=Decimal("85.10"), as_of=DAY, role=Role.SHOWN),
        RateSource(id="currencyrate", rate=None, as_of=None, role=Role.EXCLUDED, reason="stale"),
        RateSource(
            id="nbp",
            rate=None,
            as_of=None,
            role=Role.EXCLUDED,
            **stored(because(Exclusion.OTHER_KIND, kind="official")),
        ),
    )
    notes = (
        Note(code="operator_hold", reason="on the phone", until=CHECKED),
        Note(code="peg_broken", peg="3.75"),
    )
    table = snapshot(
        rate("INR", closed=spans, sources=sources, notes=notes),
        without_number("RUB", last_rate=Decimal("79.8457"), agreement=Agreement.HELD),
        replay=Replay(day=DAY, offset_seconds=86_400, step_seconds=4),
    )
    assert Snapshot.from_json(table.to_json()) == table


def test_members_of_a_newer_version_are_ignored() -> None:
    """Members may be added within ``/v1``: a reader passes over those that it does not know, at every level."""
    document = json.loads(snapshot().to_json(), parse_float=lambda text: f"#{text}#")
    document["trend"] = {"INR": [1, 2]}
    document["sources"][0]["colour"] = "blue"
    for row in document["rates"]:
        row["volatility"] = None
        for source in row["sources"]:
            source["weight"] = 3
    newer = re.sub(r'"#([^#]+)#"', r"\1", json.dumps(document))
    assert Snapshot.from_json(newer) == snapshot()


def _with(member: str, value: bytes) -> bytes:
    return re.sub(
        rb'"%s":[^,]+' % member.encode(), b'"%s":%s' % (member.encode(), value), snapshot().to_json(), count=1
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"<!doctype html><title>Maintenance</title>",
        snapshot().to_json()[:-1],
        b"\xff" + snapshot().to_json(),
        b"[" * 200_000,
        b'{"seq": ' + b"9" * 5_000 + b"}",
        _with("rate", b"NaN"),
        _with("rate", b"Infinity"),
        _with("rate", b'"many"'),
        _with("seq", b"null"),
        _with("valid_until", b'"2025-05-14T06:05:00"'),
        _with("valid_until", b'"2025-05-14"'),
        _with("agreement", b'"hopeful"'),
    ],
    ids=[
        "empty", "null", "list", "object", "html", "cut short", "not utf-8", "brackets", "digits", "NaN", "Infinity",
        "words", "no seq", "no zone", "no instant", "agreement",
    ],
)  # fmt: skip
def test_what_is_no_snapshot_is_refused(body: bytes) -> None:
    """Whatever is no such document is one error of the tree, and never a half-read table."""
    with pytest.raises(SnapshotInvalid, match="not a snapshot"):
        Snapshot.from_json(body)


# Looking up a row


def test_a_row_by_its_code() -> None:
    """A row is found by its code in any case."""
    assert snapshot()["INR"].rate == Decimal("85.3395")
    assert snapshot()["inr"] == snapshot()["INR"]
    assert snapshot()[" usd "].rate == 1
    assert [row.code for row in snapshot().rows] == "AED BRL CNH EGP ETB INR IRR RUB SAR ZAR".split()


@pytest.mark.parametrize(
    ("code", "error", "text"),
    [
        ("RUR", UnknownCurrency, "RUR ended with 1998: use RUB"),
        ("£$€", UnknownCurrency, r"'£\$€' is not a currency code; use an ISO 4217 code such as INR, or CNH"),
        (
            "JPY",
            RateNotFound,
            "JPY is not in this snapshot; it has AED, BRL, CNH, EGP, ETB, INR, IRR, RUB, SAR, ZAR, USD",
        ),
    ],
)
def test_a_row_that_is_not_there(code: str, error: type[FXWidgetError], text: str) -> None:
    """A wrong code is answered with near ones, a code that the table lacks with those that it has."""
    with pytest.raises(error, match=text):
        snapshot()[code]


# Ageing


AGES = [
    (CHANGED, Freshness.FRESH),
    (CHANGED + timedelta(minutes=30), Freshness.CLOSED),
    (CHANGED + timedelta(minutes=60), Freshness.FRESH),
    (CHANGED + timedelta(hours=2) - timedelta(microseconds=1), Freshness.FRESH),
    (CHANGED + timedelta(hours=2), Freshness.LATE),
    (CHANGED + timedelta(hours=3), Freshness.STALE),
    (CHANGED + timedelta(days=14) - timedelta(microseconds=1), Freshness.STALE),
    (CHANGED + timedelta(days=14), Freshness.WITHDRAWN),
]
CLOSED = ((CHANGED + timedelta(minutes=30), CHANGED + timedelta(minutes=60)),)


@pytest.mark.parametrize(("now", "expected"), AGES)
def test_a_rate_ages_by_its_own_deadlines(now: datetime, expected: Freshness) -> None:
    """Freshness is a function of the row and the instant; each deadline belongs to what begins with it."""
    row = rate("INR", closed=CLOSED)
    assert row.freshness_at(now) is expected
    assert row.aged(now).freshness is expected
    table = snapshot(row, codes=("INR",)).aged(now)
    assert (table["INR"].freshness, table.freshness) == (expected, expected)


def test_a_withdrawn_rate_has_no_number() -> None:
    """Once withdrawn a row shows no number; the last one and its dates stay readable, and nothing else changes."""
    row = rate("INR", previous_close=Decimal("84.9"), change=Decimal("0.4395"), change_pct=Decimal("0.52"))
    gone = row.aged(CHANGED + timedelta(days=14))
    assert (gone.rate, gone.display, gone.direction, gone.change, gone.change_pct) == (None,) * 5
    assert (gone.last_rate, gone.last_number) == (Decimal("85.3395"), Decimal("85.3395"))
    assert (gone.as_of, gone.market_day, gone.previous_close) == (CHANGED, DAY, Decimal("84.9"))
    assert gone.aged(CHANGED + timedelta(days=15)) == gone


def test_a_rate_that_is_never_withdrawn() -> None:
    """Where nothing is ever withdrawn, a number stays, stale."""
    row = rate("INR", withdraw_at=None).aged(CHANGED + timedelta(days=4000))
    assert (row.rate, row.freshness) == (Decimal("85.3395"), Freshness.STALE)


def test_the_base_never_ages() -> None:
    """One dollar is one dollar: the base's own line has no deadlines."""
    assert snapshot().aged(CHANGED + timedelta(days=4000))["USD"].freshness is Freshness.FRESH


def test_the_snapshots_freshness_is_its_worst_rows() -> None:
    """One row that aged ages the table."""
    early = rate("RUB", late_at=CHANGED + timedelta(minutes=1), stale_at=CHANGED + timedelta(minutes=2))
    assert snapshot(early).aged(CHANGED).freshness is Freshness.FRESH
    assert snapshot(early).aged(CHANGED + timedelta(minutes=1)).freshness is Freshness.LATE
    assert snapshot(early).aged(NOW).freshness is Freshness.STALE


def test_ageing_makes_no_new_rows_without_need() -> None:
    """A row that did not age is the same object."""
    row = rate("INR")
    assert row.aged(NOW) is row


# The snapshot's clock


def test_the_clock_is_the_wall_clock() -> None:
    """A snapshot lives by the wall clock, unless it replays recorded days."""
    assert snapshot().own_time(NOW) == NOW


def replayed() -> Snapshot:
    """The table of 14 May 2025, replayed two days later."""
    offset = int(TWO_DAYS_BACK.total_seconds())
    return snapshot(replay=Replay(day=DAY, offset_seconds=offset, step_seconds=4))


def test_a_replay_ages_by_its_own_clock() -> None:
    """In a replay every instant is the recorded day's; only ``next_turn`` is told in the wall clock's time."""
    table, wall = replayed(), NOW + TWO_DAYS_BACK
    assert table.own_time(wall) == NOW
    assert table.aged(wall).freshness is Freshness.FRESH
    assert table.expired(wall) is False
    assert table.expired(wall + timedelta(hours=1)) is True
    assert table.next_change_at(wall) == CHECKED + timedelta(hours=1) + TWO_DAYS_BACK
    assert table.convert(1, "USD", "INR", now=wall) == Decimal("85.3395")
    with pytest.raises(RateStale):
        table.convert(1, "USD", "INR", now=wall + timedelta(hours=4))


def test_expired_from_valid_until_on() -> None:
    """The proof that the refresher lives ends exactly at ``valid_until``."""
    until = snapshot().valid_until
    assert snapshot().expired(until - timedelta(microseconds=1)) is False
    assert snapshot().expired(until) is True


@pytest.mark.parametrize(("stale", "expected"), [(0, False), (5, False), (6, True), (10, True)])
def test_outdated_by_rows(stale: int, expected: bool) -> None:
    """A banner is due once more than half of the rows are stale; exactly half is not more."""
    codes = tuple(row.code for row in snapshot().rows)
    aged = [rate(code, late_at=CHANGED, stale_at=CHANGED) for code in codes[:stale]]
    assert snapshot(*aged).outdated(NOW) is expected


def test_outdated_by_its_refresher() -> None:
    """A banner is due where the refresher gives no proof of life, however fresh the rows are."""
    assert snapshot(valid_until=NOW).outdated(NOW) is True


def test_the_next_turn() -> None:
    """A drawing holds until the next deadline of any row, edge of a closed span, or the end of validity."""
    table = snapshot(rate("INR", closed=CLOSED), codes=("INR",))
    at, seen = CHANGED, []
    while (turn := table.next_change_at(at)) is not None:
        seen.append(turn - CHANGED)
        at = turn
    minutes = [30, 60, 65, 120, 180, 14 * 24 * 60]
    assert seen == [timedelta(minutes=number) for number in minutes]


# Converting


@pytest.mark.parametrize("amount", [100, "100", "100.00", Decimal(100), Decimal("1E+2")])
def test_convert_takes_exact_amounts(amount: Decimal | int | str) -> None:
    """A Decimal, an int or a string of the same value converts to the same number, to 12 significant digits."""
    assert snapshot().convert(amount, "RUB", "INR") == Decimal("106.880520805")


@pytest.mark.parametrize(
    ("amount", "base", "quote", "expected"),
    [
        ("1", "USD", "INR", "85.3395"),
        ("1", "inr", "usd", "0.0117179031984"),
        ("1", "INR", "INR", "1"),
        ("0", "RUB", "INR", "0"),
        ("1000000.385", "RUB", "INR", "1068805.61954"),  # rounded once: twice would give ...953
        ("-12.50", "USD", "RUB", "-998.07125"),
        ("0.01", "IRR", "SAR", "8.87715976331E-7"),
        # A currency in itself is the amount itself.
        ("123456789012345678901234567890", "USD", "USD", "123456789012345678901234567890"),
        ("123456789012.34", "inr", "INR", "123456789012.34"),
        ("0.000000000000000000001", "IRR", "IRR", "0.000000000000000000001"),
        # More than 12 digits where the amount has more, or the usual decimals need them.
        ("12345678901.23", "RUB", "INR", "13195125906.49"),
        ("250000000000", "USD", "INR", "21334875000000"),
        ("123456789012", "USD", "INR", "10535740645889.57"),
        ("123456789012.345", "RUB", "IRR", "65326615406610.2"),
        ("99999999999.99", "USD", "AED", "367309999999.96"),
    ],
)
def test_convert_is_exact_to_the_digit(amount: str, base: str, quote: str, expected: str) -> None:
    """A conversion is computed once, half even, to 12 significant digits, or as many as an amount of money needs."""
    assert snapshot().convert(amount, base, quote) == Decimal(expected)


def test_convert_refuses_a_float() -> None:
    """An amount that is a float is refused with the reason, and with what to write: 0.1 is not a tenth."""
    with pytest.raises(
        ConfigurationError, match=r"0\.1 is not an amount: a float is only near .*; pass '0\.1' or Decimal"
    ):
        snapshot().convert(0.1, "RUB", "INR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "amount", [True, None, b"1", "", "abc", "1,5", "1_000", "１２", "٣", "1 000", "0x10", "NaN", "Infinity"]
)
def test_convert_refuses_what_is_no_number(amount: str) -> None:
    """Whatever is no number raises from the one tree."""
    with pytest.raises(ConfigurationError, match="is not an amount"):
        snapshot().convert(amount, "RUB", "INR")


def test_a_table_without_rows_is_no_snapshot() -> None:
    """A snapshot has at least its base."""
    empty = snapshot().model_dump(mode="json") | {"rates": []}
    with pytest.raises(SnapshotInvalid, match="rates"):
        Snapshot.from_json(json.dumps(empty))


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_convert_refuses_what_is_no_amount(amount: Decimal) -> None:
    """An amount is finite."""
    with pytest.raises(ConfigurationError, match="is not an amount: pass a finite number"):
        snapshot().convert(amount, "RUB", "INR")


@pytest.mark.parametrize(("base", "quote"), [("RUB", "INR"), ("INR", "RUB")])
def test_convert_over_a_stale_leg(base: str, quote: str) -> None:
    """A stale leg, whichever it is, is used only when told to."""
    table = snapshot(rate("RUB", freshness=Freshness.STALE))
    with pytest.raises(RateStale, match=r"RUB is stale \(as of .*\); pass allow_stale=True"):
        table.convert(1, base, quote)
    expected = {"RUB": "1.06880520805", "INR": "0.935624183409"}[base]
    assert table.convert(1, base, quote, allow_stale=True) == Decimal(expected)


def test_convert_ages_with_a_clock() -> None:
    """With ``now`` the two rates age first; without it they count as they were published."""
    later = CHANGED + timedelta(hours=3)
    assert snapshot().convert(1, "USD", "INR") == Decimal("85.3395")
    assert snapshot().convert(1, "USD", "INR", now=later - timedelta(microseconds=1)) == Decimal("85.3395")
    with pytest.raises(RateStale):
        snapshot().convert(1, "USD", "INR", now=later)


def test_convert_by_a_copy() -> None:
    """A table that has converted is the same table, and what is made of it converts by its own rates."""
    table, untouched = snapshot(), snapshot()
    assert table.convert(1, "USD", "INR") == Decimal("85.3395")
    assert table == untouched
    assert table.to_json() == untouched.to_json()
    other = table.model_copy(update={"rates": (rate("INR", "90"), table["USD"])})
    assert other.convert(1, "USD", "INR") == 90
    assert copy.deepcopy(table).convert(1, "USD", "INR") == Decimal("85.3395")
    with pytest.raises(RateStale):
        table.aged(CHANGED + timedelta(hours=3)).convert(1, "USD", "INR")


def test_convert_over_a_withdrawn_leg() -> None:
    """A withdrawn leg has its last number for those who ask for it in so many words."""
    table = snapshot().aged(CHANGED + timedelta(days=14))
    with pytest.raises(RateStale, match="INR is withdrawn"):
        table.convert(2, "USD", "INR")
    assert table.convert(2, "USD", "INR", allow_stale=True) == Decimal("170.679")


@pytest.mark.parametrize("allow_stale", [False, True])
def test_convert_without_a_leg(allow_stale: bool) -> None:
    """A leg without number, one that is not in the table, and one that is no currency are three different errors."""
    table = snapshot(without_number("RUB", agreement=Agreement.DISPUTED))
    with pytest.raises(RateNotFound, match="RUB has no number: disputed"):
        table.convert(1, "RUB", "INR", allow_stale=allow_stale)
    with pytest.raises(RateNotFound, match="JPY is not in this snapshot"):
        table.convert(1, "INR", "JPY", allow_stale=allow_stale)
    with pytest.raises(UnknownCurrency):
        table.convert(1, "INR", "XYZ", allow_stale=allow_stale)


# Loading


def test_load_a_snapshot_file(tmp_path: Path) -> None:
    """The file that a store publishes is loaded by its path, as text or as a Path."""
    DiskStore(tmp_path).publish(snapshot())
    file = tmp_path / "snapshot.json"
    assert fxwidget.load(file) == snapshot()
    assert fxwidget.load(str(file)) == snapshot()


def test_load_the_json_alone(tmp_path: Path) -> None:
    """The JSON that a service serves, saved to a file, is loaded as well."""
    file = tmp_path / "rates.json"
    file.write_bytes(snapshot().to_json())
    assert fxwidget.load(file) == snapshot()


def _torn(file: Path) -> None:
    DiskStore(file.parent).publish(snapshot())
    file.write_bytes(file.read_bytes()[:-1])


def _newer(file: Path) -> None:
    DiskStore(file.parent).publish(snapshot())
    file.write_bytes(file.read_bytes().replace(b'{"fxwidget_snapshot": 1', b'{"fxwidget_snapshot": 99', 1))


@pytest.mark.parametrize(
    ("prepare", "text"),
    [
        (lambda file: None, "can't be read: No such file or directory"),
        (lambda file: file.mkdir(), "can't be read: Is a directory"),
        (lambda file: file.write_bytes(b""), "not a snapshot"),
        (_torn, "the checksum does not fit"),
        (_newer, "install a newer fxwidget"),
    ],
    ids=["missing", "a folder", "empty", "torn", "of a newer format"],
)
def test_load_what_is_no_snapshot(tmp_path: Path, prepare: Callable[[Path], None], text: str) -> None:
    """A file that is missing, unreadable, torn or of a newer format is one error, in words that say which."""
    prepare(tmp_path / "snapshot.json")
    with pytest.raises(SnapshotInvalid, match=text):
        fxwidget.load(tmp_path / "snapshot.json")


def test_load_by_url() -> None:
    """A URL is asked for the JSON; redirects lead to no other place and no proxy or login of the environment is used."""
    with Loopback(answer(200, snapshot().to_json(), {"Content-Type": "application/json"})) as server:
        assert fxwidget.load(server.url("/v1/rates")) == snapshot()
        (request,) = server.requests
    assert (request.method, request.target) == ("GET", "/v1/rates")
    assert request.headers["user-agent"].startswith("fxwidget/")


@pytest.mark.parametrize(
    ("reply", "error", "text"),
    [
        (answer(503, b"", {"Retry-After": "5"}), ProviderUnavailable, "answered with HTTP 503"),
        (answer(500), ProviderUnavailable, "answered with HTTP 500"),
        (answer(401), ProviderUnavailable, "answered with HTTP 401"),
        (raw(), ProviderUnavailable, "could not be reached: closed without an answer"),
        (answer(404), SnapshotInvalid, "answered with HTTP 404"),
        (
            answer(302, b"", {"Location": "https://elsewhere.example/"}),
            ProviderUnavailable,
            "which is foreign",
        ),
        (answer(200, b"<!doctype html>"), SnapshotInvalid, "not a snapshot"),
    ],
    ids=["no rates yet", "500", "401", "cut off", "404", "redirect", "html"],
)
def test_load_by_url_what_is_no_snapshot(reply: Any, error: type[FXWidgetError], text: str) -> None:
    """A service that gives no answer is unavailable, an answer that is no snapshot is invalid."""
    with Loopback(reply) as server, pytest.raises(error, match=text):
        fxwidget.load(server.url("/v1/rates"))


def test_load_from_nobody() -> None:
    """Where nobody listens the service is unavailable, and a URL that is none is the caller's error."""
    with Loopback(answer(200)) as server:
        gone = server.url("/v1/rates")
    with pytest.raises(ProviderUnavailable, match="could not be reached"):
        fxwidget.load(gone)
    with pytest.raises(ConfigurationError):
        fxwidget.load("http://127.0.0.1:port/")


def test_a_refused_connection_names_host_and_port() -> None:
    """Which of a machine's services did not answer stands in the error."""
    with Loopback(answer(200)) as server:
        gone = server.url("/v1/rates")
    with pytest.raises(ProviderUnavailable, match=f"127.0.0.1:{server.port} could not be reached"):
        fxwidget.load(gone)


def test_an_address_that_serves_no_snapshot_says_what_to_name() -> None:
    """The service's first page is no snapshot: the error says which address is, and tells no query."""
    with Loopback(answer(200, b"<!doctype html>")) as server, pytest.raises(SnapshotInvalid) as caught:
        fxwidget.load(server.url("/?key=s3cr3t"))
    assert "does not serve a snapshot (not a snapshot: it is not JSON)" in str(caught.value)
    assert str(caught.value).endswith("name the address of the service's JSON, which ends in /v1/rates")
    assert "s3cr3t" not in str(caught.value)


def test_load_keeps_to_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL that gives nothing is given up after the caller's deadline, by default that of the settings."""
    with Loopback(silence) as server:
        with pytest.raises(ProviderUnavailable, match=r"did not finish within 0\.2 s"):
            fxwidget.load(server.url("/v1/rates"), deadline=timedelta(seconds=0.2))
        monkeypatch.setenv("FXWIDGET_DEADLINE", "1s")
        with pytest.raises(ProviderUnavailable, match="did not finish within 1 s"):
            fxwidget.load(server.url("/v1/rates"))
    with pytest.raises(ConfigurationError, match="the deadline is no time above zero"):
        fxwidget.load("http://127.0.0.1/v1/rates", deadline=timedelta(0))


def test_an_instant_without_a_time_zone_is_refused_in_a_sentence() -> None:
    """Nobody knows which instant it is; the caller is told what to pass."""
    naive, table = datetime(2025, 5, 14, 6), snapshot()  # noqa: DTZ001
    for ask in (table.aged, table.expired, table.outdated, table["INR"].aged, table["INR"].freshness_at):
        with pytest.raises(ConfigurationError, match="now has no time zone: pass an aware datetime"):
            ask(naive)
    with pytest.raises(ConfigurationError, match="now has no time zone"):
        table.convert(1, "USD", "INR", now=naive)


def test_no_library_words_about_what_is_no_snapshot() -> None:
    """A member that can't be read is named in our own words: no help address of a validator's."""
    document = json.loads(snapshot().to_json())
    document["rates"][0]["rate"] = "N/A"
    with pytest.raises(SnapshotInvalid, match=r"not a snapshot: rates\.0\.rate can't be read") as caught:
        Snapshot.from_json(json.dumps(document))
    assert "pydantic" not in str(caught.value)


def test_instants_are_written_in_utc() -> None:
    """Instants are written with a Z and days as days."""
    table = snapshot(checked_at=datetime(2025, 5, 14, 6, 5, 0, 250_000, tzinfo=UTC))
    document = json.loads(table.to_json())
    assert document["checked_at"] == "2025-05-14T06:05:00.250000Z"
    assert Snapshot.from_json(table.to_json()).checked_at == table.checked_at
