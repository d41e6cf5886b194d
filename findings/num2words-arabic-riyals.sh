#!/bin/sh
# num2words 0.5.14 writes amounts of most currencies in Arabic as Saudi riyals.
#
# to="currency", currency="AED" gives "... riyals and twelve halalas" for 95.12 dirhams, and so for QAR, USD, EUR and
# INR: a code that the Arabic part doesn't know means SAR, where the English one raises NotImplementedError. Known are
# only EGP, KWD and TND. A cheque or a rate read aloud is then of another country's money, and the number beside it
# right.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check num2words==0.5.14
env/bin/python - <<'END'
from decimal import Decimal

from num2words import num2words


def money(code: str, language: str = "ar") -> str:
    """95.12 of a currency in words."""
    return num2words(Decimal("95.12"), lang=language, to="currency", currency=code)


for code in ("SAR", "AED", "QAR", "USD", "EUR", "INR", "EGP", "KWD"):
    print(code, money(code))
assert {money(code) == money("SAR") for code in ("AED", "QAR", "USD", "EUR", "INR")} == {True}
assert len({money(code) for code in ("SAR", "EGP", "KWD")}) == 3
try:
    money("AED", "en")
except NotImplementedError as error:
    print("in English:", error)
else:
    raise SystemExit("English has dirhams now")
END
