"""The jobs of ``examples/static-host``, five recorded days in a row, and the pages that they leave, as each host serves them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, expect

from fxwidget._version import __version__
from fxwidget.demo.days import DAYS, at, rates_on
from fxwidget.demo.upstreams import Upstreams
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.provider.registry import installed
from tests.support.file_hosts import GITHUB, GITLAB, NETLIFY, FileHost, Hosting, hosted, python_server
from tests.support.links import walk
from tests.support.live import Site
from tests.support.loopback import Loopback, answer
from tests.support.prefork import preforked
from tests.support.processes import get
from tests.support.scheduled_jobs import Cache, CronLine, GitHubJobs, GitLabJobs, Machine, Ran

pytestmark = [pytest.mark.needs("browser"), pytest.mark.usefixtures("browser")]

JOBS = Path(__file__).parents[2] / "examples/static-host"

SETTINGS = """\
currencies = ["INR", "RUB", "ZAR"]
sources = ["bank_of_russia", "currency_api"]
variants = ["/widget?lang=ru"]
"""
"""A repository's own settings: little, as each run draws all of it."""


@dataclass(frozen=True)
class Turn:
    """A run of a job: on which recorded day, how long after that day's numbers, and what is wrong."""

    day: date
    after: timedelta = timedelta()
    unreachable: bool = False
    forgotten: bool = False

    @property
    def now(self) -> datetime:
        return at(self.day) + self.after


TURNS = {
    "first": Turn(DAYS[0]),
    "failed": Turn(DAYS[1], unreachable=True),
    "again": Turn(DAYS[1], timedelta(hours=3)),
    "late": Turn(DAYS[2], timedelta(hours=10)),
    "forgetful": Turn(DAYS[3], forgotten=True),
    "last": Turn(DAYS[4]),
}


class Job(Protocol):
    """A job on its host's machines."""

    cache: Cache

    def run(self, folder: Path, now: datetime) -> Ran:
        """Run it in a new folder."""


@dataclass
class Week:
    """A host after its five days: how each run ended, and what the host served after it."""

    host: FileHost
    ran: dict[str, Ran]
    sites: dict[str, Path]

    def rates(self, turn: str) -> dict[str, Any]:
        """The rows that were served after a run, by code."""
        document = json.loads((self.sites[turn] / "v1/rates.json").read_bytes())
        return {row["code"]: row for row in document["rates"]}


class Sources:
    """The sources that the jobs ask: three replay a recorded day, or nobody answers."""

    def __init__(self, upstreams: Upstreams, down: str) -> None:
        self._upstreams = upstreams
        self._nobody = dict.fromkeys(installed(), down)

    def variables(self, turn: Turn) -> dict[str, str]:
        """Where they are, as settings in the environment."""
        self._upstreams.day = turn.day
        urls = self._nobody if turn.unreachable else self._nobody | self._upstreams.urls
        return {f"FXWIDGET_PROVIDER__{name.upper()}__URL": url for name, url in urls.items()}


@pytest.fixture(scope="module")
def sources() -> Iterator[Sources]:
    with Upstreams() as upstreams, Loopback(answer(503)) as down:
        yield Sources(upstreams, down.url("").rstrip("/"))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with what the jobs use; pip has nothing to do, for what is asked for is there."""
    with preforked(tmp_path_factory.mktemp("machine") / "bin") as commands:
        it = Machine(commands)
        it.have("cat", "cp", "mkdir", "rm", "rsync", "sh", "test")
        it.imitate("pip", f"test \"$*\" = 'install fxwidget=={__version__}'")
        it.imitate(
            "npx",
            """\
test "$*" = "--yes netlify-cli@27.10.2 deploy --prod --no-build --dir=site"
test "$NETLIFY_AUTH_TOKEN $NETLIFY_SITE_ID" = "a-token a-site"
rm -rf "$TEST_UPLOADED"
cp -R site "$TEST_UPLOADED" """,
        )
        yield it


def repository(folder: Path, settings: str | None = SETTINGS) -> Path:
    """A user's repository: a file that every new one has, and perhaps settings."""
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("# rates\n")
    if settings is not None:
        (folder / "fxwidget.toml").write_text(settings)
    return folder


def week(job: Job, host: FileHost, machine: Machine, sources: Sources, folder: Path) -> Week:
    """Let a job have its five days."""
    done = Week(host, {}, {})
    for name, turn in TURNS.items():
        machine.variables.update(sources.variables(turn))
        if turn.forgotten:
            job.cache.lose()
        done.ran[name] = job.run(folder / name, turn.now)
        done.sites[name] = host.keep(folder / f"{name}.served")
    return done


def github(host: FileHost, machine: Machine, files: Path) -> Job:
    contexts = {"pages": {"base_url": host.url.rstrip("/")}}
    return GitHubJobs(JOBS / "github-pages.yml", files, machine, contexts, host.deploy)


