"""The web's Prometheus metrics: the sums of its workers' reports, those that have ended included."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from fxwidget.ops.prometheus import expose, new_registry
from fxwidget.web.edge.stats import BOUNDS, Durations, Report

__all__ = ["Reporter", "WebMetrics", "serve"]

log = logging.getLogger("fxwidget.web.metrics")

LONGEST_REPORT = 2**16
"""Bytes; endpoints and statuses are few."""

SETTLED = 10.0
"""Seconds after which nothing more comes from a worker that has ended."""


class Reporter:
    """A worker's end of the reports' socket: sends reports to the process that serves the metrics."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def __call__(self, report: Report) -> None:
        try:
            self._channel.send(msgspec.msgpack.encode(report))
        except OSError as error:  # each report holds those before it, so the next one makes good for this
            log.debug("a report of the counts was not taken: %s", error)


def serve(address: str, workers: int) -> Reporter:
    """Serve the web's metrics from now on; returns the reporter for its workers.

    Raises:
        ConfigurationError: the address is in use, or is none of this machine's.
    """
    inbox, channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    channel.setblocking(False)
    metrics = WebMetrics(workers)
    registry = new_registry()
    registry.register(metrics)
    expose(registry, "web_metrics", address)
    threading.Thread(target=_listen, args=(inbox, metrics.receive), daemon=True, name="metrics").start()
    return Reporter(channel)


def _listen(inbox: socket.socket, receive: Callable[[Report], None]) -> None:
    reports = msgspec.msgpack.Decoder(Report)
    while True:
        receive(reports.decode(inbox.recv(LONGEST_REPORT)))


class WebMetrics(Collector):
    """The newest report of each worker, and of those that have ended the last ones together."""

    def __init__(self, workers: int) -> None:
        self._wanted = workers
        self._reports: dict[tuple[int, float], tuple[Report, float]] = {}
        self._ended = Report(0, 0.0, [], 0, Durations(), Durations())
        self._lock = threading.Lock()

    def receive(self, report: Report) -> None:
        """Receive a worker's newest report."""
        with self._lock:
            self._reports[report.pid, report.born] = report, time.monotonic()

    def collect(self) -> Iterator[Metric]:
        now = time.monotonic()
        with self._lock:
            living = [(report, now - at) for report, at in self._reports.values() if _lives(report.pid)]
            for key, (report, at) in [*self._reports.items()]:
                if now - at > SETTLED and not _lives(report.pid):
                    self._ended = _together([self._ended, report])
                    del self._reports[key]
            everything = _together([self._ended, *(report for report, _ in self._reports.values())])
        yield from _counted(everything)
        yield _gauge("workers_wanted", "Worker processes that were asked for.", self._wanted)
        yield _gauge("workers", "Worker processes that live and have reported.", len(living))
        if living:
            yield from _standing([report for report, _ in living])
            quiet = max(quiet for _, quiet in living)
            yield _gauge("quiet_seconds", "The longest time since a living worker reported.", quiet)


def _lives(pid: int) -> bool:
    """Whether a worker is alive; a process of another user has only reused the process id."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _together(reports: list[Report]) -> Report:
    """The sum of several workers' reports."""
    answers: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for endpoint, status, number in report.answers:
            answers[endpoint, status] += number
    return Report(
        0,
        0.0,
        [(endpoint, status, number) for (endpoint, status), number in answers.items()],
        sum(report.hits for report in reports),
        _durations([report.drawing for report in reports]),
        _durations([report.preparing for report in reports]),
    )


def _durations(several: list[Durations]) -> Durations:
    counts = [sum(column) for column in zip(*(one.counts for one in several), strict=True)]
    return Durations(counts, sum(one.total for one in several))


def _counted(report: Report) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "fxwidget_web_requests", "Requests answered, by endpoint and status.", labels=["door", "status"]
    )
    for endpoint, status, number in sorted(report.answers):
        requests.add_metric([endpoint, status], number)
    yield requests
    yield CounterMetricFamily("fxwidget_web_edge_hits", "Answers given from memory.", report.hits)
    misses = report.drawing.number
    yield CounterMetricFamily("fxwidget_web_edge_misses", "Answers drawn while somebody waited.", misses)
    for name, help, durations in (
        ("drawing", "How long it took to draw an answer while somebody waited.", report.drawing),
        ("preparing", "How long it took to draw a set of answers before anybody asked.", report.preparing),
    ):
        histogram = HistogramMetricFamily(f"fxwidget_web_{name}_seconds", help)
        histogram.add_metric([], _buckets(durations), durations.total)
        yield histogram


def _buckets(durations: Durations) -> list[tuple[str, float]]:
    """Durations as Prometheus's cumulative buckets."""
    names = [*map(str, BOUNDS), "+Inf"]
    return [(name, float(sum(durations.counts[: place + 1]))) for place, name in enumerate(names)]


def _standing(reports: list[Report]) -> Iterator[Metric]:
    sequences = [report.seq for report in reports]
    yield _gauge("newest_seq", "The highest seq that a worker serves; 0 without a snapshot.", max(sequences))
    yield _gauge("oldest_seq", "The lowest seq that a worker serves; 0 without a snapshot.", min(sequences))
    until = min(report.valid_until for report in reports)
    yield _gauge(
        "valid_until_timestamp_seconds",
        "Until when what is served counts as renewed, in the worker that is worst off; 0 without a snapshot.",
        until,
    )
    held = sum(report.bytes for report in reports)
    yield _gauge("edge_bytes", "Bytes of the answers that are kept, in all workers.", held)
    entries = sum(report.entries for report in reports)
    yield _gauge("edge_entries", "URLs whose answers are kept, in all workers.", entries)


def _gauge(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fxwidget_web_{name}", help, value)
