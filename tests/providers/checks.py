"""What every provider is checked for by its documents and their figures; each check is a function of its ``Case``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import httpx
import pytest

from fxwidget import (
    CredentialsRejected,
    Daily,
    Provider,
    ProviderError,
    ProviderUnavailable,
    Quote,
    RateLimited,
    ResponseInvalid,
    is_currency,
)
from fxwidget.deciding.cross_rates import Crossed, per_usd
from fxwidget.domain.fetched import Tally
from fxwidget.domain.scalars import day_of
from fxwidget.fetching.exchange import read_archive
from fxwidget.provider.calendar import market_day
from fxwidget.provider.source import Source
from tests.documents import document
from tests.support.conversation import NOW, Case, Desk, Reply
from tests.support.figures import Recorded, of_publishers_at_hand

Check = Callable[[Case], None]
DAY = timedelta(days=1)


def numbers(found: Crossed) -> dict[str, str]:
    """The newest number of each code, in its very digits: units per 1 USD."""
    return {code: str(rates[0].rate) for code, rates in found.rates.items()}


def reasons(found: Crossed) -> dict[str, str]:
    """The code of the reason for which a currency has no number."""
    return {code: unusable.reason.code.value for code, unusable in found.refused.items()}


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
        _in_a_line(case, caught.value)


def _in_a_line(case: Case, error: ProviderError) -> None:
    assert error.provider == case.name
    assert 0 < len(str(error)) < 400
    assert "\n" not in str(error)
    assert "pydantic" not in str(error)


# What comes in place of a document

BRACKETS, TAGS = 200_000, 20_000
"""Levels deeper than any reader's stack; tags take their readers much longer than brackets do."""


def _status(code: int) -> Callable[[bytes], Reply]:
    return lambda own: (code, b"no table here")


def _instead(path: str) -> Callable[[bytes], Reply]:
    return lambda own: (200, document(f"errors/{path}"))


def _nested(own: bytes) -> Reply:
    if own.lstrip(BOM).startswith(b"<"):
        return 200, b"<a>" * TAGS + b"</a>" * TAGS
    return 200, b"[" * BRACKETS + b"]" * BRACKETS


def _in_objects(own: bytes) -> Reply:
    return 200, b"<a>" * TAGS if own.lstrip(BOM).startswith(b"<") else b'{"a":' * BRACKETS


BOM = b"\xef\xbb\xbf \r\n\t"

NO_DOCUMENT: dict[str, tuple[Callable[[bytes], Reply], type[ProviderError]]] = {
    "500": (_status(500), ProviderUnavailable),
    "401": (_status(401), CredentialsRejected),
    "403": (_status(403), CredentialsRejected),
    "404": (_status(404), ResponseInvalid),
    "204": (_status(204), ResponseInvalid),
    "429": (_status(429), RateLimited),
    "page": (_instead("html_200.html"), ResponseInvalid),
    "empty": (_instead("empty.txt"), ResponseInvalid),
    "spaces": (lambda own: (200, b" \r\n" * 100), ResponseInvalid),
}
"""Statuses and bodies that are in no provider's format: they put no number in doubt."""

