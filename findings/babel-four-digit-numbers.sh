#!/bin/sh
# Babel 2.19.0 groups Spanish and Polish numbers of four digits; CLDR, whose data it carries, says not to.
#
# CLDR's minimumGroupingDigits is 2 for es and pl: 1234 stays together, 12 345 is grouped. Babel does not read that
# member of the numbers' data. Seen: format_decimal(1234, locale="es") is "1.234", which some read as 1 and a fraction.
# The other side here is the npm package cldr-numbers-full 48.2.0, CLDR's own JSON.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check babel==2.19.0
npm install --silent --no-audit --no-fund cldr-numbers-full@48.2.0
env/bin/python - <<'END'
import json
from pathlib import Path

from babel.numbers import format_decimal

for locale, grouped in (("es", "1.234"), ("pl", "1\xa0234")):
    path = Path("node_modules/cldr-numbers-full/main", locale, "numbers.json")
    least = json.loads(path.read_text("utf-8"))["main"][locale]["numbers"]["minimumGroupingDigits"]
    written = format_decimal(1234, locale=locale)
    print(f"{locale}: CLDR's minimumGroupingDigits is {least}, Babel writes {written!r}")
    assert (least, written) == ("2", grouped)
END
