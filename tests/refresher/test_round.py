"""One round: it always ends, loses nothing, overwrites nothing newer, asks who is due, and tells no key."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from fxwidget import Daily, Dated, Exchange, Provider, Quote, StoreError, read_json
from fxwidget.config.settings import Settings
from fxwidget.demo.replay import ReplayRefresher
from fxwidget.domain.change_log import RateChange
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.snapshot import Replay, Snapshot
from fxwidget.domain.state import Memory
from fxwidget.fetching.client import user_agent
from fxwidget.provider import registry
from fxwidget.refresher import asking
from fxwidget.refresher.round import Refresher, Round
from fxwidget.store.disk import DiskStore
from fxwidget.store.ownership import Ownership
from tests.support.banks import Bank, Keyed, KeyedPath, table
from tests.support.loopback import Loopback, Peer, Reply, answer, drip, raw, reset, silence

NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)
"""A Tuesday, inside the publication hours of every provider here."""

REFRESH = timedelta(minutes=5)
KEY = "s3cr3t+K/y=="


@dataclass(frozen=True)
class Point:
    """Stands for an entry point."""

    name: str
    loaded: Any
    value: str = "tests:Fake"

    def load(self) -> Any:
        return self.loaded


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install providers by name, in place of those of the distribution."""
    for variable in ("FXWIDGET_SOURCES", "FXWIDGET_CURRENCIES"):
        monkeypatch.delenv(variable, raising=False)

    def install(**classes: type[Provider]) -> None:
        points = {name: Point(name, cls) for name, cls in classes.items()}
        monkeypatch.setattr(registry, "installed", lambda: points)

    return install


def settings(folder: Path, urls: Mapping[str, str], **more: Any) -> Settings:
    """Settings for these providers at these addresses."""
    providers = {name: {"url": url.rstrip("/"), **more.pop(name, {})} for name, url in urls.items()}
    return Settings(
        **{
            "store": f"disk://{folder}/store",
            "currencies": ("INR",),
            "sources": tuple(urls),
            "provider": providers,
            "refresh": REFRESH,
            **more,
        }
    )


def refresher(folder: Path, urls: Mapping[str, str], **more: Any) -> Refresher:
    """A refresher over a disk store in the folder."""
    given = settings(folder, urls, **more)
    return Refresher(given, DiskStore(folder / "store"))


@pytest.fixture
def closing() -> Iterator[Callable[[Refresher], Refresher]]:
    """Closes every refresher at the end of the test."""
    opened: list[Refresher] = []

    def closing(one: Refresher) -> Refresher:
        opened.append(one)
        return one

    yield closing
    for one in opened:
        one.close()


Closing = Callable[[Refresher], Refresher]
Install = Callable[..., None]


def outcomes(done: Round) -> dict[str, str]:
    """What each source did."""
    return {outcome.source: outcome.outcome for outcome in done.outcomes}


# A round ends


def test_a_round(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture
) -> None:
    """A round asks its source, publishes exactly its number, and tells what it did."""
    install(bank=Bank)
    caplog.set_level(logging.INFO, "fxwidget")
    with Loopback(answer(200, table(INR="85.3390"))) as server:
        done = closing(refresher(tmp_path, {"bank": server.url("")})).round(NOW)
    row = done.snapshot["INR"]
    assert (str(row.rate), row.agreement, row.shown_source) == ("85.3390", "single_source", "bank")
    assert done.snapshot.seq == int(NOW.timestamp() * 1000)
    assert done.snapshot.valid_until == NOW + timedelta(hours=1)
    assert done.published is True
    assert [(o.source, o.outcome, o.reason) for o in done.outcomes] == [("bank", "answered", None)]
    assert done.outcomes[0].milliseconds >= 0
    assert DiskStore(tmp_path / "store").load() == done.snapshot
    line = r"bank: answered in \d+ ms, HTTP 200, 48 bytes, 1 row, as of 2026-04-28$"
    assert re.search(line, caplog.text, re.MULTILINE)


PAGE = b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>\n<html><form action=/login></form></html>"
HTML = {"Content-Type": "text/html"}
SAYS_NOTHING: dict[str, tuple[Reply, str, str]] = {
    "a redirect that is not followed": (
        answer(302, b"", {"Location": "https://elsewhere.example/table.json"}),
        "unavailable",
        "127.0.0.1 redirects to elsewhere.example, which is foreign",
    ),
    "a path that moved": (answer(404, PAGE, HTML), "refused", "127.0.0.1 answered with HTTP 404"),
    "a path that is gone": (answer(410, b"gone"), "refused", "127.0.0.1 answered with HTTP 410"),
    "a path that is closed": (
        answer(403, PAGE, HTML),
        "credentials_rejected",
        "127.0.0.1 answered with HTTP 403",
    ),
    "a page to log in": (answer(200, PAGE, HTML), "refused", "bank sent something unexpected: a web page"),
    "nothing": (answer(200, b" \r\n"), "refused", "bank sent something unexpected: an empty answer"),
    "an unknown coding": (
        answer(200, table(), {"Content-Encoding": "zstd"}),
        "refused",
        "127.0.0.1 answers in the coding 'zstd'",
    ),
    "no gzip": (
        answer(200, table(), {"Content-Encoding": "gzip"}),
        "refused",
        "127.0.0.1: Error -3 while decompressing data: incorrect header check",
    ),
    "words": (
        answer(200, b"down for maintenance"),
        "refused",
        "bank sent something unexpected: not a JSON document (line 1, column 1)",
    ),
    "half a document": (
        answer(200, table()[:30]),
        "refused",
        "bank sent something unexpected: not a JSON document (line 1, column 31)",
    ),
    "other bytes": (
        answer(200, "\u00e9".encode("latin-1")),
        "refused",
        "bank sent something unexpected: not a JSON document: no UTF-8",
    ),
}


