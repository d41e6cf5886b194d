"""What the service says of sources and numbers, as enumerations: decisions return codes, renderers put them into words.

An ``Exclusion`` stands here once, with its English sentence: the one that JSON, log and stored files have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from string import Formatter
from typing import Any, Self

__all__ = [
    "GOOD",
    "UNANSWERED",
    "Exclusion",
    "Gate",
    "NoteCode",
    "Outcome",
    "Reason",
    "because",
    "known",
    "stored",
]


class Outcome(StrEnum):
    """What came of asking a source the last time it was asked."""

    ANSWERED = "answered"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    RATE_LIMITED = "rate_limited"
    CREDENTIALS_REJECTED = "credentials_rejected"
    NOT_CONFIGURED = "not_configured"
    DISABLED = "disabled"


GOOD = (Outcome.ANSWERED, Outcome.UNCHANGED, Outcome.EMPTY)
"""Outcomes of an answer that could be read."""

UNANSWERED = (
    Outcome.UNAVAILABLE,
    Outcome.REFUSED,
    Outcome.RATE_LIMITED,
    Outcome.CREDENTIALS_REJECTED,
    Outcome.NOT_CONFIGURED,
)
"""Outcomes that leave us without an answer that can be read, so that the last one still counts."""


class NoteCode(StrEnum):
    """What is to be said beside a rate, over how many stand behind it."""

    NEWER_UNCONFIRMED = "newer_unconfirmed"
    UNCONFIRMED = "unconfirmed"
    OTHER_SCALE = "other_scale"
    NEW_LEVEL_PENDING = "new_level_pending"
    PEG_BROKEN = "peg_broken"
    OPERATOR_HOLD = "operator_hold"
    NOT_LISTED = "not_listed"
    SOURCE_SWITCHED = "source_switched"
    CARRIED = "carried"
    REVISED = "revised"


class Gate(Enum):
    """Where a source's number was stopped on its way into a rate."""

    REFUSED = auto()
    """It is no honest answer, or it gives no number per US dollar."""
    SET_ASIDE = auto()
    """It could be true once in a decade: it counts once others say the same."""
    LEFT_OUT = auto()
    """It has no vote on the currency or in this round, or lost it."""


