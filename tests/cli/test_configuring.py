"""``fxwidget config`` and ``fxwidget init``: what is in force and where it came from, and a file of every setting."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fxwidget.cli import cli
from fxwidget.config.settings import ProviderSettings, Settings, load
from fxwidget.config.settings_file import lines_of
from fxwidget.config.values import duration, written
from fxwidget.errors import ConfigurationError

KEY = "s3cr3t"

FILE = f"""\
# comment
Base = "inr"
variants = [
  "/widget?lang=ru",  # refresh = "9m"
]
proxy = "http://me:{KEY}@proxy.example:3128"

[provider.fred]
key = "{KEY}"
provider.ecb.quota = 'x'
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory without settings, and an environment without ours."""
    for variable in [name for name in os.environ if name.upper().startswith("FXWIDGET_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)


def run(*words: str, **environment: str) -> tuple[str, Exception | None]:
    """What is printed, and the error that ends the command, if any."""
    env = {"COLUMNS": "80", "FXWIDGET_VERBOSE": None, **environment}  # an option sets the variable
    done = CliRunner().invoke(cli, words, env=env)
    assert KEY not in done.output
    error = done.exception
    assert error is None or isinstance(error, Exception)
    return done.stdout, error


def as_json(*words: str, **environment: str) -> dict[str, dict[str, Any]]:
    """The settings in force by name."""
    output, error = run(*words, "config", "--json", **environment)
    assert error is None
    return {each.pop("name"): each for each in json.loads(output)}


def test_without_file_and_variables_all_are_defaults() -> None:
    """Every setting is named once, at its default."""
    found = as_json()
    assert list(found) == [name for name in Settings.model_fields if name != "provider"]
    assert {each["origin"] for each in found.values()} == {"default"}
    assert (found["refresh"]["value"], found["proxy"]["value"]) == ("5m", None)


def test_each_names_where_it_came_from() -> None:
    """A variable stands over the file, an option over both; of the file the line is named on which it begins."""
    Path("fxwidget.toml").write_text(FILE.replace("provider.ecb.quota = 'x'\n", ""), encoding="utf-8")
    found = as_json("-v", FXWIDGET_URL="https://rates.example", FXWIDGET_PROVIDER__ECB__MIN_INTERVAL="90m")
    file = {"origin": "file", "where": "fxwidget.toml"}
    assert found["base"] == {"value": "INR", **file, "line": 2}
    assert found["variants"] == {"value": ["/widget?lang=ru"], **file, "line": 3}
    assert found["proxy"] == {"value": "http://proxy.example:3128", **file, "line": 6}
    assert found["provider.fred.key"] == {"value": "********", **file, "line": 9}
    assert found["refresh"] == {"value": "5m", "origin": "default"}
    assert found["url"] == {"value": "https://rates.example", "origin": "variable", "where": "FXWIDGET_URL"}
    variable = {"origin": "variable", "where": "FXWIDGET_PROVIDER__ECB__MIN_INTERVAL"}
    assert found["provider.ecb.min_interval"] == {"value": "90m", **variable}
    assert found["verbose"] == {"value": True, "origin": "option", "where": "--verbose"}


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_people_read_it_at_any_width(columns: int) -> None:
    """No line is wider than the terminal, and every name is whole."""
    Path("fxwidget.toml").write_text(
        'refresh = "1m"\n[provider.ecb]\nmin_interval = "2h"\n', encoding="utf-8"
    )
    output, _ = run("config", COLUMNS=str(columns), FXWIDGET_STORE="disk:///s")
    assert max(map(len, output.splitlines())) <= columns
    assert all(name in output for name in Settings.model_fields)
    for words in ("fxwidget.toml, line 1", "FXWIDGET_STORE", "provider.ecb.min_interval"):
        assert words in output


def test_what_is_wrong_is_shown_as_given_and_said() -> None:
    """Wrong values can be found by their lines all the same; the loader's own error ends the command, and no key is told."""
    text = f'refresh = "soon"\nrefersh = 1\n[provider.fred]\nkey = ["{KEY}"]\nkee = "{KEY}"\n'
    Path("fxwidget.toml").write_text(text, encoding="utf-8")
    output, error = run("config", "--json", FXWIDGET_PROVIDER="{")
    assert isinstance(error, ConfigurationError)
    assert "provider is not JSON" in str(error)
    output, error = run("config", "--json")
    found = {each["name"]: each for each in json.loads(output)}
    assert (found["refresh"]["value"], found["refresh"]["line"]) == ("soon", 1)
    assert found["provider.fred.key"]["value"] == "********"
    assert str(error).splitlines()[0] == "fxwidget.toml: 4 settings are wrong"
    assert "unknown setting 'refersh'; did you mean refresh?" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        f'proxy = ["http://me:{KEY}@proxy.example:3128"]',
        f'store = {{url = "redis://:{KEY}@h", more = ["redis://:{KEY}@h"]}}',
        f'store = "redis://h/0?password={KEY}"',
    ],
)
def test_no_password_is_shown_of_what_is_wrong(text: str) -> None:
    """A list or a table in the place of a URL is shown as it was given, but for the passwords in it."""
    Path("fxwidget.toml").write_text(text, encoding="utf-8")
    output, error = run("config", "--json")  # which looks for the key
    found = {each["name"]: each for each in json.loads(output)}
    assert isinstance(error, ConfigurationError)
    assert found[text.partition(" ")[0]]["line"] == 1


