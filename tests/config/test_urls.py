"""URLs among the settings: what of a store's may be printed."""

from __future__ import annotations

import pytest

from fxwidget.config.urls import without_password


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
