"""``fxwidget convert``: an amount in another currency out of a store and from a service, now and by a past day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner

from fxwidget.cli import cli
from fxwidget.domain.freshness import Freshness
from fxwidget.errors import ConfigurationError, RateNotFound, RateStale, UnknownCurrency
from fxwidget.fetching.message import Response, Validators
from fxwidget.library import loading
from fxwidget.ops import log
from fxwidget.past import service
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close
from tests.support.service import Service
from tests.support.snapshots import NOW, rate, snapshot

ADDRESS = "https://rates.example"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service over the configured store, reached as ``ADDRESS``; the rouble is stale. Its past has two days of two currencies."""
    past = SqliteHistory(tmp_path / "store", writable=True)
    past.add([close("INR", "2025-05-08", "84.5"), close("INR", "2025-05-09", "85")])
    past.add([close("RUB", "2025-05-08", "80"), close("RUB", "2025-05-09", "80", source="bank_of_russia")])
    past.close()
    it = Service(tmp_path / "store")
    it.publish(snapshot(rate("RUB", stale_at=NOW - timedelta(hours=1))))

    def ask(url: str, *_: Any) -> Response:
        got = it.client.get(url.removeprefix(ADDRESS))
        return Response(url, got.status_code, got.data, Validators())

    for module in (loading, service):
        monkeypatch.setattr(module, "ask_service", ask)
    monkeypatch.setattr(log, "configure", lambda level: None)  # the log is of the whole process
    monkeypatch.chdir(tmp_path)
    Path("fxwidget.toml").write_text(f'store = "disk://{tmp_path}/store"\n', encoding="utf-8")
    with time_machine.travel(NOW, tick=False):
        yield it


def shown(*words: str) -> Any:
    """What ``fxwidget convert`` does."""
    return CliRunner().invoke(cli, ["--config", "fxwidget.toml", "convert", *words])


def lines(*words: str) -> list[str]:
    """What it prints, until the facts below the amount."""
    done = shown(*words)
    assert (done.exit_code, done.exception) == (0, None)
    return [line.rstrip() for line in done.output.partition("\n\n")[0].splitlines()]


@pytest.mark.usefixtures("web")
def test_an_amount_says_by_whose_rate_of_which_day_it_is() -> None:
    """The amount with the digits of the page, the rate, its day and source; a cross says through what."""
    assert lines("1000", "usd", "inr") == [
        "1,000 USD = 85,339.5 INR",
        "1 USD = 85.3395 INR · 14 May · FX source: CurrencyRate",
        "one source",
    ]
    assert lines("0.5", "INR", "BRL")[0] == "0.5 INR = 0.03286 BRL"
    assert lines("1", "INR", "BRL")[-1] == "crossed through USD"
    assert lines("2", "INR", "INR") == ["2 INR = 2 INR"]
    text = shown("1", "INR", "USD").output
    assert "Check          14 May 2025 06:05 UTC" in text
    assert "CurrencyRate · Source: CurrencyRate.today" in text
    assert "Rates are for information only." in text


@pytest.mark.usefixtures("web")
def test_a_past_day_is_of_its_closes() -> None:
    """Both currencies' closes of one day; a day without any has the last one before it, and says so."""
    assert lines("100", "RUB", "INR", "--on", "2025-05-09") == [
        "Rates of 9 May 2025, as that day closed.",
        "100 RUB = 106.25 INR",
        "1 RUB = 1.0625 INR · 9 May · FX source: European Central Bank, Bank of Russia",
        "one source",
        "crossed through USD",
    ]
    sunday = shown("100", "RUB", "INR", "--on", "2025-05-11").output
    assert "no close of that day, the last one before is of 9 May" in " ".join(sunday.split())
    assert "Check" not in sunday


@pytest.mark.parametrize("day", [(), ("--on", "2025-05-11")], ids=["now", "a past day"])
def test_the_json_is_the_services(web: Service, day: tuple[str, ...]) -> None:
    """From the configured store, from one that is named, and from a service it is what ``/v1/convert`` serves."""
    base = "RUB" if day else "BRL"
    query = {"amount": "250.5", "from": base, "to": "INR", **({"date": day[1]} if day else {})}
    served = web.client.get("/v1/convert", query_string=query).text
    words = ("250.50", base, "INR", *day, "--json")
    for store in ((), ("--store", "store"), ("--store", ADDRESS)):
        assert shown(*words, *store).output.strip() == served, store


@pytest.mark.usefixtures("web")
def test_a_stale_rate_is_refused_until_it_is_asked_for() -> None:
    """In either direction and either form; with ``--stale`` it is used, and marked. One without a number has none to use."""
    for words in (("1", "RUB", "INR"), ("1", "INR", "RUB", "--json")):
        done = shown(*words)
        assert done.output == ""
        assert isinstance(done.exception, RateStale)
        assert (
            str(done.exception) == "RUB is stale, of 2025-05-14T06:00:00Z: add --stale to use it all the same"
        )
    assert "stale since 14 May" in lines("1", "USD", "RUB", "--stale")[-1]


def test_a_withdrawn_rate_has_its_last_number(web: Service) -> None:
    """It is refused; with ``--stale`` the number that it had is used, and marked as withdrawn."""
    gone = rate("INR", withdraw_at=NOW - timedelta(days=1), stale_at=NOW - timedelta(days=9))
    web.publish(snapshot(gone, seq=snapshot().seq + 1))
    with pytest.raises(RateStale, match="INR is withdrawn"):
        raise shown("1", "USD", "INR").exception
    first, second, *others = lines("100", "USD", "INR", "--stale")
    assert (first, second[:19]) == ("100 USD = 8,533.95 INR", "1 USD = 85.3395 INR")
    assert "withdrawn, last 85.3395 on 14 May" in " ".join(others)
    assert Freshness.WITHDRAWN in shown("1", "USD", "INR", "--stale", "--json").output


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("words", "error", "why"),
    [
        (("x", "USD", "INR"), ConfigurationError, "amount='x' can't be"),
        (("", "USD", "INR"), ConfigurationError, "AMOUNT is empty"),
        (("x", "USD", "INR", "--store", "empty"), ConfigurationError, "amount='x' can't be"),
        (("1", "USD", "INX"), UnknownCurrency, "did you mean INR"),
        (("1", "USD", "HRK"), UnknownCurrency, "HRK"),
        (("1", "USD", "JPY"), RateNotFound, "JPY is not in this snapshot"),
        (("1", "USD", "INR", "--on", "2025-05-15"), ConfigurationError, "in the future"),
        (("1", "USD", "INR", "--on", "2025-05-01"), RateNotFound, "begins on 2025-05-08"),
        (("1", "USD", "INR", "--store", "empty"), RateNotFound, "no rates are stored in empty"),
        (("1", "USD", "INR", "--store", "ftp://x"), ConfigurationError, "is not a store"),
    ],
)
def test_what_can_not_be_converted(words: tuple[str, ...], error: type[Exception], why: str) -> None:
    """Nothing is printed but why."""
    done = shown(*words)
    assert (done.output, type(done.exception)) == ("", error)
    assert why in str(done.exception)


@pytest.mark.usefixtures("web")
def test_a_table_that_is_not_refreshed_says_so_above_the_amount() -> None:
    """The same sentence as above the table; here on the next day, of a rate that would still do."""
    kept = snapshot(
        rate("INR", as_of=date(2025, 5, 14), stale_at=NOW + timedelta(days=9)), seq=snapshot().seq + 1
    )
    Service(Path("store")).publish(kept)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "These rates are not being refreshed" in lines("1", "USD", "INR")[0]
