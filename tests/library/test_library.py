"""The library: a round now through the caller's own cache folder, asynchronously too, and an import that costs little."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import anyio
import pytest
import time_machine

import fxwidget
from fxwidget import ConfigurationError, FXWidgetError, ProviderUnavailable, UnknownCurrency, UnknownProvider
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.demo.days import DAYS, at, rates_on
from fxwidget.demo.upstreams import PROVIDERS, Upstreams
from fxwidget.domain.currency import ISO_4217
from tests.support.loopback import Loopback, answer, raw
from tests.support.processes import PATIENCE, environment

DAY: date = DAYS[1]
NOW = at(DAY)
SOURCES = ["currencyrate", "bank_of_russia", "currency_api"]


class Counted(Upstreams):
    """The replayed providers, each behind a loopback server that counts who asks."""

    def __init__(self) -> None:
        super().__init__(DAY)
        self.servers: dict[str, Loopback] = {}

    def start(self) -> None:
        for name, documents in PROVIDERS.items():
            (document, *_) = documents(self.day).values()
            self.servers[name] = Loopback(answer(200, document.body, {"ETag": document.etag}))

    def stop(self) -> None:
        for server in self.servers.values():
            server.close()

    @property
    def urls(self) -> dict[str, str]:
        return {name: server.url("").rstrip("/") for name, server in self.servers.items()}

    @property
    def asked(self) -> dict[str, int]:
        """How often each was asked."""
        return {name: len(server.requests) for name, server in self.servers.items()}


def directions(urls: Mapping[str, str]) -> dict[str, str]:
    """Environment variables that send every provider to these addresses."""
    return {f"FXWIDGET_PROVIDER__{name.upper()}__URL": url for name, url in urls.items()}


@pytest.fixture
def upstreams(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """Three replayed providers, named by the environment, and a clock that stands at their day."""
    with Counted() as servers, time_machine.travel(NOW, tick=False):
        for name, value in directions(servers.urls).items():
            monkeypatch.setenv(name, value)
        yield servers


def later(**span: float) -> time_machine.travel:
    """A clock that stands so long after ``NOW``."""
    return time_machine.travel(NOW + timedelta(**span), tick=False)


# A round


def test_fetch(upstreams: Counted) -> None:
    """``fetch`` gives the sources' own numbers, exactly, with who confirms them, in units per 1 USD."""
    snapshot = fxwidget.fetch(sources=SOURCES)
    expected = rates_on(DAY)
    assert [row.code for row in snapshot.rates] == [*fxwidget.BRICS_PLUS, "USD"]
    for code in fxwidget.BRICS_PLUS:
        rate = snapshot[code].rate
        assert rate is not None
        assert abs(rate / expected[code] - 1) < Decimal("1e-5")
    inr = snapshot["INR"]
    assert (str(inr.rate), inr.shown_source) == (f"{expected['INR']:.6f}", "currencyrate")
    assert (inr.agreement, inr.freshness, inr.market_day) == ("agreed", "fresh", DAY)
    assert snapshot.checked_at == NOW
    assert upstreams.asked == dict.fromkeys(SOURCES, 1)


@pytest.mark.parametrize("order", [SOURCES, SOURCES[::-1]])
def test_the_first_source_is_shown(upstreams: Counted, order: list[str]) -> None:
    """The order of the sources is their order of preference, in the rates and in the list."""
    snapshot = fxwidget.fetch(["INR"], order)
    assert [info.id for info in snapshot.sources] == order
    assert snapshot["INR"].shown_source == order[0]
    assert {source.id for source in snapshot["INR"].sources} == set(order)


def test_only_the_named_sources_are_asked(upstreams: Counted) -> None:
    """A source that is not named is not asked."""
    snapshot = fxwidget.fetch(["RUB"], ["bank_of_russia"])
    assert upstreams.asked == {"bank_of_russia": 1, "currencyrate": 0, "currency_api": 0}
    assert (snapshot["RUB"].agreement, [row.code for row in snapshot.rates]) == (
        "single_source",
        ["RUB", "USD"],
    )


@pytest.mark.parametrize("codes", [["JPY"], ["eur", "KZT", "CNH"], sorted(ISO_4217 - {"USD"})])
def test_any_currency(upstreams: Counted, codes: list[str]) -> None:
    """Any ISO 4217 code and CNH may be asked for; one that nobody gives today has a row that says so."""
    snapshot = fxwidget.fetch(codes, ["currency_api", "bank_of_russia"])
    assert [row.code for row in snapshot.rates] == [*(code.upper() for code in codes), "USD"]
    for row in snapshot.rows:
        assert (row.rate is None) == all(source.role == "excluded" for source in row.sources)


