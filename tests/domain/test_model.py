"""The base of the models: their validators are built when they are needed, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from pydantic import BaseModel

from fxwidget.domain.model import Frozen

THREADS = 4


class Pair(Frozen):
    """A model that nothing else uses, so that its validator is not built yet."""

    left: int
    right: int = 0


def test_a_validator_is_built_when_a_model_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several threads that need a model first one builds its validator, while the others wait."""
    first, second = Event(), Event()
    build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]

    def watched(cls: type[BaseModel], /, **how: Any) -> Any:
        if first.is_set() and not cls.__pydantic_complete__:
            second.set()
        first.set()
        second.wait(0.1)  # time for another one to come in, if it can
        return build(cls, **how)

    assert not Pair.__pydantic_complete__
    monkeypatch.setattr(BaseModel, "model_rebuild", classmethod(watched))
    with ThreadPoolExecutor(THREADS) as threads:
        made = list(threads.map(lambda number: Pair(left=number), range(THREADS)))
    assert [pair.left for pair in made] == list(range(THREADS))
    assert first.is_set()
    assert not second.is_set()
