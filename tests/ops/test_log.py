"""What the processes tell: one line an event, the same in sentences and in JSON, and silence where all is routine."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.domain.codes import Exclusion, because
from fxwidget.domain.overrides import Command, Override, Verb
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import SourceMemory
from fxwidget.errors import ProviderUnavailable, ResponseInvalid
from fxwidget.ops import log
from fxwidget.ops.log import Event
from fxwidget.provider.quota import Quota
from fxwidget.refresher import events
from fxwidget.refresher.decision_events import decisions
from fxwidget.refresher.events import FetchReport
from tests.support.house import House, fixed, utc
from tests.support.loopback import Loopback, answer
from tests.support.prefork import fxwidget
from tests.support.processes import faked, get, running, until

NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)
TABLE = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()


# The two forms


def record(event: Event | None = None, text: str = "", **more: Any) -> logging.LogRecord:
    """What a logger hands to its formatter."""
    fields = {
        "name": "fxwidget.web.board",
        "levelno": logging.WARNING,
        "levelname": "WARNING",
        "created": 0.5,
    }
    made = logging.makeLogRecord(
        {**fields, "msg": "%s", "args": (event.sentence if event else text,), **more}
    )
    if event is not None:
        made.event = event
    return made


RUB = Event(
    "held", "RUB: held at 84.51", facts={"code": "RUB", "rate": Decimal("84.510"), "until": NOW, "n": 3}
)


def test_for_people() -> None:
    """An instant in UTC, the level, the sentence."""
    assert log.Sentences().format(record(RUB)) == "1970-01-01T00:00:00Z WARNING RUB: held at 84.51"


def test_as_json() -> None:
    """Facts are typed members; a rate is a number literal with exactly its digits."""
    assert log.JsonLines().format(record(RUB)) == (
        '{"at":"1970-01-01T00:00:00Z","level":"warning","event":"held","text":"RUB: held at 84.51",'
        '"code":"RUB","rate":84.510,"until":"2026-04-28T15:00:00Z","n":3}'
    )


def test_the_names_of_loggers_are_fixed_and_documented() -> None:
    """What a line without facts has as its ``event`` does not follow from where the code stands, and is documented."""
    root = Path(__file__).parents[2]
    sources = "".join(path.read_text("utf-8") for path in (root / "fxwidget").rglob("*.py"))
    named = set(re.findall(r'getLogger\("fxwidget\.([a-z.]+)"\)', sources))
    page = (root / "docs/operations.md").read_text("utf-8").replace("\n", " ")
    sentence = page[page.index("Lines without facts") : page.index("These names stay")]
    assert "getLogger(__name__)" not in sources
    assert named == set(re.findall(r"`([a-z.]+)`", sentence)) - {"event"}


def test_a_line_without_facts() -> None:
    """A line that is no event has the name of its logger."""
    line = json.loads(log.JsonLines().format(record(text="serving what is in memory")))
    assert (line["event"], line["text"]) == ("web.board", "serving what is in memory")


@pytest.mark.parametrize("formatter", [log.Sentences(), log.JsonLines()], ids=["people", "json"])
@pytest.mark.parametrize("text", ["two\nlines", "\r\x1b[2J", "a\u2028b", "a\ud800b"])
def test_what_a_source_sends_forges_no_line(formatter: logging.Formatter, text: str) -> None:
    """An event is one line of one encoding, whatever stands in it."""
    line = formatter.format(record(Event("fetch", text, facts={"reason": text})))
    assert "\n" not in line
    assert "\x1b" not in line
    line.encode()


def test_a_trace() -> None:
    """A trace stands on lines of its own for people, and in a member of the one object."""
    try:
        raise ValueError("odd")
    except ValueError as error:
        caught = (type(error), error, error.__traceback__)
    lines = log.Sentences().format(record(text="failed", exc_info=caught)).splitlines()
    assert (lines[0], lines[-1]) == ("1970-01-01T00:00:00Z WARNING failed", "ValueError: odd")
    assert json.loads(log.JsonLines().format(record(text="failed", exc_info=caught)))["trace"].endswith("odd")


# Sentences


def events_of(house: House, now: datetime) -> list[Event]:
    """What one more evaluation decides."""
    before, previous = house.memory, house.snapshot
    snapshot: Snapshot = house.evaluate(now)
    return list(decisions(snapshot, previous, before, house.memory))


def sentences(house: House, now: datetime) -> list[str]:
    return [event.sentence for event in events_of(house, now)]


def pair(one: str, other: str, code: str = "INR") -> House:
    """Two banks, and what they say on the 28th."""
    house = House(fixed("a"), fixed("b"), currencies=(code,))
    for name, number in ("a", one), ("b", other):
        house.says(name, utc("2026-04-28 14:30"), "2026-04-28", **{code: number})
    return house


def test_a_routine_evaluation_says_nothing() -> None:
    """First numbers, the same numbers, and others within the limits are no news."""
    house = pair("84.51", "84.49")
    assert sentences(house, NOW) == []
    assert sentences(house, NOW + timedelta(minutes=5)) == []
    house.says("a", NOW + timedelta(hours=1), "2026-04-28", INR="84.60")
    assert sentences(house, NOW + timedelta(hours=1)) == []


DISAGREES = {"reason": "disagrees", "reason_code": "disagrees"}


def test_a_dispute() -> None:
    """Two that disagree: the held number, both voices, their distance; once, and then that it is settled."""
    house = pair("84.51", "84.49")
    house.evaluate(NOW)
    house.says("a", NOW, "2026-04-28", INR="82.85")
    house.says("b", NOW, "2026-04-28", INR="87.90")
    (event,) = events_of(house, NOW + timedelta(minutes=5))
    assert event.sentence == "INR: held at 84.51, a 82.85 and b 87.9 disagree by 6.1 %"
    assert (event.name, event.level) == ("disputed", logging.WARNING)
    assert event.facts == {
        "code": "INR",
        "rate": Decimal("84.51"),
        "agreement": "disputed",
        "spread_bps": Decimal("609.5"),
        "sources": [
            {"id": "a", "rate": Decimal("82.85"), "role": "shown", **DISAGREES},
            {"id": "b", "rate": Decimal("87.90"), "role": "excluded", **DISAGREES},
        ],
    }
    assert events_of(house, NOW + timedelta(minutes=10)) == []
    house.says("a", NOW, "2026-04-28", INR="87.88")
    settled = events_of(house, NOW + timedelta(minutes=15))
    assert settled[0].sentence == "INR: settled at 87.88 of a, confirmed by b"


def test_nobody_has_a_vote() -> None:
    """A held rate without voters names each source's reason."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-28 14:30"), "2026-04-28", INR="84.51")
    house.evaluate(NOW)
    house.fails("a", NOW, ResponseInvalid("a sent an empty table", provider="a", in_format=True))
    assert sentences(house, NOW) == [
        "INR: held at 84.51, no source has a vote (a: refused: a sent an empty table)"
    ]


