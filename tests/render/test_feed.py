"""The feeds of changes, as a feed reader takes them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import feedparser
import jsonschema
import pytest

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import DISCLAIMER, Direction, Replay, Snapshot
from fxwidget.errors import RateNotFound
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.render import feed
from fxwidget.render.view import View
from tests.support.feeds import JSON_FEED
from tests.support.snapshots import CHANGED, NOW, rate, snapshot

URL, PAGE = "https://fx.example:8443/feed.atom?lang=en&currencies=INR", "https://fx.example:8443/widget"
TABLE = snapshot()


def change(code: str = "INR", **members: Any) -> RateChange:
    """The rupee's rise of 14 May 2025, with any member changed."""
    plain: dict[str, Any] = {
        "code": code,
        "base": "USD",
        "rate": Decimal("85.3395"),
        "previous": Decimal("84.9012"),
        "direction": Direction.UP,
        "change_pct": Decimal("0.52"),
        "as_of": CHANGED,
        "changed_at": CHANGED,
        "kind": Kind.MARKET,
        "source": "currencyrate",
        "source_name": "CurrencyRate",
        "source_url": "https://currencyrate.today/",
        "attribution": "Source: CurrencyRate.today",
    }
    return RateChange(**(plain | members))


FALL = change(
    "RUB",
    rate=Decimal("79.8457"),
    previous=Decimal("80.1"),
    direction=Direction.DOWN,
    change_pct=Decimal("-0.32"),
    changed_at=CHANGED - timedelta(hours=1),
)
BOTH = (change(), FALL)


def atom(
    *changes: RateChange, table: Snapshot = TABLE, at: timedelta = timedelta(), url: str = URL, **options: Any
) -> Any:
    """The feed as feedparser reads it, which has nothing to complain of."""
    text = feed.atom(View(table, NOW + at, Options(**options)), changes, url=url, page_url=PAGE)
    read = feedparser.parse(text.encode(), response_headers={"content-type": "application/atom+xml"})
    assert read.bozo == 0
    assert read.version == "atom10"
    return read


def items(*changes: RateChange, table: Snapshot = TABLE, **options: Any) -> dict[str, Any]:
    """The JSON feed, which is as its specification wants it."""
    body = feed.json(View(table, NOW, Options(**options)), changes, url=URL, page_url=PAGE)
    document: dict[str, Any] = json.loads(body, parse_float=Decimal)
    jsonschema.validate(json.loads(body), JSON_FEED, format_checker=jsonschema.FormatChecker())
    return document


def test_atom() -> None:
    """One entry for each change, with its instants, its source, its currency and what moved in words."""
    read = atom(*BOTH)
    assert (read.feed.title, read.feed.language) == ("Changes: 1 US dollar in other currencies", "en")
    assert {link.rel: link.href for link in read.feed.links} == {"self": URL, "alternate": PAGE}
    assert (read.feed.id, read.feed.updated) == (URL, "2025-05-14T06:00:00Z")
    rise, fall = read.entries
    assert (rise.title, fall.title) == ("USD/INR 85.3395 ▲", "USD/RUB 79.8457 ▼")
    assert (rise.published, rise.updated) == ("2025-05-14T06:00:00Z", "2025-05-14T06:00:00Z")
    assert (rise.author, rise.link, [tag.term for tag in rise.tags]) == ("CurrencyRate", PAGE, ["INR"])
    assert rise.content[0].value.splitlines() == [
        "Indian Rupee: up from 84.9012 to 85.3395 (+0.52%)",
        "market rate of 14 May 2025",
        "Source: CurrencyRate.today",
    ]
    assert "Russian Ruble: down from 80.1 to 79.8457 (-0.32%)" in fall.content[0].value


def test_json() -> None:
    """The same entries with the same ids and words, and the numbers once more, exact."""
    document, read = items(*BOTH), atom(*BOTH)
    for item, entry in zip(document["items"], read.entries, strict=True):
        assert (item["id"], item["title"], item["content_text"]) == (
            entry.id,
            entry.title,
            entry.content[0].value,
        )
        assert item["date_published"] == entry.published
    assert (document["title"], document["feed_url"]) == (read.feed.title, URL)
    own = document["items"][0]["_fxwidget"]
    assert (own["rate"], own["previous"], own["direction"]) == (Decimal("85.3395"), Decimal("84.9012"), "up")


