#!/bin/sh
# django-money 3.6.2 keeps rates with six decimals: from a base such as the rupiah it converts per cents wrong.
#
# The column of its rates has six places whatever the base. With BASE_CURRENCY="IDR" a dollar's 0.0000615385 is stored
# as 0.000062, and 16,250,000 rupiah, 1,000 dollars, convert to 1,007.50; with "IRR" 0.000000727 is 0.000001, and
# 1,375,000,000 rials, 1,000 dollars, are 1,375. What a source of rates says is rounded without a word; a base whose
# unit is small should keep as many digits as a large one does. Known for bitcoin against the lira, where the rate
# becomes nought (issue 714).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check django==5.2.19 django-money==3.6.2 certifi==2026.10.19.post1
cat >shop.py <<'END'
import sys
from decimal import Decimal

import django
from django.conf import settings
from django.core.management import call_command

BASE, UNITS = sys.argv[1], int(sys.argv[2])  # a dollar in units of the base
settings.configure(
    INSTALLED_APPS=["djmoney.contrib.exchange"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    BASE_CURRENCY=BASE,
    EXCHANGE_BACKEND="__main__.Bank",
)
django.setup()
from djmoney.contrib.exchange.backends.base import SimpleExchangeBackend
from djmoney.contrib.exchange.models import Rate, convert_money
from djmoney.money import Money


class Bank(SimpleExchangeBackend):
    """A source of one rate, without a network."""

    name = "bank"
    url = "https://bank.example/"

    def get_rates(self, **_):
        return {"USD": 1 / Decimal(UNITS)}


call_command("migrate", verbosity=0)
Bank().update_rates()
dollars = convert_money(Money(1000 * UNITS, BASE), "USD").amount
print(f"{BASE}: stored {Rate.objects.get(currency='USD').value}; {1000 * UNITS} {BASE}, 1000 USD, are {dollars:.2f} USD")
assert f"{dollars:.2f}" == sys.argv[3], dollars
END
env/bin/python shop.py IDR 16250 1007.50
env/bin/python shop.py IRR 1375000 1375.00
env/bin/python shop.py INR 100 1000.00
