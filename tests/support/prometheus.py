"""Prometheus of Debian's package, on the loopback address, and what is read of metrics."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from prometheus_client.parser import text_string_to_metric_families

from .processes import PATIENCE, get
from .servers import free_port, started

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Scraped:
    """The samples of one answer to ``GET /metrics``."""

    samples: Mapping[tuple[str, frozenset[tuple[str, str]]], float]

    def __getitem__(self, name: str) -> float:
        """The value of a metric without labels."""
        return self.samples[name, frozenset()]

    def value(self, name: str, **labels: str) -> float | None:
        """The value of a metric with exactly these labels, None where there is none."""
        return self.samples.get((name, frozenset(labels.items())))

    def by(self, name: str, label: str) -> dict[str, float]:
        """The sums of a metric's values by one of its labels."""
        found: dict[str, float] = {}
        for (own, labels), value in self.samples.items():
            if own == name:
                key = dict(labels)[label]
                found[key] = found.get(key, 0) + value
        return found

    def total(self, name: str) -> float:
        """The sum of a metric's values."""
        return sum(value for (own, _), value in self.samples.items() if own == name)


def read(text: str) -> Scraped:
    """The samples of metrics as text."""
    samples = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return Scraped(samples)


def scrape(port: int) -> Scraped:
    """Read the metrics that an address serves now."""
    return read(get(f"http://127.0.0.1:{port}/metrics").text)


def promtool(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run promtool to its end."""
    command = ["promtool", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=PATIENCE)


@dataclass(frozen=True)
class Prometheus:
    """A running Prometheus server."""

    url: str

    def ask(self, expression: str) -> dict[frozenset[tuple[str, str]], float]:
        """The instant vector of an expression, by labels."""
        answer = json.loads(get(f"{self.url}/api/v1/query?query={quote(expression)}").body)
        assert answer["status"] == "success", answer
        return {frozenset(it["metric"].items()): float(it["value"][1]) for it in answer["data"]["result"]}

    def firing(self) -> set[tuple[str, str]]:
        """The alarms that fire, each with the provider or currency that it is about."""
        answer = json.loads(get(f"{self.url}/api/v1/alerts").body)
        return {
            (it["labels"]["alertname"], it["labels"].get("provider") or it["labels"].get("currency", ""))
            for it in answer["data"]["alerts"]
            if it["state"] == "firing"
        }

    def targets(self) -> dict[str, str]:
        """The health of each target by its job."""
        answer = json.loads(get(f"{self.url}/api/v1/targets").body)
        return {it["labels"]["job"]: it["health"] for it in answer["data"]["activeTargets"]}


def hastened(text: str) -> str:
    """A configuration or rules with seconds for every interval and every ``for``."""
    text = re.sub(r"(scrape_interval|evaluation_interval): \S+", r"\1: 1s", text)
    return re.sub(r"^( +for): \S+$", r"\1: 2s", text, flags=re.MULTILINE)


@contextmanager
def prometheus(folder: Path, config: Path) -> Iterator[Prometheus]:
    """Run Prometheus with its own configuration until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    arguments = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}"]
    arguments += [f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"]
    with started(arguments, [port], folder / "prometheus.log"):
        yield Prometheus(f"http://127.0.0.1:{port}")


def names(metrics: Any) -> dict[str, set[str]]:
    """The names of all series that collectors can show, each with its labels."""
    found: dict[str, set[str]] = {}
    for family in metrics:
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found
