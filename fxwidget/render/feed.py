"""The changes of the numbers as a feed, in Atom and in JSON Feed 1.1: one entry for each currency and instant.

Changes are of the stored numbers, so the options of a view's arithmetic (base, amount, inverse, decimals) do not
apply; currencies, language and time zone do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.number_format import display
from fxwidget.domain.scalars import day_of, encode, stamp
from fxwidget.domain.snapshot import Direction
from fxwidget.presentation.language import marked
from fxwidget.presentation.transform import localise, select
from fxwidget.render import wording
from fxwidget.render.markup import xml
from fxwidget.render.view import View

__all__ = ["atom", "json"]

_AUTHOR = "fxwidget"
_MOVES = {
    Direction.UP: marked("{name}: up from {previous} to {number} ({percent})"),
    Direction.DOWN: marked("{name}: down from {previous} to {number} ({percent})"),
}


def atom(view: View, changes: Sequence[RateChange], *, url: str, page_url: str) -> str:
    """The feed as Atom. ``url`` is its own address, ``page_url`` the widget's; both absolute.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    feed = _Feed.of(view, changes, url)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.language.tag}">',
        f"<id>{xml(url)}</id>",
        f"<title>{xml(feed.title)}</title>",
        f"<subtitle>{xml(feed.state)}</subtitle>",
        f"<updated>{stamp(feed.updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{xml(url)}"/>',
        f'<link rel="alternate" type="text/html" href="{xml(page_url)}"/>',
        f"<author><name>{_AUTHOR}</name></author>",
        f"<rights>{xml(feed.rights)}</rights>",
        *(_atom_entry(entry, page_url) for entry in feed.entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _atom_entry(entry: _Entry, page_url: str) -> str:
    change = entry.change
    author = f"<author><name>{xml(change.source_name)}</name></author>" if change.source_name else ""
    at = stamp(change.changed_at)
    return (
        f"<entry><id>{xml(entry.id)}</id><title>{xml(entry.title)}</title>"
        f"<published>{at}</published><updated>{at}</updated>"
        f'<link rel="alternate" type="text/html" href="{xml(page_url)}"/>{author}'
        f'<category term="{change.code}"/><content type="text">{xml(entry.text)}</content></entry>'
    )


def json(view: View, changes: Sequence[RateChange], *, url: str, page_url: str) -> bytes:
    """The feed as JSON Feed 1.1; the numbers stand in its items once more, exact, under ``_fxwidget``.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    feed = _Feed.of(view, changes, url)
    return encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": page_url,
            "feed_url": url,
            "description": f"{feed.state} {feed.rights}",
            "language": view.language.tag,
            "authors": [{"name": _AUTHOR}],
            "items": [_json_item(entry, page_url) for entry in feed.entries],
        }
    )


def _json_item(entry: _Entry, page_url: str) -> dict[str, object]:
    change = entry.change
    author = {"name": change.source_name, "url": change.source_url}
    item: dict[str, object] = {
        "id": entry.id,
        "url": page_url,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": change.changed_at,
        "date_modified": change.changed_at,
        "tags": [change.code],
        "_fxwidget": change.model_dump(),
    }
    if change.source_name:
        item["authors"] = [{name: value for name, value in author.items() if value}]
    return item


@dataclass(frozen=True)
class _Entry:
    """One change in words. ``id`` is a tag URI, the same whenever and in whatever format the entry is written."""

    change: RateChange
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class _Feed:
    """A feed in words. ``state`` says how far its table can be trusted to be current."""

    title: str
    state: str
    rights: str
    updated: datetime
    entries: tuple[_Entry, ...]

    @classmethod
    def of(cls, view: View, changes: Sequence[RateChange], url: str) -> _Feed:
        language, options = view.language, view.options
        table = select(view.snapshot, options.currencies)
        reading = wording.Reading.of(localise(table, language), view.now, language)
        relevant = [
            change
            for change in changes
            if change.base == table.base and (not options.currencies or change.code in table)
        ]
        times = [f"{fact.title}: {fact.lines[0]}." for fact in reading.facts()[:3]]
        unit = language.say("{unit} in other currencies", unit=reading.heading)
        known = (
            relevant[0].changed_at if relevant else None,
            table.changed_at,
            table.checked_at,
            table.own_time(view.now),
        )
        attributions = dict.fromkeys(change.attribution for change in relevant if change.attribution)
        return cls(
            title=language.say("Changes: {title}", title=unit),
            state=" ".join(text for text in (reading.replayed, reading.alarm, *times) if text),
            rights=" ".join(
                (reading.disclaimer, *((options.disclaimer,) if options.disclaimer else ()), *attributions)
            ),
            updated=next(time for time in known if time is not None),
            entries=tuple(_entries(relevant, reading, urlsplit(url).hostname or "")),
        )


def _entries(changes: Iterable[RateChange], reading: wording.Reading, host: str) -> Iterable[_Entry]:
    language = reading.language
    for change in changes:
        arrow = wording.ARROWS.get(change.direction, "") if change.direction else ""
        number = display(change.rate, language.code)
        pair = f"{change.base}/{change.code}"
        yield _Entry(
            change=change,
            id=f"tag:{host.replace(':', '-')},{change.changed_at:%Y-%m-%d}:{language.code}/{pair}/{stamp(change.changed_at)}",
            title=" ".join(part for part in (language.isolated(pair), number, arrow) if part),
            text="\n".join(_lines(change, number, reading)),
        )


def _lines(change: RateChange, number: str, reading: wording.Reading) -> Iterable[str]:
    """What moved, of which day the number is, whose it is. Dates have their year: an entry is read long after."""
    language, name = reading.language, reading.language.name(change.code)
    direction = change.direction
    if change.previous is None or direction is None or direction not in _MOVES or change.change_pct is None:
        yield f"{name}: {number}"
    else:
        values = {
            "name": name,
            "previous": display(change.previous, language.code),
            "number": number,
            "percent": reading.percent(change.change_pct),
        }
        yield language.say(_MOVES[direction], **values)
    day = day_of(change.as_of) if change.as_of is not None else None
    if day is not None:
        dated = language.day(day, year=True)
        message = "{what} for {day}" if day > change.changed_at.date() else "{what} of {day}"
        yield (
            language.say(message, what=language.say(wording.KINDS[change.kind]), day=dated)
            if change.kind
            else dated
        )
    if change.attribution:
        yield change.attribution
    elif change.source_name:
        yield language.say("source: {name}", name=change.source_name)
