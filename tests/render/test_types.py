"""The element's types: complete, served, and read by TypeScript's own compiler."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from fxwidget.config.settings import Settings
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.snapshot import Direction
from fxwidget.presentation.options import OPTIONS
from fxwidget.render.page.element_data import MEMBERS
from fxwidget.render.page.types import types
from fxwidget.web import create_app

TEXT = types().body.decode()
PAGE = """
import type { FxRate } from "./widget";
const right = <fx-widget src="/rates" lang="pt-BR" amount={2} inverse height={392} data-x="1"
  onfx-load={event => event.detail.rates[0]?.code} />;
// @ts-expect-error: no such layout
const layout = <fx-widget layout="circle" />;
// @ts-expect-error: no such option
const option = <fx-widget currencie="INR" />;
const element = document.querySelector("fx-widget")!;
const price: number | null | undefined = element.rates.find(({ code }: FxRate) => code === "INR")?.rate;
Object.assign(element, { height: 203 });
element.currencies = "INR,RUB";
element.inverse = !element.paused;
element.layout = "";
// @ts-expect-error: rates are for reading
element.rates = [];
element.addEventListener("fx-change", event => event.detail.changed.join());
document.addEventListener("fx-error", ({ detail }) => `${detail.status.toFixed()} ${detail.message} ${detail.url}`);
// @ts-expect-error: a first table has no changes
element.addEventListener("fx-load", ({ detail }) => detail.changed);
"""
REACT_19 = """
export namespace JSX { interface IntrinsicElements { a: { href?: string } } }
"""


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_is_an_attribute_and_a_property(option: object) -> None:
    """An option has a type as an attribute, with its meaning, and one as a property."""
    name, meaning = getattr(option, "name", ""), getattr(option, "meaning", "")
    assert re.search(rf"\*/\n  {name}\?: .+;\n", TEXT)
    assert re.search(rf"^  {name}: .+;$", TEXT, re.MULTILINE)
    assert f"/** {meaning[:1].upper()}{meaning[1:]}. Default: " in TEXT


def test_a_row_has_the_members_of_the_data() -> None:
    """The interface of a row has every member that a fragment states, and the words that those may be."""
    row = TEXT.partition("interface FxRate {")[2].partition("}")[0]
    assert tuple(re.findall(r"readonly (\w+):", row)) == MEMBERS
    for words in (Direction, Freshness):
        assert " | ".join(f'"{word}"' for word in words) in row


def test_the_types_are_served(tmp_path: Path) -> None:
    """They stand beside the script under a fixed name, as text."""
    client: FlaskClient = create_app(Settings(store=f"disk://{tmp_path}/store"), watch=False).test_client()
    got = client.get("/widget.d.ts")
    assert (got.status_code, got.data, got.headers["Content-Type"]) == (
        200,
        types().body,
        "text/plain; charset=utf-8",
    )


@pytest.mark.needs("node")
def test_the_compiler_reads_them(tmp_path: Path) -> None:
    """Under the strictest rules TSX with right attributes, properties and events compiles, and with wrong ones does not.

    The documented lines do the same for a JSX that is not global, as that of React 19.
    """
    documents = (Path(__file__).parents[2] / "docs/embedding.md").read_text("utf-8")
    (lines,) = re.findall(
        r'(?:^    .*\n)*^    declare module "react" \{\n(?:^    .*\n)+', documents, re.MULTILINE
    )
    files = {
        "widget.d.ts": TEXT,
        "global.tsx": PAGE,
        "react/index.d.ts": REACT_19,
        "react.ts": 'import type { FxWidgetElements } from "./widget";\nimport type { JSX } from "react";\n'
        + lines
        + 'export const paused: JSX.IntrinsicElements["fx-widget"]["paused"] = true;\n',
        "tsconfig.json": json.dumps(
            {
                "compilerOptions": {
                    "strict": True,
                    "noEmit": True,
                    "jsx": "preserve",
                    "target": "es2022",
                    "module": "esnext",
                    "moduleResolution": "node",
                    "types": [],
                    "baseUrl": ".",
                },
                "files": ["global.tsx", "react.ts"],
            }
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(["tsc", "-p", "."], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)
