"""A past as a value: its closes, a day of it, conversions, and tables of other libraries."""

from __future__ import annotations

import importlib
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import fxwidget
from fxwidget import RateHistory
from fxwidget.domain.kinds import Agreement
from fxwidget.errors import ConfigurationError, RateNotFound
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close, weekdays


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of the rupee, of which one number was corrected; the rial with digits that doubles lack; the kuna's end."""
    where = tmp_path_factory.mktemp("past")
    past = SqliteHistory(where, writable=True)
    past.add(weekdays("INR", "2025-05-01", ["85.10", "85.205", "85.3", "85.4", "85.5", "85.6", "85.7"]))
    past.add([close("INR", "2025-05-07", "85.45", agreement=Agreement.DISPUTED)])
    past.add([close("IRR", "2025-05-01", "42000.000000000001"), close("IRR", "2025-05-02", "42000.5")])
    past.add([close("HRK", "2022-12-29", "7.07"), close("HRK", "2022-12-30", "7.066")])
    past.close()
    return where


@pytest.fixture
def rupee(folder: Path) -> RateHistory:
    """From a Sunday to a Saturday."""
    return fxwidget.history("INR", date(2025, 5, 4), date(2025, 5, 10), store=folder)


def test_it_is_a_sequence_and_a_calendar(rupee: RateHistory) -> None:
    """By position and by date; of a day without a close there is none, and it says what to ask instead."""
    assert [one.day.day for one in rupee] == [5, 6, 7, 8, 9]
    assert (len(rupee), rupee[0], rupee[-1].day) == (5, rupee.closes[0], date(2025, 5, 9))
    assert rupee[date(2025, 5, 5)].rate == Decimal("85.3")
    assert date(2025, 5, 5) in rupee
    assert date(2025, 5, 10) not in rupee
    with pytest.raises(RateNotFound, match=r"no close on 2025-05-10; \.on\(day\)"):
        rupee[date(2025, 5, 10)]


def test_a_close_says_what_it_rests_on(rupee: RateHistory) -> None:
    """Its source, kind and agreement, and whether it was corrected."""
    corrected = rupee[date(2025, 5, 7)]
    assert (corrected.rate, corrected.corrected, corrected.agreement) == (Decimal("85.45"), True, "disputed")
    assert (rupee[0].sources, rupee[0].kind, rupee[0].corrected) == (("ecb",), "fixing", False)


def test_a_day_has_the_last_close_before_it(rupee: RateHistory) -> None:
    """Also of before the range; a day outside of the range has none, and no instant is a day."""
    assert rupee.on(date(2025, 5, 10)).day == date(2025, 5, 9)
    assert rupee.on(date(2025, 5, 4)).day == date(2025, 5, 2)
    assert rupee.latest.day == date(2025, 5, 9)
    with pytest.raises(RateNotFound, match="outside of this history"):
        rupee.on(date(2025, 5, 3))
    with pytest.raises(ConfigurationError, match="is an instant"):
        rupee.on(datetime(2025, 5, 5, tzinfo=UTC))


def test_nothing_reaches_beyond_an_end(folder: Path) -> None:
    """After the last day of a currency there is no number, however near its last close is."""
    kuna = fxwidget.history("HRK", date(2022, 12, 30), date(2023, 1, 10), store=folder)
    assert kuna.on(date(2022, 12, 31)).day == date(2022, 12, 30)
    with pytest.raises(RateNotFound, match="HRK ended with 2022, before 2023-01-01: use EUR"):
        kuna.on(date(2023, 1, 1))


