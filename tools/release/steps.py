"""The steps of a release in their order; each says what it found, or why the release must not be."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tools import lock
from tools.release import building, changelog, numbering, trying
from tools.release.running import StepFailed, run

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Release:
    """What is released, and how it is walked.

    pythons: the versions to install on, such as ``3.12``.
    tested: the commit on which all tests passed already; None runs them.
    """

    root: Path
    version: str
    pythons: tuple[str, ...]
    tested: str | None = None
    tag: bool = False

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    @property
    def files(self) -> list[Path]:
        """Wheel and sdist, once they are built."""
        return [self.dist / name for name in building.file_names(self.version)]

    def git(self, *arguments: str, given: str = "") -> str:
        return run("git", *arguments, cwd=self.root, given=given).rstrip()

    def changelog(self) -> str:
        return (self.root / "CHANGELOG.md").read_text("utf-8")


@dataclass(frozen=True)
class Step:
    """One step: what it looks at, and the function that gives its findings line by line or raises ``StepFailed``."""

    title: str
    look: Callable[[Release], Iterable[str]]


def walk(steps: Sequence[Step], release: Release, say: Callable[[str], None] = print) -> bool:
    """Take the steps one after another and say what each found; False at the first that fails."""
    for number, step in enumerate(steps, 1):
        say(f"{number}/{len(steps)} {step.title}")
        try:
            for line in step.look(release):
                say(f"    {line}")
        except StepFailed as failure:
            say(f"    FAILED: {failure}")
            return False
    return True


def clean_tree(release: Release) -> Iterable[str]:
    """Nothing is changed or new beside the commit, and no tag of the version is on another one."""
    changes = release.git("status", "--porcelain")
    if changes:
        raise StepFailed(f"commit or remove first:\n{changes}")
    commit = release.git("rev-parse", "HEAD")
    tagged = release.git("tag", "--list", f"v{release.version}", "--format=%(*objectname)%(objectname)")
    if tagged and not tagged.startswith(commit):
        raise StepFailed(f"v{release.version} is the tag of another commit: {tagged[:40]}")
    yield release.git("log", "-1", "--format=%H, %cI: %s")


def version(release: Release) -> Iterable[str]:
    """Every file that names the version names this one."""
    for path, versions in numbering.places(release.root).items():
        if versions != {release.version}:
            raise StepFailed(
                f"{path} names {', '.join(sorted(versions))}: --prepare writes {release.version}"
            )
        yield path


def changelog_section(release: Release) -> Iterable[str]:
    """The changelog begins with the version and its day; its groups have no days any more."""
    title = changelog.heading(release.changelog())
    found = re.fullmatch(rf"{re.escape(release.version)} - (\d{{4}}-\d\d-\d\d)", title)
    if found is None:
        raise StepFailed(
            f"it begins with {title!r}, not with {release.version} and its day: --prepare writes that"
        )
    part = changelog.section(release.changelog(), title)
    groups = re.findall(r"^### (.+)$", part, re.MULTILINE)
    wrong = [group for group in groups if group not in changelog.KINDS]
    if wrong or not groups:
        raise StepFailed(
            f"its groups are {', '.join(groups) or 'none'}, not some of {', '.join(changelog.KINDS)}"
        )
    date.fromisoformat(found[1])
    yield f"{title}: {', '.join(groups)}"


def locked(release: Release) -> Iterable[str]:
    """What a deployment installs is what ``pyproject.toml`` asks for."""
    if found := lock.check():
        raise StepFailed("; ".join(found))
    yield f"{len({pin.name for pin, _ in lock.pins(lock.FILE.read_text('utf-8'))})} packages, each with its hashes"


def tests(release: Release) -> Iterable[str]:
    """All tests pass on this commit."""
    commit = release.git("rev-parse", "HEAD")
    if release.tested is None:
        output = run("make", "test-all", cwd=release.root)
        yield next(
            (line for line in reversed(output.splitlines()) if " passed" in line),
            "make test-all ended with 0",
        )
    elif release.git("rev-parse", "--verify", f"{release.tested}^{{commit}}") != commit:
        raise StepFailed(f"they passed on {release.tested}, which is not {commit}")
    else:
        yield f"not run: who calls this says that they passed on {commit}"


def types(release: Release) -> Iterable[str]:
    """The second checker of types, which is too slow for the tests, finds nothing."""
    yield run(Path(sys.executable).with_name("basedpyright"), cwd=release.root).strip().rpartition("\n")[2]


def build(release: Release) -> Iterable[str]:
    """Two builds in different places give the same bytes."""
    yield from building.build_twice(release.root, release.version, release.dist)


def contents(release: Release) -> Iterable[str]:
    """The wheel holds what it should, and an index can show the description."""
    wheel = release.files[0]
    tools = Path(sys.executable).parent
    yield run(tools / "check-wheel-contents", wheel, cwd=release.root).strip().rpartition("/")[2]
    checked = run(tools / "twine", "check", "--strict", *release.files, cwd=release.root)
    for line in _COLOUR.sub("", checked).splitlines():
        yield line.rpartition("/")[2]


def wheel_on_each(release: Release) -> Iterable[str]:
    """The wheel can be installed on every Python, and its demo runs."""
    for python in trying.interpreters(release.pythons).values():
        yield trying.tried(python, release.files[0], lock.FILE, release.version)


def sdist_on_first(release: Release) -> Iterable[str]:
    """The sdist can be installed, and its demo runs."""
    first = next(iter(trying.interpreters(release.pythons[:1]).values()))
    yield trying.tried(first, release.files[1], lock.FILE, release.version)


def tag(release: Release) -> Iterable[str]:
    """The commit is tagged, with the changelog's section as the message."""
    name = f"v{release.version}"
    if not release.tag:
        yield "not asked for: --tag does it"
    elif release.git("tag", "--list", name):
        yield f"{name} is there already"
    else:
        text = release.changelog()
        message = f"fxwidget {release.version}\n\n{changelog.section(text, changelog.heading(text))}\n"
        release.git("tag", "--annotate", name, "--cleanup=whitespace", "--file=-", given=message)
        yield name


STEPS = (
    Step("the tree", clean_tree),
    Step("the version", version),
    Step("the changelog", changelog_section),
    Step("the lock file", locked),
    Step("the tests", tests),
    Step("the types", types),
    Step("two builds", build),
    Step("what the files hold", contents),
    Step("the wheel in an empty environment", wheel_on_each),
    Step("the sdist in an empty environment", sdist_on_first),
    Step("the tag", tag),
)


def claimed_pythons(root: Path) -> list[str]:
    """The versions of Python that the package says it runs on."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    found = (
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", text) for text in project["classifiers"]
    )
    return [match[1] for match in found if match]


def closing_words(release: Release) -> str:
    """What is left to be done by hand: the commands that make the release known."""
    files = " ".join(path.relative_to(release.root).as_posix() for path in release.files)
    return (
        "\nEvery step passed. What makes it known is yours to run, after a walk with --tag:\n"
        f"    git push origin main v{release.version}\n"
        f"    twine upload {files}\n"
        "and publish the changelog's section with these files as a release of the repository."
    )