def gitlab(host: FileHost, machine: Machine, files: Path) -> Job:
    variables = {"CI_PAGES_URL": host.url.rstrip("/")}
    return GitLabJobs(JOBS / "gitlab-pages.yml", files, machine, variables, host.deploy)


def netlify(host: FileHost, machine: Machine, files: Path) -> Job:
    contexts = {
        "vars": {"NETLIFY_URL": host.url, "NETLIFY_SITE_ID": "a-site"},
        "secrets": {"NETLIFY_AUTH_TOKEN": "a-token"},
    }
    machine.variables["TEST_UPLOADED"] = str(host.folder)
    return GitHubJobs(JOBS / "netlify.yml", files, machine, contexts, host.deploy)


HOSTS: dict[str, tuple[Any, Hosting]] = {
    "github": (github, GITHUB),
    "gitlab": (gitlab, GITLAB),
    "netlify": (netlify, NETLIFY),
}


@pytest.fixture(scope="module", params=list(HOSTS))
def ended(
    request: pytest.FixtureRequest,
    machine: Machine,
    sources: Sources,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Week]:
    """Each host after its five days."""
    job, hosting = HOSTS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    with hosted(hosting, folder / "host") as host:
        files = repository(folder / "repository")
        yield week(job(host, machine, files), host, machine, sources, folder)


# What the jobs leave


def test_every_run_but_the_one_without_sources_succeeds(ended: Week) -> None:
    """A run succeeds early, late, and without its state; where no source answers it fails, and the host keeps what it had."""
    assert {name: ran.ok for name, ran in ended.ran.items()} == {
        name: not turn.unreachable for name, turn in TURNS.items()
    }, "\n".join(ran.output for ran in ended.ran.values())
    assert "no source answered" in ended.ran["failed"].output
    kept, before = (ended.sites[name] / "manifest.json" for name in ("failed", "first"))
    assert kept.read_bytes() == before.read_bytes()


def test_every_run_shows_its_day(ended: Week) -> None:
    """The rouble is the bank's own number of the day on which the sources were asked, to the last digit."""
    for name, turn in TURNS.items():
        day = DAYS[0] if turn.unreachable else turn.day
        assert Decimal(str(ended.rates(name)["RUB"]["rate"])) == round(rates_on(day)["RUB"], 4), name


def test_a_lost_state_costs_arrows_and_no_number(ended: Week) -> None:
    """Runs that find the state of the run before show how the rates moved; one that finds none shows no movement."""
    for name in ("again", "late", "last"):
        moved = rates_on(TURNS[name].day)["RUB"] - rates_on(DAYS[DAYS.index(TURNS[name].day) - 1])["RUB"]
        assert ended.rates(name)["RUB"]["direction"] == ("up" if moved > 0 else "down"), name
    for name in ("first", "forgetful"):
        assert {row["direction"] for row in ended.rates(name).values()} == {None}, name


def test_every_link_leads_somewhere(ended: Week) -> None:
    """Each link of each page, feed and list is answered at the address that it names, and no file is there without one."""
    home, done = ended.host.url, walk(ended.host.url)
    assert done.broken == []
    assert {link for _, link in done.redirected} <= {home.rstrip("/")}
    files = {each.relative_to(ended.host.folder).as_posix() for each in ended.host.folder.rglob("*.*")}
    linked = {url.removeprefix(home) + ("index.html" if url.endswith("/") else "") for url in done.pages}
    assert {name for name in files if not Path(name).name.startswith(".")} <= linked
    assert not [url for url in done.outside if "example" in url or "127.0.0.1" in url]


# What readers see


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for all looks of a test; it fails where the console says something."""
    messages: list[str] = []
    with browser.new_context(viewport={"width": 640, "height": 900}, timezone_id="UTC") as context:
        it = context.new_page()
        it.on("console", lambda message: messages.append(message.text))
        it.on("pageerror", lambda error: messages.append(str(error)))
        yield it
    assert [line for line in messages if "favicon" not in line] == []


def snippets(page: Page) -> dict[str, str]:
    """What the builder's page hands out, by kind: the first text of each."""
    texts = "[...document.querySelectorAll('#handed pre code')].map(it => [it.closest('.text').querySelector('h3').id, it.textContent])"
    found: list[list[str]] = page.evaluate(texts)
    return {kind.split("-")[1]: text for kind, text in reversed(found)}


OLD = "last checked 12 March 2026 17:00 UTC"


def pasted(page: Page, host: FileHost, now: datetime) -> str:
    """Somebody's page with what the builder hands out, at an instant: frame, element with an option, image and badges."""
    host.now = now
    page.clock.set_fixed_time(now)
    page.goto(host.url)
    expect(page.frame_locator("iframe").locator(".price").first).to_be_visible()
    handed = snippets(page)
    assert {"frame", "element", "image", "badge", "link"} <= set(handed)
    russian = handed["element"].replace("<fx-widget", '<fx-widget lang="ru"', 1)
    return "".join(
        ["<!doctype html><title>Mine</title>", handed["frame"], russian, handed["image"], handed["badge"]]
    )


