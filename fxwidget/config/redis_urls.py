"""The URLs of a store in Redis: one server by TCP, TLS or its socket, or the primary that Sentinels know by a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from fxwidget.config.urls import without_password
from fxwidget.errors import ConfigurationError

__all__ = ["REDIS_SCHEMES", "RedisAddress", "read_redis_url"]

REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel")
SERVER_PORT, SENTINEL_PORT = 6379, 26379
FORMS = (
    "redis://HOST:6379/0, rediss:// for TLS, unix:///run/redis.sock?db=0 "
    "or redis+sentinel://HOST:26379,HOST:26379/NAME/0"
)
OPTIONS = ("db", "ca", "copy")

_HOST = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:(?P<port>[0-9]{1,5}))?")


class RedisAddress(NamedTuple):
    """Where a Redis is, and how it is entered.

    hosts: of the server, or of the Sentinels where ``service`` is their name of it; none where ``socket`` is its path.
    ca: the file of certificates to trust; those of the system where it is None.
    copy: the folder of this machine's own copy; None for the usual one.
    """

    hosts: tuple[tuple[str, int], ...]
    socket: str | None
    service: str | None
    db: int
    user: str | None
    password: str | None
    tls: bool
    ca: str | None
    copy: str | None


def read_redis_url(url: str) -> RedisAddress:
    """Where the Redis of a store's URL is.

    User and password are percent-encoded, as in ``redis://:s%40crt@cache.example:6379/0``.

    Raises:
        ConfigurationError: it is no such URL; the message names it without its password.
    """
    try:
        return _read(url)
    except ValueError as error:
        raise ConfigurationError(f"{without_password(url)!r} is not a store: {error}") from None


def _read(url: str) -> RedisAddress:
    scheme, _, rest = url.partition("://")
    rest, _, query = rest.partition("?")
    options = _options(query)
    entry, _, place = rest.rpartition("@")
    user, password = _entry(entry)
    kind, tls = scheme.removeprefix("rediss").removeprefix("redis"), scheme.startswith("rediss")
    hosts: tuple[tuple[str, int], ...] = ()
    socket = service = None
    db = options.get("db", "")
    if kind == "unix":
        if not place.startswith("/"):
            raise ValueError("write the path of its socket, as in unix:///run/redis/redis.sock")
        socket = unquote(place)
    else:
        names, *parts = place.split("/")
        hosts = tuple(
            _host(name, SENTINEL_PORT if kind == "+sentinel" else SERVER_PORT) for name in names.split(",")
        )
        if kind == "+sentinel":
            service, parts = (parts[0] if parts else ""), parts[1:]
        db = _path_db(parts, db)
    if service == "":
        raise ValueError("write the name that the Sentinels give it, as in redis+sentinel://HOST:26379/NAME")
    if len(hosts) > 1 and service is None:
        raise ValueError("it has several hosts: only Sentinels may be several")
    if "ca" in options and not tls:
        raise ValueError("ca is of rediss:// only")
    return RedisAddress(
        hosts, socket, service, _number(db), user, password, tls, options.get("ca"), options.get("copy")
    )


def _options(query: str) -> Mapping[str, str]:
    found = dict(parse_qsl(query, keep_blank_values=True))
    for name in found:
        if name not in OPTIONS:
            raise ValueError(f"the options of a store in Redis are {', '.join(OPTIONS)}")
    return found


def _entry(text: str) -> tuple[str | None, str | None]:
    """User and password; the default user's where only a password is there."""
    if not text:
        return None, None
    user, found, password = text.partition(":")
    if not found or not password:
        raise ValueError("write a colon and the password before the @, as in redis://:PASSWORD@HOST")
    return unquote(user) or None, unquote(password)


def _host(text: str, port: int) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    if found is None:
        raise ValueError(f"write {FORMS}; in a password write @ as %40, / as %2F, ? as %3F")
    number = int(found["port"] or port)
    if not 0 < number < 65536:
        raise ValueError(f"{number} is no port")
    return found["host"].strip("[]"), number


def _path_db(parts: list[str], option: str) -> str:
    """The number of the database, which stands at the end of the path or among the options."""
    if len(parts) > 1 or (parts and parts[0] and option):
        raise ValueError(f"write {FORMS}")
    return parts[0] if parts and parts[0] else option


def _number(db: str) -> int:
    if not re.fullmatch(r"[0-9]{0,5}", db):
        raise ValueError("its database is a number, as in redis://HOST:6379/0")
    return int(db or 0)
