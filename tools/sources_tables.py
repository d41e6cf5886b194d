"""What the documents say of the providers, from their own facts: which there are, how each is turned on, who votes on what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.kinds import series_of
from fxwidget.domain.quote import Kind
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.registry import default_names, provider_class, usable

__all__ = ["series_of_groups", "shared", "turned_on", "votes"]


def turned_on() -> Iterable[str]:
    """A table of all providers by how they are turned on, each with a link to its publisher."""
    default = default_names(BRICS_PLUS)
    classes = {name: provider_class(name) for name in sorted(usable())}
    rest = [name for name in classes if name not in default]
    forbidden = [name for name in rest if classes[name].terms is Terms.FORBIDDEN]
    rows = {
        "by default": [name for name in classes if name in default],
        "with a key": [name for name in rest if name not in forbidden and classes[name].needs_key],
        "when named in `sources`: the terms forbid passing the numbers on": forbidden,
        "when named in `sources`: none of the currencies shown by default": [
            name for name in rest if name not in forbidden and not classes[name].needs_key
        ],
    }
    yield "| on | providers |"
    yield "| --- | --- |"
    for how, names in rows.items():
        if names:
            yield f"| {how} ({len(names)}) | {', '.join(_linked(name, classes[name]) for name in names)} |"


def _linked(name: str, facts: type[Provider]) -> str:
    return f'[`{name}`]({facts.site} "{facts.title.replace("|", " ")}")'


def votes() -> Iterable[str]:
    """A table of the number of independent groups that vote on each currency by default."""
    yield "| " + " | ".join(BRICS_PLUS) + " |"
    yield "| " + " | ".join("---" for _ in BRICS_PLUS) + " |"
    yield "| " + " | ".join(str(len(groups_of(code))) for code in BRICS_PLUS) + " |"


def shared() -> Iterable[str]:
    """A table of the groups to which several providers belong, whether they are on or not: each group has one vote."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in sorted(usable()):
        facts = provider_class(name)
        for code in BRICS_PLUS:
            if code in facts.lists:
                found[facts.groups.get(code) or facts.group or name][name].append(code)
    yield "| group | providers |"
    yield "| --- | --- |"
    for group, members in sorted(found.items()):
        if len(members) > 1:
            each = (f"{name} ({' '.join(codes)})" for name, codes in members.items())
            yield f"| {group} | {'; '.join(each)} |"


def groups_of(code: str) -> dict[str, list[str]]:
    """The names of the providers that vote on a currency by default, by who really makes their numbers."""
    return next(iter(series_of_groups(code).values()))


def series_of_groups(code: str) -> dict[str, dict[str, list[str]]]:
    """The same for each series of a currency, the one that is shown by default first: only its own voters hear it."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for source in sources(Settings(sources=())):
        facts, kind = source.provider, source.kind(code)
        silent = code in facts.coarse or kind is Kind.PEG or source.abstains
        if code in facts.lists and not silent:
            found[series_of(kind)][source.group(code)].append(source.name)
    return found
