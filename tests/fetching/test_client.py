"""The client against real sockets: what it sends, what it bears, and what it never tells."""

from __future__ import annotations

import gzip
import logging
import pickle
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from fxwidget.errors import (
    ConfigurationError,
    CredentialsRejected,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
)
from fxwidget.fetching.client import Client, _certified_until
from fxwidget.fetching.message import Ask, Limits, Response, Validators
from fxwidget.fetching.redaction import redact
from tests.support.certificates import certificate, of_server
from tests.support.loopback import Loopback, Peer, Reply, answer, drip, endless, raw, reset, silence
from tests.support.servers import free_port

NOW = datetime(2025, 5, 14, 6, 5, tzinfo=UTC)
KEY = "s3cr3t/Key+42=="
LABEL = "S3cr3tLabel"  # A key that fits into a host name, which is lower-cased on its way.
QUICK = Limits(deadline=0.3)
HASTY = Limits(connect=0.2)
SMALL = Limits(raw_bytes=20_000, decoded_bytes=50_000)
OK = answer(200, b"fine")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with Client(user_agent="fxwidget-tests") as client:
        yield client


@pytest.fixture(name="quick", scope="module")
def _quick() -> Iterator[Client]:
    with Client(limits=QUICK, user_agent="fxwidget-tests") as client:
        yield client


@pytest.fixture(name="hasty", scope="module")
def _hasty() -> Iterator[Client]:
    with Client(limits=HASTY, user_agent="fxwidget-tests") as client:
        yield client


@pytest.fixture(name="small", scope="module")
def _small() -> Iterator[Client]:
    with Client(limits=SMALL, user_agent="fxwidget-tests") as client:
        yield client


def ask(client: Client, url: str, *, headers: dict[str, str] | None = None, **how: Any) -> Response:
    request = httpx.Request(how.pop("method", "GET"), url, headers=headers)
    return client.send(request, Ask(**{"provider": "acme", "now": NOW, "insecure": True, **how}))


def cut_off(peer: Peer) -> None:
    """A part of an answer, and then the connection is reset."""
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfine")
    reset(peer)


# What is sent


def test_the_answer() -> None:
    """An answer is its URL without the query, its status, its body and its validators."""
    stated = {"ETag": '"a1"', "Last-Modified": "Wed, 14 May 2025 06:00:00 GMT"}
    with Loopback(answer(200, b"fine", stated)) as server, Client(user_agent="fxwidget-tests") as client:
        expected = Response(
            server.url("/latest"), 200, b"fine", Validators('"a1"', "Wed, 14 May 2025 06:00:00 GMT")
        )
        assert expected == ask(client, server.url("/latest?base=USD#top"))
        assert server.requests[0].target == "/latest?base=USD"


def test_its_own_headers(client: Client) -> None:
    """Every request names us, takes any type and gzip."""
    with Loopback(OK) as server:
        ask(client, server.url())
        headers = server.requests[0].headers
    assert headers["user-agent"] == "fxwidget-tests"
    assert headers["accept"] == "*/*"
    assert headers["accept-encoding"] == "gzip"
    assert headers["host"] == f"127.0.0.1:{server.port}"


def test_the_requests_own_headers(client: Client) -> None:
    """A request's own headers win, and the request is not changed."""
    with Loopback(OK) as server:
        request = httpx.Request(
            "POST", server.url(), headers={"Accept": "text/csv", "apikey": KEY}, content=b"pair=USDINR"
        )
        before = dict(request.headers)
        client.send(request, Ask("acme", NOW, insecure=True))
        (received,) = server.requests
    assert received.headers["accept"] == "text/csv"
    assert received.headers["apikey"] == KEY
    assert (received.method, received.body) == ("POST", b"pair=USDINR")
    assert before == dict(request.headers)


def test_user_information_is_basic_authorization(client: Client) -> None:
    """User information of a URL is sent as Basic authorization and left out of the answer's URL."""
    with Loopback(OK) as server:
        response = ask(client, f"http://ann:pass@127.0.0.1:{server.port}/x")
        assert server.requests[0].headers["authorization"] == "Basic YW5uOnBhc3M="
        assert response.url == server.url("/x")


def test_no_cookies(client: Client) -> None:
    """A cookie that is set is never sent back."""
    with Loopback(answer(200, b"", {"Set-Cookie": "id=1; Path=/"})) as server:
        ask(client, server.url())
        ask(client, server.url())
        assert ["cookie" in request.headers for request in server.requests] == [False, False]


