"""The embeds keep to their limits, in a real browser; and the benchmark that says so can say otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import weight
from benchmarks.weight import Weight, broken

LIGHT = {
    "iframe": Weight("iframe", {"/widget": 5000}, 0, 3, 0, 0),
    "element": Weight("element", {"/widget.0.js": 2500, "/widget": 3000, "/widget.0.css": 2000}, 0, 9, 0, 0),
    "fragment": Weight("fragment", {weight.INSIDE: 3000, "/widget.css": 2000}, 0, 0, 0, 0),
}


@pytest.mark.needs("browser")
def test_the_embeds_keep_to_their_limits() -> None:
    """What is measured is printed, a line for each embed, and nothing is broken."""
    lines: list[str] = []
    assert weight.main(lines.append) == 0
    assert [line.partition(":")[0] for line in lines] == ["iframe", "element", "fragment"]
    assert "1 requests, layout shift 0," in lines[0]
    assert "3 requests, layout shift 0," in lines[1]
    assert all(line.endswith("0 cookies, 0 third-party requests") for line in lines)


def test_light_ones_break_nothing() -> None:
    """Limits that are kept are not reported."""
    assert broken(LIGHT) == []


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("iframe", {"bytes": {"/widget": 10_001}}, "the iframe's page has more than 10,000 bytes"),
        ("iframe", {"bytes": {"/widget": 1, "/x.js": 1}}, "the iframe's page needs more than one request"),
        ("element", {"bytes": {"/widget.0.js": 4097}}, "the script has more than 4,096 bytes"),
        ("element", {"bytes": {}}, "the script has more than 4,096 bytes"),
        ("fragment", {"shift": 0.01}, "fragment: the layout shifts"),
        ("element", {"cookies": 1}, "element: sets cookies"),
        ("iframe", {"third_party": 1}, "iframe: asks third parties"),
    ],
)
def test_each_limit_can_be_broken(name: str, change: dict[str, object], fault: str) -> None:
    """One that is over a limit is named."""
    assert broken({**LIGHT, name: replace(LIGHT[name], **change)}) == [fault]  # type: ignore[arg-type]


def test_a_broken_limit_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark fails where a limit is broken."""
    monkeypatch.setattr(weight, "measure", lambda: {**LIGHT, "iframe": replace(LIGHT["iframe"], shift=1)})
    lines: list[str] = []
    assert weight.main(lines.append) == 1
    assert lines[-1] == "BROKEN: iframe: the layout shifts"