def test_nobody_lists_it() -> None:
    """A currency of no enabled source has no number, and says so once."""
    house = House(fixed("a"), currencies=("KES",))
    assert sentences(house, NOW) == ["KES: no number is shown, no enabled source lists it"]
    assert sentences(house, NOW + timedelta(minutes=5)) == []


def test_an_operators_hold() -> None:
    """A hold is told with its end and its reason."""
    house = pair("84.51", "84.49")
    house.evaluate(NOW)
    house.orders("INR", Override(hold=True, reason="feeds are odd", until=NOW + timedelta(hours=4), at=NOW))
    assert sentences(house, NOW) == [
        "INR: held at 84.51, an operator holds it until 2026-04-28 19:00:00 UTC (feeds are odd)"
    ]


def jumping() -> House:
    house = pair("84.51", "84.49")
    house.evaluate(NOW)
    house.says("a", utc("2026-04-29 14:30"), "2026-04-29", INR="104.20")
    return house


def test_a_jump() -> None:
    """One that jumps is told of, then that two say a new level, then that it was let through and who confirmed it."""
    house = jumping()
    assert sentences(house, utc("2026-04-29 14:31")) == [
        "INR: 84.49 of b is shown in place of a's number (jump)",
        "INR: 84.49 stays, a 104.2 is unconfirmed",
        "INR: 1 independent source stands behind the rate, 2 did before",
    ]
    house.says("b", utc("2026-04-29 14:40"), "2026-04-29", INR="104.00")
    assert sentences(house, utc("2026-04-29 14:41")) == [
        "INR: pending at 84.49, b 104 and a 104.2 say a new level"
    ]
    (jump,) = events_of(house, utc("2026-04-29 14:46"))
    assert jump.sentence == "INR: jumped from 84.49 to 104.2 of a (+23.33 %), b confirmed it"
    assert (jump.name, jump.level) == ("jump", logging.WARNING)
    assert jump.facts == {
        "code": "INR",
        "from": Decimal("84.49"),
        "to": Decimal("104.20"),
        "change_pct": Decimal("23.33"),
        "provider": "a",
        "confirmed_by": ["b"],
        "accepted": False,
    }


