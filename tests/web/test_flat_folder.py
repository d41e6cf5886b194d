"""The folder of a set: nothing is touched unless all of it can be, and what breaks off says what is there."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fxwidget.errors import PublishingFailed
from fxwidget.ops.files import replace_file, write_file
from fxwidget.web.flat import folder as module
from fxwidget.web.flat.folder import FORMAT, MANIFEST, Folder

BEFORE = {"a": b"old", "widget.csv": b"old", "widget/index.html": b"old"}
AFTER = {"a": b"new", "badge/x.svg": b"new", "widget.csv": b"new", "widget/index.html": b"new"}


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Path:
    """A folder with a set."""
    Folder(tmp_path / "site").replace(BEFORE, {"seq": 1})
    return tmp_path / "site"


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder but the list."""
    files = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
    return {name: file.read_bytes() for name, file in files.items() if name != MANIFEST}


def folder_for_file(site: Path) -> None:
    (site / "widget.csv").unlink()
    (site / "widget.csv").mkdir()


def file_for_folder(site: Path) -> None:
    (site / "badge").write_text("mine")


def link_for_folder(site: Path) -> None:
    (site / "badge").symlink_to("nowhere")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (
            folder_for_file,
            "site/widget.csv is a folder where the set has a file: move it away, or name another",
        ),
        (file_for_folder, "site/badge is a file where the set has a folder: move it away, or name another"),
        (link_for_folder, "site/badge is a file where the set has a folder: move it away, or name another"),
    ],
)
def test_no_file_is_touched_unless_each_has_its_place(
    site: Path, spoil: Callable[[Path], None], why: str
) -> None:
    """Something of another kind in one place of the set is named, and the set before stands, down to its list."""
    spoil(site)
    before, listed = contents(site), (site / MANIFEST).read_bytes()
    with pytest.raises(PublishingFailed, match=why):
        Folder(site).replace(AFTER, {"seq": 2})
    assert contents(site) == before
    assert (site / MANIFEST).read_bytes() == listed


def test_a_new_folder_with_a_file_of_that_name(tmp_path: Path) -> None:
    """A file in place of a subfolder is found in a folder that has no set yet."""
    (tmp_path / "widget").write_text("mine")
    with pytest.raises(PublishingFailed, match="widget is a file where the set has a folder"):
        Folder(tmp_path).replace(AFTER, {})
    assert contents(tmp_path) == {"widget": b"mine"}


def test_a_subfolder_that_can_not_be_written(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named before the first file is renamed."""
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "widget")
    with pytest.raises(PublishingFailed, match=f"can't write into {site}/widget: give it to this user"):
        Folder(site).replace(AFTER, {"seq": 2})
    assert contents(site) == BEFORE


def test_a_run_that_breaks_off_says_how_far_it_came(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message counts the new files and names the one that failed; nothing of the run is left beside the set."""
    replaces = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target).name == "widget.csv":
            raise OSError(errno.EPERM, "Operation not permitted")
        replaces(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PublishingFailed) as caught:
        Folder(site).replace(AFTER, {"seq": 2})
    assert str(caught.value) == (
        f"can't write {site}/widget.csv: Operation not permitted; 2 of 4 files in {site} are new, "
        "the others are of the set before, each of them whole: mend that, and run again"
    )
    assert not (site / module.NEW).exists()


def test_a_full_disk_leaves_nothing_behind(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new files have no room the set before stands, and what was written of them is removed."""

    def write(file: Path, content: bytes) -> Path:
        if file.name == "widget.csv":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_file(file, content)

    monkeypatch.setattr(module, "write_file", write)
    with pytest.raises(PublishingFailed, match="No space left on device; what was there stands"):
        Folder(site).replace(AFTER, {"seq": 2})
    assert contents(site) == BEFORE
    assert not (site / module.NEW).exists()


def test_subfolders_are_durable_before_the_list(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list names no file whose name a crash could still lose."""
    steps: list[Path] = []

    def replace(file: Path, content: bytes) -> None:
        steps.append(file)
        replace_file(file, content)

    monkeypatch.setattr(module, "sync_folder", steps.append)
    monkeypatch.setattr(module, "replace_file", replace)
    Folder(site).replace(AFTER, {"seq": 2})
    assert steps == [site / MANIFEST, site, site / "badge", site / "widget", site / MANIFEST, site]


def test_the_list_of_a_first_run_that_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the format of every list, and no file that could be served."""

    def replace(*_: Any) -> None:
        raise OSError("out of power")

    monkeypatch.setattr(Folder, "_turn", replace)
    with pytest.raises(PublishingFailed):
        Folder(tmp_path).replace({"a": b""}, {})
    listed = json.loads((tmp_path / MANIFEST).read_bytes())
    assert listed == {"format": FORMAT, "files": [], "names": [], "pending": ["a"]}


def test_a_list_of_a_newer_format(site: Path) -> None:
    """A set of a newer version is not replaced by this one, which may not know all that is to be kept."""
    (site / MANIFEST).write_text(json.dumps({"format": FORMAT + 1, "names": ["a"]}))
    with pytest.raises(PublishingFailed, match=rf"of a newer fxwidget \(format {FORMAT + 1}\): use that one"):
        Folder(site).check()


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    """A folder that is a dangling link is refused before anything is asked."""
    (tmp_path / "site").symlink_to("gone")
    with pytest.raises(PublishingFailed, match="site is a link to gone, which can't be reached: make that"):
        Folder(tmp_path / "site").check()


def test_a_folder_that_can_not_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies below it can't be looked at; the folder is named."""

    def stat(path: Any, *given: Any, **more: Any) -> os.stat_result:
        if Path(path).is_relative_to(tmp_path / "closed") and Path(path) != tmp_path / "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return stats(path, *given, **more)

    (tmp_path / "closed").mkdir()
    stats = os.stat
    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(os, "lstat", lambda path: stat(path, follow_symlinks=False))
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "closed")
    with pytest.raises(PublishingFailed, match=f"can't write into {tmp_path}/closed: give it to this user"):
        Folder(tmp_path / "closed/site").check()


def test_what_can_not_be_removed_or_counted(
    site: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The new set is there all the same; a file that stays is named, and Git's own files are no others, whatever the path."""
    (site / ".git").mkdir()
    (site / ".git/config").touch()
    (site / "CNAME").touch()

    def unlink(path: Path, **_: Any) -> None:
        if path.name == "index.html":
            raise PermissionError(errno.EACCES, "Permission denied")
        os.unlink(path)

    monkeypatch.setattr(Path, "unlink", unlink)
    done = Folder(site).replace({"a": b"new"}, {"seq": 2})
    assert (done.others, done.gone) == (2, ("widget.csv", "widget/index.html"))
    assert f"{site}/widget/index.html is no longer in the set: remove it" in caplog.text
    below = Folder(site / ".git")
    assert below.replace({"a": b""}, {}).others == 1
