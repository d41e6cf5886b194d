"""The Bank of Russia's sets: XML in windows-1251, roubles per ``Nominal`` units, dated the day from which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fxwidget import Quote
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.quote import Kind
from fxwidget.errors import CredentialsRejected, ProviderUnavailable, RateLimited, ResponseInvalid
from fxwidget.provider.calendar import market_day
from fxwidget_providers.bank_of_russia import BankOfRussia
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, Reply, answer, reset
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, published, refusals, refused

NEWEST = "bank_of_russia/XML_daily.xml"
APRIL = {
    "AED": "3.67250651574",
    "BRL": "4.95358431167",
    "CNY": "6.84930624830",
    "EGP": "52.6296975060",
    "ETB": "157.470253050",
    "IDR": "17308.0078465",
    "INR": "94.2958521077",
    "IRR": "1400583.39638",
    "RUB": "75.5273",
    "SAR": "3.75000248255",
    "ZAR": "16.6275821227",
}
"""Per 1 USD in the set of 25 April 2026: 75.5273 / (Value / Nominal), worked out on paper to 12 digits."""


def test_one_set() -> None:
    """Every row is as printed: roubles per so many units, on the day from which the set holds."""
    quotes = BankOfRussia().parse(document(NEWEST))
    assert len(quotes) == 13
    assert {quote.as_of for quote in quotes} == {date(2026, 4, 25)}
    assert published(quotes, "USD") == ("USD", "RUB", "1", "75.5273")
    assert published(quotes, "INR") == ("INR", "RUB", "100", "80.0961")
    assert published(quotes, "IDR") == ("IDR", "RUB", "10000", "43.6372")
    assert published(quotes, "IRR") == ("IRR", "RUB", "1000000", "53.9256")
    assert published(quotes, "BRL") == ("BRL", "RUB", "1", "15.2470")  # the last zero was printed too


def test_charset() -> None:
    """The prolog's windows-1251 holds, whatever the names: Cyrillic bytes that are no UTF-8 do no harm."""
    body = document(NEWEST)
    assert "Иранских риалов".encode("cp1251") in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert len(BankOfRussia().parse(body)) == 13


def test_special_drawing_rights_are_no_currency() -> None:
    """The set has a row of XDR, which nobody pays with: it is read and not listed."""
    assert "XDR" in per_dollar(BankOfRussia().parse(document(NEWEST)))
    assert "XDR" not in BankOfRussia.lists


def test_two_sets_in_a_row() -> None:
    """Thursday's set and Friday's, dated Saturday: each speaks of the day on which it was published."""
    thursday, friday = (
        BankOfRussia().parse(document(f"bank_of_russia/XML_daily.2026-02-{day}.xml")) for day in (20, 21)
    )
    assert (per_dollar(thursday)["INR"], per_dollar(friday)["INR"]) == ("90.6669490132", "90.9518482617")
    assert (per_dollar(thursday)["IRR"], per_dollar(friday)["IRR"]) == ("1283566.96645", "1283566.73880")
    assert (per_dollar(thursday)["RUB"], per_dollar(friday)["RUB"]) == ("76.6405", "76.7519")
    spoken_of = [
        market_day(
            quotes[0].as_of, BankOfRussia.dated, BankOfRussia.calendar, datetime(2026, 2, 21, tzinfo=UTC)
        )
        for quotes in (thursday, friday)
    ]
    assert spoken_of == [date(2026, 2, 19), date(2026, 2, 20)]


def test_iran_is_official() -> None:
    """The rial's number is an official one; the others are fixings."""
    facts = BankOfRussia()
    assert (facts.kinds["IRR"], facts.kind) == (Kind.OFFICIAL, Kind.FIXING)


def test_one_request() -> None:
    """The newest set is asked for without a date, at the bank itself."""
    request = BankOfRussia().request(date(2026, 4, 24))
    assert (request.method, str(request.url)) == ("GET", "https://www.cbr.ru/scripts/XML_daily.asp")


