"""The example of a cluster: what it starts exists, and what it names is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from fxwidget.cli.commands import cli
from fxwidget.config.redis_urls import read_redis_url
from fxwidget.config.settings import Settings
from tests.support.prometheus import promtool

ROOT = Path(__file__).parents[2]
CLUSTER = ROOT / "examples/ops/cluster"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((CLUSTER / "compose.yml").read_text())["services"]
SCALING = (ROOT / "docs/scaling.md").read_text(encoding="utf-8")


def ours() -> dict[str, dict[str, Any]]:
    return {name: service for name, service in SERVICES.items() if service["image"] == "fxwidget"}


def test_three_web_nodes_and_two_refreshers() -> None:
    """Each has a folder of its own, all have the same store, and both refreshers stand by for one another."""
    assert [name for name in ours() if name.startswith("web")] == ["web-1", "web-2", "web-3"]
    assert [name for name in ours() if name.startswith("refresher")] == ["refresher-1", "refresher-2"]
    assert len({service["volumes"][0] for service in ours().values()}) == 5
    assert len({service["environment"]["FXWIDGET_STORE"] for service in ours().values()}) == 1
    for name, service in ours().items():
        assert ("--standby" in service["command"]) is name.startswith("refresher")


@pytest.mark.parametrize("name", ours())
def test_commands_and_settings_are_those_of_fxwidget(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped option or setting would keep the container from starting."""
    word, *rest = ours()[name]["command"]
    command = cli.commands[word]
    with click.Context(cli, **cli.context_settings) as parent:
        command.make_context(word, list(rest), parent=parent)
    for variable, value in ours()[name]["environment"].items():
        monkeypatch.setenv(variable, value)
    store = Settings().store
    address = read_redis_url(store)
    assert f"--requirepass {address.password} " in " ".join(SERVICES[address.hosts[0][0]]["command"])
    assert ours()[name]["volumes"][0].endswith(f":{address.copy}")


@pytest.mark.needs("caches")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    """It leads to the nodes of the example, by names that only containers know."""
    text = (CLUSTER / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"server (web-\d):8000 ", text) == [name for name in ours() if name.startswith("web")]
    file = tmp_path / "nginx.conf"
    file.write_text(f"pid {tmp_path}/pid;\n" + re.sub(r"web-(\d)", r"127.0.0.\1", text), encoding="utf-8")
    run = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", str(file)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.needs("prometheus")
def test_the_alarms_fire() -> None:
    """All of them where everything is wrong, and none where all is well."""
    done = promtool("test", "rules", CLUSTER / "prometheus-rules.test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alarm_is_explained() -> None:
    """The page says of each what it means and what to do."""
    alarms = re.findall(r"- alert: (\w+)\n", (CLUSTER / "prometheus-rules.yml").read_text(encoding="utf-8"))
    assert len(alarms) > 6
    for alarm in alarms:
        assert re.search(rf"^\| .*`{alarm}`.* \|.+\|.+\|$", SCALING, re.MULTILINE), alarm
