"""The bridges of ``examples/python``: rates in the frameworks of other programs, over a service that serves made-up ones."""

from __future__ import annotations

import importlib.util
import sys
import warnings
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

import fxwidget
from fxwidget import testing
from fxwidget.testing.fixtures import fxwidget_service

__all__ = ["fxwidget_service"]

EXAMPLES = Path(__file__).parents[2] / "examples/python"


def bridge(name: str) -> Any:
    """One of the examples as a module, which others can import by its name."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def days_ago(days: float, **numbers: str) -> fxwidget.Snapshot:
    """Made-up rates of some days ago."""
    return testing.snapshot(datetime.now(UTC) - timedelta(days=days), **numbers)


def test_flask(fxwidget_service: testing.FakeService) -> None:
    """Templates convert, the page takes the widget's options, and what is stale is no number."""
    app = Flask(__name__)
    app.register_blueprint(bridge("flask_rates").rates_blueprint(fxwidget_service.url))
    with app.app_context():
        shown = "{{ convert(1000, 'RUB', 'INR') }} {{ convert('1', 'USD', 'JPY') }}"
        assert render_template_string(shown) == "800.00 None"
    client = app.test_client()
    assert "भारतीय रुपया" in client.get("/rates?lang=hi").text
    for query in ("lang=xx", "now=1", "self=1"):
        wrong = client.get(f"/rates?{query}")
        assert (wrong.status_code, query.partition("=")[0] in wrong.text) == (400, True)
    assert fxwidget_service.requests == 1


@pytest.mark.needs("frameworks")
def test_fastapi(fxwidget_service: testing.FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are texts with their decimals; a stale rate and a wrong amount are answers of their own."""
    monkeypatch.setenv("RATES_URL", fxwidget_service.url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the framework says about its own parts
        from fastapi.testclient import TestClient

        module = bridge("fastapi_rates")
    client: Any = TestClient(module.app)
    found = client.get("/convert", params={"amount": "1000", "base": "RUB", "quote": "INR"}).json()
    as_of = fxwidget_service.snapshot["INR"].as_of
    assert as_of is not None
    assert found == {"amount": "800.00", "currency": "INR", "as_of": as_of.isoformat()}
    assert client.get("/convert", params={"amount": "x", "base": "RUB", "quote": "INR"}).status_code == 422
    module.service.cache_clear()
    with testing.serve(days_ago(4)) as old:
        monkeypatch.setenv("RATES_URL", old.url)
        stale = client.get("/convert", params={"amount": "1", "base": "RUB", "quote": "INR"})
    assert (stale.status_code, "RUB is stale" in stale.json()["detail"]) == (503, True)


@pytest.mark.needs("frameworks")
def test_django(fxwidget_service: testing.FakeService) -> None:
    """``update_rates`` stores what is usable, conversions go by it, and a rate that became stale is gone."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["djmoney", "djmoney.contrib.exchange"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        EXCHANGE_BACKEND="django_exchange.FxwidgetBackend",
        BASE_CURRENCY="USD",
        RATES_URL=fxwidget_service.url,
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command
    from djmoney.contrib.exchange import exceptions, models
    from djmoney.money import Money

    convert_money: Any = models.convert_money  # it has no types of its own

    bridge("django_exchange")
    call_command("migrate", verbosity=0)
    call_command("update_rates", verbosity=0)
    assert convert_money(Money("1000", "RUB"), "INR").amount == Decimal(800)
    with testing.serve(days_ago(4)) as old:
        settings.RATES_URL = old.url
        call_command("update_rates", verbosity=0)
    with pytest.raises(exceptions.MissingRate):
        convert_money(Money("1000", "RUB"), "INR")


@pytest.mark.needs("frames")
def test_pandas() -> None:
    """Each sum is exact, to the decimals of the currency, beside the rate and the date that it went by."""
    import pandas

    rates = testing.snapshot(INR="80", RUB="100", CHF="0.875")
    sums = pandas.DataFrame({"amount": ["1000.00", 3, Decimal("0.1")], "currency": ["RUB", "INR", "CHF"]})
    found = bridge("pandas_rates").in_one_currency(sums, "CHF", rates)
    assert found["in_CHF"].tolist() == [Decimal("8.75"), Decimal("0.03"), Decimal("0.10")]
    assert found["rate"].tolist() == [rates.rate(code, "CHF").rate for code in sums["currency"]]
    with pytest.raises(fxwidget.ConfigurationError, match="a float is only near"):
        bridge("pandas_rates").in_one_currency(sums.assign(amount=0.1), "CHF", rates)
