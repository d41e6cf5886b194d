"""What archives said, in a file that may be lost but never lies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.domain.archived import ArchivedDay, Number, Span
from fxwidget.domain.kinds import Kind
from fxwidget.errors import StoreError
from fxwidget.store.archives import ARCHIVES, Archives

MARCH = Span(date(2026, 3, 2), date(2026, 3, 31))
INR = {"INR": Number(Decimal("94.3"), None, Kind.FIXING)}


def day(number: int) -> ArchivedDay:
    """A bank's answer of a day of March."""
    at = date(2026, 3, number)
    return ArchivedDay("bank", at, at, INR, {})


@pytest.fixture
def archives(tmp_path: Path) -> Iterator[Archives]:
    with closing(Archives(tmp_path)) as opened:
        yield opened


def test_an_answer_is_kept_whole_or_not_at_all(archives: Archives) -> None:
    """Where reading it breaks off, neither its days nor that it was asked for is stored: it is asked for again."""

    def broken() -> Iterator[ArchivedDay]:
        yield day(2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archives.keep("bank", ["INR"], MARCH, broken())
    assert archives.missing("bank", ["INR"], MARCH) == [MARCH]
    assert list(archives.days(["bank"], MARCH.last)) == []
    assert archives.keep("bank", ["INR"], MARCH, [day(2), day(3)]) == 2
    assert archives.missing("bank", ["INR"], MARCH) == []
    assert [at.day for at, _ in archives.days(["bank"], MARCH.last)] == [2, 3]


def test_only_the_gaps_between_what_was_asked_are_missing(archives: Archives) -> None:
    """Two spans that were asked leave the days before, between and after them."""
    for first, last in ((5, 8), (12, 20), (14, 16)):
        archives.keep("bank", ["INR"], Span(date(2026, 3, first), date(2026, 3, last)), [])
    gaps = archives.missing("bank", ["INR"], MARCH)
    assert [(gap.first.day, gap.last.day) for gap in gaps] == [(2, 4), (9, 11), (21, 31)]


def test_another_format_and_damage_are_said(tmp_path: Path, archives: Archives) -> None:
    """Neither is read as if it were an empty archive; both messages say what to do."""
    with closing(sqlite3.connect(tmp_path / ARCHIVES)) as db:
        db.execute("INSERT INTO answer VALUES ('bank', '2026-03-02', 739000, x'00')")
        db.commit()
    with pytest.raises(StoreError, match=ARCHIVES):
        list(archives.days(["bank"], date(9999, 1, 1)))
    with closing(sqlite3.connect(tmp_path / ARCHIVES)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="is of format 99: remove it, and archives are asked anew"):
        Archives(tmp_path)
