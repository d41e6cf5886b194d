"""Writes ``docs/providers.md``, ``docs/reference`` and the providers' table of facts, and the tables of ``tools.tables``.

python -m tools.docs            writes them
python -m tools.docs --check    ends with 1 where one is not what the code says

Until when the calendars are known is a fact of the installed package ``holidays``: with another version than the one
that the page names, ``--check`` leaves that part alone.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import fxwidget_providers
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.inspection.provider_list import publishes
from fxwidget.provider.bank_holidays import CALENDARS, Feasts, calendar, estimated_from, known_until, label
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.calendar import Daily
from fxwidget.provider.facts_table import FILE, table
from fxwidget.provider.registry import default_names, installed, provider_class, usable
from tools.reference import pages
from tools.sources_tables import series_of_groups, shared, turned_on
from tools.spread_table import explanations, lines, stored
from tools.tables import TABLES, filled
from tools.vote_hours import by_currency, by_hour

KNOWN = "## Until when the calendars are known"
ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/providers.md"
FACTS = Path(fxwidget_providers.__file__).parent / FILE


def facts() -> str:
    """The text of the providers' table of facts."""
    own = {
        name: point for name, point in installed().items() if point.value.startswith("fxwidget_providers.")
    }
    return table({point: provider_class(name) for name, point in own.items()})


def page() -> str:
    """The text of ``docs/providers.md``."""
    names = sorted(usable())
    default = default_names(BRICS_PLUS)
    parts = [
        "# Providers",
        "",
        "This page is written by `python -m tools.docs` from the providers' own facts; a test keeps it so. How to write one",
        "is in [writing-a-provider.md](writing-a-provider.md), how their numbers are weighed in [rules.md](rules.md).",
        "",
        "## Who votes on what",
        "",
        "Independent groups that are on by default, in order of preference. A group is who really makes a number; a source",
        "that prints too few digits, a table of pegs, a copied table and a blend have no vote. Weekly, monthly and quarterly",
        "tables vote until a majority has a later day. A series of another kind of price has a row of its own.",
        "",
        "| currency | groups | who |",
        "| --- | --- | --- |",
        *(row for code in BRICS_PLUS for row in _votes(code)),
        "",
        "CNH trades outside the reach of any central bank's fixing, and IRR's official number reaches us through few hands:",
        "their rows say how many sources stand behind them.",
        "",
        *_turned_on(),
        *_when(),
        *_apart(),
        *_known(),
        "",
        "## Each provider",
        "",
        *_unrecorded(names),
        "",
    ]
    for name in names:
        parts += [*_provider(name, provider_class(name), name in default), ""]
    return "\n".join(parts)


def _turned_on() -> Iterator[str]:
    """Which providers are on, and what turns on the others."""
    yield from ("## How each is turned on", "", *turned_on(), "")


def _when() -> Iterator[str]:
    """Who shares an upstream, and when in the day each votes."""
    yield from ("### Who has whose numbers", "")
    yield from (
        "Providers of one group have one vote together, for the currencies in brackets, on or not.",
        "",
    )
    yield from (*shared(), "", "### When in the day", "")
    yield "How many of the groups of a currency have usually published by an hour (UTC, in January), or quote at all hours;"
    yield "seldom are weekly, monthly and quarterly tables. Undisclosed groups do not say where their numbers are from."
    yield from ("", *by_currency(), "")
    yield "The hours at which each source on by default publishes, usual and latest. What its date means for the day that its"
    yield "number speaks of is in [rules.md](rules.md): a build day's, and a number valid from tomorrow, are of the day before."
    yield from ("", *by_hour(), "")


def _apart() -> Iterator[str]:
    """How far recorded answers of different sources lay apart."""
    yield from ("## How far sources lie apart", "")
    yield "Between each two recorded sources of different groups, on or not, that have a number of the same market day (else of"
    yield "the same week): hundredths of a per cent (bps) by which the larger is above the smaller. A row is of the week of 16 March"
    yield "2026, from which most answers are, or of three others where fewer than four groups were recorded in it;"
    yield "`python -m tools.spreads --write` reads the recordings anew."
    yield from ("", *lines(stored()), "")
    yield "Who lies farther from another than a shown number may lie from the median of all votes, and why:"
    yield from ("", *explanations(), "")


def _known() -> list[str]:
    """The table that states until when each calendar's days off are known."""
    return [
        KNOWN,
        "",
        f"As `holidays` {version('holidays')} has them; `fxwidget doctor` says it of the version that is installed. Beyond that",
        "day a weekday near a feast is doubtful. So are the days around a feast that the moon decides, weekend days that are",
        "worked in exchange where it is not known that rates are set on them, and the days on which Mumbai's exchanges part",
        "from its state. On a doubtful day nobody is late.",
        "",
        "| calendar | moved days are decided until | feasts of the moon are estimated from | worked weekend days |",
        "| --- | --- | --- | --- |",
        *(_calendar(feasts) for feasts in sorted(_calendars(), key=label)),
    ]


