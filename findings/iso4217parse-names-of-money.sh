#!/bin/sh
# iso4217parse 0.6.2 reads the usual English names of several of this field's currencies as other countries' money.
#
# "Indian rupees" are LKR, MUR, NPR, PKR or SCR and never INR, "rubles" only the Transnistrian PRB, "dirhams" only MAD,
# "riyals" QAR or YER while "rials" are SAR too; "yuan", "rupiah", "reais" and "roubles" are nothing. By code all are known.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check iso4217parse==0.6.2
env/bin/python - <<'END'
import iso4217parse

EXPECTED = {
    "Indian rupees": {"LKR", "MUR", "NPR", "PKR", "SCR"},
    "rubles": {"PRB"},
    "dirhams": {"MAD"},
    "riyals": {"QAR", "YER"},
    "rials": {"IRR", "OMR", "SAR", "YER"},
    "yuan": set(),
    "rupiah": set(),
    "reais": set(),
    "roubles": set(),
}
for name, codes in EXPECTED.items():
    found = {currency.alpha3 for currency in iso4217parse.parse(name) or ()}
    print(f"{name}: {' '.join(sorted(found)) or 'nothing'}")
    assert found == codes, codes
for code in "INR RUB AED SAR CNY IDR BRL".split():
    assert [currency.alpha3 for currency in iso4217parse.parse(code)] == [code]
END
