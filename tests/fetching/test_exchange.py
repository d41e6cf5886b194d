"""One conversation: whatever an adapter does, and whatever it is told, comes out as quotes or as one leaf of the tree."""

from __future__ import annotations

import base64
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from traceback import format_exception
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from fxwidget import Answer, Exchange, Provider, ProviderError, Quote
from fxwidget.domain.fetched import Fetched, Tally
from fxwidget.domain.state import CachedBody
from fxwidget.errors import (
    ConfigurationError,
    CredentialsRejected,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
)
from fxwidget.fetching.client import Client
from fxwidget.fetching.exchange import MOST_REQUESTS, converse, read_archive
from fxwidget.fetching.message import Ask
from fxwidget.provider.source import Source
from tests.support.house import Fixing
from tests.support.loopback import Loopback, Reply, answer

DAY = date(2026, 4, 24)
NOW = datetime(2026, 4, 24, 15, 0, tzinfo=UTC)
KEY = "s3cr3t/Key+42=="
QUOTE = Quote(base="USD", quote="INR", mid=Decimal("94.30"), as_of=DAY)
ETAG = {"ETag": '"one"', "Last-Modified": "Fri, 24 Apr 2026 12:00:00 GMT"}


class Asking(Fixing):
    """One request; its answer's body is the number for INR."""

    def request(self, day: date) -> httpx.Request:
        return httpx.Request(
            "GET", f"https://bank.example/rates/{day}.txt", params={"a": "1"}, headers={"X-Own": "yes"}
        )

    def parse(self, body: bytes) -> Sequence[Quote]:
        return [Quote(base="USD", quote="INR", mid=Decimal(body.decode()), as_of=DAY)]


class Talking(Fixing):
    """Tells what it is told in ``exchange``, a function of a test's own."""

    def __init__(self, exchange: Any, *, key: str | None = None) -> None:
        super().__init__(key=key)
        self._exchange = exchange

    def exchange(self, day: date) -> Exchange:
        return self._exchange(day)  # type: ignore[no-any-return]


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with Client(user_agent="fxwidget-tests") as client:
        yield client


def talk(
    client: Client,
    provider: Provider,
    *replies: Reply,
    bodies: Mapping[str, CachedBody] | None = None,
    patience: float = 60.0,
) -> Fetched:
    """A conversation with a server that gives these replies."""
    with Loopback(*(replies or (answer(200, b"94.30"),))) as server:
        return converse(
            Source("bank", provider, server.url("")),
            DAY,
            client=client,
            now=NOW,
            bodies=bodies or {},
            patience=patience,
        )


def get(number: int = 0) -> httpx.Request:
    return httpx.Request("GET", f"https://bank.example/{number}")


# The usual way


def test_request_and_parse(client: Client) -> None:
    """Most adapters write a request and a parse, and get the conversation for it."""
    found = talk(client, Asking())
    assert found.quotes == [QUOTE]
    assert str(found.quotes[0].mid) == "94.30"
    assert (found.unchanged, found.bodies) == (False, {})


class Archive(Fixing):
    """An archive of two documents."""

    def archive(self, first: date, last: date) -> Exchange:
        yield get(0)
        yield get(1)
        return [QUOTE]


def test_an_archive_waits_between_its_documents(client: Client) -> None:
    """As long as its provider wants, before each but the first."""
    pauses: list[int] = []
    with Loopback(answer(200, b"94.30")) as server:
        source = Source("bank", Archive(), server.url(""))
        days = read_archive(
            source, DAY, DAY, client=client, now=NOW, between=lambda: pauses.append(1), tally=Tally()
        )
        assert list(days) == [[QUOTE]]
        assert (len(server.requests), pauses) == (2, [1])


