#!/bin/sh
# py-moneyed 3.0 takes amounts in currencies that ended, and refuses two that came after them.
#
# Money("10", "HRK") is taken in 2026, three years after the kuna, and so are ANG, BGN, CUC, SLL and ZWL; XCG, which took
# the place of ANG on 31 March 2025, and ZWG of April 2024 raise CurrencyDoesNotExist. ISO 4217's present list, as
# pycountry 26.2.16 carries it, has it the other way round for all eight.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check py-moneyed==3.0 pycountry==26.2.16
env/bin/python - <<'END'
import moneyed
import pycountry

for code in ("ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"):
    print(code, "ended, taken as", moneyed.Money("10", code))
    assert pycountry.currencies.get(alpha_3=code) is None
for code in ("XCG", "ZWG"):
    assert pycountry.currencies.get(alpha_3=code) is not None
    try:
        moneyed.Money("10", code)
    except moneyed.CurrencyDoesNotExist:
        print(code, "in use, refused")
    else:
        raise SystemExit(f"{code} is known now")
END
