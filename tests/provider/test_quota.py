"""Quotas, not-before times and keys: what a provider allows is kept, across a ``kill -9`` too."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fxwidget import ConfigurationError
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.config.sources import sources
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import RateLimited
from fxwidget.provider.quota import Quota, after
from fxwidget.provider.source import Source
from fxwidget.refresher.round import Refresher
from fxwidget.store.disk import DiskStore
from fxwidget_providers.open_exchange_rates import OpenExchangeRates
from tests.support.house import House, fixed, utc
from tests.support.loopback import Loopback, Reply, answer, silence
from tests.support.prefork import fxwidget
from tests.support.processes import PATIENCE, faked, running, until

NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
TABLE = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()
CLOCK = "2026-04-27 12:40:00"


# What a quota is


@pytest.mark.parametrize("text", ["1000/month", "1000 / month", "100/day", "1/day"])
def test_a_quota_is_read(text: str) -> None:
    """Requests and a period, as a provider's page states them."""
    assert str(Quota.read(text)) == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", "1000", "0/day", "-1/day", "1000/hour", "month/1000", "1e3/month"])
def test_no_quota(text: str) -> None:
    """Anything else is told what one looks like."""
    with pytest.raises(ConfigurationError, match="as in 1000/month"):
        Quota.read(text)


@pytest.mark.parametrize(
    ("quota", "spent", "left"),
    [
        ("10/day", {}, 10),
        ("10/day", {"2026-04-28": 4}, 6),
        ("10/day", {"2026-04-27": 10}, 10),  # yesterday's
        ("10/day", {"2026-04-29": 10}, 0),  # the clock went back over midnight
        ("10/day", {"2026-04-28": 25}, 0),
        ("10/month", {"2026-03-29": 3, "2026-03-28": 5, "2026-04-28": 1}, 6),
    ],
)
def test_what_is_left(quota: str, spent: dict[str, int], left: int) -> None:
    """A day is one of UTC, a month any 31 days in a row: whichever day the provider's begins on, it is kept."""
    days = {date.fromisoformat(day): number for day, number in spent.items()}
    assert Quota.read(quota).left(days, NOW) == left


@pytest.mark.parametrize(
    ("quota", "spent", "again"),
    [
        ("10/day", {"2026-04-28": 9}, "2026-04-28 15:00"),
        ("10/day", {"2026-04-28": 10}, "2026-04-29 00:00"),
        ("10/day", {"2026-04-28": 10, "2026-04-29": 10}, "2026-04-30 00:00"),
        ("10/month", {"2026-04-10": 6, "2026-04-20": 4}, "2026-05-11 00:00"),
        ("10/month", {"2026-04-28": 10}, "2026-05-29 00:00"),
    ],
)
def test_when_there_is_room_again(quota: str, spent: dict[str, int], again: str) -> None:
    """The first day on which a request is left."""
    days = {date.fromisoformat(day): number for day, number in spent.items()}
    assert Quota.read(quota).again(days, NOW) == utc(again)


def test_counting() -> None:
    """Requests are counted by day, and forgotten once no period reaches back to them."""
    spent = after({TODAY - timedelta(days=30): 5, TODAY - timedelta(days=31): 7, TODAY: 1}, 2, NOW)
    assert spent == {TODAY - timedelta(days=30): 5, TODAY: 3}
    assert after({}, 0, NOW) == {}


def test_a_quota_is_never_outrun() -> None:
    """Whatever the hours at which a source is asked, no 31 days in a row hold more requests than it allows."""
    quota, sent = Quota.read("50/month"), []
    spent: Mapping[date, int] = {}
    for hour in range(24 * 100):
        now = NOW + timedelta(hours=hour)
        if quota.left(spent, now):
            spent = after(spent, 1, now)
            sent.append(now.date())
    busiest = max(sum(first <= day < first + timedelta(days=31) for day in sent) for first in sent)
    assert (busiest, len(sent)) == (50, 200)


# Whose quota it is


