#!/bin/sh
# accounting.js 0.4.1 and money-math 2.6.3 read JavaScript's own text of a small rate as ten million times as much.
#
# A number below 0.000001 becomes a text with an exponent: the dollars for one Iranian rial are "7.272727272727273e-7".
# Both libraries throw away what is no digit, point or sign, and go on with 7.27: accounting.formatMoney shows $7.2727,
# and money-math's floatToAmount, given the number itself, "7.27". Beside them currency.js 2.0.4 says NaN of the text
# and keeps the number, and numeral 2.0.6 formats either as NaN. numeral's and accounting's are known (since 2017 and
# 2019) and unmended; decimal.js 10.6.0 reads both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund accounting@0.4.1 money-math@2.6.3 currency.js@2.0.4 numeral@2.0.6 \
    decimal.js@10.6.0
cat >rates.cjs <<'END'
const assert = require("node:assert/strict");
const accounting = require("accounting");
const money = require("money-math");
const currency = require("currency.js");
const numeral = require("numeral");
const Decimal = require("decimal.js");

const rate = 1 / 1375000;
const text = String(rate);
const found = {
  "accounting.js, text": accounting.formatMoney(text, "$", 4),
  "accounting.js, number": accounting.formatNumber(rate, 10),
  "money-math, number": money.floatToAmount(rate),
  "currency.js, text": String(currency(text, { precision: 10 }).value),
  "currency.js, number": currency(rate, { precision: 10 }).toString(),
  "numeral, number": numeral(rate).format("0.0000000000"),
  "decimal.js, text": new Decimal(text).toFixed(10),
};
console.log("the rate:", text);
for (const [name, value] of Object.entries(found)) console.log(`${name}: ${value}`);
assert.deepEqual(Object.values(found), ["$7.2727", "0.0000007273", "7.27", "NaN", "0.0000007273", "NaN", "0.0000007273"]);
END
node rates.cjs
