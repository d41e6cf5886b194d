"""The distribution: what it exports, what its wheel holds, and that a typed program can build on it."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import entry_points, requires, version
from pathlib import Path

import pytest

import fxwidget
import fxwidget_providers
from fxwidget.provider.registry import GROUP
from tests.support.processes import environment
from tests.support.processes import fxwidget as run

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = {"fxwidget": ROOT / "fxwidget", "fxwidget_providers": ROOT / "providers/fxwidget_providers"}
SUFFIXES = {".py", ".html", ".css", ".js", ".ts", ".json", ".typed", ".po", ".mo", ".svg", ".csv"}
"""The kinds of file that a package is made of."""


KINDS = {
    "", ".conf", ".css", ".csv", ".git-blame-ignore-revs", ".gitignore", ".html", ".js", ".json", ".jsx", ".md", ".php", ".po", ".pot", ".py",
    ".service", ".sh", ".svg", ".toml", ".ts", ".tsv", ".txt", ".typed", ".vcl", ".xml", ".yml",
}  # fmt: skip
"""The kinds of file that are tracked; those without an ending are ``SCRIPTS``."""
SCRIPTS = {"LICENSE", "Makefile", "Containerfile", "crontab", "run", "system-packages"}
LARGEST = 500_000
"""Bytes that no tracked file exceeds."""


# The tree


@pytest.mark.needs("git")
def test_only_sources_are_tracked() -> None:
    """Every tracked file is text of a known kind: no wheel, archive, picture or program slips in."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in tracked.decode().split("\0") if name and (ROOT / name).exists()]
    assert paths
    for path in paths:
        kind = path.suffix or (path.name if path.name.startswith(".") else "")
        assert kind in KINDS, path
        assert kind or path.name in SCRIPTS, path
        body = path.read_bytes()
        assert len(body) < LARGEST, path
        # Documents of providers are in their own charsets, and broken ones are broken on purpose.
        if not path.is_relative_to(ROOT / "tests/documents"):
            assert "\0" not in body.decode("utf-8"), path


# Exports


def test_all_is_honest() -> None:
    """Every name of ``__all__`` can be imported, stands there once and in order, and nothing else is exported."""
    names = fxwidget.__all__
    assert list(names) == sorted(set(names), key=lambda name: (not name.isupper(), name[0].islower(), name))
    for name in names:
        assert getattr(fxwidget, name) is not None
    assert set(names) == set(fxwidget._HOME)
    assert set(names) <= set(dir(fxwidget))
    assert "library" not in names


def test_every_error_is_exported() -> None:
    """Each error that a caller may want to catch has a public name."""
    errors = importlib.import_module("fxwidget.errors")
    tree = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert tree <= set(fxwidget.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_module_can_be_imported(name: str) -> None:
    """No module needs another to be imported before it."""
    modules = [
        ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
        for folder in (PACKAGES[name],)
        for path in folder.rglob("*.py")
        if path.name != "__main__.py"
    ]
    assert len(modules) > 3
    for module in modules:
        importlib.import_module(module)


# Version


def test_one_version() -> None:
    """The package, its metadata, the command line and the changelog say the same version."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", fxwidget.__version__)
    assert version("fxwidget") == fxwidget.__version__
    assert run("--version", cwd=ROOT).stdout.strip().endswith(fxwidget.__version__)
    headings = re.findall(
        r"^## \[?([^]\s]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert headings[0] in ("Unreleased", fxwidget.__version__)


def test_module_and_script_are_one() -> None:
    """``python -m fxwidget`` and the installed script are the same command line."""
    script = Path(sys.executable).parent / "fxwidget"
    done = subprocess.run([script, "--help"], capture_output=True, text=True, check=True, env=environment())
    assert done.stdout.replace("\n", " ") == run("--help", cwd=ROOT).stdout.replace(
        "python -m fxwidget", "fxwidget"
    ).replace("\n", " ")


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel, built from the sources."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True,
        check=True,
        env=environment(),
    )
    (file,) = out.iterdir()
    assert file.name == f"fxwidget-{fxwidget.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(file) as opened:
        yield opened


def test_the_wheel_holds_both_packages_whole(wheel: zipfile.ZipFile) -> None:
    """The wheel holds every file of both packages, and nothing else but its metadata."""
    expected = {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for name, folder in PACKAGES.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == expected
    assert {Path(name).suffix for name in found} <= SUFFIXES
    for needed in (
        "fxwidget/render/page/widget.html",
        "fxwidget/render/page/widget.css",
        "fxwidget/render/page/widget.js",
    ):
        assert needed in found
    assert {"fxwidget/demo/days.json", "fxwidget/demo/past.csv"} <= set(found)


@pytest.mark.parametrize("name", PACKAGES)
def test_both_packages_are_typed(wheel: zipfile.ZipFile, name: str) -> None:
    """Type checkers read the annotations of both packages."""
    assert f"{name}/py.typed" in wheel.namelist()


def test_the_wheels_metadata(wheel: zipfile.ZipFile) -> None:
    """The wheel brings its licence, its command and its providers."""
    info = {name.partition(".dist-info/")[2] for name in wheel.namelist() if ".dist-info/" in name}
    assert info == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    assert PROJECT["project"]["license"] == "MIT"


def test_the_description_leads_away_from_an_index(wheel: zipfile.ZipFile) -> None:
    """No link of README is relative there, as an index has no files beside it: each leads to that file of the version's tag."""
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    head, _, text = wheel.read(name).decode().partition("\n\n")
    assert "Description-Content-Type: text/markdown" in head.splitlines()
    links = re.findall(r"(!?)\[[^\]]*\]\(([^)]*)\)", text)
    assert [link for _, link in links if not link.startswith("https://")] == []
    source = PROJECT["project"]["urls"]["Source"]
    own = [(image, link.removeprefix(f"{source}/")) for image, link in links if link.startswith(source)]
    assert len(own) > 20
    for image, link in own:
        place, tag, path = link.split("/", 2)
        assert (place, tag) == ("raw" if image else "blob", f"v{fxwidget.__version__}")
        assert (ROOT / path).is_file()


# Providers and dependencies


def test_providers_are_entry_points() -> None:
    """Every adapter module is registered under its own name, and only in ``pyproject.toml``; what a family shares is none."""
    declared = PROJECT["project"]["entry-points"][GROUP]
    modules = {path.stem for path in PACKAGES["fxwidget_providers"].glob("[!_]*.py")}
    assert {name: value.partition(":")[0] for name, value in declared.items()} == {
        module: f"fxwidget_providers.{module}" for module in modules
    }
    installed = {point.name: point.value for point in entry_points(group=GROUP)}
    assert installed == declared
    for point in entry_points(group=GROUP):
        assert issubclass(point.load(), fxwidget.Provider)


def test_adapters_use_public_names_only() -> None:
    """Adapters are written as a stranger would write them: against the public names, never against the inside."""
    assert fxwidget_providers.__doc__
    for path in PACKAGES["fxwidget_providers"].glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"^\s*(?:from|import) fxwidget\.", text, re.MULTILINE), path.name
        assert not re.findall(r"^\s*import fxwidget$", text, re.MULTILINE), path.name


