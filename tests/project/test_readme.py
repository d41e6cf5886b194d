"""README is a promise: every command in it runs, its program runs, and the paths that it names are there."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fxwidget.config.settings import Settings, load
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import Upstreams
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.provider.registry import default_names, installed
from fxwidget.web.endpoints import endpoints
from tests.support.loopback import Loopback, answer
from tests.support.prefork import fxwidget
from tests.support.processes import PATIENCE, environment, faked, get, running, until

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DAY = DAYS[2]
MOMENT = f"{at(DAY):%Y-%m-%d %H:%M:%S}"


def commands(text: str) -> list[str]:
    """The commands of the indented blocks, one a line; markup to be copied is no command."""
    lines = re.findall(r"^ {4}(\S.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return [line for line in lines if not line.lstrip().startswith(("<", "style="))]


def programs(text: str, language: str) -> list[str]:
    """The fenced programs in a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


# Commands


class Home:
    """A working directory whose providers are replayed ones, or answer 503."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        self.folder = folder
        self._urls = urls

    @property
    def env(self) -> dict[str, str]:
        """The environment of a process of this home, at ``MOMENT``."""
        addresses = {f"FXWIDGET_PROVIDER__{name.upper()}__URL": url for name, url in self._urls.items()}
        kinds = ("CACHE", "STATE", "CONFIG", "DATA")
        places = {f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in kinds}
        return {"HOME": str(self.folder), "COLUMNS": "100", **addresses, **places, **faked(MOMENT)}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A user's home: nothing is set but where the providers are."""
    with Upstreams(DAY) as upstreams, Loopback(answer(503)) as down:
        nobody = dict.fromkeys(installed(), down.url("").rstrip("/"))
        yield Home(tmp_path, nobody | upstreams.urls)


def planned(command: str, home: Home) -> str:
    """What make would do, from a fresh checkout."""
    arguments = [*shlex.split(command), "--dry-run", f"VENV={home.folder}/.venv"]
    env = environment(MAKEFLAGS="")
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True, env=env)
    assert f"-m venv {home.folder}/.venv" in done.stdout
    return done.stdout


def make(home: Home, line: str) -> None:
    """Each goal of make does what README says of it; tests run with the checks beside them."""
    documented = planned(line, home)
    goal, port, binaries = shlex.split(line)[1], re.search(r"PORT=(\d+)", line), f"{home.folder}/.venv/bin"
    wanted = {
        "demo": f"fxwidget demo --port {port[1] if port else 8000}",
        "test": f'{binaries}/pytest -m "not needs" ',
        "test-all": f"{binaries}/pytest --numprocesses",
        "docs": "tools.site build/docs",
        "bench": "benchmarks.$each",
        "consensus": "benchmarks.consensus",
    }
    assert wanted[goal] in documented
    if goal in ("test", "test-all"):
        (beside,) = re.findall('--beside "(.*)"', documented)
        checks = planned(beside, home)
        order = [checks.index(step) for step in ("ruff check", "mypy", "check-wheel-contents dist")]
        assert order == sorted(order)
        assert ("tools/system-packages" in documented) == (goal == "test-all")
        assert (ROOT / "tools/system-packages").stat().st_mode & 0o100


