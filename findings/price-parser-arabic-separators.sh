#!/bin/sh
# price-parser 0.5.1 ends a price at the Arabic separators: 49.85 is 49, and 1,375,000 is 1.
#
# It reads the digits of Arabic, Persian and Hindi, and between them a comma or a point; the decimal separator U+066B
# and that of thousands U+066C, which CLDR has for Egypt and Iran and browsers write there, end the number. Nothing says
# that the rest was left. The same digits with a point are read whole, and babel 2.19.0 reads both when asked for the
# country's own digits.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check price-parser==0.5.1 babel==2.19.0
env/bin/python - <<'END'
from decimal import Decimal

from babel.numbers import parse_decimal
from price_parser import Price

CASES = [
    ("ar_EG", "\u0664\u0669\u066b\u0668\u0665", "49.85", "49"),
    ("ar_EG", "\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u0660", "1234.50", "1"),
    ("fa", "\u06f1\u066c\u06f3\u06f7\u06f5\u066c\u06f0\u06f0\u06f0", "1375000", "1"),
]
for locale, written, meant, read in CASES:
    found = Price.fromstring(written).amount
    print(f"{written} is {meant}: price-parser reads {found}")
    assert found == Decimal(read)
    assert parse_decimal(written, locale=locale, numbering_system="default") == Decimal(meant)
assert Price.fromstring("\u0664\u0669.\u0668\u0665").amount == Decimal("49.85")
END
