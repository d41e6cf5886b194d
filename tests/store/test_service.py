"""Following another service: its snapshot whole and unaltered, never back, never round in a circle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from fxwidget.config.settings import Settings
from fxwidget.config.store_urls import check_refreshable, check_store, local_folder
from fxwidget.domain.overrides import Command, Journal, Verb
from fxwidget.domain.snapshot import Replay, SourceInfo
from fxwidget.domain.state import Memory
from fxwidget.errors import ConfigurationError
from fxwidget.ops.clock import utc_now
from fxwidget.store import open_store
from fxwidget.store.disk import DiskStore
from fxwidget.store.ownership import Ownership
from fxwidget.store.service import DUE, LATE, SPARE, ServiceStore, _name, _pause
from fxwidget.store.snapshot_file import seal
from fxwidget.web import create_app
from tests.support.loopback import Loopback, Peer, answer
from tests.support.snapshots import NOW, rate, snapshot
from tests.support.stores import FIRST, later, refused
from tools.serving import serving

RECENT = {"INR": ((NOW.date(), rate("INR", "85.3").rate),)}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://fx.example", "write the address of its rates, as in https://fx.example/v1/rates"),
        ("https://fx.example/v1/rates?base=EUR", "its only option is copy"),
        ("https://me:s3cr3t@fx.example/v1/rates", "write it without a password"),
        *(
            (f"http://{host}/v1/rates", "anybody on the way could change its rates: write https://")
            for host in ("fx.example", "localhost.fx.example", "127.0.0.1.fx.example", "127.fx.example")
        ),
    ],
)
def test_a_wrong_address_is_explained(url: str, why: str) -> None:
    """One line says what would be right; plain http is for this machine alone."""
    with pytest.raises(ConfigurationError) as caught:
        check_store(url)
    assert why in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_an_address_and_its_folder() -> None:
    """The folder of the copy stands in the URL, and nobody refreshes there."""
    url = "https://fx.example/rates/v1/rates?copy=/var/lib/fx"
    check_store(url)
    assert local_folder(url) == Path("/var/lib/fx")
    with pytest.raises(ConfigurationError, match="serve with --no-refresh"):
        check_refreshable(url)
    with pytest.raises(ConfigurationError, match="serve with --no-refresh"), open_store(url).own():
        pass


class Scripted:
    """A service whose document is what the test puts there."""

    def __init__(self) -> None:
        self.content = b""
        self.status = 200
        self.headers: dict[str, str] = {}

    def __call__(self, peer: Peer) -> None:
        answer(self.status, self.content, self.headers)(peer)


@pytest.fixture
def upstream() -> Scripted:
    return Scripted()


@pytest.fixture
def server(upstream: Scripted) -> Iterator[Loopback]:
    with Loopback(upstream) as it:
        yield it


@pytest.fixture
def store(server: Loopback, tmp_path: Path) -> Iterator[ServiceStore]:
    with closing(ServiceStore(server.url("/v1/rates"), tmp_path)) as it:
        yield it


def test_conditional_requests(store: ServiceStore, upstream: Scripted, server: Loopback) -> None:
    """The document is asked for by its own address, and again with its validators only; a 304 is the same version."""
    upstream.content, upstream.headers = seal(FIRST), {"ETag": '"1"'}
    version = store.version()
    assert (version is not None, store.load()) == (True, FIRST)
    upstream.status, upstream.content = 304, b""
    assert store.version() == version
    assert [request.target for request in server.requests] == ["/v1/snapshot"] * 2
    assert [request.headers.get("if-none-match") for request in server.requests] == [None, '"1"']


def test_what_is_refused(store: ServiceStore, upstream: Scripted) -> None:
    """A loop, another base, an older seq, an altered or foreign document and a redirect: each with its reason, and what was known stays."""
    upstream.content = seal(later(5))
    assert store.version() is not None
    for content, why in (
        (seal(later(6), ("a", store.name, "b")), "it follows this service itself"),
        (
            seal(later(6).model_copy(update={"base": "EUR"})),
            "its rates are for 1 EUR, and these are for 1 USD",
        ),
        (seal(later(4)), f"it has gone back to seq {later(4).seq} from {later(5).seq}"),
        (seal(later(6)).replace(b"85", b"58"), "the checksum does not fit"),
        (b"<html>", "the first line is not that of a snapshot file"),
    ):
        upstream.content = content
        with refused("can't follow http://127.0.0.1", why):
            store.version()
        assert store.load() == later(5)
    upstream.status, upstream.headers = 302, {"Location": "http://fx.example/v1/snapshot"}
    with refused("redirects to fx.example, which is foreign"):
        store.version()
    upstream.status, upstream.headers, upstream.content = 200, {}, seal(later(6))
    assert store.version() is not None
    assert store.load() == later(6)


INR = FIRST["INR"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"seq": 2**60}, "its seq is 1152921504606846976"),
        ({"rates": (INR, INR, FIRST["USD"])}, "its rows are not those of a table"),
        ({"rates": (INR,)}, "its rows are not those of a table"),
        ({"rates": (INR.model_copy(update={"code": "no code"}), FIRST["USD"])}, "its rows are not those"),
        (
            {"rates": (INR.model_copy(update={"rate": Decimal(-1)}), FIRST["USD"])},
            "a rate of it is not above zero",
        ),
        (
            {"rates": (INR.model_copy(update={"rate": Decimal(0)}), FIRST["USD"])},
            "a rate of it is not above zero",
        ),
        ({"valid_until": utc_now() + timedelta(days=8)}, "it would count until"),
        ({"replay": Replay(day=NOW.date(), offset_seconds=10**15, step_seconds=60)}, "it can't be shown"),
        ({"sources": (SourceInfo(id="a", name="A", url="data:x", attribution="", terms="open"),)}, "no page"),
    ],
)
def test_what_can_not_be_served_is_refused(
    changes: dict[str, Any], why: str, store: ServiceStore, upstream: Scripted
) -> None:
    """A table that no page could show, or that nothing would ever replace, is refused before any reader meets it."""
    upstream.content = seal(FIRST)
    assert store.version() is not None
    upstream.content = seal(later(1, **changes))
    with refused("can't follow http://127.0.0.1", why):
        store.version()
    assert store.load() == FIRST


def test_text_that_is_none_is_refused(store: ServiceStore, upstream: Scripted) -> None:
    """Half a character, which JSON can hold and no page can, is refused too."""
    body = FIRST.to_json().replace(FIRST.disclaimer.encode(), b"\\ud800")
    head = {"fxwidget_snapshot": 1, "seq": FIRST.seq, "sha256": hashlib.sha256(body).hexdigest()}
    upstream.content = json.dumps(head).encode() + b"\n" + body
    with refused("can't follow http://127.0.0.1"):
        store.version()


def test_an_older_seq_is_refused_after_a_restart_too(
    store: ServiceStore, upstream: Scripted, tmp_path: Path
) -> None:
    """What this machine has served counts, whoever served it."""
    with closing(DiskStore(tmp_path)) as copy:
        copy.publish(later(5))
    ours = later(5)
    upstream.content = seal(later(4).model_copy(update={"valid_until": ours.valid_until}))
    with refused("it has gone back to seq"):
        store.version()


def test_nothing_is_written_there(store: ServiceStore, upstream: Scripted) -> None:
    """Orders and snapshots are the other service's: each attempt says so."""
    command = Command(at=NOW, verb=Verb.HOLD, target="INR")
    for write in (
        lambda: store.publish(FIRST),
        lambda: store.amend(lambda journal: journal),
        lambda: store.order(command),
        lambda: store.save_memory(Memory()),
    ):
        with refused("another service's: its refresher asks, and its operators order there"):
            write()
    assert (store.load_memory(), store.ownership()) == (Memory(), Ownership.OTHERS)