def test_connections_are_kept_alive(client: Client) -> None:
    """Two requests to one host share a connection."""
    with Loopback(OK) as server:
        ask(client, server.url())
        ask(client, server.url())
        assert (server.connections, len(server.requests)) == (1, 2)


def test_threads_may_share_it(client: Client) -> None:
    """Every one of many threads gets its own answer."""
    bodies: dict[int, bytes] = {}
    with Loopback(lambda peer: peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")) as server:
        threads = [
            threading.Thread(target=lambda n=n: bodies.update({n: ask(client, server.url(f"/{n}")).body}))
            for n in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {f"/{n}" for n in range(12)} == {request.target for request in server.requests}
    assert dict.fromkeys(range(12), b"fine") == bodies


@pytest.mark.parametrize("scheme", ["http", "ftp"])
def test_https_only(client: Client, scheme: str) -> None:
    """A URL that is not https is refused by its host alone, unasked."""
    with Loopback(OK) as server:
        with pytest.raises(ConfigurationError, match=r"^127\.0\.0\.1: only https") as caught:
            ask(client, f"{scheme}://127.0.0.1:{server.port}/p/{KEY}?k={KEY}", insecure=False)
        assert server.connections == 0
    assert "?" not in str(caught.value)
    assert "/p/" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http:///path", "http://a..b/", f"http://{'x' * 64}.example/", "http://h:70000/"]
)
def test_impossible_urls(client: Client, url: str) -> None:
    """A URL that leads nowhere is an error of the configuration."""
    with pytest.raises(ConfigurationError):
        ask(client, url)


def test_impossible_headers(client: Client) -> None:
    """A key that can't stand in a header is an error of the configuration, and stays untold."""
    with Loopback(OK) as server, pytest.raises(ConfigurationError, match="a header holds") as caught:
        ask(client, server.url(), headers={"apikey": KEY + "\n"}, secrets=[KEY + "\n"])
    assert_untold(caught.value, KEY)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"])
def test_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A proxy in the environment has no effect."""
    monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with Loopback(OK) as server, Client(user_agent="fxwidget-tests") as client:
        assert ask(client, server.url()).body == b"fine"


def test_no_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Passwords in a netrc file are not sent."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password pass\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Loopback(OK) as server, Client(user_agent="fxwidget-tests") as client:
        ask(client, server.url())
        assert "authorization" not in server.requests[0].headers


def test_the_explicit_proxy_is_used() -> None:
    """A proxy that was passed is asked for everything, with its own credentials."""
    with (
        Loopback(OK) as proxy,
        Client(user_agent="fxwidget-tests", proxy=f"http://ann:pass@127.0.0.1:{proxy.port}") as client,
    ):
        assert ask(client, "http://rates.example/x").body == b"fine"
        (received,) = proxy.requests
    assert received.target == "http://rates.example/x"
    assert received.headers["proxy-authorization"] == "Basic YW5uOnBhc3M="


def test_a_proxy_that_refuses() -> None:
    """A proxy that opens no tunnel makes the provider unavailable, in words of our own."""
    refusal = raw(f"HTTP/1.1 407 {KEY}\r\nContent-Length: 0\r\n\r\n".encode())
    with (
        Loopback(refusal) as proxy,
        Client(user_agent="fxwidget-tests", proxy=f"http://127.0.0.1:{proxy.port}") as client,
    ):
        with pytest.raises(ProviderUnavailable, match=r"^the proxy does not connect to rates\.example$") as c:
            ask(client, "https://rates.example/", secrets=[KEY])
        assert [(request.method, request.target) for request in proxy.requests] == [
            ("CONNECT", "rates.example:443")
        ]
    assert_untold(c.value, KEY)


@pytest.mark.parametrize("proxy", ["socks5://h:1", "https://h:1", "http://", "h:1", f"http://u:{KEY}@[h"])
def test_impossible_proxies(proxy: str) -> None:
    """A proxy that is not an http URL is an error of the configuration, and its password stays untold."""
    with pytest.raises(ConfigurationError) as caught:
        Client(user_agent="fxwidget-tests", proxy=proxy)
    assert_untold(caught.value, KEY)


# Bodies


@pytest.mark.parametrize("coding", ["gzip", "GZip", "x-gzip"])
def test_gzip(client: Client, coding: str) -> None:
    """A gzip body is inflated, whatever the case of its coding."""
    with Loopback(answer(200, gzip.compress(b"fine"), {"Content-Encoding": coding})) as server:
        assert ask(client, server.url()).body == b"fine"


def test_identity(client: Client) -> None:
    """The coding identity is none."""
    with Loopback(answer(200, b"fine", {"Content-Encoding": "identity"})) as server:
        assert ask(client, server.url()).body == b"fine"


def test_gzip_of_many_members(client: Client) -> None:
    """Gzip members one after another are one body, wherever the chunks are cut."""
    data = gzip.compress(b"fi") + gzip.compress(b"") + gzip.compress(b"ne")
    chunks = b"".join(b"1\r\n%c\r\n" % octet for octet in data) + b"0\r\n\r\n"
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    with Loopback(raw(head + chunks)) as server:
        assert ask(client, server.url()).body == b"fine"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"fine"))),
        ("br", b"fine"),
        ("deflate", zlib.compress(b"fine")),
        ("zstd", b"fine"),
        ("gzip, identity", gzip.compress(b"fine")),
        ("gzip", b"fine"),
        ("gzip", b""),
        ("gzip", gzip.compress(b"fine")[:-3]),
        ("gzip", gzip.compress(b"fine" * 99)[:-12]),
        ("gzip", gzip.compress(b"fine") + b"garbage"),
        ("gzip", gzip.compress(b"fine") + b"\0"),
        ("gzip", gzip.compress(b"fine")[:-8] + b"\0" * 8),
    ],
    ids=(  # packed bytes hold the time of their packing, which is no name
        "twice", "br", "deflate", "zstd", "two codings", "not packed", "empty", "cut in its trailer", "cut in its data",
        "garbage behind", "a zero behind", "wrong checksum",
    ),
)  # fmt: skip
def test_codings_that_are_refused(client: Client, coding: str, body: bytes) -> None:
    """Any coding but one gzip, and a gzip body that is not whole and alone, is an invalid answer."""
    with Loopback(answer(200, body, {"Content-Encoding": coding})) as server:
        with pytest.raises(ResponseInvalid) as caught:
            ask(client, server.url())
        assert (caught.value.provider, caught.value.status) == ("acme", 200)


def test_raw_cap(small: Client) -> None:
    """A body with more bytes on the wire than allowed is refused; at the cap it is not."""
    with Loopback(answer(200, b"x" * 20_000), answer(200, b"x" * 20_001)) as server:
        assert len(ask(small, server.url()).body) == 20_000
        with pytest.raises(ResponseInvalid, match="more than 20000 bytes on the wire"):
            ask(small, server.url())


def test_decoded_cap(small: Client) -> None:
    """A body with more bytes once decoded than allowed is refused; at the cap it is not."""
    replies = [answer(200, gzip.compress(b"x" * size), GZIP) for size in (50_000, 50_001)]
    with Loopback(*replies) as server:
        assert len(ask(small, server.url()).body) == 50_000
        with pytest.raises(ResponseInvalid, match="more than 50000 bytes once decoded"):
            ask(small, server.url())


def test_a_providers_own_cap(small: Client) -> None:
    """A provider whose answers are longer has a cap of its own, on the wire and decoded."""
    replies = [answer(200, b"x" * 60_000), answer(200, gzip.compress(b"x" * 60_001), GZIP)]
    with Loopback(*replies) as server:
        assert len(ask(small, server.url(), most_bytes=60_000).body) == 60_000
        with pytest.raises(ResponseInvalid, match="more than 60000 bytes once decoded"):
            ask(small, server.url(), most_bytes=60_000)


@pytest.mark.parametrize("cut", [1, 2])
def test_gzip_bombs(small: Client, cut: int) -> None:
    """A gzip bomb, single or double, never takes memory beyond the cap."""
    bomb = gzip.compress(bytes(64 * 2**20))
    for _ in range(cut - 1):
        bomb = gzip.compress(bomb)
    limits = Limits(raw_bytes=2**20, decoded_bytes=50_000)
    coding = {"Content-Encoding": ", ".join(["gzip"] * cut)}
    with Loopback(answer(200, bomb, coding)) as server, Client(limits=limits, user_agent="t") as client:
        tracemalloc.start()
        try:
            with pytest.raises(ResponseInvalid):
                ask(client, server.url())
            assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
        finally:
            tracemalloc.stop()


def test_endless_body(small: Client) -> None:
    """A body without an end is cut off at the cap, and so is its connection."""
    gone = threading.Event()

    def reply(peer: Peer) -> None:
        try:
            endless(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n")(peer)
        except OSError:
            gone.set()

    with Loopback(reply) as server:
        with pytest.raises(ResponseInvalid, match="more than 20000 bytes on the wire"):
            ask(small, server.url())
        assert gone.wait(10)


def test_a_connection_that_is_reset_within_an_answer(client: Client) -> None:
    """What had begun to come is not asked for again: it might come twice."""
    with Loopback(cut_off) as server:
        with pytest.raises(ProviderUnavailable, match=r"127\.0\.0\.1 broke off its answer: "):
            ask(client, server.url())
        assert len(server.requests) == 1


def test_a_host_is_greeted_by_the_head_of_its_root_page(client: Client) -> None:
    """Without path, query and name: what comes back is its status, its clock and, with TLS, until when it is certified."""
    with Loopback(answer(404, b"", {"Date": "Wed, 14 May 2025 06:05:00 GMT"})) as server:
        host = httpx.URL(server.url("/secret?key=1")).copy_with(userinfo=b"me:s3cr3t")
        greeting = client.greet(host, provider="acme", now=NOW)
        (request,) = server.requests
    assert (greeting.status, greeting.date, greeting.certified_until) == (404, NOW, None)
    assert (request.method, request.target, "authorization" in request.headers) == ("HEAD", "/", False)


def test_until_when_a_host_is_certified() -> None:
    """The end of its certificate, in UTC; nothing is said of a connection without TLS."""

    def certified(tls: object) -> datetime | None:
        stream = SimpleNamespace(get_extra_info=lambda name: tls if name == "ssl_object" else None)
        return _certified_until(httpx.Response(200, extensions={"network_stream": stream}))

    assert certified(None) is None
    tls = SimpleNamespace(getpeercert=lambda: {"notAfter": "May 14 06:05:00 2025 GMT"})
    assert certified(tls) == NOW


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfine",
        CHUNKED + b"4\r\nfine\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfine",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nfine",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
def test_answers_that_break_off(client: Client, data: bytes) -> None:
    """An answer that is shorter than it says, or no HTTP, makes the provider unavailable; it is not asked again."""
    with Loopback(raw(data)) as server:
        with pytest.raises(ProviderUnavailable, match=r"127\.0\.0\.1 broke off") as caught:
            ask(client, server.url())
        assert len(server.requests) == 1
    assert caught.value.provider == "acme"


# Time


@pytest.mark.parametrize(
    "reply",
    [
        silence,
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: x\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
        drip(CHUNKED, b"1\r\nx\r\n"),
        drip(CHUNKED + b"5;", b"x"),
    ],
    ids=["silence", "header", "headers", "continue", "body", "chunks", "extension"],
)
def test_deadline(quick: Client, reply: Reply) -> None:
    """However an answer drips, in its headers too, it ends at the deadline, and the server is asked once."""
    with Loopback(reply) as server:
        with pytest.raises(ProviderUnavailable, match=r"^127\.0\.0\.1 did not finish within 0\.3 s$"):
            ask(quick, server.url())
        assert server.connections == 1


def test_deadline_covers_redirects() -> None:
    """Redirects share one deadline."""
    limits = Limits(deadline=0.5)

    def slow(peer: Peer) -> None:
        if peer.pause(0.2):
            peer.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")

    with Loopback(slow) as server, Client(limits=limits, user_agent="t") as client:
        with pytest.raises(ProviderUnavailable, match="did not finish within"):
            ask(client, server.url(), redirects=frozenset({"127.0.0.1"}))
        assert len(server.requests) < 4


def test_tls_handshake_that_never_comes(hasty: Client) -> None:
    """A server that is there and never agrees on TLS is given up when the time to connect is over."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(ProviderUnavailable, match=r"could not be reached within 0\.2 s"),
    ):
        ask(hasty, f"https://127.0.0.1:{server.getsockname()[1]}/")


