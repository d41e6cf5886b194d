"""When garbage is looked for: not at the end of a command."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from fxwidget.cli import commands


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    enabled, thresholds, frozen = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    gc.unfreeze()
    yield
    (gc.freeze if frozen else gc.unfreeze)()
    gc.set_threshold(*thresholds)
    (gc.enable if enabled else gc.disable)()


def test_a_command_leaves_its_objects_to_the_end_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it ends, Python finds nothing to look through then."""

    def ends() -> None:
        raise SystemExit(3)

    monkeypatch.setattr(commands, "cli", ends)
    monkeypatch.setattr(commands, "_leave_out", lambda: None)
    with pytest.raises(SystemExit):
        commands.main()
    assert gc.get_freeze_count() > 0
