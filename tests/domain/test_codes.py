"""The codes of decisions: their sentences in English, what stored texts become, and the tables over them."""

from __future__ import annotations

import pytest

from fxwidget.domain.codes import Exclusion, NoteCode, Outcome, Reason, because, known, stored
from fxwidget.domain.snapshot import RateSource, Role
from fxwidget.domain.state import Refusal
from fxwidget.refresher import decision_events
from fxwidget.render import labels, note_wording


def test_the_sentences() -> None:
    """The texts of ``reason`` are public: they are those of before there were codes."""
    values = {"detail": "HTTP 404", "outcome": "unavailable"}
    texts = {
        code: because(code, **{name: values.get(name, f"<{name}>") for name in code.needs}).text
        for code in Exclusion
    }
    assert texts == {
        Exclusion.NO_CURRENCY_CODE: "refused: <given> is no currency code",
        Exclusion.IMPOSSIBLE_DATE: "refused: dated <date>",
        Exclusion.CURRENCY_IN_ITSELF: "refused: a currency in itself",
        Exclusion.NOT_FINITE: "refused: not a finite number",
        Exclusion.NOT_POSITIVE: "refused: zero or negative",
        Exclusion.TOO_MANY_DIGITS: "refused: more than <digits> digits",
        Exclusion.TOO_MANY_ZEROS: "refused: out of range",
        Exclusion.OUT_OF_RANGE: "refused: outside 1e-9 to 1e9 per US dollar",
        Exclusion.CROSSED: "refused: the bid is above the ask",
        Exclusion.TOO_WIDE: "refused: bid and ask are more than <percent> % apart",
        Exclusion.ROW_UNREADABLE: "refused: its row can't be read",
        Exclusion.GIVEN_TWICE: "refused: given twice with different numbers",
        Exclusion.NO_USD_QUOTATION: "refused: no quotation of USD to cross <pair> with",
        Exclusion.DATED_AHEAD: "refused: dated <date>, more than <days> days ahead",
        Exclusion.ENDED_CURRENCY: "refused: <currency> ended on <date>",
        Exclusion.ENDED_UNIT: "refused: in the unit that ended on <date>: <factor> of it are 1 now",
        Exclusion.ENDED_OFFICIAL_RATE: "refused: the official rate that ended with 2025",
        Exclusion.UNREADABLE: "refused: HTTP 404",
        Exclusion.REFUSED: "refused: HTTP 404",
        Exclusion.BLEND: "a blend of <sources>, which have votes of their own",
        Exclusion.TOO_FEW_DIGITS: "prints too few digits",
        Exclusion.PEG_TABLE: "a table of pegs, not an observation",
        Exclusion.OTHER_KIND: "of another kind (<kind>)",
        Exclusion.NOT_ASKED: "not asked yet",
        Exclusion.NOT_ANSWERING: "HTTP 404",
        Exclusion.NOT_LISTED: "does not list it today",
        Exclusion.NO_NUMBER: "no number yet",
        Exclusion.STALE: "stale",
        Exclusion.LATE_UNANSWERED: "late, and it does not answer",
        Exclusion.NOT_ENABLED: "no longer enabled",
        Exclusion.LEVEL_UNSEEN: "published nothing since the level changed",
        Exclusion.MOVE_UNSEEN: "published nothing since two others moved",
        Exclusion.OLDER_DAY: "older than the others' day",
        Exclusion.SAME_GROUP: "of one group with <source>",
        Exclusion.JUMP: "jump",
        Exclusion.POWER_OF_TEN: "power_of_ten",
        Exclusion.INVERSE: "inverse",
        Exclusion.OFF_THE_PEG: "off_the_peg",
        Exclusion.FAR_FROM_SIBLING: "far_from_sibling",
        Exclusion.DISAGREES: "disagrees",
        Exclusion.ALONE: "alone, and away from the last confirmed rate",
        Exclusion.TOO_FEW: "too few, and away from the last confirmed rate",
        Exclusion.OPERATOR_HOLD: "an operator holds the rate",
        Exclusion.OTHER: "HTTP 404",
    }


def test_a_reason_has_the_values_that_its_sentence_needs() -> None:
    """One too few or too many is a fault of the code that gives it."""
    for wrong in ({}, {"kind": "peg", "source": "ecb"}):
        with pytest.raises(ValueError, match="other_kind needs"):
            because(Exclusion.OTHER_KIND, **wrong)


@pytest.mark.parametrize("code", Exclusion)
def test_a_reason_comes_back_from_what_is_stored(code: Exclusion) -> None:
    """A rate's and a refusal's reason come back from JSON with their values."""
    why = because(code, **dict.fromkeys(code.needs, "a {brace}"))
    part = RateSource(id="a", rate=None, as_of=None, role=Role.EXCLUDED, **stored(why))
    assert RateSource.model_validate_json(part.model_dump_json()).why == why
    assert Refusal.model_validate_json(Refusal.of(why).model_dump_json()).why == why


def test_what_an_older_build_stored() -> None:
    """A text without a code is kept as a text; so is one whose code or values this build does not know."""
    old = RateSource.model_validate(
        {"id": "a", "rate": None, "as_of": None, "role": "excluded", "reason": "stale"}
    )
    assert old.why == because(Exclusion.OTHER, detail="stale")
    assert Refusal.model_validate({"reason": "zero or negative"}).why.text == "refused: zero or negative"
    assert known("of_tomorrow", {}) is None
    assert known("same_group", None) is None
    assert known("same_group", {"source": "ecb"}) == Reason(Exclusion.SAME_GROUP, (("source", "ecb"),))


def test_tables_are_whole() -> None:
    """Whoever puts codes into words has every one, and no other."""
    assert set(labels.REASONS) == set(Exclusion)
    assert set(labels.OUTCOMES) == set(Outcome)
    assert set(note_wording.NOTES) == set(NoteCode)
    assert set(decision_events.NOTES) == set(NoteCode)