def test_tunnel_that_drips() -> None:
    """A proxy that drips its consent is held to the deadline as well."""
    reply = drip(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with (
        Loopback(reply) as proxy,
        Client(limits=QUICK, user_agent="t", proxy=f"http://127.0.0.1:{proxy.port}") as client,
        pytest.raises(ProviderUnavailable, match="did not finish"),
    ):
        ask(client, "https://rates.example/")


def test_resolver_that_hangs(hasty: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that does not answer is not waited for longer than the time to connect."""
    stop = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: stop.wait(30) and [])
    try:
        with pytest.raises(ProviderUnavailable, match=r"rates\.example could not be reached within 0\.2 s"):
            ask(hasty, "https://rates.example/")
    finally:
        stop.set()


def test_unknown_host(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that does not resolve makes the provider unavailable."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ProviderUnavailable, match=r"^rates\.example could not be reached: .*not known"):
        ask(client, f"https://rates.example/?k={KEY}")


def test_every_address_is_tried(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first address of a host refuses, the next is asked."""
    with Loopback(OK) as server:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.port))
            for address in ("127.0.0.2", "127.0.0.1")
        ]
        real = socket.getaddrinfo

        def resolve(host: str, *rest: Any, **options: Any) -> Any:
            return found if host == "rates.example" else real(host, *rest, **options)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert ask(client, f"http://rates.example:{server.port}/").body == b"fine"


