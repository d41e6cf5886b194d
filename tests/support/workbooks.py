"""Small workbooks for tests: Office Open XML with just the parts that a reader needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STILL = (1980, 1, 1, 0, 0, 0)


def workbook(sheets: Mapping[str, str], *, texts: Sequence[str] = (), since_1904: bool = False) -> bytes:
    """A workbook of these sheets, each given by the XML of its rows; the same bytes each time."""
    days = '<workbookPr date1904="1"/>' if since_1904 else ""
    numbered = list(enumerate(sheets.items(), 1))
    named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in numbered)
    links = "".join(f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered)
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{days}<sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": sheet(rows) for n, (_, rows) in numbered},
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, STILL), text)
    return written.getvalue()


def sheet(rows: str) -> str:
    """The XML of a sheet around that of its rows."""
    return (
        rows
        if rows.startswith("<!")
        else f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    )
