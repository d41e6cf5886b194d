"""The table of how far sources lie apart: what is compared with what, and that large distances are explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.support.recordings import with_recordings
from tools.spread_table import EXPLAINED, Pair, Spread, compared, far, lines, stored
from tools.spreads import Seen, monday, of_week, recorded, spreads

MONDAY, TUESDAY, NEXT = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 24)


def seen(source: str, day: date, rate: str, group: str = "") -> Seen:
    return Seen(source, group or source, day, Decimal(rate))


def test_pairs_are_of_one_day_and_of_two_groups() -> None:
    """Two numbers of one market day are compared, never two of one group; a pair without such a day says how far apart it is."""
    rows = [
        seen("a", MONDAY, "5.00"),
        seen("a", TUESDAY, "5.10"),
        seen("b", TUESDAY, "5.1051"),
        seen("copy", TUESDAY, "5.1", group="a"),
        seen("c", MONDAY, "5.05"),
        seen("a", NEXT, "6.00"),
    ]
    (found,) = spreads({("BRL", "market"): rows})
    assert (found.week, found.sources) == (MONDAY, ("a", "b", "c", "copy"))
    assert found.pairs == (
        Pair("a", "b", 10.0, 10.0),
        Pair("a", "c", 100.0, 100.0),
        Pair("b", "c", 109.1, 109.1, apart=1),
        Pair("b", "copy", 10.0, 10.0),
        Pair("c", "copy", 99.0, 99.0, apart=1),
    )
    assert [(pair.one, pair.other) for pair in far(found)] == [("a", "c")]
    assert list(lines([found]))[2:] == ["| BRL | 2026-03-16 | a, b, c, copy | 10.0 | 100.0 | a, c |"]


def test_a_week_without_a_common_day() -> None:
    """Then the newest numbers of the week are compared, and the row says so."""
    found = Spread("IRR", "official", MONDAY, ("a", "b"), (Pair("a", "b", 44.1, 44.1, 2),))
    assert compared(found) == found.pairs
    assert Spread.of_row(found.row()) == found
    (row,) = list(lines([found]))[2:]
    assert row == "| IRR, official | 2026-03-16 | a, b | 44.1 | 44.1 | a, b, 2 days apart |"


def test_every_large_distance_is_explained() -> None:
    """Of two sources that are farther apart than a shown number may be from the median, one has its reason; no other has."""
    pairs = [(it.code, {pair.one, pair.other}) for it in stored() for pair in far(it)]
    assert [(code, names) for code, names in pairs if not names & set(EXPLAINED.get(code, ()))] == []
    named = [(code, name) for code, sources in EXPLAINED.items() for name in sources]
    assert [it for it in named if not any(it[0] == code and it[1] in names for code, names in pairs)] == []


@with_recordings
def test_the_stored_figures_are_those_of_the_recordings() -> None:
    """``python -m tools.spreads --write`` stores them; of publishers that are not at hand nothing is compared."""
    every = recorded()
    for it in stored():
        week = [one for one in every.get((it.code, it.series), ()) if monday(one.day) == it.week]
        sources, pairs = of_week(week)
        assert pairs == tuple(pair for pair in it.pairs if {pair.one, pair.other} <= {*sources}), it.name
