"""What operators are given beside the program: alarms that fire when they should, and queries of what there is."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import Upstreams
from fxwidget.domain.codes import GOOD
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.snapshot import Agreement
from fxwidget.refresher.metrics import ROUNDS, RefresherMetrics
from fxwidget.refresher.round import Refresher
from fxwidget.store.disk import DiskStore
from fxwidget.web.edge.stats import BOUNDS, Durations, Report
from fxwidget.web.metrics import WebMetrics
from tests.support.loopback import Loopback, answer
from tests.support.processes import environment
from tests.support.prometheus import names, promtool
from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]
OPS = ROOT / "examples/ops"
RULES, TESTS = OPS / "prometheus-rules.yml", OPS / "prometheus-rules.test.yml"
RUNBOOK = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
DASHBOARD = json.loads((OPS / "grafana-dashboard.json").read_bytes())

OF_PROMETHEUS = {"up": {"job", "instance"}, "process_resident_memory_bytes": {"job", "instance"}}
"""Series that are not ours."""

ADDED = {"job", "instance"}
"""Labels that Prometheus adds to all of ours."""

VALUES: dict[str, set[str]] = {
    "freshness": {each.value for each in Freshness},
    "agreement": {each.value for each in Agreement},
    "outcome": {*ROUNDS, *GOOD},
    "door": {"/healthz", "/readyz"},
    "status": {"5.."},
    "job": {"fxwidget-refresher", "fxwidget-web"},
}
"""What queries may look for in a label."""


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every series that the refresher and the web show, with its labels."""
    folder, now = tmp_path_factory.mktemp("store"), at(DAYS[2])
    with Upstreams(DAYS[2]) as upstreams:
        provider = {name: {"url": url, "quota": "100/day"} for name, url in upstreams.urls.items()}
        given = Settings(store=f"disk://{folder}", sources=tuple(upstreams.urls), provider=provider)
        refresher = Refresher(given, DiskStore(folder))
        metrics = RefresherMetrics(lambda: now)
        metrics.follow(refresher)
        done = refresher.round(now)
        refresher.close()
    refused = [outcome for outcome in done.outcomes if outcome.requests]
    metrics.ended(done, 1.0)
    for counter in (metrics._refused, metrics._aside):
        counter.labels(refused[0].source, "jump").inc()
    web = WebMetrics(1)
    durations = Durations([1] * (len(BOUNDS) + 1), 1.0)
    web.receive(Report(os.getpid(), 1.0, [("/widget", "200", 1)], 1, durations, durations))
    found = names([*metrics.registry.collect(), *web.collect()])
    # Whether a time service keeps the clock can't be asked everywhere.
    return found | {"fxwidget_clock_synchronized": set()}


# What queries name


def selectors(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The series that an expression names, each with the values that it asks of labels."""
    bare = re.sub(r'"[^"]*"', lambda text: text[0].replace("{", " "), expression)
    for found in re.finditer(r"\b(fxwidget_\w+|process_\w+|up)\b(?!\s*\()(?:\{([^}]*)\})?", bare):
        yield found[1], dict(re.findall(r'(\w+)\s*[=!]~?\s*"([^"]*)"', found[2] or ""))


def grouped(expression: str) -> set[str]:
    """The labels by which an expression groups or matches."""
    lists = re.findall(r"\b(?:by|on|ignoring|without|group_left|group_right)\s*\(([^)]*)\)", expression)
    return {label.strip() for inside in lists for label in inside.split(",") if label.strip()}


def faults(expression: str, series: dict[str, set[str]]) -> list[str]:
    """What an expression names that there is not."""
    known = {**series, **OF_PROMETHEUS}
    found, labels = [], set(ADDED)
    for name, asked in selectors(expression):
        if name not in known:
            found.append(f"no series {name}")
            continue
        labels |= known[name]
        for label, value in asked.items():
            if label not in known[name] | ADDED:
                found.append(f"{name} has no label {label}")
            elif not set(value.split("|")) <= VALUES[label]:
                found.append(f"{label} is never {value}")
    return found + [f"nothing here has a label {label}" for label in sorted(grouped(expression) - labels)]


def rules() -> list[tuple[str, str]]:
    """Every alarm with its expression."""
    return re.findall(r"- alert: (\w+)\n +expr: (.+)\n", RULES.read_text(encoding="utf-8"))


def queries() -> list[tuple[str, str, str]]:
    """Every query of the dashboard, with its panel's title and its legend."""
    return [
        (panel["title"], target["expr"], target["legendFormat"])
        for panel in DASHBOARD["panels"]
        for target in panel.get("targets", ())
    ]


# Alarms


@pytest.mark.needs("prometheus")
def test_the_rules_are_rules() -> None:
    """promtool reads the rules and the configuration."""
    for what, file in (("rules", RULES), ("config", OPS / "prometheus.yml")):
        checked = promtool("check", what, file)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(rules())} rules found" in promtool("check", "rules", RULES).stdout


