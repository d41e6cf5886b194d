"""The replay's upstreams: one loopback HTTP server per provider, in its format, serving one recorded day.

The three documents are pure functions of the day. Nothing here is for an open network: the servers listen on
127.0.0.1, know one path or two each, and close every connection after its answer, so a stopped server is gone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import unquote

import msgspec

from fxwidget.demo.days import DAYS, STANDING, Rates, before, rates_on
from fxwidget.errors import ConfigurationError

logger = logging.getLogger("fxwidget.replay.upstreams")

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=windows-1251"


@dataclass(frozen=True)
class Document:
    """One answer's body, with a strong ETag of its bytes."""

    media_type: str
    body: bytes

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


Documents = Callable[[date], Mapping[str, Document]]
"""What one provider serves on a day, by path (a query is part of the path)."""


def currencyrate(day: date) -> Mapping[str, Document]:
    """Two rows, ``day`` and the working day before it; up to six decimals."""
    previous, closes = before(day)
    rows = [_row(day, rates_on(day)), _row(previous, closes)]
    body = msgspec.json.encode({"base": "USD", "source": "currencyrate", "data": rows})
    return {"/rates/currencyrate.json": Document(JSON, body)}


def bank_of_russia(day: date) -> Mapping[str, Document]:
    """The set published on ``day``, dated the calendar day after it: RUB per nominal, four decimals."""
    rates = rates_on(day) | {"USD": Decimal(1)}
    effective = day + timedelta(days=1)
    text = (
        '<?xml version="1.0" encoding="windows-1251"?>'
        f'<ValCurs Date="{effective:%d.%m.%Y}" name="Foreign Currency Market">'
        f"{''.join(valute.element(rates['RUB'], rates[valute.code]) for valute in VALUTES)}</ValCurs>"
    )
    return {"/scripts/XML_daily.asp": Document(XML, text.encode("windows-1251"))}


def currency_api(day: date) -> Mapping[str, Document]:
    """The file built on ``day``, at both hosts' paths: the market of the working day before, up to eight decimals."""
    _, closes = before(day)
    rates = sorted({"USD": Decimal(1), **STANDING, **closes}.items())
    rows = ",\n".join(f'\t\t"{code.lower()}": {_literal(rate, 8)}' for code, rate in rates)
    document = Document(JSON, f'{{\n\t"date": "{day}",\n\t"usd": {{\n{rows}\n\t}}\n}}'.encode())
    file = "/v1/currencies/usd.json"
    return {f"/npm/@fawazahmed0/currency-api@{day}{file}": document, file: document}


PROVIDERS: Mapping[str, Documents] = {
    "currencyrate": currencyrate,
    "bank_of_russia": bank_of_russia,
    "currency_api": currency_api,
}
"""The replayed providers, by the names of their entry points."""


class Upstreams:
    """The replayed providers' servers: ``with Upstreams(day) as upstreams`` runs them until the block ends.

    ``day`` may be set at any time and from any thread: a request reads it once, so every answer is of one day.
    """

    def __init__(self, day: date = DAYS[0], providers: Mapping[str, Documents] = PROVIDERS) -> None:
        self.day = day
        self._providers = providers
        self._urls: dict[str, str] = {}
        self._running: ExitStack | None = None

    @property
    def day(self) -> date:
        """The day that is served, one of ``DAYS``; setting another raises ``ConfigurationError``."""
        return self._day

    @day.setter
    def day(self, day: date) -> None:
        if day not in DAYS:
            raise ConfigurationError(f"{day} was not recorded; choose one of {', '.join(map(str, DAYS))}")
        self._day = day

    @property
    def urls(self) -> dict[str, str]:
        """The running servers' addresses by provider name, such as ``http://127.0.0.1:40123``; stopped: none."""
        return dict(self._urls)

    def start(self) -> None:
        """Listen on free ports of the loopback address and answer from threads of the servers' own.

        Raises:
            RuntimeError: the servers are running already.
        """
        if self._running is not None:
            raise RuntimeError("the upstreams are running already")
        urls: dict[str, str] = {}
        with ExitStack() as stack:
            for name, documents in self._providers.items():
                server = _Server(self, documents)
                stack.callback(server.server_close)
                thread = Thread(target=server.serve_forever, args=(0.1,), name=f"replay-{name}", daemon=True)
                thread.start()
                stack.callback(thread.join)
                stack.callback(server.shutdown)
                urls[name] = f"http://127.0.0.1:{server.server_port}"
            self._urls, self._running = urls, stack.pop_all()

    def stop(self) -> None:
        """Stop listening, and wait for the servers' ends. Without effect on stopped ones."""
        running, self._running, self._urls = self._running, None, {}
        if running is not None:
            running.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstreams: Upstreams, documents: Documents) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstreams = upstreams
        self.documents = documents


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]  # who makes the handlers is of this class
    server_version = "fxwidget-replay"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds that a silent connection may hold its thread

    def do_GET(self) -> None:
        document = self.server.documents(self.server.upstreams.day).get(unquote(self.path))
        if document is None:
            self._answer(HTTPStatus.NOT_FOUND, Document(TEXT, b"Not found.\n"))
        elif _matches(self.headers.get("If-None-Match", ""), document.etag):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", document.etag)
            self.send_header("Connection", "close")
            self.end_headers()
        else:
            self._answer(HTTPStatus.OK, document)

    def _answer(self, status: HTTPStatus, document: Document) -> None:
        self.send_response(status)
        self.send_header("Content-Type", document.media_type)
        self.send_header("Content-Length", str(len(document.body)))
        if status is HTTPStatus.OK:
            self.send_header("ETag", document.etag)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(document.body)

    def log_message(self, format: str, *args: object) -> None:
        """Log a request at level DEBUG."""
        logger.debug(format, *args)


