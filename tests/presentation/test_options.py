"""The table of options: each changes the page where it applies, and every wrong value is told what is allowed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from fxwidget.config.settings import Settings
from fxwidget.domain.groups import Groups
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Direction, Rate, RateSource, Replay, Snapshot
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.option import Control, Form, Group, Option, read
from fxwidget.presentation.options import OPTIONS, Options, option_named, options_in, options_of, parse
from fxwidget.presentation.shape import SHAPES
from fxwidget.presentation.transform import apply_options, rebase
from fxwidget.presentation.values import MOST_CODES
from fxwidget.render.page.assets import STYLES
from fxwidget.render.page.html import fragment, page
from fxwidget.render.view import View
from fxwidget.web.endpoint import Endpoint
from fxwidget.web.endpoints import endpoints
from tests.support.options import CASES, WRONG
from tests.support.pages import Reader
from tests.support.past import with_past
from tests.support.service import Service, assert_problem
from tests.support.snapshots import CHECKED, NOW, rate, snapshot

ROOT = Path(__file__).parents[2]
CHANGED: dict[str, Any] = {
    "previous_close": Decimal("84.9012"),
    "change": Decimal("0.4383"),
    "change_pct": Decimal("0.52"),
}
TABLE = with_past(snapshot(rate("INR", **CHANGED)))


def _pairs(name: str, value: str) -> list[tuple[str, str]]:
    first, *rest = value.split("&")
    return [(name, first), *((each.partition("=")[0], each.partition("=")[2]) for each in rest)]


def test_every_form_reads_options_and_every_option_has_its_place() -> None:
    """The page reads all; each other form reads some; and no two options stand at one place of the builder."""
    assert options_of(Form.PAGE) == OPTIONS
    assert all(options_of(form) for form in Form)
    assert len({option.place for option in OPTIONS}) == len(OPTIONS)
    assert sum((options_in(group) for group in Group), ()) == tuple(
        sorted(OPTIONS, key=lambda option: ([*Group].index(option.place[0]), option.place[1]))
    )


@pytest.mark.parametrize(
    "missing",
    [
        {"label": ""},
        {"applies_to": frozenset({Form.IMAGE})},
        {"choices": {}},
        {"control": Control.TEXT},
    ],
)
def test_an_option_that_lacks_a_fact_is_none(missing: dict[str, Any]) -> None:
    """A row without a label, a choice without choices: the error comes with the import, not with a reader."""
    with pytest.raises(TypeError, match="theme"):
        replace(option_named("theme"), **missing)


def test_the_builder_offers_what_an_option_takes() -> None:
    """Every choice is a value that is read as itself, the default first."""
    for option in OPTIONS:
        for value in option.choices:
            taken = option.kind.read(value)
            assert option.text(taken) == value
        if option.control is Control.CHOICE:
            assert option.kind.read(next(iter(option.choices))) == getattr(Options(), option.field)


def test_what_can_not_be_is_collected_where_it_is_asked_for() -> None:
    """Of a name that is given twice the first counts, wrong or not; the rest is read all the same."""
    wrong: list[str] = []
    given = [("theme", "blue"), ("theme", "dark"), ("amount", " "), ("amount", "5"), ("lang", "xx")]
    found = read(given, OPTIONS, collect=lambda parameter: wrong.append(parameter.name))
    assert found == {"amount": Decimal(5)}
    assert wrong == ["theme", "lang"]


def test_the_tests_go_through_the_table() -> None:
    """Every option has its cases, and every attribute of ``Options`` is an option."""
    names = [option.name for option in OPTIONS]
    assert sorted(CASES) == sorted(WRONG) == sorted(names)
    assert {option.field for option in OPTIONS} == set(Options.__dataclass_fields__)


OF_THE_PAST = "date"
"""What is read from the past that a service has: tests/web/test_chart_forms.py has its cases."""


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (name, value, expected)
        for name, cases in CASES.items()
        for value, expected in cases
        if name != OF_THE_PAST
    ],
)
@pytest.mark.parametrize("draw", [page, fragment])
def test_each_option_changes_the_page(draw: object, name: str, value: str, expected: str) -> None:
    """With the option the page and the fragment hold what they do not hold without it."""
    assert callable(draw)
    options = parse(_pairs(name, value))
    assert re.search(expected, draw(View(TABLE, NOW, options)), re.DOTALL)
    assert not re.search(expected, draw(View(TABLE, NOW)), re.DOTALL)


IDLE = {("/badge/{code}.json", "tz"), ("/badge/{code}.json", "calendar"), ("/v1/rates/{code}", "currencies")}
"""What is read there as at the endpoint's sibling, and changes nothing: the JSON tells no time, the path names the row."""

