"""The refresher's Prometheus metrics: counters of rounds and fetches, and the state of every source and currency.

States are read when they are asked for, so that a rate ages here too while no round runs.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time

from prometheus_client import Counter, Gauge, Histogram, Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from fxwidget.domain.codes import GOOD, Exclusion, Reason
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.snapshot import Agreement, Snapshot
from fxwidget.domain.state import LevelState, Memory, never_asked
from fxwidget.ops.clock import synchronized
from fxwidget.ops.prometheus import new_registry
from fxwidget.provider.source import Source
from fxwidget.refresher.events import FetchReport
from fxwidget.refresher.round import Refresher, Round

__all__ = ["RefresherMetrics", "reason_label"]

ROUND_SECONDS = (0.1, 0.3, 1, 3, 10, 20, 40, 70, 130)
FETCH_SECONDS = (0.1, 0.3, 1, 3, 5, 10, 20, 60)

ROUNDS = ("published", "not_published", "failed")
"""What becomes of a round; the second where the store could not take it, or had a newer snapshot."""

REASONS: Mapping[Exclusion, str] = {
    **{code: code.value for code in Exclusion},
    Exclusion.TOO_MANY_ZEROS: Exclusion.OUT_OF_RANGE.value,
    Exclusion.REFUSED: Exclusion.OTHER.value,
}
"""What reasons are called here. Labels are few, and never hold what a source sent."""


def reason_label(reason: Reason) -> str:
    """The value of the label ``reason`` for a row that was refused or set aside; ``other`` for a text without a code."""
    return REASONS[reason.code]


class RefresherMetrics:
    """The metrics of one refresher process. ``clock`` returns an aware instant."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.registry = registry = new_registry()
        ProcessCollector(registry=registry)
        self._rounds = Counter(
            "fxwidget_rounds", "Rounds, by what became of them.", ["outcome"], registry=registry
        )
        self._round = Histogram(
            "fxwidget_round_seconds", "How long rounds took.", buckets=ROUND_SECONDS, registry=registry
        )
        self._ended = Gauge(
            "fxwidget_last_round_timestamp_seconds",
            "When the last round ended, well or badly.",
            registry=registry,
        )
        self._published = Gauge(
            "fxwidget_last_published_timestamp_seconds",
            "When a snapshot was last published.",
            registry=registry,
        )
        self._seq = Gauge("fxwidget_snapshot_seq", "The seq of the published snapshot.", registry=registry)
        self._fetches = Counter(
            "fxwidget_fetches",
            "Times that a source was asked, by what came of it.",
            ["provider", "outcome"],
            registry=registry,
        )
        self._fetch = Histogram(
            "fxwidget_fetch_seconds",
            "How long asking a source took, all its requests together.",
            ["provider"],
            buckets=FETCH_SECONDS,
            registry=registry,
        )
        self._requests = Counter(
            "fxwidget_fetch_requests", "Requests sent to a source.", ["provider"], registry=registry
        )
        self._bytes = Counter(
            "fxwidget_fetch_bytes",
            "Bytes of a source's bodies, on the wire.",
            ["provider"],
            registry=registry,
        )
        self._refused = Counter(
            "fxwidget_rows_refused",
            "Rows of an answer that no honest one contains, by why.",
            ["provider", "reason"],
            registry=registry,
        )
        self._aside = Counter(
            "fxwidget_rows_set_aside",
            "Rows of an answer that count once others say the same, by why.",
            ["provider", "reason"],
            registry=registry,
        )
        for outcome in ROUNDS:
            self._rounds.labels(outcome)
        self._states = _States(clock)
        registry.register(self._states)

    def follow(self, refresher: Refresher) -> None:
        """Report this refresher's sources and rates from now on."""
        if refresher.previous is not None:
            self._seq.set(refresher.previous.seq)
            self._published.set(refresher.previous.seq / 1000)
        for source in refresher.sources:
            self._fetch.labels(source.name)
        self._states.refresher = refresher

    def ended(self, done: Round | None, seconds: float) -> None:
        """Count a round; None where it failed."""
        now = self._clock().timestamp()
        self._round.observe(seconds)
        self._ended.set(now)
        if done is None:
            self._rounds.labels("failed").inc()
            return
        self._rounds.labels("published" if done.published else "not_published").inc()
        if done.published:
            self._published.set(now)
            self._seq.set(done.snapshot.seq)
        for outcome in done.outcomes:
            self._count(outcome)

    def _count(self, outcome: FetchReport) -> None:
        self._fetches.labels(outcome.source, outcome.outcome).inc()
        self._fetch.labels(outcome.source).observe(outcome.milliseconds / 1000)
        self._requests.labels(outcome.source).inc(outcome.requests)
        self._bytes.labels(outcome.source).inc(outcome.bytes)
        for counter, reasons in ((self._refused, outcome.refused), (self._aside, outcome.aside)):
            for reason in reasons.values():
                counter.labels(outcome.source, reason_label(reason)).inc()


