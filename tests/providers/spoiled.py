"""What every provider makes of documents that are none, of damaged ones, and of numbers that no honest source prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

import pytest

from fxwidget import (
    CredentialsRejected,
    Provider,
    ProviderError,
    ProviderUnavailable,
    Quote,
    RateLimited,
    ResponseInvalid,
)
from fxwidget.deciding.cross_rates import Crossed, per_usd
from tests.documents import document
from tests.support.conversation import Case, Reply

from .asking import in_a_line, numbers

Check = Callable[[Case], None]


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


def torn_rows(case: Case) -> None:
    """A table of lines or a page that is torn within the last number of a line has no other numbers than the whole one, or is refused."""
    of_days = per_usd(case.quotes(case.replies())).rates
    printed = {code: {rate.rate for rate in rates} for code, rates in of_days.items()}
    for file in dict.fromkeys(file for sent in case.figures.answers for file in sent.files):
        body = case.file(file)
        for end in _line_ends(body) if _of_lines(body) else ():
            with suppress(ResponseInvalid):
                found = per_usd(case.quotes(case.replies({file: body[: end - 2]}))).rates
                assert all(found[code][0].rate in printed.get(code, ()) for code in found), (file, end)


def _line_ends(body: bytes) -> list[int]:
    """Where the last lines of a document end, at most a dozen."""
    return [found.end() for found in re.finditer(rb"[0-9](?=\"?,?\r?(?:\n|$))", body)][-12:]


def _failure(case: Case, reply: Reply, what: str) -> ProviderError:
    try:
        quotes = case.quotes([reply])
    except ProviderError as error:
        in_a_line(case, error)
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
        """The body with another text there, without marks of its own in quotation marks and outside of JSON."""
        json = self.body.lstrip(BOM)[:1] in (b"{", b"[")

        def put(found: re.Match[bytes]) -> bytes:
            before = self.body[: found.start()]
            as_it_is = (json and not before.endswith(b'"')) or before.endswith(b'":')
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
        in_a_line(case, error)
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


SPOILED: tuple[Check, ...] = (
    no_document,
    broken_documents,
    torn_rows,
    broken_numbers,
    beyond_computing,
    another_base,
)
