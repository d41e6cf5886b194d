"""Whole days from untouched recordings: servers that answer as the services did, and calendars held against series."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from fxwidget.provider.calendar import Daily
from fxwidget_providers.bank_indonesia import BankIndonesia
from fxwidget_providers.bcb import Bcb
from fxwidget_providers.cfets import Cfets
from fxwidget_providers.ecb import Ecb
from fxwidget_providers.fbil import Fbil
from fxwidget_providers.nbp import Nbp
from fxwidget_providers.sarb import Sarb
from tests.documents import document
from tests.support.prefork import fxwidget
from tests.support.processes import faked
from tests.support.recordings import recording, with_recordings

Serve = Callable[[str], bytes | None]
"""What a service answers to a target, None for a 404."""

DAY = timedelta(days=1)


@dataclass
class Services:
    """One server on the loopback address for each service, which counts what it answered."""

    urls: dict[str, str] = field(default_factory=dict)
    asked: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@contextmanager
def serving(**services: Serve) -> Iterator[Services]:
    """Run the services until the block ends."""
    running, servers, threads = Services(), [], []
    for name, serve in services.items():
        handler = _handler(serve, running.asked.setdefault(name, []))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        servers.append(server)
        threads.append(thread)
        running.urls[name] = f"http://127.0.0.1:{server.server_port}"
    try:
        yield running
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


def _handler(serve: Serve, asked: list[tuple[str, int]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = serve(unquote(self.path))
            status = 404 if body is None else 200
            asked.append((self.path, status))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *arguments: Any) -> None:
            """Requests are counted, not printed."""

    return Handler


def until_day(text: str, last: date) -> bool:
    """Whether a record of this day was out by the end of ``last``."""
    return date.fromisoformat(text) <= last


def nbp(last: date) -> Serve:
    """Tables A of 2 to 5 March 2026 and B of 4 March, as far as they were out."""

    def serve(target: str) -> bytes | None:
        name = {"A": "A.2026-03-02_05", "B": "B.2026-03-04"}[target.split("/")[4]]
        tables = json.loads(recording(f"nbp-poland/table{name}.json"), parse_float=str)
        out = [table for table in tables if until_day(table["effectiveDate"], last)]
        asked = re.search(r"\d{4}-\d\d-\d\d", target)
        wanted = [table for table in out if asked is None or table["effectiveDate"] == asked[0]]
        text = json.dumps(wanted[-1:])
        return re.sub(r'"mid": "([^"]+)"', r'"mid": \1', text).encode() if wanted else None

    return serve


def ecb(last: date) -> Serve:
    """No daily document was recorded; the data service's series, as far as it was out."""

    def serve(target: str) -> bytes | None:
        if not target.startswith("/service/data/EXR/"):
            return None
        lines = recording("ecb/EXR.csvdata.2026-02_03.csv").decode().splitlines(keepends=True)
        (first,) = re.findall(r"startPeriod=([\d-]+)", target)
        return "".join([lines[0], *(x for x in lines[1:] if first <= x.split(",")[2] <= str(last))]).encode()

    return serve


def whole(name: str, path: str) -> Serve:
    """A recording as it is, at one path."""
    return lambda target: recording(name) if target.startswith(path) else None


def ptax(last: date) -> Serve:
    """The closing bulletins of March 2026, as far as they were out."""

    def serve(target: str) -> bytes | None:
        if "CotacaoDolarPeriodo" not in target:
            return None
        document = json.loads(recording("bcb-ptax/CotacaoMoedaPeriodo.USD.2026-03.json"), parse_float=Decimal)
        out = [row for row in document["value"] if until_day(row["dataHoraCotacao"][:10], last)]
        return json.dumps({**document, "value": out[::-1]}, default=str).encode()

    return serve


def fbil(last: date) -> Serve:
    """The reference rates of 17 to 20 March 2026, as far as they were out."""

    def serve(target: str) -> bytes | None:
        rows = json.loads(recording("fbil/fetchfiltered.2026-03-17_21.json"), parse_float=str)
        out = [row for row in rows if until_day(row["processRunDate"][:10], last)]
        return re.sub(r'"rate": "([^"]+)"', r'"rate": \1', json.dumps(out)).encode()

    return serve


def nbrb_until(last: date) -> Serve:
    """The list of 17 March 2026; none was recorded for the day after."""

    def serve(target: str) -> bytes | None:
        return recording("nbrb-belarus/rates.2026-03-17.json") if "ondate=2026-03-17" in target else None

    return serve


