"""The replayed upstreams speak the providers' formats: real HTTP on the loopback address, read by the shipped adapters."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources

import httpx
import pytest

from fxwidget import Answer, Provider, Quote
from fxwidget.demo import DAYS, Upstreams, at, before, rates_on
from fxwidget.domain.currency import BRICS_PLUS, limits
from fxwidget.errors import ConfigurationError, RateNotFound
from fxwidget.provider.calendar import market_day
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.currency_api import CurrencyApi
from fxwidget_providers.currencyrate import CurrencyRate

ADAPTERS: dict[str, type[Provider]] = {
    "currencyrate": CurrencyRate,
    "bank_of_russia": BankOfRussia,
    "currency_api": CurrencyApi,
}
FRIDAY, MONDAY = date(2026, 3, 13), date(2026, 3, 16)
PATHS = [
    ("currencyrate", "/rates/currencyrate.json"),
    ("bank_of_russia", "/scripts/XML_daily.asp"),
    ("currency_api", "/npm/@fawazahmed0/currency-api@2026-03-13/v1/currencies/usd.json"),
    ("currency_api", "/v1/currencies/usd.json"),
]


@pytest.fixture(name="running", scope="module")
def _running() -> Iterator[Upstreams]:
    with Upstreams() as upstreams:
        yield upstreams


@pytest.fixture(name="upstreams")
def _upstreams(running: Upstreams) -> Upstreams:
    running.day = FRIDAY
    return running


def get(upstreams: Upstreams, name: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(upstreams.urls[name] + path, headers=headers, trust_env=False)


def converse(upstreams: Upstreams, name: str) -> list[Quote]:
    """Hold the shipped adapter's whole conversation with its upstream, as on the day that is replayed."""
    address = httpx.URL(upstreams.urls[name])
    exchange = ADAPTERS[name]().exchange(upstreams.day)
    request = next(exchange)
    with httpx.Client(trust_env=False) as client:
        while True:
            url = request.url.copy_with(scheme=address.scheme, host=address.host, port=address.port)
            response = client.get(url)
            try:
                request = exchange.send(Answer(str(url), response.status_code, response.content))
            except StopIteration as end:
                return list(end.value)


def quoted(quotes: list[Quote], code: str) -> list[Quote]:
    return [quote for quote in quotes if code in (quote.base, quote.quote)]


def mid(quote: Quote) -> Decimal:
    assert quote.mid is not None
    return quote.mid


def per_dollar(name: str, quotes: list[Quote]) -> dict[str, Decimal]:
    """Units per 1 USD of the newest row, crossed by hand where the source quotes in roubles."""
    if name == "bank_of_russia":
        roubles = {quote.base: mid(quote) / quote.units for quote in quotes}
        crosses = {code: roubles["USD"] / price for code, price in roubles.items() if code != "USD"}
        return crosses | {"RUB": roubles["USD"]}
    newest = max(quote.as_of for quote in quotes)
    return {quote.quote: mid(quote) for quote in quotes if quote.as_of == newest}


def test_the_days() -> None:
    """Five working days; the clock of each stands at 17:00 UTC."""
    assert tuple(date(2026, 3, day) for day in (12, 13, 16, 17, 18)) == DAYS
    assert datetime(2026, 3, 13, 17, tzinfo=UTC) == at(FRIDAY)


def test_rates_are_crosses_to_twelve_digits() -> None:
    """The ECB's pairs through the euro, the rouble through the Canadian dollar, the standing ones as published."""
    rates = rates_on(FRIDAY)
    assert sorted({*BRICS_PLUS, "CNY"}) == list(rates)
    assert {
        "BRL": Decimal("5.24329034507"),  # 6.0172 / 1.1476
        "IDR": Decimal("16900.5489718"),  # 19395.07 / 1.1476
        "INR": Decimal("92.3845416521"),  # 106.0205 / 1.1476
        "RUB": Decimal("80.2105263158"),  # 1.3716 / 0.01710
        "ZAR": Decimal("16.7962704775"),  # 19.2754 / 1.1476
        "AED": Decimal("3.6725"),
        "CNH": Decimal("6.94945054"),
        "ETB": Decimal("155.840155613"),  # 76.7519 * 100 / 49.2504
        "IRR": Decimal("1283566.73880"),  # 76.7519 * 1 000 000 / 59.7958
    }.items() <= rates.items()


def test_the_day_before() -> None:
    """Monday's is Friday; of the day before the first only the ECB's four are known."""
    assert (FRIDAY, rates_on(FRIDAY)) == before(MONDAY)
    assert before(date(2026, 3, 12)) == (
        date(2026, 3, 11),
        {
            "BRL": Decimal("5.17114238839"),  # 5.9887 / 1.1581
            "IDR": Decimal("16898.2471289"),  # 19569.86 / 1.1581
            "INR": Decimal("92.0723598998"),  # 106.629 / 1.1581
            "ZAR": Decimal("16.4017787756"),  # 18.9949 / 1.1581
        },
    )


