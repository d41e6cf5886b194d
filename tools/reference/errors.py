"""The page of errors: what Python raises, what HTTP answers, and the codes that tell why a number has no part in a rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fxwidget import errors
from fxwidget.domain.codes import Exclusion, Gate, NoteCode, Outcome
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import Agreement
from fxwidget.errors import FXWidgetError
from fxwidget.web.problems import STATUSES, title
from tools.markdown import code, first_sentence, table

__all__ = ["page", "raised"]

GATES = {
    Gate.REFUSED: "no honest answer contains it, so it is dropped.",
    Gate.SET_ASIDE: "it could be true once in a decade: it counts once others say the same.",
    Gate.LEFT_OUT: "the source has no vote on the currency or in this round, or lost it.",
}

OUTCOMES = {
    Outcome.ANSWERED: "it gave a document that could be read",
    Outcome.UNCHANGED: "it said that nothing is new since it was last asked",
    Outcome.EMPTY: "it gave a document without rates, as on a day off",
    Outcome.UNAVAILABLE: "it could not be reached, or failed (5xx); it is asked again",
    Outcome.REFUSED: "it answered, and what came can't be read as its table",
    Outcome.RATE_LIMITED: "it asks us to wait (429, or 403 and 503 with `Retry-After`)",
    Outcome.CREDENTIALS_REJECTED: "it refuses the key, or this address",
    Outcome.NOT_CONFIGURED: "it needs a key that is not set, or that can't be read",
    Outcome.DISABLED: "an operator took it out",
}

AGREEMENTS = {
    Agreement.AGREED: "three or more independent groups stand behind the number",
    Agreement.TWO_SOURCES: "two do",
    Agreement.SINGLE_SOURCE: "one does",
    Agreement.PENDING: "the last good rate stays while a new level waits for others to confirm it",
    Agreement.HELD: "the last good rate stays: too few vote, or an operator holds it",
    Agreement.DISPUTED: "the last good rate stays: the sources disagree",
}

FRESHNESS = {
    Freshness.FRESH: "no publication of its source is missing",
    Freshness.CLOSED: "none is missing, and today there is none, as over a weekend",
    Freshness.LATE: "one is missing",
    Freshness.STALE: "two are missing; conversions are refused unless asked for",
    Freshness.WITHDRAWN: "stale for longer than the setting `withdraw_after`: no number is shown",
}

NOTES = {
    NoteCode.NEWER_UNCONFIRMED: "one group gives another number of a later market day",
    NoteCode.UNCONFIRMED: "one group gives another number of the same market day or an earlier one",
    NoteCode.OTHER_SCALE: "one group's number is a power of ten, or the inverse, of the shown one",
    NoteCode.NEW_LEVEL_PENDING: "two groups or more agree on another level, and wait for more",
    NoteCode.PEG_BROKEN: "the official peg no longer holds: several sources say another number",
    NoteCode.OPERATOR_HOLD: "an operator holds the last good rate",
    NoteCode.NOT_LISTED: "no enabled source lists the currency",
    NoteCode.SOURCE_SWITCHED: "within 24 hours another source's number took the place of the one before",
    NoteCode.CARRIED: "that day has no close: it is that of the last one before",
    NoteCode.REVISED: "the close was replaced after it was first stored, by its source or by a backfill; `as_of` says when",
}


def page() -> Iterable[str]:
    """The lines of the page."""
    yield "# Errors and reasons"
    yield "What can go wrong, by where it is met: an exception in Python, a status over HTTP, a word in the table or its JSON."
    yield from ("", "## Exceptions", "")
    yield "All are in `fxwidget`, and below `FXWidgetError`. Those of Python that each one is too stand in brackets."
    yield from table(("exception", "means"), _exceptions())
    yield from ("## Statuses", "")
    yield "Errors over HTTP are problem documents (RFC 9457), `application/problem+json`, and never stored. What stands in `detail`"
    yield "names what is allowed. Of [each path](endpoints.md) those that it answers are listed there."
    yield from table(("exception", "status"), _statuses())
    yield from ("## Reason codes", "")
    yield "Why a source's number has no part in a rate: `reason_code` beside each source of a row in `/v1/rates` and `/v1/sources`,"
    yield "the label `reason` of [metrics](metrics.md), and facts of [log events](log.md). `{…}` are the members of `reason_values`."
    for gate, meaning in GATES.items():
        name = gate.name.replace("_", " ").capitalize()
        yield from ("", f"### {name}", "", f"{name}: {meaning}")
        yield from table(("code", "sentence"), _reasons(gate))
    yield from ("## Notes", "", "`code` of a row's `notes`: what is to be known beside its number.")
    yield from _words("note", NOTES)
    yield from ("## Agreement", "", "`agreement` of a row: who stands behind its number. The worst is last.")
    yield from _words("agreement", AGREEMENTS)
    yield from (
        "## Freshness",
        "",
        "`freshness` of a row: how it ages, by its publisher's calendar. The worst is last.",
    )
    yield from _words("freshness", FRESHNESS)
    yield from (
        "## Outcomes",
        "",
        "`outcome` of a source in `/v1/sources`, in metrics and in the log: what came of asking it.",
    )
    yield from _words("outcome", OUTCOMES)


def raised() -> Iterator[tuple[type[FXWidgetError], int]]:
    """Every error of the tree with its depth, the root first."""
    yield from _below(FXWidgetError, 0)


def _below(error: type[FXWidgetError], depth: int) -> Iterator[tuple[type[FXWidgetError], int]]:
    yield error, depth
    for each in error.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from _below(each, depth + 1)


def _exceptions() -> Iterator[tuple[str, str]]:
    for error, depth in raised():
        others = [base.__name__ for base in error.__bases__ if not issubclass(base, FXWidgetError)]
        also = f" ({', '.join(others)})" if depth else ""
        yield f"{'· ' * depth}{code(error.__name__)}{also if others else ''}", first_sentence(error.__doc__)


def _statuses() -> Iterator[tuple[str, str]]:
    for error, status in STATUSES:
        yield code(error.__name__), f"{status.value} {title(status)}"


def _reasons(gate: Gate) -> Iterator[tuple[str, str]]:
    for reason in Exclusion:
        if reason.gate is gate:
            yield code(reason.value), reason.sentence


def _words(
    head: str,
    meanings: dict[Outcome, str] | dict[Agreement, str] | dict[Freshness, str] | dict[NoteCode, str],
) -> Iterable[str]:
    return table((head, "means"), ((code(each.value), meaning) for each, meaning in meanings.items()))
