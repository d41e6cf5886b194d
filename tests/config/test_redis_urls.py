"""URLs of a store in Redis: what each part of one means, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from fxwidget.config.redis_urls import RedisAddress, read_redis_url
from fxwidget.config.store_urls import check_store, local_folder
from fxwidget.errors import ConfigurationError

NOTHING = RedisAddress((), None, None, 0, None, None, False, None, None)
CACHE = NOTHING._replace(hosts=(("cache.example", 6379),))


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("redis://cache.example", CACHE),
        ("redis://cache.example:6380/2", CACHE._replace(hosts=(("cache.example", 6380),), db=2)),
        ("redis://cache.example/?db=2", CACHE._replace(db=2)),
        ("redis://[::1]:6380", CACHE._replace(hosts=(("::1", 6380),))),
        ("redis://:s%40crt@cache.example", CACHE._replace(password="s@crt")),
        ("redis://fx:s%2Fx@cache.example", CACHE._replace(user="fx", password="s/x")),
        ("rediss://cache.example?ca=/etc/ca.pem", CACHE._replace(tls=True, ca="/etc/ca.pem")),
        ("unix:///run/redis.sock?db=1", NOTHING._replace(socket="/run/redis.sock", db=1)),
        (
            "redis+sentinel://:pw@a.example,b.example:26380/rates/3?copy=/var/lib/fx",
            NOTHING._replace(
                hosts=(("a.example", 26379), ("b.example", 26380)),
                service="rates",
                db=3,
                password="pw",
                copy="/var/lib/fx",
            ),
        ),
        (
            "rediss+sentinel://a.example/rates",
            NOTHING._replace(hosts=(("a.example", 26379),), service="rates", tls=True),
        ),
    ],
)
def test_what_a_url_means(url: str, read: RedisAddress) -> None:
    """Server, socket or Sentinels, database, user and password, certificates, and the folder of the copy."""
    assert read_redis_url(url) == read
    check_store(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("redis://:s3cr3t@", "write redis://HOST:6379/0"),
        ("redis://:s3cr3t@cache.example:99999", "99999 is no port"),
        ("redis://:s3cr3t@cache.example/rates", "its database is a number"),
        ("redis://:s3cr3t@cache.example/0/1", "write redis://HOST:6379/0"),
        ("redis://:s3cr3t@cache.example/0?db=1", "write redis://HOST:6379/0"),
        ("redis://:s3cr3t@a.example,b.example/0", "only Sentinels may be several"),
        ("redis://:s3cr3t@cache.example?timeout=5", "the options of a store in Redis are db, ca, copy"),
        ("redis://s3cr3t@cache.example", "write a colon and the password before the @"),
        ("redis://:s3cr3t/x@cache.example/y?", "its database is a number"),
        ("redis://:s3cr3t@cache.example?ca=/etc/ca.pem", "ca is of rediss:// only"),
        ("unix://:s3cr3t@run/redis.sock", "write the path of its socket"),
        ("redis+sentinel://:s3cr3t@a.example", "write the name that the Sentinels give it"),
    ],
)
def test_a_wrong_url_is_explained_without_its_password(url: str, why: str) -> None:
    """One line says which part is wrong and what would be right."""
    with pytest.raises(ConfigurationError) as caught:
        check_store(url)
    assert why in str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_folder_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store on disk is in its folder; one in Redis has a copy where its URL says, else one of the user's for each URL."""
    monkeypatch.setenv("XDG_STATE_HOME", "/home/fx/state")
    assert local_folder("disk:///var/lib/fxwidget") == Path("/var/lib/fxwidget")
    assert local_folder("redis://cache.example?copy=/var/lib/fxwidget") == Path("/var/lib/fxwidget")
    first, other = local_folder("redis://:a@cache.example/0"), local_folder("redis://cache.example/1")
    assert first.parent == other.parent == Path("/home/fx/state/fxwidget/copies")
    assert first == local_folder("redis://:b@cache.example/0") != other
