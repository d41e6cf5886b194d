"""The short way through a vote of one: where it is taken, it says exactly what the whole evaluation says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxwidget.deciding import consensus
from fxwidget.deciding.poll import Entry
from fxwidget.domain.codes import Exclusion, because
from fxwidget.domain.currency import limits
from fxwidget.domain.kinds import Agreement, Kind, Upstream
from fxwidget.domain.overrides import Override
from fxwidget.domain.state import Candidate, LevelState, Row

DAY = date(2026, 4, 24)
EVENING = datetime(2026, 4, 24, 20, tzinfo=UTC)
NUMBERS = st.sampled_from(["96", "96.0853", "99", "102", "120", "960", "0.0104", "3.6725", "3.7"]).map(
    Decimal
)
CANDIDATE = Candidate(groups=("ecb",), low=Decimal(120), high=Decimal(121), ready=True)


@st.composite
def standings(draw: st.DrawFn) -> LevelState:
    """A level at rest, or with something that is unusual."""
    known = {
        name: draw(st.none() | NUMBERS) for name in ("shown", "confirmed", "confirmed_low", "confirmed_high")
    }
    strange: dict[str, object] = draw(
        st.sampled_from(
            [
                {},
                {},
                {"candidate": CANDIDATE},
                {"level_since_day": DAY},
                {"level_since": EVENING},
                {"previous_level": Decimal(102)},
                {"peg": Decimal(96), "peg_table": None},
                {"peg_table": Decimal("3.6725")},
                {"accepted_at": EVENING},
            ]
        )
    )
    return LevelState.model_validate({**known, **strange, "supporting_groups": draw(st.integers(0, 3))})


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    row = Row(
        rate=draw(NUMBERS),
        as_of=DAY,
        market_day=DAY,
        published=EVENING,
        kind=Kind.FIXING,
    )
    return Entry(
        source="ecb",
        group=draw(st.sampled_from(["ecb", "other"])),
        position=0,
        row=draw(st.sampled_from([row, row, row, None])),
        upstream=draw(st.sampled_from(Upstream)),
        seldom=draw(st.booleans()),
        excluded=draw(st.sampled_from([None, None, None, because(Exclusion.STALE)])),
        counts=draw(st.sampled_from([True, True, True, False])),
        published=EVENING,
        market_day=DAY,
        earlier_aside=draw(st.none() | NUMBERS),
    )


@settings(max_examples=300, deadline=None)
@given(entries(), standings(), NUMBERS, st.sampled_from(["INR", "AED", "RUB", "XXX"]))
def test_the_short_way_says_what_the_whole_evaluation_says(
    entry: Entry, standing: LevelState, last: Decimal, code: str
) -> None:
    """Whatever the number, the level before and the currency's limits are."""
    of = limits(code)
    found = consensus.decide([entry], of, last=last, incumbent="ecb", standing=standing, last_day=DAY)
    with mock.patch.object(consensus, "_as_usual", return_value=None):
        whole = consensus.decide([entry], of, last=last, incumbent="ecb", standing=standing, last_day=DAY)
    assert found == whole


PLAIN = Entry(
    source="ecb",
    group="ecb",
    position=0,
    row=Row(rate=Decimal("96.0853"), as_of=DAY, market_day=DAY, published=EVENING, kind=Kind.FIXING),
    upstream=Upstream.OWN,
    published=EVENING,
    market_day=DAY,
)


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"candidate": CANDIDATE},
        {"previous_level": Decimal(102)},
        {"level_since": EVENING},
        {"level_since_day": DAY},
        {"peg": Decimal(96)},
        {"peg_table": Decimal("3.6725")},
        {"sibling_gap": Decimal("1.02")},
    ],
)
def test_whatever_is_strange_about_the_level(strange: dict[str, object]) -> None:
    """One thing at a time, beside a number that is not: both ways say the same, and leave the same behind."""
    standing = LevelState.model_validate(strange)
    of = limits("INR")
    found = consensus.decide([PLAIN], of, last=Decimal(96), incumbent="ecb", standing=standing, last_day=DAY)
    with mock.patch.object(consensus, "_as_usual", return_value=None):
        whole = consensus.decide(
            [PLAIN], of, last=Decimal(96), incumbent="ecb", standing=standing, last_day=DAY
        )
    assert found == whole


def test_a_sibling_and_an_order_are_never_passed_over() -> None:
    """A lone number far from its sibling is held, and so is any that an operator holds, however usual it is."""
    far = replace(
        PLAIN, source="sibling", row=PLAIN.row and PLAIN.row.model_copy(update={"rate": Decimal(94)})
    )
    last, standing = Decimal(96), LevelState()
    beside = consensus.decide(
        [PLAIN], limits("CNH"), last=last, incumbent="ecb", standing=standing, sibling=far
    )
    assert beside.shown is None
    held = consensus.decide(
        [PLAIN], limits("INR"), last=last, incumbent="ecb", standing=standing, order=Override(hold=True)
    )
    assert (held.shown, held.agreement) == (None, Agreement.HELD)