def run(home: Path, services: Services, moment: str, codes: str) -> tuple[str, dict[str, Any]]:
    """``fxwidget show`` at a moment over these services: what it prints, and its rows as JSON."""
    lines = [
        f'store = "disk://{home}/store"',
        f"sources = {list(services.urls)!r}",
        f'currencies = "{codes}"',
    ]
    for name, url in services.urls.items():
        lines += [f"[provider.{name}]", f'url = "{url}"']
    (home / "fxwidget.toml").write_text("\n".join(lines), encoding="utf-8")
    env = {**faked(moment), "COLUMNS": "80"}
    shown = fxwidget("show", cwd=home, env=env)
    as_json = fxwidget("show", "--json", cwd=home, env=env)
    assert (shown.returncode, as_json.returncode) == (0, 0), shown.stderr
    document = json.loads(as_json.stdout, parse_float=Decimal, parse_int=Decimal)
    print(shown.stdout)  # -s shows it
    return shown.stdout, {row["code"]: row for row in document["rates"]}


def parts(row: dict[str, Any]) -> dict[str, str]:
    """What each source did for a row."""
    return {source["id"]: source["role"] for source in row["sources"]}


@with_recordings
@pytest.mark.needs("processes")
def test_4_march_2026_at_18_utc(tmp_path: Path) -> None:
    """Poland's fixing, the euro's and Brazil's of one day confirm each other; each row says who, and how far apart."""
    last = date(2026, 3, 4)
    with serving(nbp=nbp(last), ecb=ecb(last), bcb=ptax(last)) as services:
        text, rows = run(tmp_path, services, "2026-03-04 18:00:00", "AED BRL EGP ETB IDR INR RUB SAR ZAR")
    assert (rows["BRL"]["agreement"], rows["BRL"]["as_of"]) == ("agreed", "2026-03-04")
    # Warsaw fixes at noon, before the real moves: its number is the farthest of the three.
    assert parts(rows["BRL"]) == {"nbp": "confirms", "ecb": "shown", "bcb": "confirms"}
    assert {code: rows[code]["agreement"] for code in ("INR", "ZAR", "IDR")} == dict.fromkeys(
        ("INR", "ZAR", "IDR"), "two_sources"
    )
    assert {code: rows[code]["agreement"] for code in ("AED", "EGP", "ETB", "RUB", "SAR")} == dict.fromkeys(
        ("AED", "EGP", "ETB", "RUB", "SAR"), "single_source"
    )
    assert 0 < rows["BRL"]["spread_bps"] < 200
    assert [status for _, status in services.asked["ecb"]] == [
        404,
        200,
    ]  # the daily document was not recorded
    for words in ("confirmed by European Central Bank", "bps apart", "crossed through PLN"):
        assert words in " ".join(text.split())


@with_recordings
@pytest.mark.needs("processes")
def test_17_march_2026_at_18_utc(tmp_path: Path) -> None:
    """The euro's fixing, India's own and Belarus' of one day; a list that was not recorded is a 404 and is said so."""
    last = date(2026, 3, 17)
    with serving(ecb=ecb(last), nbrb=nbrb_until(last), fbil=fbil(last), nbp=lambda target: None) as services:
        text, rows = run(tmp_path, services, "2026-03-17 18:00:00", "AED BRL INR IRR RUB ZAR")
    assert parts(rows["INR"]) == {"ecb": "shown", "nbrb": "confirms", "fbil": "confirms", "nbp": "excluded"}
    assert rows["INR"]["agreement"] == "agreed"
    # The Belarusian list of the day speaks of the 16th, and the real fell by 2 % since.
    assert (rows["BRL"]["agreement"], rows["BRL"]["rate"]) == ("disputed", None)
    assert (rows["IRR"]["agreement"], rows["IRR"]["kind"]) == ("single_source", "official")
    assert Decimal(1321000) < rows["IRR"]["rate"] < Decimal(1323000)
    reason = next(source["reason"] for source in rows["INR"]["sources"] if source["id"] == "nbp")
    assert "404" in reason
    assert "404" in text
    (unspoken,) = [source for source in rows["INR"]["sources"] if source["id"] == "fbil"]
    assert unspoken["rate"] is None  # its terms forbid passing the number on


SIX = {
    "currency_api": whole("fawazahmed0/2026.9.29.usd.json", "/npm/@fawazahmed0/currency-api@2026-09-29"),
    "bank_of_russia": whole("cbr/XML_daily.2026-04-25.windows-1251.xml", "/scripts/XML_daily.asp"),
    "er_api": whole("er-api/v6.latest.USD.2026-06-02.json", "/v6/latest/USD"),
    "frankfurter": whole("frankfurter/v2.rates.USD.2026-09-05.trimmed.json", "/v2/rates"),
    "currencyrate": lambda target: document("currencyrate/currencyrate.json"),
}
"""Five services by their recordings as they are, and one by a document of ours: nothing of it was recorded."""


