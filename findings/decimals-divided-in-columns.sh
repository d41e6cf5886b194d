#!/bin/sh
# One dollar divided by a rate, both decimals: polars 2.1.0 and pyarrow 26.0.1 keep three digits, DuckDB 2.0.1 seventeen.
#
# polars keeps as many places as the longer of the two has: 1 / 95.1234 is 0.0105, and 1 / 1375000 is 0. pyarrow takes
# more or fewer by how the one was written, and cuts what is over instead of rounding: "1.0000" gives 0.0105126, 2 / 3
# is 0.6666. DuckDB leaves decimals for doubles. A table inverted so doesn't lead back to its rates: 1 / 0.0105 is
# 95.2381, 0.12 % off. polars chose it on purpose, for scales that don't grow; none of the three says that digits went.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1
env/bin/python - <<'END'
from decimal import Decimal

import duckdb
import polars
import pyarrow
import pyarrow.compute

SEEN = {
    ("1", "95.1234"): ("0.0105", "0.0105", "0.010512660396916005"),
    ("1.0000", "95.1234"): ("0.0105", "0.0105126", "0.010512660396916005"),
    ("1", "1375000"): ("0", "7.2E-7", "7.272727272727273e-07"),
    ("2", "3"): ("1", "0.6666", "0.6666666666666666"),
}
for (upper, lower), expected in SEEN.items():
    first, second = Decimal(upper), Decimal(lower)
    (by_polars,) = polars.Series([first]) / polars.Series([second])
    by_arrow = pyarrow.compute.divide(pyarrow.array([first]), pyarrow.array([second]))[0].as_py()
    ((by_duckdb,),) = duckdb.execute("SELECT ?::DECIMAL(18,4) / ?::DECIMAL(18,4)", [first, second]).fetchall()
    found = tuple(str(number) for number in (by_polars, by_arrow, by_duckdb))
    print(f"{upper} / {lower}: polars {found[0]}, pyarrow {found[1]}, DuckDB {found[2]}")
    assert found == expected, found
    assert isinstance(by_duckdb, float)
END