def test_several_requests(client: Client) -> None:
    """A conversation may go on as long as it must, each answer in its turn."""

    def exchange(day: date) -> Exchange:
        first = yield get(1)
        second = yield httpx.Request("POST", "https://bank.example/2", content=first.body)
        assert (first.status, second.status) == (200, 200)
        return [
            QUOTE.model_copy(update={"mid": Decimal(answered.body.decode())}) for answered in (first, second)
        ]

    with Loopback(answer(200, b"1"), answer(200, b"2")) as server:
        found = converse(
            Source("bank", Talking(exchange), server.url("")), DAY, client=client, now=NOW, bodies={}
        )
        assert [(request.method, request.target, request.body) for request in server.requests] == [
            ("GET", "/1", b""),
            ("POST", "/2", b"1"),
        ]
    assert [quote.mid for quote in found.quotes] == [1, 2]


@pytest.mark.parametrize("path", ["/", ""])
def test_the_url_replaces_scheme_host_and_port_only(client: Client, path: str) -> None:
    """Path, query, headers and body stay; the Host header is that of the new address."""
    with Loopback(answer(200, b"94.30")) as server:
        converse(Source("bank", Asking(), server.url(path)), DAY, client=client, now=NOW, bodies={})
        (request,) = server.requests
        port = server.port
    assert (request.method, request.target) == ("GET", "/rates/2026-04-24.txt?a=1")
    assert request.headers["host"] == f"127.0.0.1:{port}"
    assert request.headers["x-own"] == "yes"


def test_a_url_of_another_kind(client: Client) -> None:
    """An IPv6 address keeps its brackets, a missing port is that of the scheme."""
    asked = []

    class Recording(Client):
        def send(self, request: httpx.Request, ask: Ask) -> Any:
            asked.append((str(request.url), request.headers["Host"], ask.insecure))
            raise ProviderUnavailable("not now", provider="bank")

    with Recording(user_agent="fxwidget-tests") as recorder:
        for url in ("http://[::1]:9000", "https://mirror.example", None):
            with pytest.raises(ProviderUnavailable):
                converse(Source("bank", Asking(), url), DAY, client=recorder, now=NOW, bodies={})
    assert asked == [
        ("http://[::1]:9000/rates/2026-04-24.txt?a=1", "[::1]:9000", True),
        ("https://mirror.example/rates/2026-04-24.txt?a=1", "mirror.example", True),
        ("https://bank.example/rates/2026-04-24.txt?a=1", "bank.example", False),
    ]


def test_plain_http_is_not_asked(client: Client) -> None:
    """Without a URL of the operator's an adapter speaks TLS, or not at all."""

    def exchange(day: date) -> Exchange:
        yield httpx.Request("GET", "http://bank.example/")
        return []

    with pytest.raises(ConfigurationError, match="only https"):
        converse(Source("bank", Talking(exchange)), DAY, client=client, now=NOW, bodies={})


# Conditional requests


def test_not_modified(client: Client) -> None:
    """A 304 stands for the answer that was kept: the adapter is told the body of then, with status 200."""
    statuses = []

    class Telling(Asking):
        def exchange(self, day: date) -> Exchange:
            answer = yield self.request(day)
            statuses.append(answer.status)
            return self.parse(answer.body)

    with Loopback(
        answer(200, b"94.30", ETAG), answer(304), answer(200, b"94.40", {"ETag": '"two"'})
    ) as server:
        bodies: Mapping[str, CachedBody] = {}
        found = []
        for _ in range(3):
            found.append(
                converse(
                    Source("bank", Telling(), server.url("")), DAY, client=client, now=NOW, bodies=bodies
                )
            )
            bodies = found[-1].bodies
        headers = [
            (r.headers.get("if-none-match"), r.headers.get("if-modified-since")) for r in server.requests
        ]
    assert [str(one.quotes[0].mid) for one in found] == ["94.30", "94.30", "94.40"]
    assert [one.unchanged for one in found] == [False, True, False]
    assert headers == [(None, None), *[('"one"', "Fri, 24 Apr 2026 12:00:00 GMT")] * 2]
    assert statuses == [200, 200, 200]
    assert found[0].bodies == found[1].bodies
    assert [body.etag for body in found[2].bodies.values()] == ['"two"']