# The one retry


@pytest.mark.parametrize("failure", [raw(), reset], ids=["closed", "reset"])
def test_one_retry(client: Client, failure: Reply) -> None:
    """A connection that ends before the first byte of an answer is tried once more, at once, and no more."""
    with Loopback(failure, OK) as server:
        assert ask(client, server.url()).body == b"fine"
    with Loopback(failure) as server:
        with pytest.raises(ProviderUnavailable, match=r"127\.0\.0\.1:\d+ could not be reached: "):
            ask(client, server.url())
        assert len(server.requests) == 2


def test_a_kept_connection_that_was_closed(client: Client) -> None:
    """A connection that was kept alive and then closed by the server costs no answer."""
    with Loopback(OK, raw(), OK) as server:
        ask(client, server.url())
        assert ask(client, server.url()).body == b"fine"
        assert len(server.requests) == 3


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_no_retry_of_a_status(client: Client, status: int) -> None:
    """No HTTP status is ever retried."""
    with Loopback(answer(status), OK) as server:
        with pytest.raises(ProviderError):
            ask(client, server.url())
        assert len(server.requests) == 1


# Redirects


def moved(target: str, status: int = 302) -> Reply:
    return answer(status, b"", {"Location": target})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_a_named_host(client: Client, status: int) -> None:
    """A redirect to a host that is named is followed with everything the request held."""
    with Loopback(moved("/new?x=1", status), OK) as server:
        response = ask(
            client, server.url("/old"), redirects=frozenset({"127.0.0.1"}), headers={"apikey": KEY}
        )
        assert response == Response(server.url("/new"), 200, b"fine", Validators())
        assert server.requests[1].target == "/new?x=1"
        assert server.requests[1].headers["apikey"] == KEY
        assert server.requests[1].headers["user-agent"] == "fxwidget-tests"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/daily/usd.json?v=2", "/daily/usd.json/", "?again"])