@pytest.mark.parametrize(("reply", "outcome", "reason"), SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_what_is_no_document_of_a_source_leaves_its_fresh_row_its_vote(
    tmp_path: Path, install: Install, closing: Closing, reply: Reply, outcome: str, reason: str
) -> None:
    """It says nothing about the numbers at hand: the outcome says what came, the row votes on while it is fresh."""
    install(bank=Bank)
    with Loopback(answer(200, table()), reply) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        it.round(NOW)
        done = it.round(NOW + REFRESH, everyone=True)
    row = done.snapshot["INR"]
    assert (outcomes(done)["bank"], done.outcomes[0].reason) == (outcome, reason)
    assert (str(row.rate), row.agreement, row.freshness) == ("85.3395", "single_source", "fresh")


class Archive(Bank):
    """A bank whose document has several days."""

    def parse(self, body: bytes) -> Sequence[Quote]:
        return [
            Quote(base="USD", quote=code, mid=mid, as_of=date.fromisoformat(day["day"]))
            for day in read_json(body)
            for code, mid in day["rates"].items()
        ]


def test_a_row_that_cannot_be_read_is_named_where_an_older_day_stands_in(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names its currency and day, once; beyond a restart it is remembered until a document has it."""
    install(bank=Archive)
    caplog.set_level(logging.INFO, "fxwidget.refresh")
    torn = (
        b"[" + table("2026-04-28", INR='"N/A"', BRL='"5.1"') + b"," + table("2026-04-27", INR='"85.1"') + b"]"
    )
    whole = b"[" + table("2026-04-28", INR='"85.3"') + b"]"
    with Loopback(answer(200, torn), answer(200, torn), answer(200, whole)) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        done = [it.round(NOW + number * REFRESH, everyone=True) for number in range(3)]
    line = r"bank: answered in .*; not read: INR of 2026-04-28$"
    assert len(re.findall(line, caplog.text, re.MULTILINE)) == 1
    assert [str(each.snapshot["INR"].rate) for each in done] == ["85.1", "85.1", "85.3"]
    assert [each.outcomes[0].skipped for each in done] == [{"INR": date(2026, 4, 28)}] * 2 + [{}]


OTHER_SHAPE: dict[str, bytes] = {
    "without its rates": b'{"day": "2026-04-28"}',
    "an error in its own format": b'{"error": "unknown"}',
    "another array": b"[]",
    "no rows": table().replace(b'"INR": 85.3395', b""),
    "no row that can be read": table(INR="null"),
    "another base": table(INR="85.3395", USD="1.1721"),
}


@pytest.mark.parametrize("body", OTHER_SHAPE.values(), ids=OTHER_SHAPE)
def test_a_document_of_another_shape_takes_the_vote(
    tmp_path: Path, install: Install, closing: Closing, body: bytes
) -> None:
    """In its own format a source that says what it never did puts all of its numbers in doubt, until it answers sensibly."""
    install(bank=Bank)
    with Loopback(answer(200, table()), answer(200, body), answer(404), answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        rounds = [it.round(NOW + number * REFRESH, everyone=True) for number in range(4)]
    assert [outcomes(done)["bank"] for done in rounds] == ["answered", "refused", "refused", "answered"]
    agreements = [done.snapshot["INR"].agreement for done in rounds]
    assert agreements == ["single_source", "held", "held", "single_source"]


def _raises(error: BaseException) -> Callable[[Provider, bytes], Any]:
    def parse(self: Provider, body: bytes) -> Any:
        raise error

    return parse


def _returns(value: Any) -> Callable[[Provider, bytes], Any]:
    return lambda self, body: value


def _forever(self: Provider, day: date) -> Exchange:
    while True:
        yield httpx.Request("GET", "https://bank.example/table.json")


def _stubborn(self: Provider, day: date) -> Exchange:
    """Swallows whatever it is told, and goes on asking."""
    while True:
        try:
            yield httpx.Request("GET", "https://bank.example/table.json")
        except Exception:  # noqa: BLE001, S112 - what a bad adapter does
            continue


def _exits(self: Provider, day: date) -> Exchange:
    yield httpx.Request("GET", "https://bank.example/table.json")
    raise SystemExit(3)


FIRST_DAY = Quote(base="USD", quote="INR", mid=Decimal(85), as_of=date.min)
LAST_DAY = Quote(base="USD", quote="INR", mid=Decimal(85), as_of=date.max)

MISBEHAVIOUR: dict[str, dict[str, Any]] = {
    "Exception": {"parse": _raises(RuntimeError("boom"))},
    "SystemExit": {"parse": _raises(SystemExit(1))},
    "KeyboardInterrupt": {"parse": _raises(KeyboardInterrupt())},
    "GeneratorExit": {"parse": _raises(GeneratorExit())},
    "RecursionError": {"parse": _raises(RecursionError())},
    "StopIteration": {"parse": _raises(StopIteration())},
    "MemoryError": {"parse": _raises(MemoryError())},
    "exits": {"exchange": _exits},
    "never stops asking": {"exchange": _forever},
    "swallows errors": {"exchange": _stubborn},
    "a number": {"parse": _returns(85)},
    "a string": {"parse": _returns("85.3395")},
    "a dict": {"parse": _returns({"INR": Decimal(85)})},
    "a list of numbers": {"parse": _returns([Decimal(85)])},
    "no request": {"request": lambda self, day: None},
    "text for a request": {"request": lambda self, day: "https://bank.example/"},
    "no generator": {"exchange": lambda self, day: 42},
    "no methods": {"exchange": Provider.exchange, "request": Provider.request},
}


@pytest.mark.parametrize("facts", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_a_round_ends_whatever_an_adapter_does(
    tmp_path: Path, install: Install, closing: Closing, facts: dict[str, Any]
) -> None:
    """One adapter's fault is that source's outcome with a reason; the round goes on with the others."""
    install(bad=type("Bad", (Bank,), facts), good=Bank)
    with Loopback(answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bad": server.url(""), "good": server.url("")}))
        done = it.round(NOW)
        again = it.round(NOW + REFRESH)
    assert [outcome.source for outcome in done.outcomes] == ["bad", "good"]
    assert outcomes(done)["bad"] in ("refused", "not_configured")
    assert done.outcomes[0].reason
    assert outcomes(done)["good"] == "answered"
    for snapshot in (done.snapshot, again.snapshot):
        assert snapshot["INR"].rate == Decimal("85.3395")
        assert snapshot["INR"].shown_source == "good"
    assert again.published is True


@pytest.mark.parametrize(
    "facts",
    [{"dated": Dated.VALID_FROM}, {"calendar": Daily(zone="Asia/Tokyo", usual=time(14), latest=time(16))}],
    ids=["valid from", "in the east"],
)
def test_the_first_day_of_all_is_refused(
    tmp_path: Path, install: Install, closing: Closing, facts: dict[str, Any]
) -> None:
    """A date before any table that calendars could be counted back from refuses its row, not the round."""
    install(bad=type("Bad", (Bank,), {**facts, "parse": _returns([FIRST_DAY])}), good=Bank)
    with Loopback(answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bad": server.url(""), "good": server.url("")}))
        row = it.round(NOW).snapshot["INR"]
    assert {part.id: part.reason for part in row.sources} == {
        "bad": "refused: dated 0001-01-01",
        "good": None,
    }
    assert row.rate == Decimal("85.3395")


@pytest.mark.parametrize(
    "quotes",
    [(), None, [LAST_DAY], [Quote(base="??", quote="??", mid=Decimal("NaN"), as_of=NOW)]],
    ids=["nothing", "None", "the last day of all", "no currency"],
)
def test_a_round_ends_whatever_an_adapter_returns(
    tmp_path: Path, install: Install, closing: Closing, quotes: Any
) -> None:
    """Quotes that say nothing usable leave the row to the others."""
    install(bad=type("Bad", (Bank,), {"parse": _returns(quotes)}), good=Bank)
    with Loopback(answer(200, table())) as server:
        done = closing(refresher(tmp_path, {"bad": server.url(""), "good": server.url("")})).round(NOW)
    assert done.snapshot["INR"].shown_source == "good"
    assert done.published is True


class Scripted(Bank):
    """A bank whose parsing waits for a word."""

    released = threading.Event()

    def parse(self, body: bytes) -> Sequence[Quote]:
        self.released.wait()
        return super().parse(body)


def test_a_provider_that_hangs_is_left_behind(
    tmp_path: Path, install: Install, closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round waits for no adapter longer than its patience, and asks none again before it let go."""

    class Hanging(Scripted):
        released = threading.Event()

    install(hanging=Hanging, good=Bank)
    monkeypatch.setattr(asking, "MARGIN", 0.0)
    with Loopback(answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"hanging": server.url(""), "good": server.url("")}))
        it.asker.patience = 1.0
        done = it.round(NOW)
        later = it.round(NOW + REFRESH)
        (late,) = [thread for thread in threading.enumerate() if thread.name == "hanging"]
        memory = it.memory
        Hanging.released.set()
        late.join()
        assert it.memory is memory  # an answer that comes too late changes nothing
        last = it.round(NOW + 2 * REFRESH)
        assert len(server.requests) == 3
    assert outcomes(done) == {"hanging": "unavailable", "good": "answered"}
    assert done.outcomes[0].reason == "hanging did not end within 1 s"
    assert done.snapshot["INR"].shown_source == "good"
    assert [(o.outcome, o.reason) for o in later.outcomes] == [
        ("unavailable", "hanging has not ended the conversation of an earlier round")
    ]
    assert outcomes(last) == {"hanging": "answered"}


