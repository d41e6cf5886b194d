"""Views of one snapshot share what no amount changes: each is the one that a snapshot of its own would give."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from fxwidget.domain.codes import NoteCode
from fxwidget.domain.snapshot import Note, Snapshot
from fxwidget.presentation.options import Options
from fxwidget.render import json_api
from fxwidget.render.page.html import page
from fxwidget.render.view import View
from tests.support.snapshots import NOW, rate, snapshot

SWITCHED = Note(code=NoteCode.UNCONFIRMED, source="er_api", rate=Decimal("91.5"))


def table() -> Snapshot:
    """A row with a note, one that is withdrawn after four hours, and one of a day that is still to come."""
    withdrawn = rate("RUB", withdraw_at=NOW + timedelta(hours=4))
    return snapshot(
        rate("INR", notes=(SWITCHED,)), withdrawn, rate("EGP", as_of=NOW.date() + timedelta(days=1))
    )


def drawn(table: Snapshot, now: datetime, **options: object) -> tuple[str, bytes]:
    view = View(table, now, Options(**options))  # type: ignore[arg-type]
    return page(view), json_api.rates(view, "")


def test_no_view_shows_in_another() -> None:
    """Whatever was drawn of a snapshot before, and in whatever order, a view is the same: other amounts, bases, languages, days."""
    shared, instants = table(), (NOW, NOW + timedelta(hours=5), NOW + timedelta(days=1))
    views = [
        (now, {"base": base, "amount": Decimal(amount), "inverse": inverse, "lang": language})
        for base, amount, inverse, language, now in product(
            ("USD", "INR"), ("1", "1000"), (False, True), ("en", "ru"), instants
        )
    ]
    for now, options in (*views, *reversed(views)):
        assert drawn(shared, now, **options) == drawn(table(), now, **options), (now, options)


def test_a_copy_shares_nothing() -> None:
    """A copy with other members is drawn from those, not from what was found of the first one."""
    first = table()
    drawn(first, NOW, base="INR")
    other = snapshot(rate("INR", "90.1"), rate("RUB"), rate("EGP")).rates
    copy = first.model_copy(update={"rates": other})
    assert drawn(copy, NOW, base="INR") == drawn(
        snapshot(rate("INR", "90.1"), rate("RUB"), rate("EGP")), NOW, base="INR"
    )