def test_the_dollar_in_dollars(upstreams: Counted) -> None:
    """The dollar is in every table, once, and is always 1."""
    snapshot = fxwidget.fetch(["USD", "INR", "INR"], SOURCES)
    assert [(row.code, row.rate is not None) for row in snapshot.rates] == [("INR", True), ("USD", True)]
    assert snapshot.convert("7.50", "USD", "USD") == Decimal("7.50")


def test_what_is_fetched_has_a_past(upstreams: Counted, home: Path) -> None:
    """The close of a day is recorded beside the cached answers once that day is over, and read from there."""
    first = fxwidget.fetch(["INR"], SOURCES)
    with later(hours=12):
        fxwidget.fetch(["INR"], SOURCES)
    (file,) = home.glob("cache/fxwidget/*/history.sqlite")
    (close,) = fxwidget.history("INR", DAY, DAY, store=file.parent)
    assert (close.day, close.rate, close.backfilled) == (DAY, first["INR"].rate, False)


# What is not asked again


def test_a_source_that_is_not_due_is_not_asked_again(upstreams: Counted) -> None:
    """A script in a loop asks a source only when it may have something new; its last answer counts meanwhile."""
    first = fxwidget.fetch(["INR", "RUB"], ["bank_of_russia"])
    with later(minutes=20):
        second = fxwidget.fetch(["INR", "RUB"], ["bank_of_russia"])
    assert upstreams.asked["bank_of_russia"] == 1
    assert second["RUB"] == first["RUB"]
    assert second.checked_at == first.checked_at == NOW
    assert second.seq > first.seq
    with later(hours=1):
        third = fxwidget.fetch(["INR", "RUB"], ["bank_of_russia"])
    assert upstreams.asked["bank_of_russia"] == 2
    assert third.checked_at == NOW + timedelta(hours=1)


def test_max_age_spares_the_round(upstreams: Counted) -> None:
    """A snapshot checked no longer ago than ``max_age`` is returned as it is, aged; an older one is not."""
    choice: dict[str, Any] = {"currencies": ["INR"], "sources": SOURCES, "max_age": timedelta(hours=2)}
    first = fxwidget.fetch(**choice)
    with later(hours=2):
        stored = fxwidget.fetch(**choice)
        assert stored.seq == first.seq
        assert stored == first.aged(NOW + timedelta(hours=2))
        assert upstreams.asked == dict.fromkeys(SOURCES, 1)
    with later(hours=2, seconds=1):
        assert fxwidget.fetch(**choice).seq > first.seq
    assert upstreams.asked == dict.fromkeys(SOURCES, 2)


def test_max_age_over_a_torn_cache(upstreams: Counted, home: Path) -> None:
    """A cached snapshot that can't be read is made anew, not an error."""
    choice: dict[str, Any] = {"currencies": ["INR"], "sources": SOURCES, "max_age": timedelta(hours=2)}
    first = fxwidget.fetch(**choice)
    for file in home.glob("cache/**/snapshot*.json"):
        file.write_bytes(b"torn")
    assert fxwidget.fetch(**choice)["INR"].rate == first["INR"].rate


def test_choices_do_not_mix(upstreams: Counted, home: Path) -> None:
    """Each choice of sources and currencies has a memory of its own, all in the user's cache folder."""
    fxwidget.fetch(["INR"], ["bank_of_russia"])
    fxwidget.fetch(["INR"], ["currencyrate"])
    fxwidget.fetch(["RUB"], ["bank_of_russia"])
    assert upstreams.asked == {"bank_of_russia": 2, "currencyrate": 1, "currency_api": 0}
    assert len(list((home / "cache/fxwidget").iterdir())) == 3
    assert not (home / "state").exists()


def test_the_services_store_is_not_touched(upstreams: Counted, home: Path) -> None:
    """``fetch`` reads a service's settings and leaves its store alone."""
    settings = Settings(
        store=f"disk://{home}/store",
        sources=("bank_of_russia",),
        provider={"bank_of_russia": ProviderSettings(url=upstreams.urls["bank_of_russia"])},
    )
    assert fxwidget.fetch(["RUB"], settings=settings)["RUB"].rate is not None
    assert not (home / "store").exists()


