"""What maintainers go by is true: the workflow, the addresses, the changelog and the release recipe."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import fxwidget

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCE: str = PROJECT["urls"]["Source"]


def read_yaml(path: Path) -> Any:
    """A YAML file; the key ``on`` comes as ``True``, as YAML 1.1 has it."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


WORKFLOW = read_yaml(GITHUB / "workflows/tests.yml")


def steps() -> list[dict[str, Any]]:
    """The steps of all jobs."""
    return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


# The workflow


def test_the_workflow_runs_every_python_that_is_claimed() -> None:
    """The matrix is that of the classifiers, and its lowest version is the one that the package requires."""
    claimed = [
        found[1]
        for classifier in PROJECT["classifiers"]
        if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", classifier))
    ]
    assert WORKFLOW["jobs"]["inner"]["strategy"]["matrix"]["python-version"] == claimed
    assert PROJECT["requires-python"] == f">={claimed[0]}"


def test_the_workflow_runs_both_circles() -> None:
    """The tests, and the second checker of types, are run by goals of make that exist, the inner circle with coverage."""
    goals = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    run = [step["run"] for step in steps() if step.get("run", "").startswith("make ")]
    assert run == ["make test", "make test-all", "make types"]
    for command in run:
        assert command.removeprefix("make ") in goals
    assert "--cov" in WORKFLOW["jobs"]["inner"]["env"]["PYTEST_ADDOPTS"].split()


def test_the_workflow_may_read_and_no_more() -> None:
    """No job gets a token that can write, and every action is pinned to a major version or a commit."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert not [name for name, job in WORKFLOW["jobs"].items() if "permissions" in job]
    for step in steps():
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@(v\d+|[0-9a-f]{40})", step["uses"]), step["uses"]


def test_dependencies_are_watched() -> None:
    """New versions of packages and of actions are proposed."""
    updates = read_yaml(GITHUB / "dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"pip", "github-actions"}


@pytest.mark.parametrize("template", sorted(GITHUB.glob("ISSUE_TEMPLATE/*.md")), ids=lambda path: path.stem)
def test_issue_templates_have_a_head(template: Path) -> None:
    """Each is listed by a name and a line about it."""
    head = yaml.safe_load(template.read_text(encoding="utf-8").split("---\n")[1])
    assert set(head) == {"name", "about"}


# Addresses


def test_the_project_has_one_address() -> None:
    """Every address of the project lies under its source's, and the security policy is reached by the same link."""
    assert all(url.startswith(SOURCE) for url in PROJECT["urls"].values())
    (contact,) = read_yaml(GITHUB / "ISSUE_TEMPLATE/config.yml")["contact_links"]
    assert contact["url"] == f"{SOURCE}/security/advisories/new"
    assert f"<{contact['url']}>" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_what_guards_is_there() -> None:
    """Every module and folder that the security policy relies on exists."""
    named = re.findall(
        r"`((?:fxwidget|examples)/[\w./]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    )
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []


# The changelog


def headings() -> list[str]:
    """The headings of the changelog's versions, the newest first."""
    return re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_release_bears_its_day() -> None:
    """Versions fall, and so do their days; only what is not released has none."""
    unreleased, *releases = headings() if headings()[0] == "Unreleased" else ["", *headings()]
    found = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", heading) for heading in releases]
    assert all(found), releases
    versions = [tuple(map(int, match.groups()[:3])) for match in found if match]
    days = [date.fromisoformat(match[4]) for match in found if match]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)
    assert unreleased or releases[0].startswith(f"{fxwidget.__version__} - ")


def test_what_is_not_released_says_since_when() -> None:
    """Under "Unreleased" each group has the day since when the main branch has it, the newest first."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    part = text.partition("\n## Unreleased\n")[2].partition("\n## ")[0]
    groups = re.findall(r"^### (.+)$", part, re.MULTILINE)
    kinds = "Added|Changed|Deprecated|Removed|Fixed|Security"
    found = [re.fullmatch(rf"(?:{kinds}), (\d{{4}}-\d\d-\d\d)", group) for group in groups]
    assert all(found), f"each as in 'Fixed, 2026-11-30': {groups}"
    days = [date.fromisoformat(match[1]) for match in found if match]
    assert days == sorted(days, reverse=True)


@pytest.mark.needs("git")
def test_a_tag_is_a_release() -> None:
    """Every tag of a version has its heading in the changelog."""
    tags = subprocess.run(
        ["git", "tag", "--list", "v*"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    released = {f"v{heading.partition(' ')[0]}" for heading in headings()}
    assert set(tags.stdout.split()) <= released
