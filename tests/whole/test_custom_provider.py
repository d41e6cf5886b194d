"""A stranger's provider: a distribution of its own, installed beside a built wheel, in a fresh environment."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.loopback import Loopback, answer
from tests.support.processes import environment, faked

pytestmark = pytest.mark.needs("installing", "processes")

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/custom-provider"
TABLE = (
    b'{"day": "2026-03-18", "eur": {"USD": "1.1500", "INR": "106.8300", "BRL": "6.0079", "ZAR": "19.4174"}}'
)


def fresh_environment(folder: Path) -> Path:
    """A virtual environment with everything that this test's Python has, pip too, and no fxwidget; its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin/python"
    asked = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    there, here = Path(asked.stdout.strip()), Path(sysconfig.get_path("purelib"))
    for entry in here.iterdir():
        ours = "fxwidget" in entry.name.lower()
        if not ours and not (there / entry.name).exists() and entry.suffix != ".pth":
            (there / entry.name).symlink_to(entry)
    return python


def wheel(source: Path, folder: Path) -> Path:
    """The wheel that a distribution builds."""
    copy = folder / f"{source.name}-source"
    shutil.copytree(
        source, copy, ignore=shutil.ignore_patterns(".*", "dist", "tests", "pictures", "__pycache__")
    )
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(copy)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = [path for path in folder.glob("*.whl") if ("example" in path.name) == (source == EXAMPLE)]
    return built


def test_a_strangers_provider_is_found_and_its_rates_appear(tmp_path: Path) -> None:
    """Installed from its own wheel beside ours, a provider votes without a line of configuration but its address."""
    python = fresh_environment(tmp_path / "env")
    wheels = [str(wheel(ROOT, tmp_path)), str(wheel(EXAMPLE, tmp_path))]
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", *wheels]
    subprocess.run(install, check=True, capture_output=True)
    home = tmp_path / "home"
    home.mkdir()
    with Loopback(answer(200, TABLE)) as server:
        (home / "fxwidget.toml").write_text(
            f'store = "disk://{home}/store"\nsources = ["example_bank"]\ncurrencies = ["INR", "BRL"]\n'
            f'[provider.example_bank]\nurl = "{server.url("")}"\n',
            encoding="utf-8",
        )
        env = environment(**faked("2026-03-18 13:00:00"))
        program = tmp_path / "env/bin/fxwidget"
        listed = subprocess.run(
            [program, "providers", "--json"], cwd=home, env=env, check=True, capture_output=True
        )
        shown = subprocess.run(
            [program, "show", "--json"], cwd=home, env=env, check=True, capture_output=True
        )
        where = [str(python), "-c", "import fxwidget, example_bank; print(fxwidget.__file__)"]
        asked = subprocess.run(where, cwd=home, check=True, capture_output=True, text=True)
    assert str(tmp_path / "env") in asked.stdout  # not the checkout
    (member,) = [one for one in json.loads(listed.stdout) if one["name"] == "example_bank"]
    assert (member["on"], member["covers"]) == (True, ["INR", "BRL"])
    rows = {row["code"]: row for row in json.loads(shown.stdout, parse_float=Decimal)["rates"]}
    assert rows["INR"]["rate"] == Decimal("92.8956521739")  # 106.83 / 1.15
    assert (rows["INR"]["agreement"], rows["INR"]["derived"]) == ("single_source", "cross EUR")
