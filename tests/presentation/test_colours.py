"""Colours of a site's own: contrast is WCAG's, what can't be read is refused with its figure, what is not given suits the rest."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxwidget.errors import ConfigurationError
from fxwidget.presentation.colours import (
    PALETTES,
    READABLE,
    SCHEMES,
    VISIBLE,
    basis,
    contrast,
    low_contrasts,
    palette,
)
from fxwidget.presentation.options import Options, parse
from tests.support.service import Service, assert_problem


def asked(query: str) -> Options:
    return parse(parse_qsl(query))


def refusal(query: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        asked(query)
    return str(caught.value)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000", "#fff", "21.00"),
        ("#fff", "#fff", "1.00"),
        ("#777777", "#ffffff", "4.48"),
        ("#767676", "#ffffff", "4.54"),
        ("#ff0000", "#ffffff", "4.00"),
        ("#0000ff", "#ffffff", "8.59"),
        ("#008000", "#ffffff", "5.14"),
        ("#ffff00", "#000000", "19.56"),
    ],
)
def test_contrast_is_wcags(one: str, other: str, ratio: str) -> None:
    """Pairs whose contrast is known have it, whichever of the two is the ground."""
    assert round(Decimal(contrast(one, other)), 2) == Decimal(ratio)
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_our_own_colours_can_be_read(scheme: str) -> None:
    """Both palettes keep to what is asked of a site's colours, also on the ground of a notice."""
    ours = PALETTES[scheme]
    for name in ("text", "quiet", "link", "up", "down", "warning"):
        assert contrast(ours[name], ours["ground"]) >= READABLE, name
    assert contrast(ours["text"], ours["notice"]) >= READABLE
    assert contrast(ours["field"], ours["ground"]) >= VISIBLE
    assert palette(Options(), scheme) == ours


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "accent=0b57d0",
            (
                "accent can't be: #0b57d0 on #15181c in the dark scheme has a contrast of 2.78:1, and 4.5:1 is needed. "
                "Allowed: accent=0b57d0,4881dc, another ground, theme=light."
            ),
        ),
        (
            "accent=777&theme=light",
            (
                "accent can't be: #777777 on #fff has a contrast of 4.47:1, and 4.5:1 is needed. "
                "Allowed: accent=717171, another ground."
            ),
        ),
        (
            "down=ff0000,ff8f86",
            (
                "down can't be: #ff0000 on #fff in the light scheme has a contrast of 3.99:1, and 4.5:1 is needed. "
                "Allowed: down=e60000,ff8f86, another ground, theme=dark."
            ),
        ),
        (
            "ground=808080",
            (
                "ground can't be: #1c2127 on #808080 has a contrast of 4.10:1, and 4.5:1 is needed. "
                "Allowed: ground=8d8d8d, another text."
            ),
        ),
        (
            "text=777&ground=fff",
            (
                "text can't be: #777777 on #ffffff has a contrast of 4.47:1, and 4.5:1 is needed. "
                "Allowed: text=717171, another ground."
            ),
        ),
        (
            "up=0f0&theme=light",
            "up can't be: #00ff00 on #fff has a contrast of 1.37:1, and 4.5:1 is needed. Allowed: up=008000, another ground.",
        ),
    ],
)
def test_what_can_not_be_read_is_refused(query: str, message: str) -> None:
    """The message has the measured contrast, what is needed, the scheme if there are two, and which option to change."""
    assert refusal(query) == message


def test_what_is_refused_names_a_value_that_is_not() -> None:
    """The named value can be asked for as it stands, and so can the named theme."""
    for query in (
        "accent=0b57d0",
        "down=ff0000",
        "ground=808080",
        "text=777&ground=fff",
        "up=0f0&theme=light",
    ):
        name = query.partition("=")[0]
        ways = refusal(query).partition("Allowed: ")[2].removesuffix(".").split(", ")
        others = "&".join(part for part in query.split("&")[1:])
        assert asked(f"{ways[0]}&{others}")
        if ways[-1].startswith("theme="):
            assert asked(f"{query}&{ways[-1]}")
        assert ways[0].startswith(f"{name}=")


def test_every_fault_is_found() -> None:
    """Each option that can't be read is said once, so that a form can show all of them."""
    options = Options(ground="ffffff", text="cccccc", accent="dddddd", up="eeeeee,ffffff")
    assert [fault.option for fault in low_contrasts(options)] == ["text", "accent", "up"]


def test_one_colour_is_for_both_schemes() -> None:
    """Two are one for each, and an empty one is ours; equal ones are one. A fixed theme asks for nothing of the other."""
    both, dark = asked("ground=fffdf5&accent=c00"), asked("accent=,ff9999")
    assert [palette(both, scheme)["link"] for scheme in SCHEMES] == ["#cc0000", "#cc0000"]
    assert [palette(dark, scheme)["link"] for scheme in SCHEMES] == [PALETTES["light"]["link"], "#ff9999"]
    assert asked("accent=%23C00,cc0000&theme=light") == asked("accent=cc0000&theme=light")
    assert asked("accent=fff,0b57d0&theme=dark&ground=fff").accent == "ffffff,0b57d0"


@pytest.mark.parametrize(
    ("ground", "expected"), [("fff", "light"), ("fffdf5", "light"), ("1a1a2e", "dark"), ("000", "dark")]
)
@pytest.mark.parametrize("theme", ["auto", "light", "dark", "page"])
def test_a_ground_decides_what_stands_on_it(ground: str, theme: str, expected: str) -> None:
    """Whatever the theme, what is not given comes from the palette that can be read on that ground."""
    options = asked(f"ground={ground}&theme={theme}")
    for scheme in SCHEMES:
        assert basis(options, scheme) == expected
        assert palette(options, scheme)["text"] == PALETTES[expected]["text"]


COLOURS = st.binary(min_size=3, max_size=3).map(bytes.hex)


@given(ground=COLOURS, text=st.one_of(st.just(""), COLOURS))
@settings(max_examples=300, deadline=None)
def test_all_that_stands_on_a_ground_can_be_read(ground: str, text: str) -> None:
    """Where a ground and a text are taken, every colour that is ours can be read on that ground."""
    options = Options(ground=ground, text=text)
    if any(low_contrasts(options)):
        return
    for scheme in SCHEMES:
        found = palette(options, scheme)
        assert all(re.fullmatch("#([0-9a-f]{3}){1,2}", colour) for colour in found.values())
        for name in ("text", "quiet", "link", "up", "down", "warning"):
            assert contrast(found[name], found["ground"]) >= READABLE, name
        assert contrast(found["field"], found["ground"]) >= VISIBLE
        assert contrast(found["text"], found["notice"]) >= READABLE


@pytest.mark.parametrize(
    "path", ["/widget?", "/widget?fragment=1&", "/widget.svg?", "/widget.png?", "/widget.css?"]
)
def test_every_form_with_colours_refuses(service: Service, path: str) -> None:
    """A colour that can't be read is a problem wherever it would be drawn, and passed over where none is."""
    problem = assert_problem(service.get(f"{path}accent=0b57d0"), 422, "Unprocessable Content")
    assert "2.78:1" in problem["detail"]
    assert service.get("/widget.txt?accent=0b57d0").status_code == 200