def test_over_the_network() -> None:
    """The whole way: one request, bytes on a socket, twelve exact digits."""
    with Loopback(
        answer(200, document(NEWEST), {"Content-Type": "application/xml; charset=windows-1251"})
    ) as server:
        found = ask("bank_of_russia", server)
        assert [request.target for request in server.requests] == ["/scripts/XML_daily.asp"]
    assert per_dollar(found.quotes)["INR"] == APRIL["INR"]


def test_error_in_parameters() -> None:
    """An error comes with status 200, and is no empty day."""
    refused("bank_of_russia", answer(200, document("bank_of_russia/error_in_parameters.xml")))


def test_no_data() -> None:
    """A set without rows is a set; whether it is right is for the calendar to say."""
    assert fetched_from("bank_of_russia", answer(200, document("bank_of_russia/no_data.xml"))).quotes == []


def test_forbidden() -> None:
    """Foreign data centres are turned away at times."""
    with pytest.raises(CredentialsRejected, match="HTTP 403") as caught:
        fetched_from("bank_of_russia", answer(403, b"<html>"))
    assert (caught.value.provider, caught.value.status) == ("bank_of_russia", 403)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('Date="25.04.2026"', 'Date="2026-04-25"'),
        ('Date="25.04.2026"', ""),
        ("<Nominal>100</Nominal>", ""),
        ("<Nominal>100</Nominal>", "<Nominal>сто</Nominal>"),
        ("<Value>80,0961</Value>", ""),
        ("<Value>80,0961</Value>", "<Value></Value>"),
        ("<Value>80,0961</Value>", "<Value>10.80,0961</Value>"),
        ('encoding="windows-1251"', 'encoding="no-such-charset"'),
        ("</ValCurs>", ""),
    ],
)
def test_a_document_of_another_shape(old: str, new: str) -> None:
    """A member that is missing, or not what it was, refuses the whole set: half a set would look like a quiet day."""
    body = document(NEWEST).decode("cp1251")
    assert old in body
    refused("bank_of_russia", answer(200, body.replace(old, new, 1).encode("cp1251")))


def test_without_the_dollar() -> None:
    """A set without the US dollar has nothing to cross with: every row says so, none is guessed."""
    text = document(NEWEST).decode("cp1251").replace("<CharCode>USD<", "<CharCode>CHF<")
    quotes = BankOfRussia().parse(text.encode("cp1251"))
    assert per_dollar(quotes) == {}
    assert refusals(quotes)["INR"] == "no quotation of USD to cross INR/RUB with"


@with_recordings
def test_recorded_set_of_2026() -> None:
    """The whole set of 25 April 2026 has 54 rows and the same figures."""
    body = recording("cbr/XML_daily.2026-04-25.windows-1251.xml")
    quotes = BankOfRussia().parse(body)
    assert len(quotes) == 54
    found = per_dollar(quotes)
    assert {code: found[code] for code in APRIL} == APRIL
    assert refusals(quotes) == {}
    assert set(found) - {"XDR"} == BankOfRussia.lists - {"USD"}
    assert published(quotes, "VND") == ("VND", "RUB", "10000", "30.0750")
    assert published(quotes, "KZT") == ("KZT", "RUB", "100", "16.3172")
    assert published(quotes, "JPY") == ("JPY", "RUB", "100", "47.2636")


@with_recordings
def test_recorded_set_without_unit_rates() -> None:
    """The set of 9 December 2016 has no ``VunitRate``, line ends between its members, and other nominals."""
    body = recording("cbr/XML_daily.old-format-no-VunitRate.xml")
    assert b"VunitRate" not in body
    quotes = BankOfRussia().parse(body)
    assert len(quotes) == 33
    assert {quote.as_of for quote in quotes} == {date(2016, 12, 9)}
    assert published(quotes, "CNY") == ("CNY", "RUB", "10", "92.1421")
    expected = {
        "RUB": "63.3901",
        "BRL": "3.38300654292",
        "BYN": "1.97550182155",
        "CNY": "6.87960226650",
        "EUR": "0.928849833982",
        "INR": "67.4050121433",
        "KRW": "1159.09510636",
        "ZAR": "13.5300043755",
    }
    found = per_dollar(quotes)
    assert {code: found[code] for code in expected} == expected


