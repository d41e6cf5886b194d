"""The public snapshot in the forms in which it leaves a program: text, pages, images, and tables for analysis."""

from __future__ import annotations

import base64
import copy
import html
import importlib
import json
import pickle
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

import fxwidget
from fxwidget import ConfigurationError, RateNotFound
from fxwidget.render.frames import Column, to_arrow, to_polars
from tests.support import snapshots
from tests.support.snapshots import CHANGED, NOW, rate, without_number


def table(*changed: fxwidget.Rate, **changes: Any) -> fxwidget.Snapshot:
    """The table of 14 May 2025 with all outputs."""
    return fxwidget.Snapshot.of(snapshots.snapshot(*changed, **changes))


# Values


def test_the_public_snapshot_is_the_same_value() -> None:
    """It is equal to what it was made of, and aging, copying, pickling and reading it again give its own class."""
    made = table()
    assert made == snapshots.snapshot()
    for again in (
        made.aged(NOW),
        copy.deepcopy(made),
        pickle.loads(pickle.dumps(made)),
        fxwidget.Snapshot.from_json(made.to_json()),
    ):
        assert type(again) is fxwidget.Snapshot
        assert again == made


def test_a_dictionary_is_exact() -> None:
    """``to_dict`` has plain values: Decimals with all their digits, instants as texts, nothing of the models."""
    found = table().to_dict()
    row = next(row for row in found["rates"] if row["code"] == "INR")
    assert (row["rate"], row["as_of"]) == (Decimal("85.3395"), "2025-05-14T06:00:00Z")
    assert json.loads(json.dumps(found, default=str))["checked_at"] == "2025-05-14T06:05:00Z"


# Text, page, image


def test_text() -> None:
    """The table as a terminal has it, in the language that is asked for."""
    lines = table().to_text(NOW, currencies="INR,RUB").splitlines()
    assert [line.split()[:2] for line in lines if line.startswith(("INR", "RUB"))] == [
        ["INR", "85.3395"],
        ["RUB", "79.8457"],
    ]
    assert "Индийская рупия" in table().to_text(NOW, lang="ru")


def test_a_page_stands_alone() -> None:
    """The page asks for nothing, names no path of a service, does not renew itself, and says until when it is true."""
    page = table().to_html(NOW, theme="dark")
    assert "Indian Rupee" in page
    assert re.findall(r'(?:href|src|action)="(?!https://|#|data:)([^"]*)"', page) == []
    assert 'data-refresh="0"' in page
    assert 'data-until="2025-05-14T07:05:00Z"' in page


def test_outputs_age_with_the_instant() -> None:
    """A table that is drawn when it is out of date says so; the present is the default."""
    for draw in (table().to_text, table().to_html, table().to_svg):
        assert "not being refreshed" in draw(NOW + timedelta(days=2))
        assert "not being refreshed" not in draw(NOW)
        assert "not being refreshed" in draw()


def test_an_image_in_a_notebook() -> None:
    """A notebook shows the image, which no style of its page reaches, and the same as text beside it."""
    image = table().to_svg(NOW)
    assert ElementTree.fromstring(image).tag == "{http://www.w3.org/2000/svg}svg"
    shown = table(rate("INR", name="<Rupee>"))._repr_html_()
    found = re.fullmatch(r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)">', shown, re.DOTALL)
    assert found is not None
    assert "<Rupee>" in html.unescape(found[1])
    assert b"<svg" in base64.b64decode(found[2])


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        (
            {"colour": "blue"},
            ConfigurationError,
            "'colour' is no option of the table, which has .*currencies",
        ),
        ({"now": "blue"}, ConfigurationError, "'now' is no option of the table"),
        ({"theme": "blue"}, ConfigurationError, "theme"),
        ({"base": "JPY"}, RateNotFound, "JPY is not in this snapshot"),
    ],
)
@pytest.mark.parametrize("output", ["to_text", "to_html", "to_svg"])
def test_wrong_options(options: dict[str, str], error: type[Exception], text: str, output: str) -> None:
    """A name or a value that can't be is said, where a URL would pass over it."""
    draw: Callable[..., str] = getattr(table(), output)
    with pytest.raises(error, match=text):
        draw(**options)


# Tables


def uneven() -> fxwidget.Snapshot:
    """A table with a long number, a missing one, and a day beside instants."""
    rial = rate("IRR", "42000.000000000001", as_of=date(2025, 5, 13), market_day=date(2025, 5, 13))
    return table(rial, without_number("ETB", market_day=None))


@pytest.mark.needs("frames")
def test_pandas() -> None:
    """Codes are the index, numbers exact or, asked for, floats; what there is not is missing."""
    exact, floats = uneven().to_pandas(), uneven().to_pandas(numbers="float")
    assert list(exact.index) == [row.code for row in uneven().rows]
    assert exact.loc["IRR", "rate"] == Decimal("42000.000000000001")
    assert exact.loc["IRR", "as_of"] == "2025-05-13"
    assert exact.loc["INR", "as_of"] == "2025-05-14T06:00:00Z"
    assert exact["rate"].isna().tolist() == [code == "ETB" for code in exact.index]
    assert (exact["market_day"].dtype.kind, floats["rate"].dtype.kind) == ("M", "f")
    assert floats.loc["INR", "rate"] == 85.3395
    with pytest.raises(ConfigurationError, match="pass 'decimal' or 'float'"):
        uneven().to_pandas(numbers="text")  # type: ignore[arg-type]


@pytest.mark.needs("frames")
def test_polars_and_arrow() -> None:
    """Decimals have room for the longest number, which is not cut off; days are days."""
    polars, arrow = importlib.import_module("polars"), importlib.import_module("pyarrow")
    rows: Any = uneven().to_polars()
    assert rows.schema["market_day"] == polars.Date
    assert dict(zip(rows["code"], rows["rate"], strict=True))["IRR"] == Decimal("42000.000000000001")
    assert rows["rate"].null_count() == 1
    assert uneven().to_polars(numbers="float").schema["rate"] == polars.Float64
    made = uneven().to_arrow()
    assert made.schema.field("market_day").type == arrow.date32()
    assert made["rate"].to_pylist() == [row.rate for row in uneven().rows]
    assert made["market_day"].to_pylist()[0] == CHANGED.date()


@pytest.mark.needs("frames")
@pytest.mark.parametrize("make", [to_polars, to_arrow])
def test_a_column_that_no_decimal_holds(make: Callable[..., Any]) -> None:
    """A tiny number beside a large one is an error that says how else, where polars would put nothing in place of the large one."""
    tiny, large = 1 / Decimal(1_375_000), Decimal(16_250)
    with pytest.raises(ConfigurationError, match=r"need 39: pass numbers='float', or use to_pandas"):
        make({"rate": Column([tiny, large], "number")}, "decimal")
    (alone,) = make({"rate": Column([tiny], "number")}, "decimal")["rate"]
    assert str(alone) == str(tiny)


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
def test_a_library_that_is_not_installed(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install, and is that of a missing import."""
    package = {"arrow": "pyarrow"}.get(library, library)
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(ImportError, match=f"{package} is not installed, .* pip install {package}"):
        getattr(table(), f"to_{library}")()
