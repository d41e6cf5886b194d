"""The readers of providers' documents: every printed digit kept, and one error for whatever is no such document."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget import (
    day_in,
    decimal_comma,
    error_text,
    instant_in,
    objects,
    quotes_of,
    read_csv,
    read_json,
    read_json_rows,
    read_xml,
)
from fxwidget.domain.quote import GIVEN_TWICE
from fxwidget.provider import parsing
from tests.documents import document

BRACKETS = 200_000
DIGITS = 5_000


# JSON


@pytest.mark.parametrize(
    "literal",
    [
        "1.10",
        "0.000",
        "75.5273",
        "1",
        "-0",
        "0.1",
        "12345678901234567890.12345678901234567890",
        "1E-7",
        "1e999",
        "9" * DIGITS,
    ],
)
def test_numbers_keep_their_digits(literal: str) -> None:
    """A number is the Decimal of its literal, an integer too; nothing passes through a float."""
    found = read_json(f'{{"rate": {literal}}}')["rate"]
    assert type(found) is Decimal
    assert str(found) == str(Decimal(literal))


def test_other_values() -> None:
    """Everything else is as in JSON."""
    found = read_json('{"a": [true, false, null, "1.10", {}]}')
    assert found == {"a": [True, False, None, "1.10", {}]}


@pytest.mark.parametrize("body", [b'\xef\xbb\xbf{"a": 1}', b'{"a": 1}', b' \r\n{"a": 1}\n', '{"a": 1}'])
def test_bytes_and_text(body: bytes | str) -> None:
    """Bytes are UTF-8, with or without its mark; some services give text."""
    assert read_json(body) == {"a": Decimal(1)}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_are_no_finite_numbers(constant: str) -> None:
    """What some writers print for a number that they do not have refuses its row, not the document."""
    assert str(read_json(f'{{"rate": {constant}}}')["rate"]) == constant


def test_a_member_that_stands_twice_is_neither() -> None:
    """Two different values of one member are none; the same one twice, written in any way, is that one."""
    found = read_json('{"INR": 96.1, "INR": 69.1, "BRL": 5.20, "BRL": 5.2, "day": "x", "day": "y"}')
    assert found == {"INR": GIVEN_TWICE, "BRL": Decimal("5.20"), "day": GIVEN_TWICE}


def test_of_two_objects_only_what_differs_is_neither() -> None:
    """Where the table is an object of rows, the code that both rows have still says whose row it is."""
    found = read_json(
        '{"inr": {"code": "INR", "rate": 96.1}, "inr": {"code": "INR", "rate": 69.1, "more": 1}}'
    )
    assert found == {"inr": {"code": "INR", "rate": GIVEN_TWICE, "more": GIVEN_TWICE}}
    assert read_json('{"a": [1], "a": [2], "b": true, "b": 1}') == {"a": GIVEN_TWICE, "b": GIVEN_TWICE}


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2026-03-06", "%Y-%m-%d", date(2026, 3, 6)),
        ("2026-03-06 13:10:27.63", "%Y-%m-%d", date(2026, 3, 6)),
        ("06/03/2026", "%d/%m/%Y", date(2026, 3, 6)),
        ("06.03.2026 ", "%d.%m.%Y", None),
        ("tomorrow", "%Y-%m-%d", None),
        (None, "%Y-%m-%d", None),
        (Decimal(20260306), "%Y-%m-%d", None),
    ],
)
def test_the_day_in_a_row(text: object, form: str, day: date | None) -> None:
    """A day as the row prints it; what is no day is None, which refuses the row."""
    assert day_in(text, form) == day


def test_quotes_of_a_table() -> None:
    """One for each currency in its printed digits, the base in itself among them; coins and ended money are left out."""
    rates = {"USD": Decimal(1), "INR": Decimal("83.30"), "BTC": Decimal("0.00001"), "HRK": Decimal("6.2")}
    quotes = quotes_of("USD", rates, date(2026, 6, 13))
    assert [(it.base, it.quote, str(it.mid)) for it in quotes] == [
        ("USD", "USD", "1"),
        ("USD", "INR", "83.30"),
    ]


@pytest.mark.parametrize("text", [None, 5, "", "2026-06-13", "13/6/2026 2:45:53 PM"])
def test_an_instant_in_a_form_of_its_own(text: object) -> None:
    """An hour is that of the zone that a row's publisher keeps; anything else is no instant, and no failure."""
    form, zone = "%m/%d/%Y %I:%M:%S %p", "Asia/Ho_Chi_Minh"
    assert instant_in("6/13/2026 2:45:53 PM", form, zone) == datetime(2026, 6, 13, 7, 45, 53, tzinfo=UTC)
    assert instant_in(text, form, zone) is None