READ = [
    pytest.param(endpoint, option, id=f"{endpoint.path} {option.name}")
    for endpoint in endpoints(Settings(url="https://rates.example"), ())
    for option in endpoint.options
    if not endpoint.throttled and not endpoint.reads_past
    if option.name != OF_THE_PAST and (endpoint.path, option.name) not in IDLE
]


@pytest.mark.parametrize(("endpoint", "option"), READ)
def test_what_a_form_says_it_reads_changes_it(endpoint: Endpoint, option: Option) -> None:
    """No endpoint takes an option and does nothing by it. Late in the day, so that every form tells a time."""
    usual = [("to", "BRL")] if "to" in endpoint.required else []
    asked = [_pairs(option.name, value) for value, _ in CASES[option.name]]
    assert any(
        _drawn(endpoint, [*given, *usual]) != _drawn(endpoint, [*given[1:], *usual]) for given in asked
    )


def _drawn(endpoint: Endpoint, pairs: list[tuple[str, str]]) -> bytes:
    known = [(name, value) for name, value in pairs if name in endpoint.names]
    request = endpoint.view_request("INR" if "{code}" in endpoint.path else None, known, "USD")
    view = request.view(TABLE, CHECKED + timedelta(minutes=70))
    if endpoint.static_body is not None:
        return endpoint.static_body(request)
    if endpoint.render is not None:
        return endpoint.render(request, view)
    assert endpoint.render_changes is not None
    return endpoint.render_changes(request, view, ())


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG.items() for v in values])
@pytest.mark.parametrize("endpoint", ["/widget?", "/widget?fragment=1&"])
def test_every_wrong_value_is_told_what_is_allowed(
    service: Service, endpoint: str, name: str, value: str
) -> None:
    """A wrong value is a problem that names the option and its allowed values, or the currencies that there are."""
    document = assert_problem(
        service.get(endpoint + urlencode(_pairs(name, value))), 422, "Unprocessable Content"
    )
    option = next(option for option in OPTIONS if option.name == name)
    assert len(document["detail"]) < 500
    if "JPY" in value:
        assert "JPY is not in this snapshot; it has AED, BRL" in document["detail"]
    else:
        assert document["detail"].startswith(f"{name}=")
        assert document["detail"].endswith(f"Allowed: {option.kind.values}.")


def test_whether_it_is_a_fragment_is_a_yes_or_no(service: Service) -> None:
    """``fragment`` reads like every yes and no."""
    assert service.get("/widget?fragment=yes").text.startswith('<div class="fx-widget"')
    assert service.get("/widget?fragment=0").text.startswith("<!doctype html>")
    assert_problem(service.get("/widget?fragment=perhaps"), 422, "Unprocessable Content")


def test_equal_requests_are_one_drawing(service: Service) -> None:
    """Order, case, repetition, empty and unknown parameters make no other view and no other tag."""
    forms = (
        "base=INR&lang=ru&decimals=2",
        "decimals=2&LANG=RU&Base=inr",
        "utm_source=x&lang=ru&base=INR&base=RUB&decimals=2&theme=&amount=1.0&inverse=no",
    )
    answers = [service.get(f"/widget?{form}") for form in forms]
    assert len({got.headers["ETag"] for got in answers}) == 1
    assert service.board.drawings == 1


