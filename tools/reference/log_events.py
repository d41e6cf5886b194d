"""The page of log events: the name, levels and facts of each, read from the code that makes them.

An event is an ``Event(NAME, sentence, level, facts)`` somewhere in the package. Its name, level and facts are found in the
syntax tree: literals, members of an enumeration, and what a name or a function of the same module stands for.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import HELD
from tools.markdown import code, codes, table

__all__ = ["LogEvent", "events", "page"]

PACKAGE = Path(__file__).parents[2] / "fxwidget"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

NAMED_BY = {
    "rate.agreement.value": tuple(each.value for each in HELD),
    "rate.freshness.value": (Freshness.LATE.value, Freshness.STALE.value, Freshness.WITHDRAWN.value),
}
"""The names of events that are called as the state that a rate comes into."""

WHEN = {
    "backing": "fewer independent sources stand behind a rate than before",
    "disputed": "the last good rate begins to be held because the sources disagree",
    "error": "a process ends, and why",
    "fetch": "a source was asked; at `debug` where that brought nothing new, a warning where it fails as it did not before",
    "fresh": "a rate is no longer late or stale",
    "held": "the last good rate begins to be held: too few have a vote, or an operator holds it",
    "jump": "a move beyond the currency's limit was let through",
    "late": "a publication of the shown source is missing",
    "new_level": "two sources or more agree on another level, and wait for more, while the shown number is confirmed",
    "not_before": "a source asked to be left alone for a time",
    "order": "an operator's order comes into force",
    "order_ended": "an operator's order is no longer in force",
    "peg_broken": "another number than an official peg is shown",
    "pending": "the last good rate begins to be held because a new level waits",
    "quota": "the last request of a source's quota was sent",
    "round": "a round ended; at `debug` where no source was due",
    "set_back": "this machine's clock was set back: what it dated ahead counts as now",
    "settled": "a rate is no longer held",
    "stale": "two publications of the shown source are missing",
    "stamp_ahead": "a source begins to state instants that lie in the future",
    "store": "the store fails, and works again",
    "switched": "another source's number is shown than before",
    "unconfirmed": "one source gives a number that waits to be confirmed",
    "withdrawn": "a stale number is no longer shown",
}
"""When each event is logged."""

FACTS = {
    "accepted": "whether an operator's `accept` let it through",
    "agreement": "who stands behind the number, as in [the errors](errors.md#agreement)",
    "aside": "by currency, the code of why its row was set aside",
    "as_of": "the newest date or instant that its rows state",
    "backing": "independent sources behind the rate now",
    "before": "what it was before: the source, or how many",
    "bytes": "of the bodies, on the wire",
    "change_pct": "how far the rate moved, in per cent",
    "changed": "the currencies whose number changed",
    "code": "the currency",
    "confirmed_by": "the providers that confirm the number",
    "fault": "what is wrong with the store; null once it works again",
    "fetches": "how many sources were asked, by `outcome`",
    "freshness": "how many rates are fresh, closed, late, stale and withdrawn",
    "from": "the number before, in units per US dollar",
    "instants": "how many stored instants lay ahead, by what they are of",
    "market_day": "the market day of the shown number",
    "milliseconds": "how long it took",
    "next_check_at": "when a source is asked next",
    "not_before": "the instant before which it is not asked",
    "outcome": "what came of asking, as in [the errors](errors.md#outcomes)",
    "peg": "the official peg",
    "provider": "the source, by its provider's name",
    "providers": "the sources, by their providers' names",
    "quota": "the quota, as in `1000/month`",
    "rate": "the number that is shown, in units per US dollar; of a rate that is held, the last good one",
    "rates": "how many rows the table has",
    "reason": "why: in words, of an operator as given; null without one",
    "reason_code": "why, as a [reason code](errors.md#reason-codes)",
    "refused": "by currency, the sentence of why its row was refused",
    "requests": "how many requests were sent",
    "rounds": "in how many rounds it has lasted",
    "rows": "how many rows were read",
    "said": "the number that waits to be confirmed, in units per US dollar",
    "seconds": "how long, in seconds",
    "seq": "the number of the snapshot: milliseconds since 1970",
    "skipped": "by currency, the newest day whose row could not be read",
    "sources": "each source with its number, its role and why it has no part",
    "spread_bps": "how far the sources are apart, in basis points",
    "stated": "the instant that it stated",
    "status": "the last HTTP status; null where nothing was answered",
    "target": "the currency or the provider that the order is about",
    "to": "the number now, in units per US dollar",
    "unsettled": "the currencies whose last good rate is held",
    "until": "when the order ends; null where it has no end",
    "verb": "what is ordered, such as `hold`",
}
"""What each fact means."""


class LogEvent(NamedTuple):
    """One kind of log event."""

    name: str
    levels: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class _Maker:
    """A function that makes events, within its module."""

    module: ast.Module
    function: ast.FunctionDef

    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions of the module by their names."""
        return {each.name: each for each in self.module.body if isinstance(each, ast.FunctionDef)}

    def keys(self, node: ast.expr) -> Iterator[str]:
        """The keys of a mapping that an expression stands for."""
        match node:
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    yield from self.keys(value) if key is None else (ast.literal_eval(key),)
            case ast.Name(id=name):
                for value in _assigned(self.function, name):
                    yield from self.keys(value)
            case ast.Call(func=ast.Name(id=name)):
                other = _Maker(self.module, self.functions()[name])
                for value in _returned(other.function):
                    yield from other.keys(value)
            case _:
                raise ValueError(f"facts of a log event that can't be read: {ast.unparse(node)}")

    def levels(self, node: ast.expr) -> Iterator[str]:
        """The names of the levels that an expression may be."""
        names = [
            each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")
            for each in ast.walk(node)
        ]
        found = [name for name in names if name in LEVELS]
        if found or not isinstance(node, ast.Name):
            yield from found
            return
        for value in _assigned(self.function, node.id):
            yield from self.levels(value)