def test_the_caller_is_over_the_environment(upstreams: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the caller names stands over variables and file; what is left out is theirs."""
    monkeypatch.setenv("FXWIDGET_CURRENCIES", "ZAR")
    monkeypatch.setenv("FXWIDGET_SOURCES", "bank_of_russia")
    assert [row.code for row in fxwidget.fetch().rates] == ["ZAR", "USD"]
    snapshot = fxwidget.fetch(["INR"], ["currencyrate"])
    assert ([row.code for row in snapshot.rates], snapshot["INR"].shown_source) == (
        ["INR", "USD"],
        "currencyrate",
    )
    again = fxwidget.fetch(["INR"], ["currencyrate"], settings=Settings())
    assert again.rates == snapshot.rates


# Errors


def test_no_source_answers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no source answers, the error names each with its reason, again and again until one has answered."""
    with Loopback(answer(500)) as one, Loopback(answer(200, b"<html>")) as two:
        urls = {"currencyrate": one.url("").rstrip("/"), "bank_of_russia": two.url("").rstrip("/")}
        for name, value in directions(urls).items():
            monkeypatch.setenv(name, value)
        for minutes in (0, 1, 60):
            with later(minutes=minutes), pytest.raises(ProviderUnavailable) as caught:
                fxwidget.fetch(["INR"], list(urls))
            first, *lines = str(caught.value).split("\n")
            assert first == "no source answered: look at this machine's network"
            assert lines[0] == "  currencyrate: 127.0.0.1 answered with HTTP 500"
            assert [line.partition(":")[0] for line in lines] == ["  currencyrate", "  bank_of_russia"]


def test_one_source_that_answers_is_enough(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that is down is named in the rows; it is no error while another answers."""
    (document, *_) = PROVIDERS["currencyrate"](DAY).values()
    with Loopback(answer(200, document.body)) as good, Loopback(raw()) as bad, later():
        urls = {"currencyrate": good.url("").rstrip("/"), "bank_of_russia": bad.url("").rstrip("/")}
        for name, value in directions(urls).items():
            monkeypatch.setenv(name, value)
        row = fxwidget.fetch(["INR"], list(urls))["INR"]
    assert row.agreement == "single_source"
    assert {source.id: source.role for source in row.sources} == {
        "currencyrate": "shown",
        "bank_of_russia": "excluded",
    }


def test_an_outage_after_an_answer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a source has answered, an outage gives its last good rates, which say how old they are."""
    (document, *_) = PROVIDERS["currencyrate"](DAY).values()
    with Loopback(answer(200, document.body), answer(500)) as server:
        for name, value in directions({"currencyrate": server.url("").rstrip("/")}).items():
            monkeypatch.setenv(name, value)
        with later():
            first = fxwidget.fetch(["INR"], ["currencyrate"])
        with later(days=1, hours=5):
            second = fxwidget.fetch(["INR"], ["currencyrate"])
    assert second["INR"].last_number == first["INR"].rate
    assert (second["INR"].freshness, second.checked_at) == ("stale", NOW)
    assert second.sources[0].outcome == "unavailable"


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"currencies": ["XYZ"]}, UnknownCurrency, "'XYZ' is not a currency code"),
        ({"currencies": ["INR", ""]}, UnknownCurrency, "'' is not a currency code"),
        ({"currencies": []}, ConfigurationError, "currencies is empty"),
        ({"currencies": "INR"}, ConfigurationError, r"currencies is a list: write \['INR'\]"),
        (
            {"sources": ["nobody"]},
            UnknownProvider,
            r"no provider 'nobody' is installed; 'fxwidget providers' lists the ",
        ),
        ({"sources": []}, ConfigurationError, "sources is empty"),
        ({"sources": "currency_api"}, ConfigurationError, r"sources is a list: write \['currency_api'\]"),
    ],
)
def test_wrong_arguments(
    home: Path, arguments: dict[str, Any], error: type[FXWidgetError], text: str
) -> None:
    """A wrong argument is said before anybody is asked."""
    with pytest.raises(error, match=text):
        fxwidget.fetch(**arguments)
    assert not (home / "cache").exists()


def test_wrong_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variable is an error of the tree, too."""
    monkeypatch.setenv("FXWIDGET_COLOUR", "blue")
    with pytest.raises(ConfigurationError, match="FXWIDGET_COLOUR sets nothing"):
        fxwidget.fetch()


def test_a_cache_that_cannot_be_used(upstreams: Counted, home: Path) -> None:
    """A cache folder that can't be made is a StoreError that names it."""
    (home / "cache").write_text("a file")
    with pytest.raises(fxwidget.StoreError, match=r"can't write the store .*/cache/fxwidget"):
        fxwidget.fetch(["INR"], SOURCES)


def test_a_program_without_logging_is_told_nothing(home: Path) -> None:
    """What the log would tell stands in the error and in the rows: nothing is printed unasked."""
    with Loopback(answer(500)) as server:
        program = """
import fxwidget
try:
    fxwidget.fetch(["INR"], ["currencyrate"])
except fxwidget.ProviderUnavailable as error:
    print(error)
"""
        output = python(program, **directions({"currencyrate": server.url("").rstrip("/")}))
    assert output == (
        "no source answered: look at this machine's network\n  currencyrate: 127.0.0.1 answered with HTTP 500\n"
    )