def test_amounts_are_converted_exactly(rupee: RateHistory, folder: Path) -> None:
    """Once, with the digits of a present conversion; what is no amount is refused."""
    assert rupee.convert(100, date(2025, 5, 10)) == Decimal(8570)
    assert rupee.convert("0.1", date(2025, 5, 5)) == Decimal("8.53")
    dollars = fxwidget.history("USD", date(2025, 5, 5), date(2025, 5, 5), base="INR", store=folder)
    assert dollars.convert(Decimal(1), date(2025, 5, 5)) == Decimal("0.0117233294256")
    for wrong in (True, 1.5, "1_000", Decimal("nan")):
        with pytest.raises(ConfigurationError, match="is not an amount"):
            rupee.convert(wrong, date(2025, 5, 5))  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="'1e200' is too large or too small an amount"):
        rupee.convert("1e200", date(2025, 5, 5))


def test_it_never_changes(rupee: RateHistory) -> None:
    """Nothing can be set."""
    with pytest.raises(AttributeError, match="never changes"):
        rupee.code = "EUR"


def test_bars(rupee: RateHistory) -> None:
    """Weeks of it, named by ISO 8601."""
    (week,) = rupee.bars("week")
    assert (week.period, week.open, week.high, week.low, week.close.rate) == (
        "2025-W19", Decimal("85.3"), Decimal("85.7"), Decimal("85.3"), Decimal("85.7"),
    )  # fmt: skip
    with pytest.raises(ConfigurationError, match="'year' is no interval"):
        rupee.bars("year")


@pytest.mark.parametrize(
    ("method", "package"), [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "pyarrow")]
)
def test_a_library_that_is_missing_is_named(
    rupee: RateHistory, monkeypatch: pytest.MonkeyPatch, method: str, package: str
) -> None:
    """With what to install; and numbers are one of two."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=f"pip install {package}"):
        getattr(rupee, method)()


@pytest.mark.needs("frames")
def test_pandas(folder: Path) -> None:
    """Days are an index that resamples, numbers exact or, asked for, floats."""
    rupee = fxwidget.history("INR", date(2025, 5, 1), date(2025, 5, 9), store=folder)
    exact, floats = rupee.to_pandas(), rupee.to_pandas(numbers="float")
    assert exact.index.dtype.kind == "M"
    assert list(exact.columns) == ["rate", "kind", "agreement", "sources"]
    assert exact.loc["2025-05-02", "rate"].as_tuple() == Decimal("85.205").as_tuple()
    assert floats["rate"].resample("W").last().tolist() == [85.205, 85.7]
    with pytest.raises(ConfigurationError, match="pass 'decimal' or 'float'"):
        rupee.to_pandas(numbers="text")  # type: ignore[arg-type]


@pytest.mark.needs("frames")
def test_polars_and_arrow(folder: Path) -> None:
    """Days are dates, and a column of decimals has room for the longest number, which is not cut off."""
    rial = fxwidget.history("IRR", date(2025, 5, 1), date(2025, 5, 2), store=folder)
    polars, arrow = importlib.import_module("polars"), importlib.import_module("pyarrow")
    rows: Any = rial.to_polars()
    assert rows.schema["day"] == polars.Date
    assert rows["rate"].to_list() == [Decimal("42000.000000000001"), Decimal("42000.5")]
    assert rial.to_polars(numbers="float").schema["rate"] == polars.Float64
    table = rial.to_arrow()
    assert table.schema.field("day").type == arrow.date32()
    assert table["rate"].to_pylist() == [Decimal("42000.000000000001"), Decimal("42000.5")]
    assert rial.to_arrow(numbers="float").schema.field("rate").type == arrow.float64()
    assert rial.to_arrow()["day"].to_pylist() == [date(2025, 5, 1), date(2025, 5, 2)]


@pytest.mark.needs("processes")
def test_little_is_loaded_for_a_past(folder: Path) -> None:
    """A process that only reads one loads no model, no client and no settings."""
    program = (
        "import sys, fxwidget; from datetime import date; d = date(2025, 5, 5)\n"
        f"print(fxwidget.history('INR', d, d, store={str(folder)!r}).convert(100, d))\n"
        "print(*{'pydantic', 'httpx', 'babel', 'msgspec', 'dataclasses', 'logging'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["8530.0"]
