"""The URLs of a store that is another fxwidget: the address of its rates, as in ``https://fx.example/v1/rates``."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from fxwidget.config.urls import host, without_password
from fxwidget.errors import ConfigurationError

__all__ = [
    "RATES_PATH",
    "SERVICE_SCHEMES",
    "SNAPSHOT_PATH",
    "ServiceAddress",
    "read_service_url",
    "service_of",
]

SERVICE_SCHEMES = ("https", "http")
RATES_PATH, SNAPSHOT_PATH = "/v1/rates", "/v1/snapshot"
"""Where a service has its rates for people and programs, and the whole snapshot for services that follow it."""

THIS_MACHINE = re.compile(r"(127(\.[0-9]{1,3}){3}|localhost|\[::1\])(:[0-9]+)?")


class ServiceAddress(NamedTuple):
    """The address of another service's snapshot, and the folder of this machine's copy; None for the usual one."""

    snapshot: str
    copy: str | None

    @property
    def secure(self) -> bool:
        """Whether nobody on the way can change what it says."""
        return self.snapshot.startswith("https:")


def service_of(address: str) -> str:
    """A service's address, such as ``https://rates.example``, of that or of the address of its rates."""
    return address.partition("?")[0].rstrip("/").removesuffix(RATES_PATH)


def read_service_url(url: str) -> ServiceAddress:
    """Where the snapshot of the service is whose rates are at a store's URL.

    Raises:
        ConfigurationError: it is no such URL, or one that anybody on the way could answer.
    """
    try:
        return _read(url)
    except ValueError as error:
        raise ConfigurationError(f"{without_password(url)!r} is not a store: {error}") from None


def _read(url: str) -> ServiceAddress:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.username is not None or parts.fragment:
        raise ValueError("write it without a password, as in https://fx.example/v1/rates")
    if set(options) - {"copy"}:
        raise ValueError("its only option is copy: the rates are followed as they are, without options")
    place = host(parts.netloc, parts.scheme)
    if parts.scheme == "http" and THIS_MACHINE.fullmatch(place) is None:
        raise ValueError("anybody on the way could change its rates: write https://")
    path = parts.path.rstrip("/")
    if not path.endswith(RATES_PATH):
        raise ValueError("write the address of its rates, as in https://fx.example/v1/rates")
    return ServiceAddress(
        f"{parts.scheme}://{place}{path.removesuffix(RATES_PATH)}{SNAPSHOT_PATH}", options.get("copy")
    )
