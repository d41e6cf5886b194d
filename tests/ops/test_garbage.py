"""When garbage is looked for: not while a command loads, then among what came since, and not at its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from fxwidget.cli import commands
from fxwidget.ops import garbage


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    enabled, thresholds, frozen = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    gc.unfreeze()
    yield
    (gc.freeze if frozen else gc.unfreeze)()
    gc.set_threshold(*thresholds)
    (gc.enable if enabled else gc.disable)()


class Ring:
    """An object that only the search for garbage can drop."""

    def __init__(self) -> None:
        self.itself = self


def test_a_process_at_work_looks_for_garbage_among_what_came_since_it_loaded() -> None:
    """A ring from before stays, one from afterwards is dropped after fewer new objects than a start makes."""
    gc.enable()
    garbage.loading()
    before = ref(Ring())
    garbage.loaded()
    after = ref(Ring())
    assert len([[] for _ in range(2 * garbage.AT_WORK[0])]) < garbage.WHILE_LOADING
    assert (before() is None, after() is None) == (False, True)


def test_a_command_leaves_its_objects_to_the_end_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it ends, Python finds nothing to look through then."""

    def ends() -> None:
        raise SystemExit(3)

    monkeypatch.setattr(commands, "cli", ends)
    monkeypatch.setattr(commands, "_leave_out", lambda: None)
    with pytest.raises(SystemExit):
        commands.main()
    assert gc.get_freeze_count() > 0
