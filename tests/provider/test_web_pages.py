"""Web pages read for their tables and forms: what a browser would show, and nothing of what stands around it."""

from __future__ import annotations

import pytest

from fxwidget import post_request, read_html_fields, read_html_rows, thousands_comma
from fxwidget.provider.parsing import NotInFormat

PAGE = """<!DOCTYPE html><form><input type=hidden name="token" value="a&amp;b"><input name=day></form>
<table><thead><tr><th>1  USD  -&gt; LKR</th></tr></thead><tr><td><b>
  AED&nbsp;</b>now</td> between <td>81.3615<td><br></tr>
<tr><td>outside<table><tr><td>inside</td></tr></table>after</td></tr></table><p>beside</p>"""


def test_rows_of_all_tables() -> None:
    """Each row is its cells' texts with blanks collapsed; text outside cells is none, cells may lack their end."""
    assert read_html_rows(PAGE.encode()) == [
        ["1 USD -> LKR"],
        ["AED now", "81.3615", ""],
        ["outside"],
        ["inside"],
    ]


def test_what_no_browser_shows() -> None:
    """Rows in comments and scripts are none, whatever tags are in them; what stands around them stays apart."""
    page = (
        "<table><!-- <tr><td>1</td> --!><tr><td>2<!--x-->3<script>'<tr><td>'</SCRIPT><![endif]><td>4<</table>"
    )
    assert read_html_rows(page) == [["2 3", "4 <"]]


def test_fields_of_forms() -> None:
    """What a form would send back, character references resolved."""
    assert read_html_fields(PAGE.encode()) == {"token": "a&b", "day": ""}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><p>closed today</p></html>",
        b"<table>\xff</table>",
        PAGE.encode()[:-40],
        b"<html><table></table></html><html><table></table></html>",
        b"<table></table><!-- open",
        b"<table></table><script>open",
        b"<table></table><p open",
    ],
    ids=["empty", "without", "charset", "torn", "twice", "open-comment", "open-script", "open-tag"],
)
def test_no_page_with_a_table(body: bytes) -> None:
    """A page without a table, torn in one, of another charset or after its own end is not the publisher's document."""
    with pytest.raises(NotInFormat):
        read_html_rows(body)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4,151.69", "4151.69"),
        ("16,172,267.24", "16172267.24"),
        ("1850.0", "1850.0"),
        (".0071", "0.0071"),
        ("7", "7"),
        ("-80.1", "-80.1"),
    ],
)
def test_thousands_comma(text: str, number: str) -> None:
    """Commas between groups of three are dropped, every digit stays; without a comma it is any number."""
    assert str(thousands_comma(text)) == number


@pytest.mark.parametrize(
    "text", ["", ".", "2,602.0,545", "1,23", ",123", "1,2345", "-1,234", "1,234e5", "n/a", None, 7]
)
def test_no_number_with_thousands(text: object) -> None:
    """Groups of another length may be another number: it is not guessed."""
    assert thousands_comma(text) is None


def test_forms_are_posted() -> None:
    """A form's field with several values is sent once for each; a document goes as JSON, an envelope as XML."""
    form = post_request("https://bank.example/", form={"chk[]": ["a", "b"], "day": "1"})
    assert (form.method, form.content) == ("POST", b"chk%5B%5D=a&chk%5B%5D=b&day=1")
    assert post_request("https://bank.example/", document={"day": 1}).content == b'{"day":1}'
    soap = post_request("https://bank.example/", xml="<day>é</day>", headers={"SOAPAction": "Rates"})
    assert (soap.content.decode(), soap.headers["SOAPAction"]) == ("<day>é</day>", "Rates")
    assert soap.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_a_cell_of_very_many_pieces() -> None:
    """A cell in a hundred thousand pieces is read once, not once for each of them: a page can't hold a round up."""
    assert read_html_rows(b"<table><tr><td>" + b"1<br>" * 100_000 + b"</table>") == [["1 " * 99_999 + "1"]]
