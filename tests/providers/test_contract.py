"""What every installed provider keeps to, whoever wrote it: facts filled in, one direction of imports, its own document."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from fxwidget import BRICS_PLUS, Terms
from fxwidget.errors import ProviderUnavailable
from fxwidget.provider.registry import GROUP, default_names, installed, provider_class
from tests.support.conversation import KEY, Desk, case

from .contract import RULES, Rule

ROOT = Path(__file__).parents[2]
NAMES = sorted(installed())


def test_the_entry_points_are_those_of_the_project_file() -> None:
    """The table in pyproject.toml is the one place of registration; after a change of it the project is installed anew."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert {point.name: point.value for point in entry_points(group=GROUP)} == table[GROUP]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_contract(name: str, rule: Rule) -> None:
    """Each rule says by itself what it is about."""
    rule(provider_class(name))


@pytest.mark.parametrize("name", NAMES)
def test_terms(name: str) -> None:
    """A source that forbids passing its numbers on, or needs a key, is never on by itself; any other of use is."""
    facts = provider_class(name)
    free = facts.terms is not Terms.FORBIDDEN and not facts.needs_key
    assert (name in default_names(BRICS_PLUS)) == (free and not facts.lists.isdisjoint(BRICS_PLUS))


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
