"""What Prometheus is told: every number is what happened, added up over workers, and no label is what a source sent."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from fxwidget.config.settings import Settings
from fxwidget.deciding.screening import refused
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import Upstreams
from fxwidget.domain.codes import Exclusion, because
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.overrides import Command, Verb
from fxwidget.domain.quote import Quote
from fxwidget.errors import ConfigurationError
from fxwidget.ops.listening import read_address
from fxwidget.refresher.events import FetchReport
from fxwidget.refresher.metrics import REASONS, RefresherMetrics, reason_label
from fxwidget.refresher.round import Refresher, Round
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.edge import cache as tables
from fxwidget.web.edge.edge import Edge
from fxwidget.web.edge.stats import BOUNDS, Counts, Durations, Report
from fxwidget.web.metrics import WebMetrics
from fxwidget.web.snapshot_cache import Board
from tests.support.loopback import Loopback, answer
from tests.support.processes import faked, get, running, until
from tests.support.prometheus import Prometheus, Scraped, prometheus, promtool, read, scrape
from tests.support.servers import free_port
from tests.support.snapshots import NOW, rate, snapshot

DAY = DAYS[2]
MOMENT = f"{at(DAY):%Y-%m-%d %H:%M:%S}"


# The refresher


class Home:
    """A refresher over the replayed providers, and its metrics, at an instant of a test's choice."""

    def __init__(self, folder: Path, urls: dict[str, str], **provider: Any) -> None:
        self.now = at(DAY)
        given = {name: {"url": url, **provider} for name, url in urls.items()}
        settings = Settings(store=f"disk://{folder}", sources=tuple(urls), provider=given)
        self.refresher = Refresher(settings, DiskStore(folder))
        self.metrics = RefresherMetrics(lambda: self.now)
        self.metrics.follow(self.refresher)

    def round(self) -> Round:
        done = self.refresher.round(self.now)
        self.metrics.ended(done, 0.25)
        return done

    def read(self) -> Scraped:
        return read(generate_latest(self.metrics.registry).decode())


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Three providers that answer as on a day of March 2026."""
    with Upstreams(DAY) as upstreams:
        it = Home(tmp_path, upstreams.urls, quota="100/day")
        yield it
        it.refresher.close()


def test_a_round(home: Home) -> None:
    """A round is counted with its fetches, and the published table's numbers stand beside."""
    before = home.read()
    assert (before["fxwidget_snapshot_seq"], before.total("fxwidget_rounds_total")) == (0, 0)
    done = home.round()
    scraped, table = home.read(), done.snapshot
    assert scraped.by("fxwidget_rounds_total", "outcome") == {"published": 1, "not_published": 0, "failed": 0}
    assert scraped["fxwidget_round_seconds_sum"] == 0.25
    assert scraped["fxwidget_last_round_timestamp_seconds"] == home.now.timestamp()
    assert scraped["fxwidget_last_published_timestamp_seconds"] == home.now.timestamp()
    assert scraped["fxwidget_snapshot_seq"] == table.seq
    assert scraped["fxwidget_snapshot_valid_until_timestamp_seconds"] == table.valid_until.timestamp()
    assert scraped["fxwidget_refresh_interval_seconds"] == 300
    assert scraped["fxwidget_clock_timestamp_seconds"] == home.now.timestamp()
    for outcome in done.outcomes:
        name = outcome.source
        assert scraped.value("fxwidget_fetches_total", provider=name, outcome="answered") == 1
        assert scraped.value("fxwidget_fetch_requests_total", provider=name) == outcome.requests
        assert scraped.value("fxwidget_fetch_bytes_total", provider=name) == outcome.bytes
        assert scraped.value("fxwidget_fetch_seconds_count", provider=name) == 1
        assert scraped.value("fxwidget_source_ok", provider=name) == 1
        assert scraped.value("fxwidget_source_asked_timestamp_seconds", provider=name) == home.now.timestamp()
        assert scraped.value("fxwidget_source_quota_requests", provider=name) == 100
        assert scraped.value("fxwidget_source_quota_left_requests", provider=name) == 100 - outcome.requests
    row = table["INR"]
    assert isinstance(row.as_of, (date, datetime))
    midnight = (
        row.as_of if isinstance(row.as_of, datetime) else datetime(*row.as_of.timetuple()[:3], tzinfo=UTC)
    )
    assert scraped.value("fxwidget_rate_as_of_timestamp_seconds", currency="INR") == midnight.timestamp()
    for name in ("changed_at", "late_at", "stale_at"):
        moment = getattr(row, name)
        value = scraped.value(f"fxwidget_rate_{name}_timestamp_seconds", currency="INR")
        assert value == (moment and moment.timestamp())
    backing = home.refresher.memory.currencies["INR"].supporting_groups
    assert (scraped.value("fxwidget_rate_independent_sources", currency="INR"), backing > 1) == (
        backing,
        True,
    )
    assert scraped.value("fxwidget_rate_spread_bps", currency="INR") == float(row.spread_bps or 0)
    assert scraped.value("fxwidget_rate_agreement", currency="INR", agreement=row.agreement.value) == 1
    assert set(scraped.by("fxwidget_rate_agreement", "currency").values()) == {1}


