"""Whom each provider really asks: the hosts, by https, with our name, and nobody else."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
import respx

from fxwidget.errors import ProviderError
from fxwidget.fetching.client import Client
from fxwidget.fetching.exchange import converse
from fxwidget.provider.registry import installed, provider_class
from fxwidget.provider.source import Source
from tests.support.house import utc

DAY = date(2026, 3, 18)
HOSTS = {
    "banca_d_italia": {"tassidicambio.bancaditalia.it"},
    "bank_indonesia": {"www.bi.go.id"},
    "bank_indonesia_lokal": {"www.bi.go.id"},
    "bank_of_russia": {"www.cbr.ru", "www.cbr-xml-daily.ru"},
    "bcb": {"olinda.bcb.gov.br", "api.bcb.gov.br"},
    "cbu": {"cbu.uz"},
    "cfets": {"www.chinamoney.com.cn"},
    "currency_api": {"cdn.jsdelivr.net", "2026-03-18.currency-api.pages.dev"},
    "currencyrate": {"api-bank.fex.to"},
    "ecb": {"www.ecb.europa.eu", "data-api.ecb.europa.eu"},
    "er_api": {"open.er-api.com"},
    "fbil": {"www.fbil.org.in"},
    "floatrates": {"www.floatrates.com"},
    "frankfurter": {"api.frankfurter.dev"},
    "nbp": {"api.nbp.pl"},
    "nbrb": {"api.nbrb.by"},
    "open_exchange_rates": {"openexchangerates.org"},
    "sarb": {"custom.resbank.co.za"},
}


def requests(name: str, key: str | None = None) -> list[httpx.Request]:
    """What a provider asks on a day on which everybody answers 503."""
    provider = provider_class(name)(key=key, currencies=("INR", "ZAR", "IDR", "AED", "BRL", "CNY"))
    with respx.mock(assert_all_called=False) as mock, Client(user_agent="fxwidget/test") as client:
        mock.route().respond(503)
        with pytest.raises(ProviderError):
            converse(Source(name, provider), DAY, client=client, now=utc("2026-03-18 12:00"), bodies={})
        return [call.request for call in mock.calls]


def test_the_table_names_every_provider() -> None:
    """Whoever is installed is held to its hosts."""
    assert set(HOSTS) == set(installed())


@pytest.mark.parametrize("name", HOSTS)
def test_hosts(name: str) -> None:
    """A provider asks its publisher, and its fallback where that fails, by https and under our name."""
    asked = requests(name, key="k" * 20 if provider_class(name).needs_key else None)
    assert {request.url.host for request in asked} == HOSTS[name]
    assert {request.url.scheme for request in asked} == {"https"}
    assert {request.headers["User-Agent"] for request in asked} == {"fxwidget/test"}
    assert {request.headers["Accept-Encoding"] for request in asked} == {"gzip"}


@pytest.mark.parametrize(
    ("name", "host"),
    [("er_api", "v6.exchangerate-api.com"), ("open_exchange_rates", "openexchangerates.org")],
)
def test_a_key_travels_in_a_header(name: str, host: str) -> None:
    """A key is sent in a header, never in the URL, where logs and caches would keep it."""
    key = "0123456789abcdef0123"
    asked = requests(name, key)
    assert {request.url.host for request in asked} == {host}
    for request in asked:
        assert key not in str(request.url)
        assert key in request.headers["Authorization"]
