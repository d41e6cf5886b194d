"""The service as its operator runs it: real processes, real HTTP, upstreams on the loopback address."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fxwidget.cli import cli
from fxwidget.ops import log
from tests.support.loopback import Loopback, Peer, Reply, answer
from tests.support.prefork import fxwidget
from tests.support.processes import PATIENCE, Clock, Running, alive, faked, get, running, until

pytestmark = pytest.mark.needs("processes")

DOCUMENTS = Path(__file__).parents[1] / "documents"
IN_THE_WILD = ("AED", "BRL", "CNH", "EGP", "ETB", "INR", "IRR", "RUB", "SAR", "ZAR")
SET_OF_25_APRIL = "2026-04-25 09:00:00"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A working directory with nothing in it."""
    return tmp_path


def configure(home: Path, urls: dict[str, str], **more: Any) -> None:
    """Write ``fxwidget.toml``: these providers, at these addresses, two currencies, a store in the directory."""
    values = {"store": f"disk://{home}/store", "sources": list(urls), "currencies": ["INR", "RUB"], **more}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    for name, url in urls.items():
        lines += [f"[provider.{name}]", f'url = "{url}"']
    (home / "fxwidget.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def changing(current: list[Reply]) -> Reply:
    """A reply that is whatever the list's last one is when it is asked."""

    def reply(peer: Peer) -> None:
        current[-1](peer)

    return reply


@pytest.fixture
def bank() -> Iterator[tuple[Loopback, list[Reply]]]:
    """The Bank of Russia's set of 25 April 2026, until another reply is put in its place."""
    body = (DOCUMENTS / "bank_of_russia/XML_daily.xml").read_bytes()
    replies = [answer(200, body, {"Content-Type": "application/xml; charset=windows-1251"})]
    with Loopback(changing(replies)) as server:
        yield server, replies


def rates(url: str) -> dict[str, dict[str, Any]] | None:
    """The rows of the JSON by code, or None while there are none."""
    got = get(f"{url}/v1/rates")
    if got.status != 200:
        return None
    document = json.loads(got.body, parse_float=Decimal, parse_int=Decimal)
    return {row["code"]: row for row in document["rates"]}


def aged(url: str, freshness: str) -> dict[str, dict[str, Any]] | None:
    """The rows, once RUB is as old as this."""
    rows = rates(url)
    return rows if rows and rows["RUB"]["freshness"] == freshness else None


def ends_with_its_children(it: Running, number: int) -> None:
    """A signal to ``serve`` ends it, and its web and refresher with it; with 0 where it was told to end."""
    children = it.children()
    assert len(children) >= 3  # the web, its worker, the refresher
    code = it.end(number)
    assert code == (-number if number == signal.SIGKILL else 0)
    until(lambda: not any(alive(pid) for pid in children), "the end of every child")


def test_the_table_of_14_may_2025(home: Path) -> None:
    """The figures, arrows and times of the widget in the wild stand on the page, in the JSON and in the terminal."""
    with Loopback(answer(200, (DOCUMENTS / "currencyrate/currencyrate.json").read_bytes())) as upstream:
        configure(home, {"currencyrate": upstream.url("")}, currencies=IN_THE_WILD)
        clock = faked("2025-05-14 06:05:00")
        with running("serve", "--port", "0", cwd=home, env=clock) as it:
            rows = until(lambda: rates(it.url), "the first rates")
            document = json.loads(get(f"{it.url}/v1/rates").body)
            page = get(f"{it.url}/widget").text
            shown = fxwidget("show", cwd=home, env={**clock, "COLUMNS": "100"})
            as_json = fxwidget("show", "--json", cwd=home, env=clock)
            ends_with_its_children(it, signal.SIGINT)
    expected = {
        "AED": ("3.6731", "flat"), "BRL": ("5.609", "down"), "CNH": ("7.2129", "up"), "EGP": ("50.4775", "up"),
        "ETB": ("133.5558", "flat"), "INR": ("85.3395", "up"), "IRR": ("42250", "flat"), "RUB": ("79.8457", "down"),
        "SAR": ("3.7506", "flat"), "ZAR": ("18.3117", "down"),
    }  # fmt: skip
    assert list(rows) == [*IN_THE_WILD, "USD"]
    assert {code: (str(rows[code]["rate"]), rows[code]["direction"]) for code in expected} == expected
    assert {rows[code]["agreement"] for code in expected} == {"single_source"}
    assert re.fullmatch(r"2025-05-14T06:05:\d\dZ", document["checked_at"])
    assert document["changed_at"] == "2025-05-14T06:00:00Z"
    assert {row["as_of"] for row in document["rates"][:-1]} == {"2025-05-14T06:00:00Z"}
    assert (str(rows["INR"]["previous_close"]), str(rows["INR"]["change"])) == ("84.9012", "0.4383")
    assert str(rows["INR"]["change_pct"]) == "0.52"
    for text in (re.sub(r"<[^>]+>", " ", page), shown.stdout):
        for code, (number, direction) in expected.items():
            figure = "42,250" if code == "IRR" else number
            arrow = {"up": "▲", "down": "▼", "flat": ""}[direction]
            line = rf"{re.escape(figure)}\s+{arrow}" if arrow else rf"{re.escape(figure)}\s+[^▲▼\s]"
            assert re.search(line, text), (code, text)
        assert "14 May 2025 06:05 UTC" in text
        assert "14 May 2025 06:00 UTC" in text
        assert "CurrencyRate" in text
    assert shown.returncode == 0
    assert json.loads(as_json.stdout)["rates"] == document["rates"]


def test_the_bank_of_russias_set_of_25_april_2026(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """One provider's recorded figures are crossed exactly, all the way to page, JSON and terminal."""
    configure(home, {"bank_of_russia": bank[0].url("")}, currencies=IN_THE_WILD)
    with running("serve", "--port", "0", cwd=home, env=faked(SET_OF_25_APRIL)) as it:
        rows = until(lambda: rates(it.url), "the first rates")
        page = get(f"{it.url}/widget").text
        ends_with_its_children(it, signal.SIGKILL)
    crossed = {code: str(rows[code]["rate"]) for code in ("AED", "BRL", "IRR", "RUB", "SAR")}
    assert crossed == {
        "AED": "3.67250651574",
        "BRL": "4.95358431167",
        "IRR": "1400583.39638",
        "RUB": "75.5273",
        "SAR": "3.75000248255",
    }
    assert rows["IRR"]["display"] == "1,400,583"
    assert rows["AED"]["derived"] == "cross RUB"
    assert (
        rows["CNH"]["rate"] is None
    )  # the bank lists the yuan on-shore only, and that is another instrument
    assert "1,400,583" in page
    assert "1,400,583" in fxwidget("show", cwd=home, env=faked(SET_OF_25_APRIL)).stdout


def test_show_asks_first_where_there_is_nothing(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """``show`` runs a round where none was stored, and again only when told to."""
    configure(home, {"bank_of_russia": bank[0].url("")})
    clock = faked(SET_OF_25_APRIL)
    assert "75.5273" in fxwidget("show", cwd=home, env=clock).stdout
    assert "75.5273" in fxwidget("show", cwd=home, env=clock).stdout
    assert len(bank[0].requests) == 1
    assert "75.5273" in fxwidget("show", "--fetch", cwd=home, env=clock).stdout
    assert len(bank[0].requests) == 2


def test_a_dead_refresher_is_started_again(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """The web goes on while the refresher is dead, ``serve`` starts it again, and ends it like the first."""
    configure(home, {"bank_of_russia": bank[0].url("")})
    with running("serve", "--port", "0", cwd=home, env=faked(SET_OF_25_APRIL)) as it:
        until(lambda: rates(it.url), "the first rates")
        (old,) = [pid for pid, line in it.children().items() if line.endswith("refresher")]
        os.kill(old, signal.SIGKILL)
        it.wait_for("the refresher ended with -9; it is started again")
        assert get(f"{it.url}/widget").status == 200
        until(
            lambda: [p for p, line in it.children().items() if line.endswith("refresher") and p != old],
            "another",
        )
        ends_with_its_children(it, signal.SIGTERM)


def test_a_dead_web_process_ends_serve(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """Without its web process ``serve`` has no purpose: it ends with an error, for its own supervisor to see.

    While it lives nobody else gets its port, another granian neither.
    """
    configure(home, {"bank_of_russia": bank[0].url("")})
    with running("serve", "--port", "0", cwd=home, env=faked(SET_OF_25_APRIL)) as it:
        port = it.url.rpartition(":")[2]
        assert fxwidget("serve", "--port", port, "--no-refresh", cwd=home).returncode == 2
        os.kill(min(it.webs()), signal.SIGKILL)
        assert it.process.wait(timeout=PATIENCE) != 0


def test_a_port_in_use_is_noticed(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """A port that anybody has is refused in one line with exit code 2."""
    configure(home, {"bank_of_russia": bank[0].url("")})
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for command in ("serve", "demo"):
            done = fxwidget(command, "--port", port, cwd=home)
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.splitlines() == [
                f"fxwidget: can't serve on 127.0.0.1 port {port}: Address already in use; choose another with --port"
            ]


def test_a_page_ages_without_its_refresher(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """With the refresher gone for good, the running page says so once ``valid_until`` has passed, then row by row."""
    configure(home, {"bank_of_russia": bank[0].url("")})
    clock = Clock(home / "now")
    clock.set(datetime(2026, 4, 27, 13, tzinfo=UTC))
    assert fxwidget("refresher", "--once", cwd=home, env=clock.environment).returncode == 0
    with running("serve", "--no-refresh", "--port", "0", cwd=home, env=clock.environment) as it:
        until(lambda: rates(it.url), "the stored rates")
        assert "not being refreshed" not in get(f"{it.url}/widget").text
        first = get(f"{it.url}/widget").headers["etag"]
        clock.set(datetime(2026, 4, 27, 14, 0, 1, tzinfo=UTC))
        until(lambda: "not being refreshed" in get(f"{it.url}/widget").text, "the banner")
        assert get(f"{it.url}/widget").headers["etag"] != first
        for month, day, expected in ((4, 29, "stale"), (5, 20, "withdrawn")):
            clock.set(datetime(2026, month, day, 15, 0, 1, tzinfo=UTC))
            found = until(partial(aged, it.url, expected), expected)
            assert (found["RUB"]["rate"] is None) == (expected == "withdrawn")
    assert str(found["RUB"]["last_rate"]) == "75.5273"


def test_html_with_200_from_every_provider_leaves_the_last_good_table(
    home: Path, bank: tuple[Loopback, list[Reply]]
) -> None:
    """What is no rate table changes no rate and takes no vote: the rows stand, and the log names the source and what came."""
    server, replies = bank
    configure(home, {"bank_of_russia": server.url("")})
    clock = faked("2026-04-27 12:40:00")
    fxwidget("refresher", "--once", cwd=home, env=clock)
    replies.append(answer(200, b"<!doctype html><title>Maintenance</title>", {"Content-Type": "text/html"}))
    done = fxwidget("refresher", "--once", cwd=home, env=clock)
    assert re.search(r"bank_of_russia: refused after .*: a web page", done.stderr)
    document = json.loads(fxwidget("show", "--json", cwd=home, env=clock).stdout, parse_float=Decimal)
    (row,) = [row for row in document["rates"] if row["code"] == "RUB"]
    assert (str(row["rate"]), row["agreement"], row["freshness"]) == ("75.5273", "single_source", "fresh")


def test_retry_after_holds_across_a_restart(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """A source that asks to be left alone is left alone, by the next process too, and asked once the time is over."""
    server, replies = bank
    configure(home, {"bank_of_russia": server.url("")})
    good = replies.pop()
    replies.append(answer(429, b"", {"Retry-After": "600"}))
    assert (
        "rate_limited" in fxwidget("refresher", "--once", cwd=home, env=faked("2026-04-27 12:40:00")).stderr
    )
    replies.append(good)
    fxwidget("refresher", "--once", cwd=home, env=faked("2026-04-27 12:49:00"))
    assert len(server.requests) == 1
    fxwidget("refresher", "--once", cwd=home, env=faked("2026-04-27 12:51:00"))
    assert len(server.requests) == 2


def test_before_the_first_rates_the_page_says_what_is_tried(home: Path) -> None:
    """With no rates yet the page is a table-shaped 503 that names the sources, the JSON a problem; then both recover."""
    body = (DOCUMENTS / "bank_of_russia/XML_daily.xml").read_bytes()
    replies = [answer(503)]
    with Loopback(changing(replies)) as server:
        configure(home, {"bank_of_russia": server.url("")}, refresh="1s")
        with running("serve", "--port", "0", "--no-refresh", cwd=home) as it:
            page = get(f"{it.url}/widget")
            problem = get(f"{it.url}/v1/rates")
            assert (page.status, page.headers["cache-control"]) == (503, "no-store")
            assert "Bank of Russia" in page.text
            assert "Indian Rupee" in page.text
            assert (problem.status, problem.headers["content-type"]) == (503, "application/problem+json")
            assert json.loads(problem.body)["status"] == 503
            replies.append(answer(200, body))
            fxwidget("refresher", "--once", cwd=home, env=faked(SET_OF_25_APRIL))
            until(lambda: get(f"{it.url}/widget").status == 200, "the table")


def test_a_second_refresher_is_refused(home: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """One store has one refresher: the second says so in one line."""
    configure(home, {"bank_of_russia": bank[0].url("")})
    with running("refresher", cwd=home, env=faked(SET_OF_25_APRIL)) as first:
        first.wait_for("round")
        done = fxwidget("refresher", cwd=home)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("fxwidget: another refresher already owns the store")
        assert first.end() == 0


def test_demo_turns_the_arrows(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo replays recorded days, a step every few seconds, says so, and its votes are real; other commands can look at it."""
    monkeypatch.setattr(log, "configure", lambda level: None)  # this process has a log of its own
    with running("demo", "--port", "0", cwd=home) as it:
        days: dict[str, dict[str, Any]] = {}

        def look() -> bool:
            document = json.loads(get(f"{it.url}/v1/rates").body)
            days[document["replay"]["day"]] = {row["code"]: row for row in document["rates"]}
            return len(days) >= 3

        until(look, "three days")
        page = get(f"{it.url}/widget").text
        packed = get(f"{it.url}/widget", {"Accept-Encoding": "br"})
        (beside,) = [line for line in it.err if line.startswith("beside it: fxwidget --config ")]
        looked = CliRunner().invoke(cli, beside.split()[3:])
        processes = [line for line in it.children().values() if " web " in line]
        assert it.end() == 0
    assert (packed.headers["server"], packed.headers["content-encoding"]) == ("granian", "br")
    assert "Replay of recorded days" in looked.output
    assert len(processes) == 2  # granian, and its one worker
    assert "eplay" in page
    assert len({rows["BRL"]["direction"] for rows in days.values()}) == 2
    assert {rows["INR"]["agreement"] for rows in days.values()} == {"agreed"}