def test_states_age_without_a_round(home: Home) -> None:
    """Freshness and missed publications are of the instant at which they are asked for."""
    table = home.round().snapshot
    for freshness in (Freshness.FRESH, Freshness.LATE, Freshness.STALE, Freshness.WITHDRAWN):
        row = table["INR"]
        home.now = {
            Freshness.FRESH: at(DAY),
            Freshness.LATE: row.late_at,
            Freshness.STALE: row.stale_at,
            Freshness.WITHDRAWN: row.withdraw_at,
        }[freshness] or at(DAY)
        scraped = home.read()
        states = {
            state: scraped.value("fxwidget_rate_freshness", currency="INR", freshness=state)
            for state in Freshness
        }
        assert {state for state, value in states.items() if value} == {freshness}
    assert min(home.read().by("fxwidget_source_missed_publications", "provider").values()) > 2


def test_a_failure_is_counted(tmp_path: Path) -> None:
    """A source that fails is not ok; a round that failed, or could not be published, is counted as such."""
    with Loopback(answer(500)) as server:
        it = Home(tmp_path, {"ecb": server.url("").rstrip("/")})
        done = it.round()
        it.metrics.ended(None, 1.0)
        it.metrics.ended(replace(done, published=False), 1.0)
        it.refresher.close()
    scraped = it.read()
    assert scraped.by("fxwidget_rounds_total", "outcome") == {"published": 1, "not_published": 1, "failed": 1}
    assert scraped.value("fxwidget_fetches_total", provider="ecb", outcome="unavailable") == 2
    assert scraped.value("fxwidget_source_ok", provider="ecb") == 0
    assert scraped.value("fxwidget_source_since_timestamp_seconds", provider="ecb") == it.now.timestamp()


def test_a_disabled_source(home: Home) -> None:
    """Of a source that an operator disabled nothing is told that an alarm would heed."""
    home.round()
    home.refresher.store.order(Command(at=home.now, verb=Verb.DISABLE, target="bank_of_russia"))
    home.round()
    scraped = home.read()
    assert scraped.value("fxwidget_source_enabled", provider="bank_of_russia") == 0
    assert scraped.value("fxwidget_source_enabled", provider="currency_api") == 1
    assert scraped.value("fxwidget_source_ok", provider="bank_of_russia") is None
    assert scraped.value("fxwidget_source_missed_publications", provider="bank_of_russia") is None


