"""The refresher's memory as texts by keys such as ``sources/ecb``, which every store holds in its own way."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from fxwidget.domain.faults import in_words
from fxwidget.domain.state import LevelState, Memory, SourceMemory

__all__ = ["memory_of", "texts_of"]

_PARTS: Mapping[str, Any] = {"sources": SourceMemory, "currencies": LevelState}


def texts_of(memory: Memory) -> dict[str, str]:
    """The entries of a memory in JSON."""
    return {
        f"{part}/{name}": value.model_dump_json()
        for part in _PARTS
        for name, value in getattr(memory, part).items()
    }


def memory_of(texts: Iterable[tuple[str, str]], where: object, log: logging.Logger) -> Memory:
    """The memory of such texts, without values that no round can have written; what can't be read is logged and left out."""
    parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    for key, text in texts:
        part, _, name = key.partition("/")
        if part not in parts:
            continue
        try:
            parts[part][name] = _PARTS[part].model_validate_json(text).plausible()
        except ValueError as error:
            log.warning("memory of %s in %s can't be read and starts anew: %s", key, where, in_words(error))
    return Memory.model_validate(parts)
