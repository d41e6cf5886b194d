#!/bin/sh
# num2words 0.5.14 reads a number in Arabic otherwise after an amount of Tunisian dinars has been asked for.
#
# One object serves all calls, and the dinar's three decimals stay with it: 95.5 is "ninety-five, fifty" at first,
# "ninety-five, five hundred" after any amount of TND, and so until an amount of another currency. 0.0001 is an empty
# text before and after. The same call should give the same words; here two requests to one server change each other's.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check num2words==0.5.14
env/bin/python - <<'END'
from decimal import Decimal

from num2words import num2words


def words(number: str) -> str:
    """A number in Arabic words."""
    return num2words(Decimal(number), lang="ar")


def amount(code: str) -> str:
    """One and a half of a currency in Arabic words."""
    return num2words(Decimal("1.5"), lang="ar", to="currency", currency=code)


first = words("95.5")
amount("TND")
second = words("95.5")
amount("EGP")
third = words("95.5")
print("95.5 at first:", first)
print("after dinars:", second)
print("after pounds:", third)
fifty, five_hundred = words("50"), words("500")
assert first == third and first.endswith(fifty)
assert second.endswith(five_hundred)
assert words("0.0001") == ""
END
