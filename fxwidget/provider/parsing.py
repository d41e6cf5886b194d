"""Providers' documents, read strictly: JSON and XML to plain values, to every published digit.

All readers raise ``NotInFormat``, a ``ValueError``, on anything that is not such a document; the house makes that one
``ResponseInvalid`` that names the provider.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from fxwidget.domain.currency import is_currency
from fxwidget.domain.quote import GIVEN_TWICE, Quote

GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
WITH_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
"""Numbers with their digits in groups of three before the decimal mark, which is a point or a comma."""


class NotInFormat(ValueError):
    """Bytes that are no document of the format at all: a torn one, a page, a message in words."""


def read_json(body: bytes | str) -> Any:
    """A JSON document; every number becomes the ``Decimal`` of its literal (``1.10`` stays ``1.10``).

    A member that stands twice in an object with different values is ``GIVEN_TWICE``; of two objects only the members
    that differ are. ``NaN`` and ``Infinity``, which some writers print, are Decimals: they refuse their own row.

    Raises:
        ValueError: it is no such document, or not in UTF-8.
    """
    try:
        text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
        return json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise NotInFormat(f"not a JSON document (line {error.lineno}, column {error.colno})") from error
    except UnicodeDecodeError as error:
        raise NotInFormat("not a JSON document: no UTF-8") from error
    except (ArithmeticError, RecursionError) as error:
        raise NotInFormat(f"the JSON document can't be read: {type(error).__name__}") from error


def read_json_rows(body: bytes | str) -> list[Any]:
    """The rows of a JSON document that is an array of them, each read as by ``read_json`` and made an object as by ``objects``.

    Raises:
        ValueError: it is another document, or none.
    """
    rows = read_json(body)
    if not isinstance(rows, list):
        raise ValueError("expected an array of rows")
    return objects(rows)


def objects(rows: Iterable[Any]) -> list[Any]:
    """Rows as objects: what is none has no member, so that it refuses itself and not the rows beside it."""
    return [row if isinstance(row, dict) else {} for row in rows]


MOST_UNZIPPED = 64 * 2**20
"""The most bytes of a file in an archive: ten times the largest that a publisher has."""

MOST_TAGS = 500_000
"""The most tags of an XML document: twice what the ECB has of all days since 1999. An element takes ten times the memory of its text."""

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How publishers pack; what unpacks the others takes the memory that the archive asks for."""


def read_csv(body: bytes, *head: str, delimiter: str = ",", charset: str = "utf-8-sig") -> list[list[str]]:
    """The rows of a table of lines, that with the names of its columns first, which begins with ``head``; blank lines are none.

    Raises:
        ValueError: the first row is another one, as of a page in the table's place; the last line has no end: it is torn,
            and its last number may be; or a quotation mark stands where none can, which would swallow the lines after it.
    """
    lines = io.StringIO(body.decode(charset), newline="")
    try:
        read = csv.reader(lines, delimiter=delimiter, strict=True)
        rows = [row for row in read if len(row) > 1 or "".join(row).strip()]
    except csv.Error as error:
        raise NotInFormat(f"not a table of lines: {error}") from error
    if not rows or tuple(rows[0][: len(head)]) != head:
        raise ValueError("another header")
    if not body.endswith(b"\n"):
        raise ValueError("a torn last row")
    return rows


def read_zip(body: bytes) -> bytes:
    """The one file in a ZIP archive, unpacked.

    Raises:
        ValueError: it is no archive, has another number of files, or unpacks to more than 64 MiB.
    """
    archive = open_zip(body)
    if len(archive.infolist()) != 1:
        raise NotInFormat(f"a ZIP archive of {len(archive.infolist())} files")
    return unzipped(archive, archive.infolist()[0].filename)