def test_unchanged_is_all_of_it(client: Client) -> None:
    """One new answer among old ones is news."""

    def exchange(day: date) -> Exchange:
        yield get(1)
        yield get(2)
        return [QUOTE]

    old, new = answer(304), answer(200, b"x", ETAG)
    bodies: Mapping[str, CachedBody] = {}
    unchanged = []
    with Loopback(new, new, old, new, old, old) as server:
        for _ in range(3):
            found = converse(
                Source("bank", Talking(exchange), server.url("")), DAY, client=client, now=NOW, bodies=bodies
            )
            bodies = found.bodies
            unchanged.append((found.unchanged, len(bodies)))
    assert unchanged == [(False, 2), (False, 2), (True, 2)]


def test_a_missing_day_beside_an_unchanged_one(client: Client) -> None:
    """A 404 that the adapter expects is no news; it is never kept, whatever validators it has."""

    def exchange(day: date) -> Exchange:
        yield get(1)
        answer = yield get(2)
        assert answer.body == b"94.30"
        return [QUOTE]

    provider = Talking(exchange)
    provider.statuses = frozenset({200, 404})  # type: ignore[misc]
    missing = answer(404, b"no such day", ETAG)
    with Loopback(missing, answer(200, b"94.30", ETAG), missing, answer(304)) as server:
        first = converse(Source("bank", provider, server.url("")), DAY, client=client, now=NOW, bodies={})
        again = converse(
            Source("bank", provider, server.url("")), DAY, client=client, now=NOW, bodies=first.bodies
        )
        asked = ["if-none-match" in request.headers for request in server.requests]
    assert asked == [False, False, False, True]
    assert (len(first.bodies), again.bodies) == (1, first.bodies)
    assert (first.unchanged, again.unchanged) == (False, True)


def test_a_kept_body_that_is_broken(client: Client) -> None:
    """What the memory holds may be damaged: the round fails, and the next one asks for it whole."""
    with Loopback(answer(200, b"94.30", ETAG), answer(304)) as server:
        first = converse(Source("bank", Asking(), server.url("")), DAY, client=client, now=NOW, bodies={})
        broken = {label: body.model_copy(update={"body": "AAAA"}) for label, body in first.bodies.items()}
        with pytest.raises(ResponseInvalid, match="bank sent something unexpected"):
            converse(Source("bank", Asking(), server.url("")), DAY, client=client, now=NOW, bodies=broken)


def test_a_304_that_nobody_asked_for(client: Client) -> None:
    """Without a kept body it is no answer."""
    with pytest.raises(ResponseInvalid, match="304"):
        talk(client, Asking(), answer(304))


def test_labels_hold_no_key(client: Client) -> None:
    """Neither the name nor the text under which an answer is kept tells the URL."""

    def exchange(day: date) -> Exchange:
        yield httpx.Request("GET", "https://bank.example/", params={"key": KEY})
        return [QUOTE]

    found = talk(client, Talking(exchange, key=KEY), answer(200, b"x", ETAG))
    assert len(found.bodies) == 1
    assert "key" not in repr(found.bodies).lower()


# Whatever an adapter raises