def test_a_row_that_is_no_object_has_no_member() -> None:
    """It can't be read, and those beside it can."""
    assert objects([{"a": 1}, None, 3]) == [{"a": 1}, {}, {}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a": 1}}',
        b'{"a": 01}',
        b'{"a": 1e99999999999999999999}',
        b"[" * BRACKETS,
        b"[" * BRACKETS + b"]" * BRACKETS,
        b'{"a":' * BRACKETS,
        b"\xff\xfe{\0}\0",
        b"\x80",
        document("errors/html_200.html"),
        document("errors/garbage.json"),
        document("errors/brackets.json"),
        document("errors/laughs.xml"),
        document("errors/not_found.txt"),
    ],
    ids=range(16),
)
def test_what_is_no_json(body: bytes) -> None:
    """Whatever it is, it is a ValueError: the house names the provider."""
    with pytest.raises(ValueError):  # noqa: PT011 - of whichever words
        read_json(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.text() | st.decimals(allow_nan=False, allow_infinity=False).map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_as_it_is(value: Any) -> None:
    """Strings, lists and objects come back as they were written."""
    assert read_json(json.dumps(value).encode()) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**30))
def test_any_number_is_read_to_the_digit(number: Decimal) -> None:
    """Written out as JSON has it, every number comes back with all of its digits."""
    literal = format(number.copy_abs(), "f")
    assert str(read_json(literal)) == str(Decimal(literal))