def test_what_was_published_is_known_from_the_start(home: Home, tmp_path: Path) -> None:
    """A new process tells of the last snapshot and its sources before its first round."""
    seq = home.round().snapshot.seq
    again = Home(tmp_path, {source.name: source.url or "" for source in home.refresher.sources})
    scraped = again.read()
    again.refresher.close()
    assert (scraped["fxwidget_snapshot_seq"], scraped["fxwidget_last_published_timestamp_seconds"]) == (
        seq,
        seq / 1000,
    )
    assert scraped.value("fxwidget_source_ok", provider="currency_api") == 1


def test_new_settings_are_followed(home: Home, tmp_path: Path) -> None:
    """After a reload the sources are those of the new settings, and the counters go on."""
    home.round()
    one = home.refresher.sources[0]
    settings = Settings(store=f"disk://{tmp_path}", sources=(one.name,), refresh=timedelta(minutes=1))
    new = Refresher(settings, DiskStore(tmp_path))
    home.metrics.follow(new)
    scraped = home.read()
    new.close()
    assert set(scraped.by("fxwidget_source_enabled", "provider")) == {one.name}
    assert scraped["fxwidget_refresh_interval_seconds"] == 60
    assert scraped.total("fxwidget_rounds_total") == 1


def test_rows_by_reason(home: Home) -> None:
    """What was refused and set aside is counted by provider and reason."""
    done = home.round()
    outcome = FetchReport(
        "ecb",
        "answered",
        None,
        10,
        refused={
            **dict.fromkeys(("INR", "ZAR"), because(Exclusion.NOT_POSITIVE)),
            "BRL": because(Exclusion.NO_CURRENCY_CODE, given="c4n4ry"),
            "AED": because(Exclusion.REFUSED, detail="c4n4ry"),
        },
        aside={"RUB": because(Exclusion.JUMP)},
    )
    home.metrics.ended(replace(done, outcomes=(outcome,)), 0.1)
    scraped = home.read()
    assert scraped.value("fxwidget_rows_refused_total", provider="ecb", reason="not_positive") == 2
    assert scraped.value("fxwidget_rows_refused_total", provider="ecb", reason="no_currency_code") == 1
    assert scraped.value("fxwidget_rows_refused_total", provider="ecb", reason="other") == 1
    assert scraped.value("fxwidget_rows_set_aside_total", provider="ecb", reason="jump") == 1
    assert "c4n4ry" not in generate_latest(home.metrics.registry).decode()


TODAY = date(2026, 4, 27)
WRONG: dict[str, dict[str, Any]] = {
    "no_currency_code": {"quote": "ABCXYZ'\"\n{}"},
    "ended_currency": {"quote": "BGN"},
    "impossible_date": {"as_of": date(1969, 12, 31)},
    "currency_in_itself": {"quote": "USD"},
    "not_finite": {"mid": Decimal("NaN")},
    "not_positive": {"mid": Decimal(0)},
    "too_many_digits": {"mid": Decimal("1." + "1" * 40)},
    "out_of_range": {"mid": Decimal("1e99")},
    "crossed": {"mid": None, "bid": Decimal(2), "ask": Decimal(1)},
}


@pytest.mark.parametrize("label", WRONG)
def test_every_refusal_of_a_quote_has_a_label(label: str) -> None:
    """Each sentence of the row gate has a label, in which nothing stands that a source sent."""
    from fxwidget.deciding.screening import fault

    members = {"base": "USD", "quote": "INR", "mid": Decimal(90), "as_of": TODAY, **WRONG[label]}
    reason = fault(Quote(**members))
    assert reason is not None
    assert reason_label(reason) == label


@pytest.mark.parametrize(
    ("code", "number", "stated", "label"),
    [
        ("INR", "1e12", TODAY, "out_of_range"),
        ("INR", "90", TODAY + timedelta(days=9), "dated_ahead"),
        ("IRR", "42000", TODAY, "ended_official_rate"),
        ("SYP", "13003", TODAY, "ended_unit"),
    ],
)
def test_every_refusal_of_a_number_has_a_label(code: str, number: str, stated: date, label: str) -> None:
    """Each sentence of the second gate has one too."""
    reason = refused(code, Decimal(number), stated, TODAY, today=TODAY, ahead_days=1)
    assert reason is not None
    assert reason_label(reason) == label