def test_a_redirect_within_its_own_origin_is_followed(client: Client, status: int, target: str) -> None:
    """A moved path, an added slash, a guard that sends the client once round: no adapter needs to name its own host."""
    with Loopback(moved(target, status), OK) as server:
        assert ask(client, server.url("/daily/usd.json"), headers={"apikey": KEY}).body == b"fine"
        assert server.requests[1].headers["apikey"] == KEY


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("elsewhere.example", "redirects to elsewhere.example, which is foreign"),
        ("127.0.0.1", "redirects to another scheme or port of its own"),
    ],
)
def test_no_other_redirect(client: Client, host: str, words: str) -> None:
    """A redirect to anywhere else is a failure to connect, told as what it is: it says nothing about numbers."""
    with Loopback(moved(f"https://u:p@{host}/login?back={KEY}")) as server:
        with pytest.raises(ProviderUnavailable, match=words) as caught:
            ask(client, server.url(), redirects=frozenset({"other.example"}))
        assert caught.value.status == 302
    assert "login" not in str(caught.value)


def test_redirects_leave_secrets_behind(client: Client) -> None:
    """At another origin the headers that hold a secret are dropped, the others kept."""
    headers = {"Authorization": "Bearer b", "apikey": "a", "X-Token": f"t {KEY}", "Accept": "text/csv"}
    with Loopback(OK) as there, Loopback(moved(there.url("/", "localhost"))) as here:
        ask(client, here.url(), headers=headers, secrets=[KEY], redirects=frozenset({"LocalHost"}))
        received = there.requests[0].headers
    assert {"authorization", "apikey", "x-token"}.isdisjoint(received)
    assert received["accept"] == "text/csv"
    assert received["host"] == f"localhost:{there.port}"


