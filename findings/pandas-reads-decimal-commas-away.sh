#!/bin/sh
# pandas 3.1.1 reads the rates of a page that writes decimal commas ten thousand times too high, as integers.
#
# read_html takes a comma for a separator of thousands unless told otherwise, and wherever it stands: "95,1234", which
# no one groups so, is 951234, and "13,05" is 1305, with no warning and with the type of an integer. The central
# banks of Russia and Brazil write their tables like this. read_csv does the same where thousands="," is asked for; babel
# 2.19.0, asked strictly, refuses such groups. Documented is the default, not that groups of any length pass.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 lxml==6.1.3 babel==2.19.0
env/bin/python - <<'END'
import io

import pandas
from babel.numbers import NumberFormatError, parse_decimal

WRITTEN = ["95,1234", "13,05"]
rows = "".join(f"<tr><td>{number}</td></tr>" for number in WRITTEN)
(table,) = pandas.read_html(io.StringIO(f"<table><tr><th>Rate</th></tr>{rows}</table>"))
print("read_html:", *(f"{number} is {read}" for number, read in zip(WRITTEN, table["Rate"], strict=True)))
assert table["Rate"].tolist() == [951234, 1305] and table["Rate"].dtype == "int64"
table = pandas.read_csv(io.StringIO("\n".join(["Rate", *WRITTEN])), sep=";", thousands=",")
print("read_csv:", *(f"{number} is {read}" for number, read in zip(WRITTEN, table["Rate"], strict=True)))
assert table["Rate"].tolist() == [951234, 1305]
for number in WRITTEN:
    try:
        parse_decimal(number, locale="en", strict=True)
    except NumberFormatError as error:
        print("babel:", error)
    else:
        raise SystemExit(f"babel takes {number} now")
END
