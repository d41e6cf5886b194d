"""``docs/no-server.md`` and the jobs of ``examples/static-host``: few steps, few rights, and what they promise fits together."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from fxwidget._version import __version__
from fxwidget.config.settings import Settings
from fxwidget.config.values import duration
from fxwidget.web.flat.contents import tables
from fxwidget.web.service import Service

ROOT = Path(__file__).parents[2]
JOBS = ROOT / "examples/static-host"
GUIDE = (ROOT / "docs/no-server.md").read_text("utf-8")
PAGES = sorted(JOBS.glob("*.md"))
WORKFLOWS = ("github-pages.yml", "netlify.yml")
SCHEDULED = {
    "github-pages.yml": "github-pages.md",
    "gitlab-pages.md": "gitlab-pages.md",
    "netlify.yml": "netlify.md",
    "crontab": "cron.md",
}
"""The files that have a schedule, each with a page that says for how long its pages are good."""


def workflow(name: str) -> dict[str, Any]:
    """A workflow of GitHub's. YAML takes its ``on`` for a yes."""
    read: dict[Any, Any] = yaml.safe_load((JOBS / name).read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in read.items()}


def steps(of: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in of["jobs"].values() for step in job["steps"]]


def test_a_table_in_a_page_takes_at_most_eight_steps() -> None:
    """The steps are numbered, and their number is the one that the pages promise."""
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", GUIDE, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) <= 8
    assert "Seven steps" in GUIDE
    assert len(numbers) == 7
    for page in ("README.md", "docs/README.md", "CHANGELOG.md"):
        assert re.search(r"in\s+seven\s+steps", (ROOT / page).read_text("utf-8")), page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_ten_lines(page: Path) -> None:
    """Beside its heading a page has ten lines at most; it says how late a run may be, and what its pages say then."""
    lines = [line for line in page.read_text("utf-8").splitlines()[1:] if line]
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 130
    text = " ".join(lines)
    assert "**How late:**" in text
    assert '"This copy is out of date" with the time of its last check' in text


def test_every_host_has_a_file_and_a_page() -> None:
    """The guide lists each file and each page once."""
    for file in JOBS.iterdir():
        assert GUIDE.count(f"](../examples/static-host/{file.name})") in (
            (1, 2) if file.name == "github-pages.yml" else (1,)
        )


def test_what_is_installed_is_this_version() -> None:
    """Every pinned fxwidget is the one that the job and the page were tested with."""
    for file in JOBS.iterdir():
        pins = re.findall(r"fxwidget==([\w.]+)", file.read_text("utf-8"))
        assert set(pins) <= {__version__}, file.name
        assert pins or file.name in ("crontab", "upload_to_bucket.py") or file.suffix == ".md", file.name


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_takes_no_more_than_it_needs(name: str) -> None:
    """Each job has rights of its own, an end, and only GitHub's own actions by their major version; one run at a time."""
    read = workflow(name)
    assert read["permissions"] == {}
    assert read["concurrency"]["cancel-in-progress"] is False
    assert "workflow_dispatch" in read["on"]
    rights = {job: each["permissions"] for job, each in read["jobs"].items()}
    assert rights in (
        {"build": {"contents": "read", "pages": "read"}, "deploy": {"pages": "write", "id-token": "write"}},
        {"rates": {"contents": "read"}},
    )
    assert all(job["timeout-minutes"] <= 15 for job in read["jobs"].values())
    for step in steps(read):
        assert re.fullmatch(r"actions/[\w/-]+@v\d+", step.get("uses", "actions/none@v1"))
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_state_is_saved_after_every_run(name: str) -> None:
    """A run takes the newest state there is, and saves its own by a key that nobody had, also when it failed."""
    restore, save = (
        next(
            step
            for step in steps(workflow(name))
            if step.get("uses", "").startswith(f"actions/cache/{verb}@")
        )
        for verb in ("restore", "save")
    )
    assert restore["with"]["key"] == save["with"]["key"]
    assert "${{ github.run_id }}-${{ github.run_attempt }}" in save["with"]["key"]
    assert save["with"]["key"].startswith(restore["with"]["restore-keys"])
    assert save["if"] == "${{ !cancelled() }}"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_commit_starts_a_run_whatever_the_default_branch_is_called(name: str) -> None:
    """A push is not asked for its branch by name; one of another branch than the default one runs nothing."""
    read = workflow(name)
    assert read["on"]["push"] == {"paths": ["fxwidget.toml", ".github/workflows/rates.yml"]}
    first, *others = read["jobs"].values()
    asked = "github.event_name != 'push' || github.ref_name == github.event.repository.default_branch"
    assert first["if"] == asked
    assert all(job["needs"] in read["jobs"] for job in others)