def _matches(if_none_match: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags


@dataclass(frozen=True)
class Valute:
    """A currency's fixed members in the Bank of Russia's set."""

    id: str
    number: str
    code: str
    nominal: int
    name: str

    def element(self, roubles: Decimal, units: Decimal) -> str:
        """The currency's element, where 1 USD is worth so many ``roubles`` and ``units`` of the currency."""
        value = _places(_WIDE.divide(roubles * self.nominal, units), 4)
        return (
            f'<Valute ID="{self.id}"><NumCode>{self.number}</NumCode><CharCode>{self.code}</CharCode>'
            f"<Nominal>{self.nominal}</Nominal><Name>{self.name}</Name>"
            f"<Value>{_comma(f'{value:f}')}</Value>"
            f"<VunitRate>{_comma(_unit_rate(value / self.nominal))}</VunitRate></Valute>"
        )


VALUTES = (
    Valute("R01115", "986", "BRL", 1, "Бразильский реал"),
    Valute("R01230", "784", "AED", 1, "Дирхам ОАЭ"),
    Valute("R01235", "840", "USD", 1, "Доллар США"),
    Valute("R01240", "818", "EGP", 10, "Египетских фунтов"),
    Valute("R01270", "356", "INR", 100, "Индийских рупий"),
    Valute("R01280", "360", "IDR", 10_000, "Рупий"),
    Valute("R01300", "364", "IRR", 1_000_000, "Иранских риалов"),
    Valute("R01375", "156", "CNY", 1, "Юань"),
    Valute("R01580", "682", "SAR", 1, "Саудовский риял"),
    Valute("R01800", "230", "ETB", 100, "Эфиопских быров"),
    Valute("R01810", "710", "ZAR", 10, "Рэндов"),
)
"""In the bank's own order, names and nominals. It lists no CNH."""

_WIDE = Context(prec=40, rounding=ROUND_HALF_EVEN)


def _row(day: date, rates: Rates) -> dict[str, object]:
    """A row of CurrencyRate: noted five minutes after the source's own time, both UTC."""
    numbers = {code: msgspec.Raw(_literal(rate, 6).encode()) for code, rate in rates.items()}
    return {"put_time": f"{day} 16:55:00", "local_time": f"{day} 16:50:00", "rates": {"USD": 1, **numbers}}


def _places(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def _literal(number: Decimal, places: int) -> str:
    """``number`` in JSON, with at most so many decimals and no zeros at their end."""
    text = f"{_places(number, places):f}"
    return text.rstrip("0").rstrip(".")


def _unit_rate(number: Decimal) -> str:
    """The number of one unit as the bank prints it: zeros trimmed, an exponent below 1E-04 (``5.39256E-05``)."""
    trimmed = number.normalize()
    if (exponent := trimmed.adjusted()) >= -4:
        return f"{trimmed:f}"
    return f"{trimmed.scaleb(-exponent):f}E-{-exponent:02d}"


def _comma(number: str) -> str:
    return number.replace(".", ",")
