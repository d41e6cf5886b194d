"""The element's script and style: how they are put together, named and served."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qsl

import brotli
import pytest
from flask.testing import FlaskClient

from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.options import OPTIONS
from fxwidget.render.page.assets import Asset, smaller_script, smaller_style, style
from fxwidget.render.page.script import converter_script, script
from fxwidget.web import create_app
from fxwidget.web.embeds import embeds
from tests.support.prefork import fxwidget

ASSETS = {"js": script(), "css": style()}
HASHED = {**ASSETS, "converter": converter_script()}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """An application without any snapshot: script and style need none."""
    return create_app(Settings(store=f"disk://{tmp_path}/store"), watch=False).test_client()


def test_the_script_is_small() -> None:
    """Compressed it has at most 4,096 bytes."""
    assert len(brotli.compress(script().body)) <= 4096


def test_the_script_needs_nothing_else() -> None:
    """It imports the converter's alone, once its hash is checked, runs no text as code, and keeps nothing in the browser."""
    text, converter = (each.body.decode() for each in (script(), converter_script()))
    assert text.count("import(") == 1
    assert f'"./{converter_script().name}"' in text
    assert f'"{converter_script().integrity}"' in text
    for each in (text.replace("import(", ""), converter):
        assert not re.search(
            r"^import |import\(|eval\(|new Function|innerHTML|document\.cookie|Storage|indexedDB",
            each,
            re.MULTILINE,
        )
        assert "\n//" not in each
        assert "/**" not in each


def test_its_attributes_are_the_options() -> None:
    """Every option is an attribute."""
    (query,) = re.findall(r'^const \w+=new URLSearchParams\("(.*?)"\);', script().body.decode(), re.MULTILINE)
    assert [name for name, _ in parse_qsl(query, keep_blank_values=True)] == [
        option.name for option in OPTIONS
    ]


@pytest.mark.parametrize("asset", HASHED.values(), ids=HASHED)
def test_name_and_integrity_are_its_hashes(asset: Asset) -> None:
    """Whoever computes them finds the same."""
    assert asset.name == f"{asset.stem}.{hashlib.sha256(asset.body).hexdigest()[:16]}.{asset.kind}"
    assert asset.integrity == f"sha384-{base64.b64encode(hashlib.sha384(asset.body).digest()).decode()}"


LASTING = {asset.name: "max-age=31536000, immutable" for asset in HASHED.values()}
SHORT = {
    f"widget.{kind}": "max-age=300, stale-while-revalidate=3600, stale-if-error=86400" for kind in ASSETS
}


@pytest.mark.parametrize(("name", "caching"), {**LASTING, **SHORT}.items())
def test_it_is_served_for_ever_by_its_hash(client: FlaskClient, name: str, caching: str) -> None:
    """Under its hash it never changes; under its plain name it may, which the converter's has none of."""
    asset = next(each for each in HASHED.values() if name in (each.name, f"{each.stem}.{each.kind}"))
    got = client.get(f"/{name}")
    assert got.data == asset.body
    assert got.headers["Cache-Control"] == caching
    assert got.headers["Content-Type"] == asset.media_type
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in got.headers
    again = client.get(got.request.path, headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("asset", HASHED.values(), ids=HASHED)
def test_it_is_compressed_as_well_as_can_be(client: FlaskClient, asset: Asset) -> None:
    """What is kept for a year is sent in the fewest bytes that brotli makes of it."""
    got = client.get(f"/{asset.name}", headers={"Accept-Encoding": "br"})
    assert got.data == brotli.compress(asset.body, quality=11, mode=brotli.MODE_TEXT)


@pytest.mark.parametrize("kind", ASSETS)
def test_another_versions_hash_leads_to_the_current_one(client: FlaskClient, kind: str) -> None:
    """A page that still names an older version's file without its hash goes on working; nobody keeps that answer."""
    got = client.get(f"/widget.0123456789abcdef.{kind}")
    assert got.status_code == 302
    assert got.headers["Location"] == f"widget.{kind}"
    assert got.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/widget.mjs", "/widget.0123456789abcdef.png", "/converter.js", "/converter.0123456789abcdef.js"]
)
def test_there_are_no_others(client: FlaskClient, path: str) -> None:
    """What is neither is not there."""
    assert client.get(path).status_code == 404