def test_the_guide_counts_the_usual_tables() -> None:
    """Without settings there are as many tables as the guide says: one a language, and more layouts in English alone."""
    settings = Settings()
    made = tables(settings, Service.of(settings).router)
    languages = {options.lang for options in made}
    layouts = [options for options in made if options.layout != "auto"]
    assert {options.lang for options in layouts} == {"en"}
    assert (len(made), len(languages), len(layouts)) == (15, 11, 4)
    text = " ".join(GUIDE.split())
    assert (
        "15 tables of the usual currencies: one for each of eleven languages, and four more layouts in English"
        in text
    )


@pytest.mark.parametrize("name", ["no-server", "github-pages", "gitlab-pages"])
def test_lost_arrows_come_back_with_the_next_market_day(name: str) -> None:
    """An arrow needs two market days: no page promises one for the next run."""
    (page,) = [each for each in (*PAGES, ROOT / "docs/no-server.md") if each.stem == name]
    text = " ".join(page.read_text("utf-8").split())
    assert re.search(r"arrows (until|again from) the next market day", text)
    assert not re.search(r"arrows of one run|the one after that has arrows", text)


def test_the_job_of_gitlab_keeps_its_state_and_comes_to_an_end() -> None:
    """One run at a time, which nothing cancels half-way; its state is saved whatever becomes of it."""
    job = yaml.safe_load((JOBS / "gitlab-pages.yml").read_text("utf-8"))["rates"]
    assert (job["cache"]["when"], job["interruptible"], job["timeout"]) == ("always", False, "10 minutes")
    assert (job["pages"], job["artifacts"]["paths"], job["resource_group"]) == (True, ["public"], "pages")
    assert job["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]


def test_the_settings_of_the_guide_make_the_tables_that_it_names() -> None:
    """Whoever copies the guide's settings has the usual table and the two that stand there."""
    (text,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    settings = Settings(**tomllib.loads(text))
    made = tables(settings, Service.of(settings).router)
    assert [dict(options.pairs()) for options in made] == [
        {},
        {"lang": "ru"},
        {"currencies": "INR,RUB", "layout": "compact", "theme": "dark"},
    ]


def test_actions_are_those_of_the_projects_own_workflow() -> None:
    """Where the project's own tests use an action too, it is of the same version."""
    own = dict(
        re.findall(r"uses: (actions/[\w/-]+)@(\S+)", (ROOT / ".github/workflows/tests.yml").read_text())
    )
    for name in WORKFLOWS:
        used = dict(step["uses"].split("@") for step in steps(workflow(name)) if "uses" in step)
        assert {action: used[action] for action in used.keys() & own.keys()} == {
            action: own[action] for action in used.keys() & own.keys()
        }
        assert used.keys() & own.keys()


def interval(schedule: str) -> timedelta:
    """The time between two runs of a cron line that names one minute, and every so many hours or days."""
    minute, hour, day, *_ = schedule.split()
    assert minute not in ("0", "15", "30", "45", "*"), "minutes at which everybody starts are the busiest"
    if day != "*":
        return timedelta(days=int(day.removeprefix("*/")))
    return timedelta(hours=int(hour.removeprefix("*/")))


@pytest.mark.parametrize("name", list(SCHEDULED))
def test_schedule_and_validity_fit(name: str) -> None:
    """A job says by ``--every`` how often it is run, and its page for how long its pages are good."""
    text = (JOBS / name).read_text("utf-8")
    (schedule,) = set(re.findall(r"\d+ (?:\*/)?\d+ [*/\d]+ \* \*", text))
    (every,) = set(re.findall(r"--every (\w+)", text))
    assert interval(schedule) == duration(every)
    hours = (duration(every) + Settings().build_late) // timedelta(hours=1)
    page = " ".join((JOBS / SCHEDULED[name]).read_text("utf-8").split())
    assert f"A page is good for {hours} hours (`--every {every}`, and 12 more that a run may be late)" in page
