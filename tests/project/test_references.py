"""Whatever the code has registered is documented: a new one that no page names fails here, as does one that is gone."""

from __future__ import annotations

import re
from collections.abc import Collection

import click
import pytest

import fxwidget
from fxwidget.cli.commands import cli
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.domain.codes import Exclusion, NoteCode, Outcome
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import Agreement
from fxwidget.presentation.options import OPTIONS
from fxwidget.provider.registry import installed
from fxwidget.web.endpoints import endpoints
from tests.support.markdown import ROOT
from tools.reference import endpoints as endpoints_page
from tools.reference import log_events, metrics
from tools.reference.commands import commands

REFERENCE = "docs/reference"


def documented(page: str, section: str = "") -> set[str]:
    """What a page names first in the rows of its tables, or of those below a heading."""
    text = (ROOT / page).read_text("utf-8")
    part = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0] if section else text
    return set(re.findall(r"^\| (?:· )*`([^`]+)`", part, re.MULTILINE))


def headings(page: str) -> set[str]:
    """The headings of a page that are code, or plain names."""
    return set(re.findall(r"^##+ `?([^`\n]+)`?$", (ROOT / page).read_text("utf-8"), re.MULTILINE))


def walked(command: click.Command, name: str) -> set[str]:
    """A command and all those below it that are not hidden, as they are typed."""
    below = command.commands.items() if isinstance(command, click.Group) else ()
    shown = [walked(each, f"{name} {own}") for own, each in below if not each.hidden]
    return {name}.union(*shown)


ERRORS = {
    name
    for name in fxwidget.__all__
    if isinstance(value := getattr(fxwidget, name), type) and issubclass(value, Exception)
}
OWN_METRICS = {it.name for it in (*metrics.of_refresher(), *metrics.of_web())}

REGISTERS: dict[str, tuple[Collection[str], Collection[str]]] = {
    "settings": (
        {*Settings.model_fields} - {"provider"} | {*ProviderSettings.model_fields},
        documented(f"{REFERENCE}/settings.md"),
    ),
    "options of the widget": ({each.name for each in OPTIONS}, documented("docs/widget.md", "Options")),
    "commands": (walked(cli, "fxwidget"), headings(f"{REFERENCE}/commands.md")),
    "providers": (installed().keys(), headings("docs/providers.md") & installed().keys()),
    "exceptions": (ERRORS, documented(f"{REFERENCE}/errors.md", "Exceptions")),
    "reason codes": (
        [each.value for each in Exclusion],
        documented(f"{REFERENCE}/errors.md", "Reason codes"),
    ),
    "notes": ([each.value for each in NoteCode], documented(f"{REFERENCE}/errors.md", "Notes")),
    "agreements": ([each.value for each in Agreement], documented(f"{REFERENCE}/errors.md", "Agreement")),
    "freshness": ([each.value for each in Freshness], documented(f"{REFERENCE}/errors.md", "Freshness")),
    "outcomes": ([each.value for each in Outcome], documented(f"{REFERENCE}/errors.md", "Outcomes")),
    "metrics": (OWN_METRICS, documented(f"{REFERENCE}/metrics.md")),
    "log events": ([each.name for each in log_events.events()], documented(f"{REFERENCE}/log.md", "Events")),
    "facts of log events": (
        {fact for each in log_events.events() for fact in each.facts},
        documented(f"{REFERENCE}/log.md", "Facts"),
    ),
}
"""Of each register what the code has, and what the documents name."""


@pytest.mark.parametrize("name", REGISTERS)
def test_whatever_is_registered_is_documented(name: str) -> None:
    """The pages name each thing that the code has, and nothing else."""
    registered, found = REGISTERS[name]
    assert {*registered} == {*found}


def test_every_path_is_documented() -> None:
    """Each path that a service answers has a section; copies of files by their hashes are described by their pattern."""
    listed = {each.path for each in endpoints(Settings(), ()) if each.listed}
    assert listed <= headings(f"{REFERENCE}/endpoints.md")
    assert {*endpoints_page.paths()} <= headings(f"{REFERENCE}/endpoints.md")


def test_every_option_of_a_command_is_documented() -> None:
    """The help of each command on the page has each of its options."""
    page = (ROOT / REFERENCE / "commands.md").read_text("utf-8")
    for name, help in commands():
        assert "\n".join(line.rstrip() for line in help.splitlines()) in page, name


def test_operators_read_of_every_metric_and_event() -> None:
    """The guide says in groups what metrics are for, and what to do about each event; it names all of them."""
    guide = (ROOT / "docs/operations.md").read_text("utf-8")
    assert OWN_METRICS - {*re.findall(r"`(fxwidget_\w+)`", guide)} == set()
    assert {each.name for each in log_events.events()} - {*re.findall(r"`(\w+)`", guide)} == set()


def test_every_metric_that_an_alarm_asks_for_is_there() -> None:
    """Rules and dashboard name no metric that nothing shows."""
    for file in ("examples/ops/prometheus-rules.yml", "examples/ops/grafana-dashboard.json"):
        named = {*re.findall(r"\bfxwidget_[a-z_]+", (ROOT / file).read_text("utf-8"))}
        assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in named} - OWN_METRICS == set(), file
