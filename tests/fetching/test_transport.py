"""The deadline of a request, as each step of a connection asks for it."""

from __future__ import annotations

import httpcore
import pytest

from fxwidget.fetching.transport import _left


def test_no_step_without_time_left() -> None:
    """A step whose deadline has passed, or that has none, times out as the kind of step that it is."""
    for late in (httpcore.ReadTimeout, httpcore.WriteTimeout):
        for deadline in (None, 0.0):
            with pytest.raises(late, match="deadline"):
                _left(deadline, late)