class _States(Collector):
    """Collects the state of every source and currency at the instant of the scrape."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.refresher: Refresher | None = None

    def collect(self) -> Iterator[Metric]:
        refresher, now = self.refresher, self._clock()
        if refresher is None:
            return
        yield from _clocks(refresher, now)
        memory, disabled = refresher.memory, refresher.journal.disabled(now)
        yield from _sources(refresher.sources, memory, disabled, now)
        if refresher.previous is not None:
            yield from _rates(refresher.previous, memory, now)


def _clocks(refresher: Refresher, now: datetime) -> Iterator[Metric]:
    yield _one(
        "refresh_interval_seconds", "The time between two rounds.", refresher.plan.refresh.total_seconds()
    )
    yield _one("clock_timestamp_seconds", "This machine's clock.", now.timestamp())
    in_sync = synchronized()
    if in_sync is not None:
        yield _one("clock_synchronized", "Whether a time service keeps this machine's clock right.", in_sync)


def _sources(
    sources: Iterable[Source], memory: Memory, disabled: Container[str], now: datetime
) -> Iterator[Metric]:
    """The metrics of each source; of one that an operator disabled, only that it is."""
    enabled = _family("source_enabled", "0 where an operator disabled the source.", "provider")
    ok = _family("source_ok", "Whether the source answered as it should when it was last asked.", "provider")
    since = _family("source_since_timestamp_seconds", "Since when that is so.", "provider")
    asked = _family("source_asked_timestamp_seconds", "When the source was last asked.", "provider")
    missed = _family(
        "source_missed_publications",
        "Publications that its newest row has missed, by its calendar.",
        "provider",
    )
    quota = _family("source_quota_requests", "Requests that a source allows in its period.", "provider")
    left = _family("source_quota_left_requests", "Requests that are left of them.", "provider")
    for source in sources:
        record, name = memory.sources.get(source.name, never_asked()), [source.name]
        enabled.add_metric(name, source.name not in disabled)
        if source.name in disabled:
            continue
        if record.outcome is not None:
            ok.add_metric(name, record.outcome in GOOD)
        for family, at in ((since, record.since), (asked, record.asked_at)):
            if at is not None:
                family.add_metric(name, at.timestamp())
        if (publications := source.missed(record.rows, now)) is not None:
            missed.add_metric(name, publications)
        if source.quota is not None:
            quota.add_metric(name, source.quota.requests)
            left.add_metric(name, source.quota.left(record.spent, now))
    yield from (enabled, ok, since, asked, missed, quota, left)


def _rates(snapshot: Snapshot, memory: Memory, now: datetime) -> Iterator[Metric]:
    """The metrics of each currency."""
    until = snapshot.valid_until.timestamp()
    yield _one(
        "snapshot_valid_until_timestamp_seconds", "Until when the newest snapshot counts as renewed.", until
    )
    backing = _family(
        "rate_independent_sources", "How many independent sources stand behind the rate.", "currency"
    )
    spread = _family("rate_spread_bps", "How far these are apart, in basis points.", "currency")
    fresh = _family("rate_freshness", "1 at the rate's freshness, 0 at the others.", "currency", "freshness")
    agreed = _family("rate_agreement", "1 at the rate's agreement, 0 at the others.", "currency", "agreement")
    instants = {
        name: _family(f"rate_{name}_timestamp_seconds", help, "currency") for name, help in INSTANTS.items()
    }
    for rate in snapshot.rows:
        code = rate.code
        backing.add_metric([code], memory.currencies.get(code, LevelState()).supporting_groups)
        if rate.spread_bps is not None:
            spread.add_metric([code], float(rate.spread_bps))
        freshness = rate.freshness_at(snapshot.own_time(now))
        for state in Freshness:
            fresh.add_metric([code, state], state is freshness)
        for agreement in Agreement:
            agreed.add_metric([code, agreement], agreement is rate.agreement)
        for name, family in instants.items():
            if (at := getattr(rate, name)) is not None:
                family.add_metric([code], _seconds(at))
    yield from (backing, spread, fresh, agreed, *instants.values())


INSTANTS = {
    "as_of": "As of when the rate is, as its source states it; a day begins at midnight UTC.",
    "changed_at": "When the rate last changed.",
    "late_at": "From when on it is late.",
    "stale_at": "From when on it is stale.",
}


def _seconds(at: date | datetime) -> float:
    instant = at if isinstance(at, datetime) else datetime.combine(at, time(0), UTC)
    return instant.timestamp()


def _family(name: str, help: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fxwidget_{name}", help, labels=labels)


def _one(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fxwidget_{name}", help, value=value)
