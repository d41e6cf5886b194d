"""The base class of adapters, with what they declare and implement: facts, ``request`` and ``parse``; no clock, no network, no policy.

A provider is written against this module's public names only, wherever it lives. Its name is that of its
entry point in the group ``fxwidget.providers``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeAlias
from urllib.parse import urlsplit

from fxwidget.domain.quote import Kind, Quote, Upstream
from fxwidget.errors import ProviderError, RateLimited, ResponseInvalid, of_status
from fxwidget.provider.calendar import Calendar, Daily, Dated

if TYPE_CHECKING:
    import httpx

DAY = timedelta(days=1)

Request: TypeAlias = "httpx.Request"
"""What an adapter asks: httpx's request by its name alone, since who only reads an adapter's facts needs no HTTP client."""


class Terms(StrEnum):
    """What a publisher says about passing its numbers on."""

    ALLOWED = "allowed"
    UNSTATED = "unstated"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer as the adapter sees it: ``body`` is decoded from its transfer form, never from its charset.

    ``url`` is the address that gave it, ``status`` HTTP's. ``retry_after`` are the seconds that a refusal asks to wait, None
    where it does not say.
    """

    url: str
    status: int
    body: bytes
    retry_after: float | None = None

    def error(self, detail: str = "", kind: type[ProviderError] | None = None) -> ProviderError:
        """The error that an HTTP answer's status stands for.

        Args:
            detail: the publisher's own word on it.
            kind: the error's class, where that word says which; by default it follows from the status.
        """
        kind = kind or of_status(self.status, wait=self.retry_after is not None)
        text = f"{urlsplit(self.url).hostname} answered with HTTP {self.status}"
        error = kind(f"{text}: {detail}" if detail else text, status=self.status)
        if isinstance(error, RateLimited):
            error.retry_after = self.retry_after
        return error


Exchange = Generator[Request, Answer, Sequence[Quote]]
"""An exchange with a provider: a generator that yields requests, is sent the answers, returns the quotes."""


Archive = Generator[Request, Answer, Iterable[Quote]]
"""A conversation about past days: as an exchange, but the quotes may come from an iterator, those of a day together."""


