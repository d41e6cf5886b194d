"""A table of one line a row: what is called how at which width, and decimals that line up."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.render.page.fit import STEPS, Fit
from fxwidget.render.page.html import fragment
from fxwidget.render.view import View
from tests.support.snapshots import NOW, snapshot

NAMES = (("AED", "UAE Dirham"), ("CNH", "Chinese Yuan (offshore)"))
STYLE = files("fxwidget.render.page").joinpath("auto.css").read_text("utf-8")


def fit(*prices: str, names: tuple[tuple[str, str], ...] = NAMES, lang: str = "en", **options: str) -> Fit:
    return Fit(Options(lang=lang, **options), Language(lang), names, prices)  # type: ignore[arg-type]


def steps(found: Fit) -> dict[str, int]:
    return {name[0]: int(name[1:]) for name in found.classes.split()}


@pytest.mark.parametrize(
    ("lang", "price", "missing"),
    [
        ("en", "3.75", "02"),
        ("en", "16,994", ".8402"),
        ("en", "155.8402", ""),
        ("ru", "3,75", "02"),
        ("ru", "16\u00a0994", ",8402"),
        ("fa", "۳٫۷۵", "۰۲"),
    ],
)
def test_a_shorter_number_lacks_what_the_longest_fraction_has(lang: str, price: str, missing: str) -> None:
    """What it lacks is so many digits, and the mark too where it has none: in the language's own signs."""
    longest = {"en": "155.8402", "ru": "155,8402", "fa": "۱۵۵٫۸۴۰۲"}[lang]
    assert fit(longest, price, lang=lang).missing(price) == missing


@pytest.mark.parametrize(
    ("lang", "price", "lead"),
    [
        ("en", "3.75", ""),
        ("ar", "3.75", "1,283,56"),
        ("ar", "16,994", "1,2"),
        ("ar", "1,283,567", ""),
        ("fa", "۳٫۷۵", "۱٬۲۸۳٬۵۶"),
    ],
)
def test_a_shorter_number_lacks_what_the_longest_begins_with(lang: str, price: str, lead: str) -> None:
    """Where rows begin at the right, the ends of numbers line up only if their beginnings do."""
    longest = {"en": "1,283,567", "ar": "1,283,567", "fa": "۱٬۲۸۳٬۵۶۷"}[lang]
    assert fit(longest, price, lang=lang).lead(price) == lead


def test_without_any_fraction_nothing_is_missing() -> None:
    """A table of whole numbers, and one without a number, lines up by itself."""
    assert fit("16,994", "1").missing("1") == ""
    assert fit().missing("—") == ""
    assert fit(lang="ar").lead("—") == ""


def test_more_is_shown_where_there_is_more_room() -> None:
    """Codes need the least room, names more, both the most; flags and longer numbers take from it."""
    found = steps(fit("3.75"))
    assert found["c"] <= found["n"] <= found["b"]
    assert steps(fit("3.75", flags="none"))["n"] < found["n"]
    assert steps(fit("1,283,567.8402"))["n"] > found["n"]


def test_a_long_name_takes_two_lines_where_it_keeps_no_other_from_being_shown() -> None:
    """From 22 em on the longest name may take two lines; below, all rows are called alike on one line."""
    long = (*NAMES, ("CHF", "Unabbreviated Currency of the Swiss Confederation"))
    assert steps(fit("155.8402", names=long))["n"] <= 32
    assert steps(fit("155.8402", names=long))["n"] >= 22


def test_names_alone_are_never_left_out() -> None:
    """Where names alone are wanted a row takes two lines as soon as its longest word needs that."""
    words = (("ZAR", "Unabbreviatedsouthafrican Rand"),)
    both, alone = (
        Fit(Options(names=each), Language("en"), words, ("155.8402",)) for each in ("both", "names")
    )
    assert steps(alone)["c"] > steps(both)["c"]


def test_the_style_has_every_step() -> None:
    """For each class that a table can have there is a rule, the widest first, so that the narrowest that holds counts."""
    found = [int(width) for width in re.findall(r"\(max-width: (\d+)em\) {\n  \.[bn]\d", STYLE)]
    assert found == sorted(STEPS, reverse=True)
    assert {int(step) for step in re.findall(r"\.c(\d+) {", STYLE)} == set(STEPS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_row_has_its_name_and_code(code: str) -> None:
    """Whatever the width shows, both are in the document, and the number once, as it is written."""
    table = View(snapshot(), NOW, Options(lang=code))
    found = fragment(table)
    for rate in table.reading.snapshot.rows:
        assert f"<bdi>{rate.code}</bdi>" in found
        assert f'<span class="name">{rate.name}</span>' in found
        assert f">{rate.display}<" in found.replace(" <", "<")
