#!/bin/sh
# feedparser 6.0.14 gives the attributes of a central bank's rate in place of the rate.
#
# RSS-CB, the RSS in which central banks publish rates, writes <cb:value decimals="4">1.1672</cb:value>. Of an element
# of a name space that it doesn't know feedparser gives the text if there are no attributes, and only the attributes if
# there are: cb_value is {"frequency": "daily", "decimals": "4"}, the base currency {"unit_mult": "0"}. Their texts, run
# together, are that of the element around them, "1.1672EUR". Without the attributes, which the format foresees, the
# rate is there.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check feedparser==6.0.14
env/bin/python - <<'END'
import feedparser

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cb="http://www.cbwiki.net/wiki/index.php/Specification_1.1">
  <channel rdf:about="https://bank.example/rates"><title>Rates</title><link>https://bank.example/</link>
    <description>Reference rates</description>
    <items><rdf:Seq><rdf:li rdf:resource="https://bank.example/usd"/></rdf:Seq></items></channel>
  <item rdf:about="https://bank.example/usd"><title>US dollar</title><link>https://bank.example/usd</link>
    <description>US dollars for a euro</description><dc:date>2026-11-30T14:15:00+01:00</dc:date>
    <cb:statistics><cb:country>U2</cb:country><cb:exchangeRate>
      <cb:value{attributes}>1.1672</cb:value><cb:baseCurrency{unit}>EUR</cb:baseCurrency>
      <cb:targetCurrency>USD</cb:targetCurrency></cb:exchangeRate></cb:statistics></item>
</rdf:RDF>"""


def entry(attributes: str, unit: str) -> dict:
    """The one entry of the feed as feedparser sees it."""
    found = feedparser.parse(FEED.format(attributes=attributes, unit=unit))
    assert not found.bozo
    return found.entries[0]


written = entry(' frequency="daily" decimals="4"', ' unit_mult="0"')
plain = entry("", "")
for name, one in (("with attributes", written), ("without", plain)):
    print(f"{name}: value {one.cb_value}, base {one.cb_basecurrency}, target {one.cb_targetcurrency}")
print("text of the element around them:", " ".join(written.cb_exchangerate.split()))
assert (plain.cb_value, plain.cb_basecurrency) == ("1.1672", "EUR")
assert (written.cb_value, written.cb_basecurrency) == ({"frequency": "daily", "decimals": "4"}, {"unit_mult": "0"})
assert written.cb_targetcurrency == "USD"
END
