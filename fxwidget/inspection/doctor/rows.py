"""Whether the newest answer of every source could be read whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from fxwidget.domain.state import SourceMemory, in_days
from fxwidget.inspection.doctor.finding import Finding, ok, warn
from fxwidget.store.disk import MEMORY

SOURCES = "SELECT key, value FROM Cache WHERE raw = 1 AND key LIKE 'sources/%' ORDER BY key"


def look_at_rows(name: str) -> Iterator[Finding]:
    """A warning for each source of which an older day stands in for one that could not be read, with currencies and day."""
    sources = _remembered(Path(name).expanduser() / MEMORY / "cache.db")
    skipped = {source: record.skipped for source, record in sources.items() if record.skipped}
    for source, days in skipped.items():
        found = f"{in_days(days)} could not be read, an older day of the same document stands in"
        yield warn(f"rows of {source}", found, f"look at its answer: fxwidget providers check {source}")
    if sources and not skipped:
        yield ok("rows", "none that an older day stands in for")


def _remembered(database: Path) -> dict[str, SourceMemory]:
    """What the refresher remembers of its sources; nothing where that can't be read.

    Nothing is written, but the connection may write: SQLite leaves files behind that another one made.
    """
    if not os.path.exists(database):
        return {}
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=2)) as db:
            texts = db.execute(SOURCES).fetchall()
        return {key.partition("/")[2]: SourceMemory.model_validate_json(text) for key, text in texts}
    except (sqlite3.Error, ValueError):  # the memory itself is looked at elsewhere
        return {}