def test_rights_and_state() -> None:
    """Disclaimer and attribution stand with the feed, and until when what it tells of is valid."""
    for rights, state in (
        (atom(*BOTH).feed.rights, atom(*BOTH).feed.subtitle),
        (items(*BOTH)["description"],) * 2,
    ):
        assert DISCLAIMER in rights
        assert "Source: CurrencyRate.today" in rights
        assert "Valid until: 14 May 2025 07:05 UTC." in state
    assert "are not being refreshed" in atom(*BOTH, at=timedelta(hours=2)).feed.subtitle
    replay = snapshot(replay=Replay(day=date(2025, 5, 14), offset_seconds=0, step_seconds=20))
    assert "Replay of recorded days" in atom(*BOTH, table=replay).feed.subtitle


def test_ids_are_stable() -> None:
    """An id is of host, language, pair and instant alone: later tables, filters and ports leave it as it is."""
    (entry,) = atom(change()).entries
    assert entry.id == "tag:fx.example,2025-05-14:en/USD/INR/2025-05-14T06:00:00Z"
    later = snapshot(rate("INR", "90"), checked_at=NOW)
    assert atom(*BOTH, table=later, at=timedelta(days=300), currencies=("INR",)).entries[0].id == entry.id
    assert atom(change(), url="https://fx.example/feed.atom").entries[0].id == entry.id
    assert len({entry.id for code in LANGUAGES for entry in atom(*BOTH, lang=code).entries}) == 2 * len(
        LANGUAGES
    )


def test_what_is_said_where_less_is_known() -> None:
    """Without a previous number nothing moved; a day still to come is one; without attribution the source is named."""
    plain = change(
        previous=None, direction=None, change_pct=None, as_of=date(2025, 5, 15), attribution="", kind=None
    )
    (entry,) = atom(plain).entries
    assert entry.title == "USD/INR 85.3395"
    assert entry.content[0].value.splitlines() == [
        "Indian Rupee: 85.3395",
        "15 May 2025",
        "source: CurrencyRate",
    ]
    ahead = change(as_of=date(2025, 5, 15), kind=Kind.FIXING)
    assert "central bank fixing for 15 May 2025" in atom(ahead).entries[0].content[0].value


def test_currencies() -> None:
    """Only the asked ones; one that is not in the table is refused as everywhere."""
    assert [item["tags"] for item in items(*BOTH, currencies=("RUB",))["items"]] == [["RUB"]]
    with pytest.raises(RateNotFound):
        feed.atom(View(TABLE, NOW, Options(currencies=("EUR",))), BOTH, url=URL, page_url=PAGE)


def test_nothing_has_changed_yet() -> None:
    """A feed without entries is one all the same."""
    assert atom().entries == []
    assert atom().feed.updated == "2025-05-14T06:00:00Z"
    blank = snapshot(changed_at=None, checked_at=None)
    assert atom(table=blank).feed.updated == "2025-05-14T06:06:00Z"
    assert items()["items"] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages(code: str) -> None:
    """Names, numbers and words are the language's."""
    (entry,) = atom(change(), lang=code).entries
    language = Language(code)
    assert entry.title == f"{language.isolated('USD/INR')} {language.number(Decimal('85.3395'))} ▲"
    assert language.name("INR") in entry.content[0].value
    assert language.number(Decimal("84.9012")) in entry.content[0].value
    assert items(change(), lang=code)["language"] == language.tag


def test_names_of_others_are_text() -> None:
    """Whatever a source calls itself, the document stays well-formed and the text what it was."""
    hostile = change(source_name="<b>&]]>\x00", attribution='"><script>')
    (entry,) = atom(hostile).entries
    assert entry.author == "<b>&]]>\ufffd"
    assert entry.content[0].value.endswith('\n"><script>')
    assert items(hostile)["items"][0]["authors"][0]["name"] == "<b>&]]>\x00"