def see(page: Page, url: str, rouble: str) -> None:
    """See the rouble in a page's frame and element, the latter in Russian, and that its images are pictures."""
    page.goto(url)
    frame = page.frame_locator("iframe")
    expect(frame.locator("tr", has_text="Russian").first).to_contain_text(rouble)
    expect(page.locator("fx-widget tr", has_text="Российский").first).to_contain_text(
        rouble.replace(".", ",")
    )
    for image in page.locator("img").all():
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("it => it.naturalWidth") > 0


def test_what_the_builder_hands_out_shows_the_table(ended: Week, page: Page) -> None:
    """Frame, element, image and badge, copied from the builder into another's site, show the last day's number; so does the feed."""
    row = ended.rates("last")["RUB"]
    with Site() as site:
        site.html = pasted(page, ended.host, TURNS["last"].now)
        see(page, site.url, row["display"])
    assert f"{row['display']}" in get(f"{ended.host.url}feed.atom").text
    assert ended.host.not_found == []


def test_pages_say_when_no_run_came(ended: Week, page: Page) -> None:
    """Pages stand as they are while a run is late as hosts are; from the end of their time on builder, frame and element say so."""
    ended.host.deploy(ended.sites["failed"])
    text = (ended.sites["failed"] / "manifest.json").read_text()
    until = datetime.fromisoformat(json.loads(text)["valid_until"])
    assert until - TURNS["first"].now >= timedelta(hours=15)
    with Site() as site:
        for now, old in ((until - timedelta(minutes=1), False), (until + timedelta(minutes=1), True)):
            site.html = pasted(page, ended.host, now)
            expect(page.locator("#old")).to_be_visible(visible=old)
            see(page, site.url, ended.rates("first")["RUB"]["display"])
            expect(page.frame_locator("iframe").get_by_text(OLD)).to_be_visible(visible=old)
            expect(page.locator("fx-widget .old-copy")).to_be_visible(visible=old)


# A fresh repository, and a host that knows nothing


def test_a_fresh_repository_with_the_workflow_is_a_working_site(
    page: Page, machine: Machine, sources: Sources, tmp_path: Path
) -> None:
    """Nothing but the copied workflow: one run, and there is the usual choice of tables, each link of which leads somewhere."""
    turn = TURNS["last"]
    machine.variables.update(sources.variables(turn))
    with hosted(GITHUB, tmp_path / "host") as host:
        ran = github(host, machine, repository(tmp_path / "files", settings=None)).run(
            tmp_path / "run", turn.now
        )
        assert ran.ok, ran.output
        assert walk(host.url).broken == []
        rows = {row["code"]: row for row in json.loads((host.folder / "v1/rates.json").read_bytes())["rates"]}
        assert set(rows) == {*BRICS_PLUS, "USD"}
        with Site() as site:
            site.html = pasted(page, host, turn.now)
            see(page, site.url, rows["RUB"]["display"])
        assert host.not_found == []


def test_cron_and_rsync_keep_a_folder_of_a_plain_web_server(
    page: Page, machine: Machine, sources: Sources, tmp_path: Path
) -> None:
    """The line runs as cron runs it, says nothing while all is well, and mails the log of a run that failed."""
    home, remote = tmp_path / "home", tmp_path / "remote"
    (home / "rates/.venv/bin").mkdir(parents=True)
    (home / "rates/.venv/bin/fxwidget").symlink_to(machine.commands / "fxwidget")
    (home / "rates/fxwidget.toml").write_text(SETTINGS)
    machine.imitate("ssh", "while test $1 != web.example; do shift; done\nshift\ncd $TEST_REMOTE\nexec $@")
    machine.variables["TEST_REMOTE"] = str(remote)
    with python_server(remote / "public_html") as host:
        host.url += "rates/"
        text = (JOBS / "crontab").read_text().replace("https://web.example/rates", host.url)
        line = CronLine.read(text)
        for name in ("first", "failed", "again"):
            machine.variables.update(sources.variables(TURNS[name]))
            ran = line.run(machine, home, TURNS[name].now)
            assert ("no source answered" in ran.output) if name == "failed" else (ran == Ran(True, "")), (
                ran.output
            )
        done = walk(host.url)
        assert (done.broken, list((remote / "public_html/rates").glob(".fxwidget*"))) == ([], [])
        (remote / "public_html/mine.html").write_text(pasted(page, host, TURNS["again"].now))
        see(page, f"{host.url}../mine.html", f"{rates_on(DAYS[1])['RUB']:.4f}")
        assert host.not_found == []