def install(home: Home, line: str) -> None:
    """Install the checkout somewhere else, and run what was installed."""
    target = home.folder / "site"
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    command = [sys.executable, "-m", *shlex.split(line), *options]
    env = environment(HOME=str(home.folder), PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=env)
    code = "import fxwidget, fxwidget_providers; print(fxwidget.__file__, fxwidget_providers.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home.folder,
        env=environment(PYTHONPATH=str(target)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [Path(file).is_relative_to(target) for file in done.stdout.split()] == [True, True]


def serve(home: Home, line: str) -> None:
    """Serve by the defaults, on a free port, until page and JSON have rates."""
    arguments = [*shlex.split(line)[1:], "--port", "0"]
    with running(*arguments, cwd=home.folder, env=home.env) as it:
        if "--no-refresh" in arguments:
            assert fxwidget("refresher", "--once", cwd=home.folder, env=home.env).returncode == 0
        until(lambda: get(f"{it.url}/widget").status == 200, "the page")
        assert "Indian Rupee" in get(f"{it.url}/widget").text
        assert get(f"{it.url}/v1/rates").status == 200
        for path in re.findall(r"https://rates\.example(/[^\"`\s]*)", README):
            assert get(it.url + path).status == 200, path
        assert it.end() == 0


def refresher(home: Home, line: str) -> None:
    """Refresh; once, to its end."""
    arguments = shlex.split(line)[1:]
    if "--once" in arguments:
        assert fxwidget(*arguments, cwd=home.folder, env=home.env).returncode == 0
    else:
        with running(*arguments, cwd=home.folder, env=home.env) as it:
            it.wait_for("round")
            assert it.end() == 0
    assert list(home.folder.glob("state/fxwidget/snapshot.json"))


def show(home: Home, line: str) -> None:
    """Print the rates, asking first."""
    done = fxwidget(*shlex.split(line)[1:], cwd=home.folder, env=home.env)
    assert done.returncode == 0
    if "--json" in line:
        document = json.loads(done.stdout)
        assert [row["code"] for row in document["rates"]] == [*BRICS_PLUS, "USD"]
    else:
        assert "Indian Rupee" in done.stdout


def doctor(home: Home, line: str) -> None:
    """Look at the machine; nothing is there yet, which is no failure."""
    done = fxwidget(*shlex.split(line)[1:], cwd=home.folder, env=home.env)
    assert done.returncode == 0, done.stdout
    assert "settings" in done.stdout


def list_providers(home: Home, line: str) -> None:
    """List whoever is on, and nobody else."""
    done = fxwidget(*shlex.split(line)[1:], cwd=home.folder, env=home.env)
    assert done.returncode == 0
    default = default_names(BRICS_PLUS)
    assert {name for name in installed() if re.search(rf"^{name}\b", done.stdout, re.MULTILINE)} == {*default}


def settle(home: Home, line: str) -> None:
    """Write a settings file that sets nothing, or print what is in force: for the providers it is the environment."""
    done = fxwidget(*shlex.split(line)[1:], cwd=home.folder, env=home.env)
    assert done.returncode == 0, done.stderr
    if line == "fxwidget init":
        assert load(home.folder / "fxwidget.toml").refresh == Settings().refresh
    else:
        assert "FXWIDGET_PROVIDER__ECB__URL" in done.stdout


RUNS: dict[str, Callable[[Home, str], None]] = {
    "make": make,
    "pip": install,
    "fxwidget serve": serve,
    "fxwidget refresher": refresher,
    "fxwidget show": show,
    "fxwidget doctor": doctor,
    "fxwidget providers": list_providers,
    "fxwidget init": settle,
    "fxwidget config": settle,
}
"""How a command is run, by its first words."""

ASIDE = re.findall(r"`((?:make|fxwidget|serve|pip) [^`]*[^`A-Z])`", README)
"""Commands in the text; capital letters stand for something else to be put there."""


def written() -> list[str]:
    """Every command of README once, those in the text as they would be typed."""
    typed = [f"fxwidget {line}" if line.startswith("serve") else line for line in ASIDE]
    return list(dict.fromkeys([*commands(README), *typed]))


def test_the_commands_are_found() -> None:
    """README tells how to see it, run it, show it and develop it."""
    documented = {
        "make demo",
        "make test",
        "make test-all",
        "pip install .",
        "fxwidget serve",
        "fxwidget show --json",
    }
    assert documented <= set(written())


PROCESSES = pytest.mark.needs("processes")


@pytest.mark.parametrize(
    "line", [pytest.param(it, marks=PROCESSES if it.startswith("fxwidget") else ()) for it in written()]
)
def test_every_command_runs(home: Home, line: str) -> None:
    """Whoever types a command of README gets what it says."""
    run = next((run for words, run in RUNS.items() if (line + " ").startswith(words + " ")), None)
    assert run is not None, f"no test runs {line!r}: add it here, or take it out of README"
    run(home, line)


# The program


@pytest.mark.needs("processes")
def test_the_program_runs(home: Home) -> None:
    """The program prints a rate with what it is, an exact conversion, a cross rate and a page."""
    (program,) = programs(README, "python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=home.folder,
        env=environment(**home.env),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The bank's set of 17 March 2026 and the file of the day before it; the other providers answer 503.
    assert done.stdout.splitlines() == [
        "92.2475761989 None 2026-03-17 two_sources",
        "['currency_api']",
        "113.327931369",
        "113.33",
        "1.13327931369 2026-03-17 ('bank_of_russia',)",
        "1 US dollar True",
    ]
    assert done.stderr == ""


def test_there_is_one_program() -> None:
    """Every fenced block is a program that a test runs."""
    assert re.findall(r"^```(\w+)", README, re.MULTILINE) == ["python"]


# What it names


def test_the_paths_are_there() -> None:
    """Every path that it names is one of a service."""
    paths = {endpoint.path for endpoint in endpoints(Settings(), ())}
    for path in re.findall(r"`(/[\w/{}.]+)`", README):
        assert path in paths, path