def test_the_canonical_query_asks_for_the_same() -> None:
    """What ``query`` writes is read back as the same options; without options it is empty."""
    for name, cases in CASES.items():
        for value, _ in cases:
            options = parse(_pairs(name, value))
            from urllib.parse import parse_qsl

            assert parse(parse_qsl(options.query())) == options
    assert Options().query() == ""
    assert parse([("base", "USD")]).query() == ""
    assert parse([("base", "USD")], base="INR").query() == "base=USD"


def test_the_json_reads_what_applies_to_it(service: Service) -> None:
    """The JSON has its base, rows, digits and names by the options, and refuses those of the page alone."""
    got = Snapshot.from_json(service.get("/v1/rates?base=INR&currencies=RUB&decimals=2&lang=fa").data)
    assert (got["RUB"].display, got["RUB"].name, got["RUB"].rate) == (
        "۰٫۹۳۶",
        "روبل روسیه",
        Decimal("0.935624183409"),
    )
    for foreign in ("layout=card", "symbol=1", "theme=dark"):
        assert_problem(service.get(f"/v1/rates?{foreign}"), 422, "Unprocessable Content")
    assert_problem(service.get("/v1/rates?decimals=99"), 422, "Unprocessable Content")


def test_the_page_leads_to_its_own_json(service: Service) -> None:
    """The link to the JSON is of the same view."""
    reader = Reader(service.get("/widget?base=INR&layout=card&currencies=RUB").text)
    assert reader.links["fxwidget JSON API"] == "/v1/rates?currencies=RUB&base=INR"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "/widget.csv"),
        ("base=INR&layout=card&currencies=RUB", "/widget.csv?currencies=RUB&base=INR"),
        ("lang=ru&theme=dark", "/widget.csv?decimal=comma&lang=ru"),
        ("lang=hi&amount=5", "/widget.csv?amount=5&lang=hi"),
        ("amount=5&converter=1", "/widget.csv"),
    ],
)
def test_the_page_leads_to_its_own_csv(service: Service, query: str, address: str) -> None:
    """Of the same view, with a decimal comma where the language has one, as its spreadsheets want it."""
    for path in ("/widget?", "/widget?fragment=1&"):
        assert Reader(service.get(path + query).text).links["CSV"] == address
        assert service.get(address).mimetype == "text/csv"


@pytest.mark.parametrize(
    "text", ["</p><script>alert(1)</script>", "\u202eevil", "a\x00b\x1bc", "{unit}", "{{ 7*7 }}", "%(x)s"]
)
@pytest.mark.parametrize("name", ["header", "caption", "disclaimer"])
def test_hostile_texts_stay_texts(name: str, text: str) -> None:
    """What an option says is text: no markup, no control, nothing that turns its direction."""
    html = page(View(TABLE, NOW, parse([(name, text)])))
    assert html.count("<script>") == 1
    Reader(html)
    assert not re.search("[\x00\x1b\u202e]", html)


def test_hostile_lengths_are_bounded() -> None:
    """However long a request is, little of it is read and less is said back."""
    with pytest.raises(ConfigurationError) as caught:
        parse([("base", "x" * 100_000)])
    assert len(str(caught.value)) < 300
    assert parse([("x" * 100_000, "y" * 100_000)]) == Options()
    many = ",".join(sorted({row.code for row in TABLE.rates}))
    assert len(parse([("currencies", many)]).currencies) <= MOST_CODES


# Views


