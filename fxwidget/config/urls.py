"""What a URL among the settings may be: the address at which a service is reached, and a store."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fxwidget.errors import ConfigurationError

__all__ = ["address", "folder_of", "host", "without_password"]

_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"({_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])(:[0-9]{{1,5}})?")
_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*")
_PORTS = {"http": ":80", "https": ":443"}


def address(text: str) -> str:
    """A service's address as it is written in links: ``https://rates.example`` for ``HTTPS://Rates.Example:443/``.

    It may have a path, as in ``https://me.example/rates``: that of a set of files, or the one that a proxy takes away.

    Raises:
        ValueError: that is none.
    """
    if not text.strip():
        raise ValueError(
            "is empty; write the address, as in https://rates.example, or leave it out where there is none"
        )
    parts = urlsplit(text)
    if parts.scheme not in _PORTS or parts.query or parts.fragment:
        raise ValueError(
            "is not the address of a service; write scheme, host, port and perhaps a path, as in https://rates.example"
        )
    path = parts.path.rstrip("/")
    if _PATH.fullmatch(path) is None:
        raise ValueError(
            "is not the address of a service; write its path in plain letters, as in https://me.example/rates"
        )
    return f"{parts.scheme}://{host(parts.netloc, parts.scheme)}{path}"


def host(text: str, scheme: str = "https") -> str:
    """A URL's host and port in lower case, without the scheme's default port.

    Raises:
        ValueError: that is no host.
    """
    lower = text.lower()
    if len(lower) > 255 or _HOST.fullmatch(lower) is None:
        raise ValueError("is not a host; write its name in ASCII, and a port where it is not the usual one")
    return lower.removesuffix(_PORTS[scheme])


def folder_of(url: str) -> str:
    """The folder that a store's URL names.

    Raises:
        ConfigurationError: it names none.
    """
    scheme, _, folder = url.partition("://")
    if scheme != "disk" or not folder:
        raise ConfigurationError(
            f"{without_password(url)!r} is not a store; write disk:// and a folder, as in disk:///var/lib/fxwidget"
        )
    return folder


def without_password(url: str) -> str:
    """A store's URL as messages and the log name it: no user, no password, no query; a folder is named whole.

    A password with characters that should have been percent-encoded is not shown either: nothing before an ``@`` is,
    and where one stands within a query nothing but the scheme.
    """
    scheme, found, rest = url.partition("://")
    if scheme == "disk":
        return url
    place, *query = re.split("[?#]", rest if found else url, maxsplit=1)
    shown = "…" if "@" in "".join(query) else place.rpartition("@")[2]
    return f"{scheme}://{shown}" if found else shown