class Odd(Exception):
    """Nothing that anybody knows."""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no date"),
        TypeError("'NoneType' object is not subscriptable"),
        IndexError(0),
        AttributeError("x"),
        ZeroDivisionError(),
        ArithmeticError(),
        RecursionError("deep"),
        MemoryError(),
        AssertionError(),
        OSError("an adapter that reads files"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        StopAsyncIteration(),
        Odd("?"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_whatever_an_adapter_raises(client: Client, error: Exception, when: str) -> None:
    """It is an answer that the documents do not promise, said with the provider's name and the error's own."""

    def exchange(day: date) -> Exchange:
        if when == "before":
            raise error
        yield get()
        raise error

    with pytest.raises(ResponseInvalid) as caught:
        talk(client, Talking(exchange))
    assert caught.value.provider == "bank"
    assert str(caught.value).startswith(f"bank sent something unexpected: {type(error).__name__}: ")
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [StopIteration("one"), StopIteration()])
def test_a_stray_stop_iteration(client: Client, error: Exception) -> None:
    """Nor does ``next`` of an empty thing end the conversation as if all were well."""

    def exchange(day: date) -> Exchange:
        yield get()
        raise error

    with pytest.raises(ResponseInvalid, match="RuntimeError"):
        talk(client, Talking(exchange))


@pytest.mark.parametrize(
    "returned",
    [5, [5], ["INR"], [None], QUOTE, {"INR": 1}, "INR"],
    ids=["int", "ints", "text", "none", "quote", "map", "str"],
)
def test_whatever_an_adapter_returns(client: Client, returned: Any) -> None:
    """Only quotes are quotes."""

    def exchange(day: date) -> Exchange:
        yield get()
        return returned  # type: ignore[no-any-return]

    with pytest.raises(ResponseInvalid, match="bank sent something unexpected: TypeError"):
        talk(client, Talking(exchange))


@pytest.mark.parametrize("returned", [None, [], (), iter(())])
def test_no_quotes(client: Client, returned: Any) -> None:
    """None of them is an empty table."""

    def exchange(day: date) -> Exchange:
        yield get()
        return returned  # type: ignore[no-any-return]

    assert talk(client, Talking(exchange)).quotes == []


def test_quotes_that_are_made_as_they_are_asked_for(client: Client) -> None:
    """A lazy ``parse`` may raise too, and is no way around."""

    class Lazy(Asking):
        def parse(self, body: bytes) -> Any:
            yield QUOTE
            raise KeyError("usd")

    with pytest.raises(ResponseInvalid, match=r"^bank sent something unexpected: 'usd' is missing$"):
        talk(client, Lazy())


@pytest.mark.parametrize("asked", ["https://bank.example/", None, 5])
def test_whatever_an_adapter_asks(client: Client, asked: Any) -> None:
    """Only a request is a request."""

    def exchange(day: date) -> Generator[Any, Answer, list[Quote]]:
        yield asked
        return []

    with pytest.raises(ResponseInvalid, match="bank sent something unexpected"):
        talk(client, Talking(exchange))


def test_no_conversation(client: Client) -> None:
    """Something else than a generator is one of those errors, too."""
    with pytest.raises(ResponseInvalid, match="bank sent something unexpected"):
        talk(client, Talking(lambda day: [QUOTE]))


def test_a_source_that_lacks_a_setting_is_not_asked(client: Client) -> None:
    """What it lacks is said before anything is sent, whether today's table or an archive is wanted."""
    source = Source("bank", Asking(), unset="set its key")
    with pytest.raises(ConfigurationError, match="bank: set its key"):
        converse(source, DAY, client=client, now=NOW, bodies={}, patience=60.0)
    with pytest.raises(ConfigurationError, match="bank: set its key"):
        next(read_archive(source, DAY, DAY, client=client, now=NOW, between=lambda: None, tally=Tally()))


def test_an_adapter_that_writes_neither(client: Client) -> None:
    """A class without request and parse is a fault of its installation, not of the remote side."""
    with pytest.raises(ConfigurationError, match="bank: Fixing defines neither url"):
        talk(client, Fixing())


def test_an_adapter_s_own_word(client: Client) -> None:
    """The public ``ProviderError`` is a branch: raised by an adapter it becomes the leaf for odd answers."""

    def exchange(day: date) -> Exchange:
        yield get()
        raise ProviderError(f"the body says: invalid key {KEY}", status=200)

    with pytest.raises(ResponseInvalid, match=r"^bank: the body says: invalid key \*\*\*$") as caught:
        talk(client, Talking(exchange, key=KEY))
    assert (caught.value.provider, caught.value.status) == ("bank", 200)
    assert KEY not in "".join(format_exception(caught.value))


def test_a_key_of_two_parts(client: Client) -> None:
    """A name and its password are sent apart, and neither is told; what is too short to be one stays in the words."""

    def exchange(day: date) -> Exchange:
        yield get()
        raise ProviderError("no account ann@bank.example with pass:w0rd in it")

    for key, told in (
        ("ann@bank.example:pass:w0rd", "*** with ***"),
        ("a:b", "ann@bank.example with pass:w0rd"),
    ):
        with pytest.raises(ResponseInvalid, match=re.escape(f"bank: no account {told} in it")):
            talk(client, Talking(exchange, key=key))


@pytest.mark.parametrize("leaf", [ProviderUnavailable, RateLimited, CredentialsRejected, ResponseInvalid])
def test_a_leaf_of_an_adapter(client: Client, leaf: type[ProviderError]) -> None:
    """A leaf stays what it is, with the provider's name and without its key."""

    def exchange(day: date) -> Exchange:
        yield get()
        raise leaf(f"error 101: {KEY}")

    with pytest.raises(leaf) as caught:
        talk(client, Talking(exchange, key=KEY))
    assert (type(caught.value), str(caught.value), caught.value.provider) == (leaf, "error 101: ***", "bank")


# Failures that an adapter may catch


def test_a_failure_is_told_to_the_adapter(client: Client) -> None:
    """It is raised where the adapter asked, so that it may ask elsewhere."""
    failures = []

    def exchange(day: date) -> Exchange:
        try:
            yield get(1)
        except ProviderUnavailable as error:
            failures.append((error.provider, error.status))
        answer = yield get(2)
        return [QUOTE.model_copy(update={"mid": Decimal(answer.body.decode())})]

    assert talk(client, Talking(exchange), answer(503), answer(200, b"94.30")).quotes == [QUOTE]
    assert failures == [("bank", 503)]


def test_a_failure_that_nobody_catches(client: Client) -> None:
    """Otherwise it is what came of the conversation, whole."""
    with pytest.raises(RateLimited) as caught:
        talk(client, Asking(), answer(429, headers={"Retry-After": "60"}))
    assert (caught.value.provider, caught.value.status, caught.value.retry_after) == ("bank", 429, 60)


def test_too_many_requests(client: Client) -> None:
    """Forty requests are a conversation, one more is a circle."""

    def exchange(day: date, most: int) -> Exchange:
        for number in range(most):
            yield get(number)
        return [QUOTE]

    assert talk(client, Talking(lambda day: exchange(day, MOST_REQUESTS))).quotes == [QUOTE]
    with Loopback(answer(200, b"1")) as server:
        with pytest.raises(ResponseInvalid, match="bank asked for more than 40 documents"):
            converse(
                Source("bank", Talking(lambda day: exchange(day, MOST_REQUESTS + 1)), server.url("")),
                DAY,
                client=client,
                now=NOW,
                bodies={},
            )
        assert len(server.requests) == MOST_REQUESTS == 40


@pytest.mark.parametrize("reply", [answer(200, b"1"), answer(503)], ids=["answers", "failures"])
def test_an_adapter_that_never_gives_up(client: Client, reply: Reply) -> None:
    """Even one that catches everything and asks again ends: that failure is none of the provider's."""

    def exchange(day: date) -> Exchange:
        while True:
            try:
                yield get()
            except ProviderError:
                continue

    with pytest.raises(ResponseInvalid, match="more than 40 documents"):
        talk(client, Talking(exchange), reply)


def test_an_adapter_that_refuses_to_end(client: Client) -> None:
    """Nor may it go on when it is closed."""

    def exchange(day: date) -> Exchange:
        try:
            while True:
                yield get()
        except GeneratorExit:
            yield get()
        return []

    with pytest.raises(ResponseInvalid, match="generator ignored GeneratorExit"):
        talk(client, Talking(exchange))


def test_patience(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversation ends in time as well, before it asks once more."""
    seconds = count()
    monkeypatch.setattr("fxwidget.fetching.exchange.time", SimpleNamespace(monotonic=lambda: next(seconds)))

    def exchange(day: date) -> Exchange:
        while True:
            yield get()

    with Loopback(answer(200, b"1")) as server:
        with pytest.raises(ProviderUnavailable, match=r"bank did not finish within 3 s") as caught:
            converse(
                Source("bank", Talking(exchange), server.url("")),
                DAY,
                client=client,
                now=NOW,
                bodies={},
                patience=3,
            )
        assert len(server.requests) == 3
    assert caught.value.provider == "bank"


# Keys


@pytest.mark.parametrize(
    "reply",
    [
        answer(401),
        answer(403),
        answer(404),
        answer(429),
        answer(500),
        answer(200, KEY.encode()),
        answer(200, b"x" + KEY.encode()),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("place", ["query", "header", "path"])
def test_no_error_tells_a_key(client: Client, reply: Reply, place: str) -> None:
    """Wherever the key travels, and whatever the answer repeats of it, error and trace are silent about it."""

    class Keyed(Asking):
        def request(self, day: date) -> httpx.Request:
            assert self.key is not None
            if place == "header":
                return httpx.Request(
                    "GET", "https://bank.example/", headers={"Authorization": f"Bearer {self.key}"}
                )
            if place == "query":
                return httpx.Request("GET", "https://bank.example/", params={"access_key": self.key})
            return httpx.Request(
                "GET", httpx.URL("https://bank.example/").copy_with(path=f"/v6/{self.key}/latest")
            )

    with pytest.raises(ProviderError) as caught:
        talk(client, Keyed(key=KEY), reply)
    trace = "".join(format_exception(caught.value))
    for secret in (KEY, "s3cr3t", "Key%2B42"):
        assert secret not in trace


def test_a_key_in_an_adapter_s_error(client: Client) -> None:
    """An adapter that puts its key into words does not publish it."""

    def exchange(day: date) -> Exchange:
        yield get()
        raise ValueError(f"{KEY} is not valid; {KEY.lower()}; {httpx.QueryParams({'k': KEY})}")

    with pytest.raises(ResponseInvalid) as caught:
        talk(client, Talking(exchange, key=KEY))
    assert "s3cr3t" not in "".join(format_exception(caught.value)).lower()
    assert str(caught.value) == "bank sent something unexpected: ValueError: *** is not valid; ***; k=***"


def test_a_name_and_a_password_in_an_adapter_s_error(client: Client) -> None:
    """A key that is both is found whole, in its parts, and as a header has it."""
    key = "somebody:p4ssw0rd"

    def exchange(day: date) -> Exchange:
        yield get()
        raise ValueError(f"{key} {key[-8:]} {base64.b64encode(key.encode()).decode()}")

    with pytest.raises(ResponseInvalid) as caught:
        talk(client, Talking(exchange, key=key))
    assert str(caught.value) == "bank sent something unexpected: ValueError: *** *** ***"


@pytest.mark.parametrize("length", [270, 280, 285, 290, 295, 300, 100_000])
def test_long_words_are_cut(client: Client, length: int) -> None:
    """A hostile document does not fill the log; nor does the cut leave half a key, which nobody would find."""

    def exchange(day: date) -> Exchange:
        yield get()
        raise ValueError("x" * length + KEY)

    with pytest.raises(ResponseInvalid) as caught:
        talk(client, Talking(exchange, key=KEY))
    assert len(str(caught.value)) < 400
    assert "s3c" not in str(caught.value)
