"""The process that plays histories by the rules of the checkout that its ``PYTHONPATH`` names.

It reads pickled pairs of a name in ``ANSWERS`` and its argument from the standard input, and writes pickled results.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from benchmarks.consensus.trials.cost import cost
from benchmarks.consensus.trials.player import display

ANSWERS: dict[str, Callable[[Any], Any]] = {"display": display, "cost": cost}


def serve(requests: BinaryIO, results: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while True:
        try:
            name, argument = pickle.load(requests)
        except EOFError:
            return
        pickle.dump(ANSWERS[name](argument), results)
        results.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
