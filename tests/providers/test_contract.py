"""What every installed provider keeps to, whoever wrote it: facts filled in, one direction of imports, its own document."""

from __future__ import annotations

import ast
import sys
import tomllib
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

import fxwidget
from fxwidget import BRICS_PLUS, Continuous, Daily, Dated, Kind, Provider, Terms, Upstream, is_currency
from fxwidget.errors import ProviderUnavailable
from fxwidget.provider.registry import GROUP, default_names, installed, provider_class
from tests.support.conversation import KEY, Desk, case

ROOT = Path(__file__).parents[2]
NAMES = sorted(installed())


def modules(name: str) -> list[ast.Module]:
    """The sources of the module in which a provider is written, the first one, and of those of its family that it builds on."""
    family = [
        cls for cls in provider_class(name).__mro__ if issubclass(cls, Provider) and cls is not Provider
    ]
    files = [sys.modules[cls.__module__].__file__ for cls in family]
    return [ast.parse(Path(file).read_text(encoding="utf-8")) for file in files if file is not None]


def test_the_entry_points_are_those_of_the_project_file() -> None:
    """The table in pyproject.toml is the one place of registration; after a change of it the project is installed anew."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert {point.name: point.value for point in entry_points(group=GROUP)} == table[GROUP]


@pytest.mark.parametrize("name", NAMES)
def test_facts(name: str) -> None:
    """Every fact is there, and none contradicts another."""
    facts: type[Provider] = provider_class(name)
    for text in (facts.title, facts.attribution):
        assert text == text.strip() != ""
    for link in (facts.site, facts.docs, facts.terms_url):
        assert (urlsplit(link).scheme, bool(urlsplit(link).hostname)) == ("https", True)
    assert isinstance(facts.terms, Terms)
    assert isinstance(facts.kind, Kind)
    assert isinstance(facts.dated, Dated)
    assert facts.kind is not Kind.CROSS
    assert "USD" in facts.lists
    assert all(is_currency(code) for code in facts.lists)
    for codes in (facts.kinds, facts.groups, facts.coarse, facts.calendars):
        assert set(codes) <= facts.lists
    assert 200 in facts.statuses
    assert all(host == host.lower() and "/" not in host for host in facts.redirects)
    assert facts.ahead_days is None or facts.ahead_days >= 0
    assert facts.min_interval is None or facts.min_interval > timedelta(0)
    if "IRR" in facts.lists:  # Iran has several rates, none is the market's
        assert facts.kinds.get("IRR", facts.kind) in (Kind.OFFICIAL, Kind.FREE_MARKET)


@pytest.mark.parametrize("name", NAMES)
def test_upstream(name: str) -> None:
    """Each states it in its own class; a copy or a blend names whose numbers it has, else a fixing is a bank's own."""
    facts = provider_class(name)
    assert "upstream" in vars(facts)
    if facts.blends or facts.upstream is Upstream.NAMED:
        assert facts.upstream is Upstream.NAMED
        assert facts.blends or facts.group or facts.groups
    elif facts.kind is Kind.FIXING:
        assert facts.upstream is Upstream.OWN


@pytest.mark.parametrize("name", NAMES)
def test_calendar(name: str) -> None:
    """A daily source has a zone, weekdays and hours in order; one that states instants has an interval."""
    facts = provider_class(name)
    for calendar in (facts.calendar, *facts.calendars.values()):
        if isinstance(calendar, Continuous):
            assert facts.dated is Dated.INSTANT
            assert calendar.interval > timedelta(0)
            continue
        assert isinstance(calendar, Daily)
        assert ZoneInfo(calendar.zone).key == calendar.zone
        assert calendar.usual < calendar.latest
        assert set(calendar.weekdays) <= set(range(7)) != set()


@pytest.mark.parametrize("name", NAMES)
def test_terms(name: str) -> None:
    """A source that forbids passing its numbers on, or needs a key, is never on by itself; any other of use is."""
    facts = provider_class(name)
    free = facts.terms is not Terms.FORBIDDEN and not facts.needs_key
    assert (name in default_names(BRICS_PLUS)) == (free and not facts.lists.isdisjoint(BRICS_PLUS))


@pytest.mark.parametrize("name", NAMES)
def test_public_names_only(name: str) -> None:
    """It imports what any plug-in may: ``from fxwidget import`` and a public name, from nowhere deeper."""
    for node in [node for module in modules(name) for node in ast.walk(module)]:
        if isinstance(node, ast.Import):
            assert "fxwidget" not in {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fxwidget":
            assert (node.module, node.level) == ("fxwidget", 0)
            assert {alias.name for alias in node.names} <= set(fxwidget.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_no_clock_no_network_no_policy(name: str) -> None:
    """It asks no clock, opens nothing, and catches nothing but a provider's failure that its documents explain."""
    nodes = [node for module in modules(name) for node in ast.walk(module)]
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    assert {called_name(call) for call in calls}.isdisjoint(
        {"now", "utcnow", "today", "monotonic", "sleep", "open", "post", "Client", "float"}
    )
    assert "httpx.get" not in {ast.unparse(call) for call in calls}
    caught = [node.type for node in nodes if isinstance(node, ast.ExceptHandler)]
    assert {type_.id if isinstance(type_, ast.Name) else None for type_ in caught} <= {"ProviderError"}


@pytest.mark.parametrize("name", NAMES)
def test_documented(name: str) -> None:
    """Its module says in which direction its numbers run."""
    text = ast.get_docstring(modules(name)[0])
    assert text is not None
    assert "\nDirection: " in text


def called_name(function: ast.expr) -> Any:
    return getattr(function, "attr", getattr(function, "id", None))


@pytest.mark.parametrize(
    ("name", "host"),
    [("er_api", "v6.exchangerate-api.com"), ("open_exchange_rates", "openexchangerates.org")],
)
def test_a_key_travels_in_a_header(name: str, host: str) -> None:
    """A key is sent in a header where the publisher takes it there, not in the URL, where logs and caches would keep it."""
    desk, it = Desk(()), case(name)
    with pytest.raises(ProviderUnavailable):
        it.asked(desk, provider=it.made(key=True))
    (request,) = desk.asked
    assert request.url.host == host
    assert KEY not in str(request.url)
    assert KEY in request.headers["Authorization"]