def test_a_server_that_never_answers_is_left_behind(
    tmp_path: Path, install: Install, closing: Closing
) -> None:
    """A server that accepts and says nothing, or drips, costs its own deadline and nobody else's answer."""
    install(silent=Bank, dripping=Bank, good=Bank)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    with (
        Loopback(silence) as silent,
        Loopback(drip(head)) as dripping,
        Loopback(answer(200, table())) as good,
    ):
        urls = {"silent": silent.url(""), "dripping": dripping.url(""), "good": good.url("")}
        done = closing(refresher(tmp_path, urls, deadline="1s")).round(NOW)
    assert outcomes(done) == {"silent": "unavailable", "dripping": "unavailable", "good": "answered"}
    assert all("did not finish within 1 s" in str(outcome.reason) for outcome in done.outcomes[:2])
    assert done.snapshot["INR"].rate == Decimal("85.3395")


def test_all_due_sources_are_asked_at_once(tmp_path: Path, install: Install, closing: Closing) -> None:
    """No source is answered before all have asked, and the round still ends: they are asked together."""
    names = [f"bank_{number}" for number in range(8)]
    install(**dict.fromkeys(names, Bank))
    everyone = threading.Barrier(len(names))

    def together(peer: Peer) -> None:
        everyone.wait(timeout=20)
        answer(200, table())(peer)

    with Loopback(together) as server:
        done = closing(refresher(tmp_path, dict.fromkeys(names, server.url("")))).round(NOW)
    assert outcomes(done) == dict.fromkeys(names, "answered")
    assert everyone.broken is False


