"""Programs whose tests mock HTTP: respx takes the requests of ``load`` and ``connect`` for a host that is nowhere."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
import respx
import time_machine

import fxwidget
from fxwidget.errors import ProviderUnavailable
from tests.support.snapshots import NOW, snapshot

pytestmark = pytest.mark.usefixtures("home")

RATES = "https://rates.example/v1/rates"


def test_a_mocked_answer_is_read() -> None:
    """What a route answers is the snapshot, and nobody else is asked."""
    with respx.mock(using="httpcore") as mocked:
        mocked.get(RATES).respond(200, content=snapshot().to_json(), content_type="application/json")
        table = fxwidget.load(RATES)
    assert table == snapshot()


def test_a_mocked_service_sees_conditional_requests() -> None:
    """The second request of a program bears the first answer's ETag, and a 304 is the same snapshot."""
    with respx.mock(using="httpcore") as mocked:
        route = mocked.get(RATES).mock(
            side_effect=[
                httpx.Response(200, content=snapshot().to_json(), headers={"ETag": '"one"'}),
                httpx.Response(304, headers={"ETag": '"one"'}),
            ]
        )
        service = fxwidget.connect("https://rates.example")
        for minutes in (0, 2):
            with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
                assert service.snapshot() == snapshot()
    assert [call.request.headers.get("If-None-Match") for call in route.calls] == [None, '"one"']


def test_a_mocked_failure_is_an_error_of_ours() -> None:
    """A host that can't be reached is named, whatever the client says of it."""
    with respx.mock(using="httpcore") as mocked:
        mocked.get(RATES).mock(side_effect=httpx.ConnectError("nobody there"))
        with pytest.raises(ProviderUnavailable, match=r"rates\.example could not be reached"):
            fxwidget.load(RATES)