def test_every_alarm_is_tested() -> None:
    """The tests of the rules are of each alarm. The runbook has promtool run them."""
    assert {name for name, _ in rules()} == set(re.findall(r"alertname: (\w+)", TESTS.read_text()))
    assert "promtool test rules examples/ops/prometheus-rules.test.yml" in RUNBOOK


@pytest.mark.needs("prometheus")
def test_the_tests_of_the_rules_can_fail(tmp_path: Path) -> None:
    """Each alarm that never fires is found."""
    text = re.sub(r"expr: .+", "expr: vector(1) == 0", RULES.read_text(encoding="utf-8"))
    (tmp_path / RULES.name).write_text(text)
    (tmp_path / TESTS.name).write_text(TESTS.read_text(encoding="utf-8"))
    tested = promtool("test", "rules", tmp_path / TESTS.name)
    assert tested.returncode == 1
    missed = set(re.findall(r"alertname: (\w+), time", tested.stdout + tested.stderr))
    assert missed == {name for name, _ in rules()}


@pytest.mark.parametrize(("name", "expression"), rules())
def test_an_alarm_asks_for_what_there_is(name: str, expression: str, series: dict[str, set[str]]) -> None:
    """Every series, label and value that a rule names exists."""
    assert faults(expression, series) == []


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("fxwidget_nothing > 1", "no series fxwidget_nothing"),
        ('fxwidget_source_ok{currency="INR"} == 0', "fxwidget_source_ok has no label currency"),
        ('fxwidget_rate_freshness{freshness="old"}', "freshness is never old"),
        ("sum by (provider) (fxwidget_rate_freshness)", "nothing here has a label provider"),
    ],
)
def test_what_there_is_not_is_found(expression: str, fault: str, series: dict[str, set[str]]) -> None:
    """A query of what does not exist is named."""
    assert faults(expression, series) == [fault]


