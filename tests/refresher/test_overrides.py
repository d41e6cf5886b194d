"""What operators order: it changes the next snapshot, survives a restart, and stands in ``/v1/sources``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.upstreams import PROVIDERS, Document, Upstreams
from fxwidget.domain.overrides import MAX_ENDED, Command, Journal, Verb
from fxwidget.domain.snapshot import Agreement, Snapshot
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store
from fxwidget.web import create_app
from tests.support.house import utc
from tests.support.prefork import fxwidget

pytestmark = pytest.mark.needs("processes")
NOON = utc("2026-03-12 12:00")
HOUR = timedelta(hours=1)


def command(verb: Verb, target: str, hours: int = 0, until: int | None = None) -> Command:
    """A command given some hours after noon, until some hours after noon."""
    return Command(
        at=NOON + hours * HOUR, verb=verb, target=target, until=None if until is None else NOON + until * HOUR
    )


def test_what_is_in_force_follows_from_the_journal_and_the_clock() -> None:
    """A hold stands until it is released or expires, a source is off until it is enabled."""
    journal = Journal()
    for each in (
        command(Verb.HOLD, "INR", until=3),
        command(Verb.HOLD, "RUB"),
        command(Verb.DISABLE, "ecb"),
        command(Verb.RELEASE, "RUB", hours=1),
        command(Verb.ENABLE, "ecb", hours=2),
        command(Verb.ACCEPT, "ETB", hours=2),
    ):
        journal = journal.with_(each)
    assert {c.target for c in journal.in_force(NOON + 2 * HOUR)} == {"INR", "ETB"}
    assert {c.target for c in journal.in_force(NOON + 3 * HOUR)} == {"ETB"}
    assert journal.orders(NOON + 2 * HOUR)["INR"].hold
    assert journal.disabled(NOON + 2 * HOUR) == {}


def test_a_journal_forgets_what_is_over_and_keeps_what_is_in_force() -> None:
    """However many commands follow, a source that was disabled stays so."""
    journal = Journal().with_(command(Verb.DISABLE, "ecb"))
    for hour in range(3 * MAX_ENDED):
        journal = journal.with_(command(Verb.HOLD if hour % 2 else Verb.RELEASE, "INR", hours=hour))
    assert len(journal.commands) <= MAX_ENDED + 2
    assert set(journal.disabled(NOON + 1000 * HOUR)) == {"ecb"}


def far(day: date) -> Mapping[str, Document]:
    """The first provider, from its second day on with a rupee that floats by 20 %."""
    ((path, document),) = PROVIDERS["currencyrate"](day).items()
    body = json.loads(document.body, parse_float=Decimal)
    if day != DAYS[0]:
        body["data"][0]["rates"]["INR"] *= Decimal("1.2")
    return {path: Document(document.media_type, json.dumps(body, default=float).encode())}


class Shop:
    """A store with its settings file, replayed upstreams, and a refresher that is made anew for each round."""

    def __init__(self, folder: Path, upstreams: Upstreams) -> None:
        self.folder, self.upstreams = folder, upstreams
        self.settings = Settings(
            store=f"disk://{folder}/store",
            sources=("currencyrate", "bank_of_russia", "currency_api"),
            provider={name: ProviderSettings(url=url) for name, url in upstreams.urls.items()},
        )
        lines = [
            f'store = "disk://{folder}/store"',
            'sources = ["currencyrate", "bank_of_russia", "currency_api"]',
        ]
        (folder / "fxwidget.toml").write_text("\n".join(lines), encoding="utf-8")

    def round(self, day: int, minutes: int = 0) -> Snapshot:
        """One round by a refresher that was started just now."""
        self.upstreams.day = DAYS[day]
        refresher = Refresher(self.settings, open_store(self.settings.store))
        try:
            return refresher.round(at(DAYS[day]) + timedelta(minutes=minutes), everyone=True).snapshot
        finally:
            refresher.close()

    def says(self, *arguments: str) -> str:
        """What a command says when it worked."""
        done = fxwidget(*arguments, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def orders(self) -> list[dict[str, object]]:
        """The orders in ``/v1/sources``."""
        client = create_app(self.settings, clock=lambda: at(DAYS[1]), watch=False).test_client()
        found: list[dict[str, object]] = json.loads(client.get("/v1/sources").data)["orders"]
        return found


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """The shop, its upstreams running."""
    with Upstreams(DAYS[0], {**PROVIDERS, "currencyrate": far}) as upstreams:
        yield Shop(tmp_path, upstreams)


def test_accept_lets_the_waiting_level_through(shop: Shop) -> None:
    """An operator's word takes the place of the second source: the next round shows the new level, once."""
    shop.round(0)
    held = shop.round(1)["INR"]
    assert held.notes[0].code == "unconfirmed"
    assert held.shown_source != "currencyrate"
    output = shop.says("accept", "inr", "--reason", "the central bank let it float")
    assert output.startswith("accept INR: heeded in the next round, until ")
    shown = shop.round(1, minutes=5)["INR"]
    assert (shown.shown_source, [note.code for note in shown.notes]) == ("currencyrate", ["source_switched"])
    assert shown.rate is not None
    assert held.rate is not None
    assert shown.rate > held.rate * Decimal("1.19")
    again = shop.round(1, minutes=10)["INR"]
    assert again.rate == shown.rate
    (order,) = shop.orders()
    assert (order["verb"], order["target"], order["reason"]) == (
        "accept",
        "INR",
        "the central bank let it float",
    )


