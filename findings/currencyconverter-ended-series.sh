#!/bin/sh
# CurrencyConverter 0.18.23 converts a currency whose series ended, without a date and without a sign, by its last day.
#
# The European Central Bank set its last rouble rate on 1 March 2022, its last kuna rate on 30 December 2022. Asked for
# no date, convert() takes the newest day that both currencies have: the dollar of 2022 too, in a file that has it daily
# up to 2026. Seen: 100 RUB = 0.9523809523809526 USD, in 2026, where a caller expects today's rate or an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check currencyconverter==0.18.23
env/bin/python - <<'END'
from datetime import date

from currency_converter import CurrencyConverter

converter = CurrencyConverter()
for code, last, dollars in (("RUB", date(2022, 3, 1), 0.9523809523809526), ("HRK", date(2022, 12, 30), 14.152458037550586)):
    assert converter.bounds[code].last_date == last
    assert converter.bounds["USD"].last_date.year >= 2026
    answer = converter.convert(100, code, "USD")
    assert answer == converter.convert(100, code, "USD", date=last) == dollars
    print(f"100 {code} = {answer} USD: the rate of {last}, and nothing says so")
END