def test_digits_are_those_of_value_over_nominal() -> None:
    """``VunitRate`` is rounded further for some currencies, and is not used."""
    body = document(NEWEST).replace(b"<VunitRate>0,800961<", b"<VunitRate>0,8<")
    assert per_dollar(BankOfRussia().parse(body))["INR"] == APRIL["INR"]


COPY = document("cbr_xml_daily/daily_json.js")
FEBRUARY = {
    "AED": ("3.67249785876", "3.67249194970"),
    "BRL": ("5.22534108548", "5.23461351948"),
    "CNY": ("6.91901125945", "6.92032289814"),
    "EGP": ("47.5871582955", "47.5871297026"),
    "ETB": ("155.840155613", "155.613964557"),
    "EUR": ("0.850122890944", "0.849984861407"),
    "IDR": ("16925.0157669", "16883.9937963"),
    "INR": ("90.9518482617", "90.6669490132"),
    "IRR": ("1283566.73880", "1283566.96645"),
    "RUB": ("76.7519", "76.6405"),
    "SAR": ("3.74999511413", "3.74999388379"),
    "ZAR": ("16.1534996980", "16.0560155196"),
}
"""Per 1 USD in the sets of 21 and 20 February 2026, worked out on paper to 12 digits."""
DOWN, COPIED = answer(503), answer(200, COPY, {"Content-Type": "application/javascript; charset=utf-8"})


def both(quotes: Sequence[Quote]) -> dict[str, tuple[str, ...]]:
    """The number of each code, and what the document calls the one before it."""
    crossed = per_usd(quotes)
    return {code: (str(crossed.rates[code][0].rate), str(crossed.closes[code].rate)) for code in FEBRUARY}


def test_the_mirrors_copy() -> None:
    """The same set in JSON: roubles per ``Nominal`` units, and beside each the number of the set before it."""
    quotes = BankOfRussia().parse_copy(COPY)
    assert sorted({str(quote.as_of) for quote in quotes}) == ["2026-02-20", "2026-02-21"]
    assert published(quotes, "INR") == ("INR", "RUB", "100", "84.3874")
    assert published(quotes, "IRR") == ("IRR", "RUB", "1000000", "59.7958")
    assert both(quotes) == FEBRUARY
    assert refusals(quotes) == {}


def test_the_copy_says_what_the_bank_says() -> None:
    """Where both have a row they agree to the last digit, for both days."""
    copied = both(BankOfRussia().parse_copy(COPY))
    for position, day in enumerate((21, 20)):
        printed = per_dollar(BankOfRussia().parse(document(f"bank_of_russia/XML_daily.2026-02-{day}.xml")))
        for code in printed.keys() & FEBRUARY.keys():
            assert Decimal(copied[code][position]) == Decimal(printed[code])


def test_the_set_before_is_the_close() -> None:
    """The arrow is there at the first look: Friday's set of INR against Thursday's."""
    house = House("bank_of_russia", currencies=("INR",))
    now = utc("2026-02-23 10:30")
    house.quotes("bank_of_russia", now, list(BankOfRussia().parse_copy(COPY)))
    row = house.row("INR", now)
    assert (str(row.rate), str(row.previous_close), row.direction) == (*FEBRUARY["INR"], "up")
    assert row.market_day == date(2026, 2, 20)


def test_a_close_in_other_units_than_its_number_is_none() -> None:
    """On the day on which the bank prints a currency for ten times as many units, the number before is not ten times off."""
    house = House("bank_of_russia", currencies=("INR", "ZAR"))
    now = utc("2026-02-23 10:30")
    anew = COPY.replace(b'"Previous": 84.5297', b'"Previous": 8.45297')
    assert anew != COPY
    house.quotes("bank_of_russia", now, list(BankOfRussia().parse_copy(anew)))
    snapshot = house.evaluate(now)
    assert [(row.previous_close is None, row.direction) for row in (snapshot["INR"], snapshot["ZAR"])] == [
        (True, None),
        (False, "up"),
    ]


