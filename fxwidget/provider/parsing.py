"""Providers' documents, read strictly: JSON and XML to plain values with every published digit kept.

All readers raise ``ValueError`` on anything that is not such a document; the house makes that one
``ResponseInvalid`` that names the provider.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn
from xml.etree import ElementTree


def read_json(body: bytes | str) -> Any:
    """A JSON document; every number becomes the ``Decimal`` of its literal (``1.10`` stays ``1.10``)."""
    text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)
    except (ArithmeticError, RecursionError) as error:
        raise ValueError(f"the JSON document can't be read: {type(error).__name__}") from error


def read_json_rows(body: bytes | str) -> list[Any]:
    """A JSON document that is an array of rows, read as by ``read_json``; any other raises ``ValueError``."""
    rows = read_json(body)
    if not isinstance(rows, list):
        raise ValueError("expected an array of rows")
    return rows


def error_text(body: bytes, member: str) -> str:
    """An error's own word: a text member of a JSON object, in one line; empty where the body is no such object."""
    try:
        document = read_json(body)
    except ValueError:
        return ""  # a page of the edge in front of the publisher
    word = document.get(member) if isinstance(document, dict) else None
    return " ".join(word.split())[:100] if isinstance(word, str) else ""


def read_xml(body: bytes) -> ElementTree.Element:
    """An XML document's root, in the charset that its prolog names. Document types and entities are refused."""
    if b"\0" in body or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("the XML document declares a document type or entities, which no rate table needs")
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, LookupError, RecursionError) as error:
        raise ValueError(f"not an XML document: {error}") from error


def decimal_comma(text: str) -> Decimal:
    """A number with a decimal comma (``75,5273``, ``5,39256E-05``)."""
    return Decimal(text.strip().replace(",", "."))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")