def test_a_jump_that_an_operator_accepts() -> None:
    """Who let it through was the operator."""
    house = jumping()
    house.evaluate(utc("2026-04-29 14:31"))
    house.orders("INR", Override(accept=True, at=utc("2026-04-29 14:35")))
    (jump,) = events_of(house, utc("2026-04-29 14:36"))
    assert jump.sentence == "INR: jumped from 84.49 to 104.2 of a (+23.33 %), an operator accepted it"
    assert jump.facts["accepted"] is True


def test_a_broken_peg() -> None:
    """That an official peg no longer holds is told when its new level is let through."""
    house = House(
        fixed("a", lists=frozenset({"SAR"})), fixed("b", lists=frozenset({"SAR"})), currencies=("SAR",)
    )
    for day, number in ("2026-04-28", "3.75"), ("2026-04-29", "4.10"):
        for name in ("a", "b"):
            house.says(name, utc(f"{day} 14:30"), day, SAR=number)
        found = [event for minute in (31, 36) for event in events_of(house, utc(f"{day} 14:{minute}"))]
    assert "SAR: the peg of 3.75 is broken, 4.1 is shown" in [event.sentence for event in found]


def test_a_switch_and_a_lost_voice() -> None:
    """Whose number takes the place of whose and why, and that fewer stand behind it."""
    house = House(fixed("a"), fixed("b"))
    for name, number in ("a", "84.51"), ("b", "84.49"):
        house.says(name, utc("2026-04-28 14:30"), "2026-04-28", INR=number)
    house.evaluate(NOW)
    house.fails("a", NOW, ResponseInvalid("a sent an empty table", provider="a", in_format=True))
    assert sentences(house, NOW + timedelta(minutes=5)) == [
        "INR: 84.49 of b is shown in place of a's number (refused: a sent an empty table)",
        "INR: 1 independent source stands behind the rate, 2 did before",
    ]


def test_ageing() -> None:
    """Late, stale, withdrawn, and fresh again, each once."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-28 14:30"), "2026-04-28", INR="84.51")
    house.evaluate(NOW)
    ageing = []
    for now in ("2026-04-29 16:01", "2026-04-29 16:06", "2026-04-30 16:01", "2026-05-15 16:01"):
        ageing += [e for e in events_of(house, utc(now)) if e.name in ("late", "stale", "withdrawn")]
    assert [event.sentence for event in ageing] == [
        "INR: late, a publication is missing since a's of 2026-04-28",
        "INR: stale, two publications are missing since a's of 2026-04-28",
        "INR: withdrawn, no number is shown any more since a's of 2026-04-28",
    ]
    house.says("a", utc("2026-05-18 14:30"), "2026-05-18", INR="84.70")
    events = {event.name: event.sentence for event in events_of(house, utc("2026-05-18 14:31"))}
    assert events["fresh"] == "INR: fresh again with a's of 2026-05-18"


def test_orders_begin_and_end() -> None:
    """An operator's order is told when it comes into force and when it no longer is."""
    hold = Command(
        at=NOW, verb=Verb.HOLD, target="INR", reason="feeds are odd", until=NOW + timedelta(hours=4)
    )
    (begun,) = events.orders((), (hold,))
    (ended,) = events.orders((hold,), ())
    assert begun.sentence == "operator: hold INR until 2026-04-28 19:00:00 UTC (feeds are odd)"
    assert ended.sentence == "operator: hold INR has ended"
    assert list(events.orders((hold,), (hold,))) == []


