#!/bin/sh
# extruct 0.18.0 loses the date of a rate that a page writes in either of the two ways of HTML's time element.
#
# In microdata <time itemprop="validFrom">2026-12-01</time> has its text for a value where there is no datetime
# attribute (HTML, "The time element"); extruct gives "". In RDFa it is the other way round: there <time
# datetime="2026-12-01">today</time> is "today", where HTML+RDFa has the attribute (test 0272 of its suite), since
# extruct doesn't say that the page is HTML. Who states when a rate is good for is read alike by both readers only with
# the text and the attribute the same.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check extruct==0.18.0
env/bin/python - <<'END'
import io

import extruct
from pyRdfa import pyRdfa
from rdflib import URIRef

MICRODATA = """<p itemscope itemtype="https://schema.org/UnitPriceSpecification">
<meta itemprop="price" content="95.1234">
<time itemprop="validFrom" datetime="2026-12-01">today</time>
<time itemprop="validThrough">2026-12-02</time></p>"""
RDFA = """<p vocab="https://schema.org/" typeof="UnitPriceSpecification">
<meta property="price" content="95.1234">
<time property="validFrom" datetime="2026-12-01">today</time>
<time property="validThrough">2026-12-02</time></p>"""
NAMES = ("price", "validFrom", "validThrough")

(item,) = extruct.extract(MICRODATA, syntaxes=["microdata"])["microdata"]
microdata = [item["properties"][name] for name in NAMES]
graph = extruct.extract(RDFA, base_url="https://rates.example/", syntaxes=["rdfa"])["rdfa"]
(node,) = [node for node in graph if "https://schema.org/price" in node]
rdfa = [node[f"https://schema.org/{name}"][0]["@value"] for name in NAMES]
print("microdata:", dict(zip(NAMES, microdata, strict=True)))
print("RDFa:", dict(zip(NAMES, rdfa, strict=True)))
page = f"<!DOCTYPE html><html><head><title>Rates</title></head><body>{RDFA}</body></html>"
told = pyRdfa(media_type="text/html", base="https://rates.example/").graph_from_source(io.StringIO(page))
(date,) = map(str, told.objects(predicate=URIRef("https://schema.org/validFrom")))
print("RDFa by the same reader, told that the page is HTML: validFrom", date)
assert date == "2026-12-01"
assert microdata == ["95.1234", "2026-12-01", ""]
assert rdfa == ["95.1234", "today", "2026-12-02"]
END
