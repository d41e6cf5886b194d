"""A Redis by TLS: only a server that a trusted certificate names is written to and read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fxwidget.errors import StoreError
from fxwidget.store import Store, open_store
from tests.support.certificates import certificate
from tests.support.redis import RedisServer, redis_server
from tests.support.servers import free_port
from tests.support.stores import FIRST

pytestmark = pytest.mark.needs("redis")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key, and a certificate for 127.0.0.1 but not for ``localhost``."""
    return certificate(tmp_path_factory.mktemp("tls"), "DNS:redis.example,IP:127.0.0.1")


@pytest.fixture(scope="module")
def server(made: Path) -> Iterator[RedisServer]:
    with redis_server(port=free_port(), certificate=made) as it:
        yield it


def opened(url: str, folder: Path) -> closing[Store]:
    """The store of a URL with a copy of its own."""
    return closing(open_store(f"{url}{'&' if '?' in url else '?'}copy={folder}"))


def test_a_trusted_server(server: RedisServer, made: Path, tmp_path: Path) -> None:
    """What one node publishes by TLS another one reads."""
    with opened(f"{server.url}?ca={made}", tmp_path / "one") as one:
        assert one.publish(FIRST)
    with opened(f"{server.url}?ca={made}", tmp_path / "two") as two:
        assert two.load() == FIRST


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("rediss://127.0.0.1:{port}/0", "certificate verify failed"),
        (
            "rediss://localhost:{port}/0?ca={made}",
            "certificate is not valid for 'localhost'.*name the host as its certificate does",
        ),
        ("redis://127.0.0.1:{port}/0", "where it speaks TLS write rediss://"),
    ],
    ids=["nobody vouches", "another name", "in the clear"],
)
def test_a_server_that_is_not_trusted(
    server: RedisServer, made: Path, tmp_path: Path, url: str, reason: str
) -> None:
    """Nothing is sent to a server whose certificate nobody vouches for or that has another name, and the reason is said."""
    with (
        opened(url.format(port=server.port, made=made), tmp_path) as store,
        pytest.raises(StoreError, match=reason),
    ):
        store.publish(FIRST)


def test_a_server_without_tls(tmp_path: Path) -> None:
    """A URL with TLS for a server without it says so."""
    with (
        redis_server(port=free_port()) as plain,
        opened(plain.url.replace("redis:", "rediss:"), tmp_path) as store,
        pytest.raises(StoreError, match="where it speaks no TLS write redis://"),
    ):
        store.publish(FIRST)