def test_a_round_with_nobody_due(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A round in which nobody is asked still publishes: it proves that the refresher lives."""
    install(bank=Bank)
    with Loopback(answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        first = it.round(NOW)
        later = it.round(NOW + timedelta(minutes=1))
        assert len(server.requests) == 1
    assert (later.outcomes, later.published) == ((), True)
    assert later.snapshot.seq > first.snapshot.seq
    assert later.snapshot.valid_until == first.snapshot.valid_until + timedelta(minutes=1)
    assert later.snapshot.checked_at == first.snapshot.checked_at == NOW
    assert later.snapshot["INR"] == first.snapshot["INR"]


def test_no_source_at_all(tmp_path: Path, install: Install, closing: Closing) -> None:
    """With every source down on a first run there is a table without numbers, and each row says why."""
    install(bank=Bank, other=Bank)
    with Loopback(reset) as server:
        done = closing(refresher(tmp_path, {"bank": server.url(""), "other": server.url("")})).round(NOW)
    row = done.snapshot["INR"]
    assert (row.rate, row.last_rate, row.agreement) == (None, None, "held")
    assert {source.id for source in row.sources} == {"bank", "other"}
    assert all(source.reason and "127.0.0.1" in source.reason for source in row.sources)
    assert done.snapshot.checked_at is None
    assert done.published is True


# What each source did


@pytest.mark.parametrize(
    ("reply", "outcome", "reason"),
    [
        (answer(500), "unavailable", "127.0.0.1 answered with HTTP 500"),
        (answer(404), "refused", "127.0.0.1 answered with HTTP 404"),
        (answer(403), "credentials_rejected", "127.0.0.1 answered with HTTP 403"),
        (answer(429, b"", {"Retry-After": "60"}), "rate_limited", "127.0.0.1 answered with HTTP 429"),
        (
            answer(200, b"<!doctype html>"),
            "refused",
            "bank sent something unexpected: a web page",
        ),
        (
            answer(200, b'{"day": "2026-04-28"}'),
            "refused",
            "bank sent something unexpected: .*'rates'.*",
        ),
        (answer(200, b'{"day": "2026-04-28", "rates": {}}'), "refused", "bank sent an empty table"),
        (reset, "unavailable", r"127\.0\.0\.1:\d+ could not be reached.*"),
    ],
    ids=["500", "404", "403", "429", "html", "no rates", "empty", "reset"],
)
def test_each_failure_is_told(
    tmp_path: Path,
    install: Install,
    closing: Closing,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    outcome: str,
    reason: str,
) -> None:
    """A failure is the source's outcome, a warning in the log, and a member of the snapshot; the last rate stays."""
    install(bank=Bank)
    replies = [answer(200, table())]
    with Loopback(lambda peer: replies[-1](peer)) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        it.round(NOW)
        replies.append(reply)
        caplog.clear()
        done = it.round(NOW + REFRESH, everyone=True)
    assert outcomes(done) == {"bank": outcome}
    assert re.fullmatch(reason, str(done.outcomes[0].reason))
    line, *more = [r.getMessage() for r in caplog.records if r.getMessage().startswith("bank: ")]
    assert len(more) == (outcome == "rate_limited")
    assert re.fullmatch(rf"bank: {outcome} after \d+ ms: {reason}", line)
    (info,) = done.snapshot.sources
    assert (info.outcome, info.reason, info.since) == (outcome, done.outcomes[0].reason, NOW + REFRESH)
    assert done.snapshot["INR"].rate == Decimal("85.3395")
    assert done.snapshot.checked_at == NOW


def test_an_unusual_decision_is_told(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture
) -> None:
    """A dispute is told of once, with what each source says, not in every round."""
    install(bank=Bank, other=Bank)
    with Loopback(answer(200, table(INR="85"))) as one, Loopback(answer(200, table(INR="95"))) as two:
        it = closing(refresher(tmp_path, {"bank": one.url(""), "other": two.url("")}))
        it.round(NOW)
        assert "INR: no number is shown, bank 85 and other 95 disagree by 11.8 %" in caplog.text
        caplog.clear()
        it.round(NOW + REFRESH)
    assert "disagree" not in caplog.text


def test_losing_a_voice_is_told(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture
) -> None:
    """Fewer independent sources behind a rate than before is a warning of its own."""
    install(bank=Bank, other=Bank)
    replies = [answer(200, table())]
    with Loopback(answer(200, table())) as one, Loopback(lambda peer: replies[-1](peer)) as two:
        it = closing(refresher(tmp_path, {"bank": one.url(""), "other": two.url("")}))
        it.round(NOW)
        replies.append(answer(200, b"[]"))
        it.round(NOW + REFRESH, everyone=True)
    assert "INR: 1 independent source stands behind the rate, 2 did before" in caplog.text


# The store


@dataclass
class Fragile:
    """A store in memory whose methods fail as told."""

    broken: set[str] = field(default_factory=set)
    snapshot: Snapshot | None = None
    memory: Memory = field(default_factory=Memory)
    orders: Journal = field(default_factory=Journal)

    def _use(self, name: str) -> None:
        if name in self.broken:
            raise StoreError(f"can't {name} the store: No space left on device")

    def version(self) -> int | None:
        return self.snapshot.seq if self.snapshot else None

    def published_at(self) -> datetime | None:
        return self.snapshot.checked_at if self.snapshot else None

    def load(self) -> Snapshot | None:
        self._use("load")
        return self.snapshot

    def publish(self, snapshot: Snapshot) -> bool:
        self._use("publish")
        if self.snapshot is not None and self.snapshot.seq >= snapshot.seq:
            return False
        self.snapshot = snapshot
        return True

    def changes(self) -> tuple[RateChange, ...]:
        return ()

    def load_memory(self) -> Memory:
        self._use("load_memory")
        return self.memory

    def save_memory(self, memory: Memory) -> None:
        self._use("save_memory")
        self.memory = memory

    def journal(self) -> Journal:
        self._use("journal")
        return self.orders

    def via(self) -> tuple[str, ...]:
        return ()

    def ownership(self) -> Ownership:
        return Ownership.MINE

    def order(self, command: Command) -> None:
        self.orders = self.orders.with_(command)

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        self.orders = change(self.orders)

    def own(self, *, wait: bool = False) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("fails", ["publish", "save_memory"])
def test_a_failing_store_loses_nothing(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture, fails: str
) -> None:
    """What a store can't take is told of, stays in the refresher, and is published and kept in the next round."""
    install(bank=Bank)
    store = Fragile({fails})
    with Loopback(answer(200, table())) as server:
        it = closing(Refresher(settings(tmp_path, {"bank": server.url("")}), store))
        first = it.round(NOW)
        assert first.snapshot["INR"].rate == Decimal("85.3395")
        assert first.published is (fails == "save_memory")
        assert f"can't {fails} the store: No space left on device" in caplog.text
        assert (store.memory == Memory()) is (fails == "save_memory")
        assert it.memory.sources["bank"].rows["INR"].rate == Decimal("85.3395")
        store.broken.clear()
        second = it.round(NOW + timedelta(minutes=1))
        assert len(server.requests) == 1
    assert second.published is True
    assert second.snapshot.seq > first.snapshot.seq
    assert second.snapshot["INR"].rate == Decimal("85.3395")
    assert (store.snapshot, store.memory) == (second.snapshot, it.memory)


def test_a_store_that_fails_in_every_method(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A store that goes away altogether under a running refresher ends no round."""
    install(bank=Bank)
    store = Fragile()
    with Loopback(answer(200, table())) as server:
        it = closing(Refresher(settings(tmp_path, {"bank": server.url("")}), store))
        it.round(NOW)
        store.broken = {"publish", "save_memory", "load", "load_memory"}
        done = it.round(NOW + REFRESH)
    assert done.published is False
    assert done.snapshot["INR"].rate == Decimal("85.3395")


@pytest.mark.parametrize("later_fails", [False, True])
def test_a_newer_snapshot_is_never_overwritten(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture, later_fails: bool
) -> None:
    """A refresher that was paused finds the newer snapshot, leaves it, says so, and goes on from it."""
    install(bank=Bank)
    store = Fragile()
    with Loopback(answer(200, table())) as server:
        it = closing(Refresher(settings(tmp_path, {"bank": server.url("")}), store))
        mine = it.round(NOW).snapshot
        newer = mine.model_copy(update={"seq": mine.seq + 10**9})
        store.snapshot = newer
        store.broken = {"load"} if later_fails else set()
        done = it.round(NOW + REFRESH)
        assert (done.published, store.snapshot) == (False, newer)
        assert "the store has a newer snapshot than this round's" in caplog.text
        if not later_fails:
            after = it.round(NOW + 2 * REFRESH)
            assert after.published is True
            assert after.snapshot.seq == newer.seq + 1


def test_seq_grows(tmp_path: Path, install: Install, closing: Closing) -> None:
    """``seq`` is the round's start in milliseconds, and one more than the last where the clock went back."""
    install(bank=Bank)
    with Loopback(answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        seqs = [it.round(NOW + timedelta(seconds=s)).snapshot.seq for s in (0, 1, 1, -3600, 2)]
    start = int(NOW.timestamp() * 1000)
    assert seqs == [start, start + 1000, start + 1001, start + 1002, start + 2000]


def test_seq_survives_a_lost_memory(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A replay that begins again forgets its rates, never its ``seq``."""
    install(bank=Bank)
    replay = Replay(day=NOW.date(), offset_seconds=10, step_seconds=4)
    with Loopback(answer(200, table())) as server:
        given = settings(tmp_path, {"bank": server.url("")})
        it = ReplayRefresher(given, DiskStore(tmp_path / "store"))
        closing(it)
        first = it.replay(NOW + timedelta(days=4), replay)
        it.begin_anew()
        second = it.replay(NOW, replay)
        assert len(server.requests) == 2
    assert (first.snapshot.replay, second.snapshot.replay) == (replay, replay)
    assert second.published is True
    assert second.snapshot.seq == first.snapshot.seq + 1


def test_a_torn_snapshot_counts_as_none(
    tmp_path: Path, install: Install, closing: Closing, caplog: pytest.LogCaptureFixture
) -> None:
    """A snapshot file that can't be read is told of, and the next round replaces it."""
    install(bank=Bank)
    with Loopback(answer(200, table())) as server:
        closing(refresher(tmp_path, {"bank": server.url("")})).round(NOW)
        (tmp_path / "store/snapshot.json").write_bytes(b"torn")
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        assert "the last snapshot can't be read, this round counts as the first" in caplog.text
        done = it.round(NOW + REFRESH)
    assert done.published is True
    assert DiskStore(tmp_path / "store").load() == done.snapshot


def test_a_restart_goes_on_where_it_ended(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A new process asks only who is due, and knows the closes and confirmations of the one before."""
    install(bank=Bank)
    with Loopback(answer(200, table())) as server:
        before = closing(refresher(tmp_path, {"bank": server.url("")}))
        first = before.round(NOW)
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        assert (it.memory, it.previous) == (before.memory, first.snapshot)
        second = it.round(NOW + timedelta(minutes=1))
        assert len(server.requests) == 1
    assert second.snapshot["INR"] == first.snapshot["INR"]


# Conditional requests


@pytest.mark.parametrize(
    ("stated", "sent"),
    [
        ({"ETag": '"v1"'}, {"if-none-match": '"v1"'}),
        ({"ETag": 'W/"v1"'}, {"if-none-match": 'W/"v1"'}),
        (
            {"Last-Modified": "Tue, 28 Apr 2026 14:02:11 GMT"},
            {"if-modified-since": "Tue, 28 Apr 2026 14:02:11 GMT"},
        ),
    ],
)
@pytest.mark.parametrize("restart", [False, True])
def test_a_304_counts_as_an_answer(
    tmp_path: Path,
    install: Install,
    closing: Closing,
    stated: dict[str, str],
    sent: dict[str, str],
    restart: bool,
) -> None:
    """The second question is conditional, by a new process too; a 304 confirms the rate: ``checked_at`` moves."""
    install(bank=Bank)
    with Loopback(answer(200, table(), stated), answer(304, b"", {"Content-Length": "0"})) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        first = it.round(NOW)
        if restart:
            it = closing(refresher(tmp_path, {"bank": server.url("")}))
        second = it.round(NOW + REFRESH, everyone=True)
        third = it.round(NOW + 2 * REFRESH, everyone=True)
        asked = [
            {name: value for name, value in request.headers.items() if name.startswith("if-")}
            for request in server.requests
        ]
    assert asked == [{}, sent, sent]
    assert [outcomes(done)["bank"] for done in (first, second, third)] == [
        "answered",
        "unchanged",
        "unchanged",
    ]
    assert [done.snapshot.checked_at for done in (first, second, third)] == [
        NOW,
        NOW + REFRESH,
        NOW + 2 * REFRESH,
    ]
    assert second.snapshot["INR"] == first.snapshot["INR"]


def test_without_validators_the_question_is_plain(tmp_path: Path, install: Install, closing: Closing) -> None:
    """An answer without validators is asked for whole again, and its body is not kept."""
    install(bank=Bank)
    with Loopback(answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        it.round(NOW)
        done = it.round(NOW + REFRESH, everyone=True)
        assert not [name for request in server.requests for name in request.headers if name.startswith("if-")]
    assert outcomes(done) == {"bank": "answered"}
    assert dict(it.memory.sources["bank"].bodies) == {}


def test_after_a_bad_answer_it_is_asked_for_whole(tmp_path: Path, install: Install, closing: Closing) -> None:
    """An answer of the wrong shape drops the kept one: no 304 may stand for what is doubtful."""
    install(bank=Bank)
    good, bad = answer(200, table(), {"ETag": '"v1"'}), answer(200, b"{}", {"ETag": '"v2"'})
    with Loopback(good, bad, good) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        for number in range(3):
            it.round(NOW + number * REFRESH, everyone=True)
        assert [request.headers.get("if-none-match") for request in server.requests] == [None, '"v1"', None]


# Who is due


def test_a_source_that_is_not_due_is_not_asked(tmp_path: Path, install: Install, closing: Closing) -> None:
    """In its publication hours a source without today's table is asked every round, with it hourly."""
    install(bank=Bank)
    replies = [answer(200, table("2026-04-27"))]
    with Loopback(lambda peer: replies[-1](peer)) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        asked = []
        for minutes in (0, 5, 10, 15, 60, 69, 70):
            if minutes == 10:
                replies.append(answer(200, table()))
            it.round(NOW + timedelta(minutes=minutes))
            asked.append(len(server.requests))
    assert asked == [1, 2, 3, 3, 3, 3, 4]


def test_a_min_interval_is_kept(tmp_path: Path, install: Install, closing: Closing) -> None:
    """An operator's interval replaces the calendar's, and a currency newly wanted does not wait for it."""
    install(bank=Bank)
    with Loopback(answer(200, table(INR="85", RUB="80"))) as server:
        urls = {"bank": server.url("")}
        it = closing(refresher(tmp_path, urls, bank={"min_interval": "3h"}))
        for hours in (0, 1, 2):
            it.round(NOW + timedelta(hours=hours))
        assert len(server.requests) == 1
        wider = closing(refresher(tmp_path, urls, bank={"min_interval": "3h"}, currencies=("INR", "RUB")))
        done = wider.round(NOW + timedelta(hours=2))
        assert len(server.requests) == 2
        assert done.snapshot["RUB"].rate == 80
        wider.round(NOW + timedelta(hours=4))
        assert len(server.requests) == 2
        wider.round(NOW + timedelta(hours=5))
        assert len(server.requests) == 3


def test_a_source_newly_enabled_is_due(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A source that was never asked is due at once, and the numbers of one that is no longer enabled are forgotten."""
    install(bank=Bank, other=Bank)
    with Loopback(answer(200, table())) as one, Loopback(answer(200, table())) as two:
        closing(refresher(tmp_path, {"bank": one.url("")})).round(NOW)
        it = closing(refresher(tmp_path, {"bank": one.url(""), "other": two.url("")}))
        done = it.round(NOW + timedelta(minutes=1))
        assert outcomes(done) == {"other": "answered"}
        alone = closing(refresher(tmp_path, {"other": two.url("")}))
        alone.round(NOW + timedelta(minutes=2))
    assert [name for name, kept in alone.memory.sources.items() if kept.rows] == ["other"]


def test_a_source_that_comes_back_has_spent_what_it_had(
    tmp_path: Path, install: Install, closing: Closing
) -> None:
    """Taken out of the settings and put back, a source has the quota and the wait that it had, and no numbers."""
    install(bank=Bank, other=Bank)
    busy = answer(429, b"", {"Retry-After": "600"})
    with Loopback(busy, answer(200, table())) as one, Loopback(answer(200, table())) as two:
        urls = {"bank": one.url(""), "other": two.url("")}
        closing(refresher(tmp_path, urls, bank={"quota": "2/day"})).round(NOW)
        closing(refresher(tmp_path, {"other": two.url("")})).round(NOW + timedelta(minutes=1))
        it = closing(refresher(tmp_path, urls, bank={"quota": "2/day"}))
        it.round(NOW + timedelta(minutes=5), everyone=True)
        assert len(one.requests) == 1
        for minutes in (11, 60):
            it.round(NOW + timedelta(minutes=minutes), everyone=True)
        assert len(one.requests) == 2
        assert sum(it.memory.sources["bank"].spent.values()) == 2


def test_a_source_that_asks_to_be_left_alone(tmp_path: Path, install: Install, closing: Closing) -> None:
    """Until its Retry-After has passed a source is asked by no round, not even by one that asks everyone."""
    install(bank=Bank)
    with Loopback(answer(429, b"", {"Retry-After": "600"}), answer(200, table())) as server:
        it = closing(refresher(tmp_path, {"bank": server.url("")}))
        it.round(NOW)
        for seconds in (300, 599):
            it.round(NOW + timedelta(seconds=seconds), everyone=True)
        assert len(server.requests) == 1
        done = it.round(NOW + timedelta(seconds=600), everyone=True)
    assert outcomes(done) == {"bank": "answered"}


def test_the_base_is_in_the_table(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A base that is not among the currencies is asked for as well: views need it. The dollar never is."""
    install(bank=Bank)
    with Loopback(answer(200, table(INR="85", ZAR="18"))) as server:
        done = closing(refresher(tmp_path, {"bank": server.url("")}, base="ZAR")).round(NOW)
    assert [row.code for row in done.snapshot.rates] == ["INR", "ZAR", "USD"]


# How it presents itself


@pytest.mark.parametrize(("contact", "end"), [("", ""), ("ops@rates.example", " (ops@rates.example)")])
def test_the_user_agent_names_the_operator(
    tmp_path: Path, install: Install, closing: Closing, contact: str, end: str
) -> None:
    """Providers see the program, its version, and the operator's address where one is set."""
    install(bank=Bank)
    with Loopback(answer(200, table())) as server:
        closing(refresher(tmp_path, {"bank": server.url("")}, contact=contact)).round(NOW)
        (request,) = server.requests
    assert request.headers["user-agent"] == user_agent(contact)
    assert re.fullmatch(rf"fxwidget/\d+\.\d+\.\d+{re.escape(end)}", request.headers["user-agent"])


# Keys


class Telling(Keyed):
    """An adapter that puts its key into whatever it raises."""

    def parse(self, body: bytes) -> Sequence[Quote]:
        raise SystemExit(f"bad key {self.key}")


class Quoting(Keyed):
    """An adapter that puts the body into whatever it raises."""

    def parse(self, body: bytes) -> Sequence[Quote]:
        raise ValueError(body.decode())


ECHO = KEY.encode()
LEAKS: dict[str, tuple[Reply, type[Provider]]] = {
    "refused": (answer(200, b"{}"), Keyed),
    "time-out": (silence, Keyed),
    "broken off": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + ECHO[:4]), Keyed),
    "no http": (raw(ECHO), Keyed),
    "401": (answer(401, ECHO, {"WWW-Authenticate": KEY}), Keyed),
    "403": (answer(403, ECHO), Keyed),
    "404": (answer(404, ECHO), Keyed),
    "429": (answer(429, ECHO, {"Retry-After": KEY}), Keyed),
    "500": (answer(500, ECHO), Keyed),
    "redirect": (answer(302, b"", {"Location": f"https://elsewhere.example/?apikey={KEY}"}), Keyed),
    "html": (answer(200, b"<!doctype html><title>%s</title>" % ECHO), Keyed),
    "coding": (answer(200, ECHO, {"Content-Encoding": KEY}), Keyed),
    "key as a day": (answer(200, b'{"day": "%s", "rates": {}}' % ECHO), Keyed),
    "key as a number": (answer(200, b'{"day": "2026-04-28", "rates": {"INR": "%s"}}' % ECHO), Keyed),
    "key as a code": (answer(200, b'{"day": "2026-04-28", "rates": {"%s": 85}}' % ECHO), Keyed),
    "key as an etag": (answer(200, table(), {"ETag": f'"{KEY}"'}), Keyed),
    "an adapter that quotes": (answer(200, b"key: " + ECHO), Quoting),
    "an adapter that exits": (answer(200, b"{}"), Telling),
    "in the path, 500": (answer(500), KeyedPath),
    "in the path, time-out": (silence, KeyedPath),
    "in the path, no http": (raw(ECHO), KeyedPath),
}


@pytest.mark.parametrize(("reply", "provider"), LEAKS.values(), ids=LEAKS)
def test_a_key_is_told_to_nobody(
    tmp_path: Path,
    install: Install,
    closing: Closing,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    provider: type[Provider],
) -> None:
    """Whatever a server or an adapter does, the key stands in no log line, no snapshot, and no text of the memory."""
    install(keyed=provider)
    caplog.set_level(logging.DEBUG, "fxwidget")
    with Loopback(reply) as server:
        it = closing(refresher(tmp_path, {"keyed": server.url("")}, keyed={"key": KEY}, deadline="1s"))
        done = it.round(NOW)
        (asked, *_) = server.requests
        sent = str(asked)
    assert any(form in sent for form in (KEY, "s3cr3t%2BK%2Fy%3D%3D", "s3cr3t+K%2Fy%3D%3D"))
    traces = "".join(str(record.exc_text or "") for record in caplog.records)
    memory = it.memory.model_copy(
        update={
            "sources": {
                name: record.model_copy(update={"bodies": {}}) for name, record in it.memory.sources.items()
            }
        }
    )
    everything = "\n".join(
        [
            caplog.text,
            traces,
            done.snapshot.to_json().decode(),
            memory.model_dump_json(),
            repr(done),
            repr(it),
        ]
    )
    for form in (KEY, KEY[:6], "s3cr3t%2B"):
        assert form.lower() not in everything.lower()
    assert done.snapshot["INR"].rate in (None, Decimal("85.3395"))


def test_a_key_from_a_file(tmp_path: Path, install: Install, closing: Closing) -> None:
    """A key in a file is sent like one in a setting."""
    install(keyed=Keyed)
    (tmp_path / "key").write_text(f"{KEY}\n")
    with Loopback(answer(200, table())) as server:
        it = closing(
            refresher(tmp_path, {"keyed": server.url("")}, keyed={"key_file": str(tmp_path / "key")})
        )
        assert outcomes(it.round(NOW)) == {"keyed": "answered"}
        (request,) = server.requests
    assert request.headers["x-api-key"] == KEY