def test_every_reason_has_a_label() -> None:
    """Every reason has a label of its own, but for two that were one label before and a text without a code."""
    assert set(REASONS) == set(Exclusion)
    shared = {code: label for code, label in REASONS.items() if label != code.value}
    assert shared == {Exclusion.TOO_MANY_ZEROS: "out_of_range", Exclusion.REFUSED: "other"}
    assert reason_label(because(Exclusion.GIVEN_TWICE)) == "given_twice"
    assert reason_label(because(Exclusion.NO_USD_QUOTATION, pair="INR/RUB")) == "no_usd_quotation"


# The web's counts


class Worker:
    """One worker's edge over a store; nothing is drawn beforehand."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.store = DiskStore(folder)
        settings = Settings(store=f"disk://{folder}")
        self.app = create_app(settings, clock=lambda: self.now, watch=False)
        self.board: Board = self.app.extensions["fxwidget"]
        assert isinstance(self.app.wsgi_app, Edge)
        self.edge: Edge = self.app.wsgi_app
        self.edge._draw = lambda *_: {}
        self.store.publish(snapshot())
        self.board.look()

    def ask(self, url: str, method: str = "GET", **headers: str) -> tuple[str, str]:
        """A request's status and ETag."""
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        environ = EnvironBuilder(url, method=method, headers=named).get_environ()
        _, status, got = run_wsgi_app(self.app, environ, buffered=True)
        return status[:3], got.get("ETag", "")

    def answers(self) -> dict[tuple[str, str], int]:
        return {(endpoint, status): number for endpoint, status, number in self.edge.report().answers}


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    """A worker that serves the table of 14 May 2025; the board looks when it is told to."""
    return Worker(tmp_path / "store")


def test_answers_by_door_and_status(worker: Worker) -> None:
    """Every request is counted once, under the endpoint that it asked, whoever answered it."""
    sent = Counter[tuple[str, str]]()
    _, etag = worker.ask("/widget")
    asked = [
        ("/widget", "GET", {}, "/widget"),
        ("/widget?theme=dark&utm_source=x", "GET", {}, "/widget"),
        ("/widget", "HEAD", {}, "/widget"),
        ("/widget", "GET", {"If_None_Match": etag}, "/widget"),
        ("/v1/rates/INR", "GET", {}, "/v1/rates/{code}"),
        ("/v1/rates/inr", "GET", {"Accept_Encoding": "br"}, "/v1/rates/{code}"),
        ("/v1/rates/XXX", "GET", {}, "/v1/rates/{code}"),
        ("/widget?lang=xx", "GET", {}, "/widget"),
        ("/widget", "POST", {}, "/widget"),
        ("/livez", "GET", {}, "/livez"),
        ("/healthz", "GET", {}, "/healthz"),
        ("/wp-login.php", "GET", {}, "other"),
        ("/widget.php?x=1", "GET", {}, "other"),
    ]
    sent["/widget", "200"] += 1
    for url, method, headers, endpoint in asked * 3:
        sent[endpoint, worker.ask(url, method, **headers)[0]] += 1
    assert worker.answers() == sent
    assert {status for _, status in sent} == {"200", "304", "404", "405", "422"}
    assert worker.answers() == sent


def test_hits_misses_and_size(worker: Worker) -> None:
    """What had to be drawn is a miss, what was kept a hit; the size is what is kept."""
    for _ in range(3):
        worker.ask("/widget")
        worker.ask("/v1/rates")
    worker.ask("/livez")
    report = worker.edge.report()
    assert (report.hits, report.drawing.number) == (4, 2)
    assert (report.entries, report.bytes) == (2, worker.edge.cached().size)
    assert report.drawing.total > 0
    assert (report.seq, report.valid_until) == (snapshot().seq, snapshot().valid_until.timestamp())