def test_a_node_without_a_folder_has_a_name_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where its folder can be neither read nor made, the log says so, and what it hands on still bears a name."""
    occupied = tmp_path / "file"
    occupied.write_text("no folder", encoding="utf-8")
    names = {_name(occupied), _name(occupied)}
    assert len(names) == 2
    assert caplog.text.count("can't be read: Not a directory") == 2


def test_orders_of_the_other_service_come_with_its_table(store: ServiceStore, upstream: Scripted) -> None:
    """What its operators ordered is read out of the snapshot."""
    held = Command(at=NOW, verb=Verb.HOLD, target="INR")
    upstream.content = seal(FIRST.model_copy(update={"orders": (held,)}))
    assert store.journal() == Journal(commands=(held,))


def test_when_it_is_asked() -> None:
    """Seldom before the next round is due, often then, and less often again where it does not come."""
    due = FIRST.next_check_at
    ahead = {-120.0: SPARE, -10.0: 10.0, 0.0: DUE, 30.0: DUE, 61.0: LATE}
    assert {by: _pause(FIRST, due + timedelta(seconds=by)) for by in ahead} == ahead
    assert _pause(None, due) == DUE


def _app(url: str, **settings: Any) -> Flask:
    return create_app(Settings(store=url, **settings), clock=lambda: NOW, watch=False)


def test_a_chain_shows_the_same_bytes(tmp_path: Path) -> None:
    """What the first service shows, with the lines of its last weeks, the third one shows to the byte; each names who had it."""
    table = snapshot().model_copy(update={"recent": RECENT})
    with closing(DiskStore(tmp_path / "first")) as first:
        first.publish(table)
    paths = ("/widget", "/v1/rates", "/widget.svg", "/widget.csv", "/widget?lang=ru&layout=cards")
    origin = _app(f"disk://{tmp_path}/first")
    with serving(origin) as at, closing(open_store(f"{at}/v1/rates?copy={tmp_path}/x")) as known:
        assert known.load() == table
        second = _app(f"{at}/v1/rates?copy={tmp_path}/second")
        with serving(second) as middle:
            third = _app(f"{middle}/v1/rates?copy={tmp_path}/third")
            for path in paths:
                bodies = [app.test_client().get(path).data for app in (origin, second, third)]
                assert bodies[0] == bodies[1] == bodies[2], path
            board = third.extensions["fxwidget"]
            assert board.snapshot == table
            assert len(board.via) == 2
            loop = ServiceStore(f"{middle}/v1/rates", tmp_path / "second")
            with closing(loop), refused("it follows this service itself, perhaps by way of others"):
                loop.version()