def test_accept_needs_a_level_that_waits(shop: Shop) -> None:
    """Without a candidate there is nothing to accept, and the command says so."""
    shop.round(0)
    done = fxwidget("accept", "INR", cwd=shop.folder)
    assert (done.returncode, done.stderr) == (
        2,
        "fxwidget: INR has no new level to accept; 'fxwidget show' says what waits\n",
    )


def test_hold_keeps_the_last_good_rate_until_it_is_released(shop: Shop) -> None:
    """A held rate does not move whatever its sources say, says why, and moves again once released."""
    before = shop.round(0)["BRL"]
    shop.says("hold", "BRL", "--reason", "the feeds are odd")
    held = shop.round(1)["BRL"]
    assert (held.rate, held.agreement, held.previous_close) == (
        before.rate,
        Agreement.HELD,
        before.previous_close,
    )
    (note,) = held.notes
    assert (note.code, note.reason) == ("operator_hold", "the feeds are odd")
    shop.says("hold", "BRL", "--release")
    assert shop.round(1, minutes=5)["BRL"].rate != before.rate
    assert [(order["verb"], order["in_force"]) for order in shop.orders()] == [
        ("release", False),
        ("hold", False),
    ]


def test_a_disabled_source_is_not_asked_and_has_no_vote(shop: Shop) -> None:
    """Disabled at run time, a source drops out of the next round and says so; enabled, it is back."""
    assert "currency_api" in {part.id for part in shop.round(0)["INR"].sources}
    shop.says("source", "disable", "currency_api", "--reason", "wrong since noon")
    snapshot = shop.round(1)
    info = next(info for info in snapshot.sources if info.id == "currency_api")
    assert (info.outcome, info.reason) == ("disabled", "wrong since noon")
    assert "currency_api" not in {part.id for part in snapshot["EGP"].sources}
    assert snapshot["EGP"].agreement is Agreement.TWO_SOURCES
    shop.says("source", "enable", "currency_api")
    assert shop.round(1, minutes=5)["EGP"].agreement is Agreement.AGREED


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("hold", "INX"), "'INX' is not a currency code"),
        (("hold", "EUR"), "EUR is not in the table"),
        (("hold", "INR", "--for", "soon"), "'soon' is not a duration"),
        (
            ("source", "disable", "ecb"),
            "'ecb' is not an enabled source; 'fxwidget providers --on' lists them",
        ),
    ],
)
def test_wrong_orders(shop: Shop, arguments: tuple[str, ...], says: str) -> None:
    """An order that can't be is refused in one line, and nothing is written."""
    done = fxwidget(*arguments, cwd=shop.folder)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (shop.folder / "store/orders.json").exists()


def test_a_store_that_is_removed_does_not_lose_the_orders(shop: Shop) -> None:
    """A running refresher goes by the orders that it has read, although the journal is gone."""
    refresher = Refresher(shop.settings, open_store(shop.settings.store))
    refresher.round(at(DAYS[0]), everyone=True)
    shop.says("hold", "BRL")
    shop.upstreams.day = DAYS[1]
    held = refresher.round(at(DAYS[1]), everyone=True).snapshot["BRL"]
    (shop.folder / "store/orders.json").unlink()
    still = refresher.round(at(DAYS[1]) + timedelta(minutes=5), everyone=True).snapshot["BRL"]
    refresher.close()
    assert (held.agreement, still.agreement) == (Agreement.HELD, Agreement.HELD)