def test_no_count_is_lost_with_a_table(worker: Worker) -> None:
    """What was given from tables that were replaced since is counted."""
    for number in range(1, 6):
        for _ in range(number):
            assert worker.ask("/widget")[0] == "200"
        worker.store.publish(snapshot(rate("INR", f"8{number}.5"), seq=snapshot().seq + number))
        worker.board.look()
    assert worker.answers() == {("/widget", "200"): 15}


def test_no_count_is_lost_with_an_entry(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given by entries that had to make room since is counted."""
    monkeypatch.setattr(tables, "MOST_BYTES", 100_000)
    for number in range(60):
        for _ in range(2):
            assert worker.ask(f"/v1/rates?amount={number + 1}")[0] == "200"
    assert len(worker.edge.cached().urls) < 60
    assert worker.answers() == {("/v1/rates", "200"): 120}
    assert worker.edge.cached().uncounted == 0


def test_no_count_is_lost_to_a_report(worker: Worker) -> None:
    """Reports that are made while requests are answered take none away, and none twice."""
    worker.ask("/widget")
    over = threading.Event()
    seen: list[int] = []

    def watch() -> None:
        while not over.is_set():
            seen.append(sum(number for _, _, number in worker.edge.report().answers))

    watcher = threading.Thread(target=watch)
    watcher.start()
    environ = EnvironBuilder("/widget").get_environ()
    for _ in range(20_000):
        worker.edge(environ, lambda *_: None)  # type: ignore[arg-type]
    over.set()
    watcher.join()
    assert seen == sorted(seen)
    assert worker.answers() == {("/widget", "200"): 20_001}


def test_a_drawing_is_never_more_than_its_answer() -> None:
    """Hits never go down, also where a drawing was counted and its answer not yet."""
    counts, entry = Counts(), tables.Entry("/widget", whole=5)
    counts.take_up(entry, "/widget")
    assert counts.report().hits == 5
    counts.drawing.add(0.002)
    assert counts.report().hits == 5
    entry.whole += 1
    counts.take_up(entry, "/widget")
    assert counts.report().hits == 5
    assert counts.drawing.counts == [0, 1] + [0] * (len(BOUNDS) - 1)


# Several workers


def report(pid: int, widgets: int, *, born: float = 1.0, seq: int = 7) -> Report:
    drawing = Durations([1] + [0] * len(BOUNDS), 0.0005)
    return Report(
        pid, born, [("/widget", "200", widgets)], widgets - 1, drawing, Durations(), seq, 100.0 + seq, 1000, 2
    )


def shown(metrics: WebMetrics) -> Scraped:
    samples = [sample for family in metrics.collect() for sample in family.samples]
    return Scraped({(one.name, frozenset(one.labels.items())): one.value for one in samples})


GONE = 2**22 + 1  # no process has this id


def test_workers_add_up() -> None:
    """Counters are sums over workers and their whole lives, gauges the worst or the sum of those that live."""
    metrics, ours, parents = WebMetrics(2), os.getpid(), os.getppid()
    metrics.receive(report(ours, 10))
    metrics.receive(report(parents, 5, seq=6))
    metrics.receive(report(ours, 12))
    scraped = shown(metrics)
    assert scraped.value("fxwidget_web_requests_total", door="/widget", status="200") == 17
    assert (scraped["fxwidget_web_edge_hits_total"], scraped["fxwidget_web_edge_misses_total"]) == (15, 2)
    assert scraped.value("fxwidget_web_drawing_seconds_bucket", le="0.001") == 2
    assert scraped["fxwidget_web_drawing_seconds_sum"] == 0.001
    assert (scraped["fxwidget_web_newest_seq"], scraped["fxwidget_web_oldest_seq"]) == (7, 6)
    assert scraped["fxwidget_web_valid_until_timestamp_seconds"] == 106
    assert (scraped["fxwidget_web_edge_bytes"], scraped["fxwidget_web_edge_entries"]) == (2000, 4)
    assert (scraped["fxwidget_web_workers"], scraped["fxwidget_web_workers_wanted"]) == (2, 2)


def test_a_dead_worker_counts_and_no_longer_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker did that has ended stays in the sums, soon and for good; what it served does not."""
    metrics = WebMetrics(2)
    metrics.receive(report(GONE, 10, seq=3))
    metrics.receive(report(os.getpid(), 1))
    for settled in (10.0, -1.0, -1.0):
        monkeypatch.setattr("fxwidget.web.metrics.SETTLED", settled)
        scraped = shown(metrics)
        assert scraped.total("fxwidget_web_requests_total") == 11
        assert scraped["fxwidget_web_edge_misses_total"] == 2
        assert (scraped["fxwidget_web_oldest_seq"], scraped["fxwidget_web_workers"]) == (7, 1)
    assert len(metrics._reports) == 1


def test_a_dead_workers_process_id_that_is_another_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that nobody here may signal is no worker: ours ended, and metrics are shown all the same."""

    def forbidden(pid: int, number: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "kill", forbidden)
    metrics = WebMetrics(1)
    metrics.receive(report(1, 10))
    scraped = shown(metrics)
    assert (scraped.total("fxwidget_web_requests_total"), scraped["fxwidget_web_workers"]) == (10, 0)


def test_a_worker_with_a_dead_ones_process_id() -> None:
    """A new worker under an old process id begins anew, and the old one's counts stay."""
    metrics = WebMetrics(1)
    metrics.receive(report(os.getpid(), 10, born=1.0))
    metrics.receive(report(os.getpid(), 2, born=2.0))
    assert shown(metrics).total("fxwidget_web_requests_total") == 12


# Addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [("127.0.0.1:9108", ("127.0.0.1", 9108)), ("[::1]:1", ("::1", 1)), ("h:65535", ("h", 65535))],
)
def test_an_address(text: str, address: tuple[str, int]) -> None:
    """Host and port, an IPv6 address in brackets."""
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text", ["9108", ":9108", "127.0.0.1", "127.0.0.1:0", "h:65536", "::1:9108", "http://h:1"]
)
@pytest.mark.parametrize("setting", ["refresher_metrics", "web_metrics"])
def test_no_address(text: str, setting: str) -> None:
    """What is none is refused with what would be right."""
    with pytest.raises(ValueError, match=r"is no address; write host and port, as in 127\.0\.0\.1:9108"):
        Settings(store="disk:///nowhere", **{setting: text})


