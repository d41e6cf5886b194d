"""The command that walks a release: it stops at the first step that fails, and each step finds what it looks for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tools.release import building, changelog, numbering, steps, trying
from tools.release.__main__ import main, prepare
from tools.release.running import StepFailed, run
from tools.release.steps import Release, Step

DAY = date(2026, 12, 31)
VERSION = "0.2.0"
CHANGELOG = """# Changelog

What a user notices.

## Unreleased

The store is of format 7: an older release can't read it.

### Fixed, 2026-12-02

- The latest.

### Added, 2026-12-01

- A name
  of two lines.

### Fixed, 2026-11-30

- The first.

## 0.1.0 - 2026-10-01

### Added

- Everything.
"""
RELEASED = """# Changelog

What a user notices.

## 0.2.0 - 2026-12-31

The store is of format 7: an older release can't read it.

### Added

- A name
  of two lines.

### Fixed

- The latest.
- The first.

## 0.1.0 - 2026-10-01

### Added

- Everything.
"""


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A project that is about to be released, without history."""
    (tmp_path / "fxwidget").mkdir()
    (tmp_path / "examples/static-host").mkdir(parents=True)
    (tmp_path / numbering.MODULE).write_text('__version__ = "0.1.0"\n')
    (tmp_path / "examples/static-host/cron.md").write_text(
        '`pip install "fxwidget==0.1.0" "obstore==0.12.1"`\n'
    )
    (tmp_path / "examples/static-host/README.md").write_text("nothing\n")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return Release(tmp_path, VERSION, ("3.11",))


# The walk


def test_it_stops_at_the_first_that_fails() -> None:
    """Each step says what it found; after one that fails no other is taken."""
    taken: list[str] = []

    def good(_: Release) -> Iterable[str]:
        taken.append("good")
        return ["all is well"]

    def bad(_: Release) -> Iterator[str]:
        taken.append("bad")
        yield "one thing is well"
        raise StepFailed("another is not")

    walked = (Step("first", good), Step("second", bad), Step("third", good))
    printed: list[str] = []
    assert not steps.walk(walked, Release(Path(), VERSION, ()), printed.append)
    assert taken == ["good", "bad"]
    assert printed == [
        "1/3 first",
        "    all is well",
        "2/3 second",
        "    one thing is well",
        "    FAILED: another is not",
    ]
    assert steps.walk(walked[:1], Release(Path(), VERSION, ()), printed.append)


def test_the_tag_is_the_last_step() -> None:
    """Nothing is tagged before all else has passed, and nothing at all unasked."""
    assert steps.STEPS[-1].look is steps.tag
    assert list(steps.tag(Release(Path(), VERSION, ()))) == ["not asked for: --tag does it"]


def test_what_leaves_the_machine_is_printed_only(release: Release) -> None:
    """The commands that push and upload stand in the closing words."""
    words = steps.closing_words(release)
    assert "git push origin main v0.2.0\n" in words
    assert "twine upload dist/fxwidget-0.2.0-py3-none-any.whl dist/fxwidget-0.2.0.tar.gz\n" in words


@pytest.mark.parametrize("version", ["0.2", "v0.2.0", "0.2.0rc1"])
def test_a_version_has_three_numbers(version: str) -> None:
    """Any other is an error of usage."""
    with pytest.raises(SystemExit) as ended:
        main([version])
    assert ended.value.code == 2


# Version and changelog