def test_an_inverse_is_computed_once() -> None:
    """Amounts and inverses of crosses are exact to 12 digits: nothing is rounded on the way."""
    view = rebase(TABLE, "RUB", amount=Decimal(250), inverse=True)
    row = view["INR"]
    assert row.rate == Decimal("233.906045852")  # 250 x 79.8457 / 85.3395
    assert (row.kind, row.derived) == (Kind.CROSS, "cross USD")
    assert rebase(TABLE, "USD", amount=Decimal(3))["INR"].rate == Decimal("256.0185")


def test_an_inverse_turns_the_arrow() -> None:
    """What rose is one thing, what fell the other: close, change and arrow are of the inverse."""
    row = rebase(TABLE, "USD", inverse=True)["INR"]
    assert row.rate == Decimal("0.0117179031984")
    assert row.previous_close == Decimal("0.0117783965362")
    assert row.direction is Direction.DOWN
    assert (row.kind, row.derived) == (Kind.MARKET, "inverse")
    assert rebase(TABLE, "USD", amount=Decimal(2))["INR"].direction is Direction.UP


def test_decimals_decide_the_arrow() -> None:
    """An arrow never stands beside a number that looks the same."""
    close = {**CHANGED, "previous_close": Decimal("85.3012"), "change": Decimal("0.0383")}
    view = apply_options(snapshot(rate("INR", **close)), Options(decimals=0))
    assert (view["INR"].display, view["INR"].direction) == ("85.3", Direction.FLAT)


@pytest.mark.parametrize(("decimals", "irr", "brl"), [(0, "0.0000237", "0.178"), (4, "0.0000237", "0.1783")])
def test_decimals_leave_three_significant_digits(decimals: int, irr: str, brl: str) -> None:
    """Whatever is asked for: rows of one table can be compared, and none is off by more than half a per cent."""
    view = apply_options(TABLE, Options(decimals=decimals, inverse=True))
    assert (view["IRR"].display, view["BRL"].display) == (irr, brl)


def test_prices_of_an_amount_are_money() -> None:
    """They have whole units and the usual decimals of the currency that they are in, and so many in the JSON too."""
    options = Options(amount=Decimal("1234567.89"))
    view = apply_options(TABLE, options)
    assert view["INR"].display == "105,357,406.45"
    assert view["IRR"].display == "52,160,493,352"
    assert apply_options(TABLE, replace(options, inverse=True))["INR"].display == "14,466.55"
    assert apply_options(TABLE, replace(options, lang="es"))["INR"].display == "105.357.406,45"
    large = apply_options(TABLE, Options(amount=Decimal(123456789012)))["INR"]
    assert (large.rate, large.display) == (Decimal("10535740645889.57"), "10,535,740,645,889.57")


# What page and fragment share


def test_the_fragment_is_one_element_without_style_script_or_ids() -> None:
    """It stands in any page: nothing that a strict policy forbids, nothing that may occur once only."""
    every = Options(converter=True, lang="ar", columns=("previous", "change", "source"))
    shapes = [replace(every, layout=layout, moving=True) for layout in SHAPES]
    for options in (Options(), every, *shapes):
        html = fragment(View(TABLE, NOW, options))
        assert html.startswith('<div class="fx-widget"')
        assert not re.search(
            r"<html|<head|<body|<style|<script|<h1|\sid=|\sstyle=|\bon\w+=|<link|<main", html
        )
        reader = Reader(html)
        rows = Reader(page(View(TABLE, NOW, options))).rows
        assert reader.rows == rows


def test_the_stylesheet_keeps_to_the_widget() -> None:
    """It names no element of the host's: each rule is of the widget's classes."""
    folder = files("fxwidget.render.page")
    text = "".join(folder.joinpath(name).read_text("utf-8") for name in STYLES)
    rules = re.sub(r"/\*.*?\*/|@keyframes fx-[^{]*{[^}]*}\s*}", "", text, flags=re.DOTALL)
    for selectors in re.findall(r"(?:^|[{};])\s*([^@{};]+)\{", rules):
        for selector in re.split(r",(?![^(]*\))", selectors):
            assert re.match(r"\s*(\[dir=rtl\] |body)?\.[a-z]", selector), selector