def events() -> list[LogEvent]:
    """Every kind of log event, by name."""
    levels: dict[str, list[str]] = defaultdict(list)
    facts: dict[str, list[str]] = defaultdict(list)
    for maker, call in _calls():
        arguments = dict(zip(("name", "sentence", "level", "facts"), call.args, strict=False))
        for name in _names(arguments["name"]):
            levels[name] += maker.levels(arguments["level"])
            facts[name] += maker.keys(arguments["facts"]) if "facts" in arguments else ()
    return [
        LogEvent(
            name, tuple(each for each in LEVELS if each in levels[name]), tuple(dict.fromkeys(facts[name]))
        )
        for name in sorted(levels)
    ]


def _calls() -> Iterator[tuple[_Maker, ast.Call]]:
    """The places in the package that make events, those of the log itself left out."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "Event(" not in text or path == PACKAGE / "ops/log.py":
            continue
        module = ast.parse(text)
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef):
                maker = _Maker(module, function)
                yield from ((maker, call) for call in _made(function))


def _made(function: ast.FunctionDef) -> Iterator[ast.Call]:
    """The events that a function makes."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Event", "log.Event"):
            yield node


def _names(node: ast.expr) -> tuple[str, ...]:
    """The names that an event's first argument may be."""
    return (str(node.value),) if isinstance(node, ast.Constant) else NAMED_BY[ast.unparse(node)]


def _assigned(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a function assigns to a name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == [name]:
            yield node.value


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a function returns."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def page() -> Iterable[str]:
    """The lines of the page."""
    found = events()
    yield "# Log events"
    yield 'One line an event on standard error. With `log_format = "json"` each is an object with `at`, `level`, `event` and `text`,'
    yield "and the facts below as members. [Operating fxwidget](../operations.md#what-the-log-says) shows a line of each, and says"
    yield "what to do about it; it also lists the names that lines without facts have as `event`."
    rows = [(code(it.name), ", ".join(it.levels).lower(), codes(it.facts), WHEN[it.name]) for it in found]
    yield from ("", "## Events")
    yield from table(("event", "level", "facts", "when"), rows)
    yield from ("## Facts", "")
    yield "Numbers are number literals with exactly their digits, instants ISO 8601 in UTC."
    every = sorted({fact for it in found for fact in it.facts})
    yield from table(("fact", "means"), [(code(fact), FACTS[fact]) for fact in every])