BROKEN: dict[str, Callable[[bytes], Reply]] = {
    "garbage": _instead("garbage.json"),
    "text": _instead("not_found.txt"),
    "brackets": _instead("brackets.json"),
    "nested": _nested,
    "objects": _in_objects,
    "laughs": _instead("laughs.xml"),
    "entity": _instead("external_entity.xml"),
    "half": lambda own: (200, own[: len(own) // 2]),
    "UTF-16": lambda own: (200, own.decode("latin-1").encode("utf-16")),
    "twice": lambda own: (200, own * 2),
}
"""Bodies that are damaged documents, or of another format."""


def no_document(case: Case) -> None:
    """A status, a page or nothing is exactly that leaf of the error tree, and no damage of the numbers."""
    own = case.replies()[0][1]
    for what, (reply, leaf) in NO_DOCUMENT.items():
        status, body = reply(own)
        if status != 200 and status in case.provider.statuses:
            continue  # the adapter itself says what it stands for, in its own table of errors
        error = _failure(case, (status, body), what)
        assert type(error) is leaf, what
        if isinstance(error, ResponseInvalid):
            assert not error.in_format, what


def broken_documents(case: Case) -> None:
    """A damaged document is refused; one of lines may be read as far as it goes, and then says nothing else than it did."""
    own = case.replies()[0][1]
    for what, reply in BROKEN.items():
        if _of_lines(own) and what in ("half", "twice"):
            _no_other_number(case, reply(own), what)
        else:
            assert type(_failure(case, reply(own), what)) is ResponseInvalid, what


def _failure(case: Case, reply: Reply, what: str) -> ProviderError:
    try:
        quotes = case.quotes([reply])
    except ProviderError as error:
        _in_a_line(case, error)
        return error
    raise AssertionError(f"{what}: {len(quotes)} quotes out of what is no document")


def _no_other_number(case: Case, reply: Reply, what: str) -> None:
    try:
        quotes = case.quotes([reply, *case.replies()[1:]])
    except ResponseInvalid:
        return
    assert numbers(per_usd(quotes)).items() <= dict(case.figures.per_dollar).items(), what


def _of_lines(own: bytes) -> bool:
    """Whether a document is a table of lines or a page, which have no end of their own."""
    head = own.lstrip(BOM)[:20].lower()
    return head[:1] not in (b"<", b"{", b"[", b"p") or head.startswith((b"<!doctype html", b"<html"))


# One number that is none


class Printed(NamedTuple):
    """Where the documents print the number of a currency: the file, its body, and the number in it.

    several_days: an older day of the documents has a number too, and stands in.
    """

    code: str
    file: str
    body: bytes
    number: bytes
    several_days: bool

    @property
    def places(self) -> list[int]:
        """The places in the body where it begins."""
        return [found.start() for found in re.finditer(_alone(self.number), self.body)]

    def instead(self, text: bytes) -> bytes:
        """The body with another text there, without marks of its own in quotation marks and in what is no JSON."""
        json = self.body.lstrip(BOM)[:1] in (b"{", b"[")

        def put(found: re.Match[bytes]) -> bytes:
            as_it_is = json and not self.body[: found.start()].endswith(b'"')
            return text if as_it_is else text.strip(b'"')

        return re.sub(_alone(self.number), put, self.body)


def _alone(number: bytes) -> bytes:
    return rb"(?<![\d.])" + re.escape(number) + rb"(?!\d)"


def printed(case: Case) -> Printed:
    """A number that can be broken alone: one that stands once in the documents, of a pair without the dollar, if there is one."""
    found = [place for place in _printed(case) if place.places]
    assert found, "the documents print no number as it is read: name one in [printed] of figures.toml"
    return min(found, key=lambda place: len(place.places))


def _printed(case: Case) -> Iterator[Printed]:
    quotes, named = case.quotes(case.replies()), case.figures.printed
    rates = per_usd(quotes).rates
    for quote in sorted(quotes, key=lambda it: "USD" in (it.base, it.quote)):
        code = _code(quote, quotes)
        if quote.close or code not in rates or rates[code][0].as_of != quote.as_of:
            continue
        if code in named or not named:
            for file in dict.fromkeys(file for sent in case.figures.answers for file in sent.files):
                for text in _texts(case, code, quote):
                    yield Printed(code, file, case.file(file), text, len(rates[code]) > 1)


def _code(quote: Quote, quotes: Sequence[Quote]) -> str:
    """The currency whose number a quote is: not the one in which the whole table is quoted, nor the dollar."""
    pivots = set.intersection(*({it.base, it.quote} for it in quotes))
    other = ({quote.base, quote.quote} - pivots) or {quote.base, quote.quote}
    return min(other - {"USD"} or pivots - {"USD"})


def _texts(case: Case, code: str, quote: Quote) -> Iterator[bytes]:
    """How the number of a quote may be printed."""
    if code in case.figures.printed:
        yield case.figures.printed[code].encode()
        return
    for number in (quote.mid, quote.bid, quote.ask):
        if number is not None:
            yield str(number).encode()
            yield str(number).replace(".", ",").encode()


NUMBERS = {
    b"NaN": "",
    b"Infinity": "",
    b"0": "",
    b"1e999": "out of range",
    b"1e-999": "out of range",
    b"9" * 5_000: "more than 28 digits",
    b"80." + b"1" * 5_000: "more than 28 digits",
    b"-80.0961": "zero or negative",
}
"""Numbers that no honest source prints, and why they are refused; some may stand for a day without a number."""

NOTHING = (b"null", b"true", b'""', b'"N/A"', b"[]")
UNREADABLE = "its row can't be read"


def broken_numbers(case: Case) -> None:
    """A number that is none refuses its own row, with a reason of ours; an older day stands in, no other row changes.

    A document of one row is refused whole where that can't be read.
    """
    place = printed(case)
    for text, reason in NUMBERS.items():
        with _one_row(case):
            found = _with(case, place, text)
            stated = {
                code: it.reason.sentence
                for code, it in found.refused.items()
                if code not in case.figures.refused
            }
            allowed = [{place.code: reason}, {place.code: UNREADABLE}] if reason else [stated]
            assert stated in allowed, text[:20]
    for text in NOTHING:
        with _one_row(case):
            _with(case, place, text)


@contextmanager
def _one_row(case: Case) -> Iterator[None]:
    """Where the documents hold one number only, an answer without a readable row may be refused."""
    try:
        yield
    except ResponseInvalid as error:
        if len(case.figures.per_dollar) > 1 or "no row of the document can be read" not in str(error):
            raise


def _with(case: Case, place: Printed, text: bytes) -> Crossed:
    """The document with another text in place of a number: nothing but that currency has another number, or none."""
    found = per_usd(case.quotes(case.replies({place.file: place.instead(text)})))
    rest = {code: it for code, it in case.figures.per_dollar.items() if code != place.code}
    seen = numbers(found)
    mine = seen.pop(place.code, None)
    assert seen == rest, text[:20]
    assert set(found.refused) - set(case.figures.refused) <= {place.code}, text[:20]
    assert all("pydantic" not in it.reason.sentence for it in found.refused.values())
    if mine is not None:
        assert place.several_days, f"{text[:20]!r} is a number: {mine}"
        assert mine != case.figures.per_dollar[place.code]
    return found


def beyond_computing(case: Case) -> None:
    """An exponent that even a Decimal can't hold refuses the document, or its own row."""
    place = printed(case)
    try:
        found = _with(case, place, b"1e99999999999999999999")
    except ResponseInvalid as error:
        _in_a_line(case, error)
    else:
        assert found.refused or place.several_days


def another_base(case: Case) -> None:
    """Where the document holds its own base and that is not 1, all of it is of another base, and refused."""
    base, body = rb'(?i)("%s"\s*:\s*)1(?=[\s,}])', case.replies()[0][1]
    pairs = [{quote.base, quote.quote} for quote in case.quotes(case.replies())]
    (pivot, *_) = sorted(set.intersection(*pairs))
    other, times = re.subn(base % pivot.encode(), rb"\g<1>1.1721", body)
    if times != 1 or case.provider.exchange is not Provider.exchange:
        return
    with pytest.raises(ResponseInvalid, match="of another base than"):
        case.quotes([(200, other)])


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
    no_document,
    broken_documents,
    broken_numbers,
    beyond_computing,
    another_base,
)