def test_a_replay_reloads_in_a_fragment_too() -> None:
    """Its state stands on its element, for the script of who embeds it."""
    replay = Replay(day=NOW.date(), offset_seconds=0, step_seconds=20)
    assert 'data-reload="20"' in fragment(View(snapshot(replay=replay), NOW))


# Explanations


def explained(row: Rate) -> str:
    table = snapshot(row)
    reader = Reader(page(View(table, NOW)))
    return reader.whys[[each.code for each in table.rows].index(row.code)]


def test_every_row_explains_itself() -> None:
    """Kind, day, source, who confirms it and how far apart, what was left out, and the change since the close."""
    sources = (
        *TABLE["INR"].sources,
        RateSource.model_validate({"id": "ecb", "rate": None, "as_of": None, "role": "confirms"}),
        RateSource.model_validate(
            {"id": "bank_of_russia", "rate": None, "as_of": None, "role": "excluded", "reason": "stale"}
        ),
    )
    row = rate("INR", sources=sources, spread_bps=Decimal("12.5"), agreement="two_sources", **CHANGED)
    assert explained(row) == (
        "market rate of 14 May; source: CurrencyRate; confirmed by European Central Bank; 12.5 bps apart; "
        "previous close 84.9012: up 0.4383 (+0.52%); left out: Bank of Russia (stale)"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"as_of": NOW.date().replace(day=15)}, "market rate for 15 May"),
        ({"kind": "fixing"}, "central bank fixing of 14 May"),
        ({"kind": "peg"}, "official peg of 14 May"),
        ({"agreement": "pending"}, "newer rate not confirmed yet: last good rate"),
        ({"agreement": "disputed"}, "sources disagree: last good rate"),
        ({"late_at": NOW}, "late"),
        (
            {"groups": Groups(own=3, named=1, undisclosed=2)},
            "independent groups behind it: 6; with numbers of their own: 3; not saying whose: 2",
        ),
        (
            {"agreement": "two_sources", "groups": Groups(undisclosed=2)},
            "only numbers of undisclosed origin",
        ),
        ({}, "not confirmed by another source; previous close not known"),
        ({**CHANGED, "change": Decimal(0), "change_pct": Decimal(0)}, "previous close 84.9012: no change"),
    ],
)
def test_an_explanation_says(changes: dict[str, Any], words: str) -> None:
    """What a row is, and what is wrong with it, stands in its explanation."""
    assert words in explained(rate("INR", **changes))


def test_the_converter_asks_for_its_own_page() -> None:
    """Its form keeps the other options, has a label for each field, and the numbers for a script, exact."""
    html = page(
        View(TABLE, NOW, parse([("converter", "1"), ("lang", "en"), ("base", "INR"), ("layout", "card")]))
    )
    form = html.partition("<form")[2].partition("</form>")[0]
    assert re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', form) == [
        ("base", "INR"),
        ("layout", "card"),
        ("converter", "true"),
    ]
    assert form.count("<label>") == 3
    assert '<option value="RUB" data-rate="79.8457">' in form
    assert '<option value="INR" data-rate="85.3395" selected>' in form


def test_a_converter_without_a_number_says_nothing_wrong() -> None:
    """A currency without a rate can be chosen and gives a dash."""
    from tests.support.snapshots import without_number

    html = page(View(snapshot(without_number("RUB")), NOW, parse([("converter", "1"), ("to", "RUB")])))
    assert '<output dir="ltr">—</output>' in html


def test_problems_are_json(service: Service) -> None:
    """The answer is a problem document on the page's endpoint too."""
    assert json.loads(service.get("/widget?layout=x").data)["detail"] == (
        "layout='x' can't be. Allowed: auto, table, compact, card, strip, single, matrix or heatmap."
    )
