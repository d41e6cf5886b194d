"""``fxwidget build``: what a scheduled job gets from run to run, and what it says where something is missing."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fxwidget.cli.building import built
from fxwidget.cli.commands import main
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import Upstreams
from fxwidget.errors import ProviderUnavailable, PublishingFailed, StoreBusy
from fxwidget.render import png
from fxwidget.store.state_file import StateFile
from tests.support.servers import free_port

ORDER = ("bank_of_russia", "currency_api")
LATE = timedelta(minutes=50)


@pytest.fixture(name="upstreams", scope="module")
def _upstreams() -> Iterator[Upstreams]:
    with Upstreams() as running:
        yield running


class Job:
    """A job that runs once in a while over replayed upstreams: what it kept is a folder and a state."""

    def __init__(self, home: Path, upstreams: Upstreams) -> None:
        self.site, self.state = home / "site", home / "state"
        self.upstreams = upstreams
        self.urls = dict(upstreams.urls)

    def run(self, day: int, late: timedelta = timedelta(0), **more: Any) -> str:
        """A run in the afternoon of one of the recorded days."""
        self.upstreams.day = DAYS[day]
        usual = {
            "sources": ORDER,
            "variants": ("/widget",),
            "deadline": "2s",
            "provider": {name: ProviderSettings(url=url) for name, url in self.urls.items()},
        }
        given = Settings(**{**usual, **more})
        return built(given, self.site, self.state, clock=lambda: at(DAYS[day]) + late)

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows of the table that is there."""
        document = json.loads((self.site / "v1/rates.json").read_bytes())
        return {row["code"]: row for row in document["rates"]}

    def cut_off(self) -> None:
        """Let no source answer from now on."""
        self.urls = dict.fromkeys(self.urls, f"http://127.0.0.1:{free_port()}")


@pytest.fixture(name="job")
def _job(tmp_path: Path, upstreams: Upstreams) -> Job:
    return Job(tmp_path, upstreams)


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take longest, and nothing here is about them."""
    monkeypatch.setattr(png, "available", lambda: False)


def test_a_run_after_the_other(job: Job) -> None:
    """The second run has arrows against the first, and the state tells of both; a line says what came of it."""
    said = job.run(0)
    assert "2 of 2 sources answered; " in said
    assert said.endswith(f"bytes in {job.site}, good until 2026-03-13 08:00 UTC")
    assert not job.rows()["IDR"]["direction"]
    job.run(1, late=LATE)
    assert job.rows()["IDR"]["direction"] in ("up", "down")
    assert StateFile(job.state).runs() == (at(DAYS[0]), at(DAYS[1]) + LATE)
    assert job.state.stat().st_size < 90_000


def test_a_daily_job_has_a_past(job: Job) -> None:
    """The state has the close of each day that is over, so a set that is built daily has lines and charts; without it they begin anew."""
    lined = ("/widget?spark=30d",)
    for day in range(len(DAYS)):
        job.run(day, variants=lined)
        assert (job.site / "chart/IDR.svg").exists() == (day > 0)
    closes = [it for it in StateFile(job.state).past() if it.code == "IDR"]
    assert [it.day for it in closes] == [*DAYS[:-1]]
    assert not any(it.corrected or it.basis.backfilled for it in closes)
    page = (job.site / "rate/IDR/index.html").read_text("utf-8")
    assert page.count("<tr data-at=") == len(DAYS)
    assert 'class="spark"' in (job.site / "widget/spark-30d/index.html").read_text("utf-8")
    assert job.state.stat().st_size < 110_000
    job.state.unlink()
    job.run(len(DAYS) - 1, variants=lined)
    assert not (job.site / "chart/IDR.svg").exists()
    assert "rate/IDR" not in (job.site / "widget/spark-30d/index.html").read_text("utf-8")


def test_a_lost_state_costs_arrows_alone(job: Job, tmp_path: Path, upstreams: Upstreams) -> None:
    """Without the state of before the numbers are the same, whether it is gone or torn; a torn one stays beside."""
    job.run(0)
    kept = job.state.read_bytes()
    job.run(1)
    assert job.rows()["IDR"]["direction"]
    numbers = {code: row["rate"] for code, row in job.rows().items()}
    for content in (None, kept[: len(kept) // 2]):
        other = Job(tmp_path / str(len(content or b"")), upstreams)
        other.site.parent.mkdir()
        if content is not None:
            other.state.write_bytes(content)
        other.run(1)
        assert {code: row["rate"] for code, row in other.rows().items()} == numbers
        assert not other.rows()["IDR"]["direction"]
        aside = [each.name for each in other.state.parent.glob("state.unreadable-*")]
        assert len(aside) == (content is not None)


def test_a_state_of_a_clock_that_was_ahead(job: Job) -> None:
    """What a clock a day ahead has stored counts as now: the next run has a table that is good from now on."""
    job.run(0, late=timedelta(days=1))
    said = job.run(0)
    assert said.endswith("good until 2026-03-13 08:00 UTC")
    assert StateFile(job.state).runs() == (at(DAYS[0]),)
    assert json.loads((job.site / "manifest.json").read_bytes())["valid_until"] == "2026-03-13T08:00:00Z"


def test_without_an_answer_the_set_stands(job: Job) -> None:
    """Where no source answers the run fails and says who did not; folder and runs are what they were, and the next run goes on."""
    job.run(0)
    before = (job.site / "manifest.json").read_bytes()
    urls = job.urls
    job.cut_off()
    with pytest.raises(
        ProviderUnavailable, match=f"no source answered; {job.site} stands as it was\n"
    ) as caught:
        job.run(1)
    assert all(f"  {name}: " in str(caught.value) for name in ORDER)
    assert (job.site / "manifest.json").read_bytes() == before
    assert StateFile(job.state).runs() == (at(DAYS[0]),)
    job.urls = urls
    job.run(2)
    assert job.rows()["IDR"]["direction"]


def test_a_base_that_nobody_lists(job: Job) -> None:
    """The set of before stands, and so does what the state tells of its run."""
    job.run(0)
    before = (job.site / "manifest.json").read_bytes()
    with pytest.raises(
        PublishingFailed, match="no currency has a number in SLE, as there is none of SLE itself"
    ):
        job.run(1, base="SLE")
    assert (job.site / "manifest.json").read_bytes() == before
    assert StateFile(job.state).runs() == (at(DAYS[0]),)


def test_one_run_at_a_time(job: Job) -> None:
    """A run that finds another at work on its state leaves all to it."""
    job.state.parent.mkdir(exist_ok=True)
    with StateFile(job.state).own(), pytest.raises(StoreBusy, match="another run uses the state"):
        job.run(0)
    assert not job.site.exists()


def test_pages_are_good_until_a_late_run(job: Job) -> None:
    """The validity follows the interval and the lateness that are set; a run that comes later than that says so."""
    assert job.run(0, build_every="1h", build_late="2h").endswith("good until 2026-03-12 20:00 UTC")
    page = (job.site / "widget/index.html").read_text("utf-8")
    assert 'data-until="2026-03-12T20:00:00Z"' in page


def test_one_instant_for_all_who_ask(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that end with most of their rows end then in the printed line, the state and the list as well."""
    soon = at(DAYS[0]) + timedelta(hours=4)
    monkeypatch.setattr("fxwidget.web.flat.publisher._good_until", lambda *_: soon)
    assert job.run(0).endswith("good until 2026-03-12 21:00 UTC")
    assert StateFile(job.state).good_until() == soon
    assert json.loads((job.site / "manifest.json").read_bytes())["valid_until"] == "2026-03-12T21:00:00Z"