@with_recordings
@pytest.mark.needs("processes")
def test_a_round_of_six(tmp_path: Path) -> None:
    """On the day of the newest recording its source is shown, and every other says why it is left out."""
    with serving(**SIX, ecb=ecb(date(2026, 3, 31))) as services:
        text, rows = run(tmp_path, services, "2026-09-29 12:00:00", "BRL CNH INR IRR RUB SAR")
    reasons = {source["id"]: source["reason"] for source in rows["INR"]["sources"]}
    assert (str(rows["INR"]["rate"]), rows["INR"]["agreement"]) == ("96.08534228", "single_source")
    assert reasons == {
        "currency_api": None,
        "bank_of_russia": "stale",
        "er_api": "stale",
        "frankfurter": "a blend of bank_of_russia, ecb, which have votes of their own",
        "currencyrate": "stale",
        "ecb": "ecb sent an empty table",
    }
    assert str(rows["IRR"]["rate"]) == "1374999.64464856"
    irr = {source["id"]: source["reason"] for source in rows["IRR"]["sources"]}
    assert irr["currencyrate"] == "stale"  # its 42,250 is of a day when that was true
    for words in (
        "left out Bank of Russia, ExchangeRate-API, CurrencyRate: stale",
        "left out Frankfurter: a blend of",
    ):
        assert words in " ".join(text.split())


SERIES: dict[str, tuple[Daily, Callable[[], list[date]]]] = {
    "ecb": (Ecb.calendar, lambda: _days(Ecb().parse_series(recording("ecb/EXR.csvdata.2026-02_03.csv")))),
    "bcb": (
        Bcb.calendar,
        lambda: _days(Bcb().parse(recording("bcb-ptax/CotacaoMoedaPeriodo.USD.2026-03.json"))),
    ),
    "nbp": (Nbp.calendar, lambda: _days(Nbp().parse(recording("nbp-poland/tableA.2026-03-02_05.json")))),
    "fbil": (Fbil.calendar, lambda: _days(Fbil().parse(recording("fbil/fetchfiltered.2026-03-17_21.json")))),
    "sarb": (
        Sarb.calendar,
        lambda: _days(Sarb().parse(recording("sarb/EXCX135D.ZAR-per-USD.2026-03-23_27.json"))),
    ),
    "cfets": (
        Cfets.calendar,
        lambda: _days(Cfets().parse(recording("cfets/CcprHisNew.USD-CNY.2026-09.json"))),
    ),
    "bank_indonesia": (
        BankIndonesia.calendar,
        lambda: _days(
            BankIndonesia().parse(recording("bank-indonesia/getSubKursJisdor3.USD.2026-09-12_26.xml"))
        ),
    ),
    "canada": (
        Daily(zone="America/Toronto", usual=Ecb.calendar.usual, latest=Ecb.calendar.latest),
        lambda: [
            date.fromisoformat(row["d"])
            for row in json.loads(recording("bank-of-canada/FX_RATES_DAILY.2026-03.json"))["observations"]
        ],
    ),
    "federal reserve": (
        Daily(zone="America/New_York", usual=Ecb.calendar.usual, latest=Ecb.calendar.latest),
        lambda: [
            date.fromisoformat(row[0])
            for row in csv.reader(io.StringIO(recording("fed-h10/h10-lastobs10.2026-09-18.csv").decode()))
            if row and re.fullmatch(r"\d{4}-\d\d-\d\d", row[0]) and set(row[1:]) != {"ND"}
        ],
    ),
}


def _days(quotes: Any) -> list[date]:
    return [quote.as_of for quote in quotes]


@with_recordings
@pytest.mark.parametrize("name", SERIES)
def test_calendars_against_recorded_series(name: str) -> None:
    """Between the first and the last day of a recorded series all promised days are in it, and none that was ruled out."""
    calendar, read = SERIES[name]
    days = set(read())
    first, last = min(days), max(days)
    span = [first + number * DAY for number in range((last - first).days + 1)]
    possible = {day for day in span if calendar.publishes(day)}
    promised = {day for day in span if calendar.promises(day)}
    assert promised <= days <= possible
    doubted = {"fbil": {date(2026, 3, 19)}}  # Gudi Padwa: a holiday of the state, not of its exchanges
    assert possible - promised == doubted.get(name, set())