class Exclusion(StrEnum):
    """Why a source's number has no part in a rate: the code, the gate that stopped it, and the sentence in English.

    The sentence names its values in braces; ``needs`` are their names, and those of values that only other languages say.
    """

    gate: Gate
    sentence: str
    needs: frozenset[str]

    def __new__(cls, code: str, gate: Gate, sentence: str, *more: str) -> Self:
        """A member with its code, the gate and the English sentence."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.gate, member.sentence = gate, sentence
        named = [name for _, name, _, _ in Formatter().parse(sentence) if name]
        member.needs = frozenset((*named, *more))
        return member

    NO_CURRENCY_CODE = "no_currency_code", Gate.REFUSED, "{given} is no currency code"
    IMPOSSIBLE_DATE = "impossible_date", Gate.REFUSED, "dated {date}"
    CURRENCY_IN_ITSELF = "currency_in_itself", Gate.REFUSED, "a currency in itself"
    NOT_FINITE = "not_finite", Gate.REFUSED, "not a finite number"
    NOT_POSITIVE = "not_positive", Gate.REFUSED, "zero or negative"
    TOO_MANY_DIGITS = "too_many_digits", Gate.REFUSED, "more than {digits} digits"
    TOO_MANY_ZEROS = "too_many_zeros", Gate.REFUSED, "out of range"
    OUT_OF_RANGE = "out_of_range", Gate.REFUSED, "outside 1e-9 to 1e9 per US dollar"
    CROSSED = "crossed", Gate.REFUSED, "the bid is above the ask"
    TOO_WIDE = "too_wide", Gate.REFUSED, "bid and ask are more than {percent} % apart"
    ROW_UNREADABLE = "row_unreadable", Gate.REFUSED, "its row can't be read"
    GIVEN_TWICE = "given_twice", Gate.REFUSED, "given twice with different numbers"
    NO_USD_QUOTATION = "no_usd_quotation", Gate.REFUSED, "no quotation of USD to cross {pair} with"
    DATED_AHEAD = "dated_ahead", Gate.REFUSED, "dated {date}, more than {days} days ahead"
    ENDED_CURRENCY = "ended_currency", Gate.REFUSED, "{currency} ended on {date}"
    ENDED_UNIT = "ended_unit", Gate.REFUSED, "in the unit that ended on {date}: {factor} of it are 1 now"
    ENDED_OFFICIAL_RATE = "ended_official_rate", Gate.REFUSED, "the official rate that ended with 2025"
    UNREADABLE = "unreadable", Gate.REFUSED, "{detail}"
    REFUSED = "refused", Gate.REFUSED, "{detail}"

    BLEND = "blend", Gate.LEFT_OUT, "a blend of {sources}, which have votes of their own"
    TOO_FEW_DIGITS = "too_few_digits", Gate.LEFT_OUT, "prints too few digits"
    PEG_TABLE = "peg_table", Gate.LEFT_OUT, "a table of pegs, not an observation"
    OTHER_KIND = "other_kind", Gate.LEFT_OUT, "of another kind ({kind})"
    NOT_ASKED = "not_asked", Gate.LEFT_OUT, "not asked yet"
    NOT_ANSWERING = "not_answering", Gate.LEFT_OUT, "{detail}", "outcome"
    NOT_LISTED = "not_listed", Gate.LEFT_OUT, "does not list it today"
    NO_NUMBER = "no_number", Gate.LEFT_OUT, "no number yet"
    STALE = "stale", Gate.LEFT_OUT, "stale"
    LATE_UNANSWERED = "late_unanswered", Gate.LEFT_OUT, "late, and it does not answer"
    NOT_ENABLED = "not_enabled", Gate.LEFT_OUT, "no longer enabled"
    LEVEL_UNSEEN = "level_unseen", Gate.LEFT_OUT, "published nothing since the level changed"
    MOVE_UNSEEN = "move_unseen", Gate.LEFT_OUT, "published nothing since two others moved"
    OLDER_DAY = "older_day", Gate.LEFT_OUT, "older than the others' day"
    SAME_GROUP = "same_group", Gate.LEFT_OUT, "of one group with {source}"

    JUMP = "jump", Gate.SET_ASIDE, "jump"
    POWER_OF_TEN = "power_of_ten", Gate.SET_ASIDE, "power of ten"
    INVERSE = "inverse", Gate.SET_ASIDE, "inverse"
    OFF_THE_PEG = "off_the_peg", Gate.SET_ASIDE, "off the peg"
    FAR_FROM_SIBLING = "far_from_sibling", Gate.SET_ASIDE, "far from its sister currency"

    DISAGREES = "disagrees", Gate.LEFT_OUT, "disagrees"
    ALONE = "alone", Gate.LEFT_OUT, "alone, and away from the last confirmed rate"
    TOO_FEW = "too_few", Gate.LEFT_OUT, "too few, and away from the last confirmed rate"
    OPERATOR_HOLD = "operator_hold", Gate.LEFT_OUT, "an operator holds the rate"

    OTHER = "other", Gate.LEFT_OUT, "{detail}"


@dataclass(frozen=True)
class Reason:
    """An ``Exclusion`` with the values that its sentence needs; make one with ``because``.

    ``Exclusion.REFUSED`` and ``OTHER`` stand for a text without a code, as older builds stored them.
    """

    code: Exclusion
    values: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """``zero or negative``: in English."""
        return self.code.sentence.format_map(dict(self.values))

    @property
    def in_words(self) -> str:
        """``refused: zero or negative``, ``power of ten``: in English, as a row's sources show it."""
        return f"refused: {self.sentence}" if self.code.gate is Gate.REFUSED else self.sentence

    @property
    def text(self) -> str:
        """``refused: zero or negative``, ``power_of_ten``: as the member ``reason`` of JSON has it."""
        return self.code.value if self.code.gate is Gate.SET_ASIDE else self.in_words


_BY_CODE: Mapping[str | None, Exclusion] = {code.value: code for code in Exclusion}


def because(code: Exclusion, **values: str) -> Reason:
    """A reason: its code, with the values that the code's sentence needs.

    Raises:
        ValueError: the values are not those that its sentence needs.
    """
    if code.needs != values.keys():
        raise ValueError(f"{code} needs {sorted(code.needs)}, not {sorted(values)}")
    return Reason(code, tuple(values.items()))


def known(code: str | None, values: Mapping[str, str] | None) -> Reason | None:
    """A stored reason read back; None where this build does not know its code or its values."""
    exclusion, given = _BY_CODE.get(code), values or {}
    if exclusion is None:
        return None
    return Reason(exclusion, tuple(given.items())) if exclusion.needs == given.keys() else None


def stored(reason: Reason | None) -> dict[str, Any]:
    """The members ``reason``, ``reason_code`` and ``reason_values``, as JSON has them beside a rate."""
    if reason is None:
        return dict.fromkeys(("reason", "reason_code", "reason_values"))
    return {
        "reason": reason.text,
        "reason_code": reason.code.value,
        "reason_values": dict(reason.values) or None,
    }