def test_a_day_that_was_not_recorded() -> None:
    """Nothing is made up for another day, and the servers refuse it at once."""
    saturday = date(2026, 3, 14)
    with pytest.raises(RateNotFound, match="2026-03-14 was not recorded"):
        rates_on(saturday)
    with pytest.raises(RateNotFound, match="2026-03-14 was not recorded"):
        before(saturday)
    with pytest.raises(ConfigurationError, match="2026-03-14 was not recorded"):
        Upstreams(saturday)


def test_every_figure_names_its_publication() -> None:
    """No number without a source, an address, a unit and a day."""
    data = json.loads(resources.files("fxwidget.demo").joinpath("days.json").read_bytes())
    for table in (data["ecb"], data["bank_of_canada"]):
        assert {"source", "url", "unit", "days"} == table.keys()
        assert all(date.fromisoformat(day) for day in table["days"])
    for figure in data["standing"].values():
        assert {"source", "url", "unit", "day"} < figure.keys()
        assert date.fromisoformat(figure["day"]).year == 2026


def test_currencyrate_rows(upstreams: Upstreams) -> None:
    """The first row is the day, the second the working day before it, both at 16:50 UTC, with six decimals at most."""
    quotes = converse(upstreams, "currencyrate")
    friday, thursday = (datetime(2026, 3, day, 16, 50, tzinfo=UTC) for day in (13, 12))
    expected = [
        Quote(base="USD", quote="BRL", mid=Decimal("5.24329"), as_of=friday),
        Quote(base="USD", quote="BRL", mid=Decimal("5.16212"), as_of=thursday, close=True),  # 5.9607 / 1.1547
    ]
    assert expected == quoted(quotes, "BRL")
    assert [Decimal("80.210526"), Decimal("79.585038")] == [mid(quote) for quote in quoted(quotes, "RUB")]
    assert [Decimal("1283566.7388")] * 2 == [mid(quote) for quote in quoted(quotes, "IRR")]


def test_currencyrate_members(upstreams: Upstreams) -> None:
    """The document has the service's members, and the first day's second row only what is known of 11 March."""
    upstreams.day = DAYS[0]
    document = get(upstreams, "currencyrate", "/rates/currencyrate.json").json()
    now, previous = document.pop("data")
    assert document == {"base": "USD", "source": "currencyrate"}
    assert (now["put_time"], now["local_time"]) == ("2026-03-12 16:55:00", "2026-03-12 16:50:00")
    assert previous == {
        "put_time": "2026-03-11 16:55:00",
        "local_time": "2026-03-11 16:50:00",
        "rates": {"USD": 1, "BRL": 5.171142, "IDR": 16898.247129, "INR": 92.07236, "ZAR": 16.401779},
    }


def test_bank_of_russia_set(upstreams: Upstreams) -> None:
    """Friday's set is dated Saturday and is Friday's market: roubles per nominal, four decimals."""
    quotes = converse(upstreams, "bank_of_russia")
    saturday = date(2026, 3, 14)
    prices = [
        ("USD", 1, "80.2105"),
        ("AED", 1, "21.8409"),  # 80.2105263158 / 3.6725
        ("INR", 100, "86.8225"),  # 80.2105263158 * 100 / 92.3845416521
        ("IDR", 10_000, "47.4603"),  # 80.2105263158 * 10 000 / 16900.5489718
        ("IRR", 1_000_000, "62.4903"),  # 80.2105263158 * 1 000 000 / 1283566.73880
        ("ZAR", 10, "47.7550"),  # 80.2105263158 * 10 / 16.7962704775
    ]
    for code, nominal, value in prices:
        expected = Quote(base=code, quote="RUB", units=Decimal(nominal), mid=Decimal(value), as_of=saturday)
        assert [expected] == [quote for quote in quotes if quote.base == code]
    nominals = {quote.base: int(quote.units) for quote in quotes}
    assert {"BRL": 1, "CNY": 1, "SAR": 1, "EGP": 10, "ETB": 100}.items() <= nominals.items()
    assert "CNH" not in nominals
    assert market_day(saturday, BankOfRussia.dated, BankOfRussia.calendar, at(FRIDAY)) == FRIDAY


def test_bank_of_russia_bytes(upstreams: Upstreams) -> None:
    """windows-1251 in the header, the prolog and the bytes; the bank's own layout, ID and unit rate included."""
    response = get(upstreams, "bank_of_russia", "/scripts/XML_daily.asp")
    assert response.headers["Content-Type"] == "application/xml; charset=windows-1251"
    text = response.content.decode("windows-1251")
    assert text.startswith(
        '<?xml version="1.0" encoding="windows-1251"?>'
        '<ValCurs Date="14.03.2026" name="Foreign Currency Market"><Valute ID="R01115">'
    )
    assert (
        '<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal>'
        "<Name>Доллар США</Name><Value>80,2105</Value><VunitRate>80,2105</VunitRate></Valute>"
    ) in text
    assert "<Value>47,7550</Value><VunitRate>4,7755</VunitRate>" in text
    assert "<Value>47,4603</Value><VunitRate>0,00474603</VunitRate>" in text
    assert "<Value>62,4903</Value><VunitRate>6,24903E-05</VunitRate>" in text


