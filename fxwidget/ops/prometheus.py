"""Serves a process's metrics to Prometheus on an address of their own."""

from __future__ import annotations

import platform

from prometheus_client import CollectorRegistry, Info, disable_created_metrics, start_http_server

from fxwidget._version import __version__
from fxwidget.errors import ConfigurationError
from fxwidget.ops.listening import read_address

__all__ = ["expose", "new_registry"]

disable_created_metrics()  # type: ignore[no-untyped-call] # when each counter was first counted is nobody's question


def new_registry() -> CollectorRegistry:
    """A new metrics registry with ``fxwidget_build_info``."""
    registry = CollectorRegistry(auto_describe=True)
    build = Info("fxwidget_build", "The version that runs, and Python's.", registry=registry)
    build.info({"version": __version__, "python": platform.python_version()})
    return registry


def expose(registry: CollectorRegistry, setting: str, address: str) -> None:
    """Serve ``GET /metrics`` for a registry, in a thread of this process.

    Args:
        setting: where the address stands, for the message.

    Raises:
        ConfigurationError: the address is in use, or is none of this machine's.
    """
    host, port = read_address(address)
    try:
        start_http_server(port, host, registry)
    except OSError as error:
        why = error.strerror or str(error)
        raise ConfigurationError(f"{setting}: can't serve on {address}: {why}; choose another") from error