def test_three_hops(client: Client) -> None:
    """Three redirects are followed, the fourth is one too many."""
    hosts = frozenset({"127.0.0.1"})
    with Loopback(moved("/1"), moved("/2"), moved("/3"), OK) as server:
        assert ask(client, server.url("/0"), redirects=hosts).body == b"fine"
    with Loopback(moved("/again")) as server:
        with pytest.raises(ProviderUnavailable, match="one redirect too many"):
            ask(client, server.url(), redirects=hosts)
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("ftp://127.0.0.1/", "only https"),
        ("http://[::1/", "no URL"),
        ("http://127.0.0.1:99999/", "impossible port"),
        ("http://127.0.0.1:x/", "no URL"),
    ],
)
def test_impossible_redirects(client: Client, target: str, words: str) -> None:
    """A redirect to where nothing can be asked is a failure to connect."""
    with Loopback(moved(target)) as server, pytest.raises(ProviderUnavailable, match=words):
        ask(client, server.url(), redirects=frozenset({"127.0.0.1"}))


def test_only_a_get_is_redirected(client: Client) -> None:
    """A redirect of anything but a GET is a failure to connect."""
    with Loopback(moved("/new")) as server, pytest.raises(ProviderUnavailable, match="redirects a POST"):
        ask(client, server.url(), method="POST", redirects=frozenset({"127.0.0.1"}))


def test_a_redirect_to_nowhere(client: Client) -> None:
    """A redirect that names no target is a failure to connect."""
    with Loopback(answer(302)) as server, pytest.raises(ProviderUnavailable, match="HTTP 302"):
        ask(client, server.url())


# Validators and statuses


def test_conditional_request(client: Client) -> None:
    """Validators make the request conditional, and a 304 hands them back."""
    validators = Validators('W/"a1"', "Wed, 14 May 2025 06:00:00 GMT")
    with Loopback(answer(304), answer(304, headers={"ETag": '"a2"'})) as server:
        assert ask(client, server.url(), validators=validators) == Response(
            server.url(), 304, b"", validators
        )
        assert ask(client, server.url(), validators=validators).validators == Validators('"a2"', None)
        headers = server.requests[0].headers
    assert headers["if-none-match"] == 'W/"a1"'
    assert headers["if-modified-since"] == "Wed, 14 May 2025 06:00:00 GMT"


@pytest.mark.parametrize("validators", [None, Validators()])
def test_304_unasked(client: Client, validators: Validators | None) -> None:
    """A 304 to a request that was not conditional is an invalid answer."""
    with Loopback(answer(304)) as server, pytest.raises(ResponseInvalid, match="HTTP 304"):
        ask(client, server.url(), validators=validators, statuses=frozenset({200, 304}))


def test_validators_that_can_not_be_sent_back(client: Client) -> None:
    """A validator outside ASCII counts as none."""
    with Loopback(answer(200, b"", {"ETag": '"é"'})) as server:
        assert ask(client, server.url()).validators == Validators()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, CredentialsRejected),
        (403, CredentialsRejected),
        (408, ProviderUnavailable),
        (429, RateLimited),
        (500, ProviderUnavailable),
        (503, ProviderUnavailable),
        (599, ProviderUnavailable),
        (201, ResponseInvalid),
        (204, ResponseInvalid),
        (300, ProviderUnavailable),
        (400, ResponseInvalid),
        (404, ResponseInvalid),
        (451, ResponseInvalid),
    ],
)
def test_statuses(client: Client, status: int, kind: type[ProviderError]) -> None:
    """Every status but those that carry an answer is one error of the tree, with provider and status."""
    with Loopback(answer(status)) as server:
        with pytest.raises(ProviderError, match=f"^127.0.0.1 answered with HTTP {status}$") as caught:
            ask(client, server.url())
        assert type(caught.value) is kind
        assert (caught.value.provider, caught.value.status) == ("acme", status)
        response = ask(client, server.url(), statuses=frozenset({status}))
        assert (response.status, response.body) == (status, b"")


@pytest.mark.parametrize("status", [403, 429, 503])
@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("-5", 0.0),
        ("99999999", 86_400.0),
        ("9" * 5000, None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Wed, 14 May 2025 06:06:30 GMT", 90.0),
        ("Wed, 14 May 2025 08:06:30 +0200", 90.0),
        ("Wed, 14 May 2025 06:06:30 -0000", 90.0),
        ("Wed, 14 May 2025 06:00:00 GMT", 0.0),
        ("Thu, 14 May 2026 06:00:00 GMT", 86_400.0),
        ("Wed, 99 May 2025 06:00:00 GMT", None),
        ("Wed, 14 May 2025 06:00:00 +9999", None),
    ],
)
def test_retry_after(client: Client, status: int, after: str, seconds: float | None) -> None:
    """Retry-After is read as seconds or as a date, from 0 to a day; None where it can't be read."""
    reply = answer(status, headers={"Retry-After": after})
    with Loopback(reply) as server, pytest.raises(RateLimited) as caught:
        ask(client, server.url())
    assert seconds == caught.value.retry_after
    assert caught.value.status == status


