"""What every provider is checked for by its documents and their figures; each check is a function of its ``Case``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from fxwidget import (
    Daily,
    ProviderError,
    Quote,
    is_currency,
)
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.fetched import Tally
from fxwidget.domain.scalars import day_of
from fxwidget.fetching.exchange import read_archive
from fxwidget.provider.calendar import market_day
from fxwidget.provider.source import Source
from tests.support.conversation import NOW, Case, Desk, Reply
from tests.support.figures import Recorded, of_publishers_at_hand

from .asking import in_a_line, numbers, reasons
from .moved_columns import moved_columns
from .spoiled import SPOILED, Check

DAY = timedelta(days=1)


def its_figures(case: Case) -> None:
    """The documents give exactly the stated figures, all of them, and are all that is asked for; each row comes once."""
    desk = Desk(case.replies())
    quotes = case.asked(desk)
    found = per_usd(quotes)
    assert numbers(found) == dict(case.figures.per_dollar)
    assert reasons(found) == dict(case.figures.refused)
    assert len(desk.asked) == len(case.figures.answers), [str(request.url) for request in desk.asked]
    pairs = Counter((frozenset((it.base, it.quote)), it.as_of, it.close) for it in quotes)
    assert [pair for pair, count in pairs.items() if count > 1] == []


def its_days(case: Case) -> None:
    """The newest number is of the stated market day, and none is dated further ahead than the facts allow."""
    quotes = case.quotes(case.replies())
    assert newest(case, quotes, case.figures.published) == (case.figures.market_day or case.figures.published)
    last = case.figures.published + Source(case.name, case.made()).ahead_days * DAY
    assert max(day_of(quote.as_of) for quote in quotes) <= last


def its_list(case: Case) -> None:
    """What the documents hold is listed, but for the currency in which all of them are quoted."""
    assert foreign(case, case.quotes(case.replies())) == set()


def newest(case: Case, quotes: Iterable[Quote], published: date) -> date:
    """The newest market day of a table that was published on a day."""
    facts, found = case.provider, per_usd(quotes)

    def of(code: str) -> date:
        calendar = facts.calendars.get(code, facts.calendar)
        zone = ZoneInfo(calendar.zone) if isinstance(calendar, Daily) else UTC
        evening = datetime.combine(published, time(23, 59), zone).astimezone(UTC)
        return market_day(found.rates[code][0].as_of, facts.dated, calendar, evening)

    return max(map(of, found.rates))


def foreign(case: Case, quotes: Sequence[Quote]) -> set[str]:
    """The currencies of a table that its provider does not list."""
    pairs = [{quote.base, quote.quote} for quote in quotes]
    pivots = set.intersection(*pairs) if pairs else set()
    return {code for code in set().union(*pairs) - pivots if is_currency(code)} - case.provider.lists


def its_hosts(case: Case) -> None:
    """It asks the stated hosts and no other, over https, whether they answer or not, of its archive too."""
    asked = [*_asked(case, case.replies()), *_asked(case, ()), *_asked_of_its_archive(case)]
    assert {request.url.host for request in asked} == case.figures.hosts
    assert {request.url.scheme for request in asked} == {"https"}


def its_requests(case: Case) -> None:
    """What it asks follows from the day alone."""
    first, again = ([str(it.url) for it in _asked(case, case.replies())] for _ in range(2))
    assert first == again


def _asked(case: Case, replies: Sequence[Reply]) -> list[httpx.Request]:
    desk = Desk(replies)
    try:
        case.asked(desk)
    except ProviderError:
        assert not replies
    return desk.asked


def _asked_of_its_archive(case: Case) -> list[httpx.Request]:
    if not case.provider.has_archive():
        return []
    desk, day = Desk(()), case.figures.published
    source = Source(case.name, case.made())
    with suppress(ProviderError):
        list(
            read_archive(
                source, day, day, client=desk, now=NOW, between=lambda: None, tally=Tally(requests=0)
            )
        )
    return desk.asked


def its_files(case: Case) -> None:
    """Each file of its folder says where it is from, by https."""
    there = {file.name for file in case.folder.iterdir() if file.is_file()} - {"figures.toml"}
    assert there == set(case.figures.files)
    assert all(origin.url.startswith("https://") for origin in case.figures.files.values())


def its_errors(case: Case) -> None:
    """Each answer that is an error raises the stated class, with the provider's name, in one line."""
    for it in case.figures.errors:
        provider = case.made(key=it.key)
        with pytest.raises(ProviderError) as caught:
            case.quotes([case.reply(it)], provider=provider)
        assert type(caught.value).__name__ == it.error, it.file
        in_a_line(case, caught.value)


# Recordings


def its_recordings(case: Case) -> None:
    """Each recorded conversation gives the stated figures and errors, of the stated day, and holds what is listed."""
    for it in of_publishers_at_hand(case.figures.recordings):
        if not it.reason:
            _recording(case, it)


def _recording(case: Case, it: Recorded) -> None:
    if it.error:
        with pytest.raises(ProviderError) as caught:
            case.recorded(it).quotes()
        assert type(caught.value).__name__ == it.error, it.files
        return
    quotes = case.recorded(it).quotes()
    found = per_usd(quotes)
    seen = numbers(found)
    assert {code: seen.get(code) for code in it.per_dollar} == dict(it.per_dollar), it.files
    assert reasons(found) == dict(it.refused), it.files
    assert foreign(case, quotes) <= it.unlisted, it.files
    assert it.per_dollar or not quotes, f"{it.files}: no figure of it is checked"
    if it.market_day is not None:
        assert newest(case, quotes, it.published or case.figures.published) == it.market_day, it.files


CHECKS: tuple[Check, ...] = (
    its_figures,
    its_days,
    its_list,
    its_hosts,
    its_requests,
    its_files,
    its_errors,
    moved_columns,
    *SPOILED,
)