def test_the_setting_stands_over_the_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider's own quota holds until the operator says otherwise; it paces the requests where nothing else does."""
    named, key = ("open_exchange_rates",), {"key": "k"}
    (fact,) = sources(Settings(sources=named, provider={"open_exchange_rates": key}))
    assert (str(fact.quota), fact.min_interval) == ("1000/month", timedelta(hours=1))
    own = {"open_exchange_rates": {**key, "quota": "12/day"}}
    (setting,) = sources(Settings(sources=named, provider=own))
    assert (str(setting.quota), setting.min_interval) == ("12/day", timedelta(hours=2))
    own["open_exchange_rates"]["min_interval"] = "30m"
    (asked,) = sources(Settings(sources=named, provider=own))
    assert asked.min_interval == timedelta(minutes=30)
    assert OpenExchangeRates.quota == "1000/month"


def test_a_spent_quota_is_not_due() -> None:
    """A source without a request left is due at midnight, and told when."""
    source = Source("a", fixed("a").provider, quota=Quota.read("2/day"))
    memory = SourceMemory(asked_at=NOW - timedelta(hours=3), spent={TODAY: 2})
    assert source.due(memory, NOW, timedelta(minutes=5)) is False
    assert source.next_due(memory, NOW, timedelta(minutes=5)) == utc("2026-04-29 00:00")
    assert source.due(memory, utc("2026-04-29 00:00"), timedelta(minutes=5)) is True


def test_a_403_that_asks_to_wait() -> None:
    """A ban is a 403 with a Retry-After as much as a 429: the source is left alone for so long."""
    house = House(fixed("a"))
    house.fails("a", NOW, RateLimited("403", provider="a", status=403, retry_after=3600))
    assert house.memory.sources["a"].not_before == NOW + timedelta(hours=1)


# Through a round


@pytest.fixture(name="bank")
def _bank() -> Iterator[tuple[Loopback, list[Reply]]]:
    """The Bank of Russia's set of 25 April 2026, until another reply is put in its place."""
    replies: list[Reply] = [answer(200, TABLE, {"Content-Type": "application/xml; charset=windows-1251"})]
    with Loopback(lambda peer: replies[-1](peer)) as server:
        yield server, replies


def configure(home: Path, url: str, *more: str) -> None:
    lines = [f'store = "disk://{home}/store"', 'sources = ["bank_of_russia"]', *more]
    lines += ["[provider.bank_of_russia]", f'url = "{url}"', 'quota = "2/day"', 'min_interval = "1s"']
    (home / "fxwidget.toml").write_text("\n".join(lines))


def test_rounds_spend_it(
    tmp_path: Path, bank: tuple[Loopback, list[Reply]], caplog: pytest.LogCaptureFixture
) -> None:
    """Each round that asks counts; the last one says so, and no round asks beyond, not even one that asks everyone."""
    configure(tmp_path, bank[0].url(""))
    own = {"bank_of_russia": {"url": bank[0].url(""), "quota": "2/day", "min_interval": "1s"}}
    given = Settings(store=f"disk://{tmp_path}/store", sources=("bank_of_russia",), provider=own)
    refresher = Refresher(given, DiskStore(tmp_path / "store"))
    try:
        for minute in range(4):
            done = refresher.round(NOW + timedelta(minutes=minute), everyone=True)
    finally:
        refresher.close()
    assert len(bank[0].requests) == 2
    assert done.snapshot.sources[0].next_at == utc("2026-04-29 00:00")
    sentence = "bank_of_russia: its quota of 2/day is spent, not asked before 2026-04-29 00:00:00 UTC"
    assert caplog.text.count(sentence) == 1


def remembered(home: Path) -> Memory:
    store = DiskStore(home / "store")
    try:
        return store.load_memory()
    finally:
        store.close()


@pytest.mark.needs("processes")
def test_a_quota_survives_kill_9(tmp_path: Path, bank: tuple[Loopback, list[Reply]]) -> None:
    """A request counts before it is sent: a refresher that is killed while it waits for the answer forgets none."""
    server, replies = bank
    configure(tmp_path, server.url(""))
    replies.append(silence)
    for asked in (1, 2):
        with running("refresher", cwd=tmp_path, env=faked(CLOCK)) as it:
            until(lambda asked=asked: len(server.requests) == asked, "a request")  # type: ignore[misc]
            os.kill(it.process.pid, signal.SIGKILL)
            assert it.process.wait(timeout=PATIENCE) == -signal.SIGKILL
        assert remembered(tmp_path).sources["bank_of_russia"].spent == {date(2026, 4, 27): asked}
    replies.append(replies[0])
    fxwidget("refresher", "--once", cwd=tmp_path, env=faked("2026-04-27 23:00:00"))
    assert len(server.requests) == 2
    fxwidget("refresher", "--once", cwd=tmp_path, env=faked("2026-04-28 00:00:10"))
    assert len(server.requests) == 3


