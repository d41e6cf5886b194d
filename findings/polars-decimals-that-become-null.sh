#!/bin/sh
# polars 2.1.0 puts a null for a large rate that stands in one column of Python's decimals with a tiny one.
#
# A price of one Iranian rial as Python divides it has 34 digits after the point; of the 38 that polars has for a number
# four are left before it, and the rupiah's 16250 in the same column is null, even with strict=True, and nothing is
# raised. Alone each of the two is taken. pyarrow 26.0.1 takes a wider type for both. Means and counts then leave the
# currency out as if its source had been silent.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check polars==2.1.0 pyarrow==26.0.1
env/bin/python - <<'END'
from decimal import Decimal

import polars
import pyarrow

TINY, LARGE = 1 / Decimal(1_375_000), Decimal(16_250)
both = polars.Series([TINY, LARGE], strict=True)
print("polars, both:", both.to_list(), both.dtype)
assert both.to_list() == [TINY, None]
for number in (TINY, LARGE):
    alone = polars.Series([number], strict=True)
    print("polars, alone:", alone.to_list())
    assert alone.to_list() == [number]
wider = pyarrow.array([TINY, LARGE])
print("pyarrow, both:", wider.type)
assert wider.to_pylist() == [TINY, LARGE]
END