def test_whatever_is_given_the_json_is_some() -> None:
    """A number that is none and bytes that are no text are shown as texts that any reader of JSON takes."""
    Path("fxwidget.toml").write_text("deadline = nan\nrefresh = -inf\n", encoding="utf-8")
    output, _ = run("config", "--json", FXWIDGET_CONTACT=os.fsdecode(b"\xff"))
    found = {each["name"]: each["value"] for each in json.loads(output, parse_constant=pytest.fail)}
    assert (found["deadline"], found["refresh"], found["contact"]) == ("nan", "-inf", "?")


@pytest.mark.parametrize(
    ("text", "why"), [("= 5", "is not TOML"), ("base = " + "[" * 1500 + "]" * 1500, "brackets without end")]
)
def test_a_file_that_is_not_toml(text: str, why: str) -> None:
    """Nothing can be told of it but what is wrong."""
    Path("fxwidget.toml").write_text(text, encoding="utf-8")
    output, error = run("config")
    assert (output, why in str(error)) == ("", True)


def test_the_lines_of_a_file(tmp_path: Path) -> None:
    """Each value's line is where its statement begins, whatever stands within a text of several lines."""
    text = "a = '''\nb = 1\n'''\nb = 2\n[t]\nc.d = [\n1,\n]\n"
    (tmp_path / "f").write_text(text, encoding="utf-8")
    places = {("a",): 1, ("b",): 4, ("t",): 5, ("t", "c", "d"): 6}
    assert lines_of(tmp_path / "f") == places


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a.b = 1\n[c.d]\ne = 1\n[c]\nf = 1\n", {"a.b": 1, "c.d": 2, "c.d.e": 3, "c.f": 5}),
        ("[[a]]\n[[a]]\nb = 1\n[a.c]\nd = 1\n[[a.e]]\n", {"a": 1}),
        ('\n a = "\\"[#" # [\n\nb = \'"[\'\nc = 1', {"a": 2, "b": 4, "c": 5}),
        (
            'a = """\\"""\n["\nb = 1""""" # "\nb = \'\'\'\n\'\'\'\'\nc = {d = [\n[1]]}',
            {"a": 1, "b": 4, "c.d": 6},
        ),
        (
            "[ a . 'b.c' ]#]\nd = 2020-01-01 00:00:00\ne = []\nf = {}",
            {"a.b.c": 1, "a.b.c.d": 2, "a.b.c.e": 3, "a.b.c.f": 4},
        ),
    ],
    ids=["tables", "arrays of tables", "texts", "long texts", "names"],
)
def test_the_lines_of_whatever_toml_allows(tmp_path: Path, text: str, lines: dict[str, int]) -> None:
    """Brackets and signs of comments within texts end nothing; an array is a value as a whole, and so are its tables."""
    (tmp_path / "f").write_text(text, encoding="utf-8")
    assert {".".join(place): line for place, line in lines_of(tmp_path / "f").items()} == lines