def test_prepared(release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    """One command writes the number everywhere and turns what was not released into its section; the steps then pass."""
    assert prepare(release.root, VERSION, DAY) == 0
    assert (release.root / "CHANGELOG.md").read_text() == RELEASED
    assert (release.root / "examples/static-host/cron.md").read_text() == (
        '`pip install "fxwidget==0.2.0" "obstore==0.12.1"`\n'
    )
    assert list(steps.version(release)) == [numbering.MODULE, "examples/static-host/cron.md"]
    assert list(steps.changelog_section(release)) == ["0.2.0 - 2026-12-31: Added, Fixed"]
    assert "written: fxwidget/_version.py" in capsys.readouterr().out
    assert prepare(release.root, VERSION, DAY) == 1
    assert "nothing stands under ## Unreleased" in capsys.readouterr().err


def test_what_is_not_prepared_is_found(release: Release) -> None:
    """Another version somewhere, or a changelog that does not begin with this one, ends the walk."""
    with pytest.raises(StepFailed, match=r"fxwidget/_version.py names 0.1.0"):
        list(steps.version(release))
    with pytest.raises(StepFailed, match="begins with 'Unreleased'"):
        list(steps.changelog_section(release))
    text = RELEASED.replace("### Fixed", "### Fixed, 2026-12-02")
    (release.root / "CHANGELOG.md").write_text(text)
    with pytest.raises(StepFailed, match="Fixed, 2026-12-02, not some of Added"):
        list(steps.changelog_section(release))


def test_a_section_is_what_stands_under_its_heading() -> None:
    """It ends before the next version, and there is none of a version that the changelog lacks."""
    assert changelog.section(RELEASED, "0.1.0 - 2026-10-01") == "### Added\n\n- Everything."
    assert changelog.section(RELEASED, "0.3.0 - 2027-01-01") == ""
    with pytest.raises(ValueError, match="Improved, 2026-12-02 is none of Added"):
        changelog.released(CHANGELOG.replace("Fixed, 2026-12-02", "Improved, 2026-12-02"), VERSION, DAY)


# The commit


@pytest.mark.needs("git")
def test_the_commit(release: Release) -> None:
    """A change that is not committed ends the walk, and so does a tag elsewhere; the tag has the section as its message."""
    git = release.git
    git("init", "--quiet")
    for name, value in (("user.name", "A"), ("user.email", "a@example.com"), ("tag.gpgSign", "false")):
        git("config", name, value)
    with pytest.raises(StepFailed, match=r"\?\? CHANGELOG.md"):
        list(steps.clean_tree(release))
    prepare(release.root, VERSION, DAY)
    git("add", ".")
    git("commit", "--quiet", "--message", "Release 0.2.0")
    (commit,) = steps.clean_tree(release)
    assert commit.endswith(": Release 0.2.0")
    tagging = Release(release.root, VERSION, (), tested="HEAD", tag=True)
    (unrun,) = steps.tests(tagging)
    assert unrun.startswith("not run: ")
    assert list(steps.tag(tagging)) == ["v0.2.0"]
    assert "### Added\n\n- A name\n  of two lines.\n" in git("cat-file", "tag", "v0.2.0")
    assert list(steps.clean_tree(tagging)) == [commit]
    assert list(steps.tag(tagging)) == ["v0.2.0 is there already"]
    git("commit", "--quiet", "--allow-empty", "--message", "Something else")
    with pytest.raises(StepFailed, match=r"v0.2.0 is the tag of another commit"):
        list(steps.clean_tree(release))
    with pytest.raises(StepFailed, match=r"they passed on HEAD~1"):
        list(steps.tests(Release(release.root, VERSION, (), tested="HEAD~1")))


# The files


def test_builds_are_compared(tmp_path: Path) -> None:
    """Files are left in ``dist``, whose older ones go, only where both builds gave the same bytes."""
    first, second, dist = (tmp_path / name for name in ("a", "b", "dist"))
    for folder in (first, second, dist):
        folder.mkdir()
    (dist / "fxwidget-0.1.0.tar.gz").write_bytes(b"old")
    for name in building.file_names(VERSION):
        (first / name).write_bytes(b"same")
        (second / name).write_bytes(b"same")
    lines = list(building.compared(first, second, VERSION, dist))
    assert sorted(path.name for path in dist.iterdir()) == sorted(building.file_names(VERSION))
    assert lines[1].startswith("fxwidget-0.2.0.tar.gz: 4 bytes, sha256 0967115f")
    (second / "fxwidget-0.2.0.tar.gz").write_bytes(b"else")
    with pytest.raises(StepFailed, match=r"^fxwidget-0.2.0.tar.gz: 0967115f\w+ the first time"):
        list(building.compared(first, second, VERSION, dist))


def executable(path: Path, script: str) -> Path:
    """A program of the shell."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_python_is_one_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of the name that can't say its version, or says another, is passed over; a version without one is named."""
    executable(tmp_path / "a/python3.12", "echo not installed >&2; exit 127")
    executable(tmp_path / "b/python3.12", "echo 3.9")
    found = executable(tmp_path / "c/python3.12", "echo 3.12")
    monkeypatch.setenv("PATH", ":".join(str(tmp_path / name) for name in "abc"))
    assert trying.interpreters(["3.12"]) == {"3.12": found}
    with pytest.raises(StepFailed, match=r"there is no Python 3.10 and no 3.13 on the path"):
        trying.interpreters(["3.10", "3.12", "3.13"])


DEMO = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({status})
        self.end_headers()
        self.wfile.write(b"<table><tr><tr></table>")
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
print(f"open http://127.0.0.1:{{server.server_port}}/widget", flush=True)
server.serve_forever()
"""


def test_a_demo_shows_a_table(tmp_path: Path) -> None:
    """Its page is asked for where it says; one that fails, and one that ends without a page, ends the walk with what it printed."""
    assert (
        trying.demo([sys.executable, "-c", DEMO.format(status=200)], tmp_path) == "GET /widget: 200, 2 rows"
    )
    with pytest.raises(StepFailed, match="HTTP Error 503"):
        trying.demo([sys.executable, "-c", DEMO.format(status=503)], tmp_path)
    with pytest.raises(StepFailed, match="without naming its page:\nno port"):
        trying.demo(["echo", "no port"], tmp_path)


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    """The last lines of its output are the reason, and so is a program that is not installed."""
    with pytest.raises(StepFailed, match=r"ended with 3:\nso it is"):
        run("sh", "-c", "echo so it is >&2; exit 3", cwd=tmp_path)
    with pytest.raises(StepFailed, match=r"no-such-program is not installed"):
        run("no-such-program", cwd=tmp_path)
    assert run("cat", cwd=tmp_path, given="in") == "in"


def test_the_pythons_are_those_that_are_claimed() -> None:
    """Without ``--python`` the wheel is tried on every version of the classifiers."""
    root = Path(__file__).parents[2]
    assert steps.claimed_pythons(root) == ["3.11", "3.12", "3.13"]
