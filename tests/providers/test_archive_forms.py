"""Past days of publishers whose archive is asked by a form, or day by day, and answers like today's page."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from fxwidget import Answer
from fxwidget.deciding.cross_rates import per_usd
from tests.support.conversation import case


def _asked(request: httpx.Request) -> dict[str, str]:
    """The fields of an address and of a form, the first of a name."""
    fields = urlsplit(str(request.url)).query + "&" + request.content.decode()
    return {name: values[0] for name, values in parse_qs(fields).items()}


@pytest.mark.parametrize(
    ("name", "first", "asked"),
    [
        ("bna", "2026-05-20", [{"datainicio": "2026-05-20", "datafim": "2026-05-21", "moeda": "ALL"}]),
        ("cbsl", "2025-05-16", [{}, {"txtStart": "2025-05-16", "txtEnd": "2025-05-19"}]),
        ("bazg", "2022-06-27", [{"d": "20220627"}, {"d": "20220628"}]),
        ("rbm", "2024-01-04", [{"StartDate": "01/04/2024", "EndDate": "01/05/2024"}]),
        ("kexim", "2025-12-23", [{"searchdate": "20251223"}, {"searchdate": "20251224"}]),
        ("bank_al_maghrib", "2026-03-26", [{"date": "2026-03-26T12:30:00"}]),
        ("cbk_kuwait", "2026-09-06", [{}, {"txtDateFrom": "05/09/2026", "txtDateTo": "08/09/2026"}]),
    ],
)
def test_archive(name: str, first: str, asked: list[dict[str, str]]) -> None:
    """It is asked for the span or for its days of publication, and read as today's answer is."""
    it = case(name)
    last = it.figures.published
    conversation = it.made().archive(date.fromisoformat(first), last)
    requests = [next(conversation)]
    bodies = [body for _, body in it.replies()]
    try:
        while True:
            body = bodies[min(len(requests), len(bodies)) - 1]
            requests.append(conversation.send(Answer(str(requests[-1].url), 200, body)))
    except StopIteration as end:
        found = {code: str(rates[0].rate) for code, rates in per_usd(end.value).rates.items()}
    seen = [_asked(request) for request in requests[: len(asked)]]
    assert [
        {field: fields[field] for field in want} for want, fields in zip(asked, seen, strict=True)
    ] == asked
    assert found == it.figures.per_dollar


@pytest.mark.parametrize(
    ("name", "file", "day"),
    [
        ("cbc", "BP01D01.json", date(2026, 2, 25)),
        ("bcc_congo", "cours-de-change.txt", date(2026, 9, 3)),
        ("mizuho", "quote.csv", date(2026, 6, 19)),
    ],
)
def test_a_document_of_all_days_is_cut(name: str, file: str, day: date) -> None:
    """Where all of the past comes in one document, only the days that are asked for are read."""
    conversation = case(name).made().archive(day, day)
    next(conversation)
    with pytest.raises(StopIteration) as end:
        conversation.send(Answer("", 200, case(name).file(file)))
    assert {quote.as_of for quote in end.value.value} == {day}
