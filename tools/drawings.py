"""Draws the pictures that the documents show, as text: SVG as the service serves it, and a line as a terminal has it.

    python -m tools.drawings             writes ``docs/pictures`` and the terminal's line into ``docs/history.md``
    python -m tools.drawings --check     ends with 1 where one of them is not what is drawn now

All are of the demo's last afternoon: its past, and rounds of its five days over replayed upstreams.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from werkzeug.test import Client

from fxwidget.config.settings import Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import PROVIDERS, Upstreams
from fxwidget.domain.past import Interval
from fxwidget.render import past_terminal
from fxwidget.render.past_view import Wanted, past_view
from fxwidget.store import open_history
from fxwidget.web import create_app
from tools.builder_drawing import drawing
from tools.rounds import replayed, rounds_with_past

ROOT = Path(__file__).parent.parent
DRAWN = {
    "docs/pictures/table.svg": "/widget.svg?layout=compact",
    "docs/pictures/chart.svg": "/chart/INR.svg?range=1y",
}
"""The service's URL that each picture is an answer of."""

BUILDER = "docs/pictures/builder.svg"
CHOSEN = "currencies=BRL,INR,RUB,ZAR"
"""What is chosen in the picture of the builder."""

TERMINAL = "docs/history.md"
COMMAND = "fxwidget history INR --days 90"
COLUMNS = 80
BEGIN, END = f"<!-- `{COMMAND}`, written by `python -m tools.drawings` -->\n", "<!-- to here -->\n"


class Drawings(NamedTuple):
    """The pictures by their paths within the project, and the line of the terminal."""

    pictures: dict[str, str]
    line: str


def drawings() -> Drawings:
    """Everything as it is drawn now."""
    with _store() as url:
        return Drawings(dict(_pictures(url)), _line(url))


@contextmanager
def _store() -> Iterator[str]:
    """The URL of a store in which the demo's past and all of its days are."""
    with tempfile.TemporaryDirectory() as folder, Upstreams(DAYS[0], PROVIDERS) as upstreams:
        settings = replayed(Path(folder), upstreams, PROVIDERS)
        rounds_with_past(settings, upstreams, DAYS)
        yield settings.store


def _pictures(store: str) -> Iterator[tuple[str, str]]:
    settings = Settings(store=store, url="https://rates.example")
    client = Client(create_app(settings, clock=lambda: at(DAYS[-1]), watch=False))
    for path, url in DRAWN.items():
        yield path, f"{_answer(client, url)}\n"
    builder = drawing(_answer(client, f"/?{CHOSEN}"), _answer(client, f"/widget.svg?layout=compact&{CHOSEN}"))
    yield BUILDER, f"{builder}\n"


def _answer(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.text


def _line(store: str) -> str:
    wanted = Wanted(("INR",), (), "USD", None, None, Interval.DAY, DAYS[-1], timedelta(days=90))
    view = past_view(open_history(store), wanted)
    out = StringIO()
    past_terminal.show(view, view.currencies[0], Console(file=out, width=COLUMNS, highlight=False))
    return out.getvalue()


def stale(root: Path, drawn: Drawings) -> list[str]:
    """The paths below a project's folder that hold something else than what is drawn."""
    pictures = [path for path, text in drawn.pictures.items() if _text(root / path) != text]
    page = _text(root / TERMINAL)
    return pictures if page == _filled(page, drawn.line) else [*pictures, TERMINAL]


def write(root: Path, drawn: Drawings) -> None:
    """Write what is drawn below a project's folder."""
    for path, text in drawn.pictures.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    page = root / TERMINAL
    page.write_text(_filled(_text(page), drawn.line), encoding="utf-8")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _filled(page: str, line: str) -> str:
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}```text\n{line}```\n{end}{after}"


def main(arguments: list[str]) -> int:
    """Write, or check; returns the exit code."""
    drawn = drawings()
    if "--check" not in arguments:
        write(ROOT, drawn)
        return 0
    found = stale(ROOT, drawn)
    for path in found:
        print(f"{path} is not what is drawn now: run python -m tools.drawings", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