# Fetches


def fetch(**changes: Any) -> FetchReport:
    members: dict[str, Any] = {"source": "a", "outcome": "answered", "reason": None, "milliseconds": 213}
    return FetchReport(**(members | {"status": 200, "bytes": 12_345, "requests": 1, "rows": 45} | changes))


def test_a_fetch() -> None:
    """FetchReport, time, status, bytes, rows, day; what was refused and set aside, with reasons."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-28 14:30"), "2026-04-28", INR="84.51")
    after = house.memory.sources["a"]
    outcome = fetch(
        as_of=NOW.date(),
        refused=dict.fromkeys(("BRL", "ZAR"), because(Exclusion.NOT_FINITE)),
        aside={"INR": because(Exclusion.POWER_OF_TEN)},
    )
    event = events.fetched(outcome, SourceMemory(), after)
    assert event.sentence == (
        "a: answered in 213 ms, HTTP 200, 12345 bytes, 45 rows, as of 2026-04-28; "
        "refused: BRL, ZAR (not a finite number); set aside: INR (power of ten)"
    )
    assert {
        "provider": "a",
        "outcome": "answered",
        "status": 200,
        "bytes": 12_345,
        "requests": 1,
        "milliseconds": 213,
        "as_of": NOW.date(),
        "rows": 45,
        "refused": {"BRL": "not a finite number", "ZAR": "not a finite number"},
        "aside": {"INR": "power_of_ten"},
        "skipped": {},
        "reason": None,
    } == event.facts


def test_news_only() -> None:
    """A fetch that brings nothing new is for ``-v``; a failure is a warning once, while it lasts it is not."""
    house = House(fixed("a"))
    house.says("a", NOW, "2026-04-28", INR="84.51")
    record = house.memory.sources["a"]
    assert events.fetched(fetch(), SourceMemory(), record).level == logging.INFO
    assert events.fetched(fetch(), record, record).level == logging.DEBUG
    house.fails("a", NOW, ProviderUnavailable("a did not finish within 20 s", provider="a"))
    failed = house.memory.sources["a"]
    outcome = fetch(outcome="unavailable", reason="a did not finish within 20 s")
    first, again = events.fetched(outcome, record, failed), events.fetched(outcome, failed, failed)
    assert first.sentence == "a: unavailable after 213 ms: a did not finish within 20 s"
    assert (first.level, again.level) == (logging.WARNING, logging.INFO)


def test_a_ban() -> None:
    """Until when a source is left alone, and what it said."""
    after = SourceMemory(not_before=NOW + timedelta(minutes=10))
    event = events.left_alone(fetch(status=429, outcome="rate_limited", reason="429"), after, NOW)
    assert event is not None
    assert (
        event.sentence == "a: not asked before 2026-04-28 15:10:00 UTC (in 600 s): it answered with HTTP 429"
    )
    assert event.facts["seconds"] == 600
    assert events.left_alone(fetch(), SourceMemory(), NOW) is None


def test_a_spent_quota() -> None:
    """It is told with the request that was the last, not before and not again."""
    quota, today = Quota.read("2/day"), NOW.date()
    one, two = SourceMemory(spent={today: 1}), SourceMemory(spent={today: 2})
    event = events.spent("a", quota, one, two, NOW)
    assert event is not None
    assert event.sentence == "a: its quota of 2/day is spent, not asked before 2026-04-29 00:00:00 UTC"
    assert events.spent("a", quota, SourceMemory(), one, NOW) is None
    assert events.spent("a", quota, two, two, NOW) is None


# The store


def test_the_stores_trouble() -> None:
    """At full length once, in short while it lasts, and when it is over."""
    first = events.store("can't write: No space left", None, 1)
    again = events.store("can't write: No space left", "can't write: No space left", 2)
    over = events.store(None, "can't write: No space left", 2)
    assert first is not None
    assert again is not None
    assert over is not None
    assert [(e.sentence, e.level) for e in (first, again, over)] == [
        ("can't write: No space left", logging.ERROR),
        ("the store still fails, in 2 rounds now", logging.DEBUG),
        ("the store works again, after 2 rounds without it", logging.INFO),
    ]
    assert events.store(None, None, 0) is None


# The processes


def home_of(tmp_path: Path, url: str, *more: str) -> Path:
    lines = [f'store = "disk://{tmp_path}/store"', 'sources = ["bank_of_russia"]', *more]
    lines += ["[provider.bank_of_russia]", f'url = "{url}"']
    (tmp_path / "fxwidget.toml").write_text("\n".join(lines))
    return tmp_path


@pytest.mark.needs("processes")
@pytest.mark.parametrize("how", ["option", "setting", "variable"])
def test_every_child_writes_json(tmp_path: Path, how: str) -> None:
    """However it is asked for, each line of ``serve`` and of its refresher is one object."""
    with Loopback(answer(200, TABLE)) as server:
        more = ['log_format = "json"'] if how == "setting" else []
        home = home_of(tmp_path, server.url(""), 'currencies = ["RUB"]', *more)
        arguments = ["--log-format", "json"] if how == "option" else []
        env = faked("2026-04-27 12:40:00") | ({"FXWIDGET_LOG_FORMAT": "json"} if how == "variable" else {})
        with running(*arguments, "serve", "--port", "0", cwd=home, env=env) as it:
            until(lambda: get(f"{it.url}/widget").status == 200, "the table")
            it.wait_for('"event":"round"')
            lines = [json.loads(line) for line in it.err]
    events = {line["event"]: line for line in lines}
    assert {"daemon", "fetch", "round"} <= set(events)
    fetches = events["fetch"]
    assert (fetches["provider"], fetches["outcome"], fetches["status"]) == ("bank_of_russia", "answered", 200)
    assert (fetches["bytes"], fetches["rows"], fetches["as_of"]) == (len(TABLE), 13, "2026-04-25")
    assert events["round"]["fetches"] == {"answered": 1}


def test_an_error_on_purpose_is_of_the_same_form(tmp_path: Path) -> None:
    """The last line of a process that can't go on is an object too."""
    (tmp_path / "fxwidget.toml").write_text("refresh = 'often'")
    done = fxwidget("--log-format", "json", "refresher", cwd=tmp_path)
    (line,) = done.stderr.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["level"]) == ("error", "critical")
    assert "is not a duration" in json.loads(line)["text"]
    assert done.returncode == 2


@pytest.mark.needs("processes")
def test_a_quiet_day(tmp_path: Path) -> None:
    """A round in which nothing is new is one line, one in which nobody is asked none; ``-v`` tells each fetch."""
    with Loopback(answer(200, TABLE)) as server:
        home = home_of(tmp_path, server.url(""))
        fxwidget("refresher", "--once", cwd=home, env=faked("2026-04-27 12:40:00"))
        quiet = fxwidget("refresher", "--once", cwd=home, env=faked("2026-04-27 13:40:00"))
        verbose = fxwidget("-v", "refresher", "--once", cwd=home, env=faked("2026-04-27 13:45:00"))
    (line,) = quiet.stderr.splitlines()
    assert re.search(r" INFO round \d+: bank_of_russia answered; 0 of 11 rates changed$", line)
    told_of = [text for text in verbose.stderr.splitlines() if " DEBUG bank_of_russia: answered in " in text]
    assert len(told_of) == 1
