"""How long the providers' documents take to parse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from timeit import Timer

from benchmarks.figures import Figure, Part
from fxwidget import Quote
from tests.support.conversation import Case, case
from tests.support.figures import Recorded, described, of_publishers_at_hand

PARSING_MS, PARSING_MS_OF_KB = 5.0, 1.0
"""Milliseconds that a conversation's documents may take to parse, and those more for each 1,000 bytes of them.

A workbook, which is compressed, has most to read in a byte; pages of a form that is asked day by day are long.
"""


@dataclass(frozen=True)
class Reading:
    """The answers of one conversation with a provider, by the names of their files, and what reads them."""

    provider: str
    files: tuple[str, ...]
    size: int
    read: Callable[[], Sequence[Quote]]

    @property
    def name(self) -> str:
        return " + ".join(self.files)

    @property
    def most(self) -> float:
        """The milliseconds that it may take."""
        return PARSING_MS + PARSING_MS_OF_KB * self.size / 1000


def readings() -> list[Reading]:
    """Those of every provider's own documents, and of the recordings that are at hand."""
    cases = [case(name) for name in described()]
    return [it for each in cases for it in (_written(each), *_recorded(each))]


def _written(it: Case) -> Reading:
    replies = it.replies()
    files = tuple(f"{it.name}/{file}" for sent in it.figures.answers for file in sent.files)
    return Reading(it.name, files, sum(len(body) for _, body in replies), partial(it.quotes, replies))


def _recorded(it: Case) -> Iterator[Reading]:
    for each in of_publishers_at_hand(it.figures.recordings):
        if not each.reason and not each.error:
            yield _of(it, each)


def _of(it: Case, each: Recorded) -> Reading:
    conversation = it.recorded(each)
    size = sum(len(body) for _, body in conversation.replies)
    return Reading(it.name, each.files, size, conversation.quotes)


def parsing(repetitions: int, slowest: int = 5) -> Part:
    """The milliseconds to read each conversation's documents; the slowest are listed."""
    every = readings()
    timers = [Timer(each.read) for each in every]
    taken: list[list[float]] = [[] for _ in every]
    for _ in range(repetitions):
        for timer, times in zip(timers, taken, strict=True):
            times.append(1000 * timer.timeit(1))
    timed = [*zip(map(median, taken), every, strict=True)]
    by_time = sorted(timed, key=lambda pair: -pair[0])[:slowest]
    rows = [("document", "read by", "bytes", "ms")]
    rows += [(each.name, each.provider, f"{each.size:,}", f"{ms:.2f}") for ms, each in by_time]
    ms, last = max(timed, key=lambda pair: pair[0] / pair[1].most)
    beside = f"{PARSING_MS:g} ms, and {PARSING_MS_OF_KB:g} for each kB of {last.name}"
    return Part(
        rows, [Figure(f"the slowest of {len(every)} documents for its size", ms, last.most, "ms", beside)]
    )
