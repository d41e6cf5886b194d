"""The flags: small drawings of our own, safe to put on a page many times."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.render.flags import FLAGS, flag

DRAWN = (*BRICS_PLUS, "CNY", "USD")


def test_every_currency_of_the_default_table_has_a_flag() -> None:
    """The default table, the on-shore yuan and the dollar are drawn; nothing else is."""
    assert sorted(DRAWN) == sorted(FLAGS)


@pytest.mark.parametrize("code", [*DRAWN, "EUR"])
def test_a_flag_is_decoration(code: str) -> None:
    """Screen readers and the tab key pass over it: the name beside it says the same."""
    root = ElementTree.fromstring(flag(code))
    assert root.tag.endswith("svg")
    assert root.get("class") == "fx-flag"
    assert root.get("aria-hidden") == "true"
    assert root.get("focusable") == "false"
    assert root.get("viewBox") == "0 0 30 20"


@pytest.mark.parametrize("code", DRAWN)
def test_a_flag_is_small_and_stands_alone(code: str) -> None:
    """No ids, as several stand on one page; no references, no fonts, no style; less than 900 bytes."""
    drawing = flag(code)
    assert not re.search(r"\b(id|style|href|font-family)=|url\(|<text|<style|<image", drawing)
    assert len(drawing) < 900


def test_the_offshore_yuan_flies_the_flag_of_the_yuan() -> None:
    """CNH and CNY are one country's."""
    assert flag("CNH") == flag("CNY")


def test_another_currency_gets_a_chip_with_its_code() -> None:
    """A currency without a drawing is still told apart by its code."""
    assert ">EUR</text>" in flag("EUR")


def test_a_chip_can_not_break_out() -> None:
    """Whatever stands where a code should, the chip stays one element."""
    root = ElementTree.fromstring(flag("<a>"))
    assert [child.text for child in root if child.text] == ["<a>"]
