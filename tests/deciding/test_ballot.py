"""An entry of a vote: what it takes from a source's facts and from what the source's memory has."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fxwidget.deciding.ballot import Plan, entries, sole_entry
from fxwidget.deciding.poll import Entry
from fxwidget.domain.codes import Exclusion, Outcome, because
from fxwidget.domain.kinds import Kind
from fxwidget.domain.state import Close, Memory, Refusal, Row, SourceMemory
from fxwidget.provider.source import Source
from tests.support.house import fixed, utc

PLAN = Plan(("INR",), timedelta(minutes=5), timedelta(days=14))
MONDAY, TUESDAY = date(2026, 4, 27), date(2026, 4, 28)
NOON, EVENING = utc("2026-04-28 12:00"), utc("2026-04-28 21:00")
ROW = Row(rate=Decimal(120), as_of=TUESDAY, market_day=TUESDAY, published=NOON, kind=Kind.FIXING)
ASIDE = (Close(market_day=MONDAY, rate=Decimal(119), aside=True),)


def entry(source: Source, **members: object) -> Entry:
    """The entry of a source with such a memory, where no other one lists the currency."""
    memory = Memory(sources={source.name: SourceMemory.model_validate(members)})
    (found,) = entries(PLAN, [source], memory, "INR", EVENING)
    return found


@pytest.mark.parametrize(
    "facts", [{}, {"kind": Kind.PEG}, {"coarse": frozenset({"INR"})}, {"groups": {"INR": "ecb"}}]
)
@pytest.mark.parametrize("kind", [Kind.FIXING, Kind.PEG])
def test_the_entry_of_the_only_source(facts: dict[str, object], kind: Kind) -> None:
    """The short way to the entry of a day that is decided says what the long way does."""
    source = fixed("a", **facts)
    members = {"rows": {"INR": ROW.model_copy(update={"kind": kind})}, "closes": {"INR": ASIDE}}
    short = sole_entry(source, SourceMemory.model_validate(members), "INR")
    assert short == entry(source, **members)
    assert short.counts is (kind is Kind.FIXING and "coarse" not in facts)


def test_when_its_newest_row_came_out() -> None:
    """Be it a refused one; one that stated no day says nothing of it, and does not count."""
    monday = ROW.model_copy(update={"market_day": MONDAY, "published": NOON - timedelta(days=1)})
    refused = Refusal(reason="x", market_day=TUESDAY, published=NOON)
    found = entry(fixed("a"), rows={"INR": monday}, refusals={"INR": refused})
    assert (found.published, found.market_day, found.counts) == (NOON, TUESDAY, True)
    undated = entry(fixed("a"), rows={"INR": monday}, refusals={"INR": Refusal(reason="x")})
    assert (undated.published, undated.market_day) == (monday.published, MONDAY)
    assert not entry(fixed("a"), refusals={"INR": Refusal(reason="x", published=NOON)}).counts


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ((), None),
        (ASIDE, Decimal(119)),
        ((Close(market_day=TUESDAY, rate=Decimal(118), aside=True),), None),  # of the row's own day
        ((*ASIDE, Close(market_day=MONDAY - timedelta(days=3), rate=Decimal(100))), Decimal(119)),
        ((Close(market_day=MONDAY, rate=Decimal(100)),), None),
    ],
)
def test_what_was_set_aside_the_day_before(closes: tuple[Close, ...], expected: Decimal | None) -> None:
    """The number of its last earlier market day, if that was set aside; without a row there is nothing before it."""
    assert entry(fixed("a"), rows={"INR": ROW}, closes={"INR": closes}).earlier_aside == expected
    assert entry(fixed("a"), closes={"INR": closes}).earlier_aside is None
    assert entry(fixed("a"), rows={"INR": ROW}).earlier_aside is None


@pytest.mark.parametrize("outcome", [Outcome.UNAVAILABLE.value, None])
def test_why_a_source_is_silent(outcome: str | None) -> None:
    """A failure is named with its outcome, where one is known."""
    why = because(Exclusion.NOT_ANSWERING, detail="no route", outcome=outcome or "")
    assert entry(fixed("a"), reason="no route", outcome=outcome).excluded == why
