"""A service in a program: one conditional request a minute, a copy on the disk, and an error only where there is none."""

from __future__ import annotations

import logging
import os
import threading
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
import time_machine

import fxwidget
from fxwidget import ConfigurationError, Freshness, ProviderUnavailable, SnapshotInvalid
from fxwidget.fetching.headers import seconds_fresh
from tests.support.loopback import Loopback, Reply, answer
from tests.support.snapshots import CHANGED, NOW, rate, snapshot

pytestmark = pytest.mark.usefixtures("home")

BODY, NEWER = snapshot().to_json(), snapshot(rate("INR", "86.01"), seq=1747203000000).to_json()
TEN_MINUTES = timedelta(minutes=10)


def rates(body: bytes = BODY) -> Reply:
    """A service's answer with an ETag of its own."""
    return answer(200, body, {"ETag": f'"{len(body)}"', "Cache-Control": "max-age=60"})


UNCHANGED = answer(304, b"", {"ETag": f'"{len(BODY)}"', "Cache-Control": "max-age=60"})


def at(**span: float) -> time_machine.travel:
    """A clock that stands so long after ``NOW``."""
    return time_machine.travel(NOW + timedelta(**span), tick=False)


def number(table: fxwidget.Snapshot) -> str:
    """The rate that differs between both answers."""
    return str(table["INR"].rate)


def aside() -> None:
    """Wait for what is fetched aside."""
    for thread in threading.enumerate():
        if thread.name == "fxwidget-service":
            thread.join()


# Requests


def test_a_loop_costs_one_conditional_request_a_minute() -> None:
    """Within a minute nothing is asked; after it a request bears the ETag, and a 304 costs no table."""
    with Loopback(rates(), UNCHANGED, rates(NEWER)) as server:
        service = fxwidget.connect(server.url(""))
        assert server.requests == []
        for second in range(0, 150, 10):
            with at(seconds=second):
                found = service.snapshot()
                assert type(found) is fxwidget.Snapshot
                assert number(found) == ("86.01" if second >= 120 else "85.3395")
        assert [request.target for request in server.requests] == ["/v1/rates"] * 3
        etags = [request.headers.get("if-none-match") for request in server.requests]
        assert etags == [None, f'"{len(BODY)}"', f'"{len(BODY)}"']


def test_a_service_may_ask_for_more_patience() -> None:
    """A longer ``max-age`` of the answer is kept to, up to an hour, less its Age; a shorter one is no reason to ask more often."""
    stated = (
        ("max-age=300", "0", 300),
        ("max-age=0", "0", 60),
        ("public, max-age=90000", "0", 3600),
        ("max-age=300", "200", 100),
    )
    for cache, age, seconds in stated:
        with Loopback(answer(200, BODY, {"Cache-Control": cache, "Age": age})) as server:
            service = fxwidget.connect(server.url(""))
            for second, requests in ((0, 1), (seconds - 1, 1), (seconds, 2)):
                with at(seconds=second):
                    service.snapshot()
                assert len(server.requests) == requests


@pytest.mark.parametrize(
    ("header", "age", "seconds"),
    [(None, None, None), ("no-cache", "9", None), ("public, max-age=60", None, 60), ("s-maxage=9, MAX-AGE=7,immutable", None, 7),
     ("max-age=x", None, None), ("max-age=" + "9" * 20, "9", 86_400), ("max-age=60", "45", 15), ("max-age=60", "61", 0), ("max-age=60", "-9", 60)],
)  # fmt: skip
def test_how_long_an_answer_is_fresh(header: str | None, age: str | None, seconds: float | None) -> None:
    """``max-age`` counts less the Age, not what caches between read; what can't be read says nothing."""
    assert seconds_fresh(header, age) == seconds


def test_addresses() -> None:
    """The service's address or that of its rates, with options or without; what is no address is refused at once."""
    for given, asked in (
        ("", "/v1/rates"),
        ("/fx/", "/fx/v1/rates"),
        ("/v1/rates?base=EUR", "/v1/rates?base=EUR"),
    ):
        with Loopback(rates()) as server, at():
            fxwidget.connect(server.url(given)).snapshot()
            assert [request.target for request in server.requests] == [asked]
    for wrong in ("rates.example", "ftp://rates.example", "https://", "https://[::1"):
        with pytest.raises(ConfigurationError, match=r"no address of a service|no URL"):
            fxwidget.connect(wrong)
    with pytest.raises(ConfigurationError, match="the deadline is no time above zero"):
        fxwidget.connect("https://rates.example", deadline=timedelta(0))
    assert repr(fxwidget.connect("https://me:secret@rates.example/?key=1")) == (
        "<Service https://rates.example/v1/rates>"
    )


# The copy


def test_an_outage_costs_nothing_but_age(caplog: pytest.LogCaptureFixture) -> None:
    """The last answer stays, with the freshness that it has by now; the log says why, and a loop asks once a minute."""
    with Loopback(rates(), answer(500)) as server:
        service = fxwidget.connect(server.url(""))
        with at():
            assert service.snapshot().freshness is Freshness.FRESH
        with at(hours=4), caplog.at_level(logging.WARNING, "fxwidget.library.service"):
            stale = service.snapshot()
            assert (number(stale), stale.freshness, stale.expired(NOW + timedelta(hours=4))) == (
                "85.3395",
                Freshness.STALE,
                True,
            )
            service.snapshot()
        assert len(server.requests) == 2
        assert [record.getMessage() for record in caplog.records] == [
            f"<Service {server.url('/v1/rates')}>: the answer of {NOW} stays: 127.0.0.1 answered with HTTP 500"
        ]


