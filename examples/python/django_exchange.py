"""An exchange backend for django-money: ``python manage.py update_rates`` takes the rates of an fxwidget service.

In ``settings.py``::

    EXCHANGE_BACKEND = "django_exchange.FxwidgetBackend"
    BASE_CURRENCY = "USD"
    RATES_URL = "https://rates.example"

django-money keeps rates to six decimals, without their dates. So what is stale is left out, and removed where it was
stored before: a conversion then raises ``MissingRate`` instead of going by an old number.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.transaction import atomic
from djmoney.contrib.exchange.backends.base import BaseExchangeBackend
from djmoney.contrib.exchange.models import Rate

import fxwidget


class FxwidgetBackend(BaseExchangeBackend):
    """Rates that several independent sources agree on."""

    name = "fxwidget"

    def get_rates(self, **params: Any) -> dict[str, Decimal]:
        """Units per 1 ``base_currency``; a currency whose rate is stale or missing is left out."""
        base_currency = params["base_currency"]
        snapshot = fxwidget.connect(settings.RATES_URL).snapshot()
        rates = {}
        for row in snapshot:
            try:
                rates[row.code] = snapshot.rate(base_currency, row.code).rate
            except (fxwidget.RateStale, fxwidget.RateNotFound):
                continue
        return rates

    def update_rates(self, base_currency: str | None = None, **more: Any) -> None:
        """Store the rates in place of those of before, which are not usable any more."""
        with atomic():
            Rate.objects.filter(backend=self.name).delete()
            super().update_rates(base_currency or settings.BASE_CURRENCY, **more)