# Asynchronously


def test_fetch_async(upstreams: Counted) -> None:
    """``fetch_async`` is ``fetch``, under asyncio's own loop and under anyio, and the loop goes on meanwhile."""

    async def main() -> tuple[fxwidget.Snapshot, int]:
        ticks = 0
        task = asyncio.ensure_future(fxwidget.fetch_async(["INR", "RUB"], SOURCES, max_age=timedelta(days=1)))
        while not task.done():
            ticks += 1
            await asyncio.sleep(0)
        return await task, ticks

    snapshot, ticks = asyncio.run(main())
    assert ticks > 1
    assert snapshot == fxwidget.fetch(["INR", "RUB"], SOURCES, max_age=timedelta(days=1))
    again = anyio.run(lambda: fxwidget.fetch_async(["INR", "RUB"], SOURCES, max_age=timedelta(days=1)))
    assert again == snapshot


def test_fetch_async_raises_the_same(home: Path) -> None:
    """Errors come out of the thread as they are."""
    with pytest.raises(UnknownCurrency):
        asyncio.run(fxwidget.fetch_async(["XYZ"]))


def test_two_at_once(upstreams: Counted) -> None:
    """Two fetches of one choice wait for each other: nobody is asked twice."""

    async def main() -> list[fxwidget.Snapshot]:
        return list(await asyncio.gather(*(fxwidget.fetch_async(["INR"], SOURCES) for _ in range(4))))

    found = asyncio.run(main())
    assert {snapshot["INR"] for snapshot in found} == {found[0]["INR"]}
    assert upstreams.asked["bank_of_russia"] == 1


# Importing


HEAVY = (
    "httpx",
    "httpcore",
    "flask",
    "apscheduler",
    "granian",
    "babel",
    "diskcache",
    "rich",
    "msgspec",
    "click",
    "asyncio",
)

MODELS = ("pydantic", "pydantic_core")
"""What reading anything needs, and naming things does not."""


def python(program: str, **env: str) -> str:
    """What a program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment(**env),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_an_import_costs_little(home: Path, upstreams: Counted) -> None:
    """``import fxwidget`` loads no HTTP client, server, scheduler, tables or models; ``fetch`` works after it."""
    program = f"""
import sys, json
import fxwidget
print(json.dumps(sorted(set({(*HEAVY, *MODELS)!r}) & set(sys.modules))))
quote = fxwidget.Quote(base="USD", quote="INR", mid="1.10", as_of="2026-03-13")
print(quote.mid)
print(fxwidget.fetch.__name__, fxwidget.fetch_async.__name__, "httpx" in sys.modules)
"""
    heavy, quote, names = python(program).splitlines()
    assert json.loads(heavy) == []
    assert quote == "1.10"
    assert names == "fetch fetch_async True"


def test_help_costs_little() -> None:
    """``fxwidget --help`` loads none of what its commands need, nor does a shell that completes a currency or a provider."""
    program = f"""
import sys
from click.shell_completion import ShellComplete
from fxwidget.cli import cli, main
sys.argv = ["fxwidget", "--help"]
shell = ShellComplete(cli, {{}}, "fxwidget", "_FXWIDGET_COMPLETE")
try:
    assert [each.value for each in shell.get_completions(["accept"], "IN")] == ["INR"]
    assert [each.value for each in shell.get_completions(["source", "disable"], "ec")] == ["ecb"]
    main()
finally:
    heavy = {{*{HEAVY!r}, *{MODELS!r}, "fxwidget.config.settings", "fxwidget.store"}} - {{"click"}}
    print(sorted(heavy & set(sys.modules)))
"""
    *_, heavy = python(program).splitlines()
    assert heavy == "[]"


def test_reading_a_snapshot_costs_little(tmp_path: Path) -> None:
    """A JSON snapshot is read and converted with no HTTP client and no server."""
    from tests.support.snapshots import snapshot

    (tmp_path / "rates.json").write_bytes(snapshot().to_json())
    program = f"""
import sys, pathlib
from fxwidget import Snapshot
table = Snapshot.from_json(pathlib.Path({str(tmp_path / "rates.json")!r}).read_bytes())
print(table.convert("100.00", "RUB", "INR"))
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    assert python(program).splitlines() == ["106.880520805", "[]"]


def test_an_unknown_name() -> None:
    """A name that is not there is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="module 'fxwidget' has no attribute 'fetsch'"):
        fxwidget.fetsch  # type: ignore[attr-defined]  # noqa: B018


def test_the_clock_is_utc() -> None:
    """The replayed noon is an instant in UTC."""
    assert datetime.now(UTC).tzinfo is UTC
    assert NOW.tzinfo is UTC
