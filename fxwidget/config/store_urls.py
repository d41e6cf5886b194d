"""Which stores there are by their URLs, and which folder of this machine belongs to each."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fxwidget.config.redis_urls import FORMS, REDIS_SCHEMES, read_redis_url
from fxwidget.config.urls import folder_of, without_password
from fxwidget.errors import ConfigurationError

__all__ = ["check_store", "in_redis", "local_folder"]


def in_redis(url: str) -> bool:
    """Whether a URL's scheme is one of a store in Redis."""
    return url.partition("://")[0] in REDIS_SCHEMES and "://" in url


def check_store(url: str) -> None:
    """See that a URL names a store.

    Raises:
        ConfigurationError: it names none; the message says what would be right.
    """
    if in_redis(url):
        read_redis_url(url)
        return
    if url.partition("://")[0] == "disk":
        folder_of(url)
        return
    raise ConfigurationError(
        f"{without_password(url)!r} is not a store; write disk:// and a folder, as in disk:///var/lib/fxwidget, or {FORMS}"
    )


def local_folder(url: str) -> Path:
    """The folder on this machine of a store: its own, or that of the copy of one that is elsewhere.

    Raises:
        ConfigurationError: the URL names no store.
    """
    if not in_redis(url):
        return Path(folder_of(url)).expanduser()
    if (chosen := read_redis_url(url).copy) is not None:
        return Path(chosen).expanduser()
    from platformdirs import user_state_path

    name = hashlib.sha256(without_password(url).encode()).hexdigest()[:16]
    return user_state_path("fxwidget") / "copies" / name
