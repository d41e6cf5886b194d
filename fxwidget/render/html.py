"""The page: one self-contained HTML document that is complete without script and asks for nothing else.

The templates beside this module hold all markup; ``content_security_policy`` locks a drawn page to exactly the
style and the script that it carries.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from fxwidget import currency
from fxwidget.flags import flag
from fxwidget.rate import DISCLAIMER, Snapshot, SourceInfo
from fxwidget.render import words
from fxwidget.values import stamp

__all__ = ["content_security_policy", "first_start", "page"]


def page(snapshot: Snapshot, now: datetime, *, json_url: str = "/v1/rates") -> str:
    """The widget as it stands at the wall clock's ``now``. Times shown are the snapshot's own clock's."""
    reading = words.Reading.of(snapshot, now)
    notices = (reading.replayed, reading.alarm)
    return _templates().get_template("widget.html").render(
        reading=reading,
        snapshot=reading.snapshot,
        heading=reading.heading,
        count=len(reading.snapshot.rows),
        notices=[text for text in notices if text],
        disclaimer=reading.snapshot.disclaimer,
        json_url=json_url,
        reload=snapshot.replay.step_seconds if snapshot.replay else None,
        until=None if reading.expired else stamp(snapshot.valid_until + (now - snapshot.clock(now))),
    )  # fmt: skip


def first_start(
    codes: Sequence[str], sources: Sequence[SourceInfo], refresh_seconds: int, *, base: str = "USD"
) -> str:
    """The table before there is any rate: ``codes`` without numbers, what each of the ``sources`` did and when it is next asked.

    The page loads itself again every ``refresh_seconds``.
    """
    currencies = [(code, currency.name(code)) for code in codes if code != base]
    return _templates().get_template("first_start.html").render(
        heading=words.unit(base, currency.name(base)),
        count=len(currencies),
        currencies=currencies,
        sources=[words.waiting_for(source) for source in sources],
        disclaimer=DISCLAIMER,
        reload=refresh_seconds,
        until=None,
    )  # fmt: skip


def content_security_policy(html: str) -> str:
    """The policy under which a page of this module works and nothing else does; who may frame it is not said."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {_hashes('style', html)}",
            f"script-src {_hashes('script', html)}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(element: str, html: str) -> str:
    bodies = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies]
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


@cache
def _templates() -> Environment:
    folder = files("fxwidget.render")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        flag=lambda code: Markup(flag(code)),
        arrows=words.ARROWS,
        dash=words.NO_RATE,
        api_name=words.API_NAME,
    )
    environment.filters.update(moment=words.moment, stamp=stamp)
    environment.tests.update(web_address=_web_address)
    return environment


def _web_address(url: str) -> bool:
    """Whether ``url`` is one that a link may lead to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