def _calendars() -> set[Feasts]:
    """The calendars that have a name, and those that adapters bring."""
    facts = map(provider_class, usable())
    every = [it for each in facts for it in (each.calendar, *each.calendars.values())]
    brought = {calendar(it.feasts) for it in every if isinstance(it, Daily) and it.feasts}
    return brought | set(CALENDARS.values())


def _calendar(feasts: Feasts) -> str:
    name, until, moon = label(feasts), known_until(feasts), estimated_from(feasts)
    exchange = "none" if not feasts.exchanges else "rates are set" if feasts.opens_in_exchange else "doubtful"
    return f"| {name} | {until or 'none are in the data'} | {moon or 'none'} | {exchange} |"


def _votes(code: str) -> Iterator[str]:
    """A row for the series of a currency that is shown by default, and one for each series that is apart from it."""
    for number, (series, groups) in enumerate(series_of_groups(code).items()):
        named = f"{code}, {series.replace('_', ' ')}" if number else code
        yield f"| {named} | {len(groups)} | {', '.join(' with '.join(names) for names in groups.values())} |"


def _unrecorded(names: Iterable[str]) -> Iterator[str]:
    """Which parsers have seen no answer of their publisher with its day, wrapped as the page is."""
    none = ", ".join(f"`{name}`" for name in names if provider_class(name).verified_on is None)
    text = (
        f"The parsers of {none} were never checked against a recorded answer whose day is known. `figures.toml` beside the "
        "documents of each says where their form and their numbers are from, and which were made up."
    )
    yield from textwrap.wrap(text, width=120, break_on_hyphens=False)


def _provider(name: str, facts: type[Provider], on: bool) -> list[str]:
    covers = [code for code in BRICS_PLUS if code in facts.lists]
    groups = {group for code in covers if (group := facts.groups.get(code))}
    kinds = sorted({facts.kinds.get(code, facts.kind).value for code in covers})
    rows = [
        ("on by default", "yes" if on else f"no: {_why_off(facts)}"),
        ("covers", " ".join(covers)),
        ("kind", ", ".join(kinds)),
        (
            "group",
            facts.group or name + (f"; {', '.join(sorted(groups))} where it copies them" if groups else ""),
        ),
        ("upstream", facts.upstream.value),
        ("date", facts.dated.value.replace("_", " ")),
        ("publishes", publishes(facts.calendar)),
        ("feasts", _feasts(facts)),
        ("too few digits", " ".join(sorted(facts.coarse & set(BRICS_PLUS)))),
        ("terms", f"[{facts.terms.value}]({facts.terms_url})"),
        ("attribution", facts.attribution),
        ("format", f"<{facts.docs}>"),
        (
            "parser checked against",
            f"a recorded answer of {facts.verified_on}" if facts.verified_on else "no recorded answer",
        ),
    ]
    table = [f"| {key} | {value} |" for key, value in rows if value]
    return [f"### {name}", "", f"[{facts.title}]({facts.site})", "", "| | |", "| --- | --- |", *table]


def _why_off(facts: type[Provider]) -> str:
    if facts.terms is Terms.FORBIDDEN:
        return "its terms forbid passing its numbers on" + (", and it needs a key" if facts.needs_key else "")
    return "it needs a key" if facts.needs_key else "it lists none of the default currencies"


def _feasts(facts: type[Provider]) -> str:
    daily = facts.calendar
    if not isinstance(daily, Daily) or not daily.feasts:
        return ""
    return f"{label(daily.feasts)}: {calendar(daily.feasts).source}"


def _comparable(there: str, wanted: str) -> str:
    """The present page, with the calendars of the wanted one where it names another version of the package."""
    part = re.compile(rf"{KNOWN}.*?(?=\n## )", re.DOTALL)
    named, installed_version = (re.search("`holidays` ([0-9.]+)", text) for text in (there, wanted))
    if named is None or installed_version is None or named[1] == installed_version[1]:
        return there
    return part.sub(lambda _: part.findall(wanted)[0], there)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def documents() -> dict[Path, str]:
    """What each document that is written from the code has to say, by its file."""
    return {
        FACTS: facts(),
        PAGE: page(),
        **{document: filled(document) for document in TABLES},
        **{ROOT / path: text for path, text in pages().items()},
    }


def main(arguments: list[str]) -> int:
    """Write or check the documents, and return the exit code."""
    wanted = documents()
    wrong = [
        path for path, text in wanted.items() if not path.exists() or _comparable(_read(path), text) != text
    ]
    if "--check" not in arguments:
        for path in wrong:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        return 0
    for path in wrong:
        print(f"{path.name} is not what the code says: run python -m tools.docs", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
