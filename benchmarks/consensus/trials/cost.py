"""What a decision and a round of the imported build cost."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from time import process_time
from typing import Any

from benchmarks.consensus.trials.history import History
from benchmarks.consensus.trials.player import Player
from fxwidget.deciding import assemble

DECIDE, ROUND = "decide", "a round"

Call = tuple[tuple[Any, ...], dict[str, Any]]

TIMED = 120
"""The rounds of a history that are timed: five days from a Monday on, every hour of them."""

_known: dict[str, list[Call]] = {}


def cost(history: History) -> Mapping[str, float]:
    """The processor seconds of all decisions of a history, and of its first rounds: nothing is remembered for them.

    The decisions of a history are recorded once in a process, so that a further turn costs no more than what it times.
    """
    if history.label not in _known:
        _known[history.label] = _calls(history)
    calls, first = _known[history.label], replace(history, rounds=history.rounds[:TIMED])
    gc.collect()
    return {DECIDE: _seconds(lambda: _decide(calls)), ROUND: _seconds(lambda: _play(first))}


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _play(history: History) -> None:
    player = Player(history)
    for index in range(len(history.rounds)):
        player.round(index)


def _decide(calls: list[Call]) -> None:
    decide = vars(assemble)["decide"]
    for given, named in calls:
        decide(*given, **named)


def _calls(history: History) -> list[Call]:
    """The arguments of every decision of a history."""
    calls: list[Call] = []
    with _recorded(calls):
        _play(history)
    return calls


@contextmanager
def _recorded(calls: list[Call]) -> Iterator[None]:
    decide = vars(assemble)["decide"]

    def recording(*given: Any, **named: Any) -> Any:
        calls.append((given, named))
        return decide(*given, **named)

    vars(assemble)["decide"] = recording
    try:
        yield
    finally:
        vars(assemble)["decide"] = decide
