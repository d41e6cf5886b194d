"""What the WordPress plugin computes and draws by itself, by PHP without WordPress, beside what the service says."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from babel.messages.pofile import read_po

from fxwidget.domain.number_format import display
from fxwidget.domain.snapshot import Agreement, Rate
from fxwidget.presentation.language import LANGUAGES
from tests.support.service import Service
from tests.support.snapshots import NOW, snapshot
from tests.support.ties import TIES
from tools import plugin_catalogues
from tools.plugin import SOURCE, archive, build

pytestmark = pytest.mark.needs("wordpress")

STUBS = Path(__file__).parents[1] / "support/php/stubs.php"
TOKENS = """$newer = ['T_MATCH', 'T_ATTRIBUTE', 'T_NULLSAFE_OBJECT_OPERATOR', 'T_ENUM', 'T_READONLY'];
foreach (array_slice($argv, 1) as $file) {
    $text = file_get_contents($file); $code = '';
    foreach (token_get_all($text, TOKEN_PARSE) as $token) {
        $name = is_array($token) ? token_name($token[0]) : ''; $code .= in_array($name, ['T_COMMENT', 'T_DOC_COMMENT', 'T_CONSTANT_ENCAPSED_STRING', 'T_ENCAPSED_AND_WHITESPACE']) && strpos($token[1], 'ABSPATH') === false && strpos($token[1], 'WP_UNINSTALL') === false ? '' : (is_array($token) ? $token[1] : $token);
        if (in_array($name, $newer)) { echo "$file: $token[1]\n"; }
    }
    if (preg_match_all('~\\b(?:str_contains|str_starts_with|str_ends_with|array_is_list|get_debug_type|mixed|never)\\b|[a-z]\\|[\\\\a-z]+ \\$|\\)\\s*:\\s*\\??[\\\\\\w]+\\||__construct\\([^)]*(?:public|private)~', $code, $found)) { echo $file, ': ', implode(' ', $found[0]), "\n"; }
    if (!preg_match("~defined\\( '(?:ABSPATH|WP_UNINSTALL_PLUGIN)' \\) \\|\\| exit;~", $code)) { echo "$file: can be asked for\n"; }
}"""
"""Names the files of PHP that a parser of PHP 7.4 would not read, or that do something when they are asked for by their address."""

Call = tuple[str, Sequence[Any]]


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("plugin"))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    it = Service(tmp_path_factory.mktemp("service"))
    closes = {"INR": "84.9012", "BRL": "5.6531", "AED": "3.6731", "IRR": "42250"}
    rows = tuple(_closed(rate, closes.get(rate.code)) for rate in snapshot().rates)
    it.publish(snapshot().model_copy(update={"rates": rows}))
    return it


def _closed(rate: Rate, close: str | None) -> Rate:
    """A row whose previous close is known."""
    if close is None or rate.rate is None:
        return rate.model_copy(update={"direction": None})
    change = rate.rate - Decimal(close)
    moved = {"change": change, "change_pct": round(100 * change / Decimal(close), 2)}
    direction = "up" if change > 0 else "down" if change else "flat"
    return Rate.model_validate(
        rate.model_dump() | {"previous_close": Decimal(close), "direction": direction} | moved
    )


def php(plugin: Path, calls: Sequence[Call]) -> list[Any]:
    """What the plugin's functions return, all in one process."""
    named = [(f"Fxwidget\\{name}", arguments) for name, arguments in calls]
    done = subprocess.run(
        ["php", "-d", "display_errors=stderr", str(STUBS), str(plugin)],
        input=json.dumps(named),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
    found: list[Any] = json.loads(done.stdout)
    return found


def test_every_file_is_php_since_7_4(plugin: Path) -> None:
    """The PHP at hand reads each file, nothing in it is newer than 7.4, and asked for by its address it does nothing."""
    paths = [str(path) for path in sorted(plugin.rglob("*.php"))]
    done = subprocess.run(["php", "-r", TOKENS, "--", *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_coding_standard() -> None:
    """The code is laid out by WordPress's standard, as far as Debian's PHP_CodeSniffer has its sniffs."""
    command = ["phpcs", "-q", "--report=emacs", f"--standard={SOURCE.parent / 'phpcs.xml'}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout


def test_catalogues_are_whole() -> None:
    """Template, catalogues and those of the editor's script are what the messages are now; each has every message, with its values."""
    with (plugin_catalogues.LANGUAGE_FILES / "fxwidget.pot").open("rb") as lines:
        assert tuple(str(each.id) for each in read_po(lines) if each.id) == plugin_catalogues.messages()
    for code in plugin_catalogues.LOCALES:
        texts = plugin_catalogues.translations(code)
        assert [text for text, translated in texts.items() if not translated] == []
        for text, translated in texts.items():
            assert sorted(VALUE.findall(text)) == sorted(VALUE.findall(translated)), (code, text)
        with plugin_catalogues.file(code).open("rb") as lines:
            assert {str(each.id): str(each.string) for each in read_po(lines) if each.id} == texts
        assert plugin_catalogues.script(code).read_text("utf-8") == plugin_catalogues.for_script(code)


VALUE = re.compile(r"%(?:\d\$)?[sd]")


def test_the_archive_is_the_plugin(plugin: Path, tmp_path: Path) -> None:
    """What the Plugins page uploads is one folder with all that is built, the same bytes each time; the readme is as the directory wants it."""
    archive(tmp_path / "fxwidget.zip")
    with zipfile.ZipFile(tmp_path / "fxwidget.zip") as made:
        packed = {name: made.read(name) for name in made.namelist()}
    names, readme = set(packed), packed["fxwidget/readme.txt"].decode()
    assert packed == {
        str(path.relative_to(plugin.parent)): path.read_bytes()
        for path in plugin.rglob("*")
        if path.is_file()
    }
    assert {f"fxwidget/languages/fxwidget-{name}.mo" for name in plugin_catalogues.LOCALES.values()} <= names
    (version,) = re.findall(r"const VERSION = '(.+)'", (plugin / "fxwidget.php").read_text("utf-8"))
    assert f"Stable tag: {version}\n" in readme
    assert f"= {version} =" in readme
    (short,) = re.findall(r"License URI:[^\n]*\n\n(.+)\n", readme)
    assert len(short) <= 150  # the directory cuts it there
    (tags,) = re.findall(r"Tags: (.+)", readme)
    assert len(tags.split(",")) <= 5


def test_numbers_are_written_as_the_service_writes_them(plugin: Path) -> None:
    """Ties and other numbers, in every language, to the usual decimals and to those that are asked for: half even, CLDR's signs."""
    random = Random(1)
    numbers = [*TIES, "3.6731", "42250", "1375000", "18016.34", "0.011701", "1234.5", "123456789012"]
    numbers += [str(Decimal(random.randrange(1, 10**size)).scaleb(-size // 2)) for size in range(1, 12)]
    asked = [*product(LANGUAGES, numbers, (None, 0, 2, 4))]
    words = {code: json.loads((plugin / f"words/{code}.json").read_text("utf-8")) for code in LANGUAGES}
    signs = ("decimal", "group", "grouping", "grouped_from", "numerals")
    calls = [
        ("shown_number", [{name: words[code][name] for name in signs}, float(number), decimals])
        for code, number, decimals in asked
    ]
    expected = [display(Decimal(number), code, decimals) for code, number, decimals in asked]
    assert expected == php(plugin, calls)


TAGS = re.compile(r"<(?:span class=\"unseen\"|svg|button|script).*?</(?:span|svg|button|script)>|<[^>]+>", re.DOTALL)  # fmt: skip


def texts(html: str, pattern: str) -> list[str]:
    """The visible texts of what a pattern's group finds."""
    return [" ".join(TAGS.sub(" ", found).split()) for found in re.findall(pattern, html, re.DOTALL)]


def rows(html: str) -> dict[str, list[str]]:
    """What a reader sees of a table: heading and columns, each row's cells, and what unfolds below the rows."""
    return {
        "heading": texts(html, r'<p class="heading[^>]*>(.*?)</p>'),
        "titles": texts(html, r"<th scope=\"col\"[^>]*>(.*?)</th>"),
        "names": texts(html, r'<th scope="row">(.*?)</th>'),
        "prices": texts(html, r'<span class="price"[^>]*>(.*?)</td>'),
        "more": texts(html, r'<td class="more">(.*?)</td>'),
        "why": [re.split("<li[^>]*>", found)[-1] for found in texts(html, r"<ul>(<li.*?)</ul></details>")],
        "times": texts(html, r"<dd>(?:<time[^>]*>)?([^<]+?)(?:</time>)?</dd>"),
        "words": texts(html, r'<p class="quiet"(?: part="disclaimer")?>(.*?)</p>')[-1:],
        "below": texts(html, r'<span class="(?:origin|unfold)">(.*?)</span>'),
    }


QUERIES = (
    "layout=table&columns=previous,change,source",
    "layout=table&base=INR&currencies=BRL,USD,AED",
    "layout=table&amount=1000&currencies=INR,IRR,SAR&names=codes&header=Ours",
    "layout=table&inverse=1&amount=100&currencies=INR,BRL&decimals=2",
    "layout=compact&names=names&flags=none&tz=Asia/Kolkata&header=none",
)


def options_of(query: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in query.split("&"))


def test_a_drawn_table_says_what_the_services_does(plugin: Path, service: Service) -> None:
    """Headings, names, prices, arrows, columns, times and words of the site's own table are the service's, in every language."""
    document, now = json.loads(service.get("/v1/rates").text), int(NOW.timestamp())
    first, *others = QUERIES
    asked = [*product((first,), LANGUAGES), *product(others, ("en", "ar", "es"))]
    queries = [f"{query}&lang={code}&calendar=gregory" for query, code in asked]
    drawn = php(plugin, [("draw", [document, options_of(query), now]) for query in queries])
    for query, found in zip(queries, drawn, strict=True):
        sent = service.get(f"/widget?fragment=1&{query}")
        assert (query, seen(sent.text)) == (query, seen(found["html"]))
        assert found["left_out"] == []


def aged(row: Rate, **update: Any) -> Rate:
    return row.model_copy(update=update)


def test_age_is_by_the_documents_instants(plugin: Path) -> None:
    """Late, stale and withdrawn come by the clock alone, and the copy's own time too: no newer document is needed for it."""
    document = json.loads(snapshot().to_json())
    instants = {"fresh": 0, "late": 2, "stale": 3, "withdrawn": 15 * 24}
    calls = [
        ("draw", [document, {"currencies": "INR"}, int((NOW + timedelta(hours=hours)).timestamp())])
        for hours in instants.values()
    ]
    for name, found in zip(instants, php(plugin, calls), strict=True):
        html = found["html"]
        assert [word for word in ("late", "stale", "withdrawn") if f'class="warning">{word}<' in html] == [
            name
        ] * (name != "fresh")
        assert ("85.3395" in html) == (name != "withdrawn")
        assert ('old-copy" role="status" hidden>' in html) == (name == "fresh")


def test_what_is_agreed_is_said(plugin: Path) -> None:
    """A number that is held or disputed says so beside it; an operator's replay stands above the table."""
    told = {Agreement.HELD: "held: last good rate", Agreement.DISPUTED: "sources disagree: last good rate"}
    tables = [
        snapshot(*(aged(row, agreement=agreement) for row in snapshot().rates if row.code == "INR"))
        for agreement in told
    ]
    drawn = php(
        plugin, [("draw", [json.loads(table.to_json()), {}, int(NOW.timestamp())]) for table in tables]
    )
    for text, found in zip(told.values(), drawn, strict=True):
        assert f'<span class="warning">{text}</span>' in found["html"]


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"currencies": "INR,XXX"}, "The rates have no XXX."),
    ({"base": "XYZ"}, "The rates have no XYZ."),
    ({"amount": "-1"}, "The amount is no number that can be."),
    ({"amount": "many"}, "The amount is no number that can be."),
    ({"accent": "blue"}, "accent can’t be “blue”."),
    ({"ground": "#fff,url(//evil.example)"}, "ground can’t be “#fff,url(//evil.example)”."),
    ({"tz": "Nowhere/City"}, "tz can’t be “Nowhere/City”."),
    ({"lang": "xx"}, f"lang can’t be “xx”. It is one of {', '.join(LANGUAGES)}."),
    ({"columns": "source,price"}, "columns can’t be “source,price”. It is one of previous, change, source."),
)


def test_what_cannot_be_drawn(plugin: Path) -> None:
    """Currencies that the document has not are refused by their names; layouts and symbols that need the service are left out, and named."""
    document, now = json.loads(snapshot().to_json()), int(NOW.timestamp())
    calls: list[Call] = [("draw", [document, options, now]) for options, _ in WRONG]
    assert [why for _, why in WRONG] == php(plugin, calls)
    needs = {"layout": "matrix", "symbol": "1", "moving": "1", "currencies": "INR"}
    (found,) = php(plugin, [("draw", [document, needs, now])])
    assert sorted(found["left_out"]) == ["layout", "moving", "symbol"]
    assert "85.3395" in found["html"]


HOSTILE = '<b onclick="x()">'


def test_a_document_in_wrong_hands(plugin: Path) -> None:
    """Whatever a document says comes out as text, its links lead to the web alone, and what is no document is none."""
    document = json.loads(snapshot().to_json())
    row = next(each for each in document["rates"] if each["code"] == "INR")
    row |= {"name": HOSTILE, "agreement": HOSTILE, "kind": HOSTILE, "as_of": HOSTILE, "market_day": HOSTILE}
    document |= {"disclaimer": HOSTILE, "checked_at": HOSTILE, "changed_at": None}
    document["sources"][0] |= {"name": HOSTILE, "url": "javascript:x()", "attribution": HOSTILE}
    options = dict.fromkeys(("header", "caption", "disclaimer"), HOSTILE)
    (found,) = php(plugin, [("draw", [document, options, int(NOW.timestamp())])])
    assert "<b" not in found["html"].replace("<bdi", "")
    bad = [
        "",
        "[]",
        "{}",
        '{"base":"USD"}',
        json.dumps(document | {"valid_until": HOSTILE}),
        json.dumps(document | {"rates": [{}]}),
    ]
    rate_of_text = json.dumps(document | {"rates": [row | {"rate": "85"}]})
    assert php(plugin, [("read_document", [text]) for text in (*bad, rate_of_text)]) == [None] * 7


GIVEN: tuple[tuple[dict[str, str] | list[str], dict[str, str] | str], ...] = (
    ({"currencies": "“INR,RUB”"}, {"currencies": "INR,RUB"}),
    ({"currencies": "&#8220;INR&#8221;", "lang": "»ru«"}, {"currencies": "INR", "lang": "ru"}),
    ({"currencies": "&#8243;INR&#8243;", "base": "‘EUR’"}, {"currencies": "INR", "base": "EUR"}),
    ({"inverse": "yes", "layout": "CARD"}, {"inverse": "yes", "layout": "CARD"}),
    ({"lang": "pt-BR", "columns": "Change, source"}, {"lang": "pt-BR", "columns": "Change, source"}),
    ({"currency": "INR"}, "There is no option “currency”."),
    ({"layout": "grid"}, "layout can’t be “grid”."),
    ({"header": "“Our", "0": "rates”"}, "“rates” stands outside of quotes"),
)


def test_what_writers_write(plugin: Path) -> None:
    """Curly quotes of any kind are no part of a value; an option that there is not, or a value that can't be, is named."""
    found = php(plugin, [("read_given", [given]) for given, _ in GIVEN])
    for (given, expected), (options, fault) in zip(GIVEN, found, strict=True):
        if isinstance(expected, str):
            assert (given, options) == (given, [])
            assert fault.startswith(expected)
        else:
            assert (given, options, fault) == (given, expected, "")


FILES = {
    "/widget?fragment=true": "fragment.html",
    "/widget?fragment=true&lang=ru": "widget/fragment=true&lang=ru.html",
    "/widget?currencies=INR,RUB&layout=card&fragment=1&lang=ru": "card.html",
    "/widget?lang=ru": "page.html",
    "/v1/rates": "v1/rates.json",
}


def test_the_file_of_a_table(plugin: Path) -> None:
    """A set's file is found by its options however they are written; a zone that nobody asked for is given up, nothing else."""
    asked: tuple[tuple[dict[str, str], str], ...] = (
        ({}, "fragment.html"),
        ({"lang": "en", "theme": "auto", "amount": "1", "inverse": "0"}, "fragment.html"),
        ({"lang": "RU"}, "widget/fragment=true&lang=ru.html"),
        ({"lang": "ru", "tz": "Asia/Kolkata"}, ""),
        ({"layout": "Card", "lang": "ru", "currencies": "inr, rub"}, "card.html"),
        ({"currencies": "RUB,INR", "layout": "card", "lang": "ru"}, ""),
        ({"lang": "hi"}, ""),
    )
    found = php(plugin, [("file_of", [options, FILES]) for options, _ in asked])
    assert [file for _, file in asked] == found


def test_files_stay_in_their_folder(plugin: Path) -> None:
    """A manifest names files below itself; any other name is passed over, and what is no manifest has none."""
    good = ["a.html", "widget/fragment=1&lang=ru.html", "..a/b"]
    bad = ["", "/etc/passwd", "../x", "a/../../x", "a/./b", "https://evil.example/x", "a\\b", "a\nb"]
    manifest = {"files": [{"url": f"/{n}", "file": file} for n, file in enumerate([*good, *bad])]}
    calls: list[Call] = [("read_manifest", [json.dumps(manifest)])]
    calls += [("read_manifest", [text]) for text in ("", "[]", '{"files": 1}', '{"files": [1, {}]}')]
    first, *others = php(plugin, calls)
    assert [*first.values()] == good
    assert others == [[], [], [], []]


def seen(html: str) -> dict[str, list[str]]:
    """What both say: a remark that holds for all rows stands once in the service's table, and beside each row in the site's."""
    found = rows(html)
    prices = [re.split(r"(?<=[▲▼0-9٠-٩۰-۹—]) (?![▲▼])", price)[0] for price in found["prices"]]
    return {**found, "prices": prices, "why": []}
