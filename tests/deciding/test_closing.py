"""Which closes and points a round adds to the past: pure functions of a snapshot, of what is known, and of the instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fxwidget.deciding.closing import corrections, new_closes, shown_points, stated_in
from fxwidget.domain.close import CARRIED, POINT_EVERY, POINTS_KEPT, Basis, DailyClose, Point
from fxwidget.domain.groups import Groups
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.rate import Rate
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Close, Memory, SourceMemory
from tests.support.history import close
from tests.support.snapshots import rate, shown_by, snapshot

FRIDAY, SATURDAY = date(2026, 4, 24), date(2026, 4, 25)
EVENING = datetime(2026, 4, 24, 21, 59, tzinfo=UTC)
NIGHT = datetime(2026, 4, 24, 22, 0, tzinfo=UTC)


def row(number: str = "94.30", source: str = "ecb", **members: Any) -> Rate:
    """A row that shows a source's number of Friday."""
    shown = {
        "as_of": FRIDAY,
        "market_day": FRIDAY,
        "kind": Kind.FIXING,
        "sources": shown_by(source, None, FRIDAY),
    }
    return rate("INR", number, **(shown | members))


def table(*rows: Rate) -> Snapshot:
    return snapshot().model_copy(update={"rates": rows})


def known(*closes: DailyClose) -> dict[str, dict[date, DailyClose]]:
    """Closes as the past has them."""
    found: dict[str, dict[date, DailyClose]] = {}
    for each in closes:
        found.setdefault(each.code, {})[each.day] = each
    return found


def added(*rows: Rate, past: tuple[DailyClose, ...] = (), now: datetime = NIGHT) -> list[str]:
    return [f"{each.day} {each.rate}" for each in new_closes(table(*rows), known(*past), now)]


def test_a_day_has_a_close_once_it_is_over_and_not_before() -> None:
    """At 22:00 UTC; not a minute earlier, and where its rows show nothing of any source's never."""
    assert added(row(), now=EVENING) == []
    assert added(row(), now=NIGHT) == ["2026-04-24 94.30"]
    for without in (
        row(rate=None, display=None),
        row(market_day=None),
        row(kind=None),
        row(sources=()),
    ):
        assert added(without) == []
    assert added(row(rate=None, display=None), row(number="94.31")) == ["2026-04-24 94.31"]


def test_a_close_rests_on_what_the_row_says() -> None:
    """Source, kind, who stood behind it and how far apart they were; as of the day itself where no other was stated."""
    groups = Groups(own=2, named=1, undisclosed=3)
    shown = row(
        groups=groups,
        spread_bps=Decimal("1.2"),
        derived="inverse",
        agreement=Agreement.AGREED,
        as_of=SATURDAY,
    )
    (found,) = new_closes(table(shown), {}, NIGHT)
    assert found.basis == Basis(
        "ecb", Kind.FIXING, Agreement.AGREED, NIGHT, "inverse", 2, 1, 3, Decimal("1.2"), timedelta(days=1)
    )
    (alone,) = new_closes(table(row(groups=None, as_of=None)), {}, NIGHT)
    assert (alone.basis.groups, alone.basis.stated, alone.revision) == (0, timedelta(0), 0)
    assert found.basis.groups == 6


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"number": "94.31"}, ["2026-04-24 94.31"]),
        ({"number": "94.30"}, []),
        ({"number": "94.300943"}, []),  # a hundred-thousandth away is one number with other digits
        ({"number": "94.300944"}, ["2026-04-24 94.300944"]),
        ({"number": "94.299057"}, []),
        ({"number": "94.299056"}, ["2026-04-24 94.299056"]),
        ({"number": "943.1"}, []),  # in other units
        ({"number": "94.31", "source": "er_api"}, []),  # another source's stays what was shown
        (
            {"number": "94.31", "source": "er_api", "kind": Kind.OFFICIAL},
            ["2026-04-24 94.31"],
        ),  # another series
    ],
)
def test_only_its_own_source_corrects_a_close(shown: dict[str, Any], expected: list[str]) -> None:
    """By another number in the same units; what another source says later changes no close of the series."""
    assert added(row(**shown), past=(close("INR", "2026-04-24", "94.30"),)) == expected


