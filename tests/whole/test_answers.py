"""No byte of any answer changes by accident: the answers over fixed snapshots are those that ``answers.json`` has.

After a change that is meant, write it anew: ``python -m tools.answers --write tests/answers.json``; with
``--bodies FOLDER`` before and after, ``diff -r`` shows what became of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fxwidget import Agreement, Direction, Freshness, Kind, Role
from tools.answers import differences

pytestmark = pytest.mark.needs("processes")

ROOT = Path(__file__).parents[2]


def test_every_answer_is_the_same(tmp_path: Path) -> None:
    """Each endpoint answers what it did, in every language and state, whatever the zone, locale and hash seed."""
    strange = {"TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8", "FXWIDGET_BASE": "INR", "COLUMNS": "40"}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "providers")])
    command = [sys.executable, "-m", "tools.answers", "--check", str(ROOT / "tests/answers.json")]
    command += ["--bodies", str(tmp_path / "bodies")]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **strange, "PYTHONPATH": paths, "PYTHONHASHSEED": "random"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    bodies = "".join(path.read_text("utf-8") for path in (tmp_path / "bodies").glob("*v1%2Frates"))
    for value in (*Agreement, *Direction, *Freshness, *Kind, *Role):
        assert f'"{value}"' in bodies, f"no snapshot has {value}: the answers say nothing of it"


def test_what_differs_is_named() -> None:
    """An answer that is other, gone or new is named with both digests, a header with both values."""
    was = {
        "answers": {"a /x": "200 h1 0a", "a /y": "200 h1 0b"},
        "headers": {"h1": {"Vary": "*"}},
        "made with": {},
    }
    now = {"answers": {"a /x": "200 h2 0a", "a /z": "200 h2 0c"}, "headers": {"h2": {}}, "made with": {}}
    assert differences(was, was) == []
    assert differences(was, now) == [
        "a /x: 200 h1 0a is now 200 h2 0a",
        "a /y: 200 h1 0b is now not asked",
        "a /z: not asked is now 200 h2 0c",
    ]
    now["headers"] = {"h2": {"Vary": "Origin"}}
    assert "    Vary: * is now Origin" in differences(was, now)
