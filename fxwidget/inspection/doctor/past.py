"""Whether the recorded past can be read, how far it reaches, and how to fill it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fxwidget.errors import HistoryDamaged, StoreError
from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.inspection.doctor.folder import files_of
from fxwidget.store.sqlite_history import ASIDE, HISTORY, SqliteHistory

__all__ = ["look_at_past"]

FILL = "'fxwidget backfill --from {}' fills it from the sources' archives"


def look_at_past(folder: str) -> Iterator[Finding]:
    """Findings on the file of past rates, and on those that were set aside."""
    history = SqliteHistory(folder)
    for aside in files_of(Path(folder).expanduser(), ASIDE):
        mend = f"{FILL.format('2015-01-01')}; then remove the old file, what was recorded in it is lost"
        yield warn("past", f"{aside.name} could not be read and was set aside", mend)
    try:
        history.check()
        codes = history.codes()
    except HistoryDamaged as error:
        mend = f"remove {history.file}, or let the refresher set it aside in its next round; then {FILL.format('2015-01-01')}"
        yield fail("past", str(error), mend)
        return
    except StoreError as error:
        yield fail("past", str(error), "let the service's user read it, with a version that can")
        return
    finally:
        history.close()
    if not codes:
        yield ok("past", f"nothing is recorded yet; {FILL.format('2015-01-01')}")
        return
    first, last = min(first for first, _ in codes.values()), max(last for _, last in codes.values())
    size = history.file.stat().st_size / 2**20
    yield ok("past", f"{len(codes)} currencies from {first} to {last}, {size:.1f} MB in {HISTORY}")