def test_currency_api_market_day(upstreams: Upstreams) -> None:
    """Monday's file carries Friday's market, with eight decimals at most."""
    upstreams.day = MONDAY
    quotes = converse(upstreams, "currency_api")
    assert [Quote(base="USD", quote="BRL", mid=Decimal("5.24329035"), as_of=MONDAY)] == quoted(quotes, "BRL")
    assert [Decimal("6.94945054")] == [mid(quote) for quote in quoted(quotes, "CNH")]
    assert market_day(MONDAY, CurrencyApi.dated, CurrencyApi.calendar, at(MONDAY)) == FRIDAY


def test_currency_api_first_file(upstreams: Upstreams) -> None:
    """The first day's file is of 11 March: the standing figures and the ECB's four, no rouble."""
    upstreams.day = DAYS[0]
    quotes = converse(upstreams, "currency_api")
    assert [Decimal("5.17114239")] == [mid(quote) for quote in quoted(quotes, "BRL")]
    # The dollar is in its own table, as in the publisher's.
    assert set(rates_on(DAYS[0])) - {"RUB"} | {"USD"} == {quote.quote for quote in quotes}


def test_currency_api_hosts(upstreams: Upstreams) -> None:
    """Both hosts' paths serve the same tab-indented file; another day's is a 404 in text."""
    dated, undated = (get(upstreams, name, path) for name, path in PATHS[2:])
    assert dated.content == undated.content
    assert dated.text.startswith('{\n\t"date": "2026-03-13",\n\t"usd": {\n\t\t"aed": 3.6725,\n')
    missing = get(upstreams, "currency_api", PATHS[2][1].replace("-13", "-12"))
    assert (missing.status_code, missing.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_conditional_requests(upstreams: Upstreams, name: str, path: str) -> None:
    """An ETag that still holds is answered 304 without a body; one of another document is not."""
    first = get(upstreams, name, path)
    etag = first.headers["ETag"]
    for header in (etag, f'"other", W/{etag}', "*"):
        again = get(upstreams, name, path, {"If-None-Match": header})
        assert (304, b"", etag) == (again.status_code, again.content, again.headers["ETag"])
    assert get(upstreams, name, path, {"If-None-Match": '"other"'}).content == first.content


def test_the_next_day_changes_the_answer(upstreams: Upstreams) -> None:
    """Setting ``day`` changes what the running servers say: a validator of Friday's no longer holds."""
    path = "/rates/currencyrate.json"
    etag = get(upstreams, "currencyrate", path).headers["ETag"]
    upstreams.day = MONDAY
    response = get(upstreams, "currencyrate", path, {"If-None-Match": etag})
    assert response.status_code == 200
    assert [Decimal("81.39881"), Decimal("80.210526")] == [
        mid(quote) for quote in quoted(list(CurrencyRate().parse(response.content)), "RUB")
    ]  # 1.3675 / 0.01680 on Monday


@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.parametrize("path", ["/", "/nothing", "/scripts/XML_daily.asp?date_req=02/03/2026"])
def test_unknown_paths(upstreams: Upstreams, name: str, path: str) -> None:
    """Nothing is served but what the replay knows; a set asked by date is not among it."""
    response = get(upstreams, name, path)
    assert response.status_code == 404
    assert "ETag" not in response.headers


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_upstreams_agree(upstreams: Upstreams, day: date) -> None:
    """On each day each currency's numbers lie within its tolerance, so the replay shows agreed rates."""
    upstreams.day = day
    tables = {name: per_dollar(name, converse(upstreams, name)) for name in ADAPTERS}
    for code in (*BRICS_PLUS, "CNY"):
        numbers = [table[code] for table in tables.values() if code in table]
        missing = (code == "CNH") + (code == "RUB" and day == DAYS[0])
        assert len(ADAPTERS) - missing == len(numbers)
        assert max(numbers) / min(numbers) <= 1 + limits(code).tolerance, code


def test_stopped_servers_are_gone() -> None:
    """``stop`` closes the ports, may be called twice, and ``start`` runs them again; a second ``start`` is refused."""
    upstreams = Upstreams()
    assert upstreams.urls == {}
    upstreams.start()
    try:
        assert list(ADAPTERS) == list(upstreams.urls)
        with pytest.raises(RuntimeError, match="running already"):
            upstreams.start()
        gone = upstreams.urls["currencyrate"]
    finally:
        upstreams.stop()
    upstreams.stop()
    assert upstreams.urls == {}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{gone}/rates/currencyrate.json", trust_env=False)
    with upstreams:
        assert get(upstreams, "currencyrate", "/rates/currencyrate.json").status_code == 200
