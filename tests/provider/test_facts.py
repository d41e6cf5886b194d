"""Facts of a provider are looked at when it is loaded: a wrong one is left out, and nobody else suffers for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import fxwidget
from fxwidget import ConfigurationError, Continuous, Daily, Feasts, Kind
from fxwidget.config.settings import Settings
from fxwidget.inspection.doctor.plugins import look_at_plugins
from fxwidget.inspection.provider_list import roster
from fxwidget.provider import registry
from fxwidget.provider.facts import faults
from fxwidget.provider.registry import default_names, provider_class, usable
from fxwidget.refresher.round import Refresher
from fxwidget.store.disk import DiskStore
from tests.support.banks import Bank, table
from tests.support.loopback import Loopback, answer

HOURS: dict[str, Any] = {"usual": time(14), "latest": time(16)}


def closed_by(**feasts: Any) -> dict[str, Any]:
    """The facts of a bank that closes on feasts of its own."""
    return {"calendar": Daily(zone="UTC", feasts=Feasts("Bank Act", **feasts), **HOURS)}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "feasts": ({"calendar": Daily(zone="UTC", feasts="mars", **HOURS)}, "no calendar 'mars' of feasts"),
    "no feasts": (
        {"calendar": Daily(zone="UTC", **{**HOURS, "feasts": 1})},
        "neither a calendar's name nor Feasts",
    ),
    "country": (closed_by(country="QQ"), "feasts: Country QQ not available"),
    "subdivision": (
        closed_by(country="GE", subdivision="ZZ"),
        "feasts: Entity `GE` does not have subdivision ZZ",
    ),
    "category": (closed_by(country="GE", categories=("moons",)), "feasts: Category is not supported: moons"),
    "market": (closed_by(financial="MARS"), "feasts: Financial market MARS not available"),
    "market beside": (
        closed_by(country="IN", beside=("MARS",)),
        "feasts: Financial market MARS not available",
    ),
    "no place": (closed_by(), "not one of country and financial"),
    "zone": ({"calendar": Daily(zone="Mars/Olympus", **HOURS)}, "no time zone 'Mars/Olympus'"),
    "zone above": ({"calendar": Daily(zone="../UTC", **HOURS)}, r"no time zone '\.\./UTC'"),
    "hours": ({"calendar": Daily(zone="UTC", usual=time(16), latest=time(14))}, "not before the latest"),
    "weekdays": ({"calendar": Daily(zone="UTC", weekdays=frozenset({7}), **HOURS)}, "weekdays are not"),
    "months": ({"calendar": Daily(zone="UTC", months=frozenset({0}), **HOURS)}, "months are not from 1"),
    "lag": ({"calendar": Daily(zone="UTC", lag=-1, **HOURS)}, "lag is no number of days"),
    "no calendar": ({"calendar": "daily"}, "neither Daily nor Continuous"),
    "continuous": ({"calendar": Continuous(interval=timedelta(hours=1))}, "source that states instants"),
    "another calendar": ({"calendars": {"INR": Daily(zone="Mars", **HOURS)}}, "no time zone 'Mars'"),
    "kind": ({"kind": "fixing of mars"}, "kind is no Kind"),
    "cross": ({"kind": Kind.CROSS}, "kind is no Kind"),
    "kinds": ({"kinds": {"INR": "market"}}, "kinds is no table"),
    "not listed": ({"kinds": {"XCD": Kind.PEG}}, "kinds has what lists has not: XCD"),
    "dated": ({"dated": "someday"}, "dated is no Dated"),
    "terms": ({"terms": None}, "terms is no Terms"),
    "upstream": ({"upstream": "own"}, "upstream is no Upstream"),
    "lists": ({"lists": ["USD", "INR"]}, "lists is no set of currency codes"),
    "no codes": (
        {"lists": frozenset({"USD", "XDR", "XAU"})},
        "lists has what is no currency that is known here: XAU, XDR",
    ),
    "no dollar": ({"lists": frozenset({"INR"})}, "lists has no USD"),
    "coarse": ({"coarse": frozenset({"XCD"})}, "coarse has what lists has not: XCD"),
    "title": ({"title": " "}, "title is no text"),
    "link": ({"docs": "http://bank.example/"}, "docs is no https address"),
    "url": ({"url": "bank.example/rates"}, "url is no https address"),
    "recent": ({"recent": timedelta(0)}, "recent is no time above zero"),
    "errors": ({"error_member": "message"}, "error_member is no way of members"),
    "statuses": ({"statuses": frozenset({204})}, "statuses has no 200"),
    "redirects": ({"redirects": frozenset({"Bank.example/x"})}, "redirects is no set of host names"),
    "interval": ({"min_interval": timedelta(0)}, "min_interval is no time above zero"),
    "ahead": ({"ahead_days": -1}, "ahead_days is no number of days"),
    "quota": ({"quota": "many"}, "quota: "),
    "bytes": ({"most_bytes": 2**30}, "most_bytes is no number of bytes up to 33554432"),
    "absurd": ({"statuses": 200}, "facts can't be read"),
}
NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Distribution:
    name: str = "fxwidget-of-mars"


@dataclass(frozen=True)
class Point:
    """Stands for an entry point of a stranger's distribution."""

    name: str
    loaded: Any
    value: str = "mars:Bank"
    dist: Distribution = Distribution()

    def load(self) -> Any:
        return self.loaded


Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install providers in place of those of the distribution."""
    registry._warn.cache_clear()

    def install(**classes: Any) -> None:
        points = {name: Point(name, cls) for name, cls in classes.items()}
        monkeypatch.setattr(registry, "installed", lambda: points)

    return install


def wrong(facts: dict[str, Any]) -> type[Bank]:
    return type("Wrong", (Bank,), facts)


@pytest.mark.parametrize(("facts", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_fact_is_named_with_its_provider_and_distribution(
    install: Install, facts: dict[str, Any], words: str
) -> None:
    """Whatever the class holds, loading it says which provider of which distribution is wrong, and in what."""
    install(bad=wrong(facts))
    with pytest.raises(ConfigurationError, match=f"^provider bad of fxwidget-of-mars: .*{words}"):
        provider_class("bad")


@pytest.mark.parametrize("missing", ["title", "site", "terms", "kind", "dated", "calendar", "lists"])
def test_a_missing_fact_is_named(missing: str) -> None:
    """A class that lacks a fact that has no default says which."""
    given = {
        name: getattr(Bank, name) for name in ("title", "site", "docs", "terms_url", "terms", "attribution")
    }
    given |= {name: getattr(Bank, name) for name in ("kind", "dated", "calendar", "lists")}
    del given[missing]
    facts = faults(type("Poor", (fxwidget.Provider,), given))
    assert facts[0] == f"{missing} is missing"


def test_who_does_not_state_its_upstream_does_not_disclose_it(install: Install) -> None:
    """A provider written before the fact existed is whole, and counts as one that does not say whose its numbers are."""
    silent = type("Silent", (Bank,), {"upstream": fxwidget.Provider.upstream})
    install(silent=silent)
    assert provider_class("silent").upstream is fxwidget.Upstream.UNDISCLOSED


@pytest.mark.parametrize("name", sorted(registry.installed()))
def test_what_is_installed_is_right(name: str) -> None:
    """No provider of the distribution is left out."""
    assert faults(provider_class(name)) == ()


def test_a_wrong_one_is_left_out_with_one_warning(install: Install, caplog: pytest.LogCaptureFixture) -> None:
    """It reaches neither the defaults, nor the list of providers, nor a round, also where it is named; said once."""
    install(bad=wrong(WRONG["feasts"][0]), good=Bank)
    assert default_names(("INR",)) == default_names(("INR",)) == usable(("bad", "good")) == ("good",)
    named = Settings(sources=("bad", "good"), currencies=("INR",))
    assert named.names == ("good",)
    assert [member.name for member in roster(named)] == ["good"]
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "fxwidget-of-mars" in warnings[0].getMessage()
    assert "going on without it" in warnings[0].getMessage()


def test_a_round_goes_on_without_it(install: Install, tmp_path: Path) -> None:
    """A healthy neighbour's rate is shown."""
    install(bad=wrong(WRONG["zone"][0]), good=Bank)
    with Loopback(answer(200, table())) as server:
        own = {"good": {"url": server.url("").rstrip("/")}}
        settings = Settings(currencies=("INR",), provider=own, store=f"disk://{tmp_path}")
        refresher = Refresher(settings, DiskStore(tmp_path))
        try:
            assert str(refresher.round(NOW).snapshot["INR"].rate) == "85.3395"
        finally:
            refresher.close()


def test_nothing_but_wrong_ones_is_an_error(install: Install) -> None:
    """Where all that are named are wrong, there is nothing to go on with."""
    install(bad=wrong(WRONG["kind"][0]), good=Bank)
    with pytest.raises(ValueError, match="provider bad of fxwidget-of-mars: kind is no Kind"):
        Settings(sources=("bad",))


def test_the_doctor_names_it(install: Install) -> None:
    """``doctor`` warns of each one that is left out, and says how to mend it."""
    install(bad=wrong(WRONG["feasts"][0]), good=Bank)
    (finding,) = look_at_plugins()
    assert (finding.what, finding.status) == ("provider bad", "warn")
    assert "fxwidget-of-mars: no calendar 'mars' of feasts" in finding.found
    install(good=Bank)
    (finding,) = look_at_plugins()
    assert finding.status == "ok"