@pytest.mark.needs("processes")
@pytest.mark.parametrize("status", [429, 403])
def test_a_ban_survives_kill_9(tmp_path: Path, bank: tuple[Loopback, list[Reply]], status: int) -> None:
    """That a source asked to be left alone is kept at once: a kill while another one still hangs forgets nothing."""
    server, replies = bank
    replies.append(answer(status, b"", {"Retry-After": "3600"}))
    with Loopback(silence) as hanging:
        lines = [f'store = "disk://{tmp_path}/store"', 'sources = ["bank_of_russia", "ecb"]']
        for name, url in ("bank_of_russia", server.url("")), ("ecb", hanging.url("")):
            lines += [f"[provider.{name}]", f'url = "{url}"']
        (tmp_path / "fxwidget.toml").write_text("\n".join(lines))
        with running("refresher", cwd=tmp_path, env=faked(CLOCK)) as it:
            until(lambda: "bank_of_russia" in remembered(tmp_path).sources, "the ban to be kept")
            assert hanging.requests
            os.kill(it.process.pid, signal.SIGKILL)
            assert it.process.wait(timeout=PATIENCE) == -signal.SIGKILL
    record = remembered(tmp_path).sources["bank_of_russia"]
    assert record.not_before is not None
    assert record.not_before.isoformat().startswith("2026-04-27T13:40:")
    replies.append(replies[0])
    asked = len(server.requests)
    configured = (tmp_path / "fxwidget.toml").read_text().replace(', "ecb"]', "]")
    (tmp_path / "fxwidget.toml").write_text(configured)
    fxwidget("refresher", "--once", cwd=tmp_path, env=faked("2026-04-27 13:30:00"))
    assert len(server.requests) == asked
    fxwidget("refresher", "--once", cwd=tmp_path, env=faked("2026-04-27 13:41:00"))
    assert len(server.requests) == asked + 1


# Keys


def test_a_key_of_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``LoadCredential=oxr:…`` passes a file that ``key_credential = "oxr"`` names; its own key stands over it."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "oxr").write_text("s3cr3t\n")
    assert ProviderSettings(key_credential="oxr").secret() == "s3cr3t"
    assert ProviderSettings(key_credential="oxr", key="own").secret() == "own"
    with pytest.raises(ConfigurationError, match="can't be read: No such file"):
        ProviderSettings(key_credential="other").secret()


def test_a_key_of_systemd_without_systemd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing was passed the error says what to write, and in which file."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigurationError, match="write LoadCredential=oxr:/path into the unit"):
        ProviderSettings(key_credential="oxr").secret()


@pytest.mark.parametrize("name", ["", "../key", "a/b", "a b"])
def test_no_credential(name: str) -> None:
    """A credential has a name, never a path."""
    with pytest.raises(ValueError, match="is the name of a credential"):
        ProviderSettings(key_credential=name)


@pytest.mark.needs("processes")
def test_a_key_is_passed_all_the_way(tmp_path: Path) -> None:
    """A credential is sent by a refresher that was started with it."""
    (tmp_path / "oxr").write_text("s3cr3t")
    table = {"base": "USD", "timestamp": int(NOW.timestamp()), "rates": {"INR": 94.31}}
    with Loopback(answer(200, json.dumps(table).encode())) as server:
        lines = [f'store = "disk://{tmp_path}/store"', 'sources = ["open_exchange_rates"]']
        lines += ["[provider.open_exchange_rates]", f'url = "{server.url("")}"', 'key_credential = "oxr"']
        (tmp_path / "fxwidget.toml").write_text("\n".join(lines))
        env = {"CREDENTIALS_DIRECTORY": str(tmp_path), **faked("2026-04-28 15:05:00")}
        assert fxwidget("refresher", "--once", cwd=tmp_path, env=env).returncode == 0
        (request,) = server.requests
    assert request.headers["authorization"] == "Token s3cr3t"
