"""Whether each enabled provider's host can be reached, is who it says, and lives in the same present."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import httpx

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.domain.snapshot import CLOCKS_PART
from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.fetching.client import Client, client_for
from fxwidget.fetching.message import Greeting
from fxwidget.inspection.doctor.finding import PROVIDER, Finding, Status, fail, ok, warn
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source

SOON = timedelta(days=14)
"""A certificate that ends sooner is worth a look: it should have been renewed."""

SLOW = timedelta(seconds=30)
AT_ONCE = 8


def look_at_network(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Findings for each provider's host, in the configured order; then the clock against theirs. No key is sent.

    One that can't be reached is a warning where most others are: the table goes on without it.
    """
    try:
        enabled = sources(settings)
    except ConfigurationError as error:
        yield fail("providers", str(error), "correct the settings; the network was not looked at")
        return
    with (
        client_for(settings) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        look = partial(_look, client=client, proxied=settings.proxy is not None, now=now)
        looked = list(pool.map(look, enabled))
    greetings = [greeting for _, greeting in looked if greeting is not None]
    for finding, greeting in looked:
        spared = greeting is None and 2 * len(greetings) > len(looked)
        yield replace(finding, status=Status.WARN) if spared else finding
    yield _clock(greetings, now)


def _look(source: Source, *, client: Client, proxied: bool, now: datetime) -> tuple[Finding, Greeting | None]:
    host, what = _host(source, now), f"{PROVIDER}{source.name}"
    if not proxied and (fault := _unresolved(host)) is not None:
        mend = (
            "look at the machine's name servers (/etc/resolv.conf), or at the provider's url in the settings"
        )
        return fail(what, f"{host.host} can't be resolved: {fault}", mend), None
    try:
        greeting = client.greet(host, provider=source.name, now=now)
    except FXWidgetError as error:
        return fail(what, str(error), _remedy(str(error))), None
    until = greeting.certified_until
    if until is not None and until - now < SOON:
        mend = "the provider has to renew it: tell them, or be ready to lose the source"
        return warn(what, f"{host.host}: its certificate ends on {until:%Y-%m-%d}", mend), greeting
    sealed = f", certificate until {until:%Y-%m-%d}" if until is not None else ", without TLS"
    return ok(what, f"{host.host} answers{sealed}"), greeting


def _host(source: Source, now: datetime) -> httpx.URL:
    """The host of a provider's first request."""
    if source.url is not None:
        return httpx.URL(source.url)
    exchange = source.provider.exchange(calendars.today(source.provider.calendar, now))
    try:
        asked = urlsplit(str(next(exchange).url))
    finally:
        exchange.close()
    return httpx.URL(f"{asked.scheme}://{asked.netloc}")


def _unresolved(host: httpx.URL) -> str | None:
    try:
        socket.getaddrinfo(host.host, host.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        return error.strerror or str(error)
    return None


def _remedy(fault: str) -> str:
    if "certificate" in fault:
        return (
            "look at the clock first; else the certificate is the provider's to renew, or a middlebox's own"
        )
    return (
        "look at the machine's route, firewall and proxy setting; if others are reached, the provider is down"
    )


def _clock(greetings: list[Greeting], now: datetime) -> Finding:
    """Finding on this machine's clock against the median of the hosts' clocks."""
    what = "clock against providers"
    apart = sorted(now - greeting.date for greeting in greetings if greeting.date is not None)
    if not apart:
        return warn(what, "no provider told its time", "see the findings above")
    middle = apart[len(apart) // 2]
    seconds = middle.total_seconds()
    apart_by = f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} them"
    mend = "set the clock, and have it kept by chrony or systemd-timesyncd"
    if abs(middle) > CLOCKS_PART:
        return fail(what, apart_by, mend)
    return warn(what, apart_by, mend) if abs(middle) > SLOW else ok(what, apart_by)
