"""The page of metrics: what the refresher and the web show to Prometheus, as their own registries describe it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unittest.mock import patch

from prometheus_client import CollectorRegistry, Metric

from fxwidget.config.settings import Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.ops.prometheus import new_registry
from fxwidget.refresher import metrics as refresher_metrics
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store
from fxwidget.testing import snapshot
from fxwidget.web.edge.stats import Durations, Report
from fxwidget.web.metrics import WebMetrics
from tools.markdown import code, codes, table

__all__ = ["Described", "of_refresher", "of_web", "page"]

OWN = "fxwidget_"


class Described(NamedTuple):
    """A metric: its name as it is scraped, what sort it is, its labels, and what it is."""

    name: str
    kind: str
    labels: tuple[str, ...]
    help: str


def of_refresher() -> list[Described]:
    """The refresher's metrics, by name. The process's own are left out."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"disk://{folder}")
        store.publish(snapshot(at(DAYS[0])))
        refresher = Refresher(Settings(store=f"disk://{folder}", sources=("ecb",)), store)
        try:
            shown = refresher_metrics.RefresherMetrics(lambda: at(DAYS[0]))
            shown.follow(refresher)
            with patch.object(refresher_metrics, "synchronized", return_value=True):  # not every system says
                return _described(shown.registry)
        finally:
            refresher.close()


def of_web() -> list[Described]:
    """The web's metrics, by name."""
    registry = new_registry()
    shown = WebMetrics(1)
    shown.receive(Report(os.getpid(), 0.0, [], 0, Durations(), Durations()))
    registry.register(shown)
    return _described(registry)


def _described(registry: CollectorRegistry) -> list[Described]:
    found = [_metric(metric, registry) for metric in registry.collect() if metric.name.startswith(OWN)]
    return sorted(found)


def _metric(metric: Metric, registry: CollectorRegistry) -> Described:
    ending = {"counter": "_total", "info": "_info"}.get(metric.type, "")
    return Described(
        metric.name + ending, metric.type, tuple(_labels(metric, registry)), metric.documentation
    )


def _labels(metric: Metric, registry: CollectorRegistry) -> Iterator[str]:
    """The names of a metric's labels: those of its family, of its collector, or of the one sample that there is."""
    collector = registry._names_to_collectors.get(metric.name)
    named = getattr(metric, "_labelnames", ()) or getattr(collector, "_labelnames", ())
    yield from named or (metric.samples[0].labels if metric.type == "info" else ())


def page() -> Iterable[str]:
    """The lines of the page."""
    yield "# Metrics"
    yield "In Prometheus' format at `/metrics` of the addresses that the settings `refresher_metrics` and `web_metrics` name, never on"
    yield "the public port. [Operating fxwidget](../operations.md#metrics) says how they are counted, and what each"
    yield "[alarm](../operations.md#alarms) means. A histogram has `_bucket`, `_sum` and `_count` behind its name."
    yield from ("", "## Of the refresher", "", "Beside these stand the usual `process_…` of its process.")
    yield from _table(of_refresher())
    yield from ("## Of the web", "")
    yield "All workers together. The label `door` is the endpoint."
    yield from _table(of_web())


def _table(metrics: Iterable[Described]) -> Iterable[str]:
    rows = [(code(it.name), it.kind, codes(it.labels), it.help) for it in metrics]
    return table(("metric", "type", "labels", "what it is"), rows)