def imports(path: Path) -> Iterator[str]:
    """The top-level names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


def test_every_dependency_is_used() -> None:
    """What is imported is declared, and what is declared is imported (time zones are read by the standard library)."""
    declared = {re.split(r"[<>=;\s]", text)[0] for text in PROJECT["project"]["dependencies"]}
    assert {
        re.split(r"[<>=;\s]", text)[0] for text in requires("fxwidget") or () if "extra ==" not in text
    } == declared
    sources = [path for folder in PACKAGES.values() for path in folder.rglob("*.py")]
    imported = {name for path in sources for name in imports(path)}
    names = {name.replace("-", "_") for name in declared} - {"tzdata"}
    assert names <= imported
    third = imported - names - set(sys.stdlib_module_names) - set(PACKAGES) - {"__future__"}
    # Flask brings its own engine and its server's parts, httpx its bridge between the async worlds; a past is handed to
    # whichever of the three libraries of tables its caller has. The client of Redis is an extra; pytest loads the fixtures.
    assert third <= {"jinja2", "markupsafe", "werkzeug", "anyio"} | {"pandas", "polars", "pyarrow"} | {
        "redis",
        "pytest",
    }


# Types

PROGRAM = """
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import fxwidget
import httpx
from fxwidget import Daily, Dated, Kind, Provider, Quote, Rate, Snapshot, Terms, read_json


class Mine(Provider):
    title = "Mine"
    site = docs = terms_url = "https://mine.example/"
    terms = Terms.ALLOWED
    attribution = "Source: mine"
    lists = frozenset({"INR", "USD"})
    kind = Kind.FIXING
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="UTC", usual=time(14), latest=time(16))

    def request(self, day: date) -> httpx.Request:
        return httpx.Request("GET", "https://mine.example/")

    def parse(self, body: bytes) -> Sequence[Quote]:
        document = read_json(body)
        return [Quote(base="USD", quote="INR", mid=document["inr"], as_of=date.fromisoformat(document["day"]))]


def rates(snapshot: Snapshot) -> dict[str, Decimal]:
    return {row.code: row.rate for row in snapshot.rates if row.rate is not None}


async def main() -> None:
    snapshot: Snapshot = await fxwidget.fetch_async(["INR"], max_age=timedelta(minutes=10))
    rate: Rate = snapshot["INR"]
    instant: date | datetime | None = rate.as_of
    hundred: Decimal = snapshot.convert("100", "RUB", "INR", allow_stale=True)
    print(rates(fxwidget.fetch()), instant, hundred, fxwidget.load("rates.json").to_json())
    try:
        fxwidget.fetch(sources=["currency_api"])
    except fxwidget.ProviderUnavailable as error:
        print(error.provider, error.status)
"""


FLOAT = 'import fxwidget\n\nprint(fxwidget.fetch().convert(0.1, "RUB", "INR"))\n'


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy finds in a user's two programs, away from this project's own settings."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "exact.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "inexact.py").write_text(FLOAT, encoding="utf-8")
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", ".cache"]
    done = subprocess.run(
        [*command, "exact.py", "inexact.py"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "checked 2 source files" in done.stdout, done.stdout + done.stderr
    return done.stdout


@pytest.mark.needs("installing")
def test_a_strictly_typed_program(checked: str) -> None:
    """A user's program checks strictly against the public names, without a plug-in or an ignore."""
    assert [line for line in checked.splitlines() if line.startswith("exact.py")] == []


@pytest.mark.needs("installing")
def test_a_float_is_a_type_error(checked: str) -> None:
    """The checker refuses what would lose digits, before it runs."""
    (line,) = [line for line in checked.splitlines() if line.startswith("inexact.py")]
    assert 'Argument 1 to "convert" of "Snapshot" has incompatible type "float"' in line