def test_429_without_retry_after(client: Client) -> None:
    """A 429 that names no time leaves it open."""
    with Loopback(answer(429)) as server, pytest.raises(RateLimited) as caught:
        ask(client, server.url())
    assert caught.value.retry_after is None


# What is never told


def assert_untold(error: BaseException, *secrets: str) -> None:
    texts = [str(error), repr(error), *format_exception(error), str(pickle.dumps(error.args))]
    for secret in secrets:
        for form in {
            secret,
            httpx.QueryParams({"k": secret})["k"],
            str(httpx.QueryParams({"k": secret}))[2:],
        }:
            assert not [text for text in texts if form.lower() in text.lower()]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (silence, ProviderUnavailable),
        (raw(), ProviderUnavailable),
        (raw(f"HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n".encode()), ProviderUnavailable),
        (raw(f"{KEY}\r\n\r\n".encode()), ProviderUnavailable),
        (raw(f"HTTP/1.1 401 {KEY}\r\nContent-Length: 0\r\n\r\n".encode()), CredentialsRejected),
        (answer(401, KEY.encode()), CredentialsRejected),
        (answer(403, KEY.encode()), CredentialsRejected),
        (answer(429, KEY.encode(), {"Retry-After": KEY}), RateLimited),
        (answer(500, KEY.encode()), ProviderUnavailable),
        (answer(404, KEY.encode()), ResponseInvalid),
        (moved(f"https://elsewhere.example/{KEY}?k={KEY}"), ProviderUnavailable),
        (moved(f"https://{LABEL}.example/"), ProviderUnavailable),
        (moved(f"https://u:{KEY}@[::1"), ProviderUnavailable),
        (moved(f"ftp://127.0.0.1/{KEY}"), ProviderUnavailable),
        (answer(200, b"", {"Content-Encoding": KEY}), ResponseInvalid),
        (answer(200, b"", {"Content-Encoding": "x" * 35 + KEY}), ResponseInvalid),
        (answer(200, KEY.encode() * 2000, {}), ResponseInvalid),
        (answer(200, KEY.encode(), GZIP), ResponseInvalid),
    ],
)
def test_keys_are_untold(reply: Reply, kind: type[ProviderError]) -> None:
    """No error tells a key of the query, the path or a header, even if the other side says it aloud."""
    limits = Limits(deadline=0.3 if reply is silence else 20.0, raw_bytes=20_000)
    with Loopback(reply) as server, Client(limits=limits, user_agent="t") as client:
        request = httpx.Request(
            "GET", server.url(f"/v6/{KEY}/latest"), params={"apikey": KEY}, headers={"apikey": KEY}
        )
        with pytest.raises(kind) as caught:
            client.send(request, Ask("acme", NOW, secrets=[KEY, LABEL], insecure=True))
    assert_untold(caught.value, KEY, LABEL, "/latest")


def test_keys_are_untold_of_a_refused_connection(client: Client) -> None:
    """A refused connection tells the host and the reason, and no key of a query or of user information."""
    url = f"http://ann:passw0rd@127.0.0.1:{free_port()}/{KEY}?apikey={KEY}"
    with pytest.raises(
        ProviderUnavailable, match=r"^127\.0\.0\.1:\d+ could not be reached: .*refused"
    ) as caught:
        ask(client, url, secrets=[KEY])
    assert_untold(caught.value, KEY, "passw0rd", "ann:", "apikey=")
    assert isinstance(caught.value.__cause__, httpx.ConnectError)


def test_a_cause_that_tells_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cause whose own words hold a secret is not chained."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"no such name: {KEY}.example")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ProviderUnavailable, match=r"no such name: \*\*\*\.example") as caught:
        ask(client, "https://rates.example/", secrets=[KEY])
    assert_untold(caught.value, KEY)


def test_keys_are_untold_of_the_answer(client: Client) -> None:
    """The answer's URL shows no key of the path."""
    with Loopback(OK) as server:
        response = ask(client, server.url(f"/v6/{KEY}/latest?k={KEY}"), secrets=[KEY])
        assert response.url == server.url("/v6/***/latest")