def test_a_run_that_comes_too_late_says_so(job: Job, caplog: pytest.LogCaptureFixture) -> None:
    """One line tells that readers met pages that were out of date, and where to look."""
    job.run(0)
    with caplog.at_level(logging.WARNING, "fxwidget.build"):
        job.run(1)
    (record,) = (each for each in caplog.records if each.name == "fxwidget.build")
    assert record.getMessage() == (
        "this run came 24.0 h after the one before, whose pages were good for 15.0 h; "
        f"fxwidget doctor --state {job.state} says what to set"
    )


@pytest.mark.parametrize(
    ("arguments", "config", "code", "said"),
    [
        (["site", "--every", "0s"], "", 2, "'--every': must be at least one second"),
        (["site"], 'url = ""', 2, "url: is empty; write the address, as in https://rates.example"),
        (["site", "--every", "soon"], "", 2, "'soon' is not a duration"),
        (
            ["site"],
            'url = "me.example/rates"',
            2,
            "url: is not the address of a service; write scheme, host, port",
        ),
        (
            ["site"],
            'url = "https://me.example/a//b"',
            2,
            "url: is not the address of a service; write its path in plain letters",
        ),
        (["site"], 'build_every = "0s"', 2, "build_every: must be at least one second"),
        (["site"], 'variants = ["/nothing"]', 2, "variants: there is nothing at '/nothing'"),
        (["taken"], "", 1, "taken is a file: name a folder to publish into"),
        (["site", "--state", "."], "", 1, "name a file, not a folder"),
        (
            ["site", "--state", "fxwidget.toml"],
            "",
            2,
            "fxwidget.toml is no state of fxwidget, and stays as it is",
        ),
        (
            ["site", "--state", "site/state"],
            "",
            2,
            "would be published with site: name a file outside of that",
        ),
        (["site", "--config", "other.toml"], "", 2, "other.toml can't be read"),
    ],
)
def test_what_can_not_be_is_said_before_anybody_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    config: str,
    code: int,
    said: str,
) -> None:
    """A wrong setting or argument ends with 2, a folder or a state that can't be with 1, in a line that says what to do."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").touch()
    (tmp_path / "fxwidget.toml").write_text(
        f'{config}\nsources = ["ecb"]\n[provider.ecb]\nurl = "http://127.0.0.1:{free_port()}"\n'
    )
    monkeypatch.setattr(sys, "argv", ["fxwidget", "build", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert "no source answered" not in error
    assert not (tmp_path / "site").exists()