@given(
    st.binary(max_size=200) | st.text(alphabet='{}[]",:0123456789.eE-+tfn \\u', max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Bytes of any sort end in a value or in a ValueError."""
    for read in (read_json, read_xml):
        try:
            read(body)
        except ValueError:
            continue


# XML


def test_charset_of_the_prolog() -> None:
    """The charset that the document names holds; the bytes are not decoded before."""
    root = read_xml('<?xml version="1.0" encoding="windows-1251"?><a b="руб">Юань</a>'.encode("cp1251"))
    assert (root.text, root.get("b")) == ("Юань", "руб")
    assert read_xml("<a>Юань</a>".encode()).text == "Юань"
    assert read_xml(b"\xef\xbb\xbf<a>\xc3\xa9</a>").text == "é"


def test_references() -> None:
    """The predefined entities and character references are those of XML itself, and stay."""
    assert read_xml(b"<a>&lt;&amp;&#8364;</a>").text == "<&€"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"text",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>&unknown;</a>",
        b"<a>\x80</a>",
        b'<?xml version="1.0" encoding="no-such-charset"?><a/>',
        b'<?xml version="1.0" encoding="utf-16"?><a/>',
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        b'<?xml version="1.0" encoding="rot13"?><a/>',
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-32"),
        b"<a>" * BRACKETS,
        document("errors/html_200.html"),
        document("errors/garbage.json"),
        document("errors/not_found.txt"),
    ],
    ids=range(17),
)
def test_what_is_no_xml(body: bytes) -> None:
    """Whatever it is, it is a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - of whichever words
        read_xml(body)


@pytest.mark.parametrize("name", ["laughs.xml", "external_entity.xml", "html_200.html"])
def test_document_types_are_refused(name: str) -> None:
    """Neither entities that grow nor ones that read a file are looked at: the document is refused whole."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="declares a document type or entities"):
            read_xml(document(f"errors/{name}"))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "cp500"])
def test_document_types_in_disguise(charset: str) -> None:
    """No charset hides a document type."""
    text = f'<?xml version="1.0" encoding="{charset}"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(ValueError):  # noqa: PT011 - refused, or no XML in that charset at all
        read_xml(text.encode(charset))
    mixed = text.partition("?>")
    with pytest.raises(ValueError):  # noqa: PT011
        read_xml((mixed[0] + mixed[1]).encode() + mixed[2].encode(charset))


def test_deep_elements() -> None:
    """However deep, elements are read without a crash."""
    root = read_xml(b"<a>" * BRACKETS + b"</a>" * BRACKETS)
    assert sum(1 for _ in root.iter("a")) == BRACKETS


# Numbers with a decimal comma


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("75,5273", "75.5273"),
        ("5,39256E-05", "0.0000539256"),
        (" 15,2470\n", "15.2470"),
        ("100", "100"),
        ("0,570006", "0.570006"),
        ("1.5", "1.5"),
        ("1.000,5", "1000.5"),
        ("1.234.567,89", "1234567.89"),
    ],
)
def test_decimal_comma(text: str, number: str) -> None:
    """The comma is a point, the digits stay; points before it group thousands."""
    assert format(decimal_comma(text) or Decimal(0), "f") == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "1 000,5", "1.000", "7.831", "1.00,5", "1,000,5", "1,000.5", "сто", "12a", "--1", "0x10"],
)
def test_no_number_with_a_decimal_comma(text: str) -> None:
    """Thousands are never guessed: that is no number, which refuses its row."""
    assert decimal_comma(text) is None


# Rows


def test_rows_keep_every_digit() -> None:
    """An array of rows is read as any JSON document."""
    assert [str(row["rate"]) for row in read_json_rows(b'[{"rate": 1.10}, {"rate": 94}]')] == ["1.10", "94"]


@pytest.mark.parametrize("body", [b"{}", b"null", b"1", b'"rows"', b'{"rows": []}'])
def test_what_is_no_array_of_rows(body: bytes) -> None:
    """A document of another shape is refused: an error in an object is no day without rows."""
    with pytest.raises(ValueError, match="expected an array of rows"):
        read_json_rows(body)


# An error's own word


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"status":422,"message":"invalid currency: XXX"}', "invalid currency: XXX"),
        (b'\xef\xbb\xbf{"message":" two\\nlines\\t"}', "two lines"),
        (b'{"message":"' + b"a" * 5000 + b'"}', "a" * 100),
        (b'{"message":""}', ""),
        (b'{"message":404}', ""),
        (b'{"message":null}', ""),
        (b'{"error":"not found"}', ""),
        (b'["message"]', ""),
        (b"<html><body>message</body></html>", ""),
        (b"[" * BRACKETS, ""),
        (b"\xff\xfe", ""),
        (b"", ""),
    ],
)
def test_error_text(body: bytes, word: str) -> None:
    """A text member in one short line; nothing where the body is anything else, which is no failure of its own."""
    assert error_text(body, "message") == word


def test_error_text_in_an_object() -> None:
    """The way to a text may lead through objects; whatever else stands there is no text."""
    body = b'{"error": {"code": 105, "type": "base_currency_access_restricted"}, "message": "no"}'
    assert error_text(body, "error", "type") == "base_currency_access_restricted"
    assert error_text(body, "error", "code") == ""
    assert error_text(body, "message", "type") == ""


def test_a_table_of_lines_begins_with_its_head_and_ends_with_a_line() -> None:
    """A mark of byte order, quotation marks and line ends of any kind are none of its text; columns may follow those named."""
    rows = read_csv(b'\xef\xbb\xbfDATE;"USD";EUR\r\n1;2,5;\r\n', "DATE", "USD", delimiter=";")
    assert rows == [["DATE", "USD", "EUR"], ["1", "2,5", ""]]
    assert read_csv("通貨\n".encode("shift_jis"), charset="shift_jis") == [["通貨"]]


def test_a_blank_line_is_no_row() -> None:
    """Wherever it stands, with spaces in it or none; a row of empty cells is one."""
    body = b"\r\nDATE,USD\r\n\r\n1,2\r\n  \r\n,\r\n\n"
    assert read_csv(body, "DATE") == [["DATE", "USD"], ["1", "2"], ["", ""]]


@pytest.mark.parametrize("body", [b"", b"<html>\n", b"USD,DATE\n", b"DATE,USD\n1,2", b"\xff\n"])
def test_what_is_no_table_of_lines(body: bytes) -> None:
    """Nothing, a page, another head, a last row without end and bytes of another charset are refused."""
    with pytest.raises(ValueError, match=r"another header|torn last row|codec"):
        read_csv(body, "DATE", "USD")


@pytest.mark.parametrize(
    "rows", [b'1,"2\n3,4\n', b'1,"2"3\n', b'1,"' + b"2" * 200_000 + b'"\n'], ids=["open", "within", "huge"]
)
def test_a_quotation_mark_swallows_no_rows(rows: bytes) -> None:
    """A mark without its other one is no table: the lines after it would be one cell, 2 and 3 one number."""
    with pytest.raises(parsing.NotInFormat, match="not a table of lines"):
        read_csv(b"DATE,USD\n" + rows, "DATE")


def test_only_line_ends_end_a_row() -> None:
    """What ends a line for Unicode alone, as in a name, is a letter of its cell."""
    body = "DATE,USD\r\nx\u2028y\x0bz,1\r\n".encode()
    assert read_csv(body, "DATE") == [["DATE", "USD"], ["x\u2028y\x0bz", "1"]]


def zipped(*bodies: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for number, body in enumerate(bodies):
            archive.writestr(str(number), body)
    return written.getvalue()


def test_a_zip_archive_has_one_file_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """None, several, one that is too large, torn, or packed as no publisher does are not in the format."""
    monkeypatch.setattr(parsing, "MOST_UNZIPPED", 100)
    assert parsing.read_zip(zipped(b"x" * 100)) == b"x" * 100
    for body in (
        b"",
        zipped(),
        zipped(b"a", b"b"),
        zipped(b"x" * 101),
        zipped(b"x", method=zipfile.ZIP_LZMA),
    ):
        with pytest.raises(parsing.NotInFormat):
            parsing.read_zip(body)
    whole = zipped(b"abcdefgh" * 9)
    for place in range(len(whole)):
        with suppress(parsing.NotInFormat):
            parsing.read_zip(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])


def test_a_document_has_a_bounded_number_of_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small document of very many elements would take more memory than all the others together."""
    monkeypatch.setattr(parsing, "MOST_TAGS", 4)
    assert len(parsing.read_xml(b"<a><b/><c/></a>")) == 2
    with pytest.raises(parsing.NotInFormat, match="more than 4 tags"):
        parsing.read_xml(b"<a><b/><c/><d/></a>")
