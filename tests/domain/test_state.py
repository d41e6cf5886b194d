"""What a damaged memory is freed from, row by row."""

from __future__ import annotations

from datetime import date

from fxwidget.domain.state import Refusal, SourceMemory


def test_a_refusal_is_plausible_with_its_values() -> None:
    """What stands in a refusal's reason is looked at too; one of a day that no round can have written is dropped."""
    good = Refusal(reason="x", reason_code="dated_ahead", reason_values={"date": "2026-04-28", "days": "1"})
    bad = good.model_copy(update={"market_day": date(9999, 1, 1)})
    memory = SourceMemory(refusals={"INR": good, "BRL": bad})
    assert memory.plausible().refusals == {"INR": good}
