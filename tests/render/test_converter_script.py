"""The converter's script says what the server says, to the last digit, in every language."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files

import pytest

from fxwidget.domain.currency import decimals
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.render.page.assets import smaller_script
from fxwidget.render.page.html import Converter
from fxwidget.render.page.script import converter_script
from fxwidget.render.view import View
from tests.support.snapshots import NOW, rate, snapshot
from tests.support.ties import TIES

pytestmark = pytest.mark.needs("node")

TABLE = snapshot(
    rate("AED", "3.6725"),
    rate("INR", "96.08535"),
    rate("IDR", "18016.34310713"),
    rate("IRR", "1374999.5"),
    rate("JPY", "1"),
)

RUN = """
const given = JSON.parse(require("fs").readFileSync(0));
const results = given.map(({ amount, from, to, lang, digits, rates, decimals }) => {
  const output = {}, listeners = {};
  const select = code => ({ value: code, selectedOptions: [{ dataset: { rate: rates[code], ...decimals[code] !== 2 && { decimals: `${decimals[code]}` } } }] });
  const elements = { amount: { value: amount, valueAsNumber: Number(amount) }, from: select(from), to: select(to) };
  converter({ elements, querySelector: () => output, addEventListener: (name, run) => listeners[name] = run }, { lang, dataset: { digits } });
  listeners.input();
  return output.value;
});
console.log(JSON.stringify(results));
"""

Pairs = Sequence[tuple[str, str]]

AMOUNTS = (
    # The pegs' ties: 3.6725 times each of the first ends in a 5 that is not shown.
    "0.5", "0.1", "0.3", "2.1", "1.02", "123.46", "0.02", "0.0002", "7", "13", "100.02",
    "1", "12", "999.99996", "1234.5", "9999.5", "10881765", "1234567.89", "1000000.1", "250000.55", "99999999.995",
    "12345678901.2", "999999999999", "1000000000000", "0.000001", "0.123456", "100000.000001",
)  # fmt: skip
PAIRS = (
    ("USD", "AED"),
    ("AED", "USD"),
    ("USD", "INR"),
    ("INR", "IDR"),
    ("IRR", "SAR"),
    ("USD", "IRR"),
    ("USD", "USD"),
)


def by_the_server(amounts: Sequence[str], lang: str, pairs: Pairs = PAIRS) -> list[str]:
    """What the page is drawn with."""
    options = Options(converter=True, lang=lang)
    return [
        Converter.of(View(TABLE, NOW, replace(options, amount=Decimal(amount), from_=base, to=quote))).result
        for amount in amounts
        for base, quote in pairs
    ]


def by_the_script(amounts: Sequence[str], lang: str, pairs: Pairs = PAIRS) -> list[str]:
    """What the shipped script makes of the same form."""
    rates = {row.code: format(row.rate, "f") for row in TABLE.rates if row.rate is not None}
    common = {
        "lang": lang,
        "digits": Options(lang=lang).language.digits,
        "rates": rates,
        "decimals": {code: decimals(code) for code in rates},
    }
    cases = [
        {"amount": amount, "from": base, "to": quote, **common} for amount in amounts for base, quote in pairs
    ]
    part = smaller_script(files("fxwidget.render.page").joinpath("converter.js").read_text("utf-8"))
    assert converter_script().body.decode() == part + "export{converter};\n"
    done = subprocess.run(
        ["node", "-e", part + RUN],
        input=json.dumps(cases).encode(),
        capture_output=True,
        check=True,
        timeout=timedelta(seconds=60).total_seconds(),
    )
    lines: list[str] = json.loads(done.stdout)
    return lines


@pytest.mark.parametrize("lang", LANGUAGES)
def test_script_and_server_say_the_same(lang: str) -> None:
    """Ties, large and small amounts: whoever touches the form sees the number that was served."""
    assert by_the_script(AMOUNTS, lang) == by_the_server(AMOUNTS, lang)


AT_PAR = (("USD", "JPY"),)
"""JPY costs 1 USD here, and has no decimals of its own: an amount is shown as a rate of the same digits."""


def test_half_goes_to_even() -> None:
    """The ties that Python's own test shows are shown alike: an amount between two goes to the even one."""
    results = by_the_script([*TIES], "en", AT_PAR)
    assert [text.partition(" ≈ ")[2] for text in results] == [f"{shown} JPY" for shown in TIES.values()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ties_are_the_servers_in_every_language(lang: str) -> None:
    """To the last digit, its separators and its numerals."""
    assert by_the_script([*TIES], lang, AT_PAR) == by_the_server([*TIES], lang, AT_PAR)


def test_hundreds_of_ties() -> None:
    """Each of these amounts of dirhams lies exactly between two that can be shown."""
    amounts = [format(Decimal(2 * number + 1) / 5000, "f") for number in range(400)]
    assert by_the_script(amounts, "en") == by_the_server(amounts, "en")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.5", "0.5 USD ≈ 1.8362 AED"),
        ("1e3", "1,000 USD = 3,672.50 AED"),
        (".5", "0.5 USD ≈ 1.8362 AED"),
        ("0", "0 USD = 0.00 AED"),
        ("-0", "0 USD = 0.00 AED"),
        ("", "—"),
        ("-1", "—"),
        ("123456789012345.67", "123,456,789,012,345.67 USD ≈ 453,395,057,647,839.47 AED"),
    ],
)
def test_what_a_field_of_numbers_may_hold(amount: str, shown: str) -> None:
    """Whatever a browser lets through is a number or no result."""
    value = amount or "NaN"
    assert by_the_script([value], "en")[0] == shown