def test_a_long_file_is_parsed_about_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An array of a thousand lines takes as long as its file is, and so do a thousand values below a heading."""
    text = "[t]\n" + "".join(f"a{n} = 1\n" for n in range(1000)) + "b = [\n" + "1,\n" * 1000 + "]\n"
    (tmp_path / "f").write_text(text, encoding="utf-8")
    parsed: list[int] = []
    loads = tomllib.loads

    def noted(part: str) -> dict[str, Any]:
        parsed.append(len(part))
        return loads(part)

    monkeypatch.setattr(tomllib, "loads", noted)
    assert lines_of(tmp_path / "f")["t", "b"] == 1002
    assert sum(parsed) < 2 * len(text)


# A new file


def uncommented(text: str, *, examples: bool) -> str:
    """The settings of the file in force; those that are at their defaults, or with the examples too."""
    parts = [part for part in text.split("\n\n") if examples or "example:" not in part]
    lines = [line.removeprefix("# ") for part in parts for line in part.splitlines()]
    return "\n".join(line for line in lines if " = " in line or (examples and line.startswith("[provider.")))


def test_the_file_has_every_setting_at_its_default() -> None:
    """As written nothing is set; without its comment signs it sets what the defaults are; the examples can be set as well."""
    output, error = run("init")
    assert (error, "fxwidget.toml" in output) == (None, True)
    file = Path("fxwidget.toml")
    text = file.read_text(encoding="utf-8")
    assert load(file) == Settings()
    file.write_text(uncommented(text, examples=False), encoding="utf-8")
    assert load(file) == Settings()
    assert len(lines_of(file)) >= 12
    file.write_text(uncommented(text, examples=True), encoding="utf-8")
    assert load(file).sources == ("ecb", "bank_of_russia", "currency_api")
    names = {".".join(place[::2]) for place in lines_of(file)}
    own = {f"provider.{name}" for name in ProviderSettings.model_fields}
    assert names - {"provider"} == set(Settings.model_fields) - {"provider"} | own
    assert max(map(len, text.splitlines())) <= 95


def test_every_setting_has_a_sentence() -> None:
    """What the file, and whoever else documents the settings, says of each one stands in the code beside it."""
    for model in (Settings, ProviderSettings):
        for name, field in model.model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name


def test_nothing_is_overwritten() -> None:
    """A file that is there stays as it is; another may be named, and - is standard output."""
    Path("fxwidget.toml").write_text("mine", encoding="utf-8")
    _, error = run("init")
    assert isinstance(error, ConfigurationError)
    assert "fxwidget.toml is there already" in str(error)
    assert Path("fxwidget.toml").read_text(encoding="utf-8") == "mine"
    run("init", "other.toml")
    assert run("init", "-") == (Path("other.toml").read_text(encoding="utf-8"), None)
    _, error = run("init", "nowhere/other.toml")
    assert "nowhere/other.toml can't be written: No such file or directory" in str(error)


@pytest.mark.parametrize("text", ["5m", "90s", "3h", "14d", "0s", "7.5s", "36500d"])
def test_a_duration_is_written_as_it_is_read(text: str) -> None:
    """In the largest unit in which it is whole."""
    assert duration(written(duration(text))) == duration(text)
    assert written(duration(text)) == text
