"""A blank line in a publisher's table of lines, as an editor by hand leaves one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fxwidget import Provider
from fxwidget.provider.registry import installed, provider_class
from tests.support.conversation import case


def source_of(provider: type[Provider]) -> str:
    """The text of the module of an adapter."""
    return Path(str(sys.modules[provider.__module__].__file__)).read_text(encoding="utf-8")


NAMES = [name for name in sorted(installed()) if "fx.read_csv(" in source_of(provider_class(name))]


@pytest.mark.parametrize("name", NAMES)
def test_blank_lines_are_no_rows(name: str) -> None:
    """Between any two rows and at the end they change no number."""
    it = case(name)
    status, body = it.reply(it.figures.answers[0])
    assert it.quotes([(status, body.replace(b"\n", b"\n \r\n"))]) == it.quotes([(status, body)])