def test_an_address_in_use(tmp_path: Path) -> None:
    """A metrics address that is in use ends the start in one line that names the setting."""
    from fxwidget.ops.prometheus import expose, new_registry

    with Loopback(answer(200)) as server, pytest.raises(ConfigurationError) as caught:
        expose(new_registry(), "web_metrics", f"127.0.0.1:{server.port}")
    assert str(caught.value) == (
        f"web_metrics: can't serve on 127.0.0.1:{server.port}: Address already in use; choose another"
    )


# The whole service under a real Prometheus

CONFIG = """\
global: {{scrape_interval: 1s}}
scrape_configs:
  - {{job_name: fxwidget-refresher, static_configs: [{{targets: ["127.0.0.1:{refresher}"]}}]}}
  - {{job_name: fxwidget-web, static_configs: [{{targets: ["127.0.0.1:{web}"]}}]}}
"""


@pytest.mark.needs("prometheus")
def test_a_real_prometheus(tmp_path: Path) -> None:
    """Two workers and the refresher are scraped; counters add up to what was sent, over a worker's death too."""
    refresher, web = free_port(), free_port()
    with Upstreams(DAY) as upstreams:
        lines = [f'store = "disk://{tmp_path}/store"', f"sources = {[*upstreams.urls]}", 'refresh = "1s"']
        lines += ['currencies = ["INR", "RUB"]']  # each second's snapshot is drawn beforehand
        lines += [f'refresher_metrics = "127.0.0.1:{refresher}"', f'web_metrics = "127.0.0.1:{web}"']
        for name, url in upstreams.urls.items():
            lines += [f"[provider.{name}]", f'url = "{url}"', 'min_interval = "1s"']
        (tmp_path / "fxwidget.toml").write_text("\n".join(lines))
        (tmp_path / "prometheus.yml").write_text(CONFIG.format(refresher=refresher, web=web))
        with (
            running("serve", "--port", "0", "--workers", "2", cwd=tmp_path, env=faked(MOMENT)) as it,
            prometheus(tmp_path / "prometheus", tmp_path / "prometheus.yml") as watching,
        ):
            until(lambda: get(f"{it.url}/readyz").status == 200, "rates")
            until(lambda: scrape(web)["fxwidget_web_workers"] == 2, "both workers' reports")
            for port in (refresher, web):
                checked = promtool("check", "metrics", given=get(f"http://127.0.0.1:{port}/metrics").text)
                assert (checked.returncode, checked.stderr) == (0, "")
            until(lambda: counted(scrape(refresher), 3), "rounds")
            for endpoint, number in (("/v1/currencies", 40), ("/v1/rates/INR", 30), ("/nowhere", 20)):
                for _ in range(number):
                    get(it.url + endpoint)
            until(lambda: sums(web) == (40, 30, 20), "the sum of what was sent")
            before = it.workers()
            assert len(before) == 2
            os.kill(min(before), signal.SIGKILL)
            until(lambda: len(it.workers() - before) == 1, "a worker in its place")
            until(lambda: scrape(web)["fxwidget_web_workers"] == 2, "its report")
            for _ in range(10):
                assert get(f"{it.url}/v1/currencies").status == 200
            until(lambda: sums(web) == (50, 30, 20), "the sum over a worker's death")
            assert scrape(web).value("fxwidget_web_requests_total", door="other", status="404") == 20
            until(partial(seen, watching, 50.0), "the same in Prometheus")
            both = {"fxwidget-refresher": "up", "fxwidget-web": "up"}
            until(lambda: watching.targets() == both, "both targets")
            rounds = 'fxwidget_rounds_total{outcome="published"}'
            until(lambda: min(watching.ask(rounds).values()) >= 3, "the rounds in Prometheus")
            # Each worker looks once a second, when it likes: only where no round is due do they stay at one snapshot.
            (tmp_path / "fxwidget.toml").write_text(
                "\n".join(lines).replace('refresh = "1s"', 'refresh = "1h"')
            )
            it.process.send_signal(signal.SIGHUP)
            it.wait_for("settings reloaded; changed: refresh")
            apart = "fxwidget_web_newest_seq - fxwidget_web_oldest_seq"
            until(lambda: 0 in watching.ask(apart).values(), "both workers at one snapshot")
        assert it.process.returncode == 0


def counted(scraped: Scraped, rounds: int) -> bool:
    return (scraped.value("fxwidget_rounds_total", outcome="published") or 0) >= rounds


def sums(port: int) -> tuple[float, ...]:
    """Answers at the endpoints that nobody but the test asks."""
    endpoints = scrape(port).by("fxwidget_web_requests_total", "door")
    return tuple(endpoints.get(endpoint, 0) for endpoint in ("/v1/currencies", "/v1/rates/{code}", "other"))


def seen(watching: Prometheus, number: float) -> bool:
    found = watching.ask('fxwidget_web_requests_total{door="/v1/currencies"}')
    return sum(found.values()) == number