def get_request(
    url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Request:
    """A GET of ``url``. httpx is loaded by the first one."""
    import httpx

    return httpx.Request("GET", url, params=params, headers=headers)


def post_request(
    url: str,
    *,
    form: Mapping[str, str | Sequence[str]] | None = None,
    document: object = None,
    xml: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """A POST to ``url`` of one body.

    Args:
        form: the fields of a form; one with several values is sent several times.
        document: what is sent as JSON.
        xml: the text of an XML document, such as a SOAP envelope; it is sent in UTF-8.
    """
    import httpx

    if xml is not None:
        headers = {"Content-Type": "text/xml; charset=utf-8", **(headers or {})}
    return httpx.Request("POST", url, data=form, json=document, content=xml, headers=headers)


def first_of(*requests: Request) -> Generator[Request, Answer, tuple[int, Answer]]:
    """The first answer of several places that hold the same numbers, and which of them gave it, from 0.

    For ``yield from`` in ``exchange``. A place that asks to wait is waited for, no other is asked in its stead.

    Raises:
        ProviderError: the first place's failure, where all fail.
    """
    failure: ProviderError | None = None
    for number, request in enumerate(requests):
        try:
            answer = yield request
        except RateLimited as error:
            raise failure or error from None
        except ProviderError as error:
            failure = failure or error
        else:
            return number, answer
    assert failure is not None, "first_of() is of at least one request"
    raise failure from None


class Provider:
    """Base of every adapter. Facts are class attributes; most adapters write only ``url`` or ``request``, and ``parse``.

    An adapter has no try/except but for a failure that its documents give a meaning: a missing member, a wrong
    type or a broken document may raise as it likes, the house turns it into ``ResponseInvalid``.
    """

    title: ClassVar[str]
    """The publisher's name as people read it."""
    site: ClassVar[str]
    """The page that a link on the publisher's name opens."""
    docs: ClassVar[str]
    """Where the format is described."""
    terms: ClassVar[Terms]
    """What the publisher says about passing its numbers on."""
    terms_url: ClassVar[str]
    """Where it says so."""
    attribution: ClassVar[str]
    """The words that name the source beside its numbers."""
    url: ClassVar[str] = ""
    """Where the newest table is, if that is the same address every day; ``request`` is then of past days only."""

    verified_on: ClassVar[date | None] = None
    """The day of the newest recorded answer that the parser was checked against; None where there is none."""

    lists: ClassVar[frozenset[str]]
    """The codes that it publishes, its pivot and the US dollar among them where it has them."""
    kind: ClassVar[Kind]
    """What sort of price its numbers are."""
    kinds: ClassVar[Mapping[str, Kind]] = {}
    """Where a currency's numbers are of another kind."""
    group: ClassVar[str] = ""
    """Who really makes the number, where that is not this publisher; sources of one group have one vote."""
    groups: ClassVar[Mapping[str, str]] = {}
    """Where a currency's numbers are another one's than ``group``."""
    upstream: ClassVar[Upstream] = Upstream.UNDISCLOSED
    """Whether it makes its numbers itself, or says whose they are. Those who don't say let no new level through alone."""
    blends: ClassVar[frozenset[str]] = frozenset()
    """Names of the providers whose numbers it blends: it abstains while any of them is enabled."""
    coarse: ClassVar[frozenset[str]] = frozenset()
    """Currencies that it prints with too few digits to vote on."""

    dated: ClassVar[Dated]
    """What the date in its answers means."""
    calendar: ClassVar[Calendar]
    """When it publishes."""
    calendars: ClassVar[Mapping[str, Calendar]] = {}
    """Where a currency is published at other times, such as in a second, weekly table."""
    ahead_days: ClassVar[int | None] = None
    """How far ahead of its own today a date may lie; None: 10 days for ``valid_from``, else 1."""
    min_interval: ClassVar[timedelta | None] = None
    """How often it may be asked; None: every round in its publication window, hourly outside."""

    quota: ClassVar[str | None] = None
    """How many requests it allows, as in ``1000/month`` or ``100/day``; None: it says nothing."""

    recent: ClassVar[timedelta] = timedelta(days=10)
    """How far back the newest table may lie, where days are asked for: New Year, Easter or Eid with two weekends."""

    most_bytes: ClassVar[int | None] = None
    """The most bytes of an answer, on the wire and decoded, where it has more than 2 MiB and 8 MiB; at most 32 MiB."""

    archive_since: ClassVar[date | None] = None
    """The first day that its archive has; None where that is not known, or it has none."""
    archive_days: ClassVar[int | None] = None
    """The most days that one conversation about its archive may be of; None: any number."""
    archived: ClassVar[frozenset[str]] = frozenset()
    """Codes that its archive has and ``lists`` no longer: ended, or given up."""
    archive_pause: ClassVar[timedelta] = timedelta(seconds=1)
    """How long to wait between two requests to its archive, which are many in a row."""

    needs_key: ClassVar[bool] = False
    """Whether it answers only with a key, which is ``self.key`` then."""
    redirects: ClassVar[frozenset[str]] = frozenset()
    """Other hosts, or ports and schemes of its own, to which a redirect may be followed; none by default."""
    statuses: ClassVar[frozenset[int]] = frozenset({200})
    """HTTP statuses that carry an answer; any other raises."""
    error_member: ClassVar[Sequence[str]] = ()
    """The way to the text by which an error answer names itself, as ``error_text`` takes it; an answer with that text is one.

    For ``accepted``, and so for ``exchange`` as it is here.
    """
    error_words: ClassVar[Mapping[str, type[ProviderError]]] = {}
    """What the words mean by which its errors name themselves, where one is not ``ResponseInvalid``. Sentences mean nothing:
    without any such word the class is that of the HTTP status."""

    def __init__(self, *, key: str | None = None, currencies: Sequence[str] = ()) -> None:
        self.key = key
        self.currencies = tuple(currencies)

    def request(self, day: date) -> Request:
        """The one request for the table of ``day``, which is the source's own today, or one before it.

        By default a GET of ``url``, or the span of the last days.
        """
        return get_request(self.url) if self.url else self.span(day - self.recent, day)

    def span(self, first: date, last: date) -> Request:
        """The one request for all tables from ``first`` to ``last``, both among them, where a publisher is asked so.

        It is what ``request`` and ``archive`` then ask for.
        """
        raise NotImplementedError(
            f"{type(self).__name__} defines neither url, request(), span() nor exchange()"
        )

    def parse(self, body: bytes) -> Sequence[Quote]:
        """The quotes of one document, exactly as published. A close that it names says so; an older day's row is one."""
        raise NotImplementedError(f"{type(self).__name__} defines neither parse() nor exchange()")

    def parse_of(self, body: bytes, day: date) -> Sequence[Quote]:
        """As ``parse``, of a document that does not state its day: ``day`` is the one that was asked for."""
        return self.parse(body)

    def named_error(self, answer: Answer, word: str) -> ProviderError:
        """The error that an answer stands for: by the word in its body (``error_words``), by its status without one."""
        named = word and self.error_words
        return answer.error(word, self.error_words.get(word, ResponseInvalid) if named else None)

    def accepted(self, answer: Answer) -> bytes:
        """The body of an answer that is no error.

        Raises:
            ProviderError: its status is none of success, or it has a text in the place of ``error_member``.
        """
        from fxwidget.provider.parsing import error_text  # who only reads an adapter's facts needs no reader

        word = error_text(answer.body, *self.error_member) if self.error_member else ""
        if answer.status != 200 or word:
            raise self.named_error(answer, word)
        return answer.body

    def exchange(self, day: date) -> Exchange:
        """The whole exchange with the provider. Override it for fallback hosts, several tables or one request per currency."""
        answer = yield get_request(self.url) if self.url else self.request(day)
        return self.parse_of(self.accepted(answer), day)

    def archive(self, first: date, last: date) -> Archive:
        """All that it published of the days from ``first`` to ``last``, both among them, in any order.

        Optional: a provider without an archive leaves it as it is. The span is no longer than ``archive_days``, and may
        hold days without a number; rows of other days are left out by the house. ``self.currencies`` are those wanted.
        Every pause, limit and retry is the house's, as in ``exchange``.
        """
        if not self.has_archive():
            raise NotImplementedError(f"{type(self).__name__} has no archive")
        return self._spanned(first, last)

    def _spanned(self, first: date, last: date) -> Exchange:
        answer = yield self.span(first, last)
        return self.parse(self.accepted(answer))

    def tomorrow_or_today(self, day: date) -> Exchange:
        """Tomorrow's table, and today's where it is not out yet, which an answer without rows or any but a 200 says.

        As ``exchange`` of a publisher that sets its rates for the next day, and whose ``request`` names the day.
        """
        return self._first_with_rows((day + DAY, day))

    def last_with_rows(self, day: date) -> Exchange:
        """The newest table that has rows: that of a day without one, or before it is set, has none, or is any answer but a 200.

        As ``exchange`` of a publisher whose ``request`` names the day; it is asked for its weekdays of the last days.
        """
        days = (day - number * DAY for number in range(self.recent.days + 1))
        weekdays = self.calendar.weekdays if isinstance(self.calendar, Daily) else range(7)
        return self._first_with_rows(one for one in days if one.weekday() in weekdays)

    def _first_with_rows(self, days: Iterable[date]) -> Exchange:
        failure = None
        for day in days:
            answer = yield self.request(day)
            if quotes := self._rows(answer, day):
                return quotes
            failure = answer.error() if answer.status != 200 else None
        if failure is not None:
            raise failure
        return []

    def last_days(self, day: date) -> Exchange:
        """The last days of the archive, as ``exchange`` of a publisher that has no other document."""
        return list((yield from self.archive(day - self.recent, day)))

    def day_by_day(self, first: date, last: date) -> Archive:
        """The table of each day of a span on which one is published, or begins to hold; any answer but a 200 is none.

        As ``archive`` of a publisher with one document a day, which ``request`` names.
        """
        quotes: list[Quote] = []
        for number in range((last - first).days + 1):
            day = first + number * DAY
            set_on = day - DAY if self.dated is Dated.VALID_FROM else day
            if not isinstance(self.calendar, Daily) or self.calendar.publishes(set_on):
                answer = yield self.request(day)
                quotes += self._rows(answer, day)
        return list(dict.fromkeys(quotes))

    def _rows(self, answer: Answer, day: date) -> Sequence[Quote]:
        """The quotes of a day's document; any answer but a 200 is none."""
        return self.parse_of(self.accepted(answer), day) if answer.status == 200 else ()

    @classmethod
    def has_archive(cls) -> bool:
        """Whether it answers for past days."""
        return cls.archive is not Provider.archive or cls.span is not Provider.span
