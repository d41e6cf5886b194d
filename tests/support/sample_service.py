"""A service for what documents ask for: their addresses, answered in this process with made-up numbers and a past."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from fxwidget.config.settings import Settings
from fxwidget.store import open_store, open_writable_history
from fxwidget.testing import snapshot
from fxwidget.testing.made_up import NUMBERS
from fxwidget.web import create_app
from tests.support.history import close

__all__ = ["ADDRESSES", "SampleService"]

NOW = datetime(2026, 3, 18, 17, tzinfo=UTC)
ADDRESSES = re.compile(r"(?:https://rates\.example|http://127\.0\.0\.1:8000)(?=[/?'\"\s)]|$)")
"""The addresses that stand for a service in the documents."""


class SampleService:
    """The web over a table of the usual currencies, each with a close a week since January 2024."""

    def __init__(self, folder: Path) -> None:
        url = f"disk://{folder}"
        open_store(url).publish(snapshot(NOW, **NUMBERS))
        history = open_writable_history(url)
        weeks = [date(2024, 1, 5) + timedelta(weeks=week) for week in range(115)]
        history.add(
            close(code, day.isoformat(), rate)
            for code, rate in (NUMBERS | {"EUR": "0.9"}).items()
            for day in weeks
        )
        settings = Settings(store=url, url="https://rates.example")
        self._client: FlaskClient = create_app(settings, clock=lambda: NOW, watch=False).test_client()

    def status(self, address: str) -> int:
        """The status with which an address of the documents is answered; ``HASH`` stands for any version's."""
        parts = urlsplit(address.replace("&amp;", "&").replace(".HASH", ""))
        return self._client.get(f"{parts.path or '/'}?{parts.query}").status_code