def test_an_answer_that_is_no_snapshot_does_not_replace_one() -> None:
    """A page in place of the JSON is treated as an outage."""
    with Loopback(rates(), answer(200, b"<html>"), rates(NEWER)) as server:
        service = fxwidget.connect(server.url(""))
        for minutes, expected in ((0, "85.3395"), (2, "85.3395"), (4, "86.01")):
            with at(minutes=minutes):
                assert number(service.snapshot()) == expected


def test_an_error_only_where_there_is_no_copy() -> None:
    """A service that never answered is unavailable, again and again; what it serves in place of rates is said."""
    with Loopback(answer(503)) as server, at():
        service = fxwidget.connect(server.url(""))
        for _ in range(2):
            with pytest.raises(ProviderUnavailable, match="HTTP 503"):
                service.snapshot()
        assert len(server.requests) == 2
    with (
        Loopback(answer(200, b"<html>")) as server,
        pytest.raises(SnapshotInvalid, match="does not serve a snapshot"),
    ):
        fxwidget.connect(server.url("")).snapshot()


def test_the_copy_is_another_programs_too(home: Path) -> None:
    """A program that starts finds the last answer: fresh it costs no request, later a conditional one, in an outage it is used."""
    with Loopback(rates(), UNCHANGED, answer(500)) as server:
        for minutes, requests in ((0, 1), (0.5, 1), (2, 2), (4, 3)):
            with at(minutes=minutes):
                assert number(fxwidget.connect(server.url("")).snapshot()) == "85.3395"
            assert len(server.requests) == requests
        assert server.requests[1].headers["if-none-match"] == f'"{len(BODY)}"'
    assert len(list((home / "cache/fxwidget/services").iterdir())) == 1


@pytest.mark.parametrize("content", [b"torn", b'{"fxwidget_copy": 1}\n{}', b"[]\n", b""])
def test_a_torn_copy_is_no_copy(content: bytes, home: Path) -> None:
    """A copy that can't be read costs a request, and is replaced."""
    with Loopback(rates()) as server, at():
        fxwidget.connect(server.url("")).snapshot()
        (file,) = (home / "cache/fxwidget/services").iterdir()
        whole = file.read_bytes()
        file.write_bytes(content)
        fxwidget.connect(server.url("")).snapshot()
        assert (len(server.requests), file.read_bytes()) == (2, whole)


def test_a_disk_that_cannot_be_used(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without a cache folder the answer is in memory all the same, and the log says so."""
    (home / "cache").write_text("a file")
    with Loopback(rates()) as server, at():
        service = fxwidget.connect(server.url(""))
        assert number(service.snapshot()) == number(service.snapshot()) == "85.3395"
        assert len(server.requests) == 1
    assert "can't be written" in caplog.text


# An old answer now, a new one aside


def test_an_old_answer_now_and_a_new_one_aside() -> None:
    """Within ``max_age`` nobody waits: what is due is fetched in a thread, and the next call has it."""
    asked, release = threading.Event(), threading.Event()

    def slow(peer: object) -> None:
        asked.set()
        release.wait(10)
        rates(NEWER)(peer)  # type: ignore[arg-type]

    with Loopback(rates(), slow) as server:
        service = fxwidget.connect(server.url(""), max_age=TEN_MINUTES)
        with at():
            service.snapshot()
        with at(minutes=10):
            assert number(service.snapshot()) == "85.3395"
            assert asked.wait(10)
            assert number(service.snapshot()) == "85.3395"  # one is asking: no second request, and no waiting
            release.set()
            aside()
            assert number(service.snapshot()) == "86.01"
        assert len(server.requests) == 2


def test_what_is_older_than_max_age_is_waited_for() -> None:
    """Beyond ``max_age`` the answer is the service's own, or the copy where it gives none."""
    with Loopback(rates(), rates(NEWER), answer(500)) as server:
        service = fxwidget.connect(server.url(""), max_age=TEN_MINUTES)
        for minutes, expected in ((0, "85.3395"), (11, "86.01"), (30, "86.01")):
            with at(minutes=minutes):
                assert number(service.snapshot()) == expected
        aside()
        assert len(server.requests) == 3


# Threads, processes, event loops


def test_threads_share_one_request() -> None:
    """Many threads that need the first answer wait for one request."""
    with Loopback(rates()) as server, at():
        service = fxwidget.connect(server.url(""))
        found: list[str] = []
        threads = [
            threading.Thread(target=lambda: found.append(number(service.snapshot()))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (found, len(server.requests)) == (["85.3395"] * 8, 1)


def test_a_forked_process_does_not_wait_for_its_parents_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that another thread held at the fork is not held in the child, which has a process id of its own."""
    with Loopback(rates()) as server, at():
        service = fxwidget.connect(server.url(""))
        with service._lock:
            monkeypatch.setattr(os, "getpid", lambda: -1)
            assert number(service.snapshot()) == "85.3395"


def test_asynchronously() -> None:
    """``snapshot_async`` is ``snapshot``, without waiting in the event loop's own thread."""
    with Loopback(rates()) as server, at():
        service = fxwidget.connect(server.url(""))
        found = anyio.run(service.snapshot_async)
        assert (number(found), found["INR"].as_of) == ("85.3395", CHANGED)


def test_a_copy_of_a_later_clock() -> None:
    """A copy of the future, as after a clock was set back, is not taken for fresh."""
    with Loopback(rates(), rates(NEWER)) as server:
        service = fxwidget.connect(server.url(""))
        with at(hours=1):
            service.snapshot()
        with at():
            assert number(service.snapshot()) == "86.01"