@pytest.mark.parametrize("failing", [DOWN, answer(403, b"<html>"), answer(404), reset])
def test_the_mirror_is_asked_where_the_bank_fails(failing: Reply) -> None:
    """Any failure of the bank's leads there, in the same conversation, under the same name."""
    with Loopback(failing, *([failing] if failing is reset else []), COPIED) as server:
        found = ask("bank_of_russia", server)
        assert server.requests[0].target == "/scripts/XML_daily.asp"
        assert server.requests[-1].target == "/daily_json.js"
    assert both(found.quotes) == FEBRUARY
    by_hand = ByHand(BankOfRussia(), date(2026, 2, 23))
    by_hand.fail(ProviderUnavailable("down"))
    assert by_hand.url == "https://www.cbr-xml-daily.ru/daily_json.js"


def test_the_mirror_is_not_asked_while_the_bank_answers() -> None:
    """A private site is spared."""
    with Loopback(answer(200, document(NEWEST)), COPIED) as server:
        ask("bank_of_russia", server)
        assert len(server.requests) == 1


def test_a_bank_that_asks_to_wait_is_waited_for() -> None:
    """Its own word holds for the whole conversation: the mirror would hide it."""
    with (
        Loopback(answer(429, b"", {"Retry-After": "600"}), COPIED) as server,
        pytest.raises(RateLimited) as caught,
    ):
        ask("bank_of_russia", server)
    assert (caught.value.retry_after, len(server.requests)) == (600, 1)


@pytest.mark.parametrize("mirror", [answer(404), answer(429), reset])
def test_where_both_fail_the_banks_failure_is_the_reason(mirror: Reply) -> None:
    """What an operator wants to know is why the bank does not answer."""
    with pytest.raises(CredentialsRejected, match="HTTP 403"):
        fetched_from("bank_of_russia", answer(403, b"<html>"), mirror)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"Date": "2026-02-21T11:30:00+03:00",', b""),
        (b'"Date": "2026-02-21T11:30:00+03:00"', b'"Date": "yesterday"'),
        (b'"Valute"', b'"Rates"'),
        (b'"Value": 84.3874', b'"Value": null'),
        (b'"Value": 84.3874', b'"Value": "84,3874"'),
        (b'"Previous": 84.5297', b'"Last": 84.5297'),
        (COPY, b"<!doctype html><title>Parked</title>"),
        (COPY, b"[]"),
    ],
    ids=["no-date", "date", "no-rows", "null", "comma", "no-previous", "page", "array"],
)
def test_a_copy_of_another_shape(old: bytes, new: bytes) -> None:
    """What is no copy of a set refuses the conversation."""
    assert old in COPY
    refused("bank_of_russia", DOWN, answer(200, COPY.replace(old, new)))


@with_recordings
def test_recorded_copy() -> None:
    """The whole document of 21 February 2026: 54 rows of two days."""
    quotes = BankOfRussia().parse_copy(recording("cbr-xml-daily/daily_json.2026-02-21.js"))
    assert len(quotes) == 2 * 54
    assert both(quotes) == FEBRUARY
    assert refusals(quotes) == {}
    assert set(per_usd(quotes).rates) - {"XDR"} == BankOfRussia.lists - {"USD"}


@with_recordings
def test_recorded_inverses_are_no_copy() -> None:
    """The mirror's other document has units per rouble, already divided, of 43 currencies: it is not taken for the set."""
    inverses = recording("cbr-xml-daily/latest.2024-01-27.js")
    assert b'"USD": 0.01117119975' in inverses
    with pytest.raises(ResponseInvalid, match="'Date' is missing"):
        fetched_from("bank_of_russia", DOWN, answer(200, inverses))
