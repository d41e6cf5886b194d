"""URLs among the settings: what of a store's may be printed."""

from __future__ import annotations

import pytest

from fxwidget.config.urls import address, without_password


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("disk:///var/lib/fxwidget", "disk:///var/lib/fxwidget"),
        ("disk://rates@home?/store", "disk://rates@home?/store"),
        ("redis://cache.example:6379/0", "redis://cache.example:6379/0"),
        ("redis://user:s3cr3t@cache.example:6379/0", "redis://cache.example:6379/0"),
        ("redis://:s3cr3t@[::1]:6379/0?db=2", "redis://[::1]:6379/0"),
        ("unix://user:s3cr3t@/run/redis.sock?db=2", "unix:///run/redis.sock"),
        ("redis://cache.example?password=s3cr3t", "redis://cache.example"),
        ("redis://cache.example#s3cr3t", "redis://cache.example"),
        ("redis:user:s3cr3t@cache.example", "cache.example"),
        ("/var/lib/fxwidget", "/var/lib/fxwidget"),
    ],
)
def test_a_store_is_named_without_its_password(url: str, shown: str) -> None:
    """What is before the host and what is asked of it are left out; a folder's name is whole, whatever it has in it."""
    assert without_password(url) == shown


@pytest.mark.parametrize(
    "password", ["s3cr3t@", "s3cr3t/x", "s3cr3t?x", "s3cr3t#x", "s3cr3t://x", "@s3cr3t?"]
)
def test_a_password_that_should_have_been_encoded(password: str) -> None:
    """No character in it makes it seem a part of the address."""
    for url in (f"redis://user:{password}@cache.example", f"redis://cache.example?password={password}@"):
        assert "s3cr3t" not in without_password(url)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("HTTPS://Rates.Example:443/", "https://rates.example"),
        ("https://Me.GitHub.io/Rates/", "https://me.github.io/Rates"),
        ("http://127.0.0.1:8000/a/b.c/~d", "http://127.0.0.1:8000/a/b.c/~d"),
    ],
)
def test_an_address_may_have_a_path(text: str, kept: str) -> None:
    """Scheme and host are in lower case, the path stays as it is, and no slash stands at the end."""
    assert address(text) == kept


@pytest.mark.parametrize("path", ["/a//b", "/../a", "/a/./", "/a b", "/ä", "/a%20b", '/a"b', "//"])
def test_a_path_that_can_not_be(path: str) -> None:
    """What two programs might read otherwise is refused, with what to write."""
    with pytest.raises(ValueError, match="is not the address of a service; write its path in plain letters"):
        address(f"https://rates.example{path}x")