def test_a_later_answer_corrects_a_close_alone() -> None:
    """A source's own close of that day that is another number by now; nobody stands behind it any more."""
    stored = close(
        "INR",
        "2026-04-24",
        "94.30",
        agreement=Agreement.AGREED,
        own=2,
        named=1,
        undisclosed=1,
        spread_bps=Decimal(3),
    )
    said = (
        Close(market_day=SATURDAY, rate=Decimal(95)),
        Close(market_day=FRIDAY, rate=Decimal(97), aside=True),
        Close(market_day=FRIDAY, rate=Decimal("94.40")),
    )
    memory = Memory(sources={"ecb": SourceMemory(closes={"INR": said})})
    (found,) = corrections(memory, known(stored), NIGHT)
    assert (found.day, found.rate, found.basis.groups) == (FRIDAY, Decimal("94.40"), 0)
    assert (found.basis.agreement, found.basis.spread_bps) == (Agreement.SINGLE_SOURCE, None)
    assert found.basis.recorded_at == NIGHT
    same = Memory(
        sources={"ecb": SourceMemory(closes={"INR": (Close(market_day=FRIDAY, rate=Decimal("94.3")),)})}
    )
    for nothing_new in (same, Memory()):
        assert list(corrections(nothing_new, known(stored), NIGHT)) == []


def test_a_point_is_stored_where_something_else_is_shown() -> None:
    """A number, source or series that was not shown before; the instant alone makes no point, nor does an empty row."""
    shown = table(row(rate=None, display=None), row())
    (first,) = shown_points(shown, {}, NIGHT)
    assert first == Point("INR", NIGHT, Decimal("94.30"), "ecb", "market")
    assert list(shown_points(shown, {"INR": first._replace(at=EVENING)}, NIGHT)) == []
    for other in ({"rate": Decimal("94.3001")}, {"source": "er_api"}, {"series": "official"}):
        assert list(shown_points(shown, {"INR": first._replace(**other)}, NIGHT)) == [first]


def test_what_a_source_stated() -> None:
    """An instant as it is; a day by how many it lies after the market day."""
    assert stated_in(NIGHT, FRIDAY) == NIGHT
    assert stated_in(SATURDAY, FRIDAY) == timedelta(days=1)


def test_how_long_is_long() -> None:
    """A close stands in for a fortnight at most; points of a week are stored, one in a quarter of an hour at most."""
    assert (timedelta(days=14), timedelta(days=7), timedelta(minutes=15)) == (
        CARRIED,
        POINTS_KEPT,
        POINT_EVERY,
    )


def test_a_close_says_what_it_rests_on() -> None:
    """Its own members, without its basis being asked; a first one is revision 0, stated of its day, seen and not backfilled."""
    found = close("INR", "2026-04-24", "94.30", own=0)
    assert (found.source, found.kind, found.series, found.agreement) == (
        "ecb",
        Kind.FIXING,
        "market",
        Agreement.SINGLE_SOURCE,
    )
    assert (found.revision, found.basis.groups, found.basis.stated) == (0, 0, timedelta(0))
    assert (found.basis.backfilled, found.basis.spread_bps, found.basis.derived) == (False, None, None)


def test_what_a_close_states_and_whether_it_was_corrected() -> None:
    """A stated day lies by its days after the market day, an instant stands as it is; the first revision is no correction."""
    days_later = close("INR", "2026-04-24", "94.30", stated=timedelta(days=1))
    assert days_later.as_of == SATURDAY
    assert close("INR", "2026-04-24", "94.30", stated=NIGHT).as_of == NIGHT
    assert [days_later._replace(revision=number).corrected for number in (0, 1, 2)] == [False, True, True]


def test_a_close_of_which_nothing_is_known_rests_on_no_group() -> None:
    """Who stood behind a close of an archive from before that was written down is not made up."""
    basis = Basis("ecb", Kind.FIXING, Agreement.SINGLE_SOURCE, NIGHT)
    assert (basis.own, basis.named, basis.undisclosed, basis.groups) == (0, 0, 0, 0)
