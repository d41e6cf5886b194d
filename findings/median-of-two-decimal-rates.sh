#!/bin/sh
# The middle of two rates kept as decimals is put on their own scale by DuckDB 2.0.1 and pyarrow 26.0.1.
#
# Two sources say 95.1 and 95.2. DuckDB's median, documented as interpolating, is 95.1, the lower of the two; as doubles
# it is 95.15, and as integers (1 and 2) it leaves for a double, 1.5. pyarrow's mean of the decimals is 95.2, the
# higher, its quantile 95.15. Whoever takes the middle of two sources so has the one or the other.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==2.0.1
env/bin/python - <<'END'
from decimal import Decimal

import duckdb
import pyarrow
import pyarrow.compute as compute


def median(kind: str, first: str, second: str) -> object:
    """DuckDB's median of two numbers of one type."""
    query = f"SELECT median(rate) FROM (VALUES ({first}::{kind}), ({second}::{kind})) AS rates(rate)"
    return duckdb.execute(query).fetchall()[0][0]


found = [median("DECIMAL(9,1)", "95.1", "95.2"), median("DOUBLE", "95.1", "95.2"), median("INTEGER", "1", "2")]
print("DuckDB's median of 95.1 and 95.2:", *found[:2], "as decimals and as doubles; of the integers 1 and 2:", found[2])
assert found == [Decimal("95.1"), 95.15, 1.5]
rates = pyarrow.array([Decimal("95.1"), Decimal("95.2")])
found = [compute.mean(rates).as_py(), compute.quantile(rates)[0].as_py()]
print("pyarrow's mean and quantile:", *found)
assert found == [Decimal("95.2"), 95.15]
END
