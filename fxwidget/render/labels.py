"""The words for every code of a snapshot, in one table each: kinds, agreements, outcomes, reasons; and headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fxwidget.domain.codes import GOOD, Exclusion, Gate, Outcome
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Agreement, Direction, RateSource, SourceInfo
from fxwidget.presentation.language import ENGLISH, Language, marked

__all__ = [
    "AGREEMENTS",
    "ARROWS",
    "DERIVED",
    "DIRECTIONS",
    "KINDS",
    "NO_RATE",
    "OUTCOMES",
    "REASONS",
    "TELLING_KINDS",
    "did",
    "outcome",
    "readable",
    "reason",
    "waiting_for",
]

NO_RATE = "—"
ARROWS = {Direction.UP: "▲", Direction.DOWN: "▼"}
DIRECTIONS = {Direction.UP: marked("up"), Direction.DOWN: marked("down")}

ROUTINE_KINDS = {
    Kind.MARKET: marked("market rate"),
    Kind.FIXING: marked("central bank fixing"),
    Kind.CROSS: marked("cross rate"),
}
"""Kinds that are routine: named only in a row's full explanation."""
TELLING_KINDS = {
    Kind.OFFICIAL: marked("official rate"),
    Kind.FREE_MARKET: marked("free market"),
    Kind.PEG: marked("official peg"),
}
KINDS: Mapping[Kind, str] = {**ROUTINE_KINDS, **TELLING_KINDS}
AGREEMENTS = {
    Agreement.SINGLE_SOURCE: (marked("one source"), marked("one source")),
    Agreement.PENDING: (marked("newer rate not confirmed yet: last good rate"), marked("not confirmed yet")),
    Agreement.HELD: (marked("held: last good rate"), marked("no good rate yet")),
    Agreement.DISPUTED: (marked("sources disagree: last good rate"), marked("sources disagree")),
}
STANDING = (
    Exclusion.BLEND,
    Exclusion.TOO_FEW_DIGITS,
    Exclusion.PEG_TABLE,
    Exclusion.OTHER_KIND,
    Exclusion.SAME_GROUP,
    Exclusion.OLDER_DAY,
)
"""Why a source has no part in a rate on most days, whatever it says: by what it is, or as a monthly table."""

DERIVED = {"mid": marked("middle of bid and ask"), "inverse": marked("inverse of the published number")}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.UNAVAILABLE: marked("could not be reached"),
    Outcome.RATE_LIMITED: marked("asks us to wait"),
    Outcome.REFUSED: marked("its answer can't be read"),
    Outcome.CREDENTIALS_REJECTED: marked("rejects our key"),
    Outcome.NOT_CONFIGURED: marked("is not set up"),
    Outcome.ANSWERED: marked("answered"),
    Outcome.UNCHANGED: marked("answered: nothing new"),
    Outcome.EMPTY: marked("answered: no rates today"),
    Outcome.DISABLED: marked("disabled by the operator"),
}
"""What a source did, in every language; English has the whole reason where it failed."""
REASONS: Mapping[Exclusion, str] = {
    **{code: code.sentence for code in Exclusion},
    Exclusion.UNREADABLE: OUTCOMES[Outcome.REFUSED],
    Exclusion.NOT_ANSWERING: "{outcome}",
}
"""Why a source has no part in a rate, for other languages: what a failure says for itself is English."""


def outcome(code: str, language: Language) -> str:
    """A fetch's outcome in words; one of an unknown code in the words of the code itself."""
    return language.say(OUTCOMES[Outcome(code)]) if code in {*Outcome} else readable(code)


def waiting_for(source: SourceInfo, language: Language = ENGLISH) -> str:
    """The state of a source without any answer yet, and when it is asked next."""
    if source.outcome is None:
        return language.say("{name}: is being asked", name=source.name)
    english = source.reason or readable(source.outcome)
    text = f"{source.name}: {english if language.english else outcome(source.outcome, language)}"
    if source.next_at is None:
        return text
    return language.say("{what}; asked again at {time}", what=text, time=language.moment(source.next_at))


def did(source: SourceInfo, language: Language = ENGLISH) -> tuple[str, bool]:
    """The outcome of a source's last fetch in words, and whether it was a success."""
    if source.outcome is None:
        return language.say("not asked yet"), True
    text = outcome(source.outcome, language)
    if source.outcome in GOOD:
        return text, True
    if source.since is None:
        return text, False
    return language.say("{what}, since {time}", what=text, time=language.moment(source.since)), False


def reason(source: RateSource, language: Language, name: Callable[[str], str]) -> str:
    """Why a source has no part in a rate; nothing where it has. ``name`` is what a source is called, by its id.

    English has the snapshot's own sentence but for one that names dozens of sources, other languages have theirs by its
    code; a text without a code stays as it is.
    """
    why = source.why
    if why is None:
        return ""
    if language.english and why.code is not Exclusion.BLEND:
        return readable(source.reason or "")
    say: Mapping[str, Callable[[str], str]] = {
        "source": name,
        "sources": lambda ids: language.few([name(id) for id in ids.split(", ")]),
        "kind": lambda kind: language.say(KINDS[Kind(kind)]) if kind in {*Kind} else kind,
        "outcome": lambda code: outcome(code, language),
    }
    values = {key: say.get(key, str)(value) for key, value in why.values}
    words = language.say(REASONS[why.code], **values)
    return language.say("refused: {reason}", reason=words) if why.code.gate is Gate.REFUSED else words


def readable(code: str) -> str:
    """An unknown code as words: ``power_of_ten`` as ``power of ten``."""
    return " ".join(code.replace("_", " ").split())
