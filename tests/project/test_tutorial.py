"""The tutorial: its program runs and prints what a reader would expect, and its frame is as high as its table."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fxwidget.presentation.options import parse
from fxwidget.web.embeds import frame_height
from tests.support.markdown import blocks

PAGE = "docs/tutorial.md"


def test_the_program_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Over made-up numbers, so that it prints the same anywhere."""
    names: dict[str, Any] = {}
    for block in blocks(PAGE, "python"):
        exec(compile(block.text, PAGE, "exec"), names)  # noqa: S102
    assert capsys.readouterr().out.splitlines() == ["80 single_source", "200.00", "0.8 fresh"]


def test_the_frame_has_the_height_of_its_table() -> None:
    """Nothing moves when the table arrives, and nothing of it is cut off."""
    (page,) = blocks(PAGE, "html")
    (address,), (height,) = re.findall(r'src="(.*?)"', page.text), re.findall(r'height="(\d+)"', page.text)
    options = parse(parse_qsl(urlsplit(address).query.replace("&amp;", "&")))
    assert int(height) == frame_height(options, len(options.currencies), None)