def open_zip(body: bytes) -> zipfile.ZipFile:
    """A ZIP archive; anything else is not in the format, and neither is an archive after other bytes."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotInFormat(f"not a ZIP archive: {error}") from error
    if min((member.header_offset for member in archive.infolist()), default=0) > 0:
        raise NotInFormat("a ZIP archive after other bytes")
    return archive


def unzipped(archive: zipfile.ZipFile, path: str) -> bytes:
    """A file in an archive; one that is not there, torn, too large or packed by a method that nobody uses is not in the format."""
    try:
        member = archive.getinfo(path)
        if member.file_size > MOST_UNZIPPED or member.compress_type not in METHODS:
            raise NotInFormat(
                f"{path} in the ZIP archive has {member.file_size} bytes, or is packed unusually"
            )
        with archive.open(member) as file:
            return file.read(MOST_UNZIPPED)
    except NotInFormat:
        raise
    except (
        KeyError,
        ValueError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise NotInFormat(f"not a ZIP archive: {error}") from error


def day_in(text: object, form: str = "%Y-%m-%d") -> date | None:
    """The day that a row states, in ``form``; what follows ISO 8601's ten characters is cut. None where that is no day."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.strptime(text[:10] if form == "%Y-%m-%d" else text, form).date()  # noqa: DTZ007 - a day
    except ValueError:
        return None


def instant_in(text: object, form: str = "", zone: str = "UTC") -> datetime | None:
    """The instant that a row states as mail headers do (RFC 5322), with its zone; None where that is none.

    form: how it is written otherwise, as ``strptime`` has it: then the hour is that of ``zone``.
    """
    try:
        if form:
            stated = datetime.strptime(text, form) if isinstance(text, str) else None  # noqa: DTZ007 - given next
            return stated and stated.replace(tzinfo=ZoneInfo(zone))
        found = parsedate_to_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def quotes_of(base: str, rates: Mapping[str, Any], as_of: date | datetime | None) -> list[Quote]:
    """The quotes of a table that has, by code, what 1 unit of its base costs; a code that is no currency is left out."""
    return [
        Quote(base=base, quote=code, mid=mid, as_of=as_of) for code, mid in rates.items() if is_currency(code)
    ]


def error_text(body: bytes, *members: str) -> str:
    """The text of an error answer: a text member of a JSON object, in one line; empty where the body is no such object.

    members: the way to it, as ``"error", "type"`` for the ``type`` in an object ``error``.
    """
    if f'"{members[-1]}"'.encode() not in body:
        return ""  # most answers are tables, which are then read once only
    try:
        found = read_json(body)
    except ValueError:
        return ""  # a page of the edge in front of the publisher
    for member in members:
        found = found.get(member) if isinstance(found, dict) else None
    return " ".join(found.split())[:100] if isinstance(found, str) else ""


def read_xml(body: bytes) -> ElementTree.Element:
    """The root of an XML document, in the charset that its prolog names.

    Raises:
        ValueError: it is no such document, or has more than half a million tags, a document type or entities.
    """
    if b"\0" in body or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NotInFormat("the XML document declares a document type or entities, which no rate table needs")
    if body.count(b"<") > MOST_TAGS:
        raise NotInFormat(f"the XML document has more than {MOST_TAGS} tags")
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, LookupError, RecursionError) as error:
        raise NotInFormat(f"not an XML document: {error}") from error


def decimal_comma(text: object) -> Decimal | None:
    """A number with a decimal comma (``75,5273``, ``5,39256E-05``), thousands grouped with points or not (``7.831,26``).

    None where that is none, which refuses its row: groups of other lengths, and a point of which nobody can say whether it
    groups thousands (``7.831``).
    """
    if not isinstance(text, str):
        return None
    number = text.strip()
    if WITH_POINTS.fullmatch(number):
        if "," not in number:
            return None
        number = number.replace(".", "")
    try:
        return Decimal(number.replace(",", "."))
    except ArithmeticError:
        return None


def thousands_comma(text: object) -> Decimal | None:
    """A number that may group its thousands with commas (``4,151.69``); None where that is none, which refuses its row.

    Groups of other lengths (``2,602.0,545``) are no number: nobody can say which one was meant.
    """
    if not isinstance(text, str) or ("," in text and not GROUPED.fullmatch(text)):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; Python's own reader would let the last of two values count."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _both(found[name], value) if name in found else value
    return found


def _both(first: Any, second: Any) -> Any:
    """What two values of one member have in common."""
    if isinstance(first, dict) and isinstance(second, dict):
        names = dict.fromkeys((*first, *second))
        return {name: _both(first.get(name, GIVEN_TWICE), second.get(name, GIVEN_TWICE)) for name in names}
    return first if type(first) is type(second) and first == second else GIVEN_TWICE