def test_smaller_styles_mean_the_same() -> None:
    """Comments and spaces go where they mean nothing, and stay where they do."""
    text = "/* a\nb */\n.a :is(b, c) > d , e:hover {\n  font: 1em/1.4 a, b;\n  width: calc(1em + 2px);\n}\n@media (x: y) { f { g: h; } }\n"
    assert (
        smaller_style(text)
        == ".a :is(b,c) > d,e:hover{font:1em/1.4 a,b;width:calc(1em + 2px)}@media (x: y){f{g:h}}"
    )


@pytest.mark.parametrize(
    ("text", "smaller"),
    [
        ('// a\n/** b */\nif (c) {\n  d("//"); // e\n\n}\n', 'if(c){d("//");// e\n}'),
        ("a = b + c ? d : [e, f];\n", "a=b+c?d:[e,f];"),
        ("a + +b - -c / d % e\n", "a + +b - -c/d%e\n"),
        ('f("a + b", `${c} + d`)\n', 'f("a + b",`${c} + d`)\n'),
        ("return /a/.test(b)\n", "return /a/.test(b)\n"),
        ("#near = 1;\n#far() { return this.#near; }\n", "#a=1;#b(){return this.#a;}"),
        ("a = () => {\n  b();\n};\nif (c) {\n  d();\n}\ne();\n", "a=()=>{b();};if(c){d();}e();"),
    ],
)
def test_a_smaller_script_is_the_same_script(text: str, smaller: str) -> None:
    """Comments, indentation and spaces go where they mean nothing; private members have short names; strings stay."""
    assert smaller_script(text) == smaller


@pytest.mark.parametrize(
    ("text", "smaller"),
    [
        ("const shown = 1;\nlet more;\nmore = shown + shown;\n", "const a=1;let b;b=a+a;"),
        ("const shown = 1;\nit.shown({ shown: shown });\n", "const a=1;it.shown({shown:a});"),
        ('const shown = [];\nf("shown", [...shown]);\n', 'const a=[];f("shown",[...a]);'),
        ("const shown = a;\n#shown = shown;\n", "const b=a;#a=b;"),
        ("f(() => {\n  const within = 1;\n});\n", "f(()=>{const within=1;});"),
    ],
)
def test_a_script_alone_has_short_names(text: str, smaller: str) -> None:
    """Those of its first level, where they are no property's and no text, and none that it has already."""
    assert smaller_script(text, alone=True) == smaller


def test_embeds_are_printed_with_the_scripts_hash() -> None:
    """What a site pastes names this version's script, and the policy lets exactly that one run."""
    done = fxwidget("embed", "https://rates.example/", cwd=Path(__file__).parent)
    assert done.returncode == 0
    for line in (
        f'src="https://rates.example/{script().name}"',
        f'integrity="{script().integrity}"',
        f"script-src '{script().integrity}'; connect-src https://rates.example",
        'href="https://rates.example/widget.css"',
        '<iframe src="https://rates.example/widget" title=',
    ):
        assert line in done.stdout
    assert "example//" not in done.stdout


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("rates.example", "is not the address of a service"),
        ("javascript:alert(1)", "is not the address of a service"),
        ('https://x.example/"><script>', "is not the address of a service"),
        ("", "is empty; write the address"),
    ],
)
def test_an_embed_needs_an_address(address: str, why: str) -> None:
    """What is no web address is refused in a line."""
    with pytest.raises(ConfigurationError, match=why):
        embeds(address)
