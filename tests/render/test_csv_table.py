"""The CSV: a rectangle that spreadsheets and programs read alike, and that no spreadsheet executes."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fxwidget.domain.snapshot import DISCLAIMER, Replay, Snapshot
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.presentation.transform import apply_options
from fxwidget.render.csv_table import COLUMNS, table
from fxwidget.render.view import View
from tests.support.snapshots import NOW, SOURCES, rate, shown_by, snapshot


def rows(shown: Snapshot, at: timedelta = timedelta(), **options: Any) -> dict[str, dict[str, str]]:
    """The rows by code, read back strictly."""
    text = table(View(shown, NOW + at, Options(**options))).removeprefix("\ufeff")
    read = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found = {row["code"]: row for row in read}
    assert tuple(read.fieldnames or ()) == COLUMNS
    assert all(len(row) == len(COLUMNS) and None not in row.values() for row in found.values())
    return found


def test_a_row() -> None:
    """Names are the JSON's members, numbers are plain and exact, instants in UTC."""
    change = rate(
        "INR", change=Decimal("0.4383"), change_pct=Decimal("0.52"), previous_close=Decimal("84.90120")
    )
    row = rows(snapshot(change))["INR"]
    expected = {
        "name": "Indian Rupee", "rate": "85.3395", "display": "85.3395", "base": "USD", "amount": "1",
        "inverse": "false", "direction": "up", "change": "0.4383", "change_pct": "0.52",
        "previous_close": "84.90120", "as_of": "2025-05-14T06:00:00Z", "market_day": "2025-05-14",
        "changed_at": "2025-05-14T06:00:00Z", "freshness": "fresh", "agreement": "single_source",
        "kind": "market", "derived": "", "last_rate": "", "remarks": "one source", "source": "CurrencyRate",
        "attribution": "Source: CurrencyRate.today", "source_url": "https://currencyrate.today/",
        "checked_at": "2025-05-14T06:05:00Z", "valid_until": "2025-05-14T07:05:00Z", "notice": "",
        "disclaimer": DISCLAIMER,
    }  # fmt: skip
    assert row == {"code": "INR", **expected}


def test_rfc_4180() -> None:
    """Lines end with CRLF, the header comes first, and there is a row for each currency and nothing else."""
    text = table(View(snapshot(), NOW))
    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert text.count("\r\n") == 1 + len(snapshot().rows)


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_are_numbers_in_every_language(code: str) -> None:
    """``rate`` is the view's exactly; ``display`` is what the page shows."""
    options: dict[str, Any] = {"base": "INR", "amount": Decimal(100), "decimals": 3, "lang": code}
    view = apply_options(snapshot(), Options(**options))
    found = rows(snapshot(), **options)
    for row in view.rows:
        assert Decimal(found[row.code]["rate"]) == row.rate
        assert found[row.code]["display"] == row.display
        assert found[row.code]["name"] == Language(code).name(row.code)
    assert {(row["base"], row["amount"]) for row in found.values()} == {("INR", "100")}


def test_a_byte_order_mark_where_it_is_needed() -> None:
    """A file of plain ASCII has none, any other has one: only then does Excel read it as UTF-8."""
    assert table(View(snapshot(), NOW)).isascii()
    assert table(View(snapshot(), NOW, Options(lang="ru"))).startswith("\ufeffcode,")


def test_what_warns() -> None:
    """Withdrawn numbers are empty, a dead refresher and a replay say so in every row."""
    withdrawn = rate("INR", late_at=NOW, stale_at=NOW, withdraw_at=NOW)
    row = rows(snapshot(withdrawn))["INR"]
    assert (row["rate"], row["last_rate"], row["freshness"]) == ("", "85.3395", "withdrawn")
    assert row["remarks"] == "withdrawn, last 85.3395 on 14 May"
    assert all(
        "not being refreshed" in row["notice"] for row in rows(snapshot(), timedelta(hours=2)).values()
    )
    replay = Replay(day=date(2025, 5, 14), offset_seconds=0, step_seconds=20)
    assert rows(snapshot(replay=replay))["INR"]["notice"].startswith("Replay of recorded days")
    assert rows(snapshot(), disclaimer="Ask us.")["INR"]["disclaimer"] == f"{DISCLAIMER} Ask us."


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    '=cmd|"/C calc"!A0',
    "\x00=1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text: str) -> None:
    """A text that a spreadsheet could compute stands behind an apostrophe, in whatever column of texts it comes."""
    source = SOURCES["currencyrate"].model_copy(update={"name": text, "attribution": text, "url": text})
    own = rate("INR", name=text, sources=shown_by("currencyrate", None))
    row = rows(snapshot(own, sources=(source,), disclaimer=text))["INR"]
    for column in ("name", "source", "attribution", "source_url", "disclaimer"):
        assert row[column].startswith("'")
        assert not re.search(r"[\t\r\n\x00]", row[column])


def test_a_fall_stays_a_number() -> None:
    """The minus of a number of ours is no formula."""
    row = rows(snapshot(rate("INR", change=Decimal("-0.5"), change_pct=Decimal("-0.58"))))["INR"]
    assert (float(row["change"]), float(row["change_pct"])) == (-0.5, -0.58)


def test_a_decimal_comma() -> None:
    """For spreadsheets that write 1,5 every number has a comma, semicolons part the columns, and all else is the same."""
    shown = snapshot(rate("INR", change=Decimal("-0.4383"), sources=shown_by("currencyrate", None)))
    view = View(shown, NOW, Options(disclaimer="One; two, 3.5"))
    plain, turned = (
        list(
            csv.reader(io.StringIO(table(view, decimal_comma=comma), newline=""), delimiter=mark, strict=True)
        )
        for comma, mark in ((False, ","), (True, ";"))
    )
    numbers = {
        COLUMNS.index(name)
        for name in ("rate", "amount", "change", "change_pct", "previous_close", "last_rate")
    }
    for row, its in zip(plain[1:], turned[1:], strict=True):
        for place, (one, other) in enumerate(zip(row, its, strict=True)):
            assert other == (one.replace(".", ",") if place in numbers else one)
    assert [row[COLUMNS.index("change")] for row in turned if row[0] == "INR"] == ["-0,4383"]
