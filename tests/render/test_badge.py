"""The badge of one rate: what it says, and that it never looks better than the rate is."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from fxwidget.domain.snapshot import (
    DISCLAIMER,
    Agreement,
    Direction,
    Note,
    Rate,
    Replay,
    Snapshot,
    SourceInfo,
)
from fxwidget.errors import RateNotFound, UnknownCurrency
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.render import badge
from fxwidget.render.view import View
from tests.support.snapshots import NOW, rate, shown_by, snapshot, without_number

SVG = "{http://www.w3.org/2000/svg}"
UP, DOWN, CALM, WARNING, GONE = "#1f7a3d", "#b3261e", "#2f5d8a", "#8a4500", "#57606a"


def badge_of(
    table: Snapshot, code: str = "INR", at: timedelta = timedelta(), **options: Any
) -> dict[str, Any]:
    """The JSON badge, after a look whether the drawn one says the same."""
    view = View(table, NOW + at, Options(**options))
    document: dict[str, Any] = json.loads(badge.json(view, code))
    drawn = ElementTree.fromstring(badge.svg(view, code))
    texts = [text.text or "" for text in drawn.iter(f"{SVG}text")]
    message = document["message"].removesuffix(" ▲").removesuffix(" ▼")
    assert texts == [document["label"], message]
    assert (
        drawn.findtext(f"{SVG}title") == f"{view.language.isolated(document['label'])}: {document['message']}"
    )
    rectangle = drawn.find(f"{SVG}rect")
    assert rectangle is not None
    assert rectangle.get("fill") == document["color"]
    assert (message != document["message"]) == (drawn.find(f"{SVG}g/{SVG}path") is not None)
    return document


def test_a_rise() -> None:
    """The members of the endpoint badge's schema and no others: pair, shown digits with the arrow, colour."""
    assert badge_of(snapshot()) == {
        "schemaVersion": 1,
        "label": "USD/INR",
        "message": "85.3395 ▲",
        "color": UP,
    }


@pytest.mark.parametrize(
    ("row", "message", "colour"),
    [
        (rate("INR", direction=Direction.DOWN), "85.3395 ▼", DOWN),
        (rate("INR", direction=Direction.FLAT), "85.3395", CALM),
        (rate("INR", direction=None), "85.3395", CALM),
        (rate("INR", late_at=NOW), "85.3395 · late", WARNING),
        (rate("INR", late_at=NOW, stale_at=NOW), "85.3395 · stale", WARNING),
        (rate("INR", agreement=Agreement.HELD), "85.3395 · held", WARNING),
        (rate("INR", agreement=Agreement.PENDING), "85.3395 · not confirmed yet", WARNING),
        (rate("INR", agreement=Agreement.DISPUTED), "85.3395 · sources disagree", WARNING),
        (rate("INR", notes=(Note(code="newer_unconfirmed"),)), "85.3395 ▲", WARNING),
    ],
)
def test_what_is_to_be_known_stands_in_it(row: Rate, message: str, colour: str) -> None:
    """A number that is not routine says so in a word, without an arrow; any warning takes the colour."""
    document = badge_of(snapshot(row))
    assert (document["message"], document["color"]) == (message, colour)
    assert "isError" not in document


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (rate("INR", late_at=NOW, stale_at=NOW, withdraw_at=NOW), "— · withdrawn"),
        (without_number("INR", agreement=Agreement.DISPUTED), "— · no rate"),
    ],
)
def test_no_number_is_an_error(row: Rate, message: str) -> None:
    """Where there is no number the badge is one of an error."""
    document = badge_of(snapshot(row))
    assert (document["message"], document["color"], document["isError"]) == (message, GONE, True)


def test_a_dead_refresher_shows() -> None:
    """Once the snapshot has expired the number is called stale, whatever its row says; so is a replay's by its day."""
    assert badge_of(snapshot(), at=timedelta(hours=1))["message"] == "85.3395 · stale"
    replay = Replay(day=date(2025, 5, 14), offset_seconds=0, step_seconds=20)
    assert badge_of(snapshot(replay=replay))["message"] == "85.3395 · 14 May 2025"


def test_views() -> None:
    """The options of a view hold for a badge too; which currencies the table has does not."""
    assert badge_of(snapshot(), base="INR", code="rub")["label"] == "INR/RUB"
    inverse = badge_of(snapshot(), inverse=True, amount=Decimal(1000))
    assert (inverse["label"], inverse["message"]) == ("1,000 INR/USD", "11.7179")
    assert badge_of(snapshot(), decimals=1, currencies=("RUB",))["message"].startswith("85.3")
    with pytest.raises(RateNotFound):
        badge.json(View(snapshot(), NOW), "EUR")
    with pytest.raises(UnknownCurrency):
        badge.svg(View(snapshot(), NOW), "</svg>")


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages(code: str) -> None:
    """Digits and words are the language's."""
    assert badge_of(snapshot(), lang=code)["message"] == f"{Language(code).number(Decimal('85.3395'))} ▲"
    stale = badge_of(snapshot(), lang=code, at=timedelta(hours=2))["message"]
    assert stale.endswith(Language(code).say("stale"))


def test_its_description() -> None:
    """What has no room in a badge is in its description: day, times, attribution, disclaimer."""
    description = ElementTree.fromstring(badge.svg(View(snapshot(), NOW), "INR")).findtext(f"{SVG}desc") or ""
    for text in ("market rate of 14 May", "Source: CurrencyRate.today", "Valid until: 14 May 2025 07:05 UTC"):
        assert text in description
    assert DISCLAIMER in description


def test_it_is_small_and_harmless() -> None:
    """Less than 1,500 bytes, no reference, no script; names of others are text."""
    source = SourceInfo(id="x", name="<script>&", url="", attribution="<a href='x'>", terms="")
    drawn = badge.svg(View(snapshot(rate("INR", sources=shown_by("x", None)), sources=(source,)), NOW), "INR")
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(drawn).iter()}
    assert tags == {"svg", "title", "desc", "rect", "path", "g", "text"}
    assert not re.search(r"<script|<a |url\(|\bid=", drawn)
    assert len(drawn.encode()) < 1500


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [UP, DOWN, CALM, WARNING, GONE, "#454c54"])
def test_white_can_be_read_on_every_colour(colour: str) -> None:
    """With a contrast of at least 4.5 to 1."""
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5
