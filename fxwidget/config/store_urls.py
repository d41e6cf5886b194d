"""Which stores there are by their URLs, and which folder of this machine belongs to each."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fxwidget.config.redis_urls import FORMS, REDIS_SCHEMES, read_redis_url
from fxwidget.config.service_urls import SERVICE_SCHEMES, read_service_url
from fxwidget.config.urls import folder_of, without_password
from fxwidget.errors import ConfigurationError

__all__ = ["check_refreshable", "check_store", "in_redis", "local_folder", "of_service", "remote", "url_of"]


def in_redis(url: str) -> bool:
    """Whether a URL's scheme is one of a store in Redis."""
    return url.partition("://")[0] in REDIS_SCHEMES and "://" in url


def of_service(url: str) -> bool:
    """Whether a URL's scheme, in letters of any case, is that of another service, whose rates are followed."""
    scheme, found, _ = url.partition("://")
    return bool(found) and scheme.lower() in SERVICE_SCHEMES


def url_of(where: str) -> str:
    """The URL of a store that is named by it, or by its folder."""
    return where if "://" in where else f"disk://{where}"


def remote(url: str) -> bool:
    """Whether a URL's store is to be reached, so that this machine has a copy of it."""
    return in_redis(url) or of_service(url)


def check_refreshable(url: str) -> None:
    """See that a refresher may work on the store of a URL.

    Raises:
        ConfigurationError: it follows another service, which has one.
    """
    if of_service(url):
        raise ConfigurationError(
            f"the store {without_password(url)} follows another service, which refreshes: serve with --no-refresh"
        )


def check_store(url: str) -> None:
    """See that a URL names a store.

    Raises:
        ConfigurationError: it names none; the message says what would be right.
    """
    if in_redis(url):
        read_redis_url(url)
        return
    if of_service(url):
        read_service_url(url)
        return
    if url.partition("://")[0] == "disk":
        folder_of(url)
        return
    raise ConfigurationError(
        f"{without_password(url)!r} is not a store; write disk:// and a folder, as in disk:///var/lib/fxwidget, "
        f"or {FORMS}, or https://HOST/v1/rates of another service"
    )


def local_folder(url: str) -> Path:
    """The folder on this machine of a store: its own, or that of the copy of one that is elsewhere.

    Raises:
        ConfigurationError: the URL names no store.
    """
    if not remote(url):
        return Path(folder_of(url)).expanduser()
    chosen = read_redis_url(url).copy if in_redis(url) else read_service_url(url).copy
    if chosen is not None:
        return Path(chosen).expanduser()
    from platformdirs import user_state_path

    name = hashlib.sha256(without_password(url).encode()).hexdigest()[:16]
    return user_state_path("fxwidget") / "copies" / name