def test_keys_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """No log line of any library tells a key of the query, the path or a header, at any level."""
    with caplog.at_level(logging.DEBUG), Loopback(OK) as server:
        ask(client, server.url(f"/{KEY}?k={KEY}"), headers={"apikey": KEY}, secrets=[KEY])
    assert "connect_tcp" in caplog.text
    assert KEY not in caplog.text
    assert "?k=" not in caplog.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no secret", "no secret"),
        (f"a {KEY} b", "a *** b"),
        ("k=s3cr3t%2FKey%2B42%3D%3D&x=1", "k=***&x=1"),
        ("k=s3cr3t/Key%2b42==&x=1", "k=***&x=1"),
        ("k=s3cr3t%252FKey%252B42%253D%253D", "k=***"),
        ("K=S3CR3T/KEY+42==", "K=***"),
        ("a b a+b a%20b", "*** *** ***"),
        ("naïve na%C3%AFve", "*** ***"),
        (f"{KEY}longer", "***"),
    ],
)
def test_redact(text: str, expected: str) -> None:
    """A secret becomes three stars as it is, in any case, and percent-encoded in whole or in part."""
    assert redact(text, [KEY, "a b", "naïve", "", f"{KEY}longer"]) == expected


def test_redact_nothing() -> None:
    """Without secrets, or with an empty one, a text stays as it is."""
    assert redact("plain", []) == "plain"
    assert redact("plain", [""]) == "plain"


# TLS


@pytest.fixture(name="tls")
def _tls(tmp_path: Path) -> Path:
    """A key and a certificate for ``localhost``, signed by itself."""
    return certificate(tmp_path)


@pytest.mark.needs("certificates")
def test_https(tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS an answer arrives, and a dripping one ends at the deadline."""
    trusting = ssl.create_default_context(cafile=str(tls))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    slow = drip(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    limits = Limits(deadline=1.0)
    with Loopback(OK, slow, tls=of_server(tls)) as server, Client(limits=limits, user_agent="t") as client:
        url = server.url("/", "localhost")
        assert ask(client, url, insecure=False).body == b"fine"
        with pytest.raises(ProviderUnavailable, match="did not finish"):
            ask(client, url, insecure=False)
        with pytest.raises(ProviderUnavailable, match=r"could not be reached: .*certificate"):
            ask(client, server.url(), insecure=False)


@pytest.mark.needs("certificates")
def test_https_through_the_proxy(tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through a proxy TLS is spoken with the provider: the proxy sees the host's name and nothing else."""
    trusting = ssl.create_default_context(cafile=str(tls))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    with Loopback(OK, tls=of_server(tls)) as server:

        def tunnel(peer: Peer) -> None:
            with socket.create_connection(("127.0.0.1", server.port)) as there:
                peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(target=pump, args=(there, peer.sock))
                back.start()
                pump(peer.sock, there)
                back.join()
            peer.open = False

        with (
            Loopback(tunnel) as proxy,
            Client(user_agent="t", proxy=f"http://ann:pass@127.0.0.1:{proxy.port}") as client,
        ):
            assert ask(client, server.url("/x", "localhost"), insecure=False).body == b"fine"
            assert [request.target for request in proxy.requests] == [f"localhost:{server.port}"]
            assert "proxy-authorization" not in server.requests[0].headers


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Copy until the end, and pass the end on."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.mark.needs("certificates")
def test_untrusted_certificate(tls: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for makes the provider unavailable, whatever the environment trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tls))
    with (
        Loopback(OK, tls=of_server(tls)) as server,
        Client(user_agent="t") as fresh,
        pytest.raises(ProviderUnavailable, match=r"could not be reached: .*certificate"),
    ):
        ask(fresh, server.url("/", "localhost"), insecure=False)


@pytest.mark.needs("certificates")
def test_no_redirect_from_https_to_http(tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect from https to http is not followed, to a named host neither."""
    trusting = ssl.create_default_context(cafile=str(tls))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    with (
        Loopback(moved("http://localhost/"), tls=of_server(tls)) as server,
        Client(user_agent="t") as client,
        pytest.raises(ProviderUnavailable, match="redirects to localhost: only https"),
    ):
        ask(client, server.url("/", "localhost"), insecure=False, redirects=frozenset({"localhost"}))


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 50,
        b"HTTP/1.1 999 X\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        b"HTTP/1.1 101 Go\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"h" * 200_000,
        CHUNKED + b"-5\r\n",
        CHUNKED + b"fffffffffffffffffffff\r\n",
    ],
)
def test_every_error_is_of_the_tree(client: Client, data: bytes) -> None:
    """Whatever bytes an answer begins with, what is raised is of the one tree."""
    with Loopback(raw(data)) as server, pytest.raises(ProviderError):
        ask(client, server.url())