def test_every_alarm_is_in_the_runbook() -> None:
    """The runbook has a line for each alarm, and for no other."""
    section = RUNBOOK.partition("\n## Alarms\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.MULTILINE)
    assert [name for cell in cells for name in re.findall(r"`(\w+)`", cell)] != []
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == {name for name, _ in rules()}


def test_every_metric_is_in_the_runbook(series: dict[str, set[str]]) -> None:
    """The runbook's table has every metric of ours, and no other."""
    section = RUNBOOK.partition("\n## Metrics\n")[2].partition("\n## ")[0]
    documented = set(re.findall(r"`(fxwidget_\w+)`", section))
    ours = {name for name in series if name.startswith("fxwidget_")}
    assert documented == {re.sub(r"_seconds_(bucket|sum|count)$", "_seconds", name) for name in ours}


# The dashboard


def test_the_dashboard_asks_for_what_there_is(series: dict[str, set[str]]) -> None:
    """Every query of every panel names series and labels that exist, and a legend only labels of the answer."""
    assert len(queries()) > 20
    found = [(title, fault) for title, expression, _ in queries() for fault in faults(expression, series)]
    assert found == []
    known = ADDED.union(*series.values())
    legends = {label for _, _, legend in queries() for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", legend)}
    assert legends <= known


@pytest.mark.needs("prometheus")
def test_the_dashboards_queries_are_queries(tmp_path: Path) -> None:
    """promtool can read each of them."""
    lines = ["groups:", "- name: panels", "  rules:"]
    for number, (_, expression, _) in enumerate(queries()):
        lines += [f"  - record: panel:{number}", f"    expr: {json.dumps(expression)}"]
    (tmp_path / "panels.yml").write_text("\n".join(lines) + "\n")
    checked = promtool("check", "rules", tmp_path / "panels.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_metric_is_on_the_dashboard_or_in_an_alarm(series: dict[str, set[str]]) -> None:
    """Nothing is measured that nobody looks at, but what a look at a fault by hand may need."""
    looked = {name for _, expression, _ in queries() for name, _ in selectors(expression)}
    looked |= {name for _, expression in rules() for name, _ in selectors(expression)}
    by_hand = re.compile(
        r".*_(sum|count)|.*_(since|asked|changed_at|stale_at)_timestamp_seconds|.*_source_enabled"
    )
    ours = {name for name in series if name.startswith("fxwidget_")}
    assert {name for name in ours - looked if not by_hand.fullmatch(name)} == set()


def test_the_panels_lie_side_by_side() -> None:
    """No panel lies over another or beyond the edge, and each has an id of its own and the chosen data source."""
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place: dict[str, int] = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells
        for target in panel.get("targets", ()):
            assert (
                target["datasource"] == panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
            )
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(numbers) == len(set(numbers))
    assert [it["name"] for it in DASHBOARD["templating"]["list"]] == ["datasource"]


# The container's file, as far as can be told without a builder

KNOWN = set("FROM WORKDIR COPY RUN USER ENV VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD".split())


def instructions() -> list[tuple[str, str]]:
    """The instructions with their arguments, continued lines as one."""
    text = (OPS / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], " ".join(line.split()[1:])) for line in lines]


def last(wanted: str) -> Any:
    """The arguments of the last instruction of a kind, a list where they are one."""
    text = [arguments for name, arguments in instructions() if name == wanted][-1]
    return json.loads(text) if text.startswith("[") else text


def test_the_container_is_marked_as_not_built() -> None:
    """Its first line says that no test has built it."""
    first = (OPS / "Containerfile").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# Not built by the project's tests")


def test_the_container_copies_what_there_is() -> None:
    """Instructions are known, what is copied is in the checkout and is all that the wheel is built of and needs."""
    assert {name for name, _ in instructions()} <= KNOWN
    copied = {
        source
        for name, arguments in instructions()
        if name == "COPY" and not arguments.startswith("--from")
        for source in arguments.split()[:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    assert copied == {"pyproject.toml", "requirements.txt", "README.md", "LICENSE", "fxwidget", "providers"}


def test_the_container_runs_as_nobody_special() -> None:
    """The command is started by a user without rights."""
    order = [name for name, _ in instructions()]
    assert last("USER") == "fxwidget"
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert any(name == "RUN" and "useradd --system" in arguments for name, arguments in instructions())


def test_the_containers_command_is_one_of_ours() -> None:
    """The command line is understood, the variables are settings, and what they open is exposed."""
    program, *before = last("ENTRYPOINT")
    assert (program, before) == ("/opt/fxwidget/bin/fxwidget", [])
    variables = dict(
        pair.split("=", 1)
        for name, arguments in instructions()
        if name == "ENV"
        for pair in shlex.split(arguments)
    )
    done = subprocess.run(
        [sys.executable, "-m", "fxwidget", *last("CMD"), "--help"],
        capture_output=True,
        text=True,
        env=environment(**variables),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    values = {
        name.removeprefix("FXWIDGET_").lower(): text for name, text in variables.items() if "FXWIDGET" in name
    }
    settings = Settings(**values)
    assert settings.store == f"disk://{last('VOLUME')}"
    addresses = (str(settings.refresher_metrics), str(settings.web_metrics))
    ports = [last("CMD")[-1], *(address.rpartition(":")[2] for address in addresses)]
    assert last("EXPOSE").split() == ports


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_containers_health_is_that_of_the_page(status: int, code: int) -> None:
    """The check asks ``/livez``, past the proxy of the container's environment, and fails where that does."""
    command = json.loads(last("HEALTHCHECK").removeprefix("CMD "))
    with Loopback(answer(status)) as server:
        program = command[-1].replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        done = subprocess.run(
            [sys.executable, *command[1:-1], program],
            capture_output=True,
            env=environment(http_proxy=f"http://127.0.0.1:{free_port()}"),
            check=False,
        )
        assert (done.returncode, server.requests[0].target) == (code, "/livez")
